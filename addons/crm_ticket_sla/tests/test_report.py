# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MONDAY, TicketCase

HOUR = timedelta(hours=1)
#: Noon of the Friday of the week of `MONDAY`.
FRIDAY = MONDAY + timedelta(days=4, hours=2)


class ReportCase(TicketCase):
    """Five tickets of a week, with times that can be counted by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.sla.policy"].search([]).action_archive()
        cls.category = cls.env["crm.ticket.category"].create({"name": "Printers"})

    def setUp(self):
        super().setUp()
        # opened Monday, solved after 1, 2, 3 and 10 hours; the fifth is open
        self.tickets = self.env["crm.ticket"]
        for number, hours in enumerate((1, 2, 3, 10, None)):
            ticket = self._create_ticket(
                name=f"Ticket {number}",
                user_id=(self.user_an if number % 2 else self.user_binh).id,
                category_id=self.category.id,
            )
            self.tickets |= ticket
            if hours:
                with self.at(MONDAY + hours * HOUR):
                    ticket.stage_id = self.stage_solved
        self.env.flush_all()

    def _add_clock(self, ticket, outcome, consumed=0, elapsed=1, **values):
        return self.env["crm.ticket.sla"].create(
            {
                "ticket_id": ticket.id,
                "metric": "resolution",
                "clock": "stopped",
                "outcome": outcome,
                "budget": 8 * 3600,
                "consumed": consumed * 3600,
                "started_at": MONDAY,
                "stopped_at": MONDAY + elapsed * HOUR,
                **values,
            }
        )

    def _of_team(self, model):
        return self.env[model].with_user(self.user_an), [("team_id", "=", self.team.id)]


@tagged("post_install", "-at_install")
class TestReport(ReportCase):
    """Figures are what one counts by hand."""

    def test_groups_are_in_the_order_of_teams_and_then_of_what_they_hold(self):
        last = self.env["crm.ticket.team"].create({"name": "Last", "sequence": 99})
        first = self.env["crm.ticket.team"].create({"name": "First", "sequence": -99})
        for team in (last, first):
            for kind in ("wait_customer", "new"):
                stage = getattr(self, f"stage_{kind}")
                self._create_ticket(team_id=team.id, stage_id=stage.id, user_id=False)
        self._create_ticket(team_id=False, stage_id=self.stage_new.id)
        teams = (first + self.team + last).ids
        report = self.env["crm.ticket.report"].with_user(self.user_an)

        groups = report.formatted_read_group(
            ["|", ("team_id", "in", teams), ("ticket_id", "=", self._last().id)],
            ["team_id", "stage_kind"],
            ["__count"],
        )

        found = [(g["team_id"] and g["team_id"][1], g["stage_kind"]) for g in groups]
        own = [(self.team.display_name, kind) for kind in ("new", "solved")]
        expected = [("First", "new"), ("First", "wait_customer"), *own]
        expected += [("Last", "new"), ("Last", "wait_customer"), (False, "new")]
        self.assertEqual(found, expected)

    def _last(self):
        return self.env["crm.ticket"].search([], order="id desc", limit=1)

    def test_time_to_solve_has_mean_median_and_ninetieth_percentile(self):
        report, team = self._of_team("crm.ticket.report")

        figures = report._read_group(
            team,
            [],
            ["__count", "solved_hours:avg", "solved_median:median", "solved_p90:p90"],
        )[0]

        # 1, 2, 3, 10: mean 4, median 2.5, ninetieth percentile 3 + 0.7 x 7
        self.assertEqual(figures[0], 5)
        for figure, expected in zip(figures[1:], (4, 2.5, 7.9), strict=True):
            self.assertAlmostEqual(figure, expected)

    def test_median_by_agent_reaches_pivot_tables(self):
        report, team = self._of_team("crm.ticket.report")

        groups = report.formatted_read_group(
            team, ["user_id"], ["solved_median:median"]
        )

        medians = {g["user_id"][0]: g["solved_median:median"] for g in groups}
        self.assertAlmostEqual(medians[self.user_an.id], 6)
        self.assertAlmostEqual(medians[self.user_binh.id], 2)
        fields = report.fields_get(["solved_median"])
        self.assertEqual(fields["solved_median"]["aggregator"], "median")

    def test_reopened_tickets_are_a_share(self):
        with self.at(MONDAY + 20 * HOUR):
            self.tickets[0].stage_id = self.stage_open
        report, team = self._of_team("crm.ticket.report")

        rate = report._read_group(team, [], ["reopened_rate:avg"])[0][0]

        self.assertAlmostEqual(rate, 20)

    def test_waived_misses_change_the_adjusted_rate_only(self):
        outcomes = ("met", "met", "missed", "waived", "pending")
        for ticket, outcome in zip(self.tickets, outcomes, strict=True):
            clock = "running" if outcome == "pending" else "stopped"
            self._add_clock(ticket, outcome, clock=clock)
        self._add_clock(self.tickets[0], "cancelled", cycle=2)
        report, team = self._of_team("crm.ticket.sla.report")

        count, raw, adjusted, missed = report._read_group(
            team,
            [],
            ["__count", "met_rate:avg", "adjusted_rate:avg", "missed_count:sum"],
        )[0]

        self.assertEqual((count, missed), (5, 2))
        self.assertAlmostEqual(raw, 50)
        self.assertAlmostEqual(adjusted, 200 / 3)

    def test_a_passed_deadline_is_a_miss_before_it_is_written_down(self):
        self._add_clock(
            self.tickets[0],
            "pending",
            clock="running",
            stopped_at=False,
            deadline_at=MONDAY + HOUR,
        )
        report, team = self._of_team("crm.ticket.sla.report")

        with self.at(MONDAY + HOUR):
            before = report.search(team).result
        with self.at(MONDAY + HOUR + timedelta(seconds=1)):
            after = self.env["crm.ticket.sla.report"].search(team)
            after.invalidate_recordset()
            after = after.result

        self.assertEqual((before, after), ("pending", "missed"))

    def test_working_and_clock_time_stand_side_by_side(self):
        # an afternoon, a night and a morning: 6 hours of work, 22 by the wall
        self._add_clock(self.tickets[0], "met", consumed=6, elapsed=22)
        self._add_clock(self.tickets[1], "met", consumed=2, elapsed=2)
        self._add_clock(self.tickets[4], "pending", consumed=99, clock="running")
        report, team = self._of_team("crm.ticket.sla.report")

        figures = report._read_group(
            team,
            [],
            ["worked:avg", "worked_median:median", "elapsed:avg", "elapsed_p90:p90"],
        )[0]

        for figure, expected in zip(figures, (4, 4, 12, 20), strict=True):
            self.assertAlmostEqual(figure, expected)

    def test_time_in_stages_counts_past_and_present(self):
        ticket = self.tickets[4]
        with self.at(MONDAY + 4 * HOUR):
            ticket.stage_id = self.stage_wait_customer
        with self.at(MONDAY + 9 * HOUR):
            ticket.stage_id = self.stage_open
        self.env.flush_all()
        report = self.env["crm.ticket.stage.report"].with_user(self.user_an)

        rows = report.search([("ticket_id", "=", ticket.id)], order="id")

        past = {row.stage_id: row.hours for row in rows if not row.is_current}
        self.assertAlmostEqual(past[self.stage_new], 4)
        self.assertAlmostEqual(past[self.stage_wait_customer], 5)
        self.assertEqual(rows.filtered("is_current").stage_id, self.stage_open)

    def test_arrivals_are_told_in_the_users_zone(self):
        self._create_ticket(at=datetime(2026, 6, 2, 22, 30))
        dashboard = self.env["crm.ticket.dashboard"].with_user(self.user_an)

        with self.at(FRIDAY):
            heat = dashboard.arrivals(7, self.team.id)

        # 8:00 UTC on Monday is ten in Paris; 22:30 on Tuesday is Wednesday there
        cells = {
            (day, hour): count
            for day, row in enumerate(heat["cells"])
            for hour, count in enumerate(row)
            if count
        }
        self.assertEqual(cells, {(0, 10): 5, (2, 0): 1})
        self.assertEqual(heat["tz"], "Europe/Paris")

    def test_dashboard_tells_the_period_and_the_one_before(self):
        self._create_ticket(at=MONDAY - timedelta(days=7))
        self._add_clock(self.tickets[0], "met")
        self._add_clock(self.tickets[1], "missed", late=3600)
        dashboard = self.env["crm.ticket.dashboard"].with_user(self.user_an)

        with self.at(FRIDAY):
            figures = dashboard.figures(7, self.team.id)

        self.assertEqual(figures["period"]["opened"], 5)
        self.assertEqual(figures["period"]["solved"], 4)
        self.assertAlmostEqual(figures["period"]["solved_median"], 2.5)
        self.assertEqual(figures["previous"]["opened"], 1)
        self.assertEqual(figures["standing"]["open"], 2)
        self.assertEqual(figures["promises"][0]["metric"], "resolution")
        self.assertAlmostEqual(figures["promises"][0]["met_rate"], 50)
        self.assertEqual(
            figures["breaches"],
            [{"id": self.category.id, "name": "Printers", "missed": 1, "late": 1}],
        )
        days = {point["day"]: point for point in figures["trend"]}
        self.assertEqual(len(days), 7)
        self.assertEqual(days["2026-06-01"]["opened"], 5)
        self.assertAlmostEqual(days["2026-06-01"]["met_rate"], 50)
        self.assertEqual(days["2026-06-02"]["opened"], 0)

    def test_satisfaction_is_the_share_of_happy_ratings(self):
        for ticket, rating in zip(self.tickets, (5, 5, 3, 1), strict=False):
            ticket.rating_last_value = rating
        self.env.flush_all()
        dashboard = self.env["crm.ticket.dashboard"].with_user(self.user_an)

        with self.at(FRIDAY):
            period = dashboard.figures(7, self.team.id)["period"]

        self.assertEqual((period["rated"], period["satisfaction"]), (4, 50))

    def test_forecast_sets_what_is_due_against_the_pace(self):
        # four solved on a working day of five since the period began; two are due
        self.tickets[4].deadline_at = FRIDAY + HOUR
        late = self._create_ticket(at=FRIDAY - HOUR)
        late.deadline_at = FRIDAY + timedelta(days=4)
        self.env.flush_all()
        dashboard = self.env["crm.ticket.dashboard"].with_user(self.user_an)

        with self.at(FRIDAY):
            [team] = dashboard.figures(7, self.team.id)["teams"]

        # one working day from Friday noon is Monday noon
        self.assertEqual(team["due"], 1)
        self.assertEqual(team["excess"], 1)
        # 20 working days in four weeks less the time since Friday noon
        self.assertAlmostEqual(team["pace"], 4 / 20, places=2)

    def test_a_period_that_is_not_offered_is_refused(self):
        with self.assertRaisesRegex(UserError, "Period"):
            self.env["crm.ticket.dashboard"].figures(10_000)
