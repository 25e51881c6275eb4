// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { TrendChart } from "@crm_relationship/charts/trend_chart";
import { _t } from "@web/core/l10n/translation";

/** Arrivals and solutions as bars, promises kept as a line. */
export class TicketTrend extends TrendChart {
    get datasets() {
        const behind = { yAxisID: "y", order: 2 };
        return [
            { ...this.bar(_t("Received"), "opened", 0), ...behind },
            { ...this.bar(_t("Solved"), "solved", 1), ...behind },
            {
                type: "line",
                label: _t("Promises kept, %"),
                data: this.values("met_rate"),
                borderColor: this.color(2),
                spanGaps: true,
                tension: 0.2,
                pointRadius: 2,
                yAxisID: "rate",
                order: 1,
            },
        ];
    }

    get scales() {
        return {
            x: { grid: { display: false } },
            y: { beginAtZero: true, ticks: { precision: 0 } },
            rate: { position: "right", min: 0, max: 100, grid: { display: false } },
        };
    }

    get summary() {
        return _t("%(opened)s received and %(solved)s solved in this period", {
            opened: this.sum("opened"),
            solved: this.sum("solved"),
        });
    }
}
