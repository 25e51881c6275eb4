# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize, formataddr

from odoo.addons.crm_relationship.tools.phone_key import phone_key

from ..tools.quoted_html import lines_of
from ..tools.signature import signed_numbers


class CrmTicket(models.Model):
    """Customers who are known by a phone number only.

    Anybody can write any number below a mail or into a form. So a number proposes a
    customer to the agents, and nothing follows from it until one of them agrees: the
    customer neither reads nor gets anything of the ticket, and the writer nothing of
    the customer's. The caller of a call, and what a program has signed for, are
    believed.
    """

    _inherit = "crm.ticket"

    proposed_partner_id = fields.Many2one(
        "res.partner",
        string="Perhaps",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        help="The customer whose phone number the writer gave. The address of the "
        "writer is not one of theirs.",
    )
    proposed_phone = fields.Char(string="By the number", readonly=True, copy=False)

    # ------------------------------------------------------------
    # Found
    # ------------------------------------------------------------

    @api.model
    def _find_caller(self, numbers, company):
        """Return the contact with one of some numbers, as seen from a company.

        Empty when the numbers are those of several customers, or our own.
        """
        contacts = self.env["res.partner"]
        keys = {key for key in map(phone_key, numbers) if key}
        if not keys:
            return contacts
        contacts.flush_model(["phone", "phone_sanitized", "email_normalized"])
        found = set().union(*contacts._customers_by_value(sorted(keys)).values())
        # sudo: who we are ourselves, and the customers of the company
        companies = self.env["res.company"].sudo()
        ours = companies.search([("partner_id", "in", list(found))]).partner_id
        customers = contacts.sudo().browse(found - set(ours.ids))
        customers = customers.filtered(
            lambda c: c.company_id in (company.browse(), company)
        )
        if len(customers) != 1:
            return contacts
        # numbers of contacts not read yet are as typed: the last digits find them, the
        # key decides
        typed = Domain("phone_ids.key", "in", list(keys)) | Domain.OR(
            Domain("phone_mobile_search", "like", k[-7:]) for k in keys
        )
        return self._best_contact(
            Domain("commercial_partner_id", "=", customers.id)
            & (Domain("phone_sanitized", "in", keys) | typed),
            company,
            lambda contact: keys & set(contact._contact_values()),
        )

    @api.model
    def _proposed_values(self, numbers, company):
        """Return the values of a ticket whose writer is known by a number, if at all."""
        for number in numbers:
            if contact := self._find_caller([number], company):
                return {"proposed_partner_id": contact.id, "proposed_phone": number}
        return {}

    @api.model
    def _signed_values(self, msg_dict, company):
        """Return what the numbers propose that the writer of a mail signed with."""
        body, subject = msg_dict.get("body"), msg_dict.get("subject")
        numbers = signed_numbers(lines_of(body), subject)
        if not self._find_caller(numbers, company):
            return {}  # nobody's, or those of several customers
        values = self._proposed_values(numbers, company)
        return {"phone": values["proposed_phone"], **values} if values else {}

    # ------------------------------------------------------------
    # Decided
    # ------------------------------------------------------------

    def action_accept_proposal(self):
        """Make the proposed customer the one of the ticket."""
        for ticket in self:
            if ticket.proposed_partner_id and not ticket.partner_id:
                ticket.partner_id = ticket.proposed_partner_id
        self._end_proposal()

    def action_refuse_proposal(self):
        """Let the writer be somebody else: a new contact, if the team wants them."""
        for ticket in self:
            wanted = ticket.team_id.unknown_sender == "create"
            address = email_normalize(ticket.email_from or "")
            if not ticket.partner_id and wanted and address:
                name = ticket.sender_name or ""
                ticket.partner_id = self._find_sender(
                    address, ticket.company_id
                ) or self._create_sender(
                    formataddr((name, address)), ticket.company_id, ticket.lang_id.code
                )
        self._end_proposal()

    def _end_proposal(self):
        self.write({"proposed_partner_id": False, "proposed_phone": False})
