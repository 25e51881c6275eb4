# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

from .crm_ticket_report import CrmTicketReportMixin

RESULTS = [
    ("met", "Met"),
    ("missed", "Missed"),
    ("waived", "Missed, waived"),
    ("pending", "Pending"),
]
#: What is a clock's own; the other columns of the report are its ticket's.
OF_CLOCK = (
    "ticket_id",
    "company_id",
    "team_id",
    "policy_id",
    "metric",
    "cycle",
    "started_at",
    "stopped_at",
    "deadline_at",
)
#: What is read of the ticket, where somebody asks for it.
OF_TICKET = frozenset(CrmTicketReportMixin._TICKET_COLUMNS) - frozenset(OF_CLOCK)


class CrmTicketSlaReport(models.Model):
    """One row a clock: was the promise kept, and how long did it take.

    *Met %* counts every miss. *Adjusted* leaves out the misses that were waived. Times
    are of clocks that have stopped; working hours are those of the promise, hours by
    the clock on the wall include nights, holidays and waiting.
    """

    _name = "crm.ticket.sla.report"
    _description = "SLA Report"
    _inherit = ["crm.ticket.report.mixin", "crm.sla.metric"]
    _auto = False
    _order = "started_at desc, id desc"
    _rec_name = "ticket_id"
    _depends = {
        "crm.ticket": [
            "user_id",
            "category_id",
            "commercial_partner_id",
            "priority",
            "channel",
            "opened_at",
        ],
        "crm.ticket.sla": [
            "ticket_id",
            "company_id",
            "team_id",
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
    metric = fields.Selection(required=False, readonly=True)
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
        """Read the clocks that the user may see.

        A clock has its ticket's team and company itself.
        """
        clocks = self.env["crm.ticket.sla"]
        query = clocks._search([("outcome", "!=", "cancelled")])
        return query.select(
            *self._columns(query.table, ("id", *OF_CLOCK)),
            *self._judgement(query.table),
            *self._times(query.table),
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        """Join the tickets only for those who ask for a column of theirs.

        A join that nobody needs keeps PostgreSQL from reading the index alone.
        """
        if field_expr not in OF_TICKET:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        ticket = query.left_join(alias, "ticket_id", "crm_ticket", "id", "of")
        return SQL.identifier(ticket, field_expr)

    @staticmethod
    def _columns(alias, names):
        """Return columns of a table, as SQL ready for a SELECT."""
        return [
            SQL("%s AS %s", SQL.identifier(alias, name), SQL.identifier(name))
            for name in names
        ]

    @staticmethod
    def _judgement(alias):
        """Return the columns that say whether the promise was kept."""
        # a deadline that has passed is a miss before anybody has written it down
        result = SQL(
            "CASE WHEN %s = 'pending' AND %s = 'running'"
            " AND %s < %s THEN 'missed' ELSE %s END",
            SQL.identifier(alias, "outcome"),
            SQL.identifier(alias, "clock"),
            SQL.identifier(alias, "deadline_at"),
            fields.Datetime.now(),
            SQL.identifier(alias, "outcome"),
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
    def _times(alias):
        """Return the columns of durations, of clocks that have stopped."""
        stopped = SQL("%s = 'stopped'", SQL.identifier(alias, "clock"))
        elapsed = SQL(
            "EXTRACT(EPOCH FROM %s - %s)",
            SQL.identifier(alias, "stopped_at"),
            SQL.identifier(alias, "started_at"),
        )
        columns = []
        for name, seconds, medians in (
            ("worked", SQL.identifier(alias, "consumed"), ("_median", "_p90")),
            ("elapsed", elapsed, ("_median", "_p90")),
            ("late", SQL.identifier(alias, "late"), ()),
        ):
            value = SQL("CASE WHEN %s THEN %s / 3600.0 END", stopped, seconds)
            for kind in ("", *medians):
                columns.append(SQL("%s AS %s", value, SQL.identifier(name + kind)))
        return columns
