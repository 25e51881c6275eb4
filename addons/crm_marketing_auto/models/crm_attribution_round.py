# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models

#: A company that was rebuilt so lately is not due.
REST = timedelta(hours=12)


class CrmAttributionRound(models.Model):
    """How far the nightly rebuild of a company is."""

    _name = "crm.attribution.round"
    _description = "Attribution Round"
    _rec_name = "company_id"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    done_id = fields.Integer(
        readonly=True, help="The last conversion that was done; 0: no round is open."
    )
    built_at = fields.Datetime(readonly=True)

    _company_uniq = models.Constraint("UNIQUE (company_id)", "A company has one round.")

    @api.model
    def _get(self, company):
        found = self.search([("company_id", "=", company.id)])
        return found or self.create({"company_id": company.id})

    def _is_due(self, now):
        """Tell whether a round is open, or the last one is long ago."""
        self.ensure_one()
        return bool(self.done_id) or not self.built_at or self.built_at <= now - REST
