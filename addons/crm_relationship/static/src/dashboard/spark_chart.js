// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { _t } from "@web/core/l10n/translation";
import { TrendChart } from "../charts/trend_chart";

/** The course of one figure, small enough for a tile. */
export class SparkChart extends TrendChart {
    static props = { points: Array, label: String };

    get datasets() {
        return [{ ...this.bar(this.props.label, "value", 0), barPercentage: 1, categoryPercentage: 0.8 }];
    }

    get scales() {
        return { x: { display: false }, y: { display: false, beginAtZero: true } };
    }

    get summary() {
        return _t("%(figure)s over time, at most %(most)s", {
            figure: this.props.label,
            most: Math.max(0, ...this.values("value")),
        });
    }

    get config() {
        const config = super.config;
        config.options.plugins = { legend: { display: false }, tooltip: { displayColors: false } };
        config.options.events = ["mousemove", "mouseout"]; // a click is for the tile
        return config;
    }
}
