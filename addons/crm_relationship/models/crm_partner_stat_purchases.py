# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..tools import rhythm
from ..tools.arrays import array_text
from .crm_partner_stat_standing import PERIOD_DAYS

COLUMNS = (
    "last_order_at",
    "first_order_at",
    "orders_count",
    "revenue",
    "revenue_365",
    "order_gap",
    "lifecycle",
    "expected_next_order_at",
    "expected_orders",
    "expected_revenue",
    "churn_risk",
)
#: What each customer bought, a row for every row of statistics. Orders of one day are
#: one purchase. A table of the transaction: the forecast is made of it outside of SQL,
#: and health reads it too.
FACTS = """
    CREATE TEMPORARY TABLE crm_partner_bought ON COMMIT DROP AS
    WITH people AS (
        SELECT id, commercial_partner_id AS partner_id FROM res_partner
         WHERE %(near)s),
    orders AS (
        SELECT p.partner_id, o.date_order AS at,
            o.amount_untaxed / COALESCE(NULLIF(o.currency_rate, 0), 1) AS worth
          FROM people p JOIN sale_order o ON o.partner_id = p.id
         WHERE o.state = 'sale' AND o.company_id = %(company)s AND o.amount_untaxed > 0
           AND o.date_order <= %(now)s),
    days AS (
        SELECT partner_id, at::date AS day, count(*) AS orders, min(at) AS first,
            max(at) AS last, sum(worth) AS worth,
            sum(worth) FILTER (WHERE at > %(now)s - interval '365 days') AS worth_365,
            sum(worth) FILTER (WHERE at > %(now)s - %(period)s) AS recent,
            sum(worth) FILTER (WHERE at <= %(now)s - %(period)s
                AND at > %(now)s - 2 * %(period)s) AS before
          FROM orders GROUP BY 1, 2),
    steps AS (
        SELECT *, day - lag(day) OVER (PARTITION BY partner_id ORDER BY day) AS gap
          FROM days),
    bought AS (
        SELECT partner_id, sum(orders)::int AS orders, min(first) AS first,
            max(last) AS last, sum(worth) AS revenue, sum(worth_365) AS revenue_365,
            sum(recent) AS recent, sum(before) AS before, count(*) AS days,
            count(gap) AS gaps, percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) AS gap,
            avg(worth) FILTER (WHERE gap IS NOT NULL) AS repeat_worth
          FROM steps GROUP BY 1),
    leads AS (
        SELECT p.partner_id FROM people p JOIN crm_lead l ON l.partner_id = p.id
         WHERE l.active IS TRUE AND l.won_status = 'pending'
           AND COALESCE(l.company_id, %(company)s) = %(company)s
         UNION
        SELECT p.partner_id FROM people p JOIN sale_order o ON o.partner_id = p.id
         WHERE o.state IN ('draft', 'sent') AND o.company_id = %(company)s)
    SELECT s.id, k.* FROM (
        SELECT k.partner_id, b.orders, b.first, b.last, b.revenue, b.revenue_365, b.recent,
            b.before, b.days, b.repeat_worth, GREATEST(1, CASE WHEN b.gaps >= %(least_gaps)s
                THEN b.gap ELSE %(usual_gap)s::float8 END) AS gap,
            GREATEST(0, date_part('epoch', %(now)s - b.last) / 86400) AS silent,
            l.partner_id IS NOT NULL AS has_lead
          FROM unnest(%(partners)s::int[]) k(partner_id)
          LEFT JOIN bought b USING (partner_id) LEFT JOIN leads l USING (partner_id)
        OFFSET 0) k  -- by themselves: how many they are is known, how many of s is not
      JOIN crm_partner_stat s ON s.partner_id = k.partner_id AND s.company_id = %(company)s
       AND %(near_stat)s
"""
#: The figures of tools/rhythm.py, or the forecast where there is one. Of a first order
#: alone a forecast says nothing of leaving. Equal rows are left alone, and a changed
#: stage of life is kept with its day.
STORE = """
    WITH forecast AS (
        SELECT * FROM unnest(%(ids)s::int[], %(orders)s::float8[], %(alive)s::float8[],
            %(worth)s::float8[]) AS f(id, orders, alive, worth)),
    weighed AS (
        SELECT b.*, f.orders AS forecast_orders, 1 - f.alive AS leaving,
            COALESCE(NULLIF(f.worth, 0), NULLIF(b.repeat_worth, 0)::float8,
                b.revenue::float8 / b.days) AS each,
            -- a power that is too small to be told from 0 would be an error
            1 - power(0.5::float8, LEAST(1000, GREATEST(0, b.silent / b.gap - 1)
                / %(half)s::float8)) AS silence
          FROM crm_partner_bought b LEFT JOIN forecast f ON f.id = b.id),
    judged AS (
        SELECT w.*, CASE WHEN days > 1 THEN COALESCE(leaving, silence) ELSE silence END
                AS churn,
            COALESCE(forecast_orders, %(period)s::float8 / gap * (1 - silence)) AS coming
          FROM weighed w),
    new AS (
        SELECT id, last AS last_order_at, first AS first_order_at,
            COALESCE(orders, 0) AS orders_count, COALESCE(revenue, 0) AS revenue,
            COALESCE(revenue_365, 0) AS revenue_365,
            CASE WHEN orders > 0 THEN round(gap::numeric, 1)::float8 END AS order_gap,
            (CASE WHEN orders IS NULL THEN CASE WHEN has_lead THEN 'lead' ELSE 'contact' END
                WHEN silent > GREATEST(%(lost_days)s, %(lost)s * gap) THEN 'lost'
                WHEN silent > GREATEST(%(lapsing_days)s, %(lapsing)s * gap) THEN 'lapsing'
                WHEN orders >= %(loyal)s THEN 'loyal'
                WHEN orders > 1 THEN 'repeat' ELSE 'first' END)::varchar AS lifecycle,
            last + round(gap) * interval '1 day' AS expected_next_order_at,
            CASE WHEN orders > 0 THEN (round(coming * 100) / 100)::numeric ELSE 0 END
                AS expected_orders,
            CASE WHEN orders > 0 THEN (round(coming * each * 100) / 100)::numeric ELSE 0 END
                AS expected_revenue,
            CASE WHEN orders > 0 THEN round(churn * 10000) / 10000 END AS churn_risk
          FROM judged),
    changed AS MATERIALIZED (
        SELECT new.*, s.partner_id, s.company_id, s.lifecycle AS old_lifecycle
          FROM new JOIN crm_partner_stat s ON s.id = new.id AND %(near)s
         WHERE (%(current)s) IS DISTINCT FROM (%(new)s)),
    written AS (
        UPDATE crm_partner_stat s
           SET (%(names)s, write_date) = (%(changed)s, %(now)s::timestamp)
          FROM changed WHERE changed.id = s.id AND %(near)s)
    INSERT INTO crm_partner_change (partner_id, company_id, kind, changed_at, old_value,
        value)
    SELECT partner_id, company_id, 'lifecycle', %(now)s, old_lifecycle, lifecycle
      FROM changed WHERE old_lifecycle <> lifecycle RETURNING id
"""


