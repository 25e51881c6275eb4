# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import rfm

SCORES = ("rfm_recency", "rfm_frequency", "rfm_monetary")
PURCHASES = ("last_order_at", "orders_count", "revenue")

#: The three ways of a customer's row: gone out of the scores, scored anew, new. What the
#: segment was is kept.
STORE = """
    WITH %(scored_ctes)s,
    gone AS (
        UPDATE crm_partner_stat s SET last_order_at = NULL, orders_count = 0,
            revenue = 0, rfm_recency = 0, rfm_frequency = 0, rfm_monetary = 0,
            rfm_segment = NULL, write_date = %(now)s
         WHERE s.company_id = %(company)s AND s.orders_count > 0 AND NOT EXISTS
            (SELECT 1 FROM scored WHERE scored.partner_id = s.partner_id)),
    same AS (
        UPDATE crm_partner_stat s
           SET (%(names)s, write_date) = (%(scored)s, %(now)s::timestamp) FROM scored
         WHERE s.company_id = %(company)s AND s.partner_id = scored.partner_id
           AND (%(current)s) IS DISTINCT FROM (%(scored)s)),
    kept AS (
        INSERT INTO crm_partner_change (partner_id, company_id, kind, changed_at,
            old_value, value)
        SELECT s.partner_id, s.company_id, 'segment', %(now)s, s.rfm_segment,
            scored.rfm_segment
          FROM crm_partner_stat s LEFT JOIN scored USING (partner_id)
         WHERE s.company_id = %(company)s AND s.rfm_segment IS NOT NULL
           AND s.rfm_segment IS DISTINCT FROM scored.rfm_segment)
    INSERT INTO crm_partner_stat (partner_id, company_id, %(names)s, count_30, count_90,
        count_365, waiting_reply, create_uid, create_date, write_uid, write_date)
    SELECT partner_id, %(company)s, %(names)s, 0, 0, 0, FALSE, %(uid)s, %(now)s, %(uid)s,
        %(now)s
      FROM scored WHERE NOT EXISTS (SELECT 1 FROM crm_partner_stat s
        WHERE s.company_id = %(company)s AND s.partner_id = scored.partner_id)
    ON CONFLICT DO NOTHING RETURNING id
"""

#: Few customers are divided by fixed numbers. Companies of the group have bought and are
#: not scored with the others, unless the company wants it.
CTES = """
    bought AS (
        SELECT p.commercial_partner_id AS partner_id, max(o.date_order) AS last_order_at,
            count(*) AS orders_count,
            sum(o.amount_untaxed / COALESCE(NULLIF(o.currency_rate, 0), 1)) AS revenue
          FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
         WHERE o.state = 'sale' AND o.company_id = %(company)s AND o.amount_untaxed > 0
           AND o.date_order <= %(now)s
         GROUP BY 1),
    refunded AS (
        SELECT m.commercial_partner_id AS partner_id,
            -sum(m.amount_untaxed_signed) AS amount
          FROM account_move m
         WHERE m.state = 'posted' AND m.move_type = 'out_refund'
           AND m.company_id = %(company)s AND m.invoice_date <= %(today)s
         GROUP BY 1),
    compared AS (
        SELECT b.*, GREATEST(0, b.revenue - COALESCE(r.amount, 0)) AS net,
            (%(today)s - (b.last_order_at AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date)
                AS days,
            %(group)s OR b.partner_id NOT IN (SELECT partner_id FROM res_company)
                AS is_customer
          FROM bought b LEFT JOIN refunded r USING (partner_id)),
    valued AS (SELECT * FROM compared WHERE is_customer),
    dividers AS (
        SELECT CASE WHEN count(*) < %(least)s THEN %(fixed_days)s ELSE
                percentile_cont(%(quantiles)s) WITHIN GROUP (ORDER BY days) END AS days,
            CASE WHEN count(*) < %(least)s THEN %(fixed_counts)s ELSE
                percentile_cont(%(quantiles)s) WITHIN GROUP (ORDER BY orders_count) END
                AS counts,
            CASE WHEN count(*) < %(least)s THEN %(fixed_values)s ELSE
                percentile_cont(%(quantiles)s) WITHIN GROUP (ORDER BY net) END AS nets
          FROM valued),
    fifths AS (
        SELECT v.partner_id, v.last_order_at, v.orders_count, v.revenue,
            5 - %(recency)s AS rfm_recency, 1 + %(frequency)s AS rfm_frequency,
            1 + %(monetary)s AS rfm_monetary FROM valued v CROSS JOIN dividers d),
    scored AS MATERIALIZED (
        SELECT *, %(segment)s AS rfm_segment FROM fifths
         UNION ALL
        SELECT partner_id, last_order_at, orders_count, revenue, 0, 0, 0, NULL
          FROM compared WHERE NOT is_customer)
"""


