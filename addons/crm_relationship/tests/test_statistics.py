# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo import Command
from odoo.tests import freeze_time, tagged

from ..models import crm_partner_stat_bulk
from ..models.res_partner_relation import STAT_FIELDS
from .common import RelationshipCase

NOW = datetime(2026, 6, 1, 9, 0)  # a Monday
DAY = timedelta(days=1)


class StatisticsCase(RelationshipCase):
    def setUp(self):
        super().setUp()
        self.clock = self.enterContext(freeze_time(NOW))
        self.end_transaction()
        self.refresh_statistics()

    def _result(self, code):
        return self.env["crm.interaction.outcome"].search([("code", "=", code)])

    def _stat(self, partner=None, company=None):
        return self.env["crm.partner.stat"].search(
            [
                ("partner_id", "=", (partner or self.customer).id),
                ("company_id", "=", (company or self.company).id),
            ]
        )


@tagged("post_install", "-at_install")
class TestStatistics(StatisticsCase):
    def test_last_contacts_are_told_apart(self):
        self._log("call", direction="in", occurred_at=NOW - 5 * DAY)
        self._log("mail_manual", occurred_at=NOW - 4 * DAY)
        self._log("visit", occurred_at=NOW - 6 * DAY)
        self._log("note", occurred_at=NOW - 1 * DAY)
        self._log("call", user=self.user_hoa, occurred_at=NOW - 2 * DAY)
        self.env["crm.interaction"].create(
            {
                "type_id": self._type("mail_auto").id,
                "partner_id": self.person.id,
                "actor_type": "system",
                "occurred_at": NOW - 3 * DAY,
            }
        )

        self.refresh_statistics()
        stat = self._stat()

        self.assertEqual(stat.last_in_at, NOW - 5 * DAY)
        self.assertEqual(stat.last_out_at, NOW - 2 * DAY)
        self.assertEqual(stat.last_meeting_at, NOW - 6 * DAY)
        self.assertEqual(stat.last_auto_at, NOW - 3 * DAY)
        self.assertEqual(stat.last_touch_at, NOW - 2 * DAY)
        self.assertEqual(stat.last_touch_user_id, self.user_hoa)
        self.assertFalse(stat.waiting_reply)

    def test_automatic_documents_are_no_automatic_message(self):
        self.env["crm.interaction"].create(
            {
                "type_id": self._type("delivery_done").id,
                "partner_id": self.person.id,
                "actor_type": "system",
            }
        )

        self.refresh_statistics()

        self.assertFalse(self._stat().last_auto_at)
        self.assertFalse(self._stat().last_touch_at)

    def test_what_did_not_happen_is_no_touch(self):
        for code in ("no_answer", "busy", "wrong_number"):
            self._log("call", outcome_id=self._result(code).id)
        self._log("meeting", outcome_id=self._result("no_show").id)
        failed = self._log("call")
        failed.sudo().state = "failed"
        corrected = self._log("call")
        corrected.sudo().state = "corrected"
        cancelled = self._log("call")
        cancelled.sudo().state = "cancelled"

        self.refresh_statistics()
        stat = self._stat()

        self.assertTrue(stat)
        self.assertFalse(stat.last_touch_at)
        self.assertFalse(stat.last_meeting_at)
        self.assertEqual(stat.count_365, 0)

    def test_outcome_given_afterwards_counts(self):
        row = self._log("call")
        self.refresh_statistics()
        self.assertTrue(self._stat().last_touch_at)

        row.with_user(self.user_lan).outcome_id = self._result("no_answer")
        self.refresh_statistics()

        self.assertFalse(self._stat().last_touch_at)

    def test_contacts_are_counted_back_from_now(self):
        for days in (1, 29, 31, 89, 91, 364, 366):
            self._log("call", occurred_at=NOW - days * DAY)

        self.refresh_statistics()
        stat = self._stat()

        self.assertEqual((stat.count_30, stat.count_90, stat.count_365), (2, 4, 6))

    def test_counts_shrink_as_time_passes(self):
        self._log("call")
        self.refresh_statistics()
        self.clock.move_to(NOW + 40 * DAY)

        with self.enter_registry_test_mode():
            for name in ("age", "refresh"):
                cron = self.env.ref(f"crm_relationship.ir_cron_partner_stat_{name}")
                self.assertIs(cron.method_direct_trigger(), True)
        stat = self._stat()

        self.assertEqual((stat.count_30, stat.count_90, stat.count_365), (0, 1, 1))

    def test_customer_who_wrote_last_waits_for_a_reply(self):
        self._log("call", direction="out", occurred_at=NOW - 2 * DAY)
        self._log("mail_manual", direction="in", occurred_at=NOW - 1 * DAY)
        self.refresh_statistics()
        self.assertTrue(self._stat().waiting_reply)

        self._log("call", direction="out")
        self.refresh_statistics()

        self.assertFalse(self._stat().waiting_reply)

    def test_next_step_is_the_soonest_of_activities_and_meetings(self):
        self.lead.activity_schedule(
            "mail.mail_activity_data_call",
            date_deadline=(NOW + 5 * DAY).date(),
            summary="Call back",
        )
        meeting = self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": NOW + 3 * DAY,
                "stop": NOW + 3 * DAY,
                "partner_ids": [Command.set(self.person.ids)],
            }
        )
        self.refresh_statistics()
        self.assertEqual(self._stat().next_step_at, NOW + 3 * DAY)
        self.assertEqual(self._stat().next_step_summary, "Visit")

        meeting.unlink()
        self.refresh_statistics()

        self.assertEqual(self._stat().next_step_at, datetime(2026, 6, 6, 12, 0))
        self.assertEqual(self._stat().next_step_summary, "Call back")

    def test_next_step_follows_the_activity(self):
        activity = self.person.activity_schedule(
            "mail.mail_activity_data_call", date_deadline=(NOW + DAY).date()
        )
        self.refresh_statistics()
        self.assertEqual(self._stat().next_step_at, datetime(2026, 6, 2, 12, 0))

        activity.date_deadline = (NOW + 2 * DAY).date()
        self.refresh_statistics()
        self.assertEqual(self._stat().next_step_at, datetime(2026, 6, 3, 12, 0))

        activity.action_feedback()
        self.refresh_statistics()
        self.assertFalse(self._stat().next_step_at)

    def test_a_contact_that_is_due_is_no_step(self):
        """An obligation that the system keeps is nothing that somebody agreed on."""
        activity = self.customer.activity_schedule(
            "mail.mail_activity_data_call", NOW.date() + DAY, user_id=self.user_lan.id
        )
        activity.crm_key = f"contact_due:{self.customer.id}"
        self.refresh_statistics()

        self.assertFalse(self._stat().next_step_at)

    def test_activities_of_orders_and_invoices_are_steps(self):
        invoice = self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": self.person.id}
        )
        for record, days in ((invoice, 3), (self._create_order(), 2)):
            record.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=(NOW + days * DAY).date(),
            )
            self.refresh_statistics()

            self.assertEqual(
                self._stat().next_step_at.date(), (NOW + days * DAY).date()
            )

    def test_activity_of_a_shared_customer_is_a_step_for_each_company(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        self.env["crm.interaction"].create(
            {
                "type_id": self._type("call").id,
                "partner_id": self.person.id,
                "company_id": branch.id,
            }
        )
        self.refresh_statistics()

        self.person.activity_schedule(
            "mail.mail_activity_data_call", date_deadline=(NOW + DAY).date()
        )
        self.refresh_statistics()

        self.assertTrue(self._stat().next_step_at)
        self.assertTrue(self._stat(company=branch).next_step_at)

    def test_companies_are_counted_apart(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        self._log("call", occurred_at=NOW - 2 * DAY)
        self.env["crm.interaction"].create(
            {
                "type_id": self._type("call").id,
                "partner_id": self.person.id,
                "company_id": branch.id,
                "occurred_at": NOW - DAY,
            }
        )

        self.refresh_statistics()

        self.assertEqual(self._stat().last_touch_at, NOW - 2 * DAY)
        self.assertEqual(self._stat(company=branch).last_touch_at, NOW - DAY)

    def test_deleted_row_is_forgotten(self):
        row = self._log("call")
        self.refresh_statistics()

        row.sudo().with_context(interaction_delete_reason="test").unlink()
        self.refresh_statistics()

        self.assertFalse(self._stat().last_touch_at)


@tagged("post_install", "-at_install")
class TestStatisticsInBulk(TestStatistics):
    """Many customers at a time: every promise above holds for them too."""

    allow_inherited_tests_method = True

    def setUp(self):
        self.patch(crm_partner_stat_bulk, "BULK", 1)
        super().setUp()


@tagged("post_install", "-at_install")
class TestStatisticsRefresh(StatisticsCase):
    def _queued(self):
        return self.env["crm.partner.stat.queue"].search_count([])

    def test_customer_is_queued_once_in_a_transaction(self):
        """E56"""
        for _time in range(5):
            self._log("call")
        order = self._create_order()
        order.action_confirm()
        self.lead.activity_schedule("mail.mail_activity_data_call")

        self.end_transaction()

        self.assertEqual(self._queued(), 1)

    def test_refresh_job_is_woken_once(self):
        cron = self.env.ref("crm_relationship.ir_cron_partner_stat_refresh")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        triggers.unlink()

        for _time in range(3):
            self._log("call")
            self.end_transaction()

        self.assertEqual(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]), 1
        )

    def test_refresh_again_changes_nothing_and_writes_nothing(self):
        self._log("call")
        self.refresh_statistics()
        before = self._stat().read()
        self.clock.move_to(NOW + timedelta(hours=1))

        self.env["crm.partner.stat"]._refresh({(self.customer.id, self.company.id)})
        self.env.invalidate_all()

        self.assertEqual(self._stat().read(), before)

    def test_job_empties_the_queue(self):
        self._log("call")
        self.end_transaction()
        cron = self.env.ref("crm_relationship.ir_cron_partner_stat_refresh")

        with self.enter_registry_test_mode():
            self.assertIs(cron.method_direct_trigger(), True)

        self.assertFalse(self._queued())
        self.assertEqual(self._stat().count_30, 1)

    def test_batches_take_the_queue_in_order(self):
        for number in range(3):
            self._log("call", self._create_customer(f"C{number}"))
            self.end_transaction()

        self.assertEqual(self.env["crm.partner.stat"]._refresh_batch(limit=2), 2)
        self.assertEqual(self.env["crm.partner.stat"]._refresh_batch(limit=2), 1)
        self.assertEqual(self.env["crm.partner.stat"]._refresh_batch(limit=2), 0)

    def test_customer_deleted_meanwhile_is_skipped(self):
        gone = self._create_customer("Gone")
        gone.activity_schedule("mail.mail_activity_data_call")
        self.end_transaction()
        gone.unlink()

        self.refresh_statistics()

        self.assertFalse(self._queued())

    def test_refresh_costs_one_statement_whatever_the_number(self):
        customers = self.env["res.partner"].create(
            [{"name": f"C{number}", "is_company": True} for number in range(30)]
        )
        for customer in customers:
            self._log("call", customer)
        self.end_transaction()
        self.env["crm.interaction.type"]._touch_ids()
        self.env["crm.interaction.type"]._meeting_ids()
        self.env["crm.interaction.type"]._message_ids()
        pairs = {(customer.id, self.company.id) for customer in customers}

        with self.assertQueryCount(1):
            self.env["crm.partner.stat"]._refresh(pairs)

        self.assertEqual(
            self.env["crm.partner.stat"].search_count(
                [("partner_id", "in", customers.ids), ("count_30", "=", 1)]
            ),
            30,
        )


