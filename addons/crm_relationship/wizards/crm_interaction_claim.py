# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL


class CrmInteractionClaim(models.TransientModel):
    """Say who an unknown caller or sender is, for all that came from there."""

    _name = "crm.interaction.claim"
    _description = "Assign Unknown Contacts"

    interaction_ids = fields.Many2many(
        "crm.interaction", string="Interactions", readonly=True
    )
    partner_id = fields.Many2one("res.partner", string="Contact", required=True)

    def action_apply(self):
        """Give the contact every unclaimed row with the same values."""
        self.ensure_one()
        self.partner_id.check_access("read")
        self.interaction_ids.check_access("write")
        values = [v for v in self.interaction_ids.mapped("contact_value") if v]
        # sudo: rows with the same unknown value are the same person, whoever took them
        self.env["crm.interaction"].sudo()._claim(
            SQL(
                "p.id = %s AND (i.id = ANY(%s) OR i.contact_value = ANY(%s))"
                " AND i.company_id = ANY(%s)",
                self.partner_id.id,
                self.interaction_ids.ids,
                values,
                self.env.companies.ids,
            ),
            SQL("res_partner p"),
        )
        return {"type": "ir.actions.act_window_close"}
