# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..tools.portfolio_split import Seat


class CrmHandoverSuccessor(models.Model):
    """Who takes over, and how many customers he can look after."""

    _name = "crm.handover.successor"
    _description = "Successor in a Handover"
    _order = "handover_id, sequence, id"
    _rec_name = "user_id"

    handover_id = fields.Many2one(
        "crm.handover", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    user_id = fields.Many2one(
        "res.users",
        string="Successor",
        required=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
    )
    capacity = fields.Integer(
        compute="_compute_capacity",
        store=True,
        readonly=False,
        precompute=True,
        help="How many customers he can look after, those he has included: usually 50 "
        "to 100. 0 means any number.",
    )
    province_ids = fields.Many2many(
        "res.country.state",
        string="Provinces",
        help="Whose customers he gets where the split goes by province. Who has none "
        "gets those of all the others.",
    )
    tier_ids = fields.Many2many(
        "crm.customer.tier",
        string="Tiers",
        help="Whose customers he gets where the split goes by tier. Who has none gets "
        "those of all the others.",
    )
    load = fields.Integer(
        string="Has",
        readonly=True,
        copy=False,
        help="Customers that he looks after already, when it was previewed.",
    )
    currency_id = fields.Many2one(related="handover_id.currency_id")
    line_count = fields.Integer(string="Lines", compute="_compute_given")
    given_count = fields.Integer(string="Gets", compute="_compute_given")
    overflow_count = fields.Integer(string="Past capacity", compute="_compute_given")
    revenue = fields.Monetary(compute="_compute_given")
    farewell = fields.Char(readonly=True, copy=False)

    _user_uniq = models.Constraint(
        "UNIQUE (handover_id, user_id)", "Each successor is named once."
    )
    _capacity_check = models.Constraint(
        "CHECK (capacity >= 0)", "A capacity cannot be negative."
    )

    @api.depends("user_id")
    def _compute_capacity(self):
        for successor in self:
            # sudo: who makes a handover plans with these numbers
            user = successor.user_id.sudo()
            company = successor.handover_id.company_id or self.env.company
            successor.capacity = (
                user.portfolio_capacity or company.sudo().portfolio_capacity
            )

    @api.depends(
        "handover_id.line_ids.to_user_id",
        "handover_id.line_ids.state",
        "handover_id.line_ids.overflow",
    )
    def _compute_given(self):
        rows = self.env["crm.handover.line"]._read_group(
            [("handover_id", "in", self.handover_id.ids), ("state", "!=", "excluded")],
            ["handover_id", "to_user_id", "is_customer", "overflow"],
            ["__count", "revenue:sum"],
        )
        for successor in self:
            key = (successor.handover_id, successor.user_id)
            given = [row[2:] for row in rows if row[:2] == key]
            successor.line_count = sum(row[2] for row in given)
            successor.given_count = sum(row[2] for row in given if row[0])
            successor.overflow_count = sum(row[2] for row in given if row[1])
            successor.revenue = sum(row[3] for row in given)

    def _picture(self):
        """Return what the picture of the split shows of this successor."""
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.user_id.name,
            "user_id": self.user_id.id,
            "load": self.load,
            "given": self.given_count,
            "overflow": self.overflow_count,
            "capacity": self.capacity,
            "revenue": self.revenue,
            "currency_id": self.currency_id.id,
        }

    def _seats(self):
        """Return the successors as the split takes them."""
        return [
            Seat(
                key=successor.user_id.id,
                capacity=successor.capacity,
                load=successor.load,
                provinces=frozenset(successor.province_ids.ids),
                tiers=frozenset(successor.tier_ids.ids),
            )
            for successor in self
        ]

    def _write_farewells(self):
        """Keep what the timelines will tell, in the language of who starts."""
        for successor in self:
            handover = successor.handover_id
            reasons = dict(handover._fields["reason"]._description_selection(self.env))
            text = self.env._(
                "Handed over from %(former)s to %(new)s: %(reason)s",
                former=handover.user_id.name,
                new=successor.user_id.name,
                reason=reasons[handover.reason],
            )
            note = " ".join((handover.note or "").split())
            successor.farewell = f"{text}. {note}" if note else text

    def write(self, vals):
        result = super().write(vals)
        if {"user_id", "capacity", "province_ids", "tier_ids"} & vals.keys():
            self.handover_id.filtered(lambda h: h.state == "previewed").write(
                {"state": "draft"}
            )
        return result
