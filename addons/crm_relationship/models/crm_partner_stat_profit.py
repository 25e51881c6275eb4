# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.arrays import array_text

#: The figures of the report; what each kind of cost comes to is found by itself, so that
#: nothing is read but what the sums need.
STORE = """
    WITH sold AS (
        SELECT r.partner_id, sum(r.margin) AS margin, sum(abs(r.revenue)) AS revenue,
            sum(abs(r.unknown_revenue)) AS unknown
          FROM (%(lines)s) r WHERE %(scope)s GROUP BY 1),
    spent AS (
        SELECT e.partner_id, sum(e.expense) AS expense FROM (%(expenses)s) e GROUP BY 1),
    summed AS (
        SELECT k.partner_id, COALESCE(round(b.margin::numeric, 2), 0) AS margin,
            round((b.unknown / NULLIF(b.revenue, 0))::numeric, 4)::float AS unknown,
            COALESCE(round(e.expense::numeric, 2), 0) AS expense
          FROM unnest(%(partners)s::int[]) k(partner_id)
          LEFT JOIN sold b USING (partner_id) LEFT JOIN spent e USING (partner_id)
        OFFSET 0)  -- by themselves: how many they are is known
    UPDATE crm_partner_stat s
       SET (margin, margin_unknown, service_cost, profit, write_date)
         = (n.margin, n.unknown, n.expense, n.margin - n.expense, %(now)s::timestamp)
      FROM summed n
     WHERE s.partner_id = n.partner_id AND s.company_id = %(company)s AND %(near_stat)s
       AND (s.margin, s.margin_unknown, s.service_cost, s.profit) IS DISTINCT FROM
            (n.margin, n.unknown, n.expense, n.margin - n.expense)
    RETURNING s.id
"""
SCOPE = """
    r.company_id = %(company)s AND r.day > %(today)s - 365 AND r.day <= %(today)s
    AND %(near)s
"""


class CrmPartnerStat(models.Model):
    """What a customer brought in a year, and how much of it nobody can tell."""

    _inherit = "crm.partner.stat"

    margin = fields.Monetary(
        string="Margin of a year",
        readonly=True,
        help="Of posted invoices less credit notes, as far as the cost is known.",
    )
    margin_unknown = fields.Float(
        string="Unknown cost",
        readonly=True,
        aggregator="avg",
        help="Share of what was invoiced in the year whose cost nobody entered.",
    )
    service_cost = fields.Monetary(
        string="Cost to serve in a year",
        readonly=True,
        help="Deliveries, and the time that people spent with the customer.",
    )
    profit = fields.Monetary(
        string="Profit of a year",
        readonly=True,
        help="The margin less the cost to serve.",
    )

    @api.model
    def _refresh_profit(self, company, partner_ids, now):
        """Compute what customers brought, in one statement."""
        report = self.env["crm.profit.report"]
        scope = SQL(
            SCOPE,
            company=company.id,
            today=SQL("%s::date", self._company_day(company, now)),
            near=self._sql_near(SQL("r.partner_id"), partner_ids),
        )
        expenses = SQL(" UNION ALL ").join(
            SQL(
                "SELECT r.partner_id, sum(r.expense) AS expense FROM (%s) r"
                " WHERE %s GROUP BY 1",
                rows,
                scope,
            )
            for rows in report._select_expenses().values()
        )
        self.env.execute_query(
            SQL(
                STORE,
                lines=report._select_lines(),
                expenses=expenses,
                scope=scope,
                near_stat=self._sql_near(SQL("s.partner_id"), partner_ids),
                company=company.id,
                partners=array_text(partner_ids),
                now=now,
            )
        )
