# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..models.crm_ticket_stage import CLOSED_KINDS


class CrmSlaPolicyApply(models.TransientModel):
    """The question after an edit: new tickets only, or the open ones too."""

    _name = "crm.sla.policy.apply"
    _description = "Policy Edit"

    policy_id = fields.Many2one("crm.sla.policy", required=True, ondelete="cascade")
    scope = fields.Selection(
        [
            ("new", "New tickets only"),
            ("open", "Open tickets too"),
        ],
        string="The edit holds for",
        required=True,
        default="new",
    )
    following_count = fields.Integer(
        string="Open clocks of this policy", compute="_compute_counts"
    )
    won_count = fields.Integer(
        string="Open tickets that it now takes", compute="_compute_counts"
    )
    lost_count = fields.Integer(
        string="Open tickets that it leaves", compute="_compute_counts"
    )
    warning = fields.Char(related="policy_id.warning")

    @api.depends("policy_id")
    def _compute_counts(self):
        """Count what the edit would do to open tickets."""
        for wizard in self:
            policy = wizard.policy_id
            now = policy._preview()
            clocks = self.env["crm.ticket.sla"].search(
                [("policy_id", "=", policy.id), ("clock", "!=", "stopped")]
            )
            before = clocks.ticket_id.filtered(
                lambda ticket: ticket.stage_kind not in CLOSED_KINDS
            )
            wizard.following_count = len(clocks)
            wizard.won_count = len(now - before)
            wizard.lost_count = len(before - now)

    def action_confirm(self):
        """Keep the answer; open tickets follow in the background."""
        self.ensure_one()
        policy = self.policy_id
        policy.answered_version = policy.version
        if self.scope == "open":
            policy._apply_to_open()
        return {"type": "ir.actions.act_window_close"}
