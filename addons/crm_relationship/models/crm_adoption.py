# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import SQL

#: What was done in a week, by the colleague who did it.
DONE = """
    done AS (
        SELECT i.user_id,
            count(*) FILTER (WHERE i.origin_model IS NULL AND i.external_uid IS NULL
                AND i.correction_of_id IS NULL AND i.actor_type = 'staff') AS logged,
            count(*) FILTER (WHERE i.type_id = ANY(%(meetings)s)) AS meetings,
            count(*) FILTER (WHERE i.type_id = ANY(%(meetings)s)
                AND i.outcome_id IS NOT NULL) AS meetings_told
          FROM crm_interaction i
         WHERE i.company_id = %(company)s AND i.user_id IS NOT NULL AND i.state = 'done'
           AND i.occurred_at >= %(start)s AND i.occurred_at < %(stop)s
         GROUP BY 1)
"""
#: How well the customers of each owner are kept now: a fifth for each of phone, mail,
#: source, next step, and being there once.
HELD = """
    ways AS (
        SELECT commercial_partner_id AS partner_id, email_normalized AS way
          FROM res_partner WHERE active IS TRUE AND email_normalized IS NOT NULL
         UNION
        SELECT p.commercial_partner_id, f.key FROM crm_partner_phone f
          JOIN res_partner p ON p.id = f.partner_id
         WHERE p.active IS TRUE AND f.key IS NOT NULL),
    doubles AS (
        SELECT DISTINCT w.partner_id FROM ways w
          JOIN (SELECT way FROM ways GROUP BY way HAVING count(*) > 1) s USING (way)),
    reached AS (
        SELECT commercial_partner_id AS partner_id,
            bool_or(COALESCE(phone, '') <> '') AS has_phone,
            bool_or(COALESCE(email, '') <> '') AS has_mail
          FROM res_partner WHERE active IS TRUE GROUP BY 1),
    sourced AS (
        SELECT DISTINCT p.commercial_partner_id AS partner_id FROM crm_lead l
          JOIN res_partner p ON p.id = l.partner_id WHERE l.source_id IS NOT NULL),
    held AS (
        SELECT p.user_id, count(*) AS customers,
            count(*) FILTER (WHERE s.next_step_at < %(now)s) AS late_steps,
            count(*) FILTER (WHERE s.next_step_at IS NULL) AS without_step,
            count(d.partner_id) AS doubles,
            round(avg(20 * (r.has_phone::int + r.has_mail::int
                + (p.acquisition_source_id IS NOT NULL OR o.partner_id IS NOT NULL)::int
                + (s.next_step_at IS NOT NULL)::int + (d.partner_id IS NULL)::int)), 1)
                AS quality
          FROM res_partner p
          LEFT JOIN crm_partner_stat s ON s.partner_id = p.id
           AND s.company_id = %(company)s
          LEFT JOIN reached r ON r.partner_id = p.id
          LEFT JOIN sourced o ON o.partner_id = p.id
          LEFT JOIN doubles d ON d.partner_id = p.id
         WHERE p.user_id IS NOT NULL AND p.active IS TRUE
           AND p.commercial_partner_id = p.id
           AND COALESCE(p.company_id, %(company)s) = %(company)s
         GROUP BY 1)
"""
PEOPLE = """
    people AS (
        SELECT user_id FROM done UNION SELECT user_id FROM held
         UNION
        SELECT m.user_id FROM crm_team_member m
          JOIN res_company_users_rel r ON r.user_id = m.user_id AND r.cid = %(company)s
         WHERE m.active IS TRUE)
"""
#: The week that goes on: all of it.
STORE = """
    WITH %(done)s, %(held)s, %(people)s
    INSERT INTO crm_adoption AS a (company_id, user_id, week, logged, meetings,
        meetings_told, outcome_share, customers, late_steps, without_step, doubles,
        quality, logged_before, logged_trend, quality_trend, refreshed_at)
    SELECT %(company)s, p.user_id, %(week)s, COALESCE(d.logged, 0),
        COALESCE(d.meetings, 0), COALESCE(d.meetings_told, 0),
        100.0 * d.meetings_told / NULLIF(d.meetings, 0), COALESCE(h.customers, 0),
        COALESCE(h.late_steps, 0), COALESCE(h.without_step, 0), COALESCE(h.doubles, 0),
        h.quality, COALESCE(b.logged, 0), COALESCE(d.logged, 0) - COALESCE(b.logged, 0),
        h.quality - b.quality, %(now)s
      FROM people p LEFT JOIN done d USING (user_id) LEFT JOIN held h USING (user_id)
      LEFT JOIN crm_adoption b ON b.user_id = p.user_id AND b.company_id = %(company)s
       AND b.week = %(week)s - 7
     ORDER BY p.user_id
    ON CONFLICT (user_id, company_id, week) DO UPDATE SET
        (logged, meetings, meetings_told, outcome_share, customers, late_steps,
         without_step, doubles, quality, logged_before, logged_trend, quality_trend,
         refreshed_at)
      = (EXCLUDED.logged, EXCLUDED.meetings, EXCLUDED.meetings_told,
         EXCLUDED.outcome_share, EXCLUDED.customers, EXCLUDED.late_steps,
         EXCLUDED.without_step, EXCLUDED.doubles, EXCLUDED.quality,
         EXCLUDED.logged_before, EXCLUDED.logged_trend, EXCLUDED.quality_trend,
         EXCLUDED.refreshed_at)
    RETURNING id
"""
#: The week before: what was logged for it later. How customers were kept then stays.
AMEND = """
    WITH %(done)s
    INSERT INTO crm_adoption AS a (company_id, user_id, week, logged, meetings,
        meetings_told, outcome_share, customers, late_steps, without_step, doubles,
        logged_before, logged_trend, refreshed_at)
    SELECT %(company)s, d.user_id, %(week)s, d.logged, d.meetings, d.meetings_told,
        100.0 * d.meetings_told / NULLIF(d.meetings, 0), 0, 0, 0, 0,
        COALESCE(b.logged, 0), d.logged - COALESCE(b.logged, 0), %(now)s
      FROM done d LEFT JOIN crm_adoption b ON b.user_id = d.user_id
       AND b.company_id = %(company)s AND b.week = %(week)s - 7
     WHERE d.logged > 0 OR d.meetings > 0 ORDER BY d.user_id
    ON CONFLICT (user_id, company_id, week) DO UPDATE SET
        (logged, meetings, meetings_told, outcome_share, logged_trend)
      = (EXCLUDED.logged, EXCLUDED.meetings, EXCLUDED.meetings_told,
         EXCLUDED.outcome_share, EXCLUDED.logged - a.logged_before)
    RETURNING id
"""


