# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    acquisition_source_id = fields.Many2one(
        "utm.source",
        string="Acquired through",
        ondelete="set null",
        index="btree_not_null",
        groups="base.group_user",
        help="What brought this customer to you. Taken from the lead that became the "
        "customer; profit is counted for it where an invoice names no source.",
    )


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _prepare_customer_values(self, partner_name, is_company=False, parent_id=False):
        values = super()._prepare_customer_values(partner_name, is_company, parent_id)
        if self.source_id and not parent_id:
            values["acquisition_source_id"] = self.source_id.id
        return values
