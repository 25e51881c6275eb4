# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """Customers know what brought them first."""

    _name = "res.partner"
    _inherit = ["res.partner", "crm.first.touch"]

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(list(map(self._with_first_instant, vals_list)))
        # the contact of a new user is made before the user
        makes_users = self.env.user.has_group("base.group_erp_manager")
        for partner in partners:
            # the people of a company came with it
            if partner.parent_id or partner.first_source_id or makes_users:
                continue
            company = partner.company_id or self.env.company
            if self._must_have_source(company, "partner_source_required"):
                raise UserError(
                    self.env._(
                        "%(name)s: choose a first source. The company wants to know "
                        "where every customer comes from.",
                        name=partner.name or "",
                    )
                )
        return partners
