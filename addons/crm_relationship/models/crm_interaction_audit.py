# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class CrmInteraction(models.Model):
    _inherit = "crm.interaction"

    @api.model
    def _timeline_record(self, res_model, res_id):
        record = super()._timeline_record(res_model, res_id)
        customer = record if record._name == "res.partner" else record.partner_id
        if customer:
            self.env["crm.access.log"]._note(customer)
        return record
