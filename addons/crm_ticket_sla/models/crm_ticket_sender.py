# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import email_normalize, parse_contact_from_email

#: Contacts with one address that are looked at: more is an error in the data.
MAX_SAME = 50


class CrmTicket(models.Model):
    """Who wrote: contacts found by address, and whom they speak for."""

    _inherit = "crm.ticket"

    @api.model
    def _find_sender(self, address, company):
        """Return the contact of a mail address, as seen from a company.

        Never a contact of another company. Of several: a colleague, a portal user,
        who bought something, who belongs to this company, the oldest.
        """
        normalized = email_normalize(address or "", strict=False)
        if not normalized:
            return self.env["res.partner"]
        return self._best_contact(Domain("email_normalized", "=", normalized), company)

    @api.model
    def _best_contact(self, domain, company, is_meant=None):
        # sudo: the sender of a mail is known whoever receives it
        found = (
            self.env["res.partner"]
            .sudo()
            .search(
                domain & Domain("company_id", "in", [False, company.id]),
                order="id",
                limit=MAX_SAME,
            )
        )
        # sorted() keeps the order of equals: the oldest first
        best = (found.filtered(is_meant) if is_meant else found).sorted(
            lambda p: (
                p.partner_share,
                not p.user_ids,
                not p.commercial_partner_id.customer_rank,
                p.company_id != company,
            )
        )
        return best[:1].sudo(False)

    @api.model
    def _create_sender(self, address, company, lang=None):
        """Return a new contact for a mail address; empty when it is no address."""
        name, email = parse_contact_from_email(address or "")
        if not email:
            return self.env["res.partner"]
        # sudo: an unknown sender becomes a contact whoever reads the mail
        companies = self.env["res.company"].sudo().search_count([], limit=2)
        return (
            self.env["res.partner"]
            .sudo()
            .create(
                {
                    "name": name or email,
                    "email": email,
                    # of its company only, as the customers of another one are
                    "company_id": company.id if companies > 1 else False,
                    **({"lang": lang} if lang else {}),
                }
            )
            .sudo(False)
        )

    def _speaks_for_customer(self, author, address=None):
        """Tell whether somebody speaks for the customer of the ticket.

        That is the customer, a colleague of theirs, or whoever wrote the ticket.
        """
        self.ensure_one()
        if author and not author.partner_share:
            return False
        normalized = email_normalize(address or "", strict=False)
        if normalized and normalized == email_normalize(self.email_from or ""):
            return True
        commercial = author.commercial_partner_id
        return bool(commercial and commercial == self.commercial_partner_id)

    def _is_party(self, author, address):
        """Tell whether somebody belongs to the ticket and may add to it by mail."""
        self.ensure_one()
        if self._speaks_for_customer(author, address):
            return True
        if author and author in self.message_partner_ids:
            return True
        if author and author in (self.user_id | self.team_id.user_ids).partner_id:
            return True
        normalized = email_normalize(address or "", strict=False)
        return normalized in self._mail_cc_sanitized_raw_dict(self.email_cc)
