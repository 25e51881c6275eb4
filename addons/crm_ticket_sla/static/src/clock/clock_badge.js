// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { clockSentence, leftLabel, STATES, stateAt } from "./clock_model";
import { useMinute } from "./minute";

/** What is left of the clock that is due first: a badge for cards and lists. */
export class ClockBadge extends Component {
    static template = "crm_ticket_sla.ClockBadge";
    static props = { ...standardFieldProps };

    setup() {
        this.minute = useMinute();
    }

    get clock() {
        return this.props.record.data.clock_summary || null;
    }

    get look() {
        return STATES[stateAt(this.clock, this.minute.now)];
    }

    get label() {
        return leftLabel(this.clock, this.minute.now);
    }

    get sentence() {
        return clockSentence(this.clock, this.minute.now);
    }
}

export const clockBadgeField = {
    component: ClockBadge,
    displayName: _t("Running clock"),
    supportedTypes: ["datetime"],
    fieldDependencies: [{ name: "clock_summary", type: "json" }],
    isEmpty: () => false,
};

registry.category("fields").add("crm_clock", clockBadgeField);
