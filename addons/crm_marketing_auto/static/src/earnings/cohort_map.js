// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component } from "@odoo/owl";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { percent } from "./earnings_model";

/** Of those who first bought in a month, how many bought in each month after. */
export class CohortMap extends Component {
    static template = "crm_marketing_auto.CohortMap";
    static props = { cohorts: Array };

    get months() {
        const longest = Math.max(0, ...this.props.cohorts.map((row) => row.counts.length));
        return [...Array(longest).keys()];
    }

    get rows() {
        return this.props.cohorts.map((row) => ({
            key: row.month,
            name: deserializeDate(row.month).toLocaleString({ month: "short", year: "numeric" }),
            size: row.size,
            cells: row.counts.map((count, month) => this.cell(row, count, month)),
        }));
    }

    cell(row, count, month) {
        if (count === null || !row.size) {
            return { month, text: "", style: "", title: "" };
        }
        const share = (100 * count) / row.size;
        return {
            month,
            text: percent(share),
            style: `--crm-cohort: ${Math.round(share)}%`,
            isDark: share > 55,
            title: _t("%(count)s of %(size)s customers, month %(month)s", {
                count,
                size: row.size,
                month,
            }),
        };
    }
}
