# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Figures about tickets, for pivot tables, graphs and lists.

Each report is a SELECT made anew for whoever asks: its rows are those tickets that the
ticket's own record rules show to them, so a report tells nothing that a list does not.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from ..models.crm_ticket import CHANNELS, PRIORITIES
from ..models.crm_ticket_stage import CLOSED_KINDS, KINDS

#: Statistics that the ORM lacks, as a share of the ordered values.
PERCENTILES = {"median": 0.5, "p90": 0.9}
AGES = [
    ("0", "Today"),
    ("1", "1 to 3 days"),
    ("3", "3 to 7 days"),
    ("7", "1 to 4 weeks"),
    ("28", "More than 4 weeks"),
]


class CrmTicketReportMixin(models.AbstractModel):
    """What every report on tickets has: whose it is, and medians."""

    _name = "crm.ticket.report.mixin"
    _description = "Ticket Report: common part"

    ticket_id = fields.Many2one("crm.ticket", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    team_id = fields.Many2one("crm.ticket.team", readonly=True)
    user_id = fields.Many2one("res.users", string="Agent", readonly=True)
    category_id = fields.Many2one("crm.ticket.category", readonly=True)
    commercial_partner_id = fields.Many2one(
        "res.partner", string="Customer", readonly=True
    )
    priority = fields.Selection(PRIORITIES, readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    opened_at = fields.Datetime(string="Received", readonly=True)

    #: columns of the ticket that every report has
    _TICKET_COLUMNS = (
        "company_id",
        "team_id",
        "user_id",
        "category_id",
        "commercial_partner_id",
        "priority",
        "channel",
        "opened_at",
    )

    @api.model
    def _ticket_query(self):
        """Return the query of the tickets that the user may see, archived ones too."""
        tickets = self.env["crm.ticket"].with_context(active_test=False)
        return tickets._search([])

    def _ticket_columns(self, query, names=None):
        """Return columns of the ticket by name, as SQL ready for a SELECT."""
        ticket = self.env["crm.ticket"]
        return [
            SQL(
                "%s AS %s",
                ticket._field_to_sql(query.table, name, query),
                SQL.identifier(name),
            )
            for name in names or self._TICKET_COLUMNS
        ]

    def action_open_ticket(self):
        """Open the ticket that a row is about."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.ticket",
            "res_id": self.ticket_id.id,
            "views": [[False, "form"]],
        }

    @api.model
    def _read_group(
        self,
        domain,
        groupby=(),
        aggregates=(),
        having=(),
        offset=0,
        limit=None,
        order=None,
    ):
        """Put whole reports into the order of teams or agents once they are grouped.

        Otherwise every row would be joined with what it is grouped by, and sorted.
        """
        whole = not offset and not limit and order == ", ".join(groupby)
        rows = super()._read_group(
            domain, groupby, aggregates, having, offset, limit, None if whole else order
        )
        return self._in_order(rows, groupby) if whole else rows

    @api.model
    def _in_order(self, rows, groupby):
        """Sort rows, that are in the order of plain values, by what relations say."""
        ranks = {}
        for column, spec in enumerate(groupby):
            field = self._fields.get(spec)
            if field and field.type == "many2one":
                # sudo: in what order they are, whoever may read them
                related = self.env[field.comodel_name].sudo()
                ids = [row[column].id for row in rows if row[column]]
                found = related.with_context(active_test=False).search(
                    [("id", "in", ids)]
                )
                ranks[column] = {id_: rank for rank, id_ in enumerate(found.ids)}
        first = {}

        def key(numbered):
            number, row = numbered
            parts = []
            for column in range(len(groupby)):
                # what has no order of its own keeps that among its like
                place = first.setdefault(row[: column + 1], number)
                rank = ranks.get(column)
                parts.append(rank.get(row[column].id, len(rank)) if rank else place)
            return parts

        return [row for _number, row in sorted(enumerate(rows), key=key)]

    def _read_group_select(self, aggregate_spec, query):
        name, _colon, function = aggregate_spec.partition(":")
        if function not in PERCENTILES or name not in self._fields:
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "PERCENTILE_CONT(%s) WITHIN GROUP (ORDER BY %s)",
            PERCENTILES[function],
            self._field_to_sql(self._table, name, query),
        )


class CrmTicketReport(models.Model):
    """One row a ticket: how long it took by the clock on the wall, how old it is."""

    _name = "crm.ticket.report"
    _description = "Ticket Report"
    _inherit = ["crm.ticket.report.mixin"]
    _auto = False
    _order = "opened_at desc, id desc"
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
            "stage_id",
            "stage_kind",
            "first_response_at",
            "solved_at",
            "reopen_count",
            "rating_last_value",
            "active",
        ]
    }

    stage_id = fields.Many2one("crm.ticket.stage", readonly=True)
    stage_kind = fields.Selection(KINDS, string="Status", readonly=True)
    solved_at = fields.Datetime(string="Solved", readonly=True)
    first_response_hours = fields.Float(
        "First response, hours (mean)", aggregator="avg", readonly=True
    )
    first_response_median = fields.Float(
        "First response, hours (median)", aggregator="median", readonly=True
    )
    first_response_p90 = fields.Float(
        "First response, hours (90th percentile)", aggregator="p90", readonly=True
    )
    solved_hours = fields.Float(
        "Time to solve, hours (mean)", aggregator="avg", readonly=True
    )
    solved_median = fields.Float(
        "Time to solve, hours (median)", aggregator="median", readonly=True
    )
    solved_p90 = fields.Float(
        "Time to solve, hours (90th percentile)", aggregator="p90", readonly=True
    )
    age_days = fields.Float("Age in days", aggregator="avg", readonly=True)
    age_group = fields.Selection(AGES, string="Age of what is open", readonly=True)
    reopened_rate = fields.Float("Reopened, %", aggregator="avg", readonly=True)
    satisfaction = fields.Float(aggregator="avg", readonly=True)

    @property
    def _table_query(self):
        query = self._ticket_query()
        ticket, alias = self.env["crm.ticket"], query.table

        def column(name):
            return ticket._field_to_sql(alias, name, query)

        response = self._hours(column("opened_at"), column("first_response_at"))
        solved = self._hours(column("opened_at"), column("solved_at"))
        days = SQL(
            "EXTRACT(EPOCH FROM NOW() AT TIME ZONE 'UTC' - %s) / 86400",
            column("opened_at"),
        )
        is_open = SQL("%s NOT IN %s", column("stage_kind"), CLOSED_KINDS)
        return query.select(
            SQL("%s AS id", SQL.identifier(alias, "id")),
            SQL("%s AS ticket_id", SQL.identifier(alias, "id")),
            *self._ticket_columns(query),
            *self._ticket_columns(query, ("stage_id", "stage_kind", "solved_at")),
            *self._statistics(response, "first_response"),
            *self._statistics(solved, "solved"),
            SQL("CASE WHEN %s THEN %s END AS age_days", is_open, days),
            SQL("CASE WHEN %s THEN %s END AS age_group", is_open, self._age(days)),
            SQL(
                "CASE WHEN %s > 0 THEN 100.0 ELSE 0 END AS reopened_rate",
                column("reopen_count"),
            ),
            SQL("NULLIF(%s, 0) AS satisfaction", column("rating_last_value")),
        )

    @staticmethod
    def _statistics(value, name):
        return [
            SQL("%s AS %s", value, SQL.identifier(f"{name}_{kind}"))
            for kind in ("hours", "median", "p90")
        ]

    @staticmethod
    def _hours(start, stop):
        return SQL("EXTRACT(EPOCH FROM %s - %s) / 3600", stop, start)

    @staticmethod
    def _age(days):
        return SQL(
            "CASE WHEN %(d)s < 1 THEN '0' WHEN %(d)s < 3 THEN '1'"
            " WHEN %(d)s < 7 THEN '3' WHEN %(d)s < 28 THEN '7' ELSE '28' END",
            d=days,
        )
