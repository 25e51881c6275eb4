# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

STAGES = [
    ("lead", "Leads"),
    ("qualified", "Qualified"),
    ("quoted", "Quoted"),
    ("ordered", "Ordered"),
    ("invoiced", "Invoiced"),
    ("paid", "Paid"),
]
#: Leads that came so far, or farther.
CAME = {
    "quoted": "SELECT opportunity_id FROM sale_order WHERE opportunity_id IS NOT NULL",
    "ordered": """
        SELECT opportunity_id FROM sale_order
        WHERE opportunity_id IS NOT NULL AND state = 'sale'
    """,
}
BILLED = """
    SELECT o.opportunity_id FROM sale_order o
    JOIN sale_order_line sl ON sl.order_id = o.id
    JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = sl.id
    JOIN account_move_line ml ON ml.id = rel.invoice_line_id
    JOIN account_move m ON m.id = ml.move_id
    WHERE o.opportunity_id IS NOT NULL AND m.state = 'posted'
        AND m.move_type = 'out_invoice'
"""
CAME["invoiced"] = BILLED
CAME["paid"] = BILLED + " AND m.payment_state IN ('paid', 'in_payment')"


class CrmLead(models.Model):
    """How far a lead came, to open those behind a figure of the funnel."""

    _inherit = "crm.lead"

    funnel_reached = fields.Selection(
        STAGES,
        string="Came as far as",
        compute="_compute_funnel_reached",
        search="_search_funnel_reached",
        help="As a filter: those who came so far, or farther.",
    )

    @api.depends("type", "order_ids.state")
    def _compute_funnel_reached(self):
        for lead in self:
            lead.funnel_reached = "qualified" if lead.type == "opportunity" else "lead"
        for stage in ("quoted", "ordered", "invoiced", "paid"):
            came = self.filtered_domain([("id", "in", self._came(stage))])
            came.funnel_reached = stage

    def _came(self, stage):
        """Return the ids of those of these leads that came so far."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT * FROM (%s) came WHERE opportunity_id = ANY(%s)",
                SQL(CAME[stage]),
                self.ids,
            )
        )
        return [lead for (lead,) in rows]

    @api.model
    def _search_funnel_reached(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(self._reached_domain(stage) for stage in value if stage)

    @api.model
    def _reached_domain(self, stage):
        if stage == "lead":
            return Domain.TRUE
        if stage == "qualified":
            return Domain("type", "=", "opportunity") | self._reached_domain("quoted")
        self.env.flush_all()
        return Domain("id", "in", SQL("(%s)", SQL(CAME[stage])))
