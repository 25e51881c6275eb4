# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import purchase_model
from .crm_partner_stat_standing import PERIOD_DAYS

#: Customers refreshed between two commits of the nightly job.
BATCH = 20_000
#: Repeats, recency and age in days, and the mean worth of repeats, of every customer.
HABITS = """
    WITH days AS (
        SELECT p.commercial_partner_id AS partner_id, o.date_order::date AS day,
            sum(o.amount_untaxed / COALESCE(NULLIF(o.currency_rate, 0), 1)) AS worth
          FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
         WHERE o.state = 'sale' AND o.company_id = %(company)s AND o.amount_untaxed > 0
           AND o.date_order <= %(now)s GROUP BY 1, 2),
    steps AS (
        SELECT partner_id, day, worth,
            day - lag(day) OVER (PARTITION BY partner_id ORDER BY day) AS gap FROM days)
    SELECT count(gap), max(day) - min(day), %(now)s::date - min(day),
        COALESCE(avg(worth) FILTER (WHERE gap IS NOT NULL), 0),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY gap)
      FROM steps GROUP BY partner_id
"""
#: The same of the customers at hand, whose facts the statistics found.
BOUGHT = """
    SELECT id, days - 1, last::date - first::date, %(now)s::date - first::date,
        COALESCE(repeat_worth, 0)::float8
      FROM crm_partner_bought WHERE orders > 0
"""


