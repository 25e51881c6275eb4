# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.gateway.people import Person


class CrmConversation(models.Model):
    """Who it is: a contact that an agent confirms, or a new lead."""

    _inherit = "crm.conversation"

    suggested_partner_id = fields.Many2one(
        "res.partner",
        string="This may be",
        compute="_compute_suggested_partner_id",
        help="The only customer with the number or address that was written here.",
    )

    @api.depends("shared_phone", "shared_email", "partner_id")
    @api.depends_context("uid")
    def _compute_suggested_partner_id(self):
        """Suggest who has the number, where it is one, and the agent may see them."""
        for chat in self:
            partner = self.env["res.partner"]
            if not chat.partner_id:
                found = chat._partners_of_shared()
                if len(found.commercial_partner_id) == 1:
                    # not as the system: who may not see the customer learns nothing
                    readable = found.with_env(self.env)._filtered_access("read")
                    partner = readable.sorted("id")[:1]
            chat.suggested_partner_id = partner

    def _partners_of_shared(self):
        """Return all contacts with the number or address, as the system."""
        # sudo: two customers with one number are two, whoever may see them
        return self.account_id.sudo()._gateway_partners(
            phone=self.shared_phone, email=self.shared_email
        )

    def action_link_suggested(self):
        """Confirm that the suggested contact is the person of this chat."""
        self.ensure_one()
        if not self.suggested_partner_id:
            raise UserError(self.env._("There is nobody to link. Search by hand."))
        self.partner_id = self.suggested_partner_id

    def action_create_lead(self):
        """Open the lead of this conversation, made when there is none."""
        self.ensure_one()
        self.check_access("write")
        self.lock_for_update(allow_referencing=True)
        if not self.lead_id:
            lead = self.env["crm.lead"].create(self._prepare_lead())
            self.lead_id = lead
            # sudo: rows of the system get their lead; see who may write the chat
            rows = (self.in_contact_id | self.out_contact_id).sudo()
            rows.filtered(lambda row: not row.lead_id).lead_id = lead
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "res_id": self.lead_id.id,
            "views": [(False, "form")],
        }

    def _prepare_lead(self):
        """Return the values of a lead made from this conversation."""
        name = self.handle_id.display_name
        partner = self.partner_id
        return {
            "name": self.env._(
                "%(person)s by %(channel)s", person=name, channel=self.account_id.name
            ),
            "type": "lead" if self._has_leads() else "opportunity",
            "partner_id": partner.id,
            "contact_name": name if not partner else False,
            "phone": partner.phone or self.shared_phone,
            "email_from": partner.email or self.shared_email,
            "user_id": (self.user_id or self.env.user).id,
            "company_id": self.company_id.id,
            "source_id": self.source_id.id,
            "medium_id": self.medium_id.id,
            "campaign_id": self.campaign_id.id,
        }

    def _has_leads(self):
        return self.env.user.has_group("crm.group_use_lead")

    def _lead_of_unknown(self):
        """Make a lead of somebody unknown who begins to write, where it is wanted.

        Not of one whose number or address a contact or an open lead has: anybody can
        write any of them, an agent confirms who it is.
        """
        account = self.account_id
        if not account.unknown_as_lead or self.partner_id or self.in_contact_id:
            return
        if self.lead_id.won_status == "pending" or self._partners_of_shared():
            return
        person = Person(phone=self.shared_phone or "", email=self.shared_email or "")
        account._gateway_alone(account._gateway_keys(person))
        if account._gateway_open_lead(person, self.partner_id):
            return
        self.lead_id = self.env["crm.lead"].create(self._prepare_lead_of_unknown())

    def _prepare_lead_of_unknown(self):
        """Return the values of a lead that nobody made: its team's, or the agent's."""
        user = self.account_id._gateway_able(self.user_id)
        return {
            **self._prepare_lead(),
            "type": "lead",
            "user_id": user.id,
            "team_id": self.account_id._gateway_team(user).id,
        }
