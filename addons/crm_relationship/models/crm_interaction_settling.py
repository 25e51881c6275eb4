# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Domain

from .crm_interaction_call import MISSED_KEY


class CrmInteraction(models.Model):
    """Many talks that are logged at once: few of them answer a missed call."""

    _inherit = "crm.interaction"

    def _settling(self):
        """Return those of these talks that may settle something, asked at once."""
        if len(self) <= 1:
            return self
        whom = Domain("commercial_partner_id", "in", self.commercial_partner_id.ids)
        whom |= Domain("lead_id", "in", self.lead_id.ids)
        values = set(self.mapped("contact_value")) - {False}
        whom |= Domain("contact_value", "in", list(values))
        missed = self.search(
            whom
            & Domain("direction", "=", "in")
            & Domain("call_result", "in", ("missed", "busy", "failed"))
            & Domain("call_returned_at", "=", False)
        )
        # sudo: whoever talked to the customer, the colleague need not call any more
        activities = self.env["mail.activity"].sudo()
        planned = activities.search([("crm_key", "=like", f"{MISSED_KEY}:%")])
        on = planned.grouped("res_model")
        people = self.env["res.partner"].browse(
            on.get("res.partner", activities).mapped("res_id")
        )
        customers = missed.commercial_partner_id | people.exists().commercial_partner_id
        leads = set(on.get("crm.lead", activities).mapped("res_id"))
        leads |= set(missed.lead_id.ids)
        heard = set(missed.mapped("contact_value")) - {False}
        return self.filtered(
            lambda row: (
                row.commercial_partner_id & customers
                or row.lead_id.id in leads
                or row.contact_value in heard
            )
        )
