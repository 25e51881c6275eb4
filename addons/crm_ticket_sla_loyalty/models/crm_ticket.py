# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, fields, models
from odoo.exceptions import UserError


class CrmTicket(models.Model):
    _inherit = "crm.ticket"

    coupon_count = fields.Integer(compute="_compute_aftersales_count")

    def _aftersales_models(self):
        return {**super()._aftersales_models(), "coupon_count": "loyalty.card"}

    def action_coupon(self):
        """Open Odoo's own wizard on a coupon for the customer of this ticket."""
        what = self.env._("Coupon")
        self._check_may_make("loyalty.card", what)
        if not self.partner_id:
            raise UserError(self.env._("Customer: choose who gets the coupon."))
        program = self.env["loyalty.program"].search(
            [
                ("program_type", "in", ("coupons", "gift_card")),
                ("company_id", "in", (False, self.company_id.id)),
            ],
            limit=1,
        )
        if not program:
            raise UserError(
                self.env._("Coupon: there is no coupon program yet. Make one first.")
            )
        wizard = self.env["loyalty.generate.wizard"].create(
            {
                "ticket_id": self.id,
                "program_id": program.id,
                "mode": "selected",
                "customer_ids": [Command.set(self.partner_id.ids)],
                "description": self.display_name,
            }
        )
        return self._open_wizard(
            what, wizard, "loyalty.loyalty_generate_wizard_view_form"
        )

    def action_view_coupons(self):
        return self._view_documents("loyalty.loyalty_card_action")
