# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

STORE = """
    UPDATE crm_partner_stat s
       SET (margin, margin_unknown, service_cost, profit, write_date)
         = (n.margin, n.unknown, n.expense, n.margin - n.expense, %(now)s::timestamp)
      FROM (
        SELECT k.id, COALESCE(round(sum(r.margin)::numeric, 2), 0) AS margin,
            round((sum(abs(r.unknown_revenue)) / NULLIF(sum(abs(r.revenue)), 0))::numeric,
                4)::float AS unknown,
            COALESCE(round(sum(r.expense)::numeric, 2), 0) AS expense
          FROM crm_partner_stat k
          LEFT JOIN (%(report)s) r ON r.partner_id = k.partner_id
           AND r.company_id = k.company_id AND r.day > %(today)s - 365
           AND r.day <= %(today)s AND r.partner_id = ANY(%(partners)s)
         WHERE k.company_id = %(company)s AND k.partner_id = ANY(%(partners)s)
         GROUP BY k.id) n
     WHERE n.id = s.id
       AND (s.margin, s.margin_unknown, s.service_cost, s.profit) IS DISTINCT FROM
            (n.margin, n.unknown, n.expense, n.margin - n.expense)
    RETURNING s.id
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
        self.env.execute_query(
            SQL(
                STORE,
                report=self.env["crm.profit.report"]._table_query,
                company=company.id,
                partners=list(partner_ids),
                today=SQL("%s::date", self._company_day(company, now)),
                now=now,
            )
        )
