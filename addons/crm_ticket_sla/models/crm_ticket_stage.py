# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

KINDS = [
    ("new", "New"),
    ("open", "In progress"),
    ("wait_customer", "Waiting for the customer"),
    ("wait_third", "Waiting for somebody else"),
    ("solved", "Solved"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]
#: Kinds of stages in which nothing is left to do.
CLOSED_KINDS = ("solved", "closed", "cancelled")
#: Kinds of stages in which somebody else has the ball.
WAITING_KINDS = ("wait_customer", "wait_third")


class CrmTicketStage(models.Model):
    """Where a ticket stands. Its kind, never its name or order, drives the clocks."""

    _name = "crm.ticket.stage"
    _description = "Ticket Stage"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(KINDS, required=True, default="open")
    is_closed = fields.Boolean(compute="_compute_by_kind", store=True)
    is_waiting = fields.Boolean(
        compute="_compute_by_kind",
        store=True,
        help="Somebody else has the ball: clocks that pause while waiting stand still.",
    )
    team_ids = fields.Many2many(
        "crm.ticket.team",
        string="Teams",
        help="The teams that use this stage. Empty: every team.",
    )
    fold = fields.Boolean(string="Folded in kanban")
    description = fields.Text(translate=True)

    @api.depends("kind")
    def _compute_by_kind(self):
        for stage in self:
            stage.is_closed = stage.kind in CLOSED_KINDS
            stage.is_waiting = stage.kind in WAITING_KINDS
