# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "crm.ticket.document.mixin"]

    _ticket_field = "partner_id"

    entitlement_ids = fields.One2many(
        "crm.ticket.entitlement",
        "partner_id",
        string="Support plans",
        groups="crm_ticket_sla.group_crm_ticket_sla_user,sales_team.group_sale_salesman",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_ticket_count(self):
        """Count those of everybody in a company on the company."""
        super()._compute_ticket_count()
        companies = self.filtered(lambda one: one.commercial_partner_id == one)
        Ticket = self.env["crm.ticket"]
        if not Ticket.has_access("read"):
            return
        groups = Ticket._read_group(
            [("commercial_partner_id", "in", companies.ids)],
            ["commercial_partner_id"],
            ["__count"],
        )
        counts = {partner.id: count for partner, count in groups}
        for company in companies:
            company.ticket_count = counts.get(company.id, 0)

    def action_view_tickets(self):
        action = super().action_view_tickets()
        field = "commercial_partner_id"
        action["domain"] = list(
            Domain(field, "in", self.ids) | Domain("partner_id", "in", self.ids)
        )
        return action

    def _prepare_ticket_values(self):
        return {
            "partner_id": self.id,
            "email_from": self.email_normalized,
            "phone": self.phone,
        }