class CrmAdoption(models.Model):
    """How one person used the system in one week, and how well customers are kept.

    Written every night: the counts of this week and, for what is logged late, of the
    week before; how customers are kept only of the day it is written.
    """

    _name = "crm.adoption"
    _description = "Adoption"
    _order = "week desc, logged desc, id"
    _rec_name = "user_id"
    _log_access = False

    user_id = fields.Many2one(
        "res.users", string="Person", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    week = fields.Date(required=True, readonly=True, help="Its Monday.")
    logged = fields.Integer(
        string="Logged by hand",
        readonly=True,
        help="Calls, meetings and visits that this person wrote down.",
    )
    logged_before = fields.Integer(string="Week before", readonly=True)
    logged_trend = fields.Integer(string="More than the week before", readonly=True)
    meetings = fields.Integer(string="Meetings held", readonly=True)
    meetings_told = fields.Integer(string="Meetings with an outcome", readonly=True)
    outcome_share = fields.Float(
        string="Outcomes told",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Of the meetings held, those whose outcome was written down, in percent.",
    )
    customers = fields.Integer(readonly=True)
    late_steps = fields.Integer(string="Next steps overdue", readonly=True)
    without_step = fields.Integer(string="Without a next step", readonly=True)
    doubles = fields.Integer(
        string="Perhaps double",
        readonly=True,
        help="Customers who share a mail address or a phone with another customer.",
    )
    quality = fields.Float(
        string="Data quality",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="0 to 100: a fifth each for phone, mail, source and next step being "
        "known, and for sharing neither mail nor phone with another customer.",
    )
    quality_trend = fields.Float(
        string="Better than the week before",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
    )
    refreshed_at = fields.Datetime(string="As of", readonly=True)

    _person_week_uniq = models.Constraint(
        "UNIQUE (user_id, company_id, week)", "A person has one row a week."
    )

    @api.model
    def _cron_refresh(self):
        """Write this week of every company, one after the other."""
        commit = self.env["ir.cron"]._commit_progress
        companies = self.env["res.company"].search([("active", "=", True)])
        commit(remaining=len(companies))
        for company in companies:
            self._refresh(company, fields.Datetime.now())
            if not commit(1):
                return

    @api.model
    def _refresh(self, company, now):
        """Write this week of a company, and amend the one before."""
        self.env.flush_all()
        today = self.env["crm.partner.stat"]._company_day(company, now)
        monday = today - timedelta(days=today.weekday())
        meetings = self.env["crm.interaction.type"]._meeting_ids()
        for week, text in ((monday - timedelta(days=7), AMEND), (monday, STORE)):
            names = {
                "company": company.id,
                "week": SQL("%s::date", week),
                "start": self._midnight(company, week),
                "stop": self._midnight(company, week + timedelta(days=7)),
                "now": SQL("%s::timestamp", now),
                "meetings": list(meetings),
            }
            parts = {"done": SQL(DONE, **self._used(DONE, names))}
            if text is STORE:
                parts["held"] = SQL(HELD, **self._used(HELD, names))
                parts["people"] = SQL(PEOPLE, **self._used(PEOPLE, names))
            self.env.execute_query(SQL(text, **self._used(text, {**names, **parts})))
        self.invalidate_model()

    @api.model
    def _used(self, text, names):
        return {key: value for key, value in names.items() if f"%({key})s" in text}

    @api.model
    def _midnight(self, company, day):
        """Return when a day begins for a company, in UTC."""
        # sudo: where a company is, is no secret
        zone = ZoneInfo(company.sudo().partner_id.tz or "UTC")
        local = datetime.combine(day, time.min, tzinfo=zone)
        return local.astimezone(UTC).replace(tzinfo=None)

    def action_open_logged(self):
        """Open what this person logged in the week."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_relationship.crm_interaction_action"
        )
        end = self.week + timedelta(days=7)
        action["domain"] = [
            ("user_id", "=", self.user_id.id),
            ("company_id", "=", self.company_id.id),
            ("origin_model", "=", False),
            ("occurred_at", ">=", str(self._midnight(self.company_id, self.week))),
            ("occurred_at", "<", str(self._midnight(self.company_id, end))),
        ]
        action["context"] = {}
        return action
