# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from .created_values import with_defaults

#: The contacts of a document that let its owner see their customers.
CONTACT_FIELDS = ("partner_id", "partner_invoice_id", "partner_shipping_id")


class CrmConfidentialDocument(models.AbstractModel):
    """A document whose owner sees its customer: it may name visible customers only.

    Otherwise anybody would see any customer by a lead or a quotation that names it.
    """

    _name = "crm.confidential.document"
    _description = "Document of a Confidential Customer"

    @api.model_create_multi
    def create(self, vals_list):
        if self.env["res.partner"]._is_access_restricted():
            deciding = (*CONTACT_FIELDS, "opportunity_id")
            vals_list = with_defaults(self, vals_list, deciding)
            self._check_visible_contacts(vals_list)
        documents = super().create(vals_list)
        self.env["res.partner"]._forget_readable()
        return documents

    def write(self, vals):
        self._check_visible_contacts([vals])
        result = super().write(vals)
        self.env["res.partner"]._forget_readable()
        return result

    def _write_multi(self, vals_list):
        # what follows from other documents, as whether all is invoiced
        result = super()._write_multi(vals_list)
        self.env["res.partner"]._forget_readable()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["res.partner"]._forget_readable()
        return result

    @api.model
    def _check_visible_contacts(self, vals_list):
        contacts = self.env["res.partner"]
        if not contacts._is_access_restricted():
            return
        known = self._fields.keys() & set(CONTACT_FIELDS)
        ids = {vals[name] for vals in vals_list for name in known if vals.get(name)}
        allowed = self._contacts_of_opportunities(vals_list)
        # sudo: what every one of these documents names already may stay
        named = [{d[name].id for name in known} for d in self.sudo()]
        if named:
            allowed |= set.intersection(*named)
        contacts.browse(sorted(ids - allowed)).check_access("read")

    @api.model
    def _contacts_of_opportunities(self, vals_list):
        """Return the customers of the opportunities that these quotations are for."""
        if "opportunity_id" not in self._fields:
            return set()
        leads = self.env["crm.lead"].browse(
            {v["opportunity_id"] for v in vals_list if v.get("opportunity_id")}
        )
        # sudo: of an opportunity that the user reads, the customer that it names
        return set(leads._filtered_access("read").sudo().partner_id.ids)