class CrmPurchaseModel(models.Model):
    """What is typical of the purchases of a company's customers, found every night.

    The parameters of BG/NBD and Gamma-Gamma where there are customers enough and scipy
    is installed, and the typical time between two orders; and how far the nightly
    refresh of the customers has come, so that it goes on where it was stopped.
    """

    _name = "crm.purchase.model"
    _description = "Purchase Behaviour"
    _rec_name = "company_id"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    customers = fields.Integer(string="Customers who bought", readonly=True)
    usual_gap = fields.Float(string="Usual days between orders", readonly=True)
    fitted_at = fields.Datetime(string="Estimated on", readonly=True)
    is_fitted = fields.Boolean(string="Model fits", readonly=True)
    rate_r = fields.Float("r", readonly=True, digits=(16, 6))
    rate_alpha = fields.Float("alpha", readonly=True, digits=(16, 6))
    leave_a = fields.Float("a", readonly=True, digits=(16, 6))
    leave_b = fields.Float("b", readonly=True, digits=(16, 6))
    log_likelihood = fields.Float(readonly=True, digits=(16, 2))
    spend_p = fields.Float("p", readonly=True, digits=(16, 6))
    spend_q = fields.Float("q", readonly=True, digits=(16, 6))
    spend_gamma = fields.Float("gamma", readonly=True, digits=(16, 6))
    cursor = fields.Integer(readonly=True, default=0)
    done_on = fields.Date(string="Customers refreshed on", readonly=True)

    _company_uniq = models.Constraint("UNIQUE (company_id)", "A company has one row.")

    @api.model
    def _of(self, company):
        """Return the row of a company."""
        # sudo: figures about all customers, made and read by the statistics alone
        models_ = self.sudo()
        found = models_.search([("company_id", "=", company.id)])
        if not found:
            self.env.execute_query(
                SQL(
                    "INSERT INTO crm_purchase_model (company_id, cursor) VALUES (%s, 0)"
                    " ON CONFLICT (company_id) DO NOTHING RETURNING id",
                    company.id,
                )
            )
            found = models_.search([("company_id", "=", company.id)])
        return found

    # ------------------------------------------------------------
    # Every night
    # ------------------------------------------------------------

    @api.model
    def _start_night(self):
        """Have all customers refreshed soon, whether or not that was done today."""
        # sudo: whoever may edit tiers or segments wakes the system's job
        self.sudo().search([("done_on", "!=", False)]).done_on = False
        self.env.ref("crm_relationship.ir_cron_partner_standing").sudo()._trigger()

    @api.model
    def _cron_refresh_standing(self):
        """Refresh where all customers stand, in batches that each commit."""
        commit = self.env["ir.cron"]._commit_progress
        now = fields.Datetime.now()
        companies = self.env["res.company"].search([("active", "=", True)])
        rows = [self._of(company) for company in companies]
        waiting = [row.id for row in rows if row.cursor or row.done_on != now.date()]
        commit(remaining=len(waiting))
        for row in self.browse(waiting):
            stats = self.env["crm.partner.stat"]
            if not row.cursor:
                stats._learn()
                commit()
                row._fit(now)
            while row._refresh_next(now):
                stats._learn()
                if not commit():
                    return
            if not commit(1):
                return

    def _refresh_next(self, now):
        """Refresh the next customers of the company; tell whether there were any."""
        self.ensure_one()
        rows = self.env.execute_query(
            SQL(
                "SELECT partner_id FROM crm_partner_stat WHERE company_id = %s"
                " AND partner_id > %s ORDER BY partner_id LIMIT %s",
                self.company_id.id,
                self.cursor,
                BATCH,
            )
        )
        if not rows:
            self.write({"cursor": 0, "done_on": now.date()})
            return False
        partner_ids = [partner for (partner,) in rows]
        self.env["crm.partner.stat"]._refresh_standing(
            self.company_id, partner_ids, now, is_night=True
        )
        self.cursor = partner_ids[-1]
        return True

    def _fit(self, now):
        """Estimate what is typical of the company's customers."""
        self.ensure_one()
        self.env.flush_all()
        habits = self.env.execute_query(
            SQL(HABITS, company=self.company_id.id, now=SQL("%s::timestamp", now))
        )
        gaps = sorted(gap for *_habit, gap in habits if gap)
        values = {
            "customers": len(habits),
            "usual_gap": gaps[len(gaps) // 2] if gaps else 0.0,
            "fitted_at": now,
            "is_fitted": False,
            "spend_q": 0.0,
        }
        if purchase_model.AVAILABLE:
            values.update(self._fitted_values(habits))
        self.write(values)
        self.env["crm.product.pair"]._refresh(self.company_id, now)

    def _fitted_values(self, habits):
        model = purchase_model.fit_bg_nbd(habit[:3] for habit in habits)
        if model is None:
            return {}
        values = {
            "is_fitted": True,
            "rate_r": model.r,
            "rate_alpha": model.alpha,
            "leave_a": model.a,
            "leave_b": model.b,
            "log_likelihood": model.log_likelihood,
        }
        spend = purchase_model.fit_gamma_gamma(
            (habit[0], float(habit[3])) for habit in habits
        )
        if spend:
            values.update(spend_p=spend.p, spend_q=spend.q, spend_gamma=spend.gamma)
        return values

    # ------------------------------------------------------------
    # Forecast
    # ------------------------------------------------------------

    def _forecast(self, now):
        """Return what to expect of the customers of `crm_partner_bought` who bought.

        :return: columns: statistics id, orders within the period, chance of staying,
            worth of an order; all empty where the model does not fit
        """
        self.ensure_one()
        if not (self.is_fitted and purchase_model.AVAILABLE):
            return [], [], [], []
        rows = self.env.execute_query(
            SQL(BOUGHT, now=SQL("%s::timestamp", now)),
        )
        if not rows:
            return [], [], [], []
        ids, repeats, recency, age, means = zip(*rows, strict=True)
        model = purchase_model.BgNbd(
            self.rate_r,
            self.rate_alpha,
            self.leave_a,
            self.leave_b,
            self.log_likelihood,
        )
        spend = [0.0] * len(rows)
        if self.spend_q:
            money = purchase_model.GammaGamma(
                self.spend_p, self.spend_q, self.spend_gamma
            )
            spend = money.mean_spend(repeats, means).tolist()
        orders = model.expected(PERIOD_DAYS, repeats, recency, age).tolist()
        return ids, orders, model.alive(repeats, recency, age).tolist(), spend
