# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what the health page counts, shows and processes again are the same rows,
and what rightly waits is not called late."""

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ..models import crm_health
from .calls_common import CallsCase
from .test_system_health import DAY, NOW, HealthCase


@tagged("post_install", "-at_install")
class TestHealthRows(HealthCase):
    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time(NOW))
        self.outbox = self.env["crm.channel.outbox"]
        self.outbox.search([("state", "=", "ready")]).write({"state": "cancelled"})

    def _aged(self, record, at):
        """Let a record be of an earlier day."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET create_date = %s WHERE id = %s",
                SQL.identifier(record._table),
                at,
                record.id,
            )
        )
        record.invalidate_recordset()
        return record

    def _mail(self, at=NOW):
        values = {"state": "exception", "email_to": "dao@anphat.test"}
        return self._aged(self.env["mail.mail"].create(values), at)

    def _sms(self, at=NOW):
        values = {"state": "error", "number": "+84912345678", "body": "Hello"}
        return self._aged(self.env["sms.sms"].create(values), at)

    def _check_again(self, key, rows, old, state):
        """Check that of failed rows only those that are not old are sent again."""
        health = self.health.with_user(self.admin)
        failed = rows[0].state
        opened = health.open_rows(key, "failed")
        shown = self.env[opened["res_model"]].search(opened["domain"])
        self.assertIn(rows, shown)
        self.assertNotIn(old, shown)
        self.assertEqual(self._queue(key)["failed"], len(shown))

        self.assertEqual(health.retry_failed(key), len(shown))

        self.assertEqual((rows.state, old.state), (state, failed))

    def test_mails_that_failed_long_ago_are_not_sent_by_a_click(self):
        old, new = self._mail(NOW - 30 * DAY), self._mail(NOW - DAY)
        self._check_again("mails", new, old, "outgoing")

    def test_sms_that_failed_long_ago_are_not_sent_by_a_click(self):
        old, new = self._sms(NOW - 30 * DAY), self._sms(NOW - DAY)
        self.health.with_user(self.admin).hold_sending()
        self._check_again("sms", new, old, "outgoing")

    def test_what_is_not_counted_is_not_sent_either(self):
        self.patch(crm_health, "RECENT", 1)
        beyond, newest = self._mail(), self._mail()
        self._check_again("mails", newest, beyond, "outgoing")

    def test_rows_taken_out_of_their_queue_can_be_looked_at(self):
        parked = self.env["crm.parked.row"]
        parked._park("statistics", "res.partner", self.customer.id, ValueError("no"))
        opened = self.health.with_user(self.admin).open_rows("parked", "failed")
        found = parked.search(opened["domain"])
        self.assertIn(self.customer.id, found.mapped("res_id"))

    # ------------------------------------------------------------
    # Calls
    # ------------------------------------------------------------

    def _call(self, uid, **values):
        return self.env["crm.call"].create(
            {
                "account_id": self.account.id,
                "company_id": self.company.id,
                "uid_provider": uid,
                "facts": {"direction": [1, "in"]},
                "last_event_at": NOW - 9 * DAY,
                **values,
            }
        )

    def test_a_call_of_which_nothing_was_told_is_not_waited_for(self):
        self._call("dialled", state="dialled", facts=False)
        self._call("parked", settle_error="poison")
        row = self._queue("calls")
        self.assertEqual((row["waiting"], row["failed"]), (0, 1))
        self.assertNotEqual(row["state"], "bad")

        self._call("silent")
        row = self._queue("calls")
        self.assertEqual((row["waiting"], row["state"]), (1, "bad"))

    # ------------------------------------------------------------
    # Parts
    # ------------------------------------------------------------

    def test_a_part_that_waits_for_the_one_before_it_is_not_late(self):
        parts = ("k-1", [{"text": "One"}, {"text": "two"}])
        [ids] = self.outbox._enqueue_parts(self.account, [parts])
        first, second = self.outbox.browse(ids)
        first.state = "unknown"
        self._aged(second, NOW - DAY)
        row = self._queue("outbox")
        self.assertEqual((row["waiting"], row["unclear"]), (0, 1))
        self.assertFalse(row["is_late"])

        self.admin.group_ids += self.env.ref("sales_team.group_sale_manager")
        first.with_user(self.admin).action_mark_sent()

        row = self._queue("outbox")
        self.assertEqual((row["waiting"], row["is_late"]), (1, True))
        opened = self.health.with_user(self.admin).open_rows("outbox", "waiting")
        found = self.outbox.with_user(self.admin).search(opened["domain"])
        self.assertEqual(found, second)


@tagged("post_install", "-at_install")
class TestCallsConcluded(CallsCase):
    def test_a_later_event_concludes_what_could_not_be_before(self):
        self.ring()
        call = self.calls.search([("uid_provider", "=", "17.1")])
        call.settle_error = "poison"

        self.record("NO ANSWER")

        self.assertTrue(call.settled_at)
        self.assertFalse(call.settle_error)
