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
        columns = ("place", *WEIGHTS, *AMOUNTS)
        self.env.cr.execute("SET LOCAL work_mem = '64MB'")
        chosen = SQL(
            "c.company_id = %s AND c.id > %s AND c.id <= %s", company.id, low, high
        )
        self.env.cr.execute(
            SQL(
                """
                WITH new AS MATERIALIZED (
                    SELECT * FROM (%(credits)s)
                        AS credit (conversion_id, touchpoint_id, %(columns)s)
                ), gone AS (
                    DELETE FROM crm_attribution a USING crm_conversion c
                    WHERE c.id = a.conversion_id AND %(chosen)s AND NOT EXISTS (
                        SELECT FROM new WHERE new.conversion_id = a.conversion_id
                            AND new.touchpoint_id = a.touchpoint_id
                    )
                )
                INSERT INTO crm_attribution AS old
                    (conversion_id, touchpoint_id, %(columns)s)
                SELECT * FROM new
                ON CONFLICT (conversion_id, touchpoint_id)
                DO UPDATE SET (%(columns)s) = ROW (%(excluded)s)
                WHERE (%(olds)s) IS DISTINCT FROM (%(excluded)s)
                """,
                credits=credits(chosen, company, ENDS),
                chosen=chosen,
                columns=SQL(", ").join(map(SQL.identifier, columns)),
                excluded=self._columns_of("excluded", columns),
                olds=self._columns_of("old", columns),
            )
        )
        self.invalidate_model()

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
        rows = self.env.execute_query(
            SQL(
                """
                WITH path AS (
                    SELECT 'c' || conversion_id AS path, at, touchpoint_id,
                        source_id, medium_id, %(goal)s AS fate
                    FROM (%(bought)s) bought
                    UNION ALL
                    SELECT 'p' || COALESCE(p.commercial_partner_id, -t.lead_id), t.at,
                        t.id, t.source_id, t.medium_id, %(lost)s
                    FROM crm_touchpoint t
                    LEFT JOIN res_partner p ON p.id = t.partner_id
                    WHERE t.company_id = %(company)s AND NOT EXISTS (
                        SELECT FROM crm_conversion c
                        WHERE c.company_id = t.company_id
                            AND c.partner_id = p.commercial_partner_id
                    ) AND NOT EXISTS (
                        SELECT FROM crm_conversion c
                        WHERE c.company_id = t.company_id AND p.id IS NULL
                            AND c.lead_id = t.lead_id
                    )
                ), named AS (
                    SELECT path, fate, at, touchpoint_id,
                        COALESCE(source_id, 0) || ':' || COALESCE(medium_id, 0) AS name
                    FROM path
                ), state AS (
                    SELECT path, fate, at, touchpoint_id, CASE
                        WHEN name = ANY(%(names)s) THEN name ELSE %(rest)s END AS name
                    FROM named
                ), step AS (
                    SELECT name, fate, LAG(name) OVER w AS before,
                        LEAD(name) OVER w IS NULL AS is_last
                    FROM state
                    WINDOW w AS (PARTITION BY path ORDER BY at, touchpoint_id)
                )
                SELECT COALESCE(before, %(start)s), name, COUNT(*)
                FROM step GROUP BY 1, 2
                UNION ALL
                SELECT name, fate, COUNT(*) FROM step WHERE is_last GROUP BY 1, 2
                """,
                bought=paths(
                    SQL("c.company_id = %s AND c.amount > 0", company.id),
                    company.attribution_days,
                ),
                company=company.id,
                names=list(states),
                start=START,
                goal=GOAL,
                lost=LOST,
                rest=REST,
            )
        )
        return {(source, target): count for source, target, count in rows}
