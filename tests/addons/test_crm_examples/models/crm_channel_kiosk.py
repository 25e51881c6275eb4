# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.crm_relationship.tools.gateway.call import RawEvent, Refused
from odoo.addons.crm_relationship.tools.gateway.payload import parse_object, text
from odoo.addons.crm_relationship.tools.gateway.people import read_person, read_time


class CrmChannelAccount(models.Model):
    """A screen at the door on which visitors type their number."""

    _inherit = "crm.channel.account"

    kind = fields.Selection(
        selection_add=[("kiosk", "Showroom kiosk")], ondelete={"kiosk": "cascade"}
    )

    def _gateway_verify_kiosk(self, call):
        """Refuse what is not from the screen: signed JSON, each call once."""
        self._gateway_check_post(call)
        self._gateway_check_signed(call)

    def _gateway_split_kiosk(self, call):
        """Return the events of a call; each is stored once under its id."""
        body = parse_object(call.body)
        uid, phone = text(body.get("id"), 200), text(body.get("phone"))
        if not uid or not phone:
            raise Refused(422, "phone", "Send an id and a phone number.")
        return [RawEvent("visit", uid, body, phone)]

    def _gateway_process_kiosk(self, event):
        """Log the visit of whoever has the number; what raises is tried again later."""
        told = event.payload
        interaction = self._gateway_log(
            event.external_uid,
            "showroom_visit",
            **self._gateway_contact(read_person(told)),
            occurred_at=read_time(told.get("at"), self.timezone) or event.received_at,
            subject=text(told.get("topic"), 240),
        )
        return "done", self._gateway_described(interaction), interaction
