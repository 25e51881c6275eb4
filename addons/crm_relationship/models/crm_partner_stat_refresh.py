# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.arrays import array_text

#: Planning a statement takes as long as running it for a thousand customers, and the
#: more are refreshed together, the fewer times the log is read. A batch takes some
#: fifteen seconds, the first time of all half a minute.
REFRESH_BATCH = 50_000
#: New rows first, then those that changed, both in a fixed order: two jobs that share
#: customers wait, and never deadlock. Nobody is the author of what is derived: a check
#: of the keys of one, twice for each row, costs as much as finding out the figures.
#: Nothing was earned until that is found.
REFRESH = """
    WITH wanted AS MATERIALIZED (
        SELECT * FROM unnest(%(partners)s::int[], %(companies)s::int[])
            AS w(partner_id, company_id)),
    computed AS (
        SELECT k.partner_id, k.company_id, %(names)s FROM wanted k
          JOIN res_partner p ON p.id = k.partner_id %(joins)s
         WHERE COALESCE(k.company_id = ANY(ARRAY(SELECT id FROM res_company)), FALSE)),
    new AS MATERIALIZED (
        SELECT n.*, s.id, (%(current)s) IS DISTINCT FROM (%(fresh)s) AS differs
          FROM computed n LEFT JOIN crm_partner_stat s
            ON s.partner_id = n.partner_id AND s.company_id = n.company_id AND %(near)s),
    locked AS (
        SELECT s.id FROM crm_partner_stat s
         WHERE s.id = ANY(ARRAY(SELECT id FROM new WHERE differs AND id IS NOT NULL))
         ORDER BY s.partner_id, s.company_id FOR NO KEY UPDATE),
    changed AS (SELECT new.* FROM locked JOIN new USING (id)),
    written AS (
        UPDATE crm_partner_stat s SET (%(names)s, write_date) = (%(changed)s, %(now)s)
          FROM changed WHERE changed.id = s.id)
    INSERT INTO crm_partner_stat (partner_id, company_id, %(names)s, margin,
        service_cost, profit, create_date, write_date)
    SELECT partner_id, company_id, %(names)s, 0, 0, 0, %(now)s, %(now)s FROM new
     WHERE id IS NULL ORDER BY partner_id, company_id
        ON CONFLICT (partner_id, company_id) DO UPDATE
       SET (%(names)s, write_date) = (%(excluded)s, EXCLUDED.write_date)
    RETURNING id
"""


