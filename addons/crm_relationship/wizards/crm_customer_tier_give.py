# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmCustomerTierGive(models.TransientModel):
    """Put a customer into a tier until a date, whatever the rules say."""

    _name = "crm.customer.tier.give"
    _description = "Give a Tier"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    tier_id = fields.Many2one(
        "crm.customer.tier",
        domain="[('company_id', 'in', (False, company_id))]",
        help="Empty: the rules decide again.",
    )
    until = fields.Date(help="The day after it the rules decide again.")
    reason = fields.Char(required=True)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "res.partner":
            values["partner_id"] = self.env.context.get("active_id")
        return values

    def action_apply(self):
        """Keep who gave the tier, why and until when, and apply it."""
        self.ensure_one()
        customer = self.partner_id.commercial_partner_id
        customer.check_access("write")
        # what follows is written by the system: nobody's word counts elsewhere
        self.company_id.check_access("read")
        self.tier_id.check_access("read")
        Stat = self.env["crm.partner.stat"]
        now = fields.Datetime.now()
        today = Stat._company_day(self.company_id, now)
        if self.tier_id and not (self.until and self.until >= today):
            raise UserError(
                self.env._("Until: give a day from today on; then the rules decide.")
            )
        # sudo: who may edit the customer may say how close it is; statistics and their
        # history are written by the system alone
        Stat = Stat.sudo()
        Stat._refresh({(customer.id, self.company_id.id)})
        stat = Stat.search(
            [
                ("partner_id", "=", customer.id),
                ("company_id", "=", self.company_id.id),
            ]
        )
        self.env["crm.partner.change"].sudo().create(
            {
                "partner_id": customer.id,
                "company_id": self.company_id.id,
                "kind": "tier",
                "changed_at": now,
                "user_id": self.env.uid,
                "old_tier_id": stat.tier_id.id,
                "tier_id": self.tier_id.id,
                "until": self.until if self.tier_id else today,
                "reason": self.reason,
            }
        )
        Stat._refresh_standing(self.company_id, customer.ids, now)
        return {"type": "ir.actions.act_window_close"}
