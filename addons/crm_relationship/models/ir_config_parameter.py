# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

PREFIX = "crm_relationship.confidential_"


class IrConfigParameter(models.Model):
    """Confidentiality works at once: rules made of the old setting are forgotten."""

    _inherit = "ir.config_parameter"

    @api.model_create_multi
    def create(self, vals_list):
        parameters = super().create(vals_list)
        parameters._forget_rules()
        return parameters

    def write(self, vals):
        # before and after: a key may be given another name
        self._forget_rules()
        result = super().write(vals)
        self._forget_rules()
        return result

    def unlink(self):
        self._forget_rules()
        return super().unlink()

    def _forget_rules(self):
        if any(key.startswith(PREFIX) for key in self.mapped("key")):
            self.env.registry.clear_cache()
            self.env["res.partner"]._forget_readable()
