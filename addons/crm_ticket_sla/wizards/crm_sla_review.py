# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.crm_ticket_sla_review import MANAGER


class CrmSlaReview(models.TransientModel):
    """Say why promises were missed; a manager may waive the misses."""

    _name = "crm.sla.review"
    _description = "Review of a Miss"

    clock_ids = fields.Many2many("crm.ticket.sla", required=True)
    cause_id = fields.Many2one("crm.sla.cause", required=True)
    note = fields.Text(string="What happened")
    is_waived = fields.Boolean(
        string="The miss is not to count",
        help="A manager decides; until then it counts.",
    )
    waiver_reason = fields.Char(string="Why not")
    is_manager = fields.Boolean(compute="_compute_is_manager")

    @api.depends_context("uid")
    def _compute_is_manager(self):
        self.is_manager = self.env.user.has_group(MANAGER)

    def action_apply(self):
        """Keep the review; waive, or ask for it."""
        self.ensure_one()
        self.clock_ids._review(self.cause_id, self.note)
        missed = self.clock_ids.filtered(lambda clock: clock.outcome == "missed")
        if self.is_waived and missed:
            reason = (self.waiver_reason or "").strip()
            if not reason:
                raise UserError(
                    self.env._("Why not: say why the miss is not to count.")
                )
            if self.is_manager:
                missed._grant_waiver(reason)
            else:
                missed._ask_waiver(reason)
        return {"type": "ir.actions.act_window_close"}
