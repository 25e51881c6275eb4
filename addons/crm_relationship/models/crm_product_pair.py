# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

#: Months of orders that count.
MONTHS = 24
#: A pair of products that fewer orders share says more of chance than of customers.
LEAST_ORDERS = 5
LEAST_CONFIDENCE = 0.1
LEAST_LIFT = 1.2
#: The best companions kept of each product.
COMPANIONS = 20

#: Orders are baskets; a pair counts once in each, in both directions. Companions of a
#: product are ordered by what they share with it, then by how much more than chance.
STORE = """
    WITH baskets AS (
        SELECT DISTINCT o.id AS basket, l.product_id
          FROM sale_order o JOIN sale_order_line l ON l.order_id = o.id
         WHERE o.state = 'sale' AND o.company_id = %(company)s AND o.date_order <= %(now)s
           AND o.date_order > %(now)s - %(months)s * interval '1 month'
           AND l.product_id IS NOT NULL AND l.display_type IS NULL
           AND l.is_downpayment IS NOT TRUE AND l.product_uom_qty > 0),
    total AS (SELECT count(DISTINCT basket)::float AS baskets FROM baskets),
    sold AS (SELECT product_id, count(*) AS orders FROM baskets GROUP BY 1
        HAVING count(*) >= %(least)s),
    common AS (SELECT b.* FROM baskets b JOIN sold USING (product_id)),
    shared AS (
        SELECT a.product_id AS one, b.product_id AS two, count(*) AS orders
          FROM common a JOIN common b ON b.basket = a.basket
           AND b.product_id > a.product_id
         GROUP BY 1, 2 HAVING count(*) >= %(least)s),
    pairs AS (
        SELECT one AS product_id, two AS other_id, orders FROM shared UNION ALL
        SELECT two, one, orders FROM shared),
    rules AS (
        SELECT p.product_id, p.other_id, p.orders, p.orders / t.baskets AS support,
            p.orders::float / s.orders AS confidence,
            p.orders * t.baskets / (s.orders::float * o.orders) AS lift
          FROM pairs p JOIN sold s ON s.product_id = p.product_id
          JOIN sold o ON o.product_id = p.other_id CROSS JOIN total t),
    ranked AS (
        SELECT *, row_number() OVER (PARTITION BY product_id
            ORDER BY orders DESC, lift DESC, other_id) AS place
          FROM rules WHERE confidence >= %(confidence)s AND lift >= %(lift)s),
    kept AS (SELECT * FROM ranked WHERE place <= %(companions)s),
    gone AS (
        DELETE FROM crm_product_pair x WHERE x.company_id = %(company)s AND NOT EXISTS
            (SELECT 1 FROM kept k WHERE (k.product_id, k.other_id)
                = (x.product_id, x.other_id)))
    INSERT INTO crm_product_pair AS x
        (company_id, product_id, other_id, orders, support, confidence, lift)
    SELECT %(company)s, product_id, other_id, orders, support, confidence, lift FROM kept
    ON CONFLICT (company_id, product_id, other_id) DO UPDATE
       SET orders = EXCLUDED.orders, support = EXCLUDED.support,
           confidence = EXCLUDED.confidence, lift = EXCLUDED.lift
     WHERE (x.orders, x.support, x.confidence, x.lift) IS DISTINCT FROM
           (EXCLUDED.orders, EXCLUDED.support, EXCLUDED.confidence, EXCLUDED.lift)
    RETURNING id
"""


class CrmProductPair(models.Model):
    """Products that are bought together more than chance would have it.

    Of the orders with the product, `confidence` is the share that also has the other
    one; `lift` is how many times that is what the other one's sales alone would give;
    `support` is the share of all orders that have both.
    """

    _name = "crm.product.pair"
    _description = "Products Bought Together"
    _order = "orders desc, lift desc, id"
    _log_access = False
    _rec_name = "product_id"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    product_id = fields.Many2one(
        "product.product",
        string="Who buys",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    other_id = fields.Many2one(
        "product.product",
        string="Also buys",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    orders = fields.Integer(string="Orders with both", readonly=True)
    support = fields.Float(readonly=True, aggregator=None, digits=(16, 6))
    confidence = fields.Float(readonly=True, aggregator=None, digits=(16, 4))
    lift = fields.Float(readonly=True, aggregator=None, digits=(16, 2))

    _pair_uniq = models.Constraint(
        "UNIQUE (company_id, product_id, other_id)", "A pair has one row."
    )

    @api.model
    def _refresh(self, company, now, **thresholds):
        """Count the pairs of a company's orders anew, in one statement.

        :param thresholds: `least` orders, `confidence`, `lift` and `companions`
        """
        self.env.flush_all()
        values = {
            "least": LEAST_ORDERS,
            "confidence": LEAST_CONFIDENCE,
            "lift": LEAST_LIFT,
            "companions": COMPANIONS,
            **thresholds,
        }
        self.env.execute_query(
            SQL(
                STORE,
                company=company.id,
                now=SQL("%s::timestamp", now),
                months=MONTHS,
                **values,
            )
        )
        self.invalidate_model()
