# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class CrmPartnerFact(models.Model):
    """Something worth remembering about a person: children, hobbies, dates."""

    _name = "crm.partner.fact"
    _description = "What to Remember"
    _order = "sequence, id"

    partner_id = fields.Many2one(
        "res.partner", string="Contact", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("child", "Children"),
            ("hobby", "Hobby"),
            ("pet", "Pet"),
            ("date", "Important date"),
            ("preference", "Preference"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    name = fields.Char(string="What", required=True)
    date = fields.Date()
    user_id = fields.Many2one(
        "res.users",
        string="Noted by",
        default=lambda self: self.env.user,
        readonly=True,
        ondelete="set null",
    )

    def write(self, vals):
        result = super().write(vals)
        if "partner_id" in vals:
            # rules are asked before a write: a fact must not move out of reach either
            self.check_access("write")
        return result
