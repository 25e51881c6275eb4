# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LoyaltyGenerateWizard(models.TransientModel):
    """Coupons that are given from a ticket stay linked to it."""

    _inherit = "loyalty.generate.wizard"

    ticket_id = fields.Many2one("crm.ticket", ondelete="cascade")

    def generate_coupons(self):
        coupons = super().generate_coupons()
        for wizard in self.filtered("ticket_id"):
            wizard.ticket_id._adopt_document(
                coupons.filtered(
                    lambda one, wizard=wizard: one.program_id == wizard.program_id
                )
            )
        return coupons
