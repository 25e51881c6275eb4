// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor } from "@web/core/colors/colors";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { cellText } from "./report_cells";

/** Rows that a picture shows: more cannot be told apart; and characters of their names. */
const ROWS = 12;
const LENGTH = 24;

function shortened(label) {
    const text = String(label ?? "");
    return text.length > LENGTH ? `${text.slice(0, LENGTH - 1)}…` : text;
}

/** The picture of a table: bars beside each other, or lines over time. */
export class ReportChart extends Component {
    static template = "crm_relationship.ReportChart";
    static props = { table: Object };

    setup() {
        this.canvasRef = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [this.props.table]
        );
    }

    draw() {
        const chart = new Chart(this.canvasRef.el, this.config);
        return () => chart.destroy();
    }

    get isLine() {
        return this.props.table.chart.type === "line";
    }

    get rows() {
        return this.isLine ? this.props.table.rows : this.props.table.rows.slice(0, ROWS);
    }

    get columns() {
        return this.props.table.chart.values.map((place) => ({
            ...this.props.table.columns[place],
            place,
        }));
    }

    get summary() {
        // no literal within a literal: Odoo's minifier takes the spaces out of the inner one
        const parts = this.columns.map((column) => {
            const rows = this.rows.slice(0, ROWS);
            const cells = rows.map((row) => [row[0], cellText(row[column.place], column)].join(" "));
            return `${column.label}: ${cells.join(", ")}`;
        });
        return _t("%(title)s. %(figures)s", {
            title: this.props.table.title,
            figures: parts.join(". "),
        });
    }

    get datasets() {
        return this.columns.map((column, index) => {
            const color = getColor(index, cookie.get("color_scheme"), "sm");
            const factor = column.kind === "percent" ? 100 : 1;
            return {
                label: column.label,
                data: this.rows.map((row) => (row[column.place] ?? 0) * factor),
                backgroundColor: color,
                borderColor: color,
                tension: 0.2,
                pointRadius: 2,
                borderDash: column.role === "before" ? [4, 4] : [],
            };
        });
    }

    get config() {
        const [first] = this.columns;
        const shown = (value) =>
            cellText(first.kind === "percent" ? value / 100 : value, first);
        const ticks = first.kind === "int" ? { precision: 0 } : {};
        return {
            type: this.isLine ? "line" : "bar",
            data: { labels: this.rows.map((row) => shortened(row[0])), datasets: this.datasets },
            options: {
                locale: user.lang,
                indexAxis: this.isLine ? "x" : "y",
                maintainAspectRatio: false,
                animation: false,
                interaction: { mode: "index", intersect: false },
                plugins: {
                    legend: { position: "bottom" },
                    tooltip: {
                        callbacks: {
                            label: ({ dataset, raw }) => `${dataset.label}: ${shown(raw)}`,
                        },
                    },
                },
                scales: {
                    [this.isLine ? "x" : "y"]: { grid: { display: false } },
                    [this.isLine ? "y" : "x"]: { beginAtZero: true, ticks },
                },
            },
        };
    }
}
