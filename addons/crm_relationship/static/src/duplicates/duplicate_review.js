// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, onWillStart, useState } from "@odoo/owl";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { chosenValues, differs, startChoices } from "./review_model";

const MODEL = "crm.duplicate.pair";
const BANDS = {
    merge: { label: _t("Probably the same"), class: "text-bg-danger" },
    review: { label: _t("Maybe the same"), class: "text-bg-warning" },
    weak: { label: _t("Worth a look"), class: "text-bg-light" },
    related: { label: _t("Probably related"), class: "text-bg-info" },
};

/** Two to five contacts side by side; what stays is chosen, then all are one. */
export class DuplicateReview extends Component {
    static template = "crm_relationship.DuplicateReview";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({ data: null, keptId: 0, included: {}, choices: {}, busy: false });
        useHotkey("arrowright", () => this.later());
        onWillStart(async () => {
            const asked = this.props.action.params?.pair_id;
            await this.load(asked || (await this.orm.call(MODEL, "review_next", [])));
        });
    }

    async load(pairId) {
        if (!pairId) {
            this.state.data = { pair: null };
            return;
        }
        const data = await this.orm.call(MODEL, "review", [[pairId]]);
        const included = {};
        for (const contact of data.contacts) {
            included[contact.id] = contact.is_in_pair;
        }
        Object.assign(this.state, { data, included, keptId: data.kept_id });
        if (!included[data.kept_id]) {
            this.state.keptId = data.contacts.find((c) => c.is_in_pair).id;
        }
        this.chooseAnew();
    }

    // What is shown ----------------------------------------------------------

    get contacts() {
        return this.state.data.contacts;
    }

    get band() {
        return BANDS[this.state.data.pair.band] || BANDS.review;
    }

    get columns() {
        return `--o-crm-columns: ${this.contacts.length}`;
    }

    get mergedIds() {
        const ids = this.contacts.map((contact) => contact.id);
        return ids.filter((id) => this.state.included[id] && id !== this.state.keptId);
    }

    get canMerge() {
        const taking = this.contacts.filter((contact) => this.state.included[contact.id]);
        return this.mergedIds.length && taking.every((contact) => contact.can_write);
    }

    isDifferent(row) {
        return differs(row, this.state.data, this.state.included);
    }

    // What is chosen ---------------------------------------------------------

    chooseAnew() {
        const { data, keptId, included } = this.state;
        this.state.choices = startChoices(data, keptId, included);
    }

    keep(contact) {
        this.state.keptId = contact.id;
        this.state.included[contact.id] = true;
        this.chooseAnew();
    }

    include(contact) {
        this.state.included[contact.id] = !this.state.included[contact.id];
        this.chooseAnew();
    }

    choose(row, contact) {
        this.state.choices[row.name] = contact.id;
    }

    // What is decided --------------------------------------------------------

    async decide(method) {
        await this.once(async () => {
            const { id } = this.state.data.pair;
            await this.orm.call(MODEL, method, [[id]]);
            await this.load(await this.orm.call(MODEL, "review_next", [id]));
        });
    }

    async merge() {
        await this.once(async () => {
            const { data, keptId, choices } = this.state;
            const next = await this.orm.call(MODEL, "review_merge", [
                [data.pair.id],
                keptId,
                this.mergedIds,
                chosenValues(data, keptId, choices),
            ]);
            this.notification.add(_t("Merged. It can be undone under Merged contacts."), {
                type: "success",
            });
            await this.load(next);
        });
    }

    async later() {
        if (this.state.data.pair && this.state.data.can_decide) {
            await this.decide("action_later");
        }
    }

    /** Do one thing at a time: a second click or key waits for nothing. */
    async once(act) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            await act();
        } finally {
            this.state.busy = false;
        }
    }

    openList() {
        this.action.doAction("crm_relationship.crm_duplicate_pair_action", {
            clearBreadcrumbs: true,
        });
    }
}

registry.category("actions").add("crm_duplicate_review", DuplicateReview);
