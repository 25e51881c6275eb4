// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { getColor } from "@web/core/colors/colors";
import { cookie } from "@web/core/browser/cookie";

/** Arrivals and solutions as bars, promises kept as a line. */
export class TrendChart extends Component {
    static template = "crm_ticket_sla.TrendChart";
    static props = { points: Array };

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
            yAxisID: "y",
            order: 2,
        });
        return {
            type: "bar",
            data: {
                labels: points.map((point) =>
                    deserializeDate(point.day).toLocaleString({ day: "numeric", month: "short" })
                ),
                datasets: [
                    bar(_t("Received"), "opened", 0),
                    bar(_t("Solved"), "solved", 1),
                    {
                        type: "line",
                        label: _t("Promises kept, %"),
                        data: points.map((point) => point.met_rate),
                        borderColor: getColor(2, scheme, "sm"),
                        spanGaps: true,
                        tension: 0.2,
                        pointRadius: 2,
                        yAxisID: "rate",
                        order: 1,
                    },
                ],
            },
            options: {
                maintainAspectRatio: false,
                animation: false,
                interaction: { mode: "index", intersect: false },
                plugins: { legend: { position: "bottom" } },
                scales: {
                    x: { grid: { display: false } },
                    y: { beginAtZero: true, ticks: { precision: 0 } },
                    rate: { position: "right", min: 0, max: 100, grid: { display: false } },
                },
            },
        };
    }

    /** What the picture shows, for those who do not see it. */
    get summary() {
        const sum = (key) => this.props.points.reduce((total, point) => total + point[key], 0);
        return _t("%(opened)s received and %(solved)s solved in this period", {
            opened: sum("opened"),
            solved: sum("solved"),
        });
    }
}
