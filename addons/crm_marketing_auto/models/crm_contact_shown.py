# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class CrmContactShown(models.AbstractModel):
    """A contact and a lead by their ids, named to those only who may read them.

    Figures are everybody's; a many2one would tell the name with them.
    """

    _name = "crm.contact.shown"
    _description = "Contact shown to those who may read it"

    partner_id = fields.Integer(string="Contact id", readonly=True, aggregator=None)
    lead_id = fields.Integer(string="Lead id", readonly=True, aggregator=None)
    partner_name = fields.Char(string="Contact", compute="_compute_names_shown")
    lead_name = fields.Char(string="Lead", compute="_compute_names_shown")

    @api.depends("partner_id", "lead_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_names_shown(self):
        partners = self._names_of("res.partner", self.mapped("partner_id"))
        leads = self._names_of("crm.lead", self.mapped("lead_id"))
        for row in self:
            row.partner_name = partners.get(row.partner_id, False)
            row.lead_name = leads.get(row.lead_id, False)

    @api.model
    def _names_of(self, model, ids):
        """Return {id: name} of the records that the user may read."""
        records = self.env[model].with_context(active_test=False)
        if not any(ids) or not records.has_access("read"):
            return {}
        found = records.search([("id", "in", list(filter(None, ids)))])
        return {record.id: record.display_name for record in found}

    def _open_shown(self, model, res_id):
        """Open a record; whoever may not read it is told so by the record."""
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": res_id,
            "views": [[False, "form"]],
        }

    def action_open_partner(self):
        """Open the contact, or the lead of somebody who is none yet."""
        self.ensure_one()
        if self.partner_id or not self.lead_id:
            return self.partner_id and self._open_shown("res.partner", self.partner_id)
        return self._open_shown("crm.lead", self.lead_id)
