# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class CrmJourneyStepRunner(models.AbstractModel):
    """Waits run on the clock of each person."""

    _inherit = "crm.journey.step.runner"

    def _zones(self, rows):
        found = {}
        for company_id in {row.company_id for row in rows}:
            company = self.env["res.company"].browse(company_id)
            mine = [row for row in rows if row.company_id == company_id]
            ids = {row.partner_id for row in mine if row.partner_id}
            people = self.env["res.partner"].browse(ids)._journey_tz(company)
            default = company._journey_tz()
            found.update((row.id, people.get(row.partner_id, default)) for row in mine)
        return found
