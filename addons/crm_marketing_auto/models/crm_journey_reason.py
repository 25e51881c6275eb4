# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models, tools
from odoo.tools import SQL


class CrmJourneyReason(models.Model):
    """Why somebody did not get something, left, or was held back."""

    _name = "crm.journey.reason"
    _description = "Journey Reason"
    _order = "code"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)

    _code_uniq = models.Constraint("UNIQUE (code)", "A reason has a code of its own.")

    @api.model
    @tools.ormcache()
    def _ids_by_code(self):
        """Return {code: id} of all reasons."""
        return dict(
            self.env.execute_query(SQL("SELECT code, id FROM crm_journey_reason"))
        )

    @api.model
    def _codes(self):
        """Return {id: code} of all reasons."""
        return {key: code for code, key in self._ids_by_code().items()}

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
