# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class CrmInteraction(models.Model):
    """What a stand-in does for a colleague who is away says so."""

    _inherit = "crm.interaction"

    on_behalf_user_id = fields.Many2one(
        "res.users",
        string="On behalf of",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="Whom the colleague stood in for.",
    )

    @api.model
    def _prepare_created_values(self, vals_list):
        vals_list = super()._prepare_created_values(vals_list)
        if self.env.su:
            return vals_list
        away = self.env["crm.customer.delegation"]._away_users(self.env.user)
        for vals in vals_list:
            vals.pop("on_behalf_user_id", None)  # nobody says it by hand
        if not away:
            return vals_list
        # sudo: whose customers they are; the rows are checked when they are there
        customers = self.env["res.partner"].sudo()
        for vals in vals_list:
            customer = customers.browse(vals["commercial_partner_id"])
            if customer.user_id in away and (
                away[customer.user_id] is None or customer.id in away[customer.user_id]
            ):
                vals["on_behalf_user_id"] = customer.user_id.id
        return vals_list
