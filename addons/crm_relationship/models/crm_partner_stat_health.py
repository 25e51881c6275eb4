# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..tools import health
from ..tools.arrays import array_text

COLUMNS = {
    "id": "int",
    "contact_due_at": "date",
    "health_score": "int",
    "health_band": "varchar",
    "health_detail": "jsonb",
}
#: Last contacts whose outcome tells the mood.
MOODS = 5
FACTS = """
    WITH debts AS (
        SELECT m.commercial_partner_id AS partner_id,
            sum(m.amount_residual_signed) FILTER (
                WHERE m.invoice_date_due < %(today)s) AS overdue,
            sum(m.amount_total_signed) FILTER (
                WHERE m.invoice_date > %(today)s - 365) AS invoiced,
            max(%(today)s - m.invoice_date_due) FILTER (
                WHERE m.move_type = 'out_invoice' AND m.amount_residual_signed > 0
                  AND m.invoice_date_due < %(today)s) AS late_days
          FROM account_move m
         WHERE m.commercial_partner_id = ANY(%(partners)s::int[]) AND m.company_id = %(company)s
           AND m.state = 'posted' AND m.move_type IN ('out_invoice', 'out_refund')
         GROUP BY 1)
    SELECT s.id, s.partner_id, s.orders_count, s.churn_risk, b.recent, b.before,
        s.lifecycle, s.create_date, s.last_touch_at, s.last_in_at,
        s.waiting_reply, s.next_step_at, t.cadence_days, d.overdue, d.invoiced,
        d.late_days, m.good, m.neutral, m.bad
      FROM crm_partner_stat s
      JOIN crm_partner_bought b ON b.id = s.id
      LEFT JOIN crm_customer_tier t ON t.id = s.tier_id
      LEFT JOIN debts d ON d.partner_id = s.partner_id
     CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE tone = 'positive') AS good,
            count(*) FILTER (WHERE tone = 'neutral') AS neutral,
            count(*) FILTER (WHERE tone = 'negative') AS bad
          FROM (SELECT x.tone FROM crm_interaction i
              JOIN crm_interaction_outcome x ON x.id = i.outcome_id AND x.happened
             WHERE i.commercial_partner_id = s.partner_id AND i.company_id = s.company_id
               AND i.state = 'done' AND i.occurred_at <= %(now)s
               AND i.occurred_at > %(now)s - interval '365 days'
             ORDER BY i.occurred_at DESC, i.id DESC LIMIT %(moods)s) last) m
     WHERE s.company_id = %(company)s AND s.partner_id = ANY(%(partners)s::int[])
     ORDER BY s.partner_id
"""
#: A row for each customer whose health is not what it was when it was last kept.
KEEP = """
    INSERT INTO crm_partner_change (partner_id, company_id, kind, changed_at, old_value, value)
    SELECT s.partner_id, s.company_id, 'health', %(now)s, kept.value, s.health_score::text
      FROM crm_partner_stat s LEFT JOIN LATERAL (
        SELECT c.value FROM crm_partner_change c
         WHERE c.partner_id = s.partner_id AND c.company_id = s.company_id
           AND c.kind = 'health' ORDER BY c.id DESC LIMIT 1) kept ON TRUE
     WHERE s.company_id = %(company)s AND s.partner_id = ANY(%(partners)s::int[])
       AND s.health_score::text IS DISTINCT FROM kept.value RETURNING id
"""


