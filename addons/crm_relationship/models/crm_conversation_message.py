# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

#: Known of a message on its way: the outbox says.
OUTBOX_STATES = {
    "ready": "waiting",
    "sending": "waiting",
    "sent": "sent",
    "unknown": "unknown",
    "failed": "failed",
    "cancelled": "failed",
}
#: What is said of a message in several parts, the worst first.
WORST = ("failed", "unknown", "waiting", "sent", "delivered", "read")


class CrmConversationMessage(models.Model):
    """A message of a chat: the provider's id, and what became of it.

    Its text is a message of the conversation, for those who may read that. The
    provider's id is unique: what is told twice is there once.
    """

    _name = "crm.conversation.message"
    _description = "Message of a Conversation"
    _order = "id desc"
    _rec_name = "external_uid"

    conversation_id = fields.Many2one(
        "crm.conversation",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    account_id = fields.Many2one(
        "crm.channel.account", required=True, readonly=True, ondelete="cascade"
    )
    message_id = fields.Many2one(
        "mail.message",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    direction = fields.Selection(
        [("in", "From customer"), ("out", "To customer")], required=True, readonly=True
    )
    at = fields.Datetime(required=True, readonly=True)
    external_uid = fields.Char(string="Provider's id", readonly=True)
    outbox_id = fields.Many2one(
        "crm.channel.outbox",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    part_ids = fields.One2many("crm.channel.outbox", "chat_line_id")
    user_id = fields.Many2one("res.users", string="Colleague", readonly=True)
    answered_after = fields.Integer(
        string="Answered after (s)",
        readonly=True,
        aggregator="avg",
        help="Seconds that the customer waited for this answer.",
    )
    state = fields.Selection(
        [
            ("received", "Received"),
            ("waiting", "Waiting"),
            ("sent", "Sent"),
            ("delivered", "Delivered"),
            ("read", "Read"),
            ("unknown", "Unknown"),
            ("failed", "Failed"),
        ],
        compute="_compute_state",
        # sudo: the outbox is the administrators'; whoever reads a chat sees what
        # became of its messages
        compute_sudo=True,
    )
    detail = fields.Char(compute="_compute_state", compute_sudo=True)

    _external_uniq = models.UniqueIndex(
        "(account_id, external_uid) WHERE external_uid IS NOT NULL",
        "This message is in the conversation already.",
    )

    @api.depends(
        *(
            f"{path}.{name}"
            for path in ("outbox_id", "part_ids")
            for name in ("state", "detail", "delivered_at", "read_at")
        )
    )
    def _compute_state(self):
        for row in self:
            if row.direction == "in":
                row.state, row.detail = "received", False
                continue
            parts = [(sent._chat_state(), sent) for sent in reversed(row.part_ids)]
            parts = parts or [(row.outbox_id._chat_state(), row.outbox_id)]
            row.state, sent = min(parts, key=lambda part: WORST.index(part[0]))
            row.detail = sent.detail if sent.state in ("failed", "unknown") else False

    @api.model
    def _add(self, conversation, uid, direction, at, **values):
        """Add a message that a provider told of; none when it is there already."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_conversation_message (conversation_id, account_id,"
                " external_uid, direction, at, create_uid, create_date, write_uid,"
                " write_date) VALUES (%(chat)s, %(account)s, %(uid)s, %(direction)s,"
                " %(at)s, %(user)s, %(now)s, %(user)s, %(now)s)"
                " ON CONFLICT DO NOTHING RETURNING id",
                chat=conversation.id,
                account=conversation.account_id.id,
                uid=uid,
                direction=direction,
                at=at,
                user=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        row = self.browse([found[0] for found in self.env.cr.fetchall()])
        if row and values:
            row.write(values)
        return row


class CrmChannelOutbox(models.Model):
    """A message of a chat leaves in one part, or in several."""

    _inherit = "crm.channel.outbox"

    chat_line_id = fields.Many2one(
        "crm.conversation.message",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    def _chat_state(self):
        """Return what is said of this part in the chat."""
        if self.read_at:
            return "read"
        if self.delivered_at:
            return "delivered"
        return OUTBOX_STATES.get(self.state, "sent")

    def _chat_lines(self):
        """Return the messages of chats of which these are parts."""
        lines = self.env["crm.conversation.message"]
        if not self:
            return lines
        return self.chat_line_id | lines.search([("outbox_id", "in", self.ids)])
