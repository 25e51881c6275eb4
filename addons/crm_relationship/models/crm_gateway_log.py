# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields, models
from odoo.tools import email_normalize

from ..tools.phone_key import phone_key

#: Clocks of providers go a little ahead.
AHEAD = timedelta(minutes=5)


class CrmChannelAccount(models.Model):
    """What providers tell becomes interactions, each of which is there once."""

    _inherit = "crm.channel.account"

    def _gateway_uid(self, uid):
        """Return the external id of an interaction that this account told us of."""
        return f"gateway,{self.id},{uid}"

    def _gateway_interaction(self, uid):
        """Return the interaction that an earlier event made, if any."""
        # sudo: the gateway has no user
        interactions = self.env["crm.interaction"].sudo()
        return interactions.search(
            [("external_uid", "=", self._gateway_uid(uid))], limit=1
        )

    def _gateway_log(self, uid, code, **values):
        """Log an interaction, or change the one that an earlier event made.

        What a colleague added to it (outcome, note, promise) stays.

        :param uid: the provider's id of the call, message or order
        :param code: technical name of the type
        :param values: of the interaction: partner_id or contact_value, direction ...
        """
        known = self._gateway_interaction(uid)
        values = self._gateway_values(values)
        if known:
            self._gateway_patch(known, values)
            return known
        return known.create(
            {
                "type_id": known.type_id._id_of(code),
                "external_uid": self._gateway_uid(uid),
                "company_id": self.company_id.id,
                "user_id": False,
                "direction": "in",
                **values,
            }
        )

    def _gateway_values(self, values):
        """Return values that the timeline takes: nothing happens in the future."""
        latest = fields.Datetime.now() + AHEAD
        at = values.get("occurred_at") or fields.Datetime.now()
        return {**values, "occurred_at": min(at, latest)}

    def _gateway_patch(self, interaction, values):
        """Change a row of ours by what is known later."""
        changed = {
            name: value
            for name, value in values.items()
            if value not in (None, False, "")
            and interaction._fields[name].convert_to_write(
                interaction[name], interaction
            )
            != value
        }
        if interaction.note:
            changed.pop("note", None)
        if interaction.partner_id:  # somebody may have assigned it
            changed.pop("partner_id", None)
            changed.pop("contact_value", None)
        if changed:
            interaction.write(changed)

    def _gateway_contact(self, person):
        """Return the values that say with whom an interaction was.

        Somebody unknown is kept by number or address, until there is such a contact.
        """
        partner, _several = self._gateway_whom(
            person.phone, person.email, person.handle
        )
        if partner:
            return {"partner_id": partner.id}
        value = next(iter(self._gateway_keys(person)), person.phone)
        return {"contact_value": value or person.email or person.handle}

    def _gateway_keys(self, person):
        """Return the address and number by which somebody is known; none without."""
        phone = phone_key(person.phone, self._gateway_country_code())
        return [key for key in (email_normalize(person.email), phone) if key]
