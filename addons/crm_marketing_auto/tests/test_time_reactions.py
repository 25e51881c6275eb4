# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what people do with a message is known at once, and machines are told apart."""

from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import MailCommon

from .common_journey import JourneyCase

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
HOUR = timedelta(hours=1)
REPLY = """From: {sender}
To: {to}
Subject: {subject}
Message-ID: <answer-{subject}@people.test>
In-Reply-To: {reference}
References: {reference}
Content-Type: text/plain; charset=utf-8
{headers}

Thank you.
"""


class ReactionCase(JourneyCase):
    """A message that a journey has sent an hour ago, and a wait for a click on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = fields.Datetime.now()
        cls.person = cls._create_people(1)
        cls.journey = cls._create_journey(cls._steps(), name="Newsletter")
        cls.journey.action_enrol(cls.person.ids)
        cls.env["crm.journey.trace"]._dispatch(cls.now + HOUR)
        mailing = cls.env["mailing.mailing"].create(
            {
                "subject": "Offers",
                "mailing_model_id": cls.env["ir.model"]._get_id("res.partner"),
            }
        )
        cls.core = cls.env["mailing.trace"].create(
            {
                "model": "res.partner",
                "res_id": cls.person.id,
                "email": cls.person.email,
                "mass_mailing_id": mailing.id,
                "message_id": "<sent-1@company.test>",
                "mail_mail_id_int": 2_000_000_001,
                "trace_status": "sent",
                "sent_datetime": cls.now - HOUR,
            }
        )
        cls.trace = cls.env["crm.journey.trace"].search(
            [("journey_id", "=", cls.journey.id), ("step_uid", "=", "hello")]
        )
        cls.trace.write({"mailing_trace_id": cls.core.id, "sent_at": cls.now - HOUR})
        cls.links = cls.env["link.tracker"].create(
            [
                {"url": f"https://shop.test/{name}", "mass_mailing_id": mailing.id}
                for name in ("a", "b", "c")
            ]
        )

    @classmethod
    def _steps(cls):
        wait = {"mode": "event", "kind": "click", "of": "hello", "max_days": 3}
        ways = {"happened": "clicked", "timeout": "silent"}
        return {
            "hello": ("notify", {"text": "Hello"}, "wait"),
            "wait": ("wait", wait, ways),
            "clicked": ("exit",),
            "silent": ("exit",),
        }

    def _reactions(self, kind=None):
        domain = [("trace_id", "=", self.trace.id)]
        if kind:
            domain.append(("kind", "=", kind))
        return self.env["crm.journey.reaction"].search(domain, order="id")

    def _settle(self, later=timedelta(minutes=1)):
        """Do what the jobs do some time later."""
        self.env.flush_all()
        at = fields.Datetime.now() + later
        self.env["crm.journey.reaction"]._settle_batch(at)
        self.now = at
        self._pass_enrol()
        self._drain()

    def _path(self):
        """Return the steps that the person has come to, in their order."""
        return self._traces(self.journey).mapped("step_uid")


@tagged("post_install", "-at_install")
class TestTimeReactionsWeb(HttpCase, ReactionCase):
    def _follow(self, link, agent=FIREFOX, method="GET"):
        """Follow a link of the message as a browser or a scanner does."""
        code = link.link_code_ids[:1].code or link.code
        response = self.opener.request(
            method,
            f"{self.base_url()}/r/{code}/m/{self.core.id}",
            headers={"User-Agent": agent},
            allow_redirects=False,
        )
        self.env.invalidate_all()
        return response

    def test_a_person_s_click_takes_the_way_of_those_who_clicked(self):
        response = self._follow(self.links[0])
        self._settle()

        self.assertEqual(response.status_code, 301)
        self.assertIn("https://shop.test/a", response.headers["Location"])
        reaction = self._reactions()
        self.assertEqual(reaction.mapped("kind"), ["click"])
        self.assertEqual(reaction.url, "https://shop.test/a")
        self.assertFalse(reaction.is_machine)
        self.assertEqual(self._path(), ["hello", "wait", "clicked"])

    def test_case_37_a_scanner_that_takes_every_link_is_no_person(self):
        for link in self.links:
            self._follow(link)
        self._settle()

        clicks = self._reactions("click")
        self.assertEqual(clicks.mapped("is_machine"), [True] * 3)
        self.assertEqual(self._path(), ["hello", "wait"])
        # the raw clicks are kept
        raw = self.env["link.tracker.click"].search([("link_id", "in", self.links.ids)])
        self.assertEqual(len(raw), 3)
        self._settle(timedelta(days=4))
        self.assertEqual(self._path(), ["hello", "wait", "silent"])

    def test_case_37_seconds_after_the_delivery(self):
        self.trace.sent_at = fields.Datetime.now()
        self.env.flush_all()

        self._follow(self.links[0])
        self._settle()

        self.assertTrue(self._reactions("click").is_machine)
        self.assertEqual(self._path(), ["hello", "wait"])

    def test_case_37_a_scanner_says_who_it_is(self):
        self._follow(self.links[0], agent="Mimecast URL Protection")
        self._follow(self.links[0], method="HEAD")
        self._settle()

        self.assertTrue(all(self._reactions("click").mapped("is_machine")))
        self.assertEqual(self._path(), ["hello", "wait"])

    def test_a_person_who_comes_after_the_scanner_counts(self):
        for link in self.links:
            self._follow(link)
        self._reactions("click").at = fields.Datetime.now() - HOUR / 2
        self.env.flush_all()

        self._follow(self.links[1])
        self._settle()

        self.assertEqual(
            self._reactions("click").mapped("is_machine"), [True] * 3 + [False]
        )
        self.assertEqual(self._path(), ["hello", "wait", "clicked"])

    def test_the_picture_in_the_message_is_an_open(self):
        token = self.env["mail.mail"]._generate_mail_recipient_token(
            self.core.mail_mail_id_int
        )
        url = f"/mail/track/{self.core.mail_mail_id_int}/{token}/blank.gif"
        self.url_open(url, headers={"User-Agent": "Barracuda Sentinel"})
        self.url_open(url, headers={"User-Agent": FIREFOX})
        self.url_open(url, headers={"User-Agent": FIREFOX})
        self.env.invalidate_all()

        self.assertEqual(
            [(r.kind, r.is_machine) for r in self._reactions()],
            [("open", True), ("open", False)],
        )


@tagged("post_install", "-at_install")
class TestTimeReactions(MailCommon, ReactionCase):
    def _answer(self, subject="Re: Offers", headers=""):
        mail = REPLY.format(
            sender=self.person.email,
            to=f"catchall.test@{self.alias_domain}",
            subject=subject,
            reference=self.core.message_id,
            headers=headers,
        )
        alias = self.env["mail.alias"].create(
            {
                "alias_name": f"answers{len(self.env['mail.alias'].search([]))}",
                "alias_model_id": self.env["ir.model"]._get_id("crm.lead"),
                "alias_contact": "everyone",
            }
        )
        mail = mail.replace("catchall.test", alias.alias_name)
        with (
            self.mock_mail_gateway(),
            mute_logger("odoo.addons.mail.models.mail_thread"),
        ):
            self.env["mail.thread"].message_process("crm.lead", mail)

    def test_case_35_an_open_between_planning_and_running(self):
        steps = {
            "hello": ("notify", {"text": "Hello"}, "wait"),
            "wait": (
                "wait",
                {"mode": "duration", "amount": 3, "unit": "days"},
                "opened",
            ),
            "opened": (
                "condition",
                {"mode": "reaction", "of": "hello", "kind": "open"},
                {"yes": "thanks", "no": "again"},
            ),
            "thanks": ("exit",),
            "again": ("exit",),
        }
        journey = self._create_journey(steps)
        self._enrol(journey, self.person)
        self._drain()
        trace = self._traces(journey).filtered(lambda t: t.step_uid == "hello")
        trace.mailing_trace_id = self.core
        self.trace.mailing_trace_id = False
        self.env.flush_all()

        # the wait is over and the condition is planned when the open arrives
        self.now += timedelta(days=3)
        self.env["crm.journey.trace"]._dispatch(self.now)
        self.assertEqual(self._traces(journey, "ready").step_uid, "opened")
        self.core.set_opened()
        self._drain()

        self.assertEqual(self._traces(journey)[-1].step_uid, "thanks")

    def test_case_36_a_picture_loaded_after_a_bounce_opens_nothing(self):
        self.core.set_bounced(bounce_message="No such mailbox")

        self.core.set_opened()

        self.assertEqual(self._reactions().mapped("kind"), ["bounce"])
        self.assertEqual(self.core.trace_status, "bounce")

    def test_a_message_of_no_journey_is_left_to_core(self):
        self.trace.mailing_trace_id = False
        self.core.set_bounced()

        self.core.set_opened()

        self.assertFalse(self._reactions())
        self.assertEqual(self.core.trace_status, "open")

    def test_case_19_a_notice_of_absence_is_no_reply(self):
        self._answer("Automatic reply: Offers")
        self._answer("Offers", headers="Auto-Submitted: auto-replied")
        self._answer("Trả lời tự động: vắng mặt")

        self.assertFalse(self._reactions())
        self.assertEqual(self.core.trace_status, "sent")
        self.assertFalse(self.person.is_blacklisted)
        said = self.env["crm.consent"].search(
            [("identity", "=", self.person.email_normalized)]
        )
        self.assertFalse(said)

    def test_a_reply_is_one(self):
        self._answer()

        self.assertIn("reply", self._reactions().mapped("kind"))
        self.assertEqual(self.core.trace_status, "reply")

    def test_a_reaction_is_kept_once(self):
        for _n in range(3):
            self.core.set_opened()
            self.core.set_replied()

        self.assertEqual(sorted(self._reactions().mapped("kind")), ["open", "reply"])

    def test_a_click_starts_a_journey_that_listens_once_settled(self):
        wait = {"wait": ("wait", {"mode": "duration", "amount": 1, "unit": "hours"})}
        values = {"trigger": "interaction", "reentry": "each"}
        mine, other, deaf = (
            self._create_journey(
                wait, trigger_config={"reactions": kinds, "journey_ids": ids}, **values
            )
            for kinds, ids in (
                (["click"], self.journey.ids),
                (["click"], [self.journey.id + 1000]),
                (["bounce"], []),
            )
        )
        self.env["link.tracker.click"].add_click(
            self.links[0].code, ip="192.0.2.1", mailing_trace_id=self.core.id
        )
        self._reactions().write({"is_machine": False})
        self._settle(timedelta(0))
        self.assertFalse(self._participants(mine))  # not settled yet

        self._settle()

        self.assertEqual(self._participants(mine).mapped("res_id"), self.person.ids)
        self.assertFalse(self._participants(other) + self._participants(deaf))

    def test_delivery_states_of_a_text_message(self):
        tracker = self.env["sms.tracker"].create(
            {"sms_uuid": "a" * 32, "mailing_trace_id": self.core.id}
        )
        self.core.trace_status = "pending"

        tracker._action_update_from_sms_state("sent")

        self.assertEqual(self._reactions().mapped("kind"), ["delivered"])
