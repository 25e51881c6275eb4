# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Links of rows that are written by the million."""

from odoo import fields
from odoo.tools import SQL


class Link(fields.Many2one):
    """A link without a foreign key.

    PostgreSQL looks the other row up for each one that is written, which takes longer
    than to find out what to write. Who deletes the other row deletes these.
    """

    def update_db_foreign_key(self, model, column):
        pass


def drop_keys(model, *names):
    """Drop the foreign keys of a table that was made with them."""
    for name in names:
        model.env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s",
                SQL.identifier(model._table),
                SQL.identifier(f"{model._table}_{name}_fkey"),
            )
        )


def forget(model, name, ids):
    """Delete the rows that link to records which are deleted."""
    model.env.cr.execute(
        SQL(
            "DELETE FROM %s WHERE %s = ANY(%s)",
            SQL.identifier(model._table),
            SQL.identifier(name),
            list(ids),
        )
    )
    model.invalidate_model()
