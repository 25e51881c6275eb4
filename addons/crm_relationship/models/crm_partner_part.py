# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain


class CrmPartnerPart(models.AbstractModel):
    """What belongs to a contact, `partner_id`, and is as visible as that is.

    Who may read or change the contact may read or change its parts: the contact is
    asked every time, whatever rules it has.
    """

    _name = "crm.partner.part"
    _description = "Part of a Contact"

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        if not (self.env.su or kwargs.get("bypass_access")):
            contacts = self.env["res.partner"].with_context(active_test=False)
            domain = Domain(domain) & Domain("partner_id", "in", contacts._search([]))
        return super()._search(domain, offset, limit, order, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not any(self._ids):
            return result
        denied = result[0] if result else self.browse()
        # sudo: which contact a row is of; whether it may be seen is asked as the user
        partners = (self - denied).sudo().partner_id.sudo(False)
        asked = "read" if operation == "read" else "write"
        allowed = partners._filtered_access(asked)
        hidden = (self - denied).filtered(lambda p: p.sudo().partner_id not in allowed)
        if not hidden:
            return result
        error = self.env["ir.rule"]._make_access_error
        return denied | hidden, lambda: error(operation, denied | hidden)

    def write(self, vals):
        result = super().write(vals)
        if "partner_id" in vals:
            # asked before the write too: a part must not move out of reach
            self.check_access("write")
        return result
