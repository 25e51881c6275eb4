# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.comparison import compare
from ..tools.report_table import Measure, Table
from ..tools.sheets import Column


class CrmReport(models.Model):
    """Reports on opportunities: the pipeline and its forecast."""

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
        query.groupby = column
        worth = self._sql_worth("crm.lead", "expected_revenue")
        rows = self.env.execute_query(
            query.select(
                column,
                SQL("count(*)"),
                SQL("COALESCE(sum(%s), 0)", worth),
                SQL(
                    "COALESCE(sum(%s * COALESCE(crm_lead.probability, 0) / 100.0), 0)",
                    worth,
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
        rows = self._forecast_rows(
            self._opportunities("user_id", self._won(period)),
            self._opportunities("user_id", due),
            self._opportunities("user_id", self._won(period.before)),
        )
        labels = self._labels([row[0] for row in rows])
        opens = self._drill("crm.lead", "user_id", due & self._filtered())
        return Table(
            self.env._("Forecast"),
            self._forecast_columns(),
            [(labels[row[0]], *row[1:]) for row in rows],
            totals=(
                labels[None],
                *(sum(row[place] for row in rows) for place in range(1, 8)),
            ),
            roles=[""] * 8,
            opens=[opens(row[0]) for row in rows],
            chart={"type": "bar", "values": [5, 6]},
            notes=[self._forecast_note()],
        )

    def _forecast_rows(self, won, due, before):
        """Return a row for each salesperson, most expected first."""
        none = (0, 0.0, 0.0)
        rows = []
        for user in dict.fromkeys([*won, *due, *before]):
            earned, last = won.get(user, none)[1], before.get(user, none)[1]
            count, expected, weighted = due.get(user, none)
            forecast = earned + weighted
            ahead = (forecast, last, forecast - last)
            rows.append((user, earned, count, expected, weighted, *ahead))
        return sorted(rows, key=lambda row: -row[5])

    def _forecast_columns(self):
        money = self._money()
        return [
            Column(self.env._("Salesperson"), "text", 24, None),
            Column(self.env._("Won"), "money", 16, money),
            Column(self.env._("Open, due in the period"), "int", 12, None),
            Column(self.env._("Expected of these"), "money", 16, money),
            Column(self.env._("Times probability"), "money", 16, money),
            Column(self.env._("Forecast"), "money", 16, money),
            Column(self.env._("Won in the period before"), "money", 16, money),
            Column(self.env._("Difference"), "money", 16, money),
        ]

    def _forecast_note(self):
        return self.env._(
            "Forecast: what is won in the period, and what open opportunities due in it "
            "are expected to bring, times their probability. Beside it, what the whole "
            "period before brought."
        )

    def _closed_table(self, period):
        """Return what was opened, won and lost until today, and before to the same day."""
        closed = (self._won(period) | self._lost(period)) & self._filtered()
        return self._compared(
            self.env._("Opened, won and lost"),
            self.env._("Salesperson"),
            compare(*(self._closed(part) for part in (period, period.before)), 5),
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

    def _closed(self, period):
        """Return ``{salesperson: won revenue, opened, won, lost, won and lost}``."""
        none = (0, 0.0, 0.0)
        created = self._opportunities("user_id", self._within("create_date", period))
        won = self._opportunities("user_id", self._won(period))
        lost = self._opportunities("user_id", self._lost(period))
        found = {}
        for user in dict.fromkeys([*won, *lost, *created]):
            count, earned, _weighted = won.get(user, none)
            opened, gone = created.get(user, none)[0], lost.get(user, none)[0]
            found[user] = (earned, opened, count, gone, count + gone)
        return found

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
