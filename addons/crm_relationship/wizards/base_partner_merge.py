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
        stats.search([("partner_id", "in", src_partners.ids)]).unlink()
        self.env.flush_all()
        self._keep_phones(src_partners, dst_partner)
        self._update_insights(src_partners, dst_partner)
        pairs = self._update_interactions(src_partners, dst_partner)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self.env["crm.interaction"]._capture_buffer()["pairs"].update(pairs)
        return result

    def _keep_phones(self, src_partners, dst_partner):
        """Keep every number, once; those of the merged contacts as added by hand.

        They are not in the field Phone of the contact that stays, which would take
        them away when it is written.
        """
        self.env.execute_query(
            SQL(
                "WITH moved AS (SELECT id, row_number() OVER (PARTITION BY"
                " COALESCE(key, number), COALESCE(extension, '')"
                " ORDER BY partner_id = %(dst)s DESC, id) AS place, partner_id"
                " FROM crm_partner_phone WHERE partner_id = ANY(%(all)s)), doubled AS ("
                " DELETE FROM crm_partner_phone WHERE id IN ("
                "SELECT id FROM moved WHERE place > 1 AND partner_id <> %(dst)s))"
                " UPDATE crm_partner_phone SET is_typed = FALSE WHERE id IN ("
                "SELECT id FROM moved WHERE place = 1 AND partner_id <> %(dst)s)"
                " RETURNING id",
                dst=dst_partner.id,
                all=[*src_partners.ids, dst_partner.id],
            )
        )
        self.env["crm.partner.phone"].invalidate_model()

    def _update_insights(self, src_partners, dst_partner):
        """Keep what was refused of the merged contacts refused; the rest is found anew.

        The customer is part of the key by which an insight is known again.
        """
        new = dst_partner.commercial_partner_id.id
        self.env.execute_query(
            SQL(
                "WITH merged AS (SELECT id, company_id, state,"
                " regexp_replace(key, '^([a-z_]+):[0-9]+', '\\1:%(new)s') AS key"
                " FROM crm_insight WHERE partner_id = ANY(%(merged)s)),"
                " kept AS (SELECT DISTINCT ON (company_id, key) * FROM merged"
                " WHERE state = 'refused' AND NOT EXISTS (SELECT 1 FROM crm_insight i"
                " WHERE i.company_id = merged.company_id AND i.key = merged.key)"
                " ORDER BY company_id, key, id),"
                " dropped AS (DELETE FROM crm_insight WHERE id IN (SELECT id FROM merged)"
                " AND id NOT IN (SELECT id FROM kept))"
                " UPDATE crm_insight i SET key = kept.key, partner_id = %(new)s FROM kept"
                " WHERE kept.id = i.id RETURNING i.id",
                new=new,
                merged=src_partners.ids,
            )
        )
        self.env["crm.insight"].invalidate_model()

    def _update_interactions(self, src_partners, dst_partner):
        """Give the rows of the merged contacts the company behind the one that stays.

        What somebody did for a former company stays with that one. Core moves the
        contacts themselves.

        :return: set of the (customer, company) whose statistics change
        """
        new = dst_partner.commercial_partner_id
        rows = self.env.execute_query(
            SQL(
                "UPDATE crm_interaction i SET commercial_partner_id = %(new)s"
                " FROM crm_interaction old JOIN res_partner p ON p.id = ANY(%(merged)s)"
                " WHERE old.id = i.id AND (i.commercial_partner_id = p.id"
                " OR i.partner_id = p.id"
                " AND i.commercial_partner_id = p.commercial_partner_id)"
                " RETURNING old.commercial_partner_id, i.company_id",
                new=new.id,
                merged=src_partners.ids,
            )
        )
        self.env["crm.interaction"].invalidate_model(["commercial_partner_id"])
        pairs = {
            pair
            for old, company in rows
            for pair in ((old, company), (new.id, company))
        }
        return {(partner, company) for partner, company in pairs if partner}

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
