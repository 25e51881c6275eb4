# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL


class CrmInteraction(models.Model):
    """Claiming: rows of unknown contacts get their customer."""

    _inherit = "crm.interaction"

    @api.model
    def _unclaimed_values(self, values):
        """Return those of the contact values that unclaimed rows have."""
        if not values:
            return set()
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT contact_value FROM crm_interaction"
                " WHERE partner_id IS NULL AND contact_value = ANY(%s)",
                list(values),
            )
        )
        return {row[0] for row in rows}

    @api.model
    def _claim(self, condition, tables):
        """Give unclaimed rows a contact, set-based.

        A contact of one company takes over rows of that company and its branches
        only.

        :param condition: SQL that joins the rows ``i`` to the tables
        :param tables: SQL from-clause that offers the contact as ``p``
        :return: ids of the claimed rows
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "UPDATE crm_interaction i SET partner_id = p.id, commercial_partner_id ="
                " COALESCE(p.commercial_partner_id, p.id) FROM %s WHERE %s"
                " AND i.partner_id IS NULL AND (p.company_id IS NULL OR EXISTS ("
                "SELECT 1 FROM res_company rc JOIN res_company pc ON pc.id = p.company_id"
                " WHERE rc.id = i.company_id"
                " AND starts_with(rc.parent_path, pc.parent_path)))"
                " RETURNING i.id, i.commercial_partner_id, i.company_id",
                tables,
                condition,
            )
        )
        self.invalidate_model(["partner_id", "commercial_partner_id"])
        if rows:
            self._capture_buffer()["pairs"].update((row[1], row[2]) for row in rows)
        return [row[0] for row in rows]
