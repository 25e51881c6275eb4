# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

#: What only the system says about a conversation.
SYSTEM_FIELDS = frozenset(
    {
        "account_id", "company_id", "handle_id", "last_in_at", "last_out_at", "last_at", "replies",
        "waiting_since", "first_answer_after", "session_started_at", "in_contact_id",
        "out_contact_id", "shared_phone", "shared_email",
    }
)  # fmt: skip

#: So many messages of a page are kept up to date.
SHOWN = 30
#: In the context of posting what was heard: no client can send this very object.
HEARD = object()


class CrmConversation(models.Model):
    """What a person and we write to each other at one provider, without an end.

    Its messages are messages of the record: who may read it reads them. The
    customer's timeline shows a contact of each direction a session, not each message.
    """

    _name = "crm.conversation"
    _description = "Conversation"
    _inherit = ["mail.thread", "utm.mixin"]
    _order = "last_at desc, id desc"
    _rec_name = "handle_id"
    _mail_post_access = "write"

    account_id = fields.Many2one(
        "crm.channel.account",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    kind = fields.Selection(related="account_id.kind")
    company_id = fields.Many2one(related="account_id.company_id", store=True)
    handle_id = fields.Many2one(
        "crm.partner.handle",
        string="Person",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    follow_state = fields.Selection(related="handle_id.follow_state")
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        index="btree_not_null",
        ondelete="set null",
        tracking=True,
        help="Who this is. What was written before then stands on the timeline too.",
    )
    lead_id = fields.Many2one(
        "crm.lead",
        string="Lead or opportunity",
        index="btree_not_null",
        ondelete="set null",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Agent",
        index="btree_not_null",
        tracking=True,
        domain=[("share", "=", False)],
    )
    state = fields.Selection(
        [
            ("open", "To answer"),
            ("waiting", "Waiting for the customer"),
            ("closed", "Closed"),
        ],
        required=True,
        default="open",
        index=True,
        group_expand=True,
    )
    unread = fields.Integer(string="Unread messages", aggregator="sum")
    preview = fields.Char(string="Last message", readonly=True)
    last_at = fields.Datetime(string="Last message at", readonly=True, index=True)
    last_in_at = fields.Datetime(string="Customer wrote", readonly=True)
    last_out_at = fields.Datetime(string="We wrote", readonly=True)
    replies = fields.Integer(
        string="Answers since", readonly=True, help="Since the customer last wrote."
    )
    waiting_since = fields.Datetime(string="Unanswered since", readonly=True)
    first_answer_after = fields.Integer(
        string="First answer after (s)", readonly=True, aggregator="avg"
    )
    session_started_at = fields.Datetime(readonly=True)
    in_contact_id = fields.Many2one(
        "crm.interaction", readonly=True, ondelete="set null"
    )
    out_contact_id = fields.Many2one(
        "crm.interaction", readonly=True, ondelete="set null"
    )
    shared_phone = fields.Char(readonly=True)
    shared_email = fields.Char(readonly=True)
    line_ids = fields.One2many("crm.conversation.message", "conversation_id")
    window = fields.Selection(
        [("free", "Open"), ("late", "Late"), ("closed", "Closed")],
        compute="_compute_window",
        # sudo: who answers need not be able to read accounts
        compute_sudo=True,
        string="Answering",
    )
    window_until = fields.Datetime(
        string="Answering is open until", compute="_compute_window", compute_sudo=True
    )
    window_note = fields.Char(compute="_compute_window", compute_sudo=True)

    _handle_uniq = models.Constraint(
        "UNIQUE (handle_id)", "There is a conversation with this person already."
    )
    _inbox_idx = models.Index("(state, last_at DESC, id DESC)")

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.depends("handle_id.name", "handle_id.handle", "account_id.name")
    def _compute_display_name(self):
        for chat in self:
            person = chat.handle_id.display_name or ""
            chat.display_name = f"{person} ({chat.account_id.name or ''})"

    @api.depends("last_in_at", "replies", "account_id.free_hours", "account_id.kind")
    def _compute_window(self):
        now = fields.Datetime.now()
        for chat in self:
            found = chat.account_id._standing(chat.last_in_at, chat.replies, now)
            chat.window, chat.window_until = found.kind, found.until
            chat.window_note = chat._window_note(found.kind)

    def _window_note(self, window):
        """Return what may be done now, in words."""
        if window == "free":
            return False
        if window == "late" and self.kind == "zalo":
            return self.env._(
                "The free answers are used up: what you write now is paid for."
            )
        if window == "late":
            return self.env._(
                "More than %(hours)s hours since the customer wrote: only a person may"
                " answer, and only to what was asked.",
                hours=self.account_id.free_hours,
            )
        if self.kind == "zalo":
            return self.env._(
                "Zalo lets nobody write any more until the customer does. Allowed: a"
                " ZNS template message, an SMS, a call."
            )
        return self.env._(
            "Facebook lets nobody write any more until the customer does. Allowed: an"
            " SMS, an e-mail, a call."
        )

    # ------------------------------------------------------------
    # Create and write
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_linked(vals)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and not SYSTEM_FIELDS.isdisjoint(vals):
            raise UserError(self.env._("Only the system fills this in."))
        self._check_linked(vals)
        result = super().write(vals)
        if "partner_id" in vals:
            # sudo: who talks with somebody says who it is; rows that were logged of
            # the stranger are claimed, whoever took them
            self.sudo()._link_partner()
        if not {"partner_id", "user_id", "state", "unread"}.isdisjoint(vals):
            self._announce()
        return result

    def _check_linked(self, vals):
        """Refuse to name a contact or lead whom the user may not read."""
        if self.env.su:
            return
        for name in ("partner_id", "lead_id"):
            if vals.get(name):
                linked = self.env[self._fields[name].comodel_name].browse(vals[name])
                linked.check_access("read")

    def _link_partner(self):
        for chat in self:
            chat.handle_id._link(chat.partner_id)
            chat._after_linked()

    def _after_linked(self):
        """A stranger became a contact: for other addons."""

    def _announce(self):
        """Tell open inboxes that something changed: the ids, and nothing else."""
        if not self:
            return
        # sudo: the channel of a group; what changed is read by each user's rights
        for group in self._inbox_groups().sudo():
            group._bus_send("crm.conversation/changed", {"ids": self.ids})

    def _inbox_groups(self):
        """Return the groups whose members may have an inbox open."""
        return self.env.ref("sales_team.group_sale_salesman")

    # ------------------------------------------------------------
    # Finding
    # ------------------------------------------------------------

    @api.model
    def _get(self, account, person):
        """Return the conversation with somebody, made when it is the first."""
        self.flush_model(["handle_id"])
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_conversation (account_id, company_id, handle_id,"
                " partner_id, state, unread, replies, create_uid, create_date,"
                " write_uid, write_date) VALUES (%(account)s, %(company)s, %(person)s,"
                " %(partner)s, 'open', 0, 0, %(uid)s, %(now)s, %(uid)s, %(now)s)"
                " ON CONFLICT DO NOTHING",
                account=account.id,
                company=account.company_id.id,
                person=person.id,
                partner=person.partner_id.id or None,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        return self.search([("handle_id", "=", person.id)], limit=1)

    # ------------------------------------------------------------
    # What an agent does
    # ------------------------------------------------------------

    def action_take(self):
        """Answer for these conversations oneself."""
        self.write({"user_id": self.env.uid})

    def action_close(self):
        """Nothing more to do, until the customer writes again."""
        self.write({"state": "closed", "unread": 0})
        self.sudo().waiting_since = False  # sudo: nobody is waiting any more

    def action_reopen(self):
        """Put conversations back among those to answer."""
        self.write({"state": "open"})

    def mark_read(self):
        """Note that an agent has seen the messages."""
        unseen = self.filtered("unread")
        if unseen:
            unseen.write({"unread": 0})
        return True

    @api.readonly
    def chat_states(self):
        """Return what became of the last answers, for a page that shows them."""
        self.ensure_one()
        self.check_access("read")
        last = self.env["crm.conversation.message"].search(
            [("conversation_id", "=", self.id), ("message_id", "!=", False)],
            order="id desc",
            limit=SHOWN,
        )
        return [
            {"id": message.id, "chat_state": message._chat_state()}
            for message in last.message_id
        ]
