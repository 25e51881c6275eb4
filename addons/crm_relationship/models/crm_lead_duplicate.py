# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class CrmLead(models.Model):
    """The duplicates that core shows, without those of other salespeople.

    Core looks for them as superuser, and tells their number and ids to everybody.
    """

    _inherit = "crm.lead"

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_potential_lead_duplicates(self):
        result = super()._compute_potential_lead_duplicates()
        for lead in self:
            # computed as superuser: back to who asks
            found = lead.duplicate_lead_ids - lead
            found = found.sudo(False)._filtered_access("read")
            lead.duplicate_lead_ids = found.sudo(lead.env.su) + lead
            lead.duplicate_lead_count = len(found)
        return result
