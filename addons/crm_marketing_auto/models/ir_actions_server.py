# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class IrActionsServer(models.Model):
    _inherit = "ir.actions.server"

    is_journey_approved = fields.Boolean(
        string="Allowed in journeys",
        copy=False,
        help="A journey may run this action for its participants, as the system does: "
        "with every right, whoever drew the journey.",
    )

    def write(self, vals):
        """Take the approval back when what was approved is changed."""
        changed = not {"code", "state", "model_id", "child_ids"}.isdisjoint(vals)
        if changed and "is_journey_approved" not in vals:
            vals = {**vals, "is_journey_approved": False}
        return super().write(vals)
