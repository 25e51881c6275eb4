// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Record } from "@web/model/record";
import { Brief } from "../brief/brief";
import { errorText } from "../timeline/timeline_loader";

const MODEL = "crm.interaction";

/** One call: who it is, what to know, and what came of it. */
export class CallPopup extends Component {
    static template = "crm_relationship.CallPopup";
    static components = { Brief, Record };
    static props = { call: Object };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.calls = useService("crm_calls");
        this.call = useState(this.props.call);
        this.state = useState({ error: "", isSaving: false });
        const date = luxon.DateTime.local().plus({ days: 1 }).toISODate();
        this.draft = useState({ outcome_id: 0, note: "", step: 0, date, summary: "" });
    }

    get card() {
        return this.call.card || { people: [], outcomes: [], steps: [], more: [], actions: [] };
    }

    get person() {
        return this.card.people.length === 1 && !this.card.is_ambiguous && this.card.people[0];
    }

    get title() {
        return {
            ringing: this.call.direction === "out" ? _t("Calling…") : _t("Incoming call"),
            talking: _t("In a call"),
            over: _t("Call ended"),
            missed: _t("Missed call"),
        }[this.call.phase];
    }

    get tone() {
        return {
            ringing: "text-bg-info",
            talking: "text-bg-success",
            missed: "text-bg-warning",
        }[this.call.phase] || "text-bg-secondary";
    }

    get number() {
        return this.call.number || _t("Withheld number");
    }

    get where() {
        return [this.card.queue, this.card.line].filter(Boolean).join(" · ");
    }

    get isLogging() {
        return this.call.isLogging || this.call.phase === "over";
    }

    get canPlan() {
        return this.person || this.card.lead;
    }

    get hasStep() {
        return this.canPlan && Boolean(Number(this.draft.step));
    }

    about(person) {
        return [person.role, person.company].filter(Boolean).join(", ");
    }

    // What can be done -------------------------------------------------------

    log() {
        this.call.isLogging = true;
    }

    close() {
        this.calls.close(this.call.id);
    }

    open(resModel, resId) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            res_id: resId,
            views: [[false, "form"]],
            target: "current",
        });
    }

    newLead() {
        const context = { default_phone: this.call.number, default_type: "opportunity" };
        if (this.person) {
            context.default_partner_id = this.person.id;
        }
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.lead",
            views: [[false, "form"]],
            target: "current",
            context,
        });
    }

    async choose(person) {
        await this.attempt(async () => {
            await this.orm.call(MODEL, "call_assign", [this.card.interaction_id, person.id]);
            await this.calls.load(this.call);
        });
    }

    async act(key) {
        await this.attempt(async () => {
            const action = await this.orm.call(MODEL, "call_do", [this.call.id, key]);
            await this.action.doAction(action);
        });
    }

    // What came of it --------------------------------------------------------

    onWritten() {
        this.call.isWritten = true;
    }

    chooseOutcome(id) {
        this.draft.outcome_id = this.draft.outcome_id === id ? 0 : id;
        this.onWritten();
    }

    async save() {
        const { outcome_id, note, step, date, summary } = this.draft;
        const next = this.hasStep && {
            activity_type_id: Number(step),
            date_deadline: date,
            summary,
        };
        await this.attempt(async () => {
            await this.orm.call(MODEL, "call_log", [
                this.call.id,
                { outcome_id: outcome_id || false, note },
                next || null,
            ]);
            this.notification.add(_t("The call is logged."), { type: "success" });
            this.close();
        });
    }

    async attempt(act) {
        this.state.error = "";
        this.state.isSaving = true;
        try {
            await act();
        } catch (error) {
            this.state.error = errorText(error);
        } finally {
            this.state.isSaving = false;
        }
    }
}

/** The calls of the user, above whatever page is open. */
export class CallPopups extends Component {
    static template = "crm_relationship.CallPopups";
    static components = { CallPopup };
    static props = {};

    setup() {
        this.state = useState(useService("crm_calls").state);
    }
}

registry.category("main_components").add("crm_relationship.CallPopups", {
    Component: CallPopups,
});
