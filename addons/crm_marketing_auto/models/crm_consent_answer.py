# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, models, tools

from ..tools import spoken_answer
from ..tools.send_gate import SendRequest

#: Channels on which people answer in words.
SPOKEN = ("sms", "chat")
STATES = {spoken_answer.NO: "withdrawn", spoken_answer.YES: "given"}
#: What was said longer ago is history that is read in: nobody waits for an answer.
FRESH = timedelta(days=1)


class CrmConsent(models.Model):
    """What people answer by SMS or chat: no more, or yes to our question."""

    _inherit = "crm.consent"

    @api.model
    def _hear(self, channel, text, identity=None, partner=None, at=None, company=None):
        """Record what an incoming message says, in the words of the country's rule.

        A no counts whenever it comes; a yes only answers our own question.

        :return: the new rows
        """
        partner = partner or self.env["res.partner"]
        identity = self._normalize(channel, identity) or self._heard_from(partner)
        if not identity:
            return self.browse()
        company = company or self.env.company
        rule = self._rule_of(channel, identity, partner, company)
        answer = spoken_answer.read(
            text, rule and rule.stop_words, rule and rule.agree_words
        )
        last = self._last_said(channel, identity)
        if not answer or (last and at and last.at > at):
            return self.browse()
        if answer == spoken_answer.YES and last.state != "requested":
            return self.browse()
        return self._record(
            identity,
            channel,
            STATES[answer],
            source="reply",
            proof=self.env._("Message: %(text)s", text=(text or "").strip()[:200]),
            partner_id=partner.id,
            company_id=last.company_id.id if answer == spoken_answer.YES else False,
            **({"at": at} if at else {}),
        )

    @api.model
    def _heard_from(self, partner):
        return partner.phone_sanitized or partner.email_normalized

    @api.model
    def _last_said(self, channel, identity):
        return self.search(
            [("identity", "=", identity), ("channel", "in", [channel, "all"])], limit=1
        )

    @api.model
    def _rule_of(self, channel, identity, partner, company):
        """Return the rule of the country of a person, or none."""
        request = SendRequest(
            key=1,
            channel=channel,
            identity=identity,
            partner_id=partner.id or None,
            company_id=company.id,
        )
        people = self.env["crm.send.people"]._read([request])
        rules = self.env["crm.send.rule"]._by_country()
        return people.rule(request, rules)


class CrmInteraction(models.Model):
    """A text that a customer sent may be a refusal: it is read where it is logged.

    What is captured from documents in bulk is no such text, and costs no query.
    """

    _inherit = "crm.interaction"

    @api.model_create_multi
    def create(self, vals_list):
        interactions = super().create(vals_list)
        # sudo: who logs what a customer said need not be able to record consents
        interactions.sudo()._hear_answers()
        return interactions

    def _hear_answers(self):
        """Record the refusals, and the answers to our question, among these rows."""
        spoken = self.env["crm.interaction.type"]._spoken_ids()
        consent = self.env["crm.consent"]
        for row in self.filtered(
            lambda r: r.type_id.id in spoken and r.direction == "in"
        ):
            for text in filter(None, (row.note, row.subject)):
                if consent._hear(
                    row.channel,
                    text,
                    identity=row.contact_value,
                    partner=row.partner_id,
                    at=row.occurred_at,
                    company=row.company_id,
                ):
                    break


class CrmInteractionType(models.Model):
    _inherit = "crm.interaction.type"

    @api.model
    @tools.ormcache()
    def _spoken_ids(self):
        """Return the ids of the types in whose channel people answer in words."""
        # sudo: what types there are is no secret
        types = self.sudo().with_context(active_test=False)
        return frozenset(types.search([("channel", "in", SPOKEN)]).ids)

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if "channel" in vals:
            self.env.registry.clear_cache()
        return super().write(vals)
