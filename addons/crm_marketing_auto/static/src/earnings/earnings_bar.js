// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

export const PERIODS = [7, 30, 90, 365];

/** What the figures of a page are about: a period, and how credit is shared. */
export class EarningsBar extends Component {
    static template = "crm_marketing_auto.EarningsBar";
    static props = {
        days: Number,
        model: { type: [String, Boolean] },
        models: Array,
        onChange: Function,
    };

    get periods() {
        return PERIODS.map((days) => ({
            days,
            label: days === 365 ? _t("One year") : _t("%s days", days),
        }));
    }
}
