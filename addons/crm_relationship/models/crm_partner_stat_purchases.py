# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..tools import rhythm
from .crm_partner_stat_standing import PERIOD_DAYS

COLUMNS = {
    "id": "int",
    "last_order_at": "timestamp",
    "first_order_at": "timestamp",
    "orders_count": "int",
    "revenue": "numeric",
    "revenue_365": "numeric",
    "order_gap": "float8",
    "lifecycle": "varchar",
    "expected_next_order_at": "timestamp",
    "expected_orders": "numeric",
    "expected_revenue": "numeric",
    "churn_risk": "float8",
}
#: What each customer bought, a row for every row of statistics. Orders of one day are
#: one purchase: they are parts of it.
FACTS = """
    WITH people AS (
        SELECT id, commercial_partner_id AS partner_id FROM res_partner
         WHERE commercial_partner_id = ANY(%(partners)s)),
    orders AS (
        SELECT p.partner_id, o.date_order AS at,
            o.amount_untaxed / COALESCE(NULLIF(o.currency_rate, 0), 1) AS worth
          FROM people p JOIN sale_order o ON o.partner_id = p.id
         WHERE o.state = 'sale' AND o.company_id = %(company)s AND o.amount_untaxed > 0
           AND o.date_order <= %(now)s),
    days AS (
        SELECT partner_id, at::date AS day, sum(worth) AS worth FROM orders GROUP BY 1, 2),
    steps AS (
        SELECT partner_id, worth,
            day - lag(day) OVER (PARTITION BY partner_id ORDER BY day) AS gap FROM days),
    habits AS (
        SELECT partner_id, count(*) AS days, count(gap) AS gaps,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) AS gap,
            avg(worth) FILTER (WHERE gap IS NOT NULL) AS repeat_worth
          FROM steps GROUP BY 1),
    bought AS (
        SELECT partner_id, count(*) AS orders, min(at) AS first, max(at) AS last,
            sum(worth) AS revenue,
            sum(worth) FILTER (WHERE at > %(now)s - interval '365 days') AS revenue_365,
            sum(worth) FILTER (WHERE at > %(now)s - %(period)s) AS recent,
            sum(worth) FILTER (WHERE at <= %(now)s - %(period)s
                AND at > %(now)s - 2 * %(period)s) AS before
          FROM orders GROUP BY 1),
    leads AS (
        SELECT p.partner_id FROM people p JOIN crm_lead l ON l.partner_id = p.id
         WHERE l.active IS TRUE AND l.won_status = 'pending'
           AND COALESCE(l.company_id, %(company)s) = %(company)s
         UNION
        SELECT p.partner_id FROM people p JOIN sale_order o ON o.partner_id = p.id
         WHERE o.state IN ('draft', 'sent') AND o.company_id = %(company)s)
    SELECT s.id, s.partner_id, b.orders, b.first, b.last, b.revenue, b.revenue_365,
        b.recent, b.before, h.days, h.gaps, h.gap, h.repeat_worth,
        l.partner_id IS NOT NULL AS has_lead
      FROM crm_partner_stat s
      LEFT JOIN bought b USING (partner_id) LEFT JOIN habits h USING (partner_id)
      LEFT JOIN leads l USING (partner_id)
     WHERE s.company_id = %(company)s AND s.partner_id = ANY(%(partners)s)
     ORDER BY s.partner_id
"""


class CrmPartnerStat(models.Model):
    """What was bought, and what follows from it; see tools/rhythm.py."""

    _inherit = "crm.partner.stat"

    @api.model
    def _refresh_purchases(self, company, partner_ids, now):
        """Compute stage of life and forecast of customers from their orders.

        :return: ``{statistics id: facts}``
        """
        rows = self.env.execute_query_dict(
            SQL(
                FACTS,
                partners=list(partner_ids),
                company=company.id,
                now=SQL("%s::timestamp", now),
                period=SQL("%s::interval", timedelta(days=PERIOD_DAYS)),
            )
        )
        purchases = self.env["crm.purchase.model"]._of(company)
        forecasts = purchases._forecast(rows, now)
        values = [
            self._purchase_values(facts, forecast, purchases.usual_gap, now)
            for facts, forecast in zip(rows, forecasts, strict=True)
        ]
        self._store_standing(COLUMNS, values, now)
        return {facts["id"]: facts for facts in rows}

    @api.model
    def _purchase_values(self, facts, forecast, usual_gap, now):
        """Return the columns of one customer; adds the risk of leaving to the facts."""
        if not facts["orders"]:
            life = rhythm.stage(0, 0.0, 1.0, facts["has_lead"])
            facts["churn_risk"] = None
            return (facts["id"], None, None, 0, 0, 0, None, life, None, 0, 0, None)
        gap = rhythm.rhythm(facts["gap"], facts["gaps"], usual_gap)
        silent = max(0.0, (now - facts["last"]).total_seconds() / 86400)
        churn = rhythm.churn(silent, gap)
        orders = PERIOD_DAYS / gap * (1 - churn)
        worth = float(facts["repeat_worth"] or facts["revenue"] / facts["days"])
        if forecast:
            orders, worth = forecast["orders"], forecast["worth"] or worth
            # of a first order alone the model says nothing of leaving
            churn = 1 - forecast["alive"] if facts["days"] > 1 else churn
        facts["churn_risk"] = churn
        return (
            facts["id"],
            facts["last"],
            facts["first"],
            facts["orders"],
            facts["revenue"],
            facts["revenue_365"] or 0,
            round(gap, 1),
            rhythm.stage(facts["orders"], silent, gap, facts["has_lead"]),
            rhythm.expected_order(facts["last"], gap),
            round(orders, 2),
            round(orders * worth, 2),
            round(churn, 4),
        )
