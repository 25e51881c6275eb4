# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: the questions about meetings are answered, for what one may see."""

from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .report_common import ReportCase


@tagged("post_install", "-at_install")
class TestReportMeetings(ReportCase):
    def _met(self, moment, outcome=None, partner=None, user=None, **values):
        return self._log(
            "meeting",
            partner=partner or self.buyer,
            user=user,
            occurred_at=datetime.fromisoformat(moment),
            outcome_id=outcome and self.outcome(outcome).id,
            company_id=self.company.id,
            **values,
        )

    def test_case_s2_2_successful_meetings_the_week_before_last(self):
        self._met("2026-05-18 02:00", "successful")
        self._met("2026-05-19 02:00", "not_interested")
        self._met("2026-05-20 02:00")
        self._met("2026-05-21 02:00", "no_show")  # did not come about
        self._met("2026-05-12 02:00", "successful")  # the week before it
        self._met("2026-05-25 02:00", "successful")  # last week

        tables = self.build("meetings", period="week_before_last")

        self.assertCells(
            tables["By colleague"],
            "Lan",
            Meetings_held=3,
            Meetings_held__before=1,
            Meetings_held__change=2,
            With_an_outcome=2,
            Successful=1,
            Success_rate=0.5,
            Success_rate__before=1.0,
            Success_rate__change=-0.5,
        )
        [row] = tables["Successful meetings"].rows
        self.assertEqual(row[0], datetime(2026, 5, 18, 2))
        self.assertEqual(row[1], "Bình Minh")
        self.assertCells(tables["By outcome"], "Did not show up", Meetings=1)
        self.assertCells(tables["By outcome"], "No outcome yet", Meetings=1)
        opened = self.opened(tables["By colleague"], "Lan")
        self.assertEqual(len(opened), 3)

    def test_23_59_of_the_company_is_the_day_that_ends(self):
        self._met("2026-05-31 16:59")  # Sunday 23:59 in Hanoi
        self._met("2026-05-31 17:00")  # Monday 00:00

        for period, count, before in (("last_week", 1, 0), ("this_week", 1, 0)):
            table = self.build("meetings", period=period)["By colleague"]
            self.assertCells(
                table, "Lan", Meetings_held=count, Meetings_held__before=before
            )

    def test_case_s2_2_who_got_a_next_appointment_and_when(self):
        self._met(
            "2026-05-20 02:00", "next_appointment", next_step_at="2026-06-10 03:00"
        )
        self._met("2026-05-21 02:00", "successful")
        self._met(
            "2026-05-22 02:00",
            partner=self.minhs,
            user=self.user_minh,
            next_step_at="2026-06-05 03:00",
        )

        tables = self.build("next_appointments", period="last_month")

        rows = tables["Next appointments"].rows
        self.assertEqual([row[1] for row in rows], ["Minh's", "Bình Minh"])
        self.assertEqual(rows[1][7], datetime(2026, 6, 10, 3))
        self.assertCells(
            tables["By colleague"], "Lan", Appointments_agreed=1, Customers=1
        )

    def test_case_s2_2_meetings_planned_next_month_and_when_with_whom(self):
        self._plan("Offer", "2026-07-03 02:00", self.buyer)
        self._plan("Midnight", "2026-06-30 17:00", self.buyer)  # 1 July in Hanoi
        self._plan("June", "2026-06-30 16:59", self.buyer)
        self._plan("Other", "2026-07-04 02:00", self.minhs)
        self._plan("Among us", "2026-07-04 02:00", self.user_minh.partner_id)

        tables = self.build("meetings_planned")
        self.assertEqual(
            [row[1] for row in tables["Meetings planned"].rows],
            ["Midnight", "Offer", "Other"],
        )
        self.assertCells(tables["By colleague"], "Lan", Meetings=3, Meetings__before=1)
        self.assertEqual(tables["Meetings planned"].rows[0][2], "Bình Minh")

        whom = self.build(
            "meetings_planned", period="next_365_days", partner_id=self.buyer.id
        )
        self.assertEqual(
            [row[1] for row in whom["Meetings planned"].rows],
            ["June", "Midnight", "Offer"],
        )

    def _plan(self, name, start, partner):
        self.env["calendar.event"].with_user(self.user_lan).create(
            {
                "name": name,
                "start": start,
                "stop": start,
                "user_id": self.user_lan.id,
                "partner_ids": [(4, partner.id), (4, self.user_lan.partner_id.id)],
            }
        )

    def test_a_salesperson_sees_own_customers_and_a_manager_all(self):
        self._met("2026-05-20 02:00", "successful")
        self._met("2026-05-20 02:00", "successful", self.minhs, self.user_minh)

        for user, count, people in (
            (self.user_lan, 1, ["Lan"]),
            (self.user_minh, 1, ["Minh"]),
            (self.user_manager, 2, ["Lan", "Minh"]),
        ):
            with self.subTest(user.name):
                tables = self.build("meetings", user, period="last_month")
                table = tables["By colleague"]
                self.assertCells(table, None, Meetings_held=count)
                self.assertEqual(sorted(row[0] for row in table.rows), people)
                self.assertEqual(len(tables["Successful meetings"].rows), count)

    def test_filters_of_person_team_and_customer(self):
        team = self.env["crm.team"].create({"name": "T", "company_id": False})
        self._met("2026-05-20 02:00", team_id=team.id)
        self._met("2026-05-20 02:00", partner=self.minhs, user=self.user_minh)
        for options, count in (
            ({}, 2),
            ({"user_id": self.user_lan.id}, 1),
            ({"team_id": team.id}, 1),
            ({"partner_id": self.minhs.id}, 1),
            ({"partner_id": self.minhs.id, "user_id": self.user_lan.id}, 0),
        ):
            with self.subTest(options=options):
                tables = self.build("meetings", period="last_month", **options)
                self.assertCells(tables["By colleague"], None, Meetings_held=count)

    def test_another_companys_meetings_are_not_counted(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.user_manager.company_ids += other
        self._met("2026-05-20 02:00")
        self.env["crm.interaction"].create(
            {
                "type_id": self._type("meeting").id,
                "partner_id": self.buyer.id,
                "user_id": self.user_lan.id,
                "occurred_at": "2026-05-20 03:00:00",
                "company_id": other.id,
            }
        )
        for options, count in (
            ({}, 2),
            ({"company_id": self.company.id}, 1),
            ({"company_id": other.id}, 1),
        ):
            table = self.build("meetings", period="last_month", **options)
            self.assertCells(table["By colleague"], None, Meetings_held=count)
        foreign = self.env["res.company"].create({"name": "Not mine"})
        with self.assertRaises(AccessError):
            self.build("meetings", company_id=foreign.id)

    def test_bad_options_are_refused_in_words(self):
        report = self.report("meetings")
        for options, words in (
            ({"period": "someday"}, "none called"),
            ({"period": "custom"}, "first and the last day"),
            (
                {
                    "period": "custom",
                    "date_from": "2026-05-02",
                    "date_to": "2026-05-01",
                },
                "not before",
            ),
            (
                {"period": "custom", "date_from": "x", "date_to": "2026-05-01"},
                "first and the last day",
            ),
            ({"user_id": "1 OR 1"}, "no record"),
            ([1], "cannot be read"),
        ):
            with (
                self.subTest(options=options),
                self.assertRaisesRegex(UserError, words),
            ):
                report._build(options)

    def test_a_report_is_open_to_its_groups_only(self):
        for user in (self.user_employee, self.user_portal):
            with self.assertRaises(AccessError):
                self.build("meetings", user)
        self.assertEqual(
            self.report("meetings", self.user_accountant)
            .search([("code", "in", ("meetings", "revenue"))])
            .mapped("code"),
            ["revenue"],
        )

    def test_the_page_gets_plain_values_and_what_rows_open(self):
        self._met("2026-05-20 02:00", "successful")

        page = self.report("meetings").get_report({"period": "last_month"})

        people = page["tables"][0]
        self.assertEqual(people["rows"][0][:3], ["Lan", 1, 0])
        self.assertEqual(people["columns"][1]["role"], "")
        self.assertEqual(people["columns"][3]["role"], "change")
        opens = people["opens"][0]
        self.assertEqual(opens["model"], "crm.interaction")
        found = self.env["crm.interaction"].search(opens["domain"])
        self.assertEqual(len(found), 1)
        self.assertEqual(page["date_from"], "2026-05-01")
