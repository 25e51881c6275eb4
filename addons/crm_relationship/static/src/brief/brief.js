// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { formatCurrency } from "@web/core/currency";
import {
    deserializeDate,
    deserializeDateTime,
    toLocaleDateString,
} from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useBus, useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { announceChange, formMemory, loadStamp } from "../timeline/form_memory";
import { useOpenable } from "../timeline/openable";
import { errorText } from "../timeline/timeline_loader";
import { dayLabel, DIRECTIONS, TONES } from "../timeline/timeline_model";
import { upcomingLabel } from "../timeline/upcoming";

const CLOSED_KEY = "crm_relationship.brief_closed";
const FACT_ICONS = {
    child: "fa-child",
    hobby: "fa-futbol-o",
    pet: "fa-paw",
    date: "fa-birthday-cake",
    preference: "fa-heart-o",
    other: "fa-lightbulb-o",
};

const BANDS = { good: "text-bg-success", fair: "text-bg-warning", poor: "text-bg-danger" };
/** A part of the health below this is a reason to worry. */
const WORRY = 50;

/** What to know before contacting a customer, readable in ten seconds. */
export class Brief extends Component {
    static template = "crm_relationship.Brief";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.isOpenable = useOpenable();
        this.memory = formMemory(this.props.record);
        this.keepLast = new KeepLast();
        this.state = useState({
            data: null,
            header: null,
            error: "",
            isClosed: browser.localStorage.getItem(CLOSED_KEY) === "1",
        });
        useRecordObserver((record) => this.onRecord(record));
        useBus(this.memory.bus, "changed", () => this.load(this.props.record));
    }

    onRecord(record) {
        const stamp = loadStamp(record);
        if (record.resId && stamp !== this.stamp) {
            this.stamp = stamp;
            this.load(record);
        }
    }

    async load(record) {
        this.state.error = "";
        try {
            const [header, data] = await this.keepLast.add(
                Promise.all([
                    this.memory.loadHeader(this.env.services.orm, record),
                    this.orm.call("crm.interaction", "brief", [record.resModel, record.resId]),
                ])
            );
            Object.assign(this.state, { header, data });
        } catch (error) {
            this.state.error = errorText(error);
        }
    }

    toggle() {
        this.state.isClosed = !this.state.isClosed;
        browser.localStorage.setItem(CLOSED_KEY, this.state.isClosed ? "1" : "0");
    }

    // What is shown ----------------------------------------------------------

    get isEmpty() {
        const { last, next_step, quotations, invoices, promises, facts, insights } = this.state.data;
        const lists = [last, quotations, invoices, promises, facts, insights];
        return !lists.some((list) => list.length) && !next_step;
    }

    get waitingReply() {
        return this.state.header.stats?.waiting_reply;
    }

    /** The card in one line, for when it is closed. */
    get summary() {
        const { quotations, invoices, promises } = this.state.data;
        return [
            quotations.length && _t("%s open quotations", quotations.length),
            invoices.length && _t("%s unpaid invoices", invoices.length),
            promises.length && _t("%s open promises", promises.length),
        ].filter(Boolean);
    }

    get hasOverdue() {
        return this.state.data.invoices.some((invoice) => invoice.overdue);
    }

    get partnerId() {
        return this.state.header.partner_id;
    }

    typeOf(row) {
        const fallback = { name: "", icon: "fa-circle-o", color: 0 };
        return this.state.header.types.find((type) => type.id === row.type_id) || fallback;
    }

    toneOf(row) {
        const { outcomes } = this.state.header;
        const outcome = outcomes.find((outcome) => outcome.id === row.outcome_id);
        return outcome && { name: outcome.name, class: TONES[outcome.tone] };
    }

    directionOf(row) {
        return DIRECTIONS[row.direction] || DIRECTIONS.internal;
    }

    dayOf(row) {
        const now = luxon.DateTime.local();
        const at = deserializeDateTime(row.at);
        return now.diff(at, "days").days < 2 ? dayLabel(at, now) : toLocaleDateString(at);
    }

    whenOf(step) {
        return upcomingLabel(step.at, luxon.DateTime.local());
    }

    date(day) {
        return day ? toLocaleDateString(deserializeDate(day.slice(0, 10))) : "";
    }

    money(amount, currencyId) {
        return formatCurrency(amount, currencyId || undefined);
    }

    factIcon(fact) {
        return FACT_ICONS[fact.kind] || FACT_ICONS.other;
    }

    get standing() {
        return this.state.data.standing;
    }

    get bandClass() {
        return BANDS[this.standing.band];
    }

    reasonClass(reason) {
        return reason.score < WORRY ? "text-danger" : "text-muted";
    }

    get isContactLate() {
        const due = this.standing.contact_due;
        return due && deserializeDate(due) <= luxon.DateTime.local();
    }

    // What can be done -------------------------------------------------------

    /** Do something about an insight; the server may answer with where to go. */
    async answer(insight, method) {
        const action = await this.orm.call("crm.insight", method, [[insight.id]]);
        await announceChange(this.props.record);
        if (action?.type) {
            await this.action.doAction(action);
        }
    }

    refuse(insight) {
        this.action.doAction("crm_relationship.crm_insight_refuse_action", {
            additionalContext: { default_insight_ids: [insight.id] },
            onClose: () => announceChange(this.props.record),
        });
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

    async keep(promise) {
        await this.orm.call("crm.interaction", "promise_keep", [promise.interaction_id]);
        await announceChange(this.props.record);
    }

    editFact(fact) {
        this.dialog.add(FormViewDialog, {
            resModel: "crm.partner.fact",
            resId: fact?.id || false,
            title: _t("What to remember"),
            context: { default_partner_id: this.partnerId },
            onRecordSaved: () => announceChange(this.props.record),
        });
    }
}

export const briefField = {
    component: Brief,
    displayName: _t("Brief before contact"),
    supportedTypes: ["integer"],
    isEmpty: () => false,
};

registry.category("fields").add("crm_brief", briefField);
