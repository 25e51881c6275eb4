// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, useState } from "@odoo/owl";
import { serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const WAIT = 400; // ms after the last change
const TYPED = ["name", "phone", "email", "vat", "street", "birthdate_year_unknown"];
const CHOSEN = ["state_id", "parent_id", "country_id"];

/** Contacts that may be the one that somebody is typing. */
export class DuplicateHints extends Component {
    static template = "crm_relationship.DuplicateHints";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ contacts: [], masked: false });
        this.loadSoon = useDebounced(() => this.load(), WAIT);
        useRecordObserver((record) => {
            const typed = this.typedIn(record);
            const key = JSON.stringify(typed);
            if (key === this.key) {
                return;
            }
            // a saved contact is compared in the background; here once it is changed
            const isFirst = this.key === undefined;
            this.key = key;
            this.typed = typed;
            if (!isFirst || !record.resId) {
                this.loadSoon();
            }
        });
    }

    typedIn(record) {
        const { data } = record;
        const values = { id: record.resId || false };
        for (const name of TYPED) {
            values[name] = data[name] || false;
        }
        for (const name of CHOSEN) {
            values[name] = data[name]?.id || false;
        }
        values.birthdate = data.birthdate ? serializeDate(data.birthdate) : false;
        return values;
    }

    async load() {
        const { name, phone, email, vat } = this.typed;
        if (!(name || phone || email || vat)) {
            Object.assign(this.state, { contacts: [], masked: false });
            return;
        }
        const call = this.orm.silent.call("res.partner", "duplicate_hints", [this.typed]);
        Object.assign(this.state, await this.keepLast.add(call));
    }

    bandLabel(contact) {
        return contact.band === "related" ? _t("related?") : _t("the same?");
    }

    askForAccess() {
        this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Ask for access"),
            res_model: "crm.access.ask",
            views: [[false, "form"]],
            target: "new",
            context: { default_value: this.state.masked.ask, ask_in_place: true },
        });
    }
}

export const duplicateHintsField = {
    component: DuplicateHints,
    displayName: _t("Possible duplicates"),
    supportedTypes: ["integer"],
    isEmpty: () => false,
};

registry.category("fields").add("crm_duplicate_hints", duplicateHintsField);
