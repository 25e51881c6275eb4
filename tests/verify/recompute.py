# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Are stored values the ones that the ORM computes?"""

from __future__ import annotations

from odoo.tools import float_compare


def differing_fields(records):
    """Recompute every stored computed field and return the names that change.

    Editable computes are left out: there the ORM proposes and a person decides.
    The caller rolls back.

    :return: sorted "model.field (stored, recomputed)" texts, the first case of each.
    """
    fields = [f for f in records._fields.values() if _is_derived(f)]
    stored = {(r.id, f.name): r[f.name] for r in records for f in fields}
    for field in fields:
        records.env.add_to_compute(field, records)
    found = {}
    for record in records:
        for field in fields:
            old, new = stored[record.id, field.name], record[field.name]
            if not _equal(field, record, old, new):
                found.setdefault(
                    field.name, f"{records._name}.{field.name} ({old}, {new})"
                )
    return sorted(found.values())


def _is_derived(field):
    return field.store and field.compute and field.readonly and field.column_type


def _equal(field, record, old, new):
    if field.type == "monetary":
        currency = record[field.get_currency_field(record)]
        return currency.compare_amounts(old, new) == 0
    if field.type == "float":
        return float_compare(old, new, precision_digits=6) == 0
    return old == new
