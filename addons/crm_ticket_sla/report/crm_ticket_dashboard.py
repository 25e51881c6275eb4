# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The figures of the dashboard: a few sets, each one query over what the user may see.

What is open is counted as it stands; everything else is about the tickets received in a
period, so a figure does not change with the number of old tickets behind it.
"""

from datetime import UTC, datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..models.crm_ticket_stage import CLOSED_KINDS

PERIODS = (7, 30, 90, 365)
#: Beyond this many days the trend is told in weeks.
DAILY = 31
#: How a team's pace is known: what it solved in so many days.
PACE = timedelta(days=28)
TOP = 6
SATISFIED = 4
TIMES = ("worked:avg", "worked:median", "worked:p90")
TIMES += ("elapsed:avg", "elapsed:median", "elapsed:p90")


class CrmTicketDashboard(models.AbstractModel):
    """What a team leader wants to know in the morning."""

    _name = "crm.ticket.dashboard"
    _description = "Ticket Dashboard"

    @api.model
    @api.readonly
    def figures(self, days, team_id=False):
        """Return every figure of the dashboard.

        :param int days: one of `PERIODS`, ending now; whole days of the user's zone
        :param team_id: only this team
        """
        self.env["crm.interaction.backfill"]._disable_jit()
        start, previous = self._period_start(days), self._period_start(2 * days)
        team = Domain("team_id", "=", team_id) if team_id else Domain.TRUE
        now = Domain("opened_at", ">=", start) & team
        before = (
            Domain("opened_at", ">=", previous) & Domain("opened_at", "<", start) & team
        )
        return {
            "since": fields.Datetime.to_string(start),
            "standing": self._standing(team),
            "period": self._period(now, Domain("solved_at", ">=", start) & team),
            "previous": self._period(
                before,
                Domain("solved_at", ">=", previous)
                & Domain("solved_at", "<", start)
                & team,
            ),
            "promises": self._promises(now),
            "trend": self._trend(days, start, team),
            "ages": self._ages(team),
            "breaches": self._breaches(now),
            "teams": self._teams(now, team_id),
            "heat": self.arrivals(days, team_id)["cells"],
        }

    @api.model
    @api.readonly
    def arrivals(self, days, team_id=False):
        """Return how many tickets arrived by weekday and hour of the user's zone.

        :return: cells: seven lists, Monday first, of 24 counts; weeks: their length
        """
        domain = Domain("opened_at", ">=", self._period_start(days))
        if team_id:
            domain &= Domain("team_id", "=", team_id)
        tickets = self.env["crm.ticket"].with_context(active_test=False)
        query = tickets._search(domain)
        local = SQL(
            "TIMEZONE(%s, TIMEZONE('UTC', %s))",
            str(self.env.tz),
            tickets._field_to_sql(query.table, "opened_at", query),
        )
        query.groupby = SQL("1, 2")
        rows = self.env.execute_query(
            query.select(
                SQL("EXTRACT(ISODOW FROM %s)::int", local),
                SQL("EXTRACT(HOUR FROM %s)::int", local),
                SQL("COUNT(*)"),
            )
        )
        cells = [[0] * 24 for _day in range(7)]
        for weekday, hour, count in rows:
            cells[weekday - 1][hour] = count
        return {"cells": cells, "weeks": days / 7, "tz": str(self.env.tz)}

    @api.model
    @api.readonly
    def teams(self):
        """Return the teams to choose from."""
        return self.env["crm.ticket.team"].search_read(Domain.TRUE, ["name"])

    # ------------------------------------------------------------
    # The parts
    # ------------------------------------------------------------

    @api.model
    def _period_start(self, days):
        """Return the local midnight with which a period of whole days begins, in UTC."""
        if days not in PERIODS and days not in tuple(2 * d for d in PERIODS):
            raise UserError(
                self.env._("Period: choose one of %(days)s days.", days=PERIODS)
            )
        today = fields.Datetime.now().replace(tzinfo=UTC).astimezone(self.env.tz).date()
        first = datetime.combine(today - timedelta(days=days - 1), time.min)
        return self.env.tz.localize(first).astimezone(UTC).replace(tzinfo=None)

    @api.model
    def _standing(self, team):
        """Return what is open now, by what it needs."""
        Ticket = self.env["crm.ticket"]
        is_open = Domain("stage_kind", "not in", CLOSED_KINDS) & team
        states = dict(Ticket._read_group(is_open, ["sla_state"], ["__count"]))
        return {
            "open": sum(states.values()),
            "late": states.get("missed", 0),
            "risk": states.get("risk", 0),
            "paused": states.get("paused", 0),
            "unassigned": Ticket.search_count(is_open & Domain("user_id", "=", False)),
        }

    @api.model
    def _period(self, opened, solved):
        """Return how a period went: arrivals, solutions, reopenings, satisfaction."""
        report = self.env["crm.ticket.report"]
        count, reopened, hours, median, p90 = report._read_group(
            opened,
            [],
            [
                "__count",
                "reopened_rate:avg",
                "solved_hours:avg",
                "solved_median:median",
                "solved_p90:p90",
            ],
        )[0]
        return {
            "opened": count,
            "solved": report.search_count(solved),
            "reopened_rate": reopened,
            "solved_hours": hours,
            "solved_median": median,
            "solved_p90": p90,
            **self._satisfaction(opened),
        }

    @api.model
    def _satisfaction(self, opened):
        """Return how many tickets were rated, and how many of 100 well."""
        tickets = self.env["crm.ticket"].with_context(active_test=False)
        ratings = tickets._read_group(
            opened & Domain("rating_last_value", ">", 0),
            ["rating_last_value"],
            ["__count"],
        )
        rated = sum(number for _value, number in ratings)
        happy = sum(number for value, number in ratings if value >= SATISFIED)
        return {"rated": rated, "satisfaction": 100 * happy / rated if rated else None}

    @api.model
    def _promises(self, opened):
        """Return how each promise was kept, raw and adjusted, and how long it took."""
        report = self.env["crm.ticket.sla.report"]
        labels = dict(report._fields["metric"]._description_selection(self.env))
        rows = report._read_group(
            opened,
            ["metric"],
            [
                "__count",
                "met_rate:avg",
                "adjusted_rate:avg",
                "missed_count:sum",
                *TIMES,
            ],
        )
        return [
            {
                "metric": metric,
                "label": labels.get(metric, metric),
                "count": count,
                "met_rate": met,
                "adjusted_rate": adjusted,
                "missed": missed,
                **{
                    name.replace(":", "_"): value
                    for name, value in zip(TIMES, times, strict=True)
                },
            }
            for metric, count, met, adjusted, missed, *times in rows
        ]

    @api.model
    def _trend(self, days, start, team):
        """Return arrivals, solutions and promises kept, for each day or week."""
        unit = "day" if days <= DAILY else "week"
        tz = {"tz": str(self.env.tz)}
        report = self.env["crm.ticket.report"].with_context(**tz)
        promises = self.env["crm.ticket.sla.report"].with_context(**tz)

        def series(model, name, aggregate):
            domain = Domain(name, ">=", start) & team
            rows = model._read_group(domain, [f"{name}:{unit}"], [aggregate])
            return {at.date(): value for at, value in rows}

        opened = series(report, "opened_at", "__count")
        solved = series(report, "solved_at", "__count")
        met = series(promises, "opened_at", "met_rate:avg")
        return [
            {
                "day": fields.Date.to_string(day),
                "opened": opened.get(day, 0),
                "solved": solved.get(day, 0),
                "met_rate": met.get(day),
            }
            for day in self._trend_days(unit, start, {*opened, *solved})
        ]

    @api.model
    def _trend_days(self, unit, start, found):
        """Return every day of the period, or the first day of every week found."""
        if unit == "week":
            return sorted(found)
        first = start.replace(tzinfo=UTC).astimezone(self.env.tz).date()
        today = fields.Datetime.now().replace(tzinfo=UTC).astimezone(self.env.tz).date()
        length = (today - first).days + 1
        return [first + timedelta(days=n) for n in range(length)]

    @api.model
    def _ages(self, team):
        """Return how old the open tickets are."""
        report = self.env["crm.ticket.report"]
        labels = report._fields["age_group"]._description_selection(self.env)
        is_open = Domain("stage_kind", "not in", CLOSED_KINDS) & team
        counts = dict(report._read_group(is_open, ["age_group"], ["__count"]))
        return [
            {"key": key, "label": label, "count": counts.get(key, 0)}
            for key, label in labels
        ]

    @api.model
    def _breaches(self, opened):
        """Return the categories in which most promises were missed."""
        rows = self.env["crm.ticket.sla.report"]._read_group(
            opened & Domain("missed_count", ">", 0),
            ["category_id"],
            ["missed_count:sum", "late:avg"],
            order="missed_count:sum desc",
            limit=TOP,
        )
        return [
            {
                "id": category.id,
                "name": category.display_name or self.env._("No category"),
                "missed": missed,
                "late": late,
            }
            for category, missed, late in rows
        ]
