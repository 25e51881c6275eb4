# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID, models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _compute_invoice_partner_display_info(self):
        # stored for everybody: never the mask that the salesperson sees
        return super(
            AccountMove, self.with_user(SUPERUSER_ID)
        )._compute_invoice_partner_display_info()
