# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize

from .crm_ticket_change import KINDS as CHANGES

PRIORITIES = [("0", "Low"), ("1", "Normal"), ("2", "High"), ("3", "Urgent")]
CHANNELS = [
    ("manual", "By hand"),
    ("mail", "Email"),
    ("web", "Web form"),
    ("portal", "Portal"),
    ("api", "API"),
    ("chat", "Chat"),
    ("call", "Call"),
    ("document", "Document"),
]
WATCHED = tuple(name for name, _label in CHANGES)
#: What an index of the tickets that are worked on is limited to.
OPEN = (
    "WHERE active IS TRUE"
    " AND stage_kind IN ('new', 'open', 'wait_customer', 'wait_third')"
)


class Change(NamedTuple):
    """One field of one ticket that was changed."""

    ticket_id: int
    kind: str
    old: object
    new: object


class CrmTicket(models.Model):
    """A request of a customer, from the moment it is made until it is closed.

    Other files extend it by concern; they react to what happens in two hooks,
    ``_after_opened`` and ``_after_changed``, both called for whole batches.
    """

    _name = "crm.ticket"
    _description = "Ticket"
    _inherit = [
        "mail.thread.cc",
        "mail.activity.mixin",
        "portal.mixin",
        "rating.mixin",
        "utm.mixin",
        "crm.interaction.mixin",
    ]
    _order = "priority desc, id desc"
    _rec_names_search = ["number", "name"]
    _primary_email = "email_from"
    # whoever may read a ticket may answer on it, portal customers included
    _mail_post_access = "read"

    number = fields.Char(readonly=True, copy=False, default="", index=True)
    name = fields.Char(string="Subject", required=True)
    active = fields.Boolean(default=True)
    description = fields.Html()
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index=True, ondelete="restrict"
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Company of the customer",
        store=True,
        index=True,
        precompute=True,
    )
    email_from = fields.Char(string="Email")
    phone = fields.Char()
    lang_id = fields.Many2one("res.lang", string="Language")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        compute="_compute_company_id",
        store=True,
        precompute=True,
        readonly=False,
    )
    team_id = fields.Many2one(
        "crm.ticket.team",
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self._default_team_id(),
    )
    user_id = fields.Many2one(
        "res.users",
        string="Agent",
        index=True,
        domain="[('share', '=', False)]",
        check_company=True,
    )
    stage_id = fields.Many2one(
        "crm.ticket.stage",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_stage_id(),
        group_expand="_group_expand_stage_id",
        copy=False,
    )
    stage_kind = fields.Selection(
        related="stage_id.kind",
        string="Status",
        store=True,
        precompute=True,
    )
    category_id = fields.Many2one(
        "crm.ticket.category", index=True, ondelete="restrict", check_company=True
    )
    priority = fields.Selection(PRIORITIES, required=True, default="1")
    tag_ids = fields.Many2many("crm.ticket.tag", string="Tags")
    channel = fields.Selection(CHANNELS, required=True, default="manual", copy=False)

    # What it is about
    lead_id = fields.Many2one(
        "crm.lead", string="Opportunity", index="btree_not_null", ondelete="set null"
    )
    sale_order_id = fields.Many2one(
        "sale.order", index="btree_not_null", ondelete="set null", check_company=True
    )
    picking_id = fields.Many2one(
        "stock.picking",
        string="Delivery",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    product_id = fields.Many2one(
        "product.product", index="btree_not_null", ondelete="set null"
    )
    lot_id = fields.Many2one(
        "stock.lot",
        string="Serial number",
        index="btree_not_null",
        ondelete="set null",
    )

    # When
    opened_at = fields.Datetime(
        string="Received",
        required=True,
        default=lambda self: self._now(),
        copy=False,
        help="When the customer made the request: the clocks start here.",
    )
    stage_at = fields.Datetime(string="In stage since", readonly=True, copy=False)
    assigned_at = fields.Datetime(string="Assigned", readonly=True, copy=False)
    first_response_at = fields.Datetime(
        string="First response", readonly=True, copy=False
    )
    solved_at = fields.Datetime(string="Solved", readonly=True, copy=False)
    closed_at = fields.Datetime(string="Closed", readonly=True, copy=False)
    reopen_count = fields.Integer(string="Reopened", readonly=True, copy=False)
    change_ids = fields.One2many(
        "crm.ticket.change",
        "ticket_id",
        string="Changes",
        groups="crm_ticket_sla.group_crm_ticket_sla_user",
    )

    _number_uniq = models.UniqueIndex(
        "(number, company_id) WHERE number <> ''", "This ticket number is taken."
    )
    # the board and the lists: pages in their order, and counts from the index alone
    _board_idx = models.Index("(stage_id, priority DESC, id DESC) WHERE active IS TRUE")
    _list_idx = models.Index(f"(priority DESC, id DESC) {OPEN}")
    _open_idx = models.Index(
        "(user_id, team_id)"
        f" INCLUDE (company_id, stage_id, sla_standing, deadline_at) {OPEN}"
    )

    # ------------------------------------------------------------
    # Defaults and computes
    # ------------------------------------------------------------

    @api.model
    def _now(self):
        """Return the instant of what happens now, naive UTC, whole seconds.

        History that is replayed says when it happened: the context key
        ``ticket_event_at`` counts for the system only.
        """
        if self.env.su and self.env.context.get("ticket_event_at"):
            return fields.Datetime.to_datetime(self.env.context["ticket_event_at"])
        return fields.Datetime.now()

    @api.model
    def _default_team_id(self):
        team = self.env["crm.ticket.team"]
        own = team.search([("member_ids.user_id", "=", self.env.uid)], limit=1)
        return own or team.search([], limit=1)

    @api.model
    def _default_stage_id(self):
        return self.env["crm.ticket.stage"].search([], limit=1)

    @api.depends("team_id")
    def _compute_company_id(self):
        for ticket in self:
            ticket.company_id = (
                ticket.team_id.company_id or ticket.company_id or self.env.company
            )

    @api.depends("number", "name")
    def _compute_display_name(self):
        for ticket in self:
            ticket.display_name = f"{ticket.number} {ticket.name}".strip()

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for ticket in self:
            ticket.access_url = f"/my/tickets/{ticket.id}"
        return result

    @api.model
    def _group_expand_stage_id(self, stages, domain):
        """Show every stage of the team at hand, empty ones too."""
        team = self.env.context.get("default_team_id")
        of_team = Domain("team_ids", "=", False)
        if team:
            of_team |= Domain("team_ids", "in", [team])
        # sudo: the columns of a board, whoever looks at it
        return stages.sudo().search(of_team | Domain("id", "in", stages.ids))

    # ------------------------------------------------------------
    # Create and write
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = self._prepare_created_values(vals_list)
        tickets = super(
            # no chatter line for each ticket: that it was made is its first change
            CrmTicket,
            self.with_context(mail_create_nolog=True, ticket_subscribe_later=True),
        ).create(vals_list)
        tickets = tickets.with_env(self.env)
        tickets._subscribe_opened()
        tickets._after_opened()
        return tickets

    @api.model
    def _prepare_created_values(self, vals_list):
        """Return the values with number and what follows from customer and stage."""
        vals_list = [dict(vals) for vals in vals_list]
        unnumbered = [vals for vals in vals_list if not vals.get("number")]
        # sudo: whoever may make a ticket gets the next number
        sequence = self.env.ref("crm_ticket_sla.ir_sequence_ticket").sudo()
        for vals, number in zip(
            unnumbered, sequence._next_many(len(unnumbered)), strict=True
        ):
            vals["number"] = number
        # defaults asked for once: the same for every ticket of the batch
        defaults = self.default_get(["team_id", "stage_id"])
        now = self._now()
        for vals in vals_list:
            for name in ("team_id", "stage_id"):
                vals.setdefault(name, defaults.get(name, False))
            vals["opened_at"] = vals.get("opened_at") or now
            vals["stage_at"] = vals["opened_at"]
            if vals.get("user_id"):
                vals["assigned_at"] = vals["opened_at"]
        return vals_list

    def write(self, vals):
        watched = [name for name in WATCHED if name in vals]
        if not watched:
            return super().write(vals)
        before = {
            name: {ticket.id: self._plain(ticket[name]) for ticket in self}
            for name in watched
        }
        since = {ticket.id: ticket.stage_at for ticket in self}
        now = self._now()
        changes = []
        for name in watched:
            new = vals[name] or False
            changes += [
                Change(ticket_id, name, old, new)
                for ticket_id, old in before[name].items()
                if old != new
            ]
        vals = dict(vals)
        if any(change.kind == "stage_id" for change in changes):
            vals["stage_at"] = now
        result = super().write(vals)
        if changes:
            self._log_changes(changes, now, since)
            self._after_changed(changes, now)
        return result

    @staticmethod
    def _plain(value):
        """Return a field's value as ``write`` takes it."""
        return value.id if isinstance(value, models.BaseModel) else value

    def _log_changes(self, changes, now, since):
        """Keep what changed, by one INSERT."""
        rows = [
            (
                change.ticket_id,
                now,
                self.env.uid,
                change.kind,
                str(change.old) if change.old else None,
                str(change.new) if change.new else None,
                int((now - since[change.ticket_id]).total_seconds())
                if change.kind == "stage_id" and since[change.ticket_id]
                else 0,
            )
            for change in changes
        ]
        self.env.execute_query(
            SQL(
                "INSERT INTO crm_ticket_change (ticket_id, at, user_id, kind,"
                " old_value, new_value, seconds) VALUES %s RETURNING id",
                SQL(", ").join(rows),
            )
        )
        self.invalidate_recordset(["change_ids"])

    # ------------------------------------------------------------
    # What happens to tickets: hooks for every concern
    # ------------------------------------------------------------

    def _after_opened(self):
        """React to new tickets, all of a batch. To extend."""
        self._log_interaction("opened")

    def _after_changed(self, changes, now):
        """React to changes of watched fields, all of one write. To extend.

        :param changes: list of `Change`; relations as ids, empty as False
        :param now: naive UTC instant of the change
        """
        moved = {c.ticket_id for c in changes if c.kind == "stage_id"}
        if moved:
            self.browse(moved)._stamp_moved(
                {c.ticket_id: c.old for c in changes if c.kind == "stage_id"}, now
            )
        taken = [c.ticket_id for c in changes if c.kind == "user_id" and c.new]
        unstamped = self.browse(taken).filtered(lambda t: not t.assigned_at)
        if unstamped:
            unstamped.write({"assigned_at": now})

    def _stamp_moved(self, old_stages, now):
        """Set when tickets were solved and closed, and count reopenings."""
        stages = self.env["crm.ticket.stage"].browse(set(old_stages.values()))
        was_closed = {stage.id: stage.is_closed for stage in stages}
        reopened = self.filtered(
            lambda t: was_closed.get(old_stages[t.id]) and not t.stage_id.is_closed
        )
        solved = self.filtered(
            lambda t: t.stage_id.is_closed and not was_closed.get(old_stages[t.id])
        )
        closed = self.filtered(
            lambda t: t.stage_kind in ("closed", "cancelled") and not t.closed_at
        )
        if solved:
            solved.write({"solved_at": now})
            solved.filtered(lambda t: t.stage_kind != "cancelled")._log_interaction(
                "solved"
            )
        reopened._log_interaction("reopened")
        if closed:
            closed.write({"closed_at": now})
        for count, tickets in reopened.grouped("reopen_count").items():
            tickets.write(
                {"closed_at": False, "solved_at": False, "reopen_count": count + 1}
            )

    @api.constrains("lot_id", "product_id")
    def _check_lot_id(self):
        for ticket in self:
            product = ticket.lot_id.product_id
            if product and ticket.product_id and product != ticket.product_id:
                raise ValidationError(
                    self.env._(
                        "Serial number: '%(lot)s' is one of another product.",
                        lot=ticket.lot_id.name,
                    )
                )

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        if self.partner_id:
            self.email_from = email_normalize(self.partner_id.email or "") or False
            self.phone = self.partner_id.phone
