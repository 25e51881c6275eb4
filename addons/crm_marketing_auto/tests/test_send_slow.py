# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a mail server that takes the line and does not answer keeps no job for longer
than it may wait; mails of other servers leave, none is doubled, and it is told once."""

import time
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models import ir_mail_server

from ..models import crm_send_lane
from .slow_server import SlowServer
from .test_send_lane import LaneCase

#: As long as anything may wait in these tests; in reality it is a minute.
SHORT, LONG = 0.4, 15


@tagged("post_install", "-at_install")
class TestSendSlow(LaneCase):
    def setUp(self):
        super().setUp()
        self.patch(ir_mail_server, "SMTP_TIMEOUT", SHORT)
        self.patch(crm_send_lane, "PATIENCE", SHORT)
        self.sink = self._serve()
        self.well = self.server
        self.mailing.mail_server_id = self.well

    def _slow(self, until, drips=False):
        """Return a slow server, and a journey that sends by it."""
        slow = self.enterContext(SlowServer(until, drips))
        server = self.well.copy({"name": "Slow", "smtp_port": slow.port})
        mailing = self._create_mailing(mail_server_id=server.id)
        return slow, server, self._mail_journey(mailing)

    def _run_in_time(self, **later):
        started = time.monotonic()
        self._run_lane(**later)
        self.assertLess(time.monotonic() - started, LONG)

    def _heal(self, server):
        server.smtp_port = self.well.smtp_port

    def _note_of(self, server):
        notes = self.env["crm.send.server"]
        notes.invalidate_model()
        return notes.search([("mail_server_id", "=", server.id)])

    def test_who_does_not_greet_holds_only_its_own_mails(self):
        _slow, server, journey = self._slow("greeting")
        waiting = self._queue(journey=journey)
        leaving = self._queue()

        self._run_in_time()

        self.assertEqual(leaving.mapped("state"), ["sent"] * 5)
        self.assertEqual(waiting.mapped("state"), ["outgoing"] * 5)
        note = self._note_of(server)
        self.assertEqual((note.failures, note.connecting_at), (1, False))
        self._heal(server)
        self._run_lane(minutes=2)
        self.assertEqual(set(self.sink.message_ids.values()), {1})
        self.assertEqual(len(self.sink.mails), 10)

    def test_who_answers_a_mail_by_drips_is_cut_off(self):
        slow, server, journey = self._slow("mail", drips=True)
        waiting = self._queue(journey=journey)
        leaving = self._queue()

        self._run_in_time()

        self.assertEqual(leaving.mapped("state"), ["sent"] * 5)
        self.assertEqual((slow.mails, self._note_of(server).failures), (1, 1))
        self._heal(server)
        self._run_lane(hours=1)
        self.assertEqual(waiting.mapped("state"), ["sent"] * 5)
        self.assertEqual(set(self.sink.message_ids.values()), {1})
        # it had taken one, and not said so: that one says that it may be there twice
        self.assertEqual(len(waiting.filtered("possible_duplicate")), 1)

    def test_who_kept_a_lane_until_it_was_killed_is_left_alone_by_the_next(self):
        server = self._slow("greeting", drips=True)[1]
        servers = self.env["crm.send.server"]
        with self.enter_registry_test_mode(), self.env.registry.cursor() as cr:
            servers._take(cr, server.id, 1, self.now)
            servers._mark_connecting(cr, server.id, self.now)
            granted, _until = servers._take(cr, server.id, 1, self.now)
            self.assertEqual(granted, 1, "it may be connecting just now")

            later = self.now + timedelta(minutes=2)
            granted, until = servers._take(cr, server.id, 1, later)

        self.assertEqual(granted, 0)
        self.assertGreater(until, later)
        self.assertIn("does not answer", self._note_of(server).last_error)

    def test_who_takes_each_mail_slowly_keeps_no_other_server_waiting(self):
        clock = [0]

        def slowly(_number, _mail):
            clock[0] += 20

        self.patch(crm_send_lane, "monotonic", lambda: clock[0])
        slow = self._serve(slowly)
        mailing = self._create_mailing(mail_server_id=self.server.id)
        self.env["crm.send.server"].create(
            {"mail_server_id": self.server.id, "per_minute": 6, "tokens": 5}
        )
        slow_server = self.server
        waiting = self._queue(journey=self._mail_journey(mailing))
        leaving = self._queue()
        send = type(self.lanes)._send_batch
        self.patch(
            type(self.lanes),
            "_send_batch",
            lambda lanes, lane, now: send(lanes, lane, now, limit=5),
        )
        # the time of a job is over before the second mail
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *_a, **_k: 0)
        with self.enter_registry_test_mode():
            self.lanes._cron_send()

        self.assertEqual(leaving.mapped("state"), ["sent"] * 5)
        self.assertLess(len(slow.mails), 5)
        unused = 5 - len(slow.mails)
        self.assertGreaterEqual(self._note_of(slow_server).tokens, unused)
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *_a, **_k: 9)
        with self.enter_registry_test_mode():
            self.lanes._cron_send()

        self.assertEqual(waiting.mapped("state"), ["sent"] * 5)
        self.assertEqual(set(slow.message_ids.values()), {1})
        self.assertEqual(set(self.sink.message_ids.values()), {1})

    def test_a_server_whose_settings_are_wrong_holds_only_its_own_mails(self):
        server = self._slow("greeting")[1]
        mailing = self._create_mailing(mail_server_id=server.id)
        waiting = self._queue(journey=self._mail_journey(mailing))
        server.smtp_host = False
        leaving = self._queue()

        self._run_in_time()

        self.assertEqual(leaving.mapped("state"), ["sent"] * 5)
        self.assertEqual(waiting.mapped("state"), ["outgoing"] * 5)

    def test_the_administrator_is_told_once(self):
        server, journey = self._slow("greeting")[1:]
        self._queue(journey=journey)
        for minutes in (0, 2, 5, 10):
            self._run_in_time(minutes=minutes)
        self.assertGreaterEqual(self._note_of(server).failures, 3)
        checks = self.env["crm.health"].page()["checks"]
        [check] = [row for row in checks if row["key"] == "send_servers"]
        self.assertIn("Slow", check["detail"])
        notices = self.env["crm.health.notice"]
        told = notices.browse()
        for hours in (24, 25, 26):
            told |= notices._watch(fields.Datetime.now() + timedelta(hours=hours))
        told = told.filtered(lambda notice: notice.key == "late:lanes")
        self.assertEqual(len(told), 1)
        self.assertEqual(len(told.activity_ids), len(told.activity_ids.user_id))
        self.assertTrue(told.activity_ids)

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_mails_of_tickets_and_others_are_exceptions_that_can_be_sent_again(self):
        server = self._slow("greeting")[1]
        held, leaving = self.env["mail.mail"].create(
            [
                {
                    "email_to": f"{name}@people.test",
                    "email_from": "desk@company.test",
                    "subject": name,
                    "body_html": "<p>Hello</p>",
                    "mail_server_id": chosen.id,
                }
                for name, chosen in (("held", server), ("leaving", self.well))
            ]
        )
        started = time.monotonic()

        (held | leaving).send()

        self.assertLess(time.monotonic() - started, LONG)
        self.assertEqual((held.state, leaving.exists().state), ("exception", "sent"))
        self._heal(server)
        held.mark_outgoing()
        held.send()
        self.assertEqual(held.state, "sent")
        self.assertEqual(
            sorted(m["Subject"] for m in self.sink.mails), ["held", "leaving"]
        )
