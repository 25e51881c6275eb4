# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class CrmJourney(models.Model):
    """Who comes in: from events, and from the members of an audience."""

    _inherit = "crm.journey"

    @api.model
    def _cron_enrol(self):
        """Let in whom events and audiences bring."""

    @api.model
    def _cron_rules(self):
        """End those who reached the goal or met an exit rule."""
