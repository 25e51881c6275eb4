# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, escape_psql

from ..tools.phone_key import phone_key


class CrmAccessAsk(models.TransientModel):
    """Ask for a customer by what one knows: the code, a phone number, an address."""

    _name = "crm.access.ask"
    _description = "Ask for Access to a Customer"

    value = fields.Char(
        string="Customer",
        required=True,
        help="The customer's code, phone number or email address, in full.",
    )
    reason = fields.Char(required=True)

    def action_ask(self):
        """Ask the customer's owner."""
        self.ensure_one()
        requests = self.env["crm.access.request"]
        for customer in self._find_customers():
            requests |= requests._ask(customer, self.reason)
        if self.env.context.get("ask_in_place"):
            # the form behind stays as it is: leaving it would save a second contact
            return self._tell_asked(requests)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("My requests"),
            "res_model": "crm.access.request",
            "view_mode": "list,form",
            "domain": [("id", "in", requests.ids)],
        }

    def _tell_asked(self, requests):
        """Close the dialog, and say who was asked."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(owner)s was asked. The answer appears under Requests for access; "
                    "discard the contact that you have begun.",
                    owner=requests[:1].owner_id.name or self.env._("A manager"),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _find_customers(self):
        """Return the one customer (sudo) that is meant: of several, the hidden one.

        A contact of one's own may have the same number, say the one just typed in.
        """
        value = self.value.strip()
        # sudo: what it finds is shown by its code and owner only
        partners = self.env["res.partner"].sudo()
        found = partners.search([("ref", "=ilike", escape_psql(value))], limit=2)
        if not found:
            known = phone_key(value) or email_normalize(value)
            ids = partners._customers_by_value([known])[known] if known else []
            found = partners.browse(ids)
        customers = found.commercial_partner_id
        visible = customers.sudo(False)._filtered_access("read").sudo()
        meant = customers - visible or visible[:1]
        if len(meant) != 1:
            raise UserError(
                self.env._(
                    "Customer: no single customer has '%(value)s'. Give the full code, "
                    "phone number or email address.",
                    value=value,
                )
            )
        return meant
