# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL


class CrmSegment(models.Model):
    """Entering and leaving an audience, as events of journeys."""

    _inherit = "crm.segment"

    def _after_changes(self, first_change_id):
        result = super()._after_changes(first_change_id)
        if self.id in self.env["crm.journey"]._listening_segments():
            # sudo: events are written by the engine alone
            self.env["crm.journey.event"].sudo()._emit_sql(
                SQL(
                    "SELECT 'segment_' || c.kind, NULL::int, %(model)s, c.res_id,"
                    " c.id::text, c.at, %(company)s::int,"
                    " jsonb_build_object('segment_id', c.segment_id)"
                    " FROM crm_segment_change c"
                    " WHERE c.segment_id = %(segment)s AND c.id >= %(first)s",
                    model=self.res_model,
                    company=self.company_id.id,
                    segment=self.id,
                    first=first_change_id,
                )
            )
        return result
