# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import fields, models
from odoo.tools import SQL

from ..tools.gateway import messenger, zalo
from ..tools.gateway.verdict import next_hour, period
from ..tools.phone_key import phone_key
from .crm_channel_account_chat import CHAT_KINDS
from .crm_channel_delivery import Answer, ProviderCall

JSON = {"Content-Type": "application/json"}
REASONS = [
    ("window", "Nobody may write to this person now"),
    ("recipient", "The person cannot be reached"),
    ("quota", "The quota is used up"),
    ("rate", "Too many calls"),
    ("night", "Not at night"),
    ("token", "The access token is not taken"),
    ("balance", "The provider's balance is used up"),
    ("blocked", "The provider blocked the account"),
    ("refused", "The provider refused the message"),
    ("provider", "The provider answered with an error"),
    ("part", "The part before it was not sent"),
]


class CrmChannelAccount(models.Model):
    _inherit = "crm.channel.account"

    def _outbox_kind(self):
        """Return how messages leave: as the provider documents it, where we have the
        access for it; else by our own signed call, to a bridge of the company's."""
        self.ensure_one()
        return self.kind if self.kind in CHAT_KINDS and self._speaks() else "webhook"

    def _speaks(self):
        return self.has_access_token or self.has_refresh_token


class CrmChannelOutbox(models.Model):
    """Messages as providers want them; windows, quotas and costs."""

    _inherit = "crm.channel.outbox"

    reason = fields.Selection(REASONS, readonly=True)
    cost = fields.Monetary(readonly=True, aggregator="sum")
    currency_id = fields.Many2one("res.currency", readonly=True)

    _quota_idx = models.Index(
        "(account_id, attempted_at) WHERE state IN ('sending', 'sent', 'unknown')"
    )
    _ref_idx = models.Index("(account_id, provider_ref) WHERE provider_ref IS NOT NULL")

    # ------------------------------------------------------------
    # Before the call
    # ------------------------------------------------------------

    def _refusal(self, account, now):
        """Return why the message does not leave now, as an Answer; or nothing."""
        full_until = self._quota_full_until(account, now)
        if full_until:
            detail = self.env._("The quota is used up.")
            return Answer("ready", detail, reason="quota", next_try_at=full_until)
        chat = self._conversation()
        if chat and self._standing(account, now).kind == "closed":
            return Answer("failed", chat._window_note("closed"), reason="window")
        return None

    def _quota_full_until(self, account, now):
        """Return when the next message may leave, None when one may now."""
        zone = account.timezone or "UTC"
        for quota, unit in ((account.month_quota, "month"), (account.day_quota, "day")):
            if quota:
                begin, end = period(now, zone, unit)
                if self._left_since(account, begin) >= quota:
                    return end
        return None

    def _left_since(self, account, since):
        """Return how many other messages left, or may have, since an instant."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT count(*) FROM crm_channel_outbox WHERE account_id = %s"
                " AND state IN ('sending', 'sent', 'unknown') AND attempted_at >= %s"
                " AND id <> %s",
                account.id,
                since,
                self.id,
            )
        )
        return rows[0][0]

    def _conversation(self):
        """Return the conversation that the message is an answer in, if any."""
        chat_id = self.payload.get("chat")
        # sudo: the window and the person of it
        chats = self.env["crm.conversation"].sudo()
        return chats.browse(chat_id if isinstance(chat_id, int) else ()).exists()

    def _standing(self, account, now):
        """Return whether the answer may leave now.

        It stands behind those given before it, unless the customer wrote since.
        """
        chat = self._conversation()
        before = self.payload.get("replies") or 0
        return account._standing(chat.last_in_at, min(before, chat.replies), now)

    def _cost_of(self, now):
        """Return the values that say what the message cost."""
        account = self.account_id.sudo()  # sudo: prices, of the administrators
        if account.kind not in CHAT_KINDS or not account.currency_id:
            return {}
        price = 0.0
        if self.payload.get("template"):
            price = account.template_price
        elif self._conversation() and self._standing(account, now).kind == "late":
            price = account.late_price
        return {"cost": price, "currency_id": account.currency_id.id}

    # ------------------------------------------------------------
    # To whom
    # ------------------------------------------------------------

    def _handle(self, account):
        """Return the provider's id of the receiver, or nothing.

        A journey knows a contact or number: who wrote to this account has an id here.
        """
        handle = self.payload.get("handle")
        if isinstance(handle, str) and handle:
            return handle
        number = phone_key(str(self.payload.get("to") or ""))
        rows = self.env.execute_query(
            SQL(
                "SELECT h.handle FROM crm_partner_handle h WHERE h.account_id = %(account)s"
                " AND (h.partner_id = %(partner)s OR h.partner_id IN ("
                "SELECT p.id FROM res_partner p WHERE p.phone_sanitized = %(number)s"
                " AND p.active IS TRUE UNION SELECT n.partner_id FROM crm_partner_phone n"
                " WHERE n.key = %(number)s)) ORDER BY (h.partner_id = %(partner)s) IS TRUE"
                " DESC, h.id DESC LIMIT 1",
                account=account.id,
                partner=self.payload.get("partner_id") or None,
                number=number or None,
            )
        )
        return rows[0][0] if rows else ""

    def _nobody(self):
        detail = self.env._(
            "The person has not written to this account: there is no id to answer to."
        )
        return Answer("failed", detail, reason="recipient")

    def _no_token(self):
        detail = self.env._("There is no access token that the provider takes.")
        return Answer("ready", detail, reason="token")

    # ------------------------------------------------------------
    # Calls
    # ------------------------------------------------------------

    def _outbox_request_messenger(self, account, refused=None):
        token, handle = account._good_token(refused), self._handle(account)
        if not token:
            return self._no_token()
        if not handle:
            return self._nobody()
        late = (
            self._conversation() and self._standing(account, fields.Datetime.now()).kind
        )
        body = messenger.message_body(
            handle,
            text=str(self.payload.get("text") or ""),
            media=self.payload.get("media"),
            key=self.key,
            tag="HUMAN_AGENT" if late == "late" else None,
        )
        base = (account.url or messenger.BASE).rstrip("/")
        return ProviderCall(
            f"{base}/me/messages",
            self._json(body),
            # in a header, for addresses are logged
            {**JSON, "Authorization": f"Bearer {token}"},
            lambda response: self._answer_by(messenger, response),
            token,
        )

    def _outbox_request_zalo(self, account, refused=None):
        token = account._good_token(refused)
        if not token:
            return self._no_token()
        template = self.payload.get("template")
        if template:
            return self._zalo_template(account, token, template)
        handle = self._handle(account)
        if not handle:
            return self._nobody()
        media, text = self.payload.get("media"), str(self.payload.get("text") or "")
        if media and media[0] != "image":  # files are uploaded: a link does, too
            name = self.payload.get("name") or ""
            media, text = None, f"{name}\n{media[1]}".strip()
        body = zalo.message_body(handle, text=text, media=media)
        base = (account.url or zalo.BASE).rstrip("/")
        return self._zalo_call(f"{base}/v3.0/oa/message/cs", token, body)

    def _zalo_template(self, account, token, template):
        """Return the call of a ZNS message: to a number, by a template they approved."""
        number = phone_key(str(self.payload.get("to") or ""))
        if not number:
            detail = self.env._("A template message needs a phone number.")
            return Answer("failed", detail, reason="recipient")
        body = zalo.template_body(
            number, template.get("id"), template.get("params") or {}, self.key
        )
        base = (account.template_url or zalo.TEMPLATE_BASE).rstrip("/")
        return self._zalo_call(f"{base}/message/template", token, body)

    def _zalo_call(self, url, token, body):
        return ProviderCall(
            url,
            self._json(body),
            {**JSON, "access_token": token},
            lambda response: self._answer_by(zalo, response),
            token,
        )

    def _json(self, body):
        return json.dumps(body, ensure_ascii=False).encode()

    def _answer_by(self, provider, response):
        """Return what a provider's answer means, in our terms."""
        try:
            data = response.json()
        except ValueError:
            data = None
        found = provider.read_answer(response.status_code, data)
        detail = found.detail or (
            "" if found.state == "sent" else f"HTTP {response.status_code}"
        )
        later = self._later(found.reason)
        return Answer(found.state, detail, found.ref, found.reason, later)

    def _later(self, reason):
        """Return when a message that must wait may leave, None: after a while."""
        account = self.account_id.sudo()  # sudo: its time zone
        zone, now = account.timezone or "UTC", fields.Datetime.now()
        if reason == "quota":
            return period(now, zone, "day")[1]
        return next_hour(now, zone, 6) if reason == "night" else None

    # ------------------------------------------------------------
    # After it
    # ------------------------------------------------------------

    def _after_settled(self):
        """Show the agents what became of their message."""
        result = super()._after_settled()
        self._chat_lines().conversation_id._announce()
        return result
