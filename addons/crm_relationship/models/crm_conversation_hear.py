# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import email_normalize

from ..tools.phone_key import phone_key, split_numbers
from .crm_conversation import HEARD

PREVIEW = 120
ADDRESS = re.compile(r"[^\s@<>,;:]{1,64}@[^\s@<>,;:]{1,190}")


class CrmConversation(models.Model):
    """What providers tell us becomes messages; as the system, in order of events."""

    _inherit = "crm.conversation"

    @api.model
    def _hear(self, account, event, received_at):
        """Take one event of a chat.

        :param event: tools.gateway.chat.ChatEvent
        :return: (state, detail, conversation) as the gateway wants it
        """
        now = received_at or fields.Datetime.now()
        at = min(event.at or now, now)  # never in the future, whatever they say
        if event.kind in ("delivered", "read"):
            return self._hear_receipt(account, event, at)
        person = self.env["crm.partner.handle"]._get(
            account, event.handle, event.name or None
        )
        if event.kind in ("follow", "unfollow"):
            return self._hear_follow(person, event.kind == "follow", at)
        chat = self._get(account, person)
        if event.kind == "info":
            return chat._hear_info(event)
        if event.kind == "referral":
            return chat._hear_referral(event.referral)
        if event.kind == "echo":
            return chat._hear_echo(event, at)
        return chat._hear_message(event, at)

    # ------------------------------------------------------------
    # Messages
    # ------------------------------------------------------------

    def _hear_message(self, event, at):
        """Take a message of the customer."""
        self.ensure_one()
        row = self._add_row(event, "in", at)
        if not row:
            return "ignored", self.env._("This message is there already."), self
        self._begin_session(at)
        if event.referral:
            self._note_referral(event.referral)
        row.message_id = self._post_heard(event, at, self._author())
        self.write(
            {
                "state": "open",
                "unread": self.unread + 1,
                "preview": self._preview(event),
                "last_at": max(at, self.last_at or at),
                "last_in_at": max(at, self.last_in_at or at),
                "replies": 0,
                "waiting_since": self.waiting_since or at,
            }
        )
        self._note_shared(event.text)
        self._lead_of_unknown()
        self._log_contact("in", at, self.user_id, row)
        self._after_heard(event.text, at)
        return "done", False, self

    def _hear_echo(self, event, at):
        """Take what the page itself sent: ours comes back, a colleague's is new."""
        self.ensure_one()
        sent = self.env["crm.channel.outbox"]._recognise(self.account_id, event)
        if sent:
            return "done", self.env._("Sent from here."), self
        row = self._add_row(event, "out", at)
        if not row:
            return "ignored", self.env._("This message is there already."), self
        self._begin_session(at)
        row.message_id = self._post_heard(event, at, self.company_id.partner_id)
        self._note_answer(row, at, self.env["res.users"])
        self.preview = self._preview(event)
        return "done", self.env._("Answered at the provider."), self

    def _add_row(self, event, direction, at):
        uid = event.uid or f"{event.kind}:{event.handle}:{at}"
        return self.env["crm.conversation.message"]._add(self, uid, direction, at)

    def _post_heard(self, event, at, author):
        """Post what was heard; return the message."""
        lines = [event.text] if event.text else []
        body = Markup("<br/>").join(
            Markup("<br/>").join(line.splitlines()) for line in lines
        )
        for part in event.attachments:
            name = part.name or self._attachment_name(part.type)
            link = (
                Markup('<a href="%s" target="_blank" rel="noreferrer noopener">%s</a>')
                % (part.url, name)
                if part.url
                else Markup("%s") % name
            )
            body = body + Markup("<br/>") + link if body else link
        chat = self.with_context(chat_heard=HEARD, mail_create_nosubscribe=True)
        return chat.message_post(
            body=body,
            author_id=author.id,
            email_from=author.email_formatted or self.handle_id.display_name,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            date=at,
        )

    def _author(self):
        return self.partner_id

    def _attachment_name(self, kind):
        names = {
            "image": self.env._("Picture"),
            "video": self.env._("Video"),
            "audio": self.env._("Voice message"),
            "location": self.env._("Place"),
            "sticker": self.env._("Sticker"),
        }
        return names.get(kind) or self.env._("File")

    def _preview(self, event):
        text = " ".join((event.text or "").split())
        if not text and event.attachments:
            text = self._attachment_name(event.attachments[0].type)
        return text[:PREVIEW]

    # ------------------------------------------------------------
    # Other events
    # ------------------------------------------------------------

    def _hear_receipt(self, account, event, at):
        """Note that messages of ours were delivered, or read."""
        done = self.env["crm.channel.outbox"]._note_receipt(account, event, at)
        chats = done._chat_lines().conversation_id
        chats._announce()
        return ("done" if done else "ignored"), False, chats[:1]

    def _hear_follow(self, person, is_following, at):
        chat = self.search([("handle_id", "=", person.id)], limit=1)
        if not person._follow(is_following, at):
            return "ignored", self.env._("Known already."), chat
        person._after_followed(is_following, at)
        return "done", False, chat or person

    def _hear_info(self, event):
        """Take a number that the customer gave the provider to hand over."""
        self.ensure_one()
        self.write({"shared_phone": phone_key(event.phone) or self.shared_phone})
        if event.name:
            self.handle_id.name = event.name
        self._announce()
        return "done", False, self

    def _hear_referral(self, referral):
        self.ensure_one()
        self._note_referral(referral)
        return "done", False, self

    def _note_referral(self, referral):
        """Note which ad or link led here: the first one stays."""
        if self.source_id or not referral:
            return
        utm = self.env["utm.mixin"]
        campaign = referral.get("title") or referral.get("ref") or referral.get("ad_id")
        is_ad = referral.get("ad_id") or referral.get("source") == "ADS"
        medium = "Messenger ad" if is_ad else "Messenger"
        values = {
            "source_id": utm._find_or_create_named("utm.source", "Facebook").id,
            "medium_id": utm._find_or_create_named("utm.medium", medium).id,
        }
        if campaign:
            found = utm._find_or_create_named("utm.campaign", campaign)
            values["campaign_id"] = found.id
        self.write(values)

    def _note_shared(self, text):
        """Note a phone number or address that the customer wrote."""
        phone = next(filter(None, map(phone_key, split_numbers(text or ""))), None)
        address = ADDRESS.search(text or "")
        values = {
            "shared_phone": phone or self.shared_phone,
            "shared_email": (address and email_normalize(address[0]))
            or self.shared_email,
        }
        self.write(values)

    # ------------------------------------------------------------
    # The timeline: a contact of each direction a session
    # ------------------------------------------------------------

    def _begin_session(self, at):
        """Begin another session after a silence, or from scratch."""
        self.ensure_one()
        gap = timedelta(minutes=self.account_id.session_gap)
        if not self.last_at or at - self.last_at > gap:
            self.write(
                {
                    "session_started_at": at,
                    "in_contact_id": False,
                    "out_contact_id": False,
                }
            )

    def _log_contact(self, direction, at, user, row):
        """Log the first message of a direction in a session, not each."""
        self.ensure_one()
        if self[f"{direction}_contact_id"]:
            return
        kind = self.env["crm.interaction.type"]._id_of("chat_message")
        partner = self.partner_id
        contact = self.env["crm.interaction"].create(
            {
                "type_id": kind,
                "direction": direction,
                "partner_id": partner.id,
                "contact_value": not partner and self.handle_id._contact_value(),
                "lead_id": self.lead_id.id,
                "occurred_at": at,
                "user_id": user.id,
                "company_id": self.company_id.id,
                "subject": self.account_id.name,
                "source_id": self.source_id.id,
                "medium_id": self.medium_id.id,
                "campaign_id": self.campaign_id.id,
                "origin_model": self._name,
                "origin_id": self.id,
                "origin_event": f"{direction}:{row.id}",
            }
        )
        self[f"{direction}_contact_id"] = contact

    def _note_answer(self, row, at, user, messages=1):
        """Note that somebody answered, and how long the customer waited."""
        self.ensure_one()
        values = {
            "state": "closed" if self.state == "closed" else "waiting",
            "last_at": max(at, self.last_at or at),
            "last_out_at": max(at, self.last_out_at or at),
            "replies": self.replies + messages,
            "unread": 0,
            "waiting_since": False,
        }
        if self.waiting_since:
            waited = max(0, int((at - self.waiting_since).total_seconds()))
            row.answered_after = waited
            if not self.first_answer_after:
                values["first_answer_after"] = waited
        self.write(values)
        self._log_contact("out", at, user, row)

    # ------------------------------------------------------------
    # For other addons
    # ------------------------------------------------------------

    def _after_heard(self, text, at):
        """A customer wrote something."""


class CrmPartnerHandle(models.Model):
    _inherit = "crm.partner.handle"

    def _after_followed(self, is_following, at):
        """Somebody began to follow a page, or left it: for other addons."""
