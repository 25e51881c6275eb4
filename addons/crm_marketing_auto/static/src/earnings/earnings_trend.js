// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor } from "@web/core/colors/colors";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { money } from "./earnings_model";

/** Cost and revenue, side by side. */
export class EarningsTrend extends Component {
    static template = "crm_marketing_auto.EarningsTrend";
    static props = { points: Array, currencyId: [Number, Boolean] };

    setup() {
        this.canvasRef = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [this.props.points]
        );
    }

    draw() {
        const chart = new Chart(this.canvasRef.el, this.config);
        return () => chart.destroy();
    }

    get config() {
        const { points } = this.props;
        const scheme = cookie.get("color_scheme");
        const bar = (label, key, index) => ({
            label,
            data: points.map((point) => point[key]),
            backgroundColor: getColor(index, scheme, "sm"),
        });
        return {
            type: "bar",
            data: {
                labels: points.map((point) =>
                    deserializeDate(point.day).toLocaleString({ day: "numeric", month: "short" })
                ),
                datasets: [bar(_t("Revenue"), "revenue", 0), bar(_t("Cost"), "cost", 1)],
            },
            options: {
                maintainAspectRatio: false,
                animation: false,
                interaction: { mode: "index", intersect: false },
                plugins: { legend: { position: "bottom" } },
                scales: { x: { grid: { display: false } }, y: { beginAtZero: true } },
            },
        };
    }

    /** What the picture shows, for those who do not see it. */
    get summary() {
        const sum = (key) => this.props.points.reduce((total, point) => total + point[key], 0);
        return _t("Revenue %(revenue)s, cost %(cost)s", {
            revenue: money(sum("revenue"), this.props.currencyId),
            cost: money(sum("cost"), this.props.currencyId),
        });
    }
}
