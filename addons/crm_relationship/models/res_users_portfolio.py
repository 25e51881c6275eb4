# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

MANAGERS = "sales_team.group_sale_manager,base.group_erp_manager"


class ResUsers(models.Model):
    _inherit = "res.users"

    portfolio_capacity = fields.Integer(
        string="Customers to look after",
        groups=MANAGERS,
        help="How many customers this account manager can look after. 0: what the "
        "company says.",
    )
    handling_cost = fields.Float(
        string="Cost of an hour",
        groups=MANAGERS,
        help="What an hour of this person costs, in the currency of the company. It is "
        "charged to the customers they speak with. 0: what the company says.",
    )

    _portfolio_check = models.Constraint(
        "CHECK (portfolio_capacity >= 0 AND handling_cost >= 0)",
        "Customers to look after and cost of an hour: give 0 or more.",
    )


class ResCompany(models.Model):
    _inherit = "res.company"

    portfolio_capacity = fields.Integer(
        string="Customers of an account manager",
        default=100,
        help="How many customers one person can look after: 50 to 100 is usual. Fewer "
        "where each needs visits, more where a call every quarter is enough; "
        "handover and the portfolio report warn by it.",
    )
    handling_cost = fields.Monetary(
        string="Cost of an hour",
        help="What an hour of a colleague costs; the time spent with customers is "
        "charged to them at this rate, unless the person has their own. Give it "
        "when profit per customer should show whose service costs more than they "
        "bring.",
    )

    _portfolio_check = models.Constraint(
        "CHECK (portfolio_capacity >= 0 AND handling_cost >= 0)",
        "Customers of an account manager and cost of an hour: give 0 or more.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    portfolio_capacity = fields.Integer(
        related="company_id.portfolio_capacity", readonly=False
    )
    handling_cost = fields.Monetary(related="company_id.handling_cost", readonly=False)
