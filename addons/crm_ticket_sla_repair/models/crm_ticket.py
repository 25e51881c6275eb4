# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError


class CrmTicket(models.Model):
    _inherit = "crm.ticket"

    repair_count = fields.Integer(compute="_compute_aftersales_count")

    def _aftersales_models(self):
        return {**super()._aftersales_models(), "repair_count": "repair.order"}

    def action_repair(self):
        """Draft a repair of what the ticket is about, and show it."""
        self._check_may_make("repair.order", self.env._("Repair"))
        if not self.product_id:
            raise UserError(self.env._("Product: choose what has to be repaired."))
        repair = self.env["repair.order"].create(self._prepare_repair_values())
        self._adopt_document(repair)
        return repair.get_formview_action()

    def _prepare_repair_values(self):
        """Return the values of the repair. To extend."""
        returned = self.return_ids.filtered(
            lambda picking: (
                picking.return_id and self.product_id in picking.move_ids.product_id
            )
        )
        values = {
            "product_id": self.product_id.id,
            "partner_id": self.partner_id.id,
            "under_warranty": self.warranty_state == "active",
            "picking_id": returned[:1].id,
            "company_id": self.company_id.id,
            "internal_notes": self.description,
        }
        if self.lot_id:
            values["lot_id"] = self.lot_id.id
        return values

    def action_view_repairs(self):
        return self._view_documents("repair.action_repair_order_tree")