class CrmPartnerStat(models.Model):
    """How the statistics of customers are computed anew, many in one statement."""

    _inherit = "crm.partner.stat"

    @api.model
    def _cron_refresh(self):
        """Refresh the queued customers, in batches that each commit."""
        commit = self.env["ir.cron"]._commit_progress
        # bound: what is queued now; what comes meanwhile wakes the job again
        [(remaining,)] = self.env.execute_query(
            SQL("SELECT count(*) FROM crm_partner_stat_queue")
        )
        commit(remaining=remaining)
        while taken := self._refresh_batch():
            if not commit(taken):
                return
        commit(remaining=0)  # what is left another job holds

    @api.model
    def _refresh_batch(self, limit=REFRESH_BATCH):
        """Take queued rows away and refresh their customers.

        :return: number of rows taken; rows another process works on are left to it
        """
        self._prepare_bulk()
        rows = self.env.execute_query(
            SQL(
                # as an array: a join may run the subquery again and take more
                "DELETE FROM crm_partner_stat_queue WHERE id = ANY(ARRAY(SELECT id"
                " FROM crm_partner_stat_queue ORDER BY id LIMIT %s"
                " FOR UPDATE SKIP LOCKED)) RETURNING partner_id, company_id",
                limit,
            )
        )
        self.env["crm.parked.row"]._each_safely(
            sorted(set(rows)), self._refresh_pairs, self._park_pair
        )
        return len(rows)

    @api.model
    def _refresh_pairs(self, pairs):
        self._refresh(set(pairs))
        self._refresh_standings(set(pairs))

    @api.model
    def _park_pair(self, pair, error):
        """Keep a customer whose figures cannot be computed; the others have theirs."""
        partner_id, company_id = pair
        self.env["crm.parked.row"]._park(
            "statistics", "res.partner", partner_id, error, company_id
        )

    @api.model
    def _cron_age(self):
        """Queue the customers whose counts change only because time passes."""
        now = fields.Datetime.now()
        self._enqueue(
            SQL(
                "SELECT partner_id, company_id FROM crm_partner_stat"
                " WHERE count_365 > 0 OR next_step_at < %s",
                now,
            )
        )

    @api.model
    def _refresh(self, pairs):
        """Compute the statistics of (commercial partner id, company id) pairs anew.

        One statement whatever their number. Rows whose values are unchanged are not
        written.
        """
        if not pairs:
            return
        self.env.flush_all()
        partner_ids, company_ids = zip(*sorted(pairs), strict=True)
        names = self._refreshed_columns()

        def listed(*prefix):
            return SQL(", ").join(SQL.identifier(*prefix, name) for name in names)

        self.env.execute_query(
            SQL(
                REFRESH,
                partners=array_text(partner_ids),
                companies=array_text(company_ids),
                names=listed(),
                current=listed("s"),
                fresh=listed("n"),
                changed=listed("changed"),
                excluded=listed("excluded"),
                now=SQL("%s::timestamp", fields.Datetime.now()),
                near=self._sql_near(SQL("s.partner_id"), partner_ids),
                joins=self._refresh_joins(sorted(set(partner_ids))),
            )
        )
        self.invalidate_model()

    def _refreshed_columns(self):
        return [
            "last_in_at", "last_out_at", "last_auto_at", "last_meeting_at",
            "last_touch_at", "last_touch_user_id", "next_step_at", "next_step_summary",
            "count_30", "count_90", "count_365", "waiting_reply",
        ]  # fmt: skip

    def _refresh_laterals(self):
        """Return the joins that compute the columns for each customer ``k``."""
        now = fields.Datetime.now()
        types = self.env["crm.interaction.type"]
        touch = SQL(
            "i.type_id = ANY(%s) AND i.actor_type <> 'system' AND i.state = 'done'"
            " AND (i.outcome_id IS NULL OR EXISTS (SELECT 1 FROM crm_interaction_outcome x"
            " WHERE x.id = i.outcome_id AND x.happened))",
            list(types._touch_ids()),
        )
        automatic = SQL(
            "i.type_id = ANY(%s) AND i.actor_type = 'system' AND i.state = 'done'",
            list(types._message_ids()),
        )
        meeting = SQL("%s AND i.type_id = ANY(%s)", touch, list(types._meeting_ids()))
        return SQL(
            " %s %s %s %s %s %s %s CROSS JOIN LATERAL (SELECT COALESCE("
            " last_in_at > COALESCE(last_out_at, '-infinity'), FALSE) AS waiting_reply) w",
            self._lateral_last(
                "li", "last_in_at", SQL("%s AND i.direction = 'in'", touch), now
            ),
            self._lateral_last(
                "lo", "last_out_at", SQL("%s AND i.direction <> 'in'", touch), now
            ),
            self._lateral_last("la", "last_auto_at", automatic, now),
            self._lateral_last("lm", "last_meeting_at", meeting, now),
            self._lateral_last("lt", "last_touch_at", touch, now),
            self._lateral_counts(touch, now),
            self._lateral_next_step(),
        )

    def _lateral_last(self, alias, name, condition, now):
        """Return a join for the last row that meets a condition, by index."""
        user = SQL(
            ", i.user_id AS last_touch_user_id" if name == "last_touch_at" else ""
        )
        return SQL(
            "LEFT JOIN LATERAL (SELECT i.occurred_at AS %(name)s %(user)s"
            " FROM crm_interaction i WHERE i.commercial_partner_id = k.partner_id"
            " AND i.company_id = k.company_id AND i.occurred_at <= %(now)s"
            " AND %(condition)s ORDER BY i.occurred_at DESC, i.id DESC LIMIT 1)"
            " %(alias)s ON TRUE",
            name=SQL.identifier(name),
            user=user,
            now=now,
            condition=condition,
            alias=SQL.identifier(alias),
        )

    def _lateral_counts(self, touch, now):
        return SQL(
            "CROSS JOIN LATERAL (SELECT"
            " count(*) FILTER (WHERE i.occurred_at > %(now)s - interval '30 days')"
            " AS count_30,"
            " count(*) FILTER (WHERE i.occurred_at > %(now)s - interval '90 days')"
            " AS count_90, count(*) AS count_365 FROM crm_interaction i"
            " WHERE i.commercial_partner_id = k.partner_id"
            " AND i.company_id = k.company_id AND i.occurred_at <= %(now)s"
            " AND i.occurred_at > %(now)s - interval '365 days' AND %(touch)s) n",
            now=SQL("%s::timestamp", now),
            touch=touch,
        )

    def _lateral_next_step(self):
        """Return a join for the soonest planned activity or coming meeting.

        An activity is due on a day: noon UTC of it, which is that day in most zones.
        """
        activities = SQL(" UNION ALL ").join(
            SQL(
                "SELECT a.date_deadline + time '12:00' AS at,"
                " COALESCE(NULLIF(a.summary, ''), t.name->>ap.lang, t.name->>'en_US')"
                " AS summary"
                " FROM (%s) d JOIN mail_activity a ON a.res_model = d.model"
                " AND a.res_id = d.res_id AND a.active IS TRUE"
                # a contact that is due is an obligation, not a step agreed on
                " AND a.crm_key IS NULL"
                " LEFT JOIN mail_activity_type t ON t.id = a.activity_type_id"
                " LEFT JOIN res_users au ON au.id = a.user_id"
                " LEFT JOIN res_partner ap ON ap.id = au.partner_id"
                " WHERE COALESCE(d.company_id, k.company_id) = k.company_id",
                model._interaction_document().select(
                    model, self._customer_scope(model)
                ),
            )
            for model in self.env["crm.interaction.mixin"]._interaction_models()
        )
        return SQL(
            "LEFT JOIN LATERAL (SELECT s.at AS next_step_at,"
            " left(s.summary, 240) AS next_step_summary FROM (%s UNION ALL %s) s"
            " ORDER BY s.at LIMIT 1) ns ON TRUE",
            activities,
            self.env["calendar.event"]._select_upcoming_of_customer(),
        )

    def _customer_scope(self, model):
        """Return the condition that a document ``o`` is customer ``k``'s."""
        document = model._interaction_document()
        partner = document.partner
        column = SQL.identifier("o", partner) if isinstance(partner, str) else partner
        return SQL(
            "%s IN (SELECT c.id FROM res_partner c"
            " WHERE c.commercial_partner_id = k.partner_id)",
            column,
        )
