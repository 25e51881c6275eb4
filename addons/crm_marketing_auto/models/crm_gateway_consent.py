# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class CrmChannelAccount(models.Model):
    """What somebody agreed to in a form is a consent, in the words of the form."""

    _inherit = "crm.channel.account"

    def _gateway_consent(self, lead, partner, enquiry):
        result = super()._gateway_consent(lead, partner, enquiry)
        # sudo: the gateway has no user; the register is written by nobody
        register = self.env["crm.consent"].sudo()
        channels = dict(register._fields["channel"].selection)
        for channel, agreed in enquiry.consents.items():
            person = enquiry.person
            identity = person.email if channel == "mail" else person.phone
            if channel == "all":
                identity = person.email or person.phone
            if channel not in channels or not register._normalize(channel, identity):
                continue
            if self._gateway_is_doubtful(register, identity, channel, agreed):
                continue
            register._record(
                identity,
                channel,
                "given" if agreed else "refused",
                source="form",
                proof="\n".join(filter(None, (enquiry.consent_text, enquiry.page)))
                or self.display_name,
                company_id=self.company_id.id,
                user_id=False,
            )
        return result

    def _gateway_is_doubtful(self, register, identity, channel, agreed):
        """Return whether anybody may have said this of somebody else.

        Anybody can send a form that is not signed. It refuses nothing, and agrees only
        for whom nothing was said before: what the form said is on the lead.
        """
        if self.kind != "form" or not self.is_unsigned:
            return False
        return not agreed or register._is_known(identity, channel)


class CrmSendSuppression(models.Model):
    _inherit = "crm.send.suppression"

    @api.model
    def _erase_ledgers(self, partner, identities):
        """Empty what providers sent of the person, too."""
        result = super()._erase_ledgers(partner, identities)
        # sudo: who may erase is asked by who calls this
        self.env["crm.gateway.event"].sudo()._forget(partner, identities)
        return result
