# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL


class CrmLead(models.Model):
    """What is noted of merged leads becomes the lead's that stays.

    Core merges leads one group after the other while it spreads new ones. Most of them
    have nothing noted yet, and are let go after one question to the database.
    """

    _inherit = "crm.lead"

    def _merge_dependences(self, opportunities):
        result = super()._merge_dependences(opportunities)
        if opportunities._has_rows_to_merge():
            self._merge_rows(opportunities)
        return result

    def _merge_rows(self, opportunities):
        """Take over the rows of merged leads, which are deleted afterwards. To extend."""

    def _rows_to_merge(self):
        """Return SELECTs of the rows that `_merge_rows` would move. To extend."""
        return []

    def _has_rows_to_merge(self):
        found = SQL(" OR ").join(SQL("EXISTS (%s)", q) for q in self._rows_to_merge())
        return bool(self and self.env.execute_query(SQL("SELECT %s", found))[0][0])

    def _rows_by(self, model_name, field_name, condition=None):
        """Return the SELECT of a model's rows whose field has the id of these leads."""
        model = self.env[model_name]
        return SQL(
            "SELECT 1 FROM %s WHERE %s = ANY(%s) AND %s",
            SQL.identifier(model._table),
            SQL.identifier(field_name, to_flush=model._fields[field_name]),
            self.ids,
            condition or SQL("TRUE"),
        )
