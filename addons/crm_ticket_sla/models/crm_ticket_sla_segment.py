# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .crm_ticket_sla import CLOCKS, OUTCOMES

EVENTS = [
    ("start", "Started"),
    ("reopen", "Reopened"),
    ("restore", "Holds again"),
    ("resume", "Runs on"),
    ("pause", "Paused"),
    ("lapse", "Nothing left to do"),
    ("stop", "Stopped"),
    ("cancel", "Cancelled"),
    ("waive", "Waived"),
    ("retarget", "Another promise"),
    ("recount", "Counted again"),
    ("miss", "Missed"),
]


class CrmTicketSlaSegment(models.Model):
    """How a clock stood from one instant to another, and which event began it.

    The ledger of a clock, in order of ``position``; the last segment is open.
    """

    _name = "crm.ticket.sla.segment"
    _description = "SLA Clock Segment"
    _order = "sla_id, position"
    _rec_name = "event"
    _log_access = False

    sla_id = fields.Many2one(
        "crm.ticket.sla",
        string="SLA clock",
        required=True,
        index=True,
        ondelete="cascade",
    )
    position = fields.Integer(required=True)
    start_at = fields.Datetime(string="From", required=True)
    stop_at = fields.Datetime(string="To")
    clock = fields.Selection(CLOCKS, required=True)
    outcome = fields.Selection(OUTCOMES, required=True)
    event = fields.Selection(EVENTS, required=True)
    cause = fields.Char(help="Who or what: a code and an id, such as stage:4.")
    seconds = fields.Integer(string="Working seconds")
    target_seconds = fields.Integer()
    target_days = fields.Integer()
    in_days = fields.Boolean()
    end_of_day = fields.Boolean()
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working hours",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: day and night.",
    )

    _position_uniq = models.UniqueIndex(
        "(sla_id, position)", "A clock has one segment at a position."
    )
