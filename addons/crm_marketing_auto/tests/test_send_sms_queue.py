# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a text, or a chat message, that waits is asked about again when it leaves."""

import json
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

from odoo import fields
from odoo.tests import tagged

from odoo.addons.sms.tools.sms_api import SmsApi

from .test_send_mail import MailStepCase


class Provider(SmsApi):
    """A provider that takes everything, and remembers it."""

    def __init__(self, env, taken):
        super().__init__(env)
        self.taken = taken

    def _send_sms_batch(self, messages, delivery_reports_url=False):
        numbers = [n for message in messages for n in message["numbers"]]
        self.taken += [n["number"] for n in numbers]
        return [{"uuid": n["uuid"], "state": "success"} for n in numbers]


class QueueCase(MailStepCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people.write({"tz": "Asia/Ho_Chi_Minh"})
        for number, person in enumerate(cls.people):
            person.phone = f"+8491234567{number}"
        cls.text = cls.env["mailing.mailing"].create(
            {
                "subject": "SMS",
                "mailing_type": "sms",
                "body_plaintext": "Hello {{ object.name }}",
                "sms_allow_unsubscribe": False,
                "mailing_model_id": cls.env["ir.model"]._get_id("res.partner"),
            }
        )
        rules = cls.env["crm.send.rule"].search([("channel", "in", ["sms", "chat"])])
        rules.write(
            {
                "hour_start": 0,
                "hour_end": 24,
                "consent_needed": False,
                "brandname_needed": False,
                "cap_count": 0,
            }
        )
        cls.rules = rules

    def setUp(self):
        super().setUp()
        self.env["sms.sms"].search([]).unlink()
        self.taken = []

    def _queue_texts(self):
        journey = self._mail_journey(self.text, "sms")
        self._enrol(journey, self.people)
        self._drain()
        return journey

    def _send(self):
        waiting = self._texts().filtered(lambda sms: sms.state == "outgoing")
        waiting.with_context(sms_api=Provider(self.env, self.taken))._send()
        self.env.invalidate_all()

    def _texts(self):
        return self.env["sms.sms"].search([], order="number")


@tagged("post_install", "-at_install")
class TestSendSmsQueue(QueueCase):
    def test_who_refuses_while_the_text_waits_gets_none_and_it_says_why(self):
        journey = self._queue_texts()
        self.env["crm.consent"]._record(
            self.people[0].phone, "sms", "withdrawn", source="reply"
        )
        self.people[1].action_archive()
        self._send()

        self.assertEqual(sorted(self.taken), self.people[2:].mapped("phone"))
        self.assertEqual(
            self._texts().mapped("state"), ["canceled"] * 2 + ["pending"] * 3
        )
        skipped = self._traces(journey, "skipped")
        self.assertEqual(
            sorted(skipped.mapped("reason_id.code")), ["archived", "optout"]
        )
        cores = skipped.mailing_trace_id
        self.assertEqual(set(cores.mapped("trace_status")), {"cancel"})
        self.assertIn("sms_optout", cores.mapped("failure_type"))
        done = self._traces(journey, "done")
        self.assertTrue(all(done.mapped("sent_at")))
        ledger = self.env["crm.contact.log"].search([("journey_id", "=", journey.id)])
        self.assertEqual(
            sorted(ledger.mapped("state")), ["cancelled"] * 2 + ["sent"] * 3
        )

    def test_what_waited_into_the_night_is_held_until_morning(self):
        self._queue_texts()
        now = fields.Datetime.now()
        hour = (now + timedelta(hours=7)).hour  # in Hà Nội
        self.rules.write({"tz": "Asia/Ho_Chi_Minh", "hour_start": (hour + 2) % 24})
        self.rules.write({"hour_end": (hour + 4) % 24})
        self._send()

        self.assertFalse(self.taken)
        texts = self._texts()
        self.assertEqual(set(texts.mapped("state")), {"held"})
        opening = texts[0].held_until
        self.assertTrue(timedelta(hours=1) <= opening - now <= timedelta(hours=2))

        self.rules.write({"hour_start": 0, "hour_end": 24})
        texts._let_go(opening)
        self._send()

        self.assertEqual(len(self.taken), 5)

    def test_a_text_by_hand_is_nobodys_advertising(self):
        self.env["phone.blacklist"]._add([self.people[0].phone])
        self.env["sms.sms"].create({"number": self.people[0].phone, "body": "Ready"})

        self._send()

        self.assertEqual(self.taken, self.people[0].mapped("phone"))


@tagged("post_install", "-at_install")
class TestSendChatQueue(QueueCase):
    def _serve(self, hook=None):
        """Return what is posted to a provider, and the account that posts there."""
        posted = []

        class Hook(BaseHTTPRequestHandler):
            def do_POST(self):
                size = int(self.headers["Content-Length"])
                posted.append(json.loads(self.rfile.read(size)))
                if hook and hook():
                    return
                self.send_response(200)
                self.end_headers()

            def log_message(self, *args):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        Thread(target=server.serve_forever, daemon=True).start()
        account = self.env["crm.channel.account"].create(
            {
                "name": "Hook",
                "url": f"http://127.0.0.1:{server.server_port}/x",
                "timeout": 1,
            }
        )
        return posted, account

    def _queue_chat(self, account, people):
        journey = self._create_journey(
            {"hello": ("chat", {"account_id": account.id, "text": "Hi"}, None)},
            quiet_start=0,
            quiet_end=24,
        )
        self._enrol(journey, people)
        self._drain()
        return journey

    def _deliver(self, now):
        """Deliver what is due, as the job does."""
        outbox = self.env["crm.channel.outbox"]
        while message := outbox._claim(now):
            self.env.flush_all()
            message._settle(message._call(), now)

    def test_a_chat_message_is_asked_about_when_it_leaves(self):
        posted, account = self._serve()
        people = self.people[:2]
        journey = self._queue_chat(account, people)
        self.env["crm.consent"]._record(
            people[0].phone, "chat", "withdrawn", source="reply"
        )

        self._deliver(fields.Datetime.now())

        self.assertEqual([p["to"] for p in posted], people[1].mapped("phone"))
        states = account.outbox_ids.mapped("state")
        self.assertEqual(sorted(states), ["cancelled", "sent"])
        self.assertEqual(self._traces(journey, "skipped").reason_id.code, "optout")

    def test_case_10_who_took_it_and_never_answered_is_not_sent_it_again(self):
        enough = Event()
        self.addCleanup(enough.set)
        posted, account = self._serve(lambda: enough.wait(20))
        self._queue_chat(account, self.people[0])
        now = fields.Datetime.now()

        self._deliver(now)
        self._deliver(now + timedelta(days=1))

        message = account.outbox_ids
        self.assertEqual((len(posted), message.state), (1, "unknown"))
        self.assertEqual(posted[0]["key"], message.key, "by which it can be asked for")
        self.env["crm.channel.outbox"]._enqueue(
            account, [(message.key, message.payload)]
        )
        self.assertEqual(len(account.outbox_ids), 1)
