# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import email_normalize


class MailThread(models.AbstractModel):
    """A sender is recognised by the other mail addresses of a contact too."""

    _inherit = "mail.thread"

    def _partner_find_from_emails_single(
        self,
        emails,
        avoid_alias=True,
        ban_emails=None,
        filter_found=None,
        additional_values=None,
        no_create=False,
    ):
        values = {
            "avoid_alias": avoid_alias,
            "ban_emails": ban_emails,
            "filter_found": filter_found,
            "additional_values": additional_values,
        }
        find = super()._partner_find_from_emails_single
        if len(emails) != 1:
            return find(emails, no_create=no_create, **values)
        found = find(emails, no_create=True, **values)
        if not found:
            found = self._partner_of_other_email(emails[0], filter_found)
        return found or (found if no_create else find(emails, **values))

    def _partner_of_other_email(self, email, filter_found):
        """Return the one contact that has this as another mail address."""
        normalized = email_normalize(email)
        if not normalized:
            return self.env["res.partner"]
        # sudo: core finds contacts by their address as superuser too
        rows = self.env["crm.partner.email"].sudo()
        # by id: in their own order the names of contacts are written and joined first
        rows = rows.search([("email_normalized", "=", normalized)], order="id")
        partners = rows.partner_id
        partners = partners.filtered("active").filtered(filter_found or (lambda p: p))
        one = partners if len(partners) == 1 else self.env["res.partner"]
        # as by the first address: whom the user does not see is not found
        return (
            one.sudo(False) if self.env.su else one.sudo(False)._filtered_access("read")
        )
