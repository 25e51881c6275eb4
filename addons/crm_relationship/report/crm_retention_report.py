# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

from ..tools import rhythm

MONTHS = 24
#: A row for each customer and each of the last months since the first order. `at` is
#: the last month with an order until then; an order of the next such month ends it.
QUERY = """
    WITH ordered AS (
        SELECT min(o.id) AS id, p.commercial_partner_id AS partner_id, o.company_id,
            date_trunc('month', o.date_order)::date AS at, count(*) AS orders,
            sum(o.amount_untaxed / COALESCE(NULLIF(o.currency_rate, 0), 1)) AS revenue
          FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
         WHERE o.state = 'sale' AND o.amount_untaxed > 0 AND o.date_order <= %(now)s
           AND o.company_id = ANY(%(companies)s) AND %(visible)s
         GROUP BY 2, 3, 4),
    spans AS (
        SELECT o.*, min(o.at) OVER who AS cohort,
            lead(o.at) OVER (who ORDER BY o.at) AS ended,
            sum(o.orders) OVER (who ORDER BY o.at) AS orders_until
          FROM ordered o WINDOW who AS (PARTITION BY o.partner_id, o.company_id)),
    sizes AS (
        SELECT company_id, cohort, count(DISTINCT partner_id) AS size FROM spans
         GROUP BY 1, 2),
    months AS (
        SELECT s.*, z.size, m.day::date AS month, ((extract(year FROM m.day)
                - extract(year FROM s.at)) * 12 + extract(month FROM m.day)
                - extract(month FROM s.at))::int AS silent
          FROM spans s JOIN sizes z USING (company_id, cohort)
         CROSS JOIN LATERAL generate_series(
            GREATEST(s.at, date_trunc('month', %(now)s) - %(months)s * interval '1 month'),
            LEAST(s.ended - 1, date_trunc('month', %(now)s)), interval '1 month') m(day))
    SELECT m.id::bigint * 1000 + m.silent AS id, m.partner_id, m.company_id, m.month,
        m.cohort, ((extract(year FROM m.month) - extract(year FROM m.cohort)) * 12
            + extract(month FROM m.month) - extract(month FROM m.cohort))::int AS age,
        CASE WHEN m.silent > 0 THEN 0 ELSE 1 END AS ordered,
        CASE WHEN m.silent > 0 THEN 0 ELSE 100.0 / m.size END AS share,
        CASE WHEN m.silent > 0 THEN 0 ELSE m.orders END AS orders,
        CASE WHEN m.silent > 0 THEN 0 ELSE m.revenue END AS revenue,
        CASE WHEN m.orders_until > 1 THEN 100 ELSE 0 END AS repeated,
        CASE WHEN m.month = m.cohort THEN 'new'
             WHEN m.silent * 30.4 > GREATEST(%(lost_days)s, %(lost)s * g.gap) THEN 'lost'
             WHEN m.silent * 30.4 > GREATEST(%(lapsing_days)s, %(lapsing)s * g.gap)
             THEN 'lapsing' ELSE 'active' END AS state
      FROM months m
      LEFT JOIN crm_partner_stat s ON s.partner_id = m.partner_id
       AND s.company_id = m.company_id
     CROSS JOIN LATERAL (SELECT COALESCE(s.order_gap, %(usual)s)) g(gap)
"""


class CrmRetentionReport(models.Model):
    """Whether customers come back: a row for each customer and month of two years.

    Lapsing and lost are silent for as long, measured by the customer's own rhythm, as
    the stage of life says (tools/rhythm.py), in whole months.
    """

    _name = "crm.retention.report"
    _description = "Retention"
    _auto = False
    _order = "month desc, id desc"
    _rec_name = "partner_id"
    _depends = {
        "sale.order": ["state", "date_order", "amount_untaxed", "partner_id"],
        "res.partner": ["commercial_partner_id"],
        "crm.partner.stat": ["order_gap"],
    }

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(readonly=True)
    cohort = fields.Date(
        string="First order in", readonly=True, help="The month of the first order."
    )
    age = fields.Integer(string="Months since", readonly=True, aggregator=None)
    state = fields.Selection(
        [
            ("new", "New"),
            ("active", "Active"),
            ("lapsing", "Lapsing"),
            ("lost", "Lost"),
        ],
        readonly=True,
    )
    ordered = fields.Integer(string="Customers who ordered", readonly=True)
    share = fields.Float(
        string="Of the cohort",
        readonly=True,
        digits=(16, 1),
        help="Those who ordered, in percent of the customers whose first order came in "
        "the same month: read it for one cohort and age.",
    )
    orders = fields.Integer(readonly=True)
    revenue = fields.Monetary(readonly=True)
    repeated = fields.Float(
        string="Repeat rate",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Customers who had ordered more than once by then, in percent.",
    )

    @property
    def _table_query(self):
        return SQL(
            QUERY,
            companies=self.env.companies.ids,
            visible=self._sql_visible(),
            now=SQL("%s::timestamp", fields.Datetime.now()),
            months=MONTHS,
            usual=rhythm.USUAL_GAP,
            lost=rhythm.RATIOS["lost"],
            lost_days=rhythm.LEAST_DAYS["lost"],
            lapsing=rhythm.RATIOS["lapsing"],
            lapsing_days=rhythm.LEAST_DAYS["lapsing"],
        )

    def _sql_visible(self):
        """Return the condition that customer p is one whom the user sees.

        A rule on the rows is not enough: the size of a cohort is in each of its rows.
        """
        user = self.env.user
        if self.env.su or not user._is_customer_restricted():
            return SQL("TRUE")
        # sudo: as in a record rule, which this is
        contacts = self.env["res.partner"].sudo().with_context(active_test=False)
        visible = contacts._search(
            user._customer_access_domain("commercial_partner_id")
        )
        return SQL("p.commercial_partner_id IN %s", visible.subselect())
