# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: Figures of a group: they are no means of those of its rows.
RATES = {
    "unknown_share": "SUM(%(unknown)s) / NULLIF(SUM(%(revenue)s), 0)",
    "margin_rate": "SUM(%(margin)s) / NULLIF(SUM(%(revenue)s) - SUM(%(unknown)s), 0)",
}

#: A cost of nothing is one that nobody entered: it is unknown, not free. What the order
#: said the product costs comes before what it costs by now. What delivery is charged for
#: has its cost beside it, in a row of its own.
LINES = """
    SELECT b.id, 'sale'::varchar AS kind, b.res_id, b.partner_id, b.company_id, b.day,
        b.user_id, b.team_id, b.source_id, b.move_id, b.move_type, b.product_id,
        b.category_id, b.quantity, b.revenue, b.discount,
        CASE WHEN b.known THEN b.cost ELSE 0 END AS cost,
        CASE WHEN b.known THEN b.revenue - b.cost ELSE 0 END AS margin,
        CASE WHEN b.known THEN 0 ELSE b.revenue END AS unknown_revenue,
        CASE WHEN b.known THEN 0 ELSE 1 END::float AS unknown_share,
        CASE WHEN b.known THEN (b.revenue - b.cost) / NULLIF(b.revenue, 0)
            END AS margin_rate,
        0::float AS minutes, 0::numeric AS expense,
        CASE WHEN b.known THEN b.revenue - b.cost ELSE 0 END AS profit
      FROM (
        SELECT l.id::bigint AS id, l.id AS res_id, m.commercial_partner_id AS partner_id,
            m.company_id, m.invoice_date AS day,
            COALESCE(m.invoice_user_id, c.user_id) AS user_id, m.team_id,
            COALESCE(m.source_id, c.acquisition_source_id) AS source_id,
            m.id AS move_id, m.move_type, l.product_id, t.categ_id AS category_id,
            -l.balance AS revenue, n.quantity,
            COALESCE(n.quantity * n.unit_cost, 0) AS cost,
            COALESCE(n.unit_cost > 0, FALSE) OR n.recharged AS known,
            CASE WHEN l.discount > 0 AND l.discount < 100
                 THEN -l.balance * l.discount / (100 - l.discount)
                 WHEN l.discount >= 100 THEN n.sign * l.quantity * l.price_unit
                    / COALESCE(NULLIF(m.invoice_currency_rate, 0), 1)
                 ELSE 0 END::numeric AS discount
          FROM account_move m JOIN account_move_line l ON l.move_id = m.id
          LEFT JOIN res_partner c ON c.id = m.commercial_partner_id
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
         CROSS JOIN LATERAL (
            SELECT CASE m.move_type WHEN 'out_refund' THEN -1 ELSE 1 END AS sign,
                CASE m.move_type WHEN 'out_refund' THEN -1 ELSE 1 END * l.quantity
                    * COALESCE(u.factor, 1) / COALESCE(NULLIF(tu.factor, 0), 1) AS quantity,
                %(recharged)s AS recharged,
                COALESCE(ordered.unit_cost,
                    (p.standard_price->>m.company_id::text)::numeric) AS unit_cost) n
         WHERE m.state = 'posted' AND m.move_type IN ('out_invoice', 'out_refund')
           AND l.display_type = 'product') b
"""
#: What serving a customer cost besides: charged to who looks after the customer.
EXPENSES = """
    SELECT %(first)s::bigint + e.res_id AS id, %(kind)s::varchar AS kind, e.res_id,
        e.partner_id, e.company_id, e.day, c.user_id, o.sale_team_id AS team_id,
        c.acquisition_source_id AS source_id, NULL::int AS move_id,
        NULL::varchar AS move_type, NULL::int AS product_id, NULL::int AS category_id,
        0 AS quantity, 0 AS revenue, 0 AS discount, 0 AS cost, 0 AS margin,
        0 AS unknown_revenue, NULL::float AS unknown_share, NULL::numeric AS margin_rate,
        e.minutes, e.expense, -e.expense AS profit
      FROM (%(rows)s) e JOIN res_partner c ON c.id = e.partner_id
      LEFT JOIN res_users o ON o.id = c.user_id
"""
#: The rate of a person, or else of the company.
HOUR = "COALESCE(NULLIF(u.handling_cost, 0), y.handling_cost, 0)::numeric"
HANDLING = """
    SELECT i.id AS res_id, i.commercial_partner_id AS partner_id, i.company_id,
        i.occurred_at::date AS day, i.duration / 60.0::float AS minutes,
        round(i.duration / 3600.0 * %(hour)s, 2) AS expense
      FROM crm_interaction i JOIN res_company y ON y.id = i.company_id
      LEFT JOIN res_users u ON u.id = i.user_id
     WHERE i.duration > 0 AND i.state = 'done' AND i.commercial_partner_id IS NOT NULL
"""
DELIVERY = """
    SELECT k.id AS res_id, q.commercial_partner_id AS partner_id, k.company_id,
        k.date_done::date AS day, 0::float AS minutes, %(cost)s::numeric AS expense
      FROM stock_picking k JOIN res_partner q ON q.id = k.partner_id
      JOIN stock_picking_type t ON t.id = k.picking_type_id
     WHERE k.state = 'done' AND t.code = 'outgoing' AND %(cost)s > 0
"""
#: Ids of the rows of each kind start here, apart from those of the lines.
APART = 1_000_000_000_000


