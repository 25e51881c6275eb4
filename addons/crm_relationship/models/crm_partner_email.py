# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import email_normalize


class CrmPartnerEmail(models.Model):
    """Another mail address of a contact, by which it is recognised too.

    Those of merged contacts are kept here. Who may read or change a contact may read
    or change its addresses: the contact is asked every time.

    No constraint says that an address is there once: core deletes or refuses such rows
    when contacts are merged.
    """

    _name = "crm.partner.email"
    _description = "Other Mail Address"
    _order = "partner_id, id"
    _rec_name = "email"

    partner_id = fields.Many2one(
        "res.partner", string="Contact", required=True, ondelete="cascade", index=True
    )
    email = fields.Char(string="Mail address", required=True)
    email_normalized = fields.Char(
        compute="_compute_email_normalized", store=True, index=True
    )
    note = fields.Char(help="Whose, or what it is used for.")

    @api.depends("email")
    def _compute_email_normalized(self):
        for row in self:
            row.email_normalized = email_normalize(row.email)

    @api.constrains("email")
    def _check_email(self):
        for row in self:
            if not email_normalize(row.email):
                raise ValidationError(
                    self.env._("“%(text)s” is not a mail address.", text=row.email)
                )

    # ------------------------------------------------------------
    # Access: that of the contact
    # ------------------------------------------------------------

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
        hidden = (self - denied).filtered(lambda e: e.sudo().partner_id not in allowed)
        if not hidden:
            return result
        error = self.env["ir.rule"]._make_access_error
        return denied | hidden, lambda: error(operation, denied | hidden)

    # ------------------------------------------------------------
    # Create, write, delete
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        self.env["crm.duplicate.key"]._note(rows.partner_id.ids)
        return rows

    def write(self, vals):
        noted = set(self.partner_id.ids)
        result = super().write(vals)
        if "partner_id" in vals:
            # asked before the write too: an address must not move out of reach
            self.check_access("write")
        self.env["crm.duplicate.key"]._note(noted | set(self.partner_id.ids))
        return result

    def unlink(self):
        self.env["crm.duplicate.key"]._note(self.partner_id.ids)
        return super().unlink()
