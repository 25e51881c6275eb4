# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .ladder_common import LadderCase
from .sla_common import HOUR
from .tool_fixture import at as wall

EVENT = "odoo.addons.crm_ticket_sla.models.crm_ticket_sla_event"


@tagged("post_install", "-at_install")
class TestEscalation(LadderCase):
    def test_case_48_levels_by_share_and_beside_the_deadline(self):
        self._ladder(
            {"percent": 75, "notify_agent": True},
            {"percent": 100, "notify_leader": True},
            {"placement": "offset", "offset": -HOUR, "notify_agent": True},
        )
        ticket = self._open("06-01 15:00", user_id=self.user_an.id)

        self._run("06-02 16:00")

        self.assertEqual(
            self._logs(ticket).mapped("due_at"),
            [wall("06-02 13:00"), wall("06-02 14:00"), wall("06-02 15:00")],
        )

    def test_nothing_is_done_before_its_time(self):
        self._ladder({"percent": 75, "notify_agent": True})
        ticket = self._open("06-01 09:00", user_id=self.user_an.id)

        self._run("06-01 14:59")

        self.assertFalse(self._logs(ticket))
        self.assertEqual(self._clock(ticket).next_event_at, wall("06-01 15:00"))

    def test_case_49_a_miss_is_recorded_at_its_instant_and_late_in_working_time(self):
        self._ladder()
        ticket = self._open("06-01 09:00", user_id=self.user_an.id)

        self._run("06-01 23:00")
        missed = self._clock(ticket).missed_at
        self._move(ticket, "06-02 10:30", "solved")

        self.assertEqual(missed, wall("06-01 17:00"))
        self.assertEqual(self._clock(ticket).late, 1.5 * HOUR)

    def test_case_52_a_level_is_done_again_only_if_it_lies_ahead_again(self):
        self._ladder({"percent": 50, "notify_agent": True}, sequence=20)
        slow = self._promise(
            ("resolution", 40, {"priority": "0"}), name="Slow", sequence=10
        )
        ticket = self._open("06-01 09:00", user_id=self.user_an.id)
        self._run("06-01 14:00")

        # 5 of 8 hours are used: a pause moves the deadline, the level lies behind
        self._move(ticket, "06-01 14:00", "wait_customer")
        self._move(ticket, "06-02 14:00", "open")
        self._run("06-02 16:00")
        self.assertEqual(len(self._logs(ticket)), 1)

        slow.level_ids = [
            (0, 0, {"name": "Slow", "percent": 50, "since_at": wall("01-01 00:00")})
        ]
        self._write(ticket, "06-02 16:00", priority="0")
        self._write(ticket, "06-02 16:30", priority="1")
        self._run("06-02 16:30")
        self.assertEqual(
            self._logs(ticket).level_id.mapped("name"), ["Level 1"], "it lies behind"
        )

    def test_case_52_a_longer_promise_rearms_the_level(self):
        policy = self._ladder({"percent": 50, "notify_agent": True})
        ticket = self._open("06-01 09:00", user_id=self.user_an.id)
        self._run("06-01 14:00")

        with self.at(wall("06-01 15:00")):
            policy.target_ids.hours = 24
            policy._apply_to_open()
        self._run_recounts("06-01 15:00")
        self._run("06-01 15:30")
        self.assertEqual(len(self._logs(ticket)), 1)
        self._run("06-02 14:00")

        self.assertEqual(
            self._logs(ticket).mapped("due_at"),
            [wall("06-01 13:00"), wall("06-02 13:00")],
        )

    def test_case_53_what_a_level_writes_is_no_response_and_no_activity_of_people(self):
        policy = self._ladder(
            {
                "percent": 50,
                "notify_agent": True,
                "raise_priority": True,
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            }
        )
        policy.level_ids.target_id = policy.target_ids
        policy.target_ids = [
            (0, 0, {"metric": "first_response", "seconds": 8 * HOUR}),
        ]
        ticket = self._open("06-01 09:00", user_id=self.user_an.id)

        self._run("06-01 14:00")
        self.end_transaction()

        self.assertEqual(ticket.priority, "2")
        self.assertEqual(ticket.activity_ids.user_id, self.user_an)
        self.assertFalse(ticket.first_response_at)
        self.assertEqual(self._clock(ticket, "first_response").outcome, "pending")

    def test_case_54_one_failing_ticket_does_not_hold_up_the_others(self):
        self._ladder({"percent": 50, "notify_agent": True, "raise_priority": True})
        tickets = self._open("06-01 09:00", user_id=self.user_an.id)
        tickets |= self._open("06-01 09:00", user_id=self.user_an.id, name="Bad")
        tickets |= self._open("06-01 09:00", user_id=self.user_an.id)
        change = self.env.registry["crm.sla.level"]._change_ticket

        def fail_on_bad(level, ticket, leader):
            if ticket.name == "Bad":
                raise ValueError("no")
            return change(level, ticket, leader)

        with (
            patch.object(
                self.env.registry["crm.sla.level"], "_change_ticket", fail_on_bad
            ),
            mute_logger(EVENT),
        ):
            self._run("06-01 14:00")
            self.assertEqual(tickets.mapped("priority"), ["2", "1", "2"])
            bad = self._clock(tickets[1])
            self.assertEqual(bad.event_error, "no")
            self.assertGreater(bad.next_event_at, wall("06-01 14:00"))
            for hour in (15, 16, 17, 18, 19):
                self._run(f"06-01 {hour}:59")
        log = self.env["crm.sla.level.log"].search([("clock_id", "=", bad.id)])
        self.assertEqual((log.state, log.error), ("failed", "no"))

        self._run("06-02 09:00")
        self.assertEqual(tickets[1].priority, "1", "given up, not tried for ever")

    def test_case_55_merged_cancelled_archived_or_waiting_ticket_alerts_nobody(self):
        self._ladder({"percent": 50, "notify_agent": True})
        names = ("merged", "cancelled", "archived", "waiting", "solved")
        tickets = {
            name: self._open("06-01 09:00", user_id=self.user_an.id, name=name)
            for name in names
        }
        with self.at(wall("06-01 10:00")):
            tickets["merged"].merged_into_id = tickets["solved"]
            tickets["archived"].active = False
        self._move(tickets["cancelled"], "06-01 10:00", "cancelled")
        self._move(tickets["waiting"], "06-01 10:00", "wait_customer")
        self._move(tickets["solved"], "06-01 10:00", "solved")

        self._run("06-03 09:00")

        every = self.env["crm.ticket"].concat(*tickets.values())
        self.assertFalse(self._logs(every))
        self.assertFalse(self._told(self.user_an))

    def test_a_level_does_all_that_it_says(self):
        tag = self.env["crm.ticket.tag"].create({"name": "Hot"})
        second = self.env["crm.ticket.team"].create(
            {"name": "Second line", "manager_id": self.user_binh.id}
        )
        self._ladder(
            {
                "percent": 50,
                "team_id": second.id,
                "assign_leader": True,
                "tag_ids": [(4, tag.id)],
                "notify_user_ids": [(4, self.user_chi.id)],
                "domain": "[('priority', '=', '1')]",
            },
            {
                "percent": 60,
                "raise_priority": True,
                "domain": "[('priority', '=', '3')]",
            },
        )
        ticket = self._open("06-01 09:00", user_id=self.user_an.id)

        self._run("06-01 16:00")

        self.assertEqual((ticket.team_id, ticket.user_id), (second, self.user_binh))
        self.assertEqual(ticket.tag_ids, tag)
        self.assertEqual(ticket.priority, "1", "the condition of level 2 does not hold")
        self.assertEqual(len(self._told(self.user_chi)), 1)

    def test_a_new_level_does_not_make_up_for_the_past(self):
        policy = self._ladder()
        old = self._open("06-01 09:00", user_id=self.user_an.id)
        new = self._open("06-01 14:00", user_id=self.user_an.id)

        with self.at(wall("06-01 15:00")):
            policy.level_ids = [
                (0, 0, {"name": "Half", "percent": 50, "notify_agent": True})
            ]
        self._run_recounts("06-01 15:00")
        self._run("06-02 12:00")

        self.assertFalse(self._logs(old))
        self.assertEqual(self._logs(new).due_at, wall("06-02 10:00"))

    def test_case_47_archived_policy_cancels_open_clocks_and_alerts_stop(self):
        policy = self._ladder({"percent": 50, "notify_agent": True})
        ticket = self._open("06-01 09:00", user_id=self.user_an.id)

        with self.at(wall("06-01 10:00")):
            policy.active = False
        self._run_recounts("06-01 10:00")
        self._run("06-03 10:00")

        self.assertEqual(self._clock(ticket).outcome, "cancelled")
        self.assertFalse(self._logs(ticket))

    def test_condition_that_cannot_be_read_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Condition"):
            self._ladder({"percent": 50, "domain": "[('nonsense', '=', 1)]"})

    def test_the_job_is_woken_at_the_next_event_and_does_it(self):
        self._ladder({"percent": 50, "notify_agent": True})
        job = self.env.ref("crm_ticket_sla.ir_cron_sla_event")
        self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)]).unlink()
        for text, found in (
            ("06-01 09:00", [wall("06-01 13:00")]),
            # awake before that one is due
            ("06-01 10:00", [wall("06-01 13:00")]),
            ("06-01 10:30", [wall("06-01 13:00")]),
        ):
            self._open(text, user_id=self.user_an.id)
            with self.at(wall(text)):
                self.end_transaction()
            triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)])
            self.assertEqual(triggers.mapped("call_at"), found)
        ticket = self.env["crm.ticket"].search(
            [("opened_at", "=", wall("06-01 09:00"))]
        )

        with self.at(wall("06-01 13:00")), self.enter_registry_test_mode():
            job.method_direct_trigger()

        self.assertEqual(self._logs(ticket).due_at, wall("06-01 13:00"))
        self.assertTrue(self._told(self.user_an))
        self.assertFalse(job.failure_count)

    def test_a_level_that_is_moved_does_not_make_up_for_the_past(self):
        policy = self._ladder({"percent": 90, "notify_agent": True})
        ticket = self._open("06-01 09:00", user_id=self.user_an.id)

        with self.at(wall("06-01 14:00")):
            policy.level_ids.percent = 50
        self._run_recounts("06-01 14:00")
        self._run("06-01 15:00")

        self.assertFalse(self._logs(ticket))

    def test_a_new_policy_comes_with_the_usual_escalation(self):
        policies = self.policies.with_user(self.user_manager)
        with Form(policies.with_context(with_escalation=True)) as form:
            form.name = "Gold"
        policy = form.record

        self.assertEqual(policy.level_ids.mapped("percent"), [75, 100])
        self.assertEqual(policy.level_ids.mapped("notify_leader"), [False, True])
