# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import closing
from datetime import timedelta

from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from ..models.crm_send_batch import each_alone
from ..models.crm_send_lane import Lane
from ..models.crm_send_mime import EnvelopeMaker
from .smtp_sink import Sink, SinkServer
from .test_send_mail import MailStepCase


class LaneCase(MailStepCase):
    """The lane of the test's own transaction, and a mail server that is real."""

    def setUp(self):
        super().setUp()
        self.env["ir.mail_server"].search([]).active = False
        self.env["mail.mail"].search([("state", "=", "outgoing")]).state = "cancel"
        self.patch(IrMail_Server, "_disable_send", classmethod(lambda cls: False))
        self.lanes = self.env["crm.send.lane"]

    def _serve(self, behave=None):
        """Return a sink that takes the mails from now on."""
        sink = Sink(behave)
        server = SinkServer(sink)
        server.start()
        self.addCleanup(server.stop, no_assert=True)
        self.server = self.env["ir.mail_server"].create(
            {
                "name": "Sink",
                "smtp_host": "127.0.0.1",
                "smtp_port": server.port,
                "smtp_encryption": "none",
            }
        )
        return sink

    def _queue(self, people=None, journey=None):
        self._enrol(journey or self.journey, people or self.people)
        self._drain()
        return self._mails(journey)

    def _run_lane(self, limit=200, rounds=20, **later):
        """Run the lane until nothing is left to do now."""
        self.now += timedelta(**later)
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.env.registry.cursor() as cr:
            lane = Lane(cr)
            try:
                for _round in range(rounds):
                    if not self.lanes._send_batch(lane, self.now, limit):
                        return
            finally:
                lane.close()


