// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { SelectionField, selectionField } from "@web/views/fields/selection/selection_field";

/** What a column is: only what the rows of its file can have. */
export class ImportColumnField extends SelectionField {
    get options() {
        const allowed = this.props.record.data.allowed || [];
        return super.options.filter(
            ([value]) => !value || !allowed.length || allowed.includes(value)
        );
    }
}

registry.category("fields").add("crm_import_column", {
    ...selectionField,
    component: ImportColumnField,
    displayName: _t("Column of an import"),
    supportedTypes: ["selection"],
    fieldDependencies: [{ name: "allowed", type: "json" }],
});
