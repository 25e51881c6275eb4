# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What happens to a segment when one of its records is deleted."""

from odoo import fields, models
from odoo.tools import SQL


class CrmSegment(models.Model):
    _inherit = "crm.segment"

    def _forget_records(self, model_name, record_ids):
        """Let records that are deleted leave all segments."""
        if not record_ids:
            return
        for table in ("member", "pin"):
            self.env[f"crm.segment.{table}"].flush_model()
        self.env.execute_query(
            SQL(
                "DELETE FROM crm_segment_pin p USING crm_segment s WHERE s.id = p.segment_id"
                " AND s.res_model = %s AND p.res_id = ANY(%s) RETURNING p.id",
                model_name,
                list(record_ids),
            )
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT m.segment_id FROM crm_segment_member m"
                " JOIN crm_segment s ON s.id = m.segment_id"
                " WHERE s.res_model = %s AND m.res_id = ANY(%s)",
                model_name,
                list(record_ids),
            )
        )
        # sudo: whoever deletes a contact need not know its segments
        segments = self.sudo().browse(row[0] for row in rows)
        for segment in segments:
            segment._drop_members(record_ids, fields.Datetime.now())

    def _drop_members(self, record_ids, now):
        """Let records leave this segment, whatever the rule says of them."""
        nobody = SQL("SELECT NULL::int AS id WHERE FALSE")
        touched = SQL("SELECT unnest(%s) AS id", list(record_ids))
        first, enters, leaves = self._apply_diff(nobody, now, touched)
        self.env["crm.segment.member"].invalidate_model()
        self.member_count += enters - leaves
        if first:
            self._after_changes(first)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def unlink(self):
        partner_ids = self.ids
        result = super().unlink()
        self.env["crm.segment"]._forget_records(self._name, partner_ids)
        return result


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def unlink(self):
        lead_ids = self.ids
        result = super().unlink()
        self.env["crm.segment"]._forget_records(self._name, lead_ids)
        return result
