# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .link import forget
from .res_company_earnings import BASES


class CrmConversion(models.Model):
    """One sale that marketing may have earned, in the currency of the company.

    Which documents count is a setting; the rows are rebuilt from them, and the row of a
    document stays the same one. An invoice counts net of its credit notes.
    """

    _name = "crm.conversion"
    _description = "Conversion"
    _inherit = ["crm.contact.shown"]
    _order = "at desc, id desc"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    kind = fields.Selection(BASES, required=True, readonly=True)
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model", string="Document id", required=True, readonly=True
    )
    at = fields.Datetime(required=True, readonly=True)
    amount = fields.Monetary(string="Revenue", readonly=True)
    margin = fields.Monetary(readonly=True)
    is_first = fields.Boolean(
        string="New customer", readonly=True, help="The first sale to this customer."
    )
    is_touched = fields.Boolean(
        string="Touched", readonly=True, help="Marketing touched the customer before."
    )
    attribution_ids = fields.One2many("crm.attribution", "conversion_id")

    _document_uniq = models.Constraint(
        "UNIQUE (kind, res_model, res_id)", "A document is a conversion once."
    )
    _company_idx = models.Index("(company_id, at)")
    _customer_idx = models.Index("(partner_id, at) WHERE partner_id IS NOT NULL")

    @api.depends("kind", "partner_name")
    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for row in self:
            named = filter(None, [kinds.get(row.kind), row.partner_name])
            row.display_name = ", ".join(named)

    def unlink(self):
        # sudo: credits go with what they are of; they have no foreign key
        forget(self.env["crm.attribution"].sudo(), "conversion_id", self.ids)
        return super().unlink()

    def action_open_document(self):
        """Open the order, invoice or opportunity."""
        self.ensure_one()
        return self._open_shown(self.res_model, self.res_id)
