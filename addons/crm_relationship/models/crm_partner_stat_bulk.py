# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.arrays import array_text, span

#: From so many customers on, their rows are read together: one pass over what belongs
#: to any of them. For fewer, each looks up its last rows by index, which does not grow
#: with the history of a busy customer.
BULK = 200
LOG = """
    LEFT JOIN (SELECT i.commercial_partner_id AS log_partner_id, i.company_id AS log_company_id,
            max(i.occurred_at) FILTER (WHERE i.touch AND i.direction = 'in') AS last_in_at,
            max(i.occurred_at) FILTER (WHERE i.touch AND i.direction <> 'in')
                AS last_out_at,
            max(i.occurred_at) FILTER (WHERE i.actor_type = 'system'
                AND i.type_id = ANY(%(messages)s)) AS last_auto_at,
            max(i.occurred_at) FILTER (WHERE i.touch AND i.type_id = ANY(%(meetings)s))
                AS last_meeting_at,
            max(i.occurred_at) FILTER (WHERE i.touch) AS last_touch_at,
            (max(ARRAY[date_part('epoch', i.occurred_at), i.id, i.user_id])
                FILTER (WHERE i.touch))[3]::int AS last_touch_user_id,
            count(*) FILTER (WHERE i.touch
                AND i.occurred_at > %(now)s - interval '30 days') AS touches_30,
            count(*) FILTER (WHERE i.touch
                AND i.occurred_at > %(now)s - interval '90 days') AS touches_90,
            count(*) FILTER (WHERE i.touch
                AND i.occurred_at > %(now)s - interval '365 days') AS touches_365
          FROM (SELECT i.commercial_partner_id, i.company_id, i.occurred_at, i.direction,
                i.actor_type, i.type_id, i.id, i.user_id, (i.type_id = ANY(%(touches)s)
                    AND i.actor_type <> 'system'
                    AND (i.outcome_id IS NULL OR x.happened)) AS touch
              FROM crm_interaction i
              LEFT JOIN crm_interaction_outcome x ON x.id = i.outcome_id
             WHERE %(scope)s
               AND i.state = 'done' AND i.occurred_at <= %(now)s
            OFFSET 0) i  -- whether it is a touch is found once a row
         GROUP BY 1, 2) g
      ON g.log_partner_id = k.partner_id AND g.log_company_id = k.company_id
    CROSS JOIN LATERAL (SELECT COALESCE(g.touches_30, 0) AS count_30,
        COALESCE(g.touches_90, 0) AS count_90, COALESCE(g.touches_365, 0) AS count_365,
        COALESCE(g.last_in_at > COALESCE(g.last_out_at, '-infinity'), FALSE)
            AS waiting_reply) n
"""
STEPS = """
    LEFT JOIN (SELECT DISTINCT ON (s.partner_id, c.id) s.partner_id AS step_partner_id,
            c.id AS step_company_id, s.at AS next_step_at,
            left(s.summary, 240) AS next_step_summary
          FROM (%(steps)s) s JOIN res_company c ON c.id = COALESCE(s.company_id, c.id)
         ORDER BY s.partner_id, c.id, s.at) ns
      ON ns.step_partner_id = k.partner_id AND ns.step_company_id = k.company_id
"""

#: What the night's statistics fill.
FILLED = ("crm_partner_stat", "crm_partner_change", "crm_insight", "crm_product_pair")
#: Those that have twice the pages that the planner knows of; empty ones have none.
GROWN = """
    SELECT relname FROM pg_class WHERE oid = ANY(%s::regclass[])
       AND pg_relation_size(oid) > 2.0 * relpages * current_setting('block_size')::int
"""


class CrmPartnerStat(models.Model):
    """The same statistics, for many customers at a time."""

    _inherit = "crm.partner.stat"

    @api.model
    def _prepare_bulk(self):
        """Have this transaction sort and hash many customers in memory, uncompiled."""
        self.env["crm.interaction.backfill"]._disable_jit()
        self.env.cr.execute("SET LOCAL work_mem = '64MB'")

    @api.model
    def _learn(self):
        """Let the planner know what the night has filled, before it reads it again.

        The server counts rows by itself, but minutes later: on a first night that is
        too late. Call it right before a commit: no other process waits for long.
        """
        for (table,) in self.env.execute_query(SQL(GROWN, list(FILLED))):
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))

    @api.model
    def _sql_near(self, column, partner_ids):
        """Return a condition that holds for all these customers, and few others.

        It is to spare reading; what is read is joined with who is wanted.
        """
        near = len(partner_ids) >= BULK and span(partner_ids)
        if near:
            return SQL("%s BETWEEN %s AND %s", column, *near)
        return SQL("%s = ANY(%s::int[])", column, array_text(partner_ids))

    def _refresh_joins(self, partner_ids):
        """Return the joins that compute the columns for each customer ``k``.

        :param partner_ids: which these are, as the CTE `wanted` of the statement has it
        """
        if len(partner_ids) < BULK:
            return self._refresh_laterals()
        types = self.env["crm.interaction.type"]
        log = SQL(
            LOG,
            scope=self._sql_near(SQL("i.commercial_partner_id"), partner_ids),
            touches=list(types._touch_ids()),
            messages=list(types._message_ids()),
            meetings=list(types._meeting_ids()),
            now=SQL("%s::timestamp", fields.Datetime.now()),
        )
        steps = [
            *self._select_activities(),
            self.env["calendar.event"]._select_upcoming_of_customers(),
        ]
        return SQL("%s %s", log, SQL(STEPS, steps=SQL(" UNION ALL ").join(steps)))

    def _select_activities(self):
        """Return SELECTs of (partner_id, company_id, at, summary) of what is planned."""
        for model in self.env["crm.interaction.mixin"]._interaction_models():
            document = model._interaction_document()
            partner = document.partner
            if isinstance(partner, str):
                partner = SQL.identifier("o", partner)
            scope = SQL(
                "%s IN (SELECT c.id FROM res_partner c"
                " WHERE c.commercial_partner_id IN (SELECT w.partner_id FROM wanted w))",
                partner,
            )
            yield SQL(
                "SELECT c.commercial_partner_id AS partner_id, d.company_id,"
                " a.date_deadline + time '12:00' AS at, COALESCE("
                "NULLIF(a.summary, ''), t.name->>ap.lang, t.name->>'en_US') AS summary"
                " FROM (%s) d JOIN res_partner c ON c.id = d.partner_id"
                " JOIN mail_activity a ON a.res_model = d.model AND a.res_id = d.res_id"
                # a contact that is due is an obligation, not a step agreed on
                " AND a.active IS TRUE AND a.crm_key IS NULL"
                " LEFT JOIN mail_activity_type t ON t.id = a.activity_type_id"
                " LEFT JOIN res_users au ON au.id = a.user_id"
                " LEFT JOIN res_partner ap ON ap.id = au.partner_id",
                document.select(model, scope),
            )
