# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class CrmJourneyVersion(models.Model):
    """Who is inside of a version, and the buttons of its line."""

    _inherit = "crm.journey.version"

    inside_count = fields.Integer(string="Inside", compute="_compute_inside_count")

    def _compute_inside_count(self):
        counts = dict(
            self.env["crm.journey.participant"]._read_group(
                [
                    ("version_id", "in", self.ids),
                    ("state", "=", "active"),
                    ("is_test", "=", False),
                ],
                ["version_id"],
                ["__count"],
            )
        )
        for version in self:
            version.inside_count = counts.get(version, 0)

    def action_show(self):
        """Open the drawing."""
        self.ensure_one()
        return self._open_editor(self)

    def action_move_people(self):
        """Ask where those inside are to be moved, and show what would happen."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Move people to another version"),
            "res_model": "crm.journey.move",
            "views": [[False, "form"]],
            "target": "new",
            "context": {"default_version_id": self.id},
        }