@tagged("post_install", "-at_install")
class TestSendLane(LaneCase):
    def test_everybody_gets_one_mail_and_the_states_say_so(self):
        sink = self._serve()
        mails = self._queue()
        self._run_lane(limit=2)

        self.assertEqual(mails.mapped("state"), ["sent"] * 5)
        self.assertEqual(sink.message_ids, dict.fromkeys(mails.mapped("message_id"), 1))
        self.assertEqual(sink.connections, 1, "one connection for all batches")
        traces = self._traces(self.journey)
        self.assertEqual(set(traces.mailing_trace_id.mapped("trace_status")), {"sent"})
        self.assertEqual(set(traces.mapped("sent_at")), {self.now})
        ledger = self.env["crm.contact.log"].search([("trace_id", "in", traces.ids)])
        self.assertEqual(ledger.mapped("state"), ["sent"] * 5)
        self.assertFalse(self.env["crm.send.batch"].search([]))

    def test_the_mail_has_what_core_would_give_it(self):
        sink = self._serve()
        self.people[0].name = "Nguyễn Thị Đào"
        mails = self._queue(self.people[0])
        self._run_lane()

        mail = sink.mails[0]
        self.assertEqual(mail["Subject"], "For Nguyễn Thị Đào")
        self.assertEqual(mail["To"].addresses[0].display_name, "Nguyễn Thị Đào")
        self.assertEqual(mail["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        self.assertIn("/unsubscribe_oneclick?", mail["List-Unsubscribe"])
        self.assertEqual(mail["Reply-To"], "answers@company.test")
        html = mail.get_body(("html",)).get_content()
        text = mail.get_body(("plain",)).get_content()
        self.assertIn("Dear Nguyễn Thị Đào", html)
        self.assertIn("Dear Nguyễn Thị Đào", text)
        trace = mails.mailing_trace_ids
        self.assertRegex(html, rf"/r/\w+/m/{trace.id}\"")
        self.assertIn(f"/mail/track/{mails.id}/", html)
        self.assertIn("/confirm_unsubscribe?", html)
        self.assertNotIn("/unsubscribe_from_list", html)

    def test_cores_queue_leaves_these_mails_to_the_lane(self):
        sink = self._serve()
        mails = self._queue()
        self.env["mail.mail"].process_email_queue()

        self.assertEqual(mails.mapped("state"), ["outgoing"] * 5)
        self.assertFalse(sink.mails)

    def test_case_14_an_opt_out_between_queue_and_server(self):
        sink = self._serve()
        mails = self._queue()
        self.env["mail.blacklist"]._add(self.people[0].email)
        self._run_lane()

        self.assertEqual(len(sink.mails), 4)
        cancelled = mails.filtered(lambda m: m.state == "cancel")
        self.assertEqual(cancelled.failure_type, "mail_optout")
        self.assertEqual(cancelled.mailing_trace_ids.trace_status, "cancel")
        self.assertEqual(cancelled.mailing_trace_ids.failure_type, "mail_optout")
        trace = self._traces(self.journey, "skipped")
        self.assertEqual(trace.reason_id.code, "optout")

    def test_case_14_a_mailing_of_cores_too(self):
        sink = self._serve()
        mailing = self._create_mailing(
            mailing_domain=f"[('id', 'in', {self.people.ids})]"
        )
        self.env["ir.config_parameter"].set_param("mail.mail.force.send.limit", "1")
        mailing._action_send_mail()
        self.env["mail.blacklist"]._add(self.people[1].email)
        mails = self.env["mail.mail"].search([("mailing_id", "=", mailing.id)])

        self.assertEqual(
            (len(sink.mails), mails.mapped("state")), (0, ["outgoing"] * 5)
        )
        mails.send()

        self.assertEqual(len(sink.mails), 4)
        self.assertNotIn(self.people[1].email, str([m["To"] for m in sink.mails]))

    def test_archived_deleted_and_stopped_get_nothing(self):
        sink = self._serve()
        self._queue()
        self.people[0].action_archive()
        self.people[1].unlink()
        self._run_lane()

        self.assertEqual(len(sink.mails), 3)
        reasons = self._traces(self.journey, "skipped").mapped("reason_id.code")
        self.assertEqual(sorted(reasons), ["archived", "deleted"])

        other = self._mail_journey()
        mails = self._queue(self.people[2:4], other)
        other.action_stop()
        self._run_lane()

        self.assertEqual(len(sink.mails), 3)
        self.assertEqual(mails.mapped("state"), ["cancel"] * 2)

    def test_a_paused_journey_holds_what_is_queued(self):
        sink = self._serve()
        self._queue()
        self.journey.action_pause()
        self._run_lane()
        self.assertFalse(sink.mails)

        self.journey.action_resume()
        self._run_lane(minutes=20)

        self.assertEqual(len(sink.mails), 5)

    def test_case_09_a_server_that_is_down_loses_nothing_and_gets_no_burst(self):
        sink = self._serve()
        port = self.server.smtp_port
        self.server.smtp_port = 1  # nobody listens there
        mails = self._queue()
        self._run_lane()
        self.assertEqual(mails.mapped("state"), ["outgoing"] * 5)
        rate = self.env["crm.send.server"].search(
            [("mail_server_id", "=", self.server.id)]
        )
        self.assertEqual(rate.failures, 1)

        self.server.smtp_port = port
        rate.write({"per_minute": 2})
        self._run_lane(hours=2)
        self.assertEqual(len(sink.mails), 2, "a minute's worth, not two hours'")
        self._run_lane(seconds=5)
        self.assertEqual(len(sink.mails), 2)
        self._run_lane(minutes=1)
        self._run_lane(minutes=10)

        self.assertEqual(
            [m["Message-Id"] for m in sink.mails],
            mails.sorted("id").mapped("message_id"),
        )

    def test_a_mail_that_is_refused_does_not_stop_the_others(self):
        sink = self._serve(
            lambda n, mail: "550 no such person" if "p2@" in mail["To"] else None
        )
        mails = self._queue()
        self._run_lane()

        self.assertEqual(len(sink.mails), 4)
        refused = mails.filtered(lambda m: m.state == "exception")
        self.assertIn("no such person", refused.failure_reason)
        self.assertEqual(
            self._traces(self.journey, "failed").mail_mail_id_int, refused.id
        )

    @mute_logger("odoo.addons.crm_marketing_auto.models.crm_send_lane")
    def test_a_mail_that_our_own_error_stops_waits_until_it_is_mended(self):
        sink = self._serve()
        make, broken = EnvelopeMaker.make, [True]

        def fail(maker, row):
            if broken and "p2@" in row["email_to"]:
                raise KeyError("of the code")
            return make(maker, row)

        self.patch(EnvelopeMaker, "make", fail)
        mails = self._queue()
        self._run_lane()
        self.assertEqual(len(sink.mails), 4)
        [waiting] = mails.filtered(lambda mail: mail.state == "outgoing")
        self.assertIn("KeyError", waiting.failure_reason)

        broken.clear()
        self._run_lane(minutes=6)

        self.assertEqual(mails.mapped("state"), ["sent"] * 5)
        self.assertEqual(set(sink.message_ids.values()), {1})

    def test_a_server_that_wants_time_gets_it(self):
        busy = [True]
        sink = self._serve(lambda n, mail: "451 later" if busy[0] else None)
        mails = self._queue()
        self._run_lane()
        self.assertEqual(mails.mapped("state"), ["outgoing"] * 5)

        busy[0] = False
        self._run_lane(minutes=6)

        self.assertEqual(set(sink.message_ids.values()), {1})
        self.assertEqual(len(sink.mails), 5)
        self.assertFalse(any(mails.mapped("possible_duplicate")))

    def test_a_line_that_is_cut_after_the_mail_was_taken(self):
        sink = self._serve(lambda n, mail: "drop" if n == 2 else None)
        mails = self._queue()
        self._run_lane()
        self._run_lane(minutes=30)

        counts = sorted(sink.message_ids.values())
        self.assertEqual(counts, [1, 1, 1, 1, 2])
        doubtful = mails.filtered("possible_duplicate")
        self.assertEqual(sink.message_ids[doubtful.message_id], 2)

    def test_case_03_a_lane_that_died_is_continued(self):
        sink = self._serve()
        mails = self._queue()
        ids = mails.sorted("id").ids
        self.env["crm.send.batch"].create(
            {"mail_ids": ids, "accepted": 2, "refused": [], "begun_at": self.now}
        )
        self._run_lane()

        self.assertEqual(len(sink.mails), 3, "two had left before")
        self.assertEqual(mails.mapped("state"), ["sent"] * 5)
        self.assertEqual(mails.filtered("possible_duplicate").ids, [ids[2]])
        self.assertFalse(self.env["crm.send.batch"].search([]))

    def test_what_left_is_known_even_after_a_crash_of_the_database(self):
        batches = self.env["crm.send.batch"]
        with closing(db_connect(self.env.cr.dbname).cursor()) as cr:
            cr.execute("SET synchronous_commit = on")
            batch_id = batches._begin(cr, [1, 2], self.now)
            cr.execute("SELECT pg_current_wal_insert_lsn()")
            [[before]] = cr.fetchall()
            cr.rollback()

            with each_alone(cr):
                batches._advance(cr, batch_id, 1)
                cr.execute("SELECT pg_current_wal_flush_lsn() > %s::pg_lsn", [before])
                [[is_kept]] = cr.fetchall()

            cr.execute("DELETE FROM crm_send_batch WHERE id = %s", [batch_id])
            cr.commit()  # pylint: disable=invalid-commit
        self.assertTrue(is_kept)

    def test_limits_hold_when_the_mail_leaves_not_when_it_was_queued(self):
        sink = self._serve()
        self.env["crm.send.cap"].create({"name": "One a day", "count": 1, "days": 1})
        first = self._queue(self.people[0])
        self.now += timedelta(days=2)
        second = self._queue(self.people[0], self._mail_journey())
        self._run_lane(limit=1, rounds=1)
        self._run_lane()
        self.assertEqual(len(sink.mails), 1)
        self.assertEqual((first.state, second.state), ("sent", "outgoing"))

        self._run_lane(hours=25)

        self.assertEqual(second.state, "sent")

    def test_what_left_is_on_the_timeline_once(self):
        self._serve()
        self._queue(self.people[0])
        self._run_lane()
        self.env.cr.precommit.run()

        rows = self.env["crm.interaction"].search(
            [("partner_id", "=", self.people[0].id)]
        )
        self.assertEqual(rows.mapped("type_id.code"), ["campaign_mail"])

    def test_bounces_and_cost_stop_a_journey_and_say_why(self):
        self._serve()
        self._queue()
        self._run_lane()
        breaker = self.env["crm.send.breaker"]
        self.assertFalse(breaker._watch(self.now))

        self.env["crm.send.rate"].create(
            {"channel": "mail", "price": 3, "valid_from": "2020-01-01"}
        )
        dear = self._mail_journey(cost_limit=10)
        self._queue(journey=dear)
        self._run_lane()

        self.assertEqual(breaker._watch(self.now), dear)
        self.assertEqual(dear.state, "paused")
        self.assertIn("cost", dear.pause_reason)
        self.assertFalse(breaker._watch(self.now), "once")

        self.patch(type(breaker), "_thresholds", lambda self: (5, 0.05, 0.003))
        self.env["crm.journey.reaction"].create(
            {
                "trace_id": self._traces(self.journey)[0].id,
                "journey_id": self.journey.id,
                "kind": "bounce",
                "at": self.now,
                "event_key": "1",
            }
        )
        self.assertEqual(breaker._watch(self.now), self.journey)
        self.assertIn("bounced", self.journey.pause_reason)