@tagged("post_install", "-at_install")
class TestStatisticsOnContacts(StatisticsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.called = cls._create_customer("Called", user_id=cls.user_lan.id)
        cls.waiting = cls._create_customer("Waiting", user_id=cls.user_lan.id)
        cls.silent = cls._create_customer("Silent", user_id=cls.user_lan.id)
        cls.all = cls.called + cls.waiting + cls.silent

    def setUp(self):
        super().setUp()
        self._log("call", self.called, occurred_at=NOW - 10 * DAY)
        self._log("call", self.waiting, direction="in", occurred_at=NOW - DAY)
        self.refresh_statistics()

    def _search(self, domain, user=None):
        found = self.env["res.partner"].with_user(user or self.user_lan)
        return found.search([("id", "in", self.all.ids), *domain]).sudo(False)

    def test_list_of_customers_reads_them_by_one_query(self):
        partners = self.all.with_user(self.user_lan)
        partners.mapped("commercial_partner_id.name")
        partners.with_user(self.user_lan).env["crm.partner.stat"].search([], limit=1)
        names = [*STAT_FIELDS]  # its standing is read by a query of its own
        partners.invalidate_recordset(names)

        with self.assertQueryCount(1):
            for partner in partners:
                for name in names:
                    partner[name]  # noqa: B018

        self.assertEqual(partners[0].relation_last_touch_at, NOW - 10 * DAY)
        self.assertEqual(partners[0].relation_count_30, 1)
        self.assertTrue(partners[1].relation_waiting_reply)
        self.assertFalse(partners[2].relation_last_touch_at)
        self.assertEqual(partners[2].relation_count_365, 0)

    def test_contact_shows_its_company(self):
        self._log("call")
        self.refresh_statistics()

        self.assertEqual(
            self.person.with_user(self.user_lan).relation_last_touch_at, NOW
        )

    def test_search_by_last_contact(self):
        name = "relation_last_touch_at"
        self.assertEqual(self._search([(name, ">=", NOW - 2 * DAY)]), self.waiting)
        self.assertEqual(self._search([(name, "<", NOW - 2 * DAY)]), self.called)
        self.assertEqual(self._search([(name, "=", False)]), self.silent)
        self.assertEqual(
            self._search([(name, "!=", False)]), self.called + self.waiting
        )
        self.assertEqual(
            self._search(["|", (name, "=", False), (name, "<", NOW - 5 * DAY)]),
            self.called + self.silent,
        )

    def test_search_by_waiting_reply(self):
        name = "relation_waiting_reply"
        self.assertEqual(self._search([(name, "=", True)]), self.waiting)
        self.assertEqual(self._search([(name, "=", False)]), self.called + self.silent)
        self.assertEqual(self._search([(name, "!=", True)]), self.called + self.silent)
        self.assertEqual(self._search([(name, "in", [True, False])]), self.all)

    def test_search_by_number_of_contacts(self):
        name = "relation_count_30"
        self.assertEqual(self._search([(name, "=", 0)]), self.silent)
        self.assertEqual(self._search([(name, ">", 0)]), self.called + self.waiting)
        self.assertEqual(self._search([(name, "!=", 1)]), self.silent)
        self.assertEqual(self._search([(name, "<", 1)]), self.silent)
        self.assertEqual(self._search([(name, "<=", 1)]), self.all)
        self.assertEqual(self._search([(name, ">=", 0)]), self.all)

    def test_user_without_access_sees_nothing(self):
        partner = self.called.with_user(self.user_employee)

        self.assertFalse(partner.relation_last_touch_at)
        self.assertEqual(partner.relation_count_30, 0)
        self.assertFalse(
            self._search([("relation_last_touch_at", "!=", False)], self.user_employee)
        )

    def test_colleague_sees_nothing_of_others_customers(self):
        partner = self.called.with_user(self.user_minh)

        self.assertFalse(partner.relation_last_touch_at)
        self.assertFalse(
            self._search([("relation_last_touch_at", "!=", False)], self.user_minh)
        )
