# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.comparison import compare
from ..tools.report_table import Measure, Table
from ..tools.sheets import Column


class CrmReport(models.Model):
    """Reports on opportunities: the pipeline and its forecast, and where leads come from."""

    _inherit = "crm.report"

    # ------------------------------------------------------------
    # Opportunities
    # ------------------------------------------------------------

    def _opportunities(self, key, domain):
        """Return ``{key: (count, expected, weighted)}`` of opportunities that the user
        sees, closed ones too.

        What is won is worth what it brought; money at the rate of the day it was closed,
        or of today.
        """
        leads = self.env["crm.lead"].with_context(active_test=False)
        query = leads._search(
            Domain("type", "=", "opportunity") & domain & self._filtered()
        )
        column = leads._field_to_sql(query.table, key, query)
        rate = self._sql_rate(
            SQL("COALESCE(crm_lead.company_id, %s)", self.env.company.id),
            SQL("COALESCE(crm_lead.date_closed, now() AT TIME ZONE 'UTC')::date"),
        )
        query.groupby = column
        rows = self.env.execute_query(
            query.select(
                column,
                SQL("count(*)"),
                SQL("COALESCE(sum(crm_lead.expected_revenue * %s), 0)", rate),
                SQL(
                    "COALESCE(sum(crm_lead.expected_revenue * %s"
                    " * COALESCE(crm_lead.probability, 0) / 100.0), 0)",
                    rate,
                ),
            )
        )
        model = leads._fields[key].comodel_name
        return {
            self.env[model].browse(row[0]): (row[1], float(row[2]), float(row[3]))
            for row in rows
        }

    def _won(self, period):
        return Domain("won_status", "=", "won") & self._within("date_closed", period)

    def _lost(self, period):
        return Domain("won_status", "=", "lost") & self._within("date_closed", period)

    def _open(self):
        return Domain("won_status", "=", "pending") & Domain("active", "=", True)

    # ------------------------------------------------------------
    # Pipeline and forecast
    # ------------------------------------------------------------

    def _report_pipeline(self, period):
        """What the period will bring, beside what the one before brought.

        Forecast = won in the period + expected revenue of the open opportunities that
        are due in it, each times its probability. Won and lost are compared until the
        same day of the period before.
        """
        return [
            self._forecast_table(period),
            self._closed_table(period.so_far(self._today())),
            self._stage_table(),
        ]

    def _forecast_table(self, period):
        due = self._open() & self._on_days("date_deadline", period)
        won = self._opportunities("user_id", self._won(period))
        before = self._opportunities("user_id", self._won(period.before))
        open_ = self._opportunities("user_id", due)
        none = (0, 0.0, 0.0)
        rows = []
        for user in dict.fromkeys([*won, *open_, *before]):
            (_n, earned, _w), (_m, last, _v) = (
                won.get(user, none),
                before.get(user, none),
            )
            count, expected, weighted = open_.get(user, none)
            forecast = earned + weighted
            rows.append(
                (
                    user,
                    earned,
                    count,
                    expected,
                    weighted,
                    forecast,
                    last,
                    forecast - last,
                )
            )
        rows.sort(key=lambda row: -row[5])
        labels = self._labels([row[0] for row in rows])
        money = self._money()
        opens = self._drill("crm.lead", "user_id", due & self._filtered())
        return Table(
            self.env._("Forecast"),
            [
                Column(self.env._("Salesperson"), "text", 24, None),
                Column(self.env._("Won"), "money", 16, money),
                Column(self.env._("Open, due in the period"), "int", 12, None),
                Column(self.env._("Expected of these"), "money", 16, money),
                Column(self.env._("Times probability"), "money", 16, money),
                Column(self.env._("Forecast"), "money", 16, money),
                Column(self.env._("Won in the period before"), "money", 16, money),
                Column(self.env._("Difference"), "money", 16, money),
            ],
            [(labels[row[0]], *row[1:]) for row in rows],
            totals=(
                labels[None],
                *(sum(row[place] for row in rows) for place in range(1, 8)),
            ),
            roles=[""] * 8,
            opens=[opens(row[0]) for row in rows],
            chart={"type": "bar", "values": [5, 6]},
            notes=[
                self.env._(
                    "Forecast: what is won in the period, and what open opportunities "
                    "due in it are expected to bring, times their probability. Beside "
                    "it, what the whole period before brought."
                )
            ],
        )

    def _closed_table(self, period):
        """Return what was opened, won and lost until today, and before to the same day."""
        sides = []
        for part in (period, period.before):
            created = self._opportunities("user_id", self._within("create_date", part))
            won = self._opportunities("user_id", self._won(part))
            lost = self._opportunities("user_id", self._lost(part))
            sides.append(
                {
                    user: (won_[1], created_, won_[0], lost_, won_[0] + lost_)
                    for user in dict.fromkeys([*won, *lost, *created])
                    for won_ in [won.get(user, (0, 0.0, 0.0))]
                    for created_ in [created.get(user, (0,))[0]]
                    for lost_ in [lost.get(user, (0,))[0]]
                }
            )
        closed = (self._won(period) | self._lost(period)) & self._filtered()
        return self._compared(
            self.env._("Opened, won and lost"),
            self.env._("Salesperson"),
            compare(*sides, 5),
            [
                Measure(self.env._("Won revenue"), "money", currency=self._money()),
                Measure(self.env._("Opened")),
                Measure(self.env._("Won")),
                Measure(self.env._("Lost")),
                Measure(self.env._("Closed"), shown=False),
                Measure(self.env._("Win rate"), "percent", (2, 4)),
            ],
            opens=self._drill(
                "crm.lead", "user_id", closed & Domain("active", "in", (True, False))
            ),
            chart={"type": "bar", "values": [1, 2]},
            notes=[self.env._("Win rate: won in percent of won and lost.")],
        )

    def _stage_table(self):
        found = self._opportunities("stage_id", self._open())
        rows = sorted(found.items(), key=lambda row: (row[0].sequence, row[0].id))
        labels = self._labels(list(found))
        money = self._money()
        opens = self._drill("crm.lead", "stage_id", self._open() & self._filtered())
        return Table(
            self.env._("Open today, by stage"),
            [
                Column(self.env._("Stage"), "text", 24, None),
                Column(self.env._("Opportunities"), "int", 14, None),
                Column(self.env._("Expected revenue"), "money", 18, money),
                Column(self.env._("Times probability"), "money", 18, money),
            ],
            [(labels[stage], *values) for stage, values in rows],
            totals=(
                labels[None],
                *(sum(values[place] for _stage, values in rows) for place in range(3)),
            ),
            roles=[""] * 4,
            opens=[opens(stage) for stage, _values in rows],
            chart={"type": "bar", "values": [2, 3]},
        )

    # ------------------------------------------------------------
    # Sources and campaigns
    # ------------------------------------------------------------

    def _report_sources(self, period):
        """Leads of the period by where they came from, and what each source brings.

        Of the leads created in the period: how many are won by now. Revenue: invoices of
        the period whose source, or whose customer's first source, it is.
        """
        created = self._filtered()
        won = created & Domain("won_status", "=", "won")
        invoiced = self._invoiced(("source_id", "campaign_id"), (period, period.before))
        measures = [
            Measure(self.env._("Leads")),
            Measure(self.env._("Won of these")),
            Measure(self.env._("Invoiced"), "money", currency=self._money()),
            Measure(self.env._("Won share"), "percent", (1, 0)),
        ]
        titles = {
            "source_id": (self.env._("By source"), self.env._("Source")),
            "campaign_id": (self.env._("By campaign"), self.env._("Campaign")),
        }
        tables = []
        for key, words in titles.items():
            sides = []
            for part, money in zip((period, period.before), invoiced[key], strict=True):
                by = self._within("create_date", part)
                leads = self._grouped(
                    "crm.lead",
                    key,
                    [(by & created, "__count"), (by & won, "__count")],
                    archived=True,
                )
                amounts = {record: values[:1] for record, values in money.items()}
                sides.append(self._join((leads, 2), (amounts, 1)))
            tables.append(
                self._compared(
                    *words,
                    compare(*sides, 3),
                    measures,
                    opens=self._drill(
                        "crm.lead",
                        key,
                        self._within("create_date", period)
                        & created
                        & Domain("active", "in", (True, False)),
                    ),
                    chart={"type": "bar", "values": [1, 4]},
                    notes=[self._sources_note()],
                )
            )
        return tables

    def _sources_note(self):
        return self.env._(
            "Leads and opportunities created in the period, and those of them that are "
            "won by now. Invoiced: posted invoices of the period, by their source or else "
            "the customer's first one."
        )
