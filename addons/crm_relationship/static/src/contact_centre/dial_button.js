// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component } from "@odoo/owl";
import { session } from "@web/session";
import { patch } from "@web/core/utils/patch";
import { useService } from "@web/core/utils/hooks";
import { PhoneField } from "@web/views/fields/phone/phone_field";

/** Calls a number through the contact centre, for whoever has an extension. */
export class DialButton extends Component {
    static template = "crm_relationship.DialButton";
    static props = { record: Object, name: String };

    setup() {
        this.calls = useService("crm_calls");
    }

    async dial() {
        const { record, name } = this.props;
        await this.calls.dial(record.data[name], record.resModel, record.resId);
    }
}

patch(PhoneField, {
    components: { ...PhoneField.components, DialButton },
});

patch(PhoneField.prototype, {
    get canDial() {
        return Boolean(session.crm_can_dial && this.props.record.data[this.props.name]);
    },
});
