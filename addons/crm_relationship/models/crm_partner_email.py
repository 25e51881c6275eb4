# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
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
    _inherit = "crm.partner.part"
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
        self.env["crm.duplicate.key"]._note(noted | set(self.partner_id.ids))
        return result

    def unlink(self):
        self.env["crm.duplicate.key"]._note(self.partner_id.ids)
        return super().unlink()
