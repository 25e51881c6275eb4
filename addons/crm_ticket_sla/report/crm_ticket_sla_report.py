# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

from ..models.crm_sla_target import METRICS

RESULTS = [
    ("met", "Met"),
    ("missed", "Missed"),
    ("waived", "Missed, waived"),
    ("pending", "Pending"),
]
#: Columns of a clock, by their names in the report.
TIMES = {
    "worked": SQL("clock.consumed / 3600.0"),
    "elapsed": SQL("EXTRACT(EPOCH FROM clock.stopped_at - clock.started_at) / 3600"),
    "late": SQL("clock.late / 3600.0"),
}


class CrmTicketSlaReport(models.Model):
    """One row a clock: was the promise kept, and how long did it take.

    *Met %* counts every miss. *Adjusted* leaves out the misses that were waived. Times
    are of clocks that have stopped; working hours are those of the promise, hours by
    the clock on the wall include nights, holidays and waiting.
    """

    _name = "crm.ticket.sla.report"
    _description = "SLA Report"
    _inherit = ["crm.ticket.report.mixin"]
    _auto = False
    _order = "started_at desc, id desc"
    _rec_name = "ticket_id"
    _depends = {
        "crm.ticket": [
            "company_id",
            "team_id",
            "user_id",
            "category_id",
            "commercial_partner_id",
            "priority",
            "channel",
            "opened_at",
            "active",
        ],
        "crm.ticket.sla": [
            "ticket_id",
            "policy_id",
            "metric",
            "cycle",
            "clock",
            "outcome",
            "consumed",
            "late",
            "started_at",
            "stopped_at",
            "deadline_at",
        ],
    }

    policy_id = fields.Many2one("crm.sla.policy", readonly=True)
    metric = fields.Selection(METRICS, string="Promise", readonly=True)
    cycle = fields.Integer(aggregator=None, readonly=True)
    result = fields.Selection(RESULTS, readonly=True)
    started_at = fields.Datetime(string="Started", readonly=True)
    stopped_at = fields.Datetime(string="Stopped", readonly=True)
    deadline_at = fields.Datetime(string="Due", readonly=True)
    met_rate = fields.Float("Met, %", aggregator="avg", readonly=True)
    adjusted_rate = fields.Float(
        "Met, % adjusted",
        aggregator="avg",
        readonly=True,
        help="Without the misses that were waived.",
    )
    missed_count = fields.Integer("Misses", readonly=True)
    worked = fields.Float("Working hours (mean)", aggregator="avg", readonly=True)
    worked_median = fields.Float(
        "Working hours (median)", aggregator="median", readonly=True
    )
    worked_p90 = fields.Float(
        "Working hours (90th percentile)", aggregator="p90", readonly=True
    )
    elapsed = fields.Float("Clock hours (mean)", aggregator="avg", readonly=True)
    elapsed_median = fields.Float(
        "Clock hours (median)", aggregator="median", readonly=True
    )
    elapsed_p90 = fields.Float(
        "Clock hours (90th percentile)", aggregator="p90", readonly=True
    )
    late = fields.Float("Late by working hours (mean)", aggregator="avg", readonly=True)

    @property
    def _table_query(self):
        query = self._ticket_query()
        query.add_join(
            "JOIN",
            "clock",
            "crm_ticket_sla",
            SQL(
                "clock.ticket_id = %s AND clock.outcome <> 'cancelled'",
                SQL.identifier(query.table, "id"),
            ),
        )
        return query.select(
            SQL("clock.id AS id"),
            SQL("clock.ticket_id AS ticket_id"),
            *self._ticket_columns(query),
            *[
                SQL("clock.%s AS %s", SQL.identifier(name), SQL.identifier(name))
                for name in (
                    "policy_id",
                    "metric",
                    "cycle",
                    "started_at",
                    "stopped_at",
                    "deadline_at",
                )
            ],
            *self._judgement(),
            *self._times(),
        )

    @staticmethod
    def _judgement():
        """Return the columns that say whether the promise was kept."""
        # a deadline that has passed is a miss before anybody has written it down
        result = SQL(
            "CASE WHEN clock.outcome = 'pending' AND clock.clock = 'running'"
            " AND clock.deadline_at < %s THEN 'missed' ELSE clock.outcome END",
            fields.Datetime.now(),
        )
        return [
            SQL("%s AS result", result),
            SQL(
                "CASE %s WHEN 'met' THEN 100.0 WHEN 'pending' THEN NULL ELSE 0 END"
                " AS met_rate",
                result,
            ),
            SQL(
                "CASE %s WHEN 'met' THEN 100.0 WHEN 'missed' THEN 0 END"
                " AS adjusted_rate",
                result,
            ),
            SQL(
                "CASE WHEN %s IN ('missed', 'waived') THEN 1 ELSE 0 END"
                " AS missed_count",
                result,
            ),
        ]

    @staticmethod
    def _times():
        """Return the columns of durations, of clocks that have stopped."""
        columns = []
        for name, hours in TIMES.items():
            value = SQL("CASE WHEN clock.clock = 'stopped' THEN %s END", hours)
            names = (
                [name] if name == "late" else [name, f"{name}_median", f"{name}_p90"]
            )
            columns += [SQL("%s AS %s", value, SQL.identifier(n)) for n in names]
        return columns
