// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Who may have called: one click says who it was. */
export class CallerChoice extends Component {
    static template = "crm_relationship.CallerChoice";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
    }

    get people() {
        return this.props.record.data[this.props.name].records.map((record) => ({
            id: record.resId,
            name: record.data.display_name,
        }));
    }

    async choose(person) {
        const { record } = this.props;
        await this.orm.call("crm.interaction", "call_assign", [record.resId, person.id]);
        this.notification.add(_t("The call is on the timeline of %s.", person.name), {
            type: "success",
        });
        await record.model.load();
    }
}

export const callerChoiceField = {
    component: CallerChoice,
    displayName: _t("Who called"),
    supportedTypes: ["many2many"],
    relatedFields: () => [{ name: "display_name", type: "char" }],
};

registry.category("fields").add("crm_caller_choice", callerChoiceField);
