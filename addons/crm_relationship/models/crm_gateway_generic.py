# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..tools.gateway.events import long_text, read_enquiry, read_events
from ..tools.gateway.payload import parse_object, text
from ..tools.gateway.people import read_person, read_time

#: What an event is logged as when it names no type.
CODES = {"call": "call", "message": "chat_manual", "interaction": "note"}


class CrmChannelAccount(models.Model):
    """Signed JSON of any system: calls, messages, other contacts and leads."""

    _inherit = "crm.channel.account"

    def _gateway_verify_generic(self, call):
        self._gateway_check_post(call)
        self._gateway_check_signed(call)

    def _gateway_split_generic(self, call):
        return read_events(parse_object(call.body), call.event)

    def _gateway_process_generic(self, event):
        if event.event == "lead":
            enquiry = read_enquiry(event.payload, self.timezone)
            return self._gateway_enquiry(enquiry)
        return self._gateway_told(event, event.payload)

    def _gateway_told(self, event, told):
        """Log the contact with a customer that an event tells of."""
        code = text(told.get("kind")) or CODES[event.event]
        if not self.env["crm.interaction.type"]._id_of(code):
            code = CODES[event.event]
        duration = told.get("duration") or 0
        interaction = self._gateway_log(
            event.external_uid,
            code,
            **self._gateway_contact(read_person(told.get("contact"))),
            direction=told.get("direction") or "in",
            occurred_at=read_time(told.get("at"), self.timezone) or event.received_at,
            duration=int(duration),
            subject=text(told.get("subject"), 240),
            note=long_text(told.get("note")),
            user_id=self._gateway_user(text(told.get("user"))).id,
        )
        return "done", self._gateway_described(interaction), interaction

    def _gateway_described(self, interaction):
        """Return what became of an event, in a few words."""
        if interaction.commercial_partner_id:
            return self.env._("On the timeline of a customer.")
        return self.env._("Nobody is known by this number or address.")
