# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmTicketCategory(models.Model):
    """What a ticket is about: complaint, warranty, question…"""

    _name = "crm.ticket.category"
    _description = "Ticket Category"
    _order = "sequence, name, id"
    _parent_store = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one("crm.ticket.category", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    team_id = fields.Many2one(
        "crm.ticket.team",
        index="btree_not_null",
        ondelete="set null",
        help="Tickets of this category go to this team when nobody chose one.",
    )
    company_id = fields.Many2one("res.company")
    is_complaint = fields.Boolean(
        string="Complaint",
        help="While a ticket of this category or one below it is open, nothing is "
        "proposed to be sold to the customer.",
    )
    is_for_customers = fields.Boolean(
        string="Customers choose it",
        default=True,
        help="Offered on the web form and on the portal.",
    )

    @api.model
    def _for_customers(self, company):
        """Return the categories that customers of a company may choose."""
        return self.search(
            [
                ("is_for_customers", "=", True),
                ("company_id", "in", [False, company.id]),
            ]
        )

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("Parent: a category cannot be below itself.")
            )


class CrmTicketTag(models.Model):
    """A word by which tickets are found."""

    _name = "crm.ticket.tag"
    _description = "Ticket Tag"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer()
