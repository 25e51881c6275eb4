# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

OPEN = (
    "WHERE active IS TRUE"
    " AND stage_kind IN ('new', 'open', 'wait_customer', 'wait_third')"
)


class BenchTicketShape(models.AbstractModel):
    """The stored columns of crm.ticket that a list, a board or a report shows."""

    _name = "bench.ticket.shape"
    _description = "Shape of a Ticket"

    number = fields.Char(index=True)
    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    description = fields.Html()
    partner_id = fields.Many2one("res.partner", index=True, ondelete="restrict")
    email_from = fields.Char()
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    team_id = fields.Many2one("crm.ticket.team", index=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", index=True)
    stage_id = fields.Many2one(
        "crm.ticket.stage", required=True, index=True, ondelete="restrict"
    )
    stage_kind = fields.Char()
    category_id = fields.Many2one("crm.ticket.category", index=True)
    priority = fields.Selection(
        [("0", "Low"), ("1", "Normal"), ("2", "High"), ("3", "Urgent")], default="1"
    )
    channel = fields.Char(default="manual")
    opened_at = fields.Datetime(default=fields.Datetime.now)
    stage_at = fields.Datetime(default=fields.Datetime.now)
    solved_at = fields.Datetime()
    closed_at = fields.Datetime()
    deadline_at = fields.Datetime(index=True)

    # those that the addon has for lists and boards
    _board_idx = models.Index("(stage_id, priority DESC, id DESC) WHERE active IS TRUE")
    _list_idx = models.Index(f"(priority DESC, id DESC) {OPEN}")
    _open_idx = models.Index(
        f"(user_id, team_id) INCLUDE (company_id, stage_id, deadline_at) {OPEN}"
    )


class BenchTicket(models.Model):
    """A bare ticket: what the ORM costs by itself."""

    _name = "bench.ticket"
    _description = "Bare Ticket"
    _inherit = "bench.ticket.shape"
    _order = "priority desc, id desc"


class BenchThread(models.Model):
    """A bare ticket with a chatter: what the ORM and ``mail.thread`` cost."""

    _name = "bench.thread"
    _description = "Bare Ticket with a Chatter"
    _inherit = ["bench.ticket.shape", "mail.thread"]
    _order = "priority desc, id desc"

    user_id = fields.Many2one(tracking=True)
    stage_id = fields.Many2one(tracking=True)


class BenchClock(models.Model):
    """A bare clock, for reports."""

    _name = "bench.clock"
    _description = "Bare Clock"
    _log_access = False

    ticket_id = fields.Many2one("bench.ticket", index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company")
    team_id = fields.Many2one("crm.ticket.team", index=True)
    metric = fields.Char()
    clock = fields.Char()
    outcome = fields.Char()
    consumed = fields.Integer(aggregator="avg")
    deadline_at = fields.Datetime()
