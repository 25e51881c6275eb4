# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class IrRule(models.Model):
    """Rules may say *customers('partner_id')*: those whom the user may see."""

    _inherit = "ir.rule"

    def _eval_context(self):
        context = super()._eval_context()
        context["customers"] = self.env.user._customer_access_domain
        return context
