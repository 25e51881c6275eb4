// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor } from "@web/core/colors/colors";
import { deserializeDate } from "@web/core/l10n/dates";
import { user } from "@web/core/user";

/**
 * What happened over time, a bar a day, week or month for each measure. A dashboard
 * extends it and says which measures (`datasets`), on which axes (`scales`), and what the
 * picture shows for those who do not see it (`summary`).
 */
export class TrendChart extends Component {
    static template = "crm_relationship.TrendChart";
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

    // For a dashboard to say ---------------------------------------------------

    get datasets() {
        return [];
    }

    get scales() {
        return { x: { grid: { display: false } }, y: { beginAtZero: true } };
    }

    get summary() {
        return "";
    }

    // For it to use ------------------------------------------------------------

    values(key) {
        return this.props.points.map((point) => point[key]);
    }

    sum(key) {
        return this.values(key).reduce((total, value) => total + value, 0);
    }

    color(index) {
        return getColor(index, cookie.get("color_scheme"), "sm");
    }

    bar(label, key, index) {
        return { label, data: this.values(key), backgroundColor: this.color(index) };
    }

    get config() {
        return {
            type: "bar",
            data: {
                labels: this.props.points.map((point) =>
                    deserializeDate(point.day).toLocaleString({ day: "numeric", month: "short" })
                ),
                datasets: this.datasets,
            },
            options: {
                locale: user.lang,
                maintainAspectRatio: false,
                animation: false,
                interaction: { mode: "index", intersect: false },
                plugins: { legend: { position: "bottom" } },
                scales: this.scales,
            },
        };
    }
}