class CrmProfitReport(models.Model):
    """What customers bring: a row for each posted line, refunds less, and for each cost.

    In the currency of the company. The margin is of the lines whose cost is known; what
    was invoiced with an unknown cost stands beside it and is never taken for profit.
    Serving a customer costs besides: deliveries and the time people spend; other addons
    add theirs to `_select_expenses`. A discount granted has lessened the revenue; it is
    shown and not taken off again.
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
        "res.partner": ["user_id", "acquisition_source_id"],
        "res.users": ["handling_cost", "sale_team_id"],
        "res.company": ["handling_cost"],
        "crm.interaction": ["duration", "state", "commercial_partner_id"],
        "stock.picking": ["delivery_cost", "state", "date_done", "partner_id"],
    }
    #: What pages of a download follow each other by, within a kind: an index has it.
    _export_key = "res_id"

    kind = fields.Selection(
        selection="_selection_kind", string="What", readonly=True, aggregator=None
    )
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", readonly=True, aggregator=None
    )
    res_model = fields.Char(compute="_compute_res_model")

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    day = fields.Date(readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Account manager",
        readonly=True,
        help="The salesperson of the invoice, or else whoever has the customer.",
    )
    team_id = fields.Many2one("crm.team", string="Sales team", readonly=True)
    source_id = fields.Many2one(
        "utm.source",
        readonly=True,
        help="Of the invoice, or else what brought the customer.",
    )
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

    discount = fields.Monetary(
        string="Discount granted", readonly=True, help="Revenue is what was left of it."
    )
    minutes = fields.Float(
        readonly=True, digits=(16, 1), help="That people spent with the customer."
    )
    expense = fields.Monetary(
        string="Cost to serve",
        readonly=True,
        help="Deliveries, and the time that people spent.",
    )
    profit = fields.Monetary(readonly=True, help="Margin less the cost to serve.")

    @api.model
    def _selection_kind(self):
        names = {
            "sale": self.env._("Sale"),
            "handling": self.env._("Time with the customer"),
            "delivery": self.env._("Delivery"),
            "ticket": self.env._("Tickets"),
        }
        return [(kind, names.get(kind, kind)) for kind in self._models_of_kinds()]

    @api.model
    def _models_of_kinds(self):
        """Return ``{kind: model of its rows}``, to extend."""
        return {
            "sale": "account.move.line",
            "handling": "crm.interaction",
            "delivery": "stock.picking",
        }

    @api.depends("kind")
    def _compute_res_model(self):
        models_ = self._models_of_kinds()
        for row in self:
            row.res_model = models_.get(row.kind)

    @property
    def _table_query(self):
        expenses = [
            SQL(EXPENSES, first=APART * (place + 1), kind=kind, rows=rows)
            for place, (kind, rows) in enumerate(self._select_expenses().items())
        ]
        return SQL(" UNION ALL ").join([self._select_lines(), *expenses])

    @api.model
    def _select_lines(self):
        """Return a SELECT of the posted lines, with all columns of the report."""
        return SQL(LINES, recharged=self._sql_recharged())

    @api.model
    def _select_expenses(self):
        """Return ``{kind: SELECT of what serving customers cost}``, to extend.

        Columns: res_id, partner_id (of the commercial partner), company_id, day,
        minutes, expense. The order is that of the ids: add at the end.
        """
        return {
            "handling": SQL(HANDLING, hour=self._sql_hour()),
            "delivery": SQL(DELIVERY, cost=self._sql_delivery_cost()),
        }

    @api.model
    def _sql_hour(self):
        """Return what an hour of a user ``u`` of a company ``y`` costs."""
        return SQL(HOUR)

    @api.model
    def _sql_delivery_cost(self):
        """Return what a transfer ``k`` cost us: as entered, or as the carrier says."""
        if "carrier_price" not in self.env["stock.picking"]._fields:
            return SQL("k.delivery_cost")
        return SQL("COALESCE(NULLIF(k.delivery_cost, 0), k.carrier_price::numeric)")

    @api.model
    def _sql_recharged(self):
        """Tell whether a line ``l`` charges a delivery, whose cost is in its own row."""
        if "is_delivery" not in self.env["sale.order.line"]._fields:
            return SQL("FALSE")
        return SQL(
            "EXISTS (SELECT 1 FROM sale_order_line_invoice_rel r"
            " JOIN sale_order_line s ON s.id = r.order_line_id AND s.is_delivery"
            " WHERE r.invoice_line_id = l.id)"
        )

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
        """Open the document of a row."""
        self.ensure_one()
        model, res_id = self._document()
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": res_id,
            "views": [(False, "form")],
        }

    def _document(self):
        """Return model and id of what a row is about, to extend."""
        if self.kind == "sale":
            return "account.move", self.move_id.id
        return self.res_model, self.res_id

    def _export_parts(self):
        """Return domains of which each is read page by page."""
        return [Domain("kind", "=", kind) for kind in self._models_of_kinds()]