class CrmPartnerStat(models.Model):
    """How recently, how often and for how much a customer bought.

    From confirmed orders of more than nothing, untaxed, in the currency of the company
    at the rate of the order; orders rather than invoices, because a customer who
    ordered has bought, whenever accounting follows. Credit notes lessen what a customer
    bought for. Scores compare the customers of one company: see tools/rfm.py, whose
    figures these are. Computed every night.
    """

    _inherit = "crm.partner.stat"

    currency_id = fields.Many2one(related="company_id.currency_id")
    last_order_at = fields.Datetime(string="Last order", readonly=True)
    orders_count = fields.Integer(string="Orders", readonly=True)
    revenue = fields.Monetary(readonly=True, help="Of all confirmed orders, untaxed.")
    rfm_recency = fields.Integer(
        string="Recency",
        readonly=True,
        aggregator="avg",
        help="5: among the fifth of customers who bought last. 0: never bought.",
    )
    rfm_frequency = fields.Integer(
        string="Frequency",
        readonly=True,
        aggregator="avg",
        help="5: among the fifth of customers who ordered most often. 0: never bought.",
    )
    rfm_monetary = fields.Integer(
        string="Monetary",
        readonly=True,
        aggregator="avg",
        help="5: among the fifth of customers who bought for most. 0: never bought.",
    )
    rfm_segment = fields.Selection(
        selection="_selection_rfm_segment", string="RFM segment", readonly=True
    )

    _rfm_idx = models.Index("(company_id, rfm_segment) WHERE rfm_segment IS NOT NULL")

    @api.model
    def _selection_rfm_segment(self):
        # sudo: their names are no secret
        segments = self.env["crm.rfm.segment"].sudo()._ordered()
        return [(segment.code, segment.name) for segment in segments]

    @api.model
    def _cron_refresh_rfm(self):
        """Compute the scores of every company, one after the other."""
        commit = self.env["ir.cron"]._commit_progress
        companies = self.env["res.company"].search([("active", "=", True)])
        commit(remaining=len(companies))
        for company in companies:
            # the first statement: what follows sees what the others wrote before
            self.env.cr.execute(
                "LOCK TABLE crm_partner_stat IN SHARE ROW EXCLUSIVE MODE"
            )
            self._refresh_rfm(company)
            if not commit(1):
                return
        # tiers and health follow from the scores
        self.env["crm.purchase.model"]._start_night()

    @api.model
    def _refresh_rfm(self, company, now=None):
        """Compute purchases and scores of all customers of a company.

        One statement. Rows that stay the same are not written; who bought nothing
        (any more) has no score.
        """
        self.env.flush_all()
        columns = [*PURCHASES, *SCORES, "rfm_segment"]

        def listed(*prefix):
            return SQL(", ").join(SQL.identifier(*prefix, name) for name in columns)

        self.env.execute_query(
            SQL(
                STORE,
                scored_ctes=self._rfm_ctes(company, now or fields.Datetime.now()),
                names=listed(),
                scored=listed("scored"),
                current=listed("s"),
                company=company.id,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        self.invalidate_model()

    def _rfm_ctes(self, company, now):
        """Return CTEs of which `scored` has a row per customer who bought."""
        # sudo: where a company is and how it scores, whoever asks
        company = company.sudo()
        fixed = self.env["crm.rfm.threshold"]._edges(company)
        return SQL(
            CTES,
            company=company.id,
            now=SQL("%s::timestamp", now),
            today=SQL("%s::date", self._company_day(company, now)),
            zone=company.partner_id.tz or "UTC",
            group=company.rfm_intercompany,
            least=rfm.LEAST_CUSTOMERS,
            quantiles=SQL("%s::float[]", list(rfm.FIFTHS)),
            fixed_days=SQL("%s::float[]", fixed["recency"]),
            fixed_counts=SQL("%s::float[]", fixed["frequency"]),
            fixed_values=SQL("%s::float[]", fixed["monetary"]),
            recency=self._sql_above(SQL("v.days"), SQL("d.days")),
            frequency=self._sql_above(SQL("v.orders_count"), SQL("d.counts")),
            monetary=self._sql_above(SQL("v.net"), SQL("d.nets")),
            segment=self._sql_rfm_segment(),
        )

    def _sql_above(self, value, dividers):
        """Return the number of dividers that a value is above."""
        return SQL(
            "(%s)",
            SQL(" + ").join(
                SQL("(%s > (%s)[%s])::int", value, dividers, place)
                for place in range(1, len(rfm.FIFTHS) + 1)
            ),
        )

    def _sql_rfm_segment(self):
        """Return the segment of the scores: the first in the table that holds them."""
        segments = self.env["crm.rfm.segment"]._ordered()
        if not segments:
            return SQL("NULL::varchar")
        return SQL(
            "CASE %s END",
            SQL(" ").join(
                SQL(
                    "WHEN rfm_recency BETWEEN %s AND %s AND rfm_frequency BETWEEN %s AND %s"
                    " AND rfm_monetary BETWEEN %s AND %s THEN %s",
                    segment.recency_min,
                    segment.recency_max,
                    segment.frequency_min,
                    segment.frequency_max,
                    segment.monetary_min,
                    segment.monetary_max,
                    segment.code,
                )
                for segment in segments
            ),
        )
