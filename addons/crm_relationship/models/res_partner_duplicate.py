# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

#: What contacts are compared by.
COMPARED = frozenset(
    {
        "name", "email", "phone", "vat", "identity_number", "identity_masked",
        "birthdate", "birthdate_year_unknown", "street", "state_id", "active",
        "parent_id", "is_company", "type", "country_id",
    }
)  # fmt: skip


class ResPartner(models.Model):
    """A contact that changes is compared with the others again."""

    _inherit = "res.partner"

    email_ids = fields.One2many(
        "crm.partner.email",
        "partner_id",
        string="Other mail addresses",
        groups="base.group_user",
    )
    duplicate_check = fields.Integer(
        compute="_compute_duplicate_check",
        groups="base.group_user",
        help="Where the form shows contacts that may be the same.",
    )

    @api.depends("name")
    def _compute_duplicate_check(self):
        for partner in self:
            partner.duplicate_check = partner._origin.id

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        self.env["crm.duplicate.key"]._note(partners.ids)
        return partners

    def write(self, vals):
        result = super().write(vals)
        if not COMPARED.isdisjoint(vals):
            self.env["crm.duplicate.key"]._note(self.ids)
        return result

    def unlink(self):
        self.env["crm.duplicate.key"]._note(self.ids)
        return super().unlink()
