# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from .crm_interaction import BatchDefaults


class ResPartner(models.Model):
    """Contacts that are imported have the same default values: asked for once."""

    _inherit = "res.partner"

    @api.model
    def _add_missing_default_values(self, values):
        known = self.env.context.get("import_defaults")
        if isinstance(known, BatchDefaults):  # never what a client put there
            return {**known, **values}
        return super()._add_missing_default_values(values)

    @api.model
    def _create_imported(self, vals_list):
        """Create contacts of a batch."""
        defaults = BatchDefaults(self._add_missing_default_values({}))
        created = self.with_context(import_defaults=defaults).create(vals_list)
        return created.with_env(self.env)
