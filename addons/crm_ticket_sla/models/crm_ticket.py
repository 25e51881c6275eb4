# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import email_normalize

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
#: What an index of the tickets that are worked on is limited to.
OPEN = (
    "WHERE active IS TRUE"
    " AND stage_kind IN ('new', 'open', 'wait_customer', 'wait_third')"
)


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
            named = filter(None, [ticket.number, ticket.name])
            ticket.display_name = " ".join(named)

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
            self.with_context(
                mail_create_nolog=True,
                mail_create_nosubscribe=True,
                ticket_subscribe_later=True,
            ),
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

    # ------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------

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
