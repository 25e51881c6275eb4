// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatMonetary } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Who gets how many customers: a bar for each successor, against what fits. */
export class SplitPicture extends Component {
    static template = "crm_relationship.SplitPicture";
    static props = { ...standardFieldProps };

    get rows() {
        const rows = this.props.record.data[this.props.name] || [];
        const widest = Math.max(1, ...rows.map((row) => Math.max(row.capacity, row.load + row.given)));
        return rows.map((row) => ({
            ...row,
            total: row.load + row.given,
            loadWidth: (100 * row.load) / widest,
            fitWidth: (100 * (row.given - row.overflow)) / widest,
            overflowWidth: (100 * row.overflow) / widest,
            mark: row.capacity ? (100 * row.capacity) / widest : null,
            money: formatMonetary(row.revenue, { currencyId: row.currency_id, digits: [16, 0] }),
        }));
    }

    label(row) {
        const numbers = { has: row.load, gets: row.given, total: row.total, capacity: row.capacity };
        return row.capacity
            ? _t("has %(has)s, gets %(gets)s: %(total)s of %(capacity)s", numbers)
            : _t("has %(has)s, gets %(gets)s: %(total)s", numbers);
    }
}

registry.category("fields").add("crm_handover_split", {
    component: SplitPicture,
    displayName: _t("Split of a handover"),
    supportedTypes: ["json"],
});
