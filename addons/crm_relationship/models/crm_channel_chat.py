# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..tools.gateway import messenger, zalo
from ..tools.gateway.call import RawEvent, Refused
from ..tools.gateway.payload import parse_object


class CrmChannelAccount(models.Model):
    """Messenger and Zalo call the gateway."""

    _inherit = "crm.channel.account"

    # ------------------------------------------------------------
    # Messenger
    # ------------------------------------------------------------

    def _gateway_verify_messenger(self, call):
        if call.method == "GET":
            if messenger.challenge(call.query, self._kept("verify_token")) is None:
                raise Refused(403, "verify_token")
            return
        header = call.headers.get("x-hub-signature-256")
        if not messenger.is_signed(self._kept("secret"), call.body, header):
            raise Refused(401, "signature")

    def _gateway_split_messenger(self, call):
        if call.method == "GET":
            return []
        return self._raw_events(messenger.split(parse_object(call.body)))

    def _gateway_answer_messenger(self, call):
        if call.method == "GET":
            told = messenger.challenge(call.query, self._kept("verify_token"))
            return (200, "text/plain", (told or "").encode())
        return None

    def _gateway_process_messenger(self, event):
        page = event.payload.get("page")
        if self.provider_uid and page != self.provider_uid:
            return "ignored", self.env._("Of another page: %(page)s", page=page), None
        return self._hear_chat(messenger.parse(event.payload["item"]), event)

    # ------------------------------------------------------------
    # Zalo
    # ------------------------------------------------------------

    def _gateway_verify_zalo(self, call):
        if call.method != "POST":
            raise Refused(405, "method")
        at = zalo.timestamp_of(parse_object(call.body))
        header = call.headers.get("x-zevent-signature")
        if not zalo.is_signed(
            self._kept("secret"), self.app_id or "", call.body, at, header
        ):
            raise Refused(401, "signature")

    def _gateway_split_zalo(self, call):
        return self._raw_events(zalo.split(parse_object(call.body)))

    def _gateway_process_zalo(self, event):
        return self._hear_chat(zalo.parse(event.payload["item"]), event)

    # ------------------------------------------------------------
    # Both
    # ------------------------------------------------------------

    def _raw_events(self, items):
        """Return the events of a call; those of one person are taken in order."""
        return [
            RawEvent(item.event, item.uid, item.payload, f"chat:{item.handle}")
            for item in items
        ]

    def _hear_chat(self, parsed, event):
        if not parsed:
            return "ignored", self.env._("Nothing in it for us."), None
        return self.env["crm.conversation"]._hear(self, parsed, event.received_at)
