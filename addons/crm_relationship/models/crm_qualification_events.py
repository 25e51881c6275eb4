# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL


class CrmInteraction(models.Model):
    """What happened makes leads more engaged."""

    _inherit = "crm.interaction"

    def _after_logged(self):
        result = super()._after_logged()
        if self and self.env["crm.qualification"]._has_any():
            self.flush_recordset(["lead_id", "commercial_partner_id"])
            self.env["crm.qualification.queue"]._enqueue(
                SQL(
                    "SELECT i.lead_id FROM crm_interaction i WHERE i.id = ANY(%(ids)s)"
                    " AND i.lead_id IS NOT NULL"
                    " UNION SELECT l.id FROM crm_interaction i JOIN res_partner p"
                    " ON p.commercial_partner_id = i.commercial_partner_id"
                    " JOIN crm_lead l ON l.partner_id = p.id AND l.active IS TRUE"
                    " WHERE i.id = ANY(%(ids)s)",
                    ids=self.ids,
                )
            )
        return result

    @api.model
    def timeline_log(self, res_model, res_id, values, next_step=None):
        result = super().timeline_log(res_model, res_id, values, next_step)
        if res_model == "crm.lead":
            # who logged looks at it next, so it does not wait for the job
            self.env["crm.lead"].browse(res_id)._refresh_qualification(
                fields.Datetime.now()
            )
        return result


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if "is_company" in vals and self.env["crm.qualification"]._has_any():
            # sudo: leads of the contact are asked what is asked of a company now
            leads = self.env["crm.lead"].sudo()
            leads.search(
                [("partner_id", "child_of", self.ids)]
            )._refresh_qualification()
        return result
