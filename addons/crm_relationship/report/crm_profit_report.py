# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

#: Figures of a group: they are no means of those of its rows.
RATES = {
    "unknown_share": "SUM(%(unknown)s) / NULLIF(SUM(%(revenue)s), 0)",
    "margin_rate": "SUM(%(margin)s) / NULLIF(SUM(%(revenue)s) - SUM(%(unknown)s), 0)",
}

#: A cost of nothing is one that nobody entered: it is unknown, not free. What the order
#: said the product costs comes before what it costs by now.
QUERY = """
    SELECT b.*,
        CASE WHEN b.unit_cost > 0 THEN b.quantity * b.unit_cost ELSE 0 END AS cost,
        CASE WHEN b.unit_cost > 0 THEN b.revenue - b.quantity * b.unit_cost
            ELSE 0 END AS margin,
        CASE WHEN b.unit_cost > 0 THEN 0 ELSE b.revenue END AS unknown_revenue,
        CASE WHEN b.unit_cost > 0 THEN 0 ELSE 1 END::float AS unknown_share,
        CASE WHEN b.unit_cost > 0
            THEN (b.revenue - b.quantity * b.unit_cost) / NULLIF(b.revenue, 0)
        END AS margin_rate
      FROM (
        SELECT l.id, m.commercial_partner_id AS partner_id, m.company_id,
            m.invoice_date AS day, m.invoice_user_id AS user_id, m.team_id, m.source_id,
            m.id AS move_id, m.move_type, l.product_id, t.categ_id AS category_id,
            -l.balance AS revenue,
            CASE m.move_type WHEN 'out_refund' THEN -1 ELSE 1 END * l.quantity
                * COALESCE(u.factor, 1) / COALESCE(NULLIF(tu.factor, 0), 1) AS quantity,
            COALESCE(ordered.unit_cost,
                (p.standard_price->>m.company_id::text)::numeric) AS unit_cost
          FROM account_move m JOIN account_move_line l ON l.move_id = m.id
          LEFT JOIN product_product p ON p.id = l.product_id
          LEFT JOIN product_template t ON t.id = p.product_tmpl_id
          LEFT JOIN uom_uom u ON u.id = l.product_uom_id
          LEFT JOIN uom_uom tu ON tu.id = t.uom_id
          LEFT JOIN LATERAL (
            SELECT s.purchase_price / COALESCE(NULLIF(o.currency_rate, 0), 1)
                    / COALESCE(NULLIF(su.factor, 0), 1) * COALESCE(tu.factor, 1)
                    AS unit_cost
              FROM sale_order_line_invoice_rel r
              JOIN sale_order_line s ON s.id = r.order_line_id AND s.purchase_price > 0
              JOIN sale_order o ON o.id = s.order_id
              LEFT JOIN uom_uom su ON su.id = s.product_uom_id
             WHERE r.invoice_line_id = l.id ORDER BY s.id LIMIT 1) ordered ON TRUE
         WHERE m.state = 'posted' AND m.move_type IN ('out_invoice', 'out_refund')
           AND l.display_type = 'product') b
"""


class CrmProfitReport(models.Model):
    """What customers bring: a row for each posted line, refunds less.

    In the currency of the company. The margin is of the lines whose cost is known; what
    was invoiced with an unknown cost stands beside it and is never taken for profit.
    """

    _name = "crm.profit.report"
    _description = "Profit by Customer"
    _auto = False
    _order = "day desc, id desc"
    _rec_name = "move_id"
    _depends = {
        "account.move": ["state", "move_type", "invoice_date", "invoice_user_id"],
        "account.move.line": ["balance", "quantity", "product_id", "display_type"],
        "sale.order.line": ["purchase_price", "invoice_lines"],
        "product.product": ["standard_price"],
    }

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    day = fields.Date(readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales team", readonly=True)
    source_id = fields.Many2one("utm.source", readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    move_type = fields.Selection(
        [("out_invoice", "Invoice"), ("out_refund", "Credit note")],
        string="Document",
        readonly=True,
    )
    product_id = fields.Many2one("product.product", readonly=True)
    category_id = fields.Many2one(
        "product.category", string="Product category", readonly=True
    )
    quantity = fields.Float(readonly=True)
    revenue = fields.Monetary(readonly=True)
    cost = fields.Monetary(readonly=True, help="Of the lines whose cost is known.")
    margin = fields.Monetary(readonly=True, help="Of the lines whose cost is known.")
    unknown_revenue = fields.Monetary(
        string="Revenue of unknown cost",
        readonly=True,
        help="It brought something, but nobody can say how much.",
    )
    margin_rate = fields.Float(readonly=True, aggregator="margin_rate")
    unknown_share = fields.Float(
        string="Unknown cost", readonly=True, aggregator="unknown_share"
    )

    @property
    def _table_query(self):
        return SQL(QUERY)

    def _read_group_select(self, aggregate_spec, query):
        function = aggregate_spec.partition(":")[2]
        if function not in RATES:
            return super()._read_group_select(aggregate_spec, query)
        text = RATES[function]
        parts = {
            "revenue": "revenue", "margin": "margin", "unknown": "unknown_revenue",
        }  # fmt: skip
        return SQL(
            text,
            **{
                part: SQL.identifier(self._table, name)
                for part, name in parts.items()
                if f"%({part})s" in text
            },
        )

    def action_open_invoice(self):
        """Open the document of a line."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [(False, "form")],
        }
