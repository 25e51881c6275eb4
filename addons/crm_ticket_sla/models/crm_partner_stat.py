# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL, formatLang

from odoo.addons.crm_relationship.tools import health

from .crm_ticket_stage import CLOSED_KINDS

#: The tickets of a year and those that are open; a promise broken within 90 days counts
#: whether or not the ticket is open still.
TICKETS = """
    SELECT t.commercial_partner_id, count(*) FILTER (WHERE o.is_open) AS open,
        count(*) FILTER (WHERE b.is_broken) AS breached,
        avg(NULLIF(t.rating_last_value, 0)) AS rating
      FROM crm_ticket t
     CROSS JOIN LATERAL (SELECT NOT t.stage_kind = ANY(%(closed)s) AS is_open) o
     CROSS JOIN LATERAL (SELECT EXISTS (SELECT 1 FROM crm_ticket_sla c
             WHERE c.ticket_id = t.id AND c.outcome = 'missed' AND (o.is_open
               OR c.missed_at > %(now)s - interval '90 days')) AS is_broken) b
     WHERE t.commercial_partner_id = ANY(%(partners)s) AND t.company_id = %(company)s
       AND t.active IS TRUE
       AND (o.is_open OR t.opened_at > %(now)s - interval '365 days')
     GROUP BY 1
"""

TIME = """
    SELECT w.id AS res_id, t.commercial_partner_id AS partner_id, t.company_id,
        w.date AS day, w.minutes::float AS minutes,
        round(w.minutes / 60.0 * %(hour)s, 2) AS expense
      FROM crm_ticket_time w JOIN crm_ticket t ON t.id = w.ticket_id
      JOIN res_company y ON y.id = t.company_id
      LEFT JOIN res_users u ON u.id = w.user_id
     WHERE w.minutes > 0 AND t.commercial_partner_id IS NOT NULL
"""


class CrmPartnerStat(models.Model):
    """What tickets say of the health of a relationship."""

    _inherit = "crm.partner.stat"

    @api.model
    def _health_service(self, company, partner_ids, now):
        found = super()._health_service(company, partner_ids, now)
        rows = self.env.execute_query(
            SQL(
                TICKETS,
                partners=list(partner_ids),
                company=company.id,
                now=SQL("%s::timestamp", now),
                closed=list(CLOSED_KINDS),
            )
        )
        tickets = {
            partner: health.service(
                waiting, breached, None if rating is None else round(float(rating), 2)
            )
            for partner, waiting, breached, rating in rows
        }
        nothing = health.Component("service", None)
        return {
            partner: [*found.get(partner, []), tickets.get(partner, nothing)]
            for partner in partner_ids
        }

    def _health_words_service(self, detail):
        words = self.env._(
            "%(open)s tickets open, %(breached)s promises broken",
            open=detail["open"],
            breached=detail["breached"],
        )
        if detail["rating"] is None:
            return words
        return self.env._(
            "%(tickets)s; rated %(rating)s of 5",
            tickets=words,
            rating=formatLang(self.env, detail["rating"], digits=1),
        )


class CrmInsight(models.Model):
    """Nothing is offered to a customer whose complaint is open."""

    _inherit = "crm.insight"

    @api.model
    def _select_disputed(self, company, partner_ids):
        return SQL(
            "%s UNION ALL SELECT t.commercial_partner_id FROM crm_ticket t"
            " JOIN crm_ticket_category g ON g.id = t.category_id"
            " WHERE t.commercial_partner_id = ANY(%s) AND t.company_id = %s"
            " AND t.active IS TRUE"
            " AND NOT t.stage_kind = ANY(%s)"
            " AND EXISTS (SELECT 1 FROM crm_ticket_category c WHERE c.is_complaint"
            " AND g.parent_path LIKE c.parent_path || '%%')",
            super()._select_disputed(company, partner_ids),
            list(partner_ids),
            company.id,
            list(CLOSED_KINDS),
        )


class CrmProfitReport(models.Model):
    """The time that tickets took is a cost of serving the customer."""

    _inherit = "crm.profit.report"
    _depends = {
        "crm.ticket.time": ["minutes", "user_id", "date", "ticket_id"],
        "crm.ticket": ["commercial_partner_id", "company_id"],
    }

    @api.model
    def _models_of_kinds(self):
        return {**super()._models_of_kinds(), "ticket": "crm.ticket.time"}

    @api.model
    def _select_expenses(self):
        return {
            **super()._select_expenses(),
            "ticket": SQL(TIME, hour=self._sql_hour()),
        }

    def _document(self):
        if self.kind != "ticket":
            return super()._document()
        # sudo: which ticket; opening it is for those who may read it
        line = self.env["crm.ticket.time"].sudo().browse(self.res_id)
        return "crm.ticket", line.ticket_id.id