class CrmPartnerStat(models.Model):
    """What was bought, and what follows from it; see tools/rhythm.py."""

    _inherit = "crm.partner.stat"

    @api.model
    def _refresh_purchases(self, company, partner_ids, now):
        """Compute stage of life and forecast of customers from their orders.

        What they bought is in the table `crm_partner_bought` until the transaction ends.
        """
        purchases = self.env["crm.purchase.model"]._of(company)
        near = self._sql_near(SQL("s.partner_id"), partner_ids)
        self.env.cr.execute("DROP TABLE IF EXISTS crm_partner_bought")
        self.env.cr.execute(
            SQL(
                FACTS,
                partners=array_text(partner_ids),
                near=self._sql_near(SQL("commercial_partner_id"), partner_ids),
                near_stat=near,
                company=company.id,
                now=SQL("%s::timestamp", now),
                period=SQL("%s::interval", timedelta(days=PERIOD_DAYS)),
                least_gaps=rhythm.LEAST_GAPS,
                usual_gap=purchases.usual_gap or rhythm.USUAL_GAP,
            )
        )
        self._store_purchases(purchases._forecast(now), near, now)

    @api.model
    def _store_purchases(self, forecast, near, now):
        """Write what follows from the purchases.

        :param forecast: columns: statistics id, orders, chance of staying, their worth
        :param near: condition that spares reading the statistics ``s`` of all others
        """

        def listed(prefix):
            return SQL(", ").join(SQL.identifier(*prefix, name) for name in COLUMNS)

        columns = ("ids", "orders", "alive", "worth")
        self.env.execute_query(
            SQL(
                STORE,
                **dict(zip(columns, map(array_text, forecast), strict=True)),
                period=PERIOD_DAYS,
                half=rhythm.RATIOS["lapsing"] - 1,
                lost=rhythm.RATIOS["lost"],
                lost_days=rhythm.LEAST_DAYS["lost"],
                lapsing=rhythm.RATIOS["lapsing"],
                lapsing_days=rhythm.LEAST_DAYS["lapsing"],
                loyal=rhythm.LOYAL_ORDERS,
                near=near,
                names=listed([]),
                current=listed(["s"]),
                new=listed(["new"]),
                changed=listed(["changed"]),
                now=now,
            )
        )
