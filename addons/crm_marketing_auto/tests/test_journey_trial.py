# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a marketer tries a drawing on one contact, and it counts for nothing."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_journey import JourneyCase

MONTH = {"mode": "duration", "amount": 1, "unit": "months"}


@tagged("post_install", "-at_install")
class TestJourneyTrial(JourneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._create_people(1)
        cls.marketer = new_test_user(
            cls.env,
            "marketer_t",
            groups="crm_marketing_auto.group_crm_marketing_auto_user",
            email="marketer@company.test",
        )
        cls.journey = cls._create_journey(
            {
                "wait": ("wait", MONTH, "mark"),
                "mark": ("field", {"field": "ref", "value": "tried"}),
            },
            publish=False,
        )

    def _try(self):
        version = self.journey.draft_version_id.with_user(self.marketer)
        participant_id = version.action_try(self.person.id)
        return self.env["crm.journey.participant"].browse(participant_id)

    def test_a_draft_is_tried_step_by_step_without_waiting(self):
        trial = self._try().with_user(self.marketer)
        first, second = trial.action_try_step(), trial.action_try_step()

        self.assertEqual((first["step_uid"], first["branch"]), ("wait", "next"))
        self.assertEqual((second["step_uid"], second["state"]), ("mark", "done"))
        self.assertEqual(self.person.ref, "tried")
        self.assertFalse(trial.action_try_step())
        self.assertEqual(trial.state, "done")
        self.assertEqual(trial.test_address, "marketer@company.test")

    def test_a_trial_runs_to_its_end(self):
        results = self._try().with_user(self.marketer).action_try_all()
        self.assertEqual([r["step_uid"] for r in results], ["wait", "mark"])

    def test_the_buttons_run_one_step_or_all_that_are_left(self):
        trial = self._try().with_user(self.marketer)

        self.assertTrue(trial.action_try_next())
        states = trial.sudo().trace_ids.sorted("id").mapped("state")
        self.assertEqual(states, ["done", "ready"])
        self.assertTrue(trial.action_try_to_end())
        self.assertEqual(trial.state, "done")

    def test_jobs_leave_trials_alone(self):
        self._try()
        self.journey.action_start()
        self.assertEqual(self._drain(days=90), 0)

    def test_a_trial_is_no_entry(self):
        for _time in range(2):
            self._try().with_user(self.marketer).action_try_all()
        self.journey.action_start()
        self.assertEqual(self._enrol(self.journey, self.person), 1)

        sequence = self._participants(self.journey).sorted("id").mapped("entry_seq")
        self.assertEqual(sequence, [-1, -2, 1])

    def test_a_drawing_with_mistakes_is_not_tried(self):
        self.journey.draft_version_id.step_ids[0].branches = {"next": "nowhere"}
        with self.assertRaisesRegex(UserError, "does not exist"):
            self._try()

    def test_what_is_drawn_after_a_trial_began_is_looked_at_as_well(self):
        """A trial runs as the engine does: nobody slips a program into it."""
        account = self.env["crm.channel.account"].create({"name": "Zalo shop"})
        self.person.phone = "+84 912 345 678"
        trial = self._try().with_user(self.marketer)
        trial.action_try_step()
        text = "{{ object.sudo().write({'comment': 'taken over'}) }}"
        step = self.journey.draft_version_id.step_ids.filtered(
            lambda s: s.step_uid == "mark"
        )
        values = {"kind": "chat", "config": {"account_id": account.id, "text": text}}
        with self.assertRaisesRegex(UserError, "only editors"):
            step.with_user(self.marketer).write(values)
        step.write(values)

        with self.assertRaisesRegex(UserError, "cannot be run"):
            trial.action_try_step()

        self.assertFalse(self.person.comment)
        self.assertEqual(trial.state, "active")

    def test_a_step_uses_no_account_of_another_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        account = self.env["crm.channel.account"].create(
            {"name": "Theirs", "company_id": other.id}
        )
        step = self.journey.draft_version_id.step_ids.filtered(
            lambda s: s.step_uid == "mark"
        )
        step.write({"kind": "chat", "config": {"account_id": account.id, "text": "Hi"}})
        with self.assertRaisesRegex(UserError, "cannot be run"):
            self._try()

    def test_only_records_that_the_user_may_read(self):
        rule = self.env["ir.rule"].create(
            {
                "name": "Nobody",
                "model_id": self.env.ref("base.model_res_partner").id,
                "domain_force": f"[('id', '!=', {self.person.id})]",
                "groups": [self.env.ref("base.group_user").id],
            }
        )
        self.assertTrue(rule)
        with self.assertRaises(AccessError):
            self._try()

    def test_a_participant_of_the_audience_is_not_run_by_hand(self):
        self.journey.action_start()
        self._enrol(self.journey, self.person)
        participant = self._participants(self.journey).with_user(self.marketer)
        with self.assertRaisesRegex(UserError, "Only trials"):
            participant.action_try_step()

    def test_a_drawing_that_was_tried_can_be_thrown_away(self):
        self._try()
        version = self.journey.draft_version_id
        version.unlink()
        self.assertFalse(version.exists())

    def test_messages_of_a_trial_go_to_whoever_tries_it(self):
        self.env["mail.blacklist"]._add("p0@people.test")
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "Hello {{ object.name }}",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "body_html": "<p>Hello</p>",
            }
        )
        version = self.journey.draft_version_id
        self._draw(version, {"mail": ("mail",), "sms": ("sms",)}, "mail")
        version.step_ids[0].write(
            {"mailing_id": mailing.id, "branches": {"next": "sms"}}
        )
        results = self._try().with_user(self.marketer).action_try_all()

        self.assertEqual([r["state"] for r in results], ["done", "skipped"])
        trace = self._traces(self.journey)[0]
        mail = self.env["mail.mail"].browse(trace.mail_mail_id_int)
        self.assertIn("marketer@company.test", mail.email_to)
        self.assertFalse(mail.recipient_ids)
        self.assertEqual(mail.subject, "Hello Person 0")
        rulings = self.env["crm.send.recheck"]._recheck(mail.ids, self.now)
        self.assertEqual(rulings, {})
        logged = self.env["crm.contact.log"].search([("trace_id", "=", trace.id)])
        self.assertFalse(logged)
        self.env.cr.precommit.run()
        self.assertFalse(
            self.env["crm.interaction"].search(
                [
                    ("partner_id", "=", self.person.id),
                    ("subject", "like", "Test journey"),
                ]
            )
        )
