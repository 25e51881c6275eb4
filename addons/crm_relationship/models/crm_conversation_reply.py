# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ..tools.gateway import chat as chat_tools
from ..tools.gateway import messenger, zalo
from .crm_conversation import HEARD

#: No provider takes a longer text.
MAX_TEXT = {"messenger": messenger.MAX_TEXT, "zalo": zalo.MAX_TEXT}
KEY = "crm.conversation.message:"


class CrmConversation(models.Model):
    """A comment on a conversation is a message to the customer, through the outbox."""

    _inherit = "crm.conversation"

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        if self._is_answer(message):
            self._answer(message)
        return result

    def _is_answer(self, message):
        """Return whether a message goes to the customer: a comment, and no note."""
        return (
            message.message_type == "comment"
            and message.subtype_id == self.env.ref("mail.mt_comment")
            and not message.is_internal
            and self.env.context.get("chat_heard") is not HEARD
        )

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        """Mail nobody what is written in a chat; notes notify who is named."""
        if self._name == "crm.conversation" and message.subtype_id == self.env.ref(
            "mail.mt_comment"
        ):
            return []
        return super()._notify_thread(message, msg_vals=msg_vals, **kwargs)

    def _check_can_update_message_content(self, messages):
        """Refuse to change what was said: the customer's copy would stay as it was."""
        # sudo: whoever reads the message, it was said
        lines = self.env["crm.conversation.message"].sudo()
        if lines.search_count([("message_id", "in", messages.ids)], limit=1):
            raise UserError(
                self.env._("What was written in a chat stays as it was written.")
            )
        return super()._check_can_update_message_content(messages)

    def _message_get_suggested_recipients_batch(self, *args, **kwargs):
        """Offer nobody to write a mail to: the customer has the chat."""
        return {chat.id: [] for chat in self}

    def _answer(self, message):
        """Put an answer into the outbox, or refuse it saying what is allowed."""
        self.ensure_one()
        self.check_access("write")
        now = fields.Datetime.now()
        text = html2plaintext(message.body or "").strip()
        parts = self._answer_parts(text, message.attachment_ids)
        if not parts:
            raise UserError(self.env._("Write something, or add a picture or file."))
        self._check_window(now)
        # sudo: agents may answer, and neither see nor fill the outbox; and the
        # system's fields say when somebody answered
        chat = self.sudo()
        chat._begin_session(now)
        row = chat._enqueue_answer(message, parts, now, self.env.user)
        if not chat.user_id:
            chat.user_id = self.env.uid
        chat.preview = (text or self._attachment_name("file"))[:120]
        chat._note_answer(row, now, self.env.user, len(parts))

    def _enqueue_answer(self, message, parts, now, user):
        """Put the parts of an answer into the outbox, as the system; return its row."""
        row = self.env["crm.conversation.message"].create(
            {
                "conversation_id": self.id,
                "account_id": self.account_id.id,
                "message_id": message.id,
                "direction": "out",
                "at": now,
                "user_id": user.id,
            }
        )
        to = {"handle": self.handle_id.handle, "chat": self.id}
        payloads = [
            {**to, "replies": self.replies + number, **part}
            for number, part in enumerate(parts)
        ]
        outbox = self.env["crm.channel.outbox"]
        [ids] = outbox._enqueue_parts(self.account_id, [(f"{KEY}{row.id}", payloads)])
        queued = outbox.browse(ids)
        queued.chat_line_id = row
        row.outbox_id = queued[-1:]
        return row

    def _check_window(self, now):
        account = self.account_id.sudo()  # sudo: who answers need not read accounts
        if not account.active:
            raise UserError(
                self.env._("The account %(name)s is archived.", name=account.name)
            )
        standing = account._standing(self.last_in_at, self.replies, now)
        if standing.kind == "closed":
            raise UserError(self.sudo()._window_note("closed"))

    def _answer_parts(self, text, attachments):
        """Return the messages that an answer is: its text, then each attachment.

        A text that is longer than the provider takes is several.
        The customer opens an attachment by a link that holds its key.
        """
        limit = MAX_TEXT.get(self.kind, len(text) or 1)
        parts = [{"text": part} for part in chat_tools.split_text(text, limit)]
        for attachment in attachments:
            # sudo: the author of the message may hand its attachments to the customer
            token = attachment.sudo().generate_access_token()[0]
            url = f"{self.get_base_url()}/web/content/{attachment.id}?access_token={token}"
            kind = (attachment.mimetype or "").partition("/")[0]
            kind = kind if kind in ("image", "video", "audio") else "file"
            parts.append({"media": [kind, url], "name": attachment.name})
        return parts
