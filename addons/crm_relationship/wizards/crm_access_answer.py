# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields, models

from ..models.crm_access_request import DEFAULT_DAYS


class CrmAccessAnswer(models.TransientModel):
    """Grant a request for some time, or refuse it and say why."""

    _name = "crm.access.answer"
    _description = "Answer a Request for Access"

    request_id = fields.Many2one(
        "crm.access.request", required=True, ondelete="cascade", readonly=True
    )
    user_id = fields.Many2one(related="request_id.user_id")
    reason = fields.Char(related="request_id.reason")
    access = fields.Selection(
        [("read", "See"), ("edit", "See and edit")], required=True, default="read"
    )
    date_to = fields.Date(
        string="Until",
        required=True,
        default=lambda self: (
            fields.Date.context_today(self) + timedelta(days=DEFAULT_DAYS)
        ),
    )
    answer = fields.Char(string="Why not")

    def action_grant(self):
        """Share the customer with whoever asked."""
        self.ensure_one()
        self.request_id.grant(self.date_to, self.access)
        return {"type": "ir.actions.act_window_close"}

    def action_refuse(self):
        """Refuse the request."""
        self.ensure_one()
        self.request_id.refuse(self.answer)
        return {"type": "ir.actions.act_window_close"}
