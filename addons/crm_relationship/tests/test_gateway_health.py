# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: an administrator learns of a source that fails, and nothing is kept for ever."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Datetime
from odoo.tests import tagged

from .gateway_common import GatewayCase


@tagged("post_install", "-at_install")
class TestGatewayHealth(GatewayCase):
    def _event(self, uid, state="done", age=timedelta(), **values):
        return self.events.create(
            {
                "account_id": self.account.id,
                "company_id": self.company.id,
                "external_uid": uid,
                "event": "call",
                "payload": {"id": uid, "contact": {"phone": "0912345678"}},
                "received_at": Datetime.now() - age,
                "state": state,
                **values,
            }
        )

    def _watch(self):
        self.env["crm.channel.account"]._cron_watch()
        return self.account.health

    def test_an_account_that_fails_repeatedly_is_told_of_once(self):
        self.assertEqual(self._watch(), "unused")
        self._event("1", "error")
        self.assertEqual(self._watch(), "ok")
        self._event("2", "error")
        self._event("3", "error")

        self.assertEqual(self._watch(), "failing")
        self.assertEqual(self._watch(), "failing")
        activity = self.account.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertIn("3 events", activity.note)
        self.assertTrue(
            activity.user_id.has_group("crm_relationship.group_channel_admin")
        )

    def test_an_account_that_goes_silent_is_told_of(self):
        self.account.silent_after = 24
        self._event("1", age=timedelta(hours=30))

        self.assertEqual(self._watch(), "silent")
        self.assertIn("24 hours", self.account.activity_ids.note)
        self._event("2")
        self.assertEqual(self._watch(), "ok")

    def test_who_looks_after_channels_is_told_in_their_own_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.account._gateway_admin().lang = "vi_VN"
        self.account.silent_after = 24
        self._event("1", age=timedelta(hours=30))

        self._watch()

        self.assertIn("24 giờ", self.account.activity_ids.note)

    def test_refused_calls_are_counted_with_their_reason(self):
        self.send({"id": "1"}, secret="guess")
        admin = self.env.ref("base.user_admin")
        account = self.account.with_user(admin)

        self.assertEqual(
            (account.refused_count, account.refused_reason), (1, "bad_signature")
        )

    def test_contents_go_and_what_was_told_stays_known(self):
        old = self._event("1", age=timedelta(days=91), address="203.0.113.7")
        failed = self._event("2", "error", age=timedelta(days=91))
        waiting = self._event("3", "new", age=timedelta(days=91))
        ancient = self._event("4", age=timedelta(days=800))
        self.events._gc_contents()

        self.assertFalse(old.payload or old.address)
        self.assertTrue(failed.payload and waiting.payload)
        self.assertFalse(ancient.exists())
        with self.assertRaisesRegex(UserError, "contents are gone"):
            old.with_user(self.env.ref("base.user_admin")).action_process_again()
        self.send({"id": "1", "type": "call", "contact": {"phone": "1"}})
        self.assertEqual(len(self.stored()), 3)
