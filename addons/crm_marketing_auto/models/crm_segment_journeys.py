# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Domain


class CrmSegment(models.Model):
    """What a segment tells the journeys that rely on it."""

    _inherit = "crm.segment"

    def _after_error(self, reason):
        """Pause the journeys that run on a rule that does not work any more."""
        result = super()._after_error(reason)
        roles = ("segment_id", "goal_segment_id", "exit_segment_id")
        uses = Domain.OR(Domain(role, "in", self.ids) for role in roles)
        # sudo: the owner of the segment need not be that of the journey
        journeys = self.env["crm.journey"].sudo()
        running = journeys.search(uses & Domain("state", "=", "running"))
        if running:
            running._pause(
                self.env._(
                    "The segment “%(name)s” cannot be used: %(reason)s",
                    name=self.name,
                    reason=reason,
                )
            )
        return result
