# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..tools.attribution import ENDS, removal_effects
from .crm_attribution import AMOUNTS, WEIGHTS
from .crm_attribution_paths import credits, paths

BATCH = 10_000
#: Sources and media told apart; the rarer ones are one state of the chain.
STATES = 60
#: What differs is found by one full join, which is hashed however little the planner
#: knows: a table that was just filled has no statistics.
DIFF = """
    WITH new AS (
        SELECT * FROM (%(credits)s)
            AS credit (conversion_id, touchpoint_id, %(columns)s)
    ), diff AS MATERIALIZED (
        SELECT old.id, new.conversion_id, new.touchpoint_id, %(news)s
        FROM new FULL JOIN (
            SELECT a.* FROM crm_attribution a
            JOIN crm_conversion c ON c.id = a.conversion_id WHERE %(chosen)s
        ) old ON old.conversion_id = new.conversion_id
            AND old.touchpoint_id = new.touchpoint_id
        WHERE old.id IS NULL OR new.conversion_id IS NULL
            OR (%(olds)s) IS DISTINCT FROM (%(news)s)
    ), gone AS (
        DELETE FROM crm_attribution a USING diff
        WHERE a.id = diff.id AND diff.conversion_id IS NULL
    ), changed AS (
        UPDATE crm_attribution a SET (%(columns)s) = ROW (%(diffs)s) FROM diff
        WHERE a.id = diff.id AND diff.conversion_id IS NOT NULL
    )
    INSERT INTO crm_attribution (conversion_id, touchpoint_id, %(columns)s)
    SELECT conversion_id, touchpoint_id, %(columns)s FROM diff WHERE id IS NULL
    ON CONFLICT DO NOTHING
"""
#: What follows what, in numbers: -1 is the start, -2 the goal, -3 what is lost, 0 all
#: rare sources and media. A path is that of a conversion (even) or a person (odd).
TRANSITIONS = """
    WITH touch AS (
        SELECT conversion_id::bigint * 2 AS path, at, touchpoint_id, source_id, medium_id,
            -2 AS fate
        FROM (%(bought)s) bought
        UNION ALL
        SELECT COALESCE(p.commercial_partner_id, -t.lead_id)::bigint * 2 + 1, t.at,
            t.id, t.source_id, t.medium_id, -3
        FROM crm_touchpoint t
        LEFT JOIN res_partner p ON p.id = t.partner_id
        WHERE t.company_id = %(company)s AND NOT EXISTS (
            SELECT FROM crm_conversion c
            WHERE c.company_id = t.company_id AND c.partner_id = p.commercial_partner_id
        ) AND NOT EXISTS (
            SELECT FROM crm_conversion c
            WHERE c.company_id = t.company_id AND p.id IS NULL
                AND c.lead_id = t.lead_id
        )
    ), step AS (
        SELECT COALESCE(s.number, 0)::int AS state, touch.fate,
            LAG(COALESCE(s.number, 0)::int) OVER w AS before,
            LEAD(touch.path) OVER w IS NULL AS is_last
        FROM touch
        LEFT JOIN unnest(%(sources)s::int[], %(media)s::int[])
            WITH ORDINALITY AS s(source, medium, number)
            ON s.source = COALESCE(touch.source_id, 0)
            AND s.medium = COALESCE(touch.medium_id, 0)
        WINDOW w AS (PARTITION BY touch.path ORDER BY touch.at, touch.touchpoint_id)
    ), counted AS (
        SELECT COALESCE(before, -1) AS before, state, is_last, fate, COUNT(*) AS number
        FROM step GROUP BY 1, 2, 3, 4
    )
    SELECT before, state, SUM(number)::bigint FROM counted GROUP BY 1, 2
    UNION ALL
    SELECT state, fate, SUM(number)::bigint FROM counted WHERE is_last GROUP BY 1, 2
"""
START, GOAL, LOST, REST = "start", "goal", "lost", "rest"


