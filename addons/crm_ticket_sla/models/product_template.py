# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

SERVICES = [("warranty", "Warranty extension"), ("plan", "Support plan")]


class ProductTemplate(models.Model):
    """What a product promises after it was sold."""

    _inherit = "product.template"

    ticket_service = fields.Selection(
        SERVICES,
        string="Sells",
        help="What a confirmed order of this product gives the customer.",
    )
    extension_months = fields.Integer(
        string="Longer by",
        default=12,
        help="Months that are added to the warranty of the serial number on the order "
        "line, else of every one on the order, if there is one for each.",
    )
    plan_months = fields.Integer(
        string="Runs for", default=12, help="Months from the order's confirmation."
    )
    plan_hours = fields.Float(
        string="Hours included", help="0: not limited. For each unit ordered."
    )
    plan_tickets = fields.Integer(
        string="Tickets included", help="0: not limited. For each unit ordered."
    )
    plan_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Hours of support",
        ondelete="restrict",
        help="Clocks on tickets under this plan count these hours. Empty: those of the "
        "customer or the team.",
    )

    _service_check = models.Constraint(
        "CHECK (coalesce(warranty_months, 0) >= 0 AND coalesce(extension_months, 0) >= 0"
        " AND coalesce(plan_months, 0) >= 0 AND coalesce(plan_hours, 0) >= 0"
        " AND coalesce(plan_tickets, 0) >= 0)",
        "Warranty and support plan: months, hours and tickets cannot be negative.",
    )
