# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a row that fails every time stops no other; it is parked with its reason,
and told once."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..models.crm_health import Queue
from .gateway_common import told
from .poison import WORDS, PoisonMixin
from .test_system_health import HealthCase

DAY = timedelta(days=1)
OTHERS = ("sla_", "journey_", "lanes", "send_batches", "segments")


@tagged("post_install", "-at_install")
class TestPoison(PoisonMixin, HealthCase):
    excused = {
        "mails": "core's own queue: what fails is an exception at once",
        "sms": "core's own queue: what fails is an error at once",
        "parked": "what was poisoned",
        "imports": "test_customer_import_queue: an import that fails says so",
        "handovers": "TestPoisonHandover",
        "handover_lines": "TestPoisonHandover",
        "qualification": "TestPoisonLeads",
        "recycled": "test_disqualify: a lead that cannot be brought back says so",
        "outbox": "test_channel_outbox: one message a transaction, claimed before",
        "duplicates": "one row at a time, which counts its errors",
    }

    def test_every_queue_of_the_health_page_is_poisoned_here(self):
        queues = self.health._health_queues(fields.Datetime.now())
        self.assert_each_queue_is_poisoned(
            [queue.key for queue in queues if not queue.key.startswith(OTHERS)]
        )

    def test_a_queue_that_nobody_poisons_fails_the_guard(self):
        with self.assertRaises(AssertionError):
            self.assert_each_queue_is_poisoned([Queue("new", "New", "res.partner").key])

    def test_poison_gateway(self):
        good = self._event("good", event="call", payload=told("good"))
        bad = self._event("bad", event="call", payload=told("bad"))
        last = self._event("last", event="call", payload=told("last"))
        self.poison("crm_gateway_event", "NEW.id = %s AND NEW.state = 'done'", bad.id)
        for _attempt in range(5):
            self.run_job("crm_relationship.ir_cron_gateway")
            bad.next_try_at = False
        self.assertEqual([good.state, last.state], ["done", "done"])
        self.assertEqual([bad.state, bad.attempt], ["error", 5])
        self.assertIn(WORDS, bad.detail)
        self.assertEqual(self._queue("gateway")["failed"], 1)

    def test_poison_calls(self):
        calls = self.env["crm.call"].create(
            [
                {
                    "account_id": self.account.id,
                    "company_id": self.company.id,
                    "uid_provider": f"call-{number}",
                    "state": "ringing",
                    "facts": {"first": "2026-01-01T09:00:00", "seen": ["ring"]},
                    "last_event_at": fields.Datetime.now()
                    - 9 * DAY
                    - number * DAY / 24,
                }
                for number in range(3)
            ]
        )
        self.poison("crm_call", "NEW.id = %s AND NEW.settle_error IS NULL", calls[2].id)
        self.run_job("crm_relationship.ir_cron_calls", times=2)
        self.assertIn(WORDS, calls[2].settle_error)
        silent = self.env["crm.call"]._overdue(fields.Datetime.now(), lock=False)
        self.assertFalse(silent & calls)
        self.assertEqual(self._queue("calls")["failed"], 1)

    def test_poison_interactions(self):
        failures = self.env["crm.interaction.failure"].create(
            [
                {
                    "model": model,
                    "event": "confirmed",
                    "res_ids": [self._create_order().id],
                    "occurred_at": fields.Datetime.now(),
                }
                for model in ("no.such.model", "sale.order")
            ]
        )
        bad, good = failures
        self.run_job("crm_relationship.ir_cron_interaction_retry", times=6)
        self.assertFalse(good.exists())
        self.assertEqual(bad.attempts, 5)
        self.assertTrue(bad.error)
        self.assertEqual(self._queue("interactions")["failed"], 1)
        self.health.with_user(self.admin).retry_failed("interactions")
        self.assertEqual(bad.attempts, 0)

    def test_poison_reports(self):
        report = self.env["crm.report"].search([], limit=1)
        schedule = self.env["crm.report.schedule"].create(
            {
                "report_id": report.id,
                "company_id": self.company.id,
                "recipient_ids": [(6, 0, (self.user_hoa | self.user_manager).ids)],
            }
        )
        deliveries = self.env["crm.report.delivery"].create(
            [
                {
                    "schedule_id": schedule.id,
                    "user_id": user.id,
                    "due_date": fields.Date.today(),
                    "due_at": fields.Datetime.now(),
                }
                for user in (self.user_hoa, self.user_manager)
            ]
        )
        bad, good = deliveries
        self.poison("mail_mail", "NEW.email_to LIKE %s", f"%{self.user_hoa.email}%")
        for _attempt in range(3):
            self.run_job("crm_relationship.ir_cron_report_delivery")
            bad.try_at = False
        self.assertEqual(good.state, "sent")
        self.assertEqual(bad.state, "failed")
        self.assertIn(WORDS, bad.detail)
        self.health.with_user(self.admin).retry_failed("reports")
        self.assertEqual(bad.state, "due")

    def test_poison_backfill(self):
        sources = self.env["crm.interaction.backfill"]
        sources.search([]).unlink()
        bad, good = sources.create(
            [
                {"model": model, "max_id": 10, "next_id": 10, "total": 1, "sequence": n}
                for n, model in enumerate(("res.company", "rating.rating"))
            ]
        )
        self.run_job("crm_relationship.ir_cron_interaction_backfill", times=3)
        self.assertEqual(good.state, "done")
        self.assertEqual(bad.state, "error")
        self.assertTrue(bad.error)

    def test_poison_statistics(self):
        customers = self.customer
        for name in ("Bình Minh", "Cửu Long"):
            customers |= self._create_customer(name)
        stats = self.env["crm.partner.stat"]
        self.end_transaction()
        self.refresh_statistics()
        for customer in customers:
            self._log("call", customer)
        cure = self.poison("crm_partner_stat", "NEW.partner_id = %s", customers[1].id)
        self.end_transaction()

        self.run_job("crm_relationship.ir_cron_partner_stat_refresh")

        counted = stats.search([("partner_id", "in", customers.ids)])
        by_id = {stat.partner_id.id: stat.count_365 for stat in counted}
        self.assertEqual(by_id.get(customers[0].id), 1)
        self.assertEqual(by_id.get(customers[2].id), 1)
        self.assertFalse(by_id.get(customers[1].id))
        self.assertEqual(self.parked("statistics").mapped("res_id"), [customers[1].id])
        cure()
        self.health.with_user(self.admin).retry_failed("parked")
        self.run_job("crm_relationship.ir_cron_partner_stat_refresh")
        stat = stats.search([("partner_id", "=", customers[1].id)])
        self.assertEqual(stat.count_365, 1)
        self.assertFalse(self.parked("statistics"))

    def test_a_parked_row_is_told_once(self):
        row = self.env["crm.parked.row"]
        row._park("statistics", "res.partner", self.customer.id, ValueError("once"))
        row._park("statistics", "res.partner", self.customer.id, ValueError("twice"))
        self.assertEqual(
            row.search([("queue", "=", "statistics")]).mapped("error"),
            ["ValueError: twice"],
        )
        now = fields.Datetime.now()
        first = self.notices._watch(now)
        self.assertIn("failed:parked", first.mapped("key"))
        self.assertNotIn("failed:parked", self.notices._watch(now).mapped("key"))
