# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a portfolio says how many customers one has, what they need and bring."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .standing_common import DAY, NOW, StandingCase


@tagged("post_install", "-at_install")
class TestPortfolio(StandingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.customer.tier"].search([]).action_archive()
        cls.key = cls.env["crm.customer.tier"].create(
            {"name": "Key", "domain": "[('orders_count', '>', 0)]", "cadence_days": 14}
        )
        cls.company.portfolio_capacity = 4
        cls.person_customer = cls.env["res.partner"].create(
            {"name": "Private", "user_id": cls.user_lan.id}
        )
        cls.theirs = cls._create_customer("Of Minh", user_id=cls.user_minh.id)

    def _row(self, user=None, reader=None):
        self.env.flush_all()
        rows = self.env["crm.portfolio"].with_user(reader or self.user_manager)
        rows = rows.with_context(allowed_company_ids=self.company.ids)
        rows.invalidate_model()
        return rows.search([("user_id", "=", (user or self.user_lan).id)])

    def _plan(self, partner, days):
        partner.activity_schedule(
            "mail.mail_activity_data_call",
            (NOW + days * DAY).date(),
            user_id=self.user_lan.id,
        )
        self._stand(partner)

    def test_customers_against_capacity(self):
        before = self._row().customers

        self.company.portfolio_capacity = 2 * before
        self.assertEqual((self._row().load_share, self._row().load_state), (50, "full"))
        self.company.portfolio_capacity = 2 * before + 1
        self.assertEqual(self._row().load_state, "room")
        self.user_lan.portfolio_capacity = before - 1
        self.assertEqual(self._row().load_state, "over")
        self._create_customer("One more", user_id=self.user_lan.id)
        self.assertEqual(self._row().customers, before + 1)

    def test_contacts_and_archived_customers_are_none(self):
        before = self._row().customers
        self.env["res.partner"].create(
            {"name": "P", "parent_id": self.buyer.id, "user_id": self.user_lan.id}
        )
        self._create_customer("Gone", user_id=self.user_lan.id, active=False)

        self.assertEqual(self._row().customers, before)

    def test_next_steps_and_contacts_due(self):
        self._bought(3)
        self._log("call", partner=self.buyer, occurred_at=NOW - 20 * DAY)
        self.end_transaction()
        self._stand()
        row = self._row()
        self.assertEqual((row.with_step, row.late, row.silent), (0, 0, 1))
        self.assertEqual(row.coverage, 0)
        self.assertEqual(row.tiers, "Key 1")

        self._plan(self.buyer, 2)
        self._plan(self.person_customer, -2)
        row = self._row()

        self.assertEqual((row.with_step, row.late, row.silent), (2, 1, 0))
        self.assertEqual(row.without_step, row.customers - 2)
        self.assertAlmostEqual(row.coverage, 200 / row.customers, places=4)
        self.assertEqual((row.activities, row.late_activities), (2, 1))

    def test_what_the_customers_bring(self):
        self._bought(3, 30, price=250.0)
        self._bought(3, price=900.0, partner=self.theirs)
        for partner in (self.buyer, self.theirs):
            self._stand(partner)

        self.assertEqual(self._row().revenue, 500)
        self.assertEqual(self._row(self.user_minh).revenue, 900)

    def test_open_leads(self):
        before = self._row().leads
        self.env["crm.lead"].create(
            [
                {"name": "Open", "user_id": self.user_lan.id},
                {"name": "Lost", "user_id": self.user_lan.id, "active": False},
            ]
        )

        self.assertEqual(self._row().leads, before + 1)

    def test_what_one_is_specialised_in(self):
        self.env["res.partner"].create(
            [{"name": f"P{n}", "user_id": self.user_minh.id} for n in range(9)]
        )
        row = self._row(self.user_minh)
        self.assertEqual((row.specialisation, row.companies), ("persons", 1))

    def test_each_figure_opens_what_it_counts(self):
        self._bought(3)
        self._log("call", partner=self.buyer, occurred_at=NOW - 20 * DAY)
        self.end_transaction()
        self._stand()
        self._plan(self.person_customer, -2)
        row = self._row()
        for figure, name in (
            ("customers", "customers"),
            ("silent", "silent"),
            ("late", "late"),
            ("without_step", "without_step"),
            ("leads", "leads"),
            ("activities", "activities"),
        ):
            with self.subTest(figure=figure):
                action = row.with_context(portfolio_figure=figure).action_open()
                opened = self.env[action["res_model"]].with_user(self.user_manager)
                self.assertEqual(opened.search_count(action["domain"]), row[name])
        with self.assertRaisesRegex(UserError, "no such figure"):
            row.with_context(portfolio_figure="x").action_open()

    def test_who_sees_whose(self):
        team = self.env["crm.team"].create(
            {"name": "Minh's", "user_id": self.user_minh.id, "company_id": False}
        )
        self.env["crm.team.member"].create(
            {"crm_team_id": team.id, "user_id": self.user_lan.id}
        )
        for reader, whose in (
            (self.user_lan, self.user_lan),
            (self.user_minh, self.user_lan + self.user_minh),
            (self.user_hoa, self.user_lan + self.user_minh),
        ):
            rows = self.env["crm.portfolio"].with_user(reader)
            rows = rows.with_context(allowed_company_ids=self.company.ids)
            found = rows.search(
                [("user_id", "in", (self.user_lan + self.user_minh).ids)]
            )
            self.assertEqual(found.user_id, whose, reader.name)
        for reader in (self.user_employee, self.user_portal):
            with self.assertRaises(AccessError):
                self.env["crm.portfolio"].with_user(reader).search([])

    def test_a_member_without_customers_has_room(self):
        self.env["crm.team.member"].create(
            {
                "crm_team_id": self.env["crm.team"]
                .create({"name": "New", "company_id": False})
                .id,
                "user_id": self.user_hoa.id,
            }
        )
        row = self._row(self.user_hoa)

        self.assertEqual((row.customers, row.load_state), (0, "room"))
        self.assertFalse(row.coverage)


@tagged("post_install", "-at_install")
class TestAdoption(StandingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.active = False  # the buyer is the only one

    def _refresh(self, now=NOW):
        adoption = self.env["crm.adoption"]
        adoption._refresh(self.company, now)
        return adoption.search(
            [("user_id", "=", self.user_lan.id), ("company_id", "=", self.company.id)],
            order="week",
        )

    def _meeting(self, days, outcome=None):
        outcomes = self.env["crm.interaction.outcome"]
        self._log(
            "meeting",
            partner=self.buyer,
            occurred_at=NOW + days * DAY,
            outcome_id=outcome and outcomes.search([("code", "=", outcome)]).id,
        )

    def test_a_week_of_one_person(self):
        outcome = self.env["crm.interaction.outcome"].search([], limit=1).code
        self._log("call", partner=self.buyer, occurred_at=NOW - DAY)  # last week
        self._log("call", partner=self.buyer, occurred_at=NOW)
        self._meeting(-1 / 24, outcome)
        self._meeting(-2 / 24)
        self.end_transaction()

        before, row = self._refresh(NOW + DAY)

        self.assertEqual(row.week, date(2026, 6, 1))
        self.assertEqual((before.logged, row.logged), (1, 3))
        self.assertEqual((row.logged_before, row.logged_trend), (1, 2))
        self.assertEqual((row.meetings, row.outcome_share), (2, 50))
        opened = row.action_open_logged()["domain"]
        found = self.env["crm.interaction"].with_user(self.user_lan).search(opened)
        self.assertEqual(len(found), 3)

    def test_what_the_system_logs_is_not_logged_by_hand(self):
        self.env["crm.interaction"].create(
            {
                "type_id": self._type("call").id,
                "partner_id": self.buyer.id,
                "user_id": self.user_lan.id,
                "occurred_at": NOW,
                "external_uid": "pbx-1",
                "company_id": self.company.id,
            }
        )
        self.end_transaction()

        self.assertEqual(self._refresh(NOW + DAY)[-1].logged, 0)

    def test_how_well_customers_are_kept(self):
        source = self.env["utm.source"].create({"name": "Fair"})
        self.assertEqual(self._refresh()[-1].quality, 20)  # it is there once
        self.buyer.write(
            {
                "phone": "0912345679",
                "email": "office@binhminh.test",
                "acquisition_source_id": source.id,
            }
        )
        self.buyer.activity_schedule(
            "mail.mail_activity_data_call", NOW.date(), user_id=self.user_lan.id
        )
        self._stand()

        row = self._refresh()[-1]
        self.assertEqual((row.quality, row.customers, row.doubles), (100, 1, 0))

        self._create_customer("Again", email="office@binhminh.test")
        row = self._refresh()[-1]
        self.assertEqual((row.quality, row.doubles), (80, 1))

    def test_a_next_week_compares_itself_with_this_one(self):
        self._refresh()
        self.buyer.email = "office@binhminh.test"

        row = self._refresh(NOW + 7 * DAY)[-1]

        self.assertEqual((row.week, row.quality_trend), (date(2026, 6, 8), 20))

    def test_twice_is_once(self):
        self._log("call", partner=self.buyer, occurred_at=NOW)
        self.end_transaction()
        first = self._refresh(NOW + DAY)

        again = self._refresh(NOW + DAY)

        self.assertEqual(first, again)
        self.assertEqual(again[-1].logged, 1)

    def test_a_week_begins_on_monday_where_the_company_is(self):
        self.company.partner_id.tz = "Asia/Ho_Chi_Minh"
        self._log("call", partner=self.buyer, occurred_at="2026-05-31 18:00:00")
        self.end_transaction()

        self.assertEqual(self._refresh()[-1].logged, 1)

    def test_others_are_not_seen(self):
        self._refresh()
        rows = self.env["crm.adoption"].with_user(self.user_minh)
        self.assertNotIn(self.user_lan, rows.search([]).user_id)
        rows = self.env["crm.adoption"].with_user(self.user_hoa)
        self.assertIn(self.user_lan, rows.search([]).user_id)
        with self.assertRaises(AccessError):
            self.env["crm.adoption"].with_user(self.user_employee).search([])


@tagged("post_install", "-at_install")
class TestRetention(StandingCase):
    def _months(self, partner=None):
        self.env.flush_all()
        rows = self.env["crm.retention.report"].search(
            [("partner_id", "=", (partner or self.buyer).id)], order="month"
        )
        return [(row.month.month, row.age, row.state, row.ordered) for row in rows]

    def test_the_months_of_a_customer(self):
        self._bought(170, 140, 110, 10)  # December, January, February, May
        self._stand()

        self.assertEqual(
            self._months(),
            [
                (12, 0, "new", 1),
                (1, 1, "active", 1),
                (2, 2, "active", 1),
                (3, 3, "active", 0),
                (4, 4, "lapsing", 0),
                (5, 5, "active", 1),
                (6, 6, "active", 0),
            ],
        )

    def test_a_cohort_and_who_came_back(self):
        other = self._create_customer("Other", user_id=self.user_minh.id)
        self._bought(140, 110)
        self._bought(141, partner=other)
        self.env.flush_all()
        report = self.env["crm.retention.report"]

        rows = report._read_group(
            [("partner_id", "in", (self.buyer + other).ids), ("age", "<=", 1)],
            ["age"],
            ["ordered:sum", "share:sum", "repeated:avg"],
        )

        self.assertEqual(rows, [(0, 2, 100, 0), (1, 1, 50, 50)])
        own = report.with_user(self.user_lan).search([])
        self.assertNotIn(other, own.partner_id)
