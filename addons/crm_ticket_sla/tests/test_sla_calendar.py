# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .sla_common import HOUR, RESOLUTION, RESPONSE, SlaCase, wall


@tagged("post_install", "-at_install")
class TestSlaCalendar(SlaCase):
    def test_case_01_deadline_within_the_day(self):
        self._promise((RESPONSE, 4))

        ticket = self._open("06-01 10:00", user=self.user_an, channel="mail")

        clock = self._clock(ticket, RESPONSE)
        self.assertEqual(clock.deadline_at, wall("06-01 14:00"))
        self.assertEqual(ticket.deadline_at, wall("06-01 14:00"))
        self.assertEqual((clock.clock, clock.outcome), ("running", "pending"))
        self.assertEqual(clock.budget, 4 * HOUR)

    def test_case_02_deadline_after_the_weekend(self):
        self._promise((RESPONSE, 4))

        ticket = self._open("06-05 15:00")

        self.assertEqual(ticket.deadline_at, wall("06-08 11:00"))

    def test_case_05_answer_at_closing_time_is_in_time(self):
        self._promise((RESPONSE, 8))
        first, second = self._open("06-01 09:00"), self._open("06-01 09:00")

        self._answer(first, "06-01 17:00")
        self._answer(second, "06-02 09:00:01")

        self.assertEqual(self._clock(first, RESPONSE).deadline_at, wall("06-01 17:00"))
        self.assertEqual(self._clock(first, RESPONSE).outcome, "met")
        late = self._clock(second, RESPONSE)
        self.assertEqual((late.outcome, late.late), ("missed", 1))

    def test_case_07_holiday_is_no_working_time(self):
        self._promise((RESOLUTION, 2))
        self._holiday("06-01 00:00", "06-02 00:00")

        ticket = self._open("05-29 16:00")

        self.assertEqual(ticket.deadline_at, wall("06-02 10:00"))

    def test_case_08_half_a_day_off(self):
        self._promise((RESOLUTION, 3))
        self._holiday("06-01 13:00", "06-01 17:00", calendar_id=self.calendar.id)

        ticket = self._open("06-01 12:00")

        self.assertEqual(ticket.deadline_at, wall("06-02 11:00"))

    def test_case_09_holiday_of_another_company(self):
        self._promise((RESOLUTION, 2))
        other = self.env["res.company"].create({"name": "Other"})
        holiday = self._holiday("06-01 00:00", "06-02 00:00", company=other)

        ticket = self._open("05-29 16:00")

        self.assertEqual(holiday.company_id, other)
        self.assertEqual(ticket.deadline_at, wall("06-01 10:00"))

    def test_case_09_time_off_of_one_person(self):
        self._promise((RESOLUTION, 2))
        resource = self.env["resource.resource"].create(
            {"name": "An", "calendar_id": self.calendar.id}
        )
        queued = self.env["crm.sla.recount"].search_count([])
        self._holiday(
            "06-01 00:00",
            "06-02 00:00",
            resource_id=resource.id,
            calendar_id=self.calendar.id,
        )

        ticket = self._open("05-29 16:00")

        self.assertEqual(ticket.deadline_at, wall("06-01 10:00"))
        self.assertEqual(self.env["crm.sla.recount"].search_count([]), queued)

    def test_case_10_one_public_holiday_is_each_calendars_own_day(self):
        america = self._create_calendar("LA", [(9, 17)], tz="America/Los_Angeles")
        far = self.team.copy({"name": "Far", "calendar_id": america.id})
        self._promise((RESOLUTION, 1))
        self._holiday("06-03 00:00", "06-04 00:00")
        los_angeles = "America/Los_Angeles"

        before = self._create_ticket(wall("06-02 16:30", los_angeles), team_id=far.id)
        during = self._create_ticket(wall("06-03 10:00", los_angeles), team_id=far.id)

        self.assertEqual(before.deadline_at, wall("06-04 09:30", los_angeles))
        self.assertEqual(during.deadline_at, wall("06-04 10:00", los_angeles))

    def test_case_14_working_days(self):
        days = {"unit": "days", "days": 2}
        self._promise((RESOLUTION, 0, days), (RESPONSE, 0, {**days, "end_of_day": 1}))

        weekday, weekend = self._open("06-03 10:00"), self._open("06-06 12:00")

        self.assertEqual(self._clock(weekday).deadline_at, wall("06-05 10:00"))
        self.assertEqual(
            self._clock(weekday, RESPONSE).deadline_at, wall("06-05 17:00")
        )
        self.assertEqual(self._clock(weekend).deadline_at, wall("06-10 09:00"))
        self.assertEqual(
            self._clock(weekend, RESPONSE).deadline_at, wall("06-10 17:00")
        )

    def test_case_15_no_calendar_anywhere_runs_day_and_night(self):
        self._promise((RESOLUTION, 10))
        self.team.calendar_id = False
        self.company.resource_calendar_id = False

        ticket = self._open("06-06 20:00", user=self.user_an)

        self.assertEqual(ticket.deadline_at, wall("06-07 06:00"))
        self.assertFalse(self._clock(ticket).calendar_id)
        self.assertIn("day and night", self.team.calendar_warning)

    def test_case_15_team_without_hours_takes_those_of_the_company(self):
        self._promise((RESOLUTION, 2))
        self.team.calendar_id = False
        self.company.resource_calendar_id = self._create_calendar("Late", [(12, 20)])

        ticket = self._open("06-01 10:00", user=self.user_an)

        self.assertEqual(ticket.deadline_at, wall("06-01 14:00"))
        self.assertFalse(self.team.calendar_warning)

    def test_case_16_unreachable_target_is_shown_and_never_missed(self):
        self._promise((RESOLUTION, 200000), (RESPONSE, 1))
        empty = self._create_calendar("Empty", [])
        closed = self.team.copy({"name": "Closed", "calendar_id": empty.id})

        far = self._open("06-01 10:00")
        never = self._open("06-01 10:00", team_id=closed.id)

        for clock in (
            self._clock(far) | self._clock(never) | self._clock(never, RESPONSE)
        ):
            self.assertTrue(clock.is_unplannable)
            self.assertEqual((clock.outcome, clock.deadline_at), ("pending", False))
        self.assertFalse(self._clock(far, RESPONSE).is_unplannable)
        self.assertFalse(self._advance(never, "06-30 10:00"))
        with self.at(wall("06-30 10:00")):
            self.assertEqual(never.sla_state, "ok")
        self._move(never, "06-30 11:00", "solved")
        self.assertEqual(self._clock(never).outcome, "met")
        self.assertIn("no hour at all", closed.calendar_warning)

    def test_the_nearest_calendar_of_the_chain_counts(self):
        hours = {
            name: self._create_calendar(name, [(start, start + 8)])
            for start, name in enumerate(("Target", "Policy", "Customer"), start=10)
        }
        policy = self._promise((RESOLUTION, 1), company_id=self.company.id)

        found = [self._open("06-01 07:00").deadline_at]
        self.customer.ticket_calendar_id = hours["Customer"]
        found.append(self._open("06-01 07:00").deadline_at)
        policy.calendar_id = hours["Policy"]
        found.append(self._open("06-01 07:00").deadline_at)
        policy.target_ids.calendar_id = hours["Target"]
        found.append(self._open("06-01 07:00").deadline_at)
        policy.target_ids.is_clock_time = True
        found.append(self._open("06-01 07:00").deadline_at)

        expected = ("10:00", "13:00", "12:00", "11:00", "08:00")
        self.assertEqual(found, [wall(f"06-01 {time}") for time in expected])

    def test_a_ticket_of_long_ago_is_counted_where_no_calendar_was_read(self):
        self._promise((RESOLUTION, 8))

        ticket = self._create_ticket(opened_at=wall("06-01 10:00", year=2019))

        self.assertEqual(ticket.deadline_at, wall("06-03 17:00", year=2019))
