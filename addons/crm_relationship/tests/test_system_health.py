# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: an administrator sees what does not happen, is told of it once, and finds
out at a cost that does not grow with the company's history."""

import json
from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from .gateway_common import GatewayCase

NOW = datetime(2026, 6, 1, 9, 0)
DAY = timedelta(days=1)


class HealthCase(GatewayCase):
    """A system on which one event of a provider failed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = new_test_user(
            cls.env,
            "rel_admin",
            groups="base.group_system,crm_relationship.group_channel_admin",
            email="admin@company.test",
        )
        cls.health = cls.env["crm.health"]
        cls.notices = cls.env["crm.health.notice"]
        cls.notices.search([]).unlink()

    def _event(self, uid, **values):
        return self.events.create(
            {
                "account_id": self.account.id,
                "company_id": self.company.id,
                "external_uid": uid,
                "received_at": NOW,
                "payload": {"id": uid},
                **values,
            }
        )

    def _queue(self, key, user=None):
        page = self.health.with_user(user or self.admin).page()
        [row] = [row for row in page["queues"] if row["key"] == key]
        return row


@tagged("post_install", "-at_install")
class TestSystemHealth(HealthCase):
    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time(NOW))

    def test_a_queue_says_how_many_wait_how_long_and_what_failed(self):
        self.assertEqual(self._queue("gateway")["state"], "ok")
        self._event("late", received_at=NOW - 2 * DAY)
        self._event("new")
        self._event("later", state="retry", next_try_at=NOW + DAY)
        failed = self._event("poison", state="error")
        self._event("claimed", state="processing", claimed_at=NOW - DAY)

        row = self._queue("gateway")
        self.assertEqual(
            [row[name] for name in ("waiting", "failed", "stuck", "state")],
            [2, 1, 1, "bad"],
        )
        self.assertEqual(row["oldest_seconds"], 2 * 24 * 3600)
        self.assertEqual(row["oldest"], "2 days")
        opened = self.health.with_user(self.admin).open_rows("gateway", "failed")
        found = self.env[opened["res_model"]].search(opened["domain"])
        self.assertEqual(found, failed)

    def test_failed_rows_are_processed_again_by_one_click(self):
        failed = self._event("poison", state="error", attempt=5)

        count = self.health.with_user(self.admin).retry_failed("gateway")

        self.assertEqual(count, 1)
        self.assertEqual(failed.state, "new")

    def test_nobody_else_sees_it(self):
        for user in (self.user_manager, self.user_lan, self.user_portal):
            health = self.health.with_user(user)
            for call in (
                health.page,
                health.hold_sending,
                health.release_sending,
                health.new_monitor_address,
                lambda h=health: h.retry_failed("gateway"),
                lambda h=health: h.open_rows("gateway", "failed"),
                lambda h=health: h.run_job(1),
            ):
                with self.assertRaises(AccessError):
                    call()

    def test_a_job_that_is_off_late_or_failing_is_shown_and_started(self):
        cron = self.env.ref("crm_relationship.ir_cron_gateway")

        def job():
            rows = self.health.with_user(self.admin).page()["jobs"]
            [row] = [row for row in rows if row["id"] == cron.id]
            return row["state"], row["why"]

        cron.write({"nextcall": NOW + timedelta(minutes=1), "lastcall": NOW})
        self.assertEqual(job(), ("ok", "fine"))
        cron.nextcall = NOW - DAY
        self.assertEqual(job(), ("bad", "late"))
        cron.write({"failure_count": 3, "first_failure_date": NOW - DAY})
        self.assertEqual(job(), ("bad", "failing"))
        cron.active = False
        self.assertEqual(job(), ("bad", "off"))
        self.health.with_user(self.admin).run_job(cron.id)
        self.assertTrue(cron.active)

    def test_that_nothing_runs_jobs_is_one_problem(self):
        crons = [cron for _name, cron in self.health._watched_jobs()]
        self.assertGreater(len(crons), 20)
        for cron in crons:
            cron.write({"nextcall": NOW - DAY, "lastcall": NOW - DAY, "active": True})
        problems = self.health._problems(NOW)
        self.assertIn("check:scheduler", problems)
        self.assertFalse([key for key in problems if key.startswith("job:")])

    def test_administrators_are_told_once_until_it_is_solved(self):
        failed = self._event("poison", state="error")

        def told():
            self.env.invalidate_all()
            return (
                self.env["mail.activity"]
                .search(
                    [
                        ("res_model", "=", "crm.health.notice"),
                        ("user_id", "=", self.admin.id),
                    ]
                )
                .filtered(lambda a: "Events of providers" in a.summary)
            )

        self.notices._watch(NOW)
        self.notices._watch(NOW + DAY)
        self.assertEqual(len(told()), 1)
        self._event("another", state="error")
        self.notices._watch(NOW + DAY)
        self.assertEqual(len(told()), 1)

        self.events.search([("state", "=", "error")]).write({"state": "done"})
        self.notices._watch(NOW + 2 * DAY)
        self.assertFalse(told())
        failed.state = "error"
        self.notices._watch(NOW + 3 * DAY)
        self.assertEqual(len(told()), 1)

    def test_settings_that_lack_something_are_named(self):
        def check(key):
            rows = self.health.with_user(self.admin).page()["checks"]
            [row] = [row for row in rows if row["key"] == key]
            return row

        parameter = self.env["ir.config_parameter"]
        parameter.set_param("web.base.url", "https://erp.anphat.test")
        self.assertEqual(check("base_url")["state"], "ok")
        parameter.set_param("web.base.url", "http://localhost:8069")
        self.assertEqual(check("base_url")["state"], "warn")
        self.assertIn("localhost", check("base_url")["detail"])
        self.company.resource_calendar_id.attendance_ids.unlink()
        self.assertIn(self.company.name, check("working_hours")["detail"])
        self.account.health = "silent"
        self.assertIn(self.account.name, check("channel_health")["detail"])
        self.assertEqual(check("file_store")["state"], "ok")
        self.assertEqual(check("database")["state"], "ok")

    def test_every_count_is_answered_by_an_index(self):
        """What is done is not looked at: each count reads a partial index."""
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(
            "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " WHERE i.indpred IS NOT NULL"
        )
        partial = {name for (name,) in self.env.cr.fetchall()}
        for queue in self.health._health_queues(NOW):
            if queue.is_small or queue.is_recent or queue.key == "journey_steps":
                continue
            for name in ("waiting", "failed", "unclear", "stuck"):
                domain = getattr(queue, name)
                if domain is None:
                    continue
                with self.subTest(queue=queue.key, count=name):
                    used = self._indexes(queue, domain)
                    self.assertTrue(used & partial, used)

    def _indexes(self, queue, domain):
        sql = self.health._measure_sql(queue, domain, queue.since)
        self.env.cr.execute("EXPLAIN (FORMAT JSON) " + sql.code, sql.params)
        [(plan,)] = self.env.cr.fetchall()
        table = self.env[queue.model]._table

        def walk(node):
            if "Index Name" in node and node.get("Relation Name", table) == table:
                yield node["Index Name"]
            for child in node.get("Plans", ()):
                yield from walk(child)

        return set(walk(plan[0]["Plan"]))


@tagged("post_install", "-at_install")
class TestHealthMonitor(HealthCase):
    def _read(self, address):
        return self.url_open(address[address.index("/crm_health") :])

    def test_a_program_reads_numbers_and_no_customer(self):
        self.env["ir.cron"].search([]).write({"nextcall": datetime.now() + DAY})
        address = self.health.with_user(self.admin).new_monitor_address()
        answer = self._read(address)
        told = json.loads(answer.content)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(answer.status_code == 503, told["state"] == "bad")
        self.assertNotIn("set-cookie", {name.lower() for name in answer.headers})

        self._event("stuck", state="processing", claimed_at=datetime.now() - DAY)
        answer = self._read(address)
        told = json.loads(answer.content)
        self.assertEqual(answer.status_code, 503)
        self.assertEqual(told["queues"]["gateway"]["stuck"], 1)
        self.assertNotIn(self.customer.name, answer.text)
        self.assertNotIn(self.account.name, answer.text)

    def test_another_token_is_told_nothing(self):
        address = self.health.with_user(self.admin).new_monitor_address()
        for wrong in ("/crm_health/x", address[:-1], address + "x"):
            answer = self._read(wrong if "/crm_health" in wrong else "/crm_health/x")
            self.assertEqual(answer.status_code, 404)
        self.health.with_user(self.admin).new_monitor_address()
        self.assertEqual(self._read(address).status_code, 404)
        self.health.with_user(self.admin).end_monitor_address()
        self.assertEqual(self._read(address).status_code, 404)

    def test_a_header_tells_the_token_to_no_log_of_addresses(self):
        address, _slash, token = (
            self.health.with_user(self.admin).new_monitor_address().rpartition("/")
        )
        path = address[address.index("/crm_health") :]
        for said, status in (
            (f"Bearer {token}", {200, 503}),
            (f"bearer  {token}", {200, 503}),
            (f"Bearer {token}x", {404}),
            (f"Basic {token}", {404}),
            ("Bearer", {404}),
            ("Bearer é", {404}),
            ("", {404}),
        ):
            headers = {"Authorization": said.encode()}
            with self.subTest(said=said.replace(token, "token")):
                answer = self.url_open(path, headers=headers)
                self.assertIn(answer.status_code, status)
        # what is in the header counts: no second guess by the address
        answer = self.url_open(
            f"{path}/{token}", headers={"Authorization": "Bearer wrong"}
        )
        self.assertEqual(answer.status_code, 404)

    def test_the_token_is_kept_nowhere(self):
        address = self.health.with_user(self.admin).new_monitor_address()
        token = address.rpartition("/")[2]
        kept = self.env["ir.config_parameter"].search([]).mapped("value")
        self.assertNotIn(token, kept)


@tagged("post_install", "-at_install")
class TestSendingHold(HealthCase):
    def _mail(self):
        return self.env["mail.mail"].create(
            {
                "subject": "Hello",
                "body_html": "<p>Hello</p>",
                "email_to": "dao@anphat.test",
                "email_from": "lan@company.test",
            }
        )

    def _message(self):
        [row_id] = self.env["crm.channel.outbox"]._enqueue(
            self.account, [("k-1", {"text": "Hello"})]
        )
        return self.env["crm.channel.outbox"].browse(row_id)

    def test_nothing_leaves_while_it_is_held_and_everything_stays(self):
        health = self.health.with_user(self.admin)
        health.hold_sending()
        mail, message = self._mail(), self._message()

        mail.send()
        self.env["mail.mail"].process_email_queue()
        cron = self.env.ref("crm_relationship.ir_cron_channel_outbox")
        self.assertIs(cron.method_direct_trigger(), True)

        self.assertEqual(mail.state, "outgoing")
        self.assertEqual(message.state, "ready")
        self.assertTrue(health.page()["paused"])

    def test_what_waits_leaves_or_is_cancelled_at_the_release(self):
        health = self.health.with_user(self.admin)
        health.hold_sending()
        mail, message = self._mail(), self._message()

        count = health.release_sending(is_cancelling=True)

        self.assertGreaterEqual(count, 2)
        self.assertEqual(mail.state, "cancel")
        self.assertEqual(message.state, "cancelled")
        self.assertFalse(health.page()["paused"])
        kept = self._mail()
        health.hold_sending()
        health.release_sending()
        self.assertEqual(kept.state, "outgoing")
