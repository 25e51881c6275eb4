# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

STATES = {True: "given", False: "withdrawn"}


class CrmConversation(models.Model):
    """What is written in a chat may be a refusal, as in an SMS."""

    _inherit = "crm.conversation"

    def _after_heard(self, text, at):
        result = super()._after_heard(text, at)
        # sudo: consents are recorded by the system, whoever may read them
        self.env["crm.consent"].sudo()._hear(
            "chat",
            text,
            identity=self.handle_id._consent_identity(),
            partner=self.partner_id,
            at=at,
            company=self.company_id,
        )
        return result

    def _after_linked(self):
        """What a stranger said is said by the contact."""
        result = super()._after_linked()
        consent = self.env["crm.consent"].sudo()  # sudo: as above
        for chat in self.filtered("partner_id"):
            said = consent._last_said("chat", chat.handle_id._contact_value())
            identity = chat.handle_id._consent_identity()
            if said and identity != said.identity and said.state != "requested":
                consent._record(
                    identity,
                    "chat",
                    said.state,
                    source=said.source,
                    proof=said.proof,
                    at=said.at,
                    partner_id=chat.partner_id.id,
                )
        return result


class CrmPartnerHandle(models.Model):
    """To follow an Official Account agrees to be written to there; to leave it ends it."""

    _inherit = "crm.partner.handle"

    def _consent_identity(self):
        """Return by what the register knows somebody: the number, or the provider's id."""
        self.ensure_one()
        partner = self.partner_id
        known = partner.phone_sanitized or partner.email_normalized
        return known or self._contact_value()

    def _after_followed(self, is_following, at):
        result = super()._after_followed(is_following, at)
        proof = (
            self.env._("Followed %(name)s.", name=self.account_id.name)
            if is_following
            else self.env._("Left %(name)s.", name=self.account_id.name)
        )
        # sudo: as above
        self.env["crm.consent"].sudo()._record(
            self._consent_identity(),
            "chat",
            STATES[is_following],
            source="reply",
            proof=proof,
            at=at,
            partner_id=self.partner_id.id,
        )
        return result
