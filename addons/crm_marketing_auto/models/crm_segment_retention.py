# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

PARAMETER = "crm_marketing_auto.segment_change_days"
DAYS = 365
#: Journeys look back a day at most for whom they may have missed.
LEAST_DAYS = 7
BATCH = 50_000


class CrmSegmentChange(models.Model):
    """Who entered and left is forgotten in time: a large segment changes every day."""

    _inherit = "crm.segment.change"

    @api.model
    def _kept_days(self):
        # sudo: how long it is kept is no secret
        found = self.env["ir.config_parameter"].sudo().get_param(PARAMETER, DAYS)
        try:
            return max(int(found), LEAST_DAYS)
        except ValueError:
            return DAYS

    @api.autovacuum
    def _forget(self):
        """Delete what is older than it is kept for, in sets."""
        before = fields.Datetime.now() - timedelta(days=self._kept_days())
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_segment_change WHERE id IN ("
                " SELECT id FROM crm_segment_change WHERE at < %s LIMIT %s)",
                before,
                BATCH,
            )
        )
        count = self.env.cr.rowcount
        self.invalidate_model()
        return count, count == BATCH


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    segment_change_days = fields.Integer(
        string="Keep who entered and left for (days)",
        config_parameter=PARAMETER,
        default=DAYS,
        help="How long it can be read who entered and left a segment; seven days at "
        "least. More where this year is compared with the last; fewer where large "
        "segments change every day and the database grows.",
    )