class CrmAttribution(models.Model):
    """Credits rebuilt: the database computes, nothing is held in memory."""

    _inherit = "crm.attribution"

    @api.model
    def _cron_rebuild(self):
        """Rebuild every company; a batch of conversions is a transaction.

        A run that is cut off, or killed, goes on where it was.
        """
        Cron, Round = self.env["ir.cron"], self.env["crm.attribution.round"]
        now = fields.Datetime.now()
        for company in self.env["res.company"].search([("active", "=", True)]):
            round_ = Round._get(company)
            if not round_._is_due(now):
                continue
            if not round_.done_id:
                self.env["crm.conversion"]._rebuild(company)
                self._rebuild_effects(company)
                Cron._commit_progress(1, remaining=1)
            for low, high in self._batches(company, round_.done_id):
                self._rebuild_batch(company, low, high)
                round_.done_id = high
                if not Cron._commit_progress(1, remaining=1):
                    return
            self._mark_touched(company)
            self._learn()
            round_.write({"done_id": 0, "built_at": now})
            Cron._commit_progress(1, remaining=1)
        Cron._commit_progress(remaining=0)

    @api.model
    def _rebuild(self, companies):
        """Rebuild companies in the present transaction."""
        for company in companies:
            self.env["crm.conversion"]._rebuild(company)
            self._rebuild_effects(company)
            for low, high in self._batches(company):
                self._rebuild_batch(company, low, high)
            self._mark_touched(company)
            self._learn()

    @api.model
    def action_rebuild(self):
        """Collect touches and rebuild the credits now."""
        if not self.env.user.has_group(
            "crm_marketing_auto.group_crm_marketing_auto_user"
        ):
            raise AccessError(self.env._("Only marketers may rebuild the figures."))
        # sudo: touches and credits are written by the system only
        self.env["crm.touchpoint.source"].sudo()._collect()
        self.sudo()._rebuild(self.env.companies)
        return True

    @api.model
    def _batches(self, company, after=0):
        """Return ranges of ids, each with so many conversions."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT MAX(id) FROM (
                    SELECT id, (ROW_NUMBER() OVER (ORDER BY id) - 1) / %s AS batch
                    FROM crm_conversion WHERE company_id = %s AND id > %s
                ) numbered
                GROUP BY batch ORDER BY 1
                """,
                BATCH,
                company.id,
                after,
            )
        )
        ends = [high for (high,) in rows]
        return list(zip([after, *ends], ends, strict=False))

    @api.model
    def _rebuild_batch(self, company, low, high):
        """Write the credits that differ, delete those that are none any more.

        A batch is sorted in memory; what is not, spills to disk.
        """
        self.env.cr.execute("SET LOCAL work_mem = '64MB'")
        # compiling costs more than it gains for a statement of so many parts
        self.env["crm.interaction.backfill"]._disable_jit()
        columns = ("place", *WEIGHTS, *AMOUNTS)
        chosen = SQL(
            "c.company_id = %s AND c.id > %s AND c.id <= %s", company.id, low, high
        )
        self.env.cr.execute(
            SQL(
                DIFF,
                credits=credits(chosen, company, ENDS),
                chosen=chosen,
                columns=SQL(", ").join(map(SQL.identifier, columns)),
                news=self._columns_of("new", columns),
                olds=self._columns_of("old", columns),
                diffs=self._columns_of("diff", columns),
            )
        )
        self.invalidate_model()

    @api.model
    def _learn(self):
        """Let the planner know how many credits there are: it was none, perhaps."""
        self.env.cr.execute("ANALYZE crm_attribution")

    @api.model
    def _columns_of(self, alias, columns):
        return SQL(", ").join(SQL.identifier(alias, name) for name in columns)

    @api.model
    def _mark_touched(self, company):
        """Say which conversions have credits; the others came by themselves."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_conversion c SET is_touched = found.is_touched
                FROM (
                    SELECT id, EXISTS (
                        SELECT FROM crm_attribution a WHERE a.conversion_id = old.id
                    ) AS is_touched
                    FROM crm_conversion old WHERE company_id = %s
                ) found
                WHERE found.id = c.id AND found.is_touched IS DISTINCT FROM c.is_touched
                """,
                company.id,
            )
        )
        self.env["crm.conversion"].invalidate_model(["is_touched"])

    # ------------------------------------------------------------
    # Data-driven
    # ------------------------------------------------------------

    @api.model
    def _rebuild_effects(self, company):
        """Count what follows what, and solve for what would be lost without each."""
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL work_mem = '64MB'")
        self.env["crm.interaction.backfill"]._disable_jit()
        states = self._states(company)
        graph = self._transitions(company, states)
        effects = removal_effects(graph, START, GOAL)
        now = fields.Datetime.now()
        table = self.env["crm.attribution.effect"]
        table.search([("company_id", "=", company.id)]).unlink()
        table.create(
            [
                {
                    "company_id": company.id,
                    "source_id": source,
                    "medium_id": medium,
                    "is_rest": name == REST,
                    "effect": effects.get(name, 0.0),
                    "touch_count": count,
                    "at": now,
                }
                for name, (source, medium, count) in states.items()
            ]
        )
        self.env.flush_all()

    @api.model
    def _states(self, company):
        """Return {name: (source, medium, touches)} of the states of the chain."""
        rows = self.env.execute_query(
            SQL(
                "SELECT source_id, medium_id, COUNT(*) FROM crm_touchpoint"
                " WHERE company_id = %s GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2",
                company.id,
            )
        )
        states = {f"{s or 0}:{m or 0}": (s, m, n) for s, m, n in rows[:STATES]}
        if rest := sum(count for _s, _m, count in rows[STATES:]):
            states[REST] = (None, None, rest)
        return states

    @api.model
    def _transitions(self, company, states):
        """Return {(from, to): how often} over the paths of everybody touched.

        A path ends with a conversion, or is lost: that of people who bought nothing.
        """
        names = [name for name in states if name != REST]
        rows = self.env.execute_query(
            SQL(
                TRANSITIONS,
                bought=paths(
                    SQL("c.company_id = %s AND c.amount > 0", company.id),
                    company.attribution_days,
                ),
                company=company.id,
                sources=[states[name][0] or 0 for name in names],
                media=[states[name][1] or 0 for name in names],
            )
        )
        words = {-3: LOST, -2: GOAL, -1: START, 0: REST, **dict(enumerate(names, 1))}
        return {(words[source], words[target]): count for source, target, count in rows}
