# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class CrmInteraction(models.Model):
    """A ticket shows the timeline of its customer."""

    _inherit = "crm.interaction"

    @api.model
    def _timeline_models(self):
        return (*super()._timeline_models(), "crm.ticket")

    @api.model
    def _timeline_record(self, res_model, res_id):
        record = super()._timeline_record(res_model, res_id)
        if record._name != "crm.ticket":
            return record
        return super()._timeline_record("res.partner", record.partner_id.id)
