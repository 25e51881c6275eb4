// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import {
    clockSentence,
    durationLabel,
    instantLabel,
    leftAt,
    leftLabel,
    STATES,
    stateAt,
    usedPercent,
} from "./clock_model";
import { useMinute } from "./minute";

const BARS = { ok: "bg-success", risk: "bg-warning", missed: "bg-danger", paused: "bg-secondary" };

/** The clocks of a ticket side by side: what is left, what was used, when it is due. */
export class ClockStrip extends Component {
    static template = "crm_ticket_sla.ClockStrip";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.minute = useMinute();
    }

    get clocks() {
        const clocks = this.props.record.data[this.props.name] || [];
        return clocks.map((clock) => this.describe(clock, this.minute.now));
    }

    describe(clock, now) {
        const state = stateAt(clock, now);
        const left = leftAt(clock, now);
        const due = clock.deadline_at || clock.frozen_deadline_at;
        const hasBudget = Boolean(clock.budget) && left !== false && left !== null;
        return {
            id: clock.id,
            cycle: clock.cycle,
            metric: clock.label,
            isExplained: clock.can_explain,
            state,
            icon: STATES[state].icon,
            badge: STATES[state].badge,
            bar: BARS[state] || "bg-success",
            left: leftLabel(clock, now),
            used: hasBudget
                ? _t("%(used)s of %(budget)s", {
                      used: durationLabel(Math.max(0, clock.budget - left)),
                      budget: durationLabel(clock.budget),
                  })
                : "",
            percent: usedPercent(clock, now),
            due: due ? instantLabel(due, now) : "",
            isFrozen: !clock.deadline_at,
            sentence: clockSentence(clock, now),
        };
    }

    /** Show why the deadline is when it is. */
    async explain(clockId) {
        const action = await this.orm.call("crm.ticket.sla", "action_why", [[clockId]]);
        this.action.doAction(action);
    }
}

export const clockStripField = {
    component: ClockStrip,
    displayName: _t("Clocks"),
    supportedTypes: ["json"],
    isEmpty: (record, name) => !(record.data[name] || []).length,
};

registry.category("fields").add("crm_clocks", clockStripField);
