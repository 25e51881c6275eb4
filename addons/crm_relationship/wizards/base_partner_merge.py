# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Bring both histories together, losing no row.

        Statistics have one row per customer: those of the merged contacts are
        derived data and go first, so that core meets no conflict, and the customer
        is counted anew.
        """
        stats = self.env["crm.partner.stat"].sudo()
        pairs = self._merged_pairs(src_partners | dst_partner, dst_partner)
        stats.search([("partner_id", "in", src_partners.ids)]).unlink()
        stats.env.flush_all()
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self._update_interactions(dst_partner)
        self.env["crm.interaction"]._capture_buffer()["pairs"].update(pairs)
        return result

    def _merged_pairs(self, partners, dst_partner):
        """Return the (customer, company) pairs whose statistics change."""
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT company_id FROM crm_interaction"
                " WHERE commercial_partner_id = ANY(%s)",
                partners.ids,
            )
        )
        commercial = dst_partner.commercial_partner_id
        return {(commercial.id, row[0]) for row in rows}

    def _update_interactions(self, dst_partner):
        """Core moved both contact columns; the company behind follows the contact."""
        self.env.invalidate_all()
        self.env.execute_query(
            SQL(
                "UPDATE crm_interaction i SET commercial_partner_id = p.commercial_partner_id"
                " FROM res_partner p WHERE p.id = %(dst)s AND i.commercial_partner_id = p.id"
                " AND p.commercial_partner_id <> p.id RETURNING i.id",
                dst=dst_partner.id,
            )
        )

    def _update_reference_fields(self, src_partners, dst_partner):
        """Move the pointers that core forgets: meetings about a merged contact."""
        self.env.execute_query(
            SQL(
                "UPDATE calendar_event SET res_id = %s WHERE res_model = 'res.partner'"
                " AND res_id = ANY(%s) RETURNING id",
                dst_partner.id,
                src_partners.ids,
            )
        )
        self.env["calendar.event"].invalidate_model(["res_id"])
        return super()._update_reference_fields(src_partners, dst_partner)