class CrmPartnerStat(models.Model):
    """How well a relationship is; see tools/health.py."""

    _inherit = "crm.partner.stat"

    @api.model
    def _refresh_health(self, company, partner_ids, now):
        """Compute health and the day a contact is due, after the purchases."""
        today = self._company_day(company, now)
        rows = self.env.execute_query_dict(
            SQL(
                FACTS,
                partners=array_text(partner_ids),
                company=company.id,
                today=SQL("%s::date", today),
                now=SQL("%s::timestamp", now),
                moods=MOODS,
            )
        )
        service = self._health_service(company, partner_ids, now)
        values = []
        for facts in rows:
            components = self._health_components(facts, now)
            components += service.get(facts["partner_id"], [])
            score = health.total(components)
            detail = json.dumps([c.as_json() for c in components], sort_keys=True)
            due = self._contact_due(facts, now)
            values.append((facts["id"], due, score, health.band(score), detail))
        self._store_standing(COLUMNS, values, now)

    @api.model
    def _health_service(self, company, partner_ids, now):
        """Return ``{customer id: [Component]}`` of after-sales, for others to add."""
        return {}

    @api.model
    def _health_components(self, facts, now):
        def days(since):
            return since and round(max(0.0, (now - since).total_seconds() / 86400), 1)

        cadence = facts["cadence_days"] if facts["lifecycle"] != "lost" else None
        waiting = days(facts["last_in_at"]) if facts["waiting_reply"] else None
        return [
            health.contact(days(facts["last_touch_at"]), cadence),
            health.orders(
                round(float(facts["recent"] or 0), 2),
                round(float(facts["before"] or 0), 2),
                facts["churn_risk"],
            )
            if facts["orders_count"]
            else health.orders(0, 0, None),
            health.payment(
                round(max(0.0, float(facts["overdue"] or 0)), 2),
                round(max(0.0, float(facts["invoiced"] or 0)), 2),
                facts["late_days"] or 0,
            ),
            health.mood(facts["good"], facts["neutral"], facts["bad"]),
            health.reply(waiting, bool(facts["last_in_at"])),
        ]

    @api.model
    def _contact_due(self, facts, now):
        """Return the day by which somebody should have spoken with the customer."""
        if not facts["cadence_days"] or facts["lifecycle"] == "lost":
            return None
        since = facts["last_touch_at"] or facts["create_date"]
        due = since + timedelta(days=facts["cadence_days"])
        if facts["next_step_at"] and facts["next_step_at"] >= now:
            due = max(due, facts["next_step_at"])
        return due.date()

    @api.model
    def _keep_health(self, company, partner_ids, now):
        """Keep the health of today where it is not what was kept last."""
        self.env.execute_query(
            SQL(KEEP, company=company.id, partners=array_text(partner_ids), now=now)
        )

    # ------------------------------------------------------------
    # In words
    # ------------------------------------------------------------

    @api.depends("health_detail")
    @api.depends_context("lang")
    def _compute_health_reasons(self):
        for stat in self:
            lines = stat._health_lines()
            stat.health_reasons = "\n".join(
                f"{line['label']}: {line['text']}" for line in lines
            )

    def _health_lines(self):
        """Return what made the score, the worst first, in the user's language."""
        self.ensure_one()
        labels = self._health_labels()
        lines = [
            {
                "key": detail["key"],
                "label": labels.get(detail["key"], detail["key"]),
                "score": detail["score"],
                "text": self._health_text(detail),
            }
            for detail in self.health_detail or []
        ]
        return sorted(
            lines, key=lambda line: 101 if line["score"] is None else line["score"]
        )

    @api.model
    def _health_labels(self):
        return {
            "contact": self.env._("Contact"),
            "orders": self.env._("Orders"),
            "payment": self.env._("Payment"),
            "mood": self.env._("Mood"),
            "reply": self.env._("Reply"),
            "service": self.env._("Service"),
        }

    def _health_text(self, detail):
        if detail["score"] is None:
            return self.env._("no data")
        words = getattr(self, f"_health_words_{detail['key']}", None)
        return words(detail) if words else str(detail["score"])

    def _health_words_contact(self, detail):
        if not round(detail["days"]):
            return self.env._(
                "the last one today, due every %(cadence)s days",
                cadence=detail["cadence"],
            )
        return self.env._(
            "the last one %(days)s days ago, due every %(cadence)s days",
            days=round(detail["days"]),
            cadence=detail["cadence"],
        )

    def _health_words_orders(self, detail):
        risk = round(100 * (detail["churn"] or 0))
        currency = self.currency_id
        return self.env._(
            "%(recent)s in 90 days, %(before)s in the 90 before; risk of leaving %(risk)s %%",
            recent=currency.format(detail["recent"]),
            before=currency.format(detail["before"]),
            risk=risk,
        )

    def _health_words_payment(self, detail):
        if not detail["overdue"]:
            return self.env._("nothing is overdue")
        return self.env._(
            "%(overdue)s overdue, for up to %(days)s days",
            overdue=self.currency_id.format(detail["overdue"]),
            days=detail["days"],
        )

    def _health_words_mood(self, detail):
        return self.env._(
            "of the last contacts %(good)s ended well, %(bad)s badly",
            good=detail["good"],
            bad=detail["bad"],
        )

    def _health_words_reply(self, detail):
        if detail["days"] is None:
            return self.env._("nobody waits for us")
        if not round(detail["days"]):
            return self.env._("has waited for an answer since today")
        return self.env._(
            "has waited %(days)s days for an answer", days=round(detail["days"])
        )
