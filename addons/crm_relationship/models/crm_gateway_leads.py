# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from markupsafe import Markup

from odoo import fields, models
from odoo.tools import email_normalize

from ..tools.phone_key import phone_key

#: Who asks again within so many days goes on with the lead that is open.
SAME_LEAD_DAYS = 30


class CrmChannelAccount(models.Model):
    """Enquiries become leads: one for somebody who asks, linked to who is known."""

    _inherit = "crm.channel.account"

    team_id = fields.Many2one(
        "crm.team",
        string="Sales team",
        help="New leads are this team's, and given to its people as its rules say.",
    )
    source_id = fields.Many2one(
        "utm.source", help="Of leads for which the provider names none."
    )

    def _gateway_enquiry(self, enquiry, code="web_lead"):
        """Make a lead of an enquiry, or note it on the one that is open.

        :return: (state, detail, lead) of the event
        """
        if enquiry.is_test:
            return "ignored", self.env._("A test of the provider: no lead."), None
        known = self._gateway_interaction(enquiry.uid)
        if known.lead_id:
            return "done", self.env._("This lead was here already."), known.lead_id
        partner, several = self._gateway_whom(
            enquiry.person.phone, enquiry.person.email
        )
        lead = self._gateway_open_lead(enquiry.person, partner)
        detail = self.env._("Noted on the lead that is open.")
        origin = {}
        if lead:
            lead.message_post(body=self._gateway_enquiry_html(enquiry))
        else:
            lead = self._gateway_create_lead(enquiry, partner)
            detail = self._gateway_lead_detail(partner, several)
            # what the timeline would log of a lead of a website by itself
            origin = {
                "origin_model": "crm.lead",
                "origin_id": lead.id,
                "origin_event": "enquired",
            }
        self._gateway_log(
            enquiry.uid,
            code,
            lead_id=lead.id,
            **self._gateway_contact(enquiry.person),
            occurred_at=enquiry.at,
            subject=enquiry.subject or lead.name,
            source_id=lead.source_id.id,
            medium_id=lead.medium_id.id,
            campaign_id=lead.campaign_id.id,
            **origin,
        )
        self._gateway_consent(lead, partner, enquiry)
        return "done", detail, lead

    def _gateway_lead_detail(self, partner, several):
        if several:
            return self.env._("A new lead. Several customers could be meant: link it.")
        if partner:
            return self.env._("A new lead of a known customer.")
        return self.env._("A new lead.")

    def _gateway_consent(self, lead, partner, enquiry):
        """Keep what the person agreed to. To extend: here it is on the lead only."""

    # ------------------------------------------------------------
    # The lead
    # ------------------------------------------------------------

    def _gateway_open_lead(self, person, partner):
        """Return the lead with which somebody who asks again goes on."""
        # sudo: the gateway has no user
        leads = self.env["crm.lead"].sudo()
        same = [("partner_id", "=", partner.id)] if partner else []
        mail = email_normalize(person.email)
        key = phone_key(person.phone, self._gateway_country_code())
        if mail:
            same.append(("email_normalized", "=", mail))
        if key:
            same.append(("phone_sanitized", "=", key))
        if not same:
            return leads
        since = fields.Datetime.now() - timedelta(days=SAME_LEAD_DAYS)
        return leads.search(
            [
                ("won_status", "=", "pending"),
                ("active", "=", True),
                ("create_date", ">=", since),
                ("company_id", "in", [False, self.company_id.id]),
                *["|"] * (len(same) - 1),
                *same,
            ],
            order="id desc",
            limit=1,
        )

    def _gateway_create_lead(self, enquiry, partner):
        person = enquiry.person
        # sudo: the gateway has no user
        leads = self.env["crm.lead"].sudo()
        name = enquiry.subject or self.env._(
            "Enquiry of %(name)s",
            name=person.name or person.company or person.email or person.phone or "?",
        )
        employees = self.env.ref("base.group_user").sudo()  # sudo: a setting
        has_leads = self.env.ref("crm.group_use_lead") in employees.all_implied_ids
        lead = leads.create(
            {
                "name": name,
                "type": "lead" if has_leads else "opportunity",
                "partner_id": partner.id,
                "contact_name": person.name or partner.name,
                "partner_name": person.company,
                "email_from": person.email or partner.email,
                "phone": person.phone or partner.phone,
                "description": self._gateway_enquiry_html(enquiry),
                "company_id": self.company_id.id,
                "team_id": self._gateway_team().id,
                "user_id": self._gateway_able(partner.commercial_partner_id.user_id).id,
                **self._gateway_utm(enquiry),
            }
        )
        if self._gateway_able(lead.team_id.user_id):
            lead._assign_userless_lead_in_team(self.display_name)
        return lead

    def _gateway_utm(self, enquiry):
        """Return what brought somebody, as the records of core."""
        found = {"source_id": self.source_id.id}
        for field, model in (
            ("source", "utm.source"),
            ("medium", "utm.medium"),
            ("campaign", "utm.campaign"),
        ):
            name = getattr(enquiry, field).strip()
            if name:
                mixin = self.env["utm.mixin"].sudo()  # sudo: the gateway has no user
                found[f"{field}_id"] = mixin._find_or_create_named(model, name).id
        return found

    def _gateway_enquiry_html(self, enquiry):
        """Return an enquiry as people read it: every text escaped."""
        parts = []
        if enquiry.message:
            lines = Markup("<br/>").join(enquiry.message.splitlines())
            parts.append(Markup("<p>%s</p>") % lines)
        answers = dict(enquiry.answers)
        if enquiry.page:
            answers[self.env._("Page")] = enquiry.page
        if enquiry.consents:
            agreed = ", ".join(n for n, yes in enquiry.consents.items() if yes)
            answers[self.env._("Agreed to")] = agreed or self.env._("nothing")
        if answers:
            items = Markup("").join(
                Markup("<li><b>%s</b>: %s</li>") % item for item in answers.items()
            )
            parts.append(Markup("<ul>%s</ul>") % items)
        return Markup("").join(parts)
