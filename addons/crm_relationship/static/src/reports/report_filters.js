// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { RecordSelector } from "@web/core/record_selectors/record_selector";

/** Which days, and what a report is narrowed to. */
export class ReportFilters extends Component {
    static template = "crm_relationship.ReportFilters";
    static components = { DateTimeInput, RecordSelector };
    static props = { report: Object, options: Object, onChange: Function };

    get isCustom() {
        return this.props.report.period === "custom";
    }

    day(name) {
        return deserializeDate(this.props.report[name]);
    }

    onPeriod(ev) {
        const period = ev.target.value;
        const { date_from, date_to } = this.props.report;
        this.props.onChange(
            period === "custom" ? { period, date_from, date_to } : { period }
        );
    }

    onDay(name, value) {
        if (value) {
            const { date_from, date_to } = this.props.report;
            const days = { date_from, date_to, [name]: serializeDate(value) };
            if (days.date_from > days.date_to) {
                days[name === "date_from" ? "date_to" : "date_from"] = days[name];
            }
            this.props.onChange({ period: "custom", ...days });
        }
    }

    onCompany(ev) {
        this.props.onChange({ company_id: parseInt(ev.target.value) || false });
    }
}
