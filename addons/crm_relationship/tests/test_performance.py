# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How many queries reading and logging take, whatever the number of rows."""

from datetime import datetime, timedelta

from odoo.tests import tagged, warmup

from .common import RelationshipCase

AT = datetime(2026, 3, 2, 8, 0, 0)


@tagged("post_install", "-at_install")
class TestPerformance(RelationshipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._fill(cls.person, 300)

    @classmethod
    def _fill(cls, partner, number):
        codes = ("call", "visit", "mail_out", "order_confirmed")
        types = [cls._type(code).id for code in codes]
        cls.env["crm.interaction"].create(
            [
                {
                    "type_id": types[n % len(types)],
                    "partner_id": partner.id,
                    "user_id": (cls.user_lan, cls.user_minh, cls.user_hoa)[n % 3].id,
                    "lead_id": cls.lead.id if n % 2 else False,
                    "occurred_at": AT - timedelta(hours=n),
                    "subject": f"row {n}",
                }
                for n in range(number)
            ]
        )
        cls.env.flush_all()

    def _queries(self, ask):
        """Return how many queries a call takes in a fresh transaction's cache."""
        ask()  # rules, types and translations are cached for all transactions
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        ask()
        return self.env.cr.sql_log_count - before

    def _timeline(self, user):
        return self.env["crm.interaction"].with_user(user)

    def test_a_page_costs_the_same_however_long_and_deep(self):
        for user in (self.user_lan, self.user_hoa, self.user_accountant):
            timeline = self._timeline(user)
            cursor = timeline.timeline_fetch("res.partner", self.customer.id, limit=40)[
                "cursor"
            ]
            with self.subTest(user=user.name):
                counts = {
                    self._queries(
                        lambda: timeline.timeline_fetch("res.partner", self.customer.id, **o)  # noqa: B023
                    )
                    for o in (
                        {"limit": 1}, {"limit": 200}, {"limit": 50, "cursor": cursor or None},
                        {"filters": {"text": "row", "user_ids": [1, 2]}},
                    )
                }  # fmt: skip
                self.assertEqual(len(counts), 1, counts)
                self.assertLessEqual(counts.pop(), 7)

    def test_a_lead_and_a_person_cost_no_more(self):
        timeline = self._timeline(self.user_lan)
        for record in (self.lead, self.person):
            with self.subTest(record=record._name):
                count = self._queries(
                    lambda: timeline.timeline_fetch(record._name, record.id)  # noqa: B023
                )
                self.assertLessEqual(count, 8)

    def test_a_page_in_one_of_two_companies_costs_no_more(self):
        timeline = self._timeline(self.user_lan)

        def ask():
            return timeline.timeline_fetch("res.partner", self.customer.id)

        before = self._queries(ask)
        self.env["res.company"].create({"name": "B"})
        self.assertLessEqual(self._queries(ask), before)

    def test_the_page_is_read_by_the_customers_index(self):
        """No sort and no count: rows come from the index in order, 51 of them."""
        other = self._create_customer("Other")
        self.env.cr.execute(
            "INSERT INTO crm_interaction (commercial_partner_id, partner_id, type_id,"
            " company_id, direction, actor_type, state, occurred_at)"
            " SELECT %s, %s, type_id, company_id, direction, actor_type, state,"
            " occurred_at - n * interval '1 day' FROM crm_interaction,"
            " generate_series(1, 50) n",
            (other.id, other.id),
        )
        self.env.cr.execute("ANALYZE crm_interaction")
        for user in (self.user_lan, self.user_hoa):
            with self.subTest(user=user.name):
                timeline = self._timeline(user)
                domain = timeline._domain_of_document(self.customer)
                query = timeline._query_timeline(self.customer, domain, 51)
                # what rows of others would cost is decided before, not in the plan
                self.assertNotIn("res_partner", str(query.select().code))
                rows = self.env.execute_query(
                    _explain(query.select(f'"{timeline._table}"."id"'))
                )
                plan = "\n".join(row[0] for row in rows)
                self.assertIn("_customer_idx", plan)
                self.assertNotIn("Sort", plan)

    def test_a_header_is_bounded(self):
        timeline = self._timeline(self.user_lan)
        few = self._create_customer("Few", user_id=self.user_lan.id)
        self._fill_activities(few, 1)
        self._fill_activities(self.customer, 15)
        small, large = (
            self._queries(lambda: timeline.timeline_header("res.partner", record.id))  # noqa: B023
            for record in (few, self.customer)
        )
        self.assertLessEqual(large, 45)
        self.assertLessEqual(
            large - small, 6, "it grows with kinds of things, not rows"
        )

    def _fill_activities(self, record, number):
        for n in range(number):
            record.activity_schedule(
                "mail.mail_activity_data_todo", summary=f"{n}", user_id=self.user_lan.id
            )

    def test_a_brief_is_bounded(self):
        timeline = self._timeline(self.user_lan)
        count = self._queries(lambda: timeline.brief("res.partner", self.customer.id))
        self.assertLessEqual(count, 40)

    def test_statistics_of_a_list_are_one_query(self):
        partners = self.env["res.partner"].create(
            [{"name": f"P{n}", "user_id": self.user_lan.id} for n in range(80)]
        )
        self.env["crm.interaction"].create(
            [
                {"type_id": self._type("call").id, "partner_id": partner.id}
                for partner in partners
            ]
        )
        self.refresh_statistics()
        Partner = self.env["res.partner"].with_user(self.user_lan)
        domain = [("id", "in", partners.ids)]
        names = [n for n in Partner._fields if n.startswith("relation_")]

        def load(fields):
            specification = dict.fromkeys(fields, {})
            return self._queries(lambda: Partner.web_search_read(domain, specification))

        plain = load(["name", "commercial_partner_id"])
        one = load(["name", "commercial_partner_id", "relation_last_touch_at"])
        every = load(["name", "commercial_partner_id", *names])
        # what follows from the log, and where the customer stands: one query each
        self.assertEqual((one - plain, every - plain), (1, 2))
        found = Partner.search(domain)
        self.assertTrue(all(p.relation_last_touch_at for p in found))

    @warmup
    def test_creating_costs_no_query_per_row(self):
        kind = self._type("call").id

        def create(user, number):
            Partner = self.env["res.partner"].with_context(
                tracking_disable=True, mail_auto_subscribe_no_notify=True
            )
            people = Partner.create(
                [{"name": "x", "user_id": self.user_lan.id} for _n in range(number)]
            )
            vals_list = [
                {"type_id": kind, "partner_id": people[n].id, "occurred_at": AT}
                for n in range(number)
            ]
            self.end_transaction()
            before = self.env.cr.sql_log_count
            self.env["crm.interaction"].with_user(user).create(vals_list)
            self.end_transaction()
            return self.env.cr.sql_log_count - before

        for user in (self.env.user, self.user_lan):
            with self.subTest(user=user.name):
                create(user, 10)
                small, large = create(user, 10), create(user, 300)
                # the ORM inserts, checks and prefetches in batches
                self.assertLessEqual(large - small, 12)
                self.assertLessEqual(large, 45)

    def test_logging_by_hand_is_bounded(self):
        timeline = self._timeline(self.user_lan)
        values = {"type_id": self._type("call").id, "note": "x"}
        count = self._queries(
            lambda: timeline.timeline_log("res.partner", self.customer.id, values)
        )
        self.assertLessEqual(count, 25)

    def test_giving_customers_away_is_set_based(self):
        """Apart from the mails and marks of core, which are switched off here."""
        Partner = self.env["res.partner"].with_context(
            tracking_disable=True, mail_auto_subscribe_no_notify=True
        )
        customers = Partner.create(
            [{"name": f"C{n}", "user_id": self.user_lan.id} for n in range(40)]
        )
        Partner.create(
            [{"name": "x", "parent_id": customer.id} for customer in customers]
        )
        few = self._queries(lambda: customers[:2].write({"user_id": self.user_minh.id}))
        customers.user_id = self.user_lan
        many = self._queries(lambda: customers.write({"user_id": self.user_minh.id}))
        self.assertLessEqual(many - few, 4)


def _explain(sql):
    return type(sql)("EXPLAIN %s", sql)
