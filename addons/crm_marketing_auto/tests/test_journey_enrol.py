# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: the right people come in, as often as the journey says, and not more."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..tools.draw import share
from .common_journey import JourneyCase

MARK = ("field", {"field": "ref", "value": "x"}, None)
DAY = {"mode": "duration", "amount": 1, "unit": "days"}


@tagged("post_install", "-at_install")
class TestJourneyEnrol(JourneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls._create_people(8)
        cls.segment = cls.env["crm.segment"].create({"name": "S", "kind": "static"})

    def _by_segment(self, **values):
        return self._create_journey(
            {"mark": MARK},
            trigger="segment",
            segment_id=self.segment.id,
            **values,
        )

    def test_members_come_in_when_the_journey_starts(self):
        self._join(self.segment, self.people)
        journey = self._by_segment()
        self._pass_enrol()

        participants = self._participants(journey)
        self.assertEqual(participants.mapped("res_id"), self.people.ids)
        self.assertEqual(participants.mapped("partner_id"), self.people.ids)
        self.assertEqual(len(self._traces(journey, "ready")), 8)
        self.assertEqual(journey.enrol_after_id, -1)

    def test_later_members_come_in_by_their_event(self):
        journey = self._by_segment()
        self._pass_enrol()
        self._join(self.segment, self.people[:3])
        self._pass_enrol()

        self.assertEqual(
            self._participants(journey).mapped("res_id"), self.people[:3].ids
        )

    def test_who_has_left_before_the_event_is_read_does_not_come_in(self):
        journey = self._by_segment()
        self._pass_enrol()
        self._join(self.segment, self.people[:2])
        self._leave(self.segment, self.people[0])
        self._pass_enrol()

        self.assertEqual(self._participants(journey).res_id, self.people[1].id)

    def test_a_journey_may_be_for_those_who_leave(self):
        self._join(self.segment, self.people)
        journey = self._by_segment(trigger_config={"on": "leave"})
        self._pass_enrol()
        self.assertFalse(self._participants(journey))
        self._leave(self.segment, self.people[0])
        self._pass_enrol()

        self.assertEqual(self._participants(journey).res_id, self.people[0].id)

    def test_the_same_event_twice_is_one_event(self):
        journey = self._create_journey({"mark": MARK}, reentry="each")
        row = {
            "res_model": "res.partner",
            "res_id": self.people[0].id,
            "event_key": "k",
        }
        row["journey_id"] = journey.id
        events = self.env["crm.journey.event"]

        self.assertEqual(events._emit("manual", [row, row]), 1)
        self.assertEqual(events._emit("manual", [row]), 0)
        self._pass_enrol()
        self._pass_enrol()
        self.assertEqual(len(self._participants(journey)), 1)

    def test_case_39_once_in_a_lifetime(self):
        journey = self._by_segment()
        for _time in range(2):
            self._join(self.segment, self.people[0])
            self._pass_enrol()
            self._drain(hours=1)
            self._leave(self.segment, self.people[0])
            self._pass_enrol()

        self.assertEqual(self._participants(journey).entry_seq, 1)

    def test_case_39_again_thirty_days_after_leaving_exactly_once(self):
        journey = self._by_segment(reentry="after_exit", reentry_days=30)
        for days in (0, 29, 2, 0):
            self.now += timedelta(days=days)
            self._join(self.segment, self.people[0], self.now)
            self._pass_enrol()
            self._drain(minutes=1)
            self._leave(self.segment, self.people[0], self.now)
            self._pass_enrol()

        self.assertEqual(self._participants(journey).mapped("entry_seq"), [1, 2])

    def test_case_39_at_every_occurrence(self):
        journey = self._create_journey({"w": ("wait", DAY)}, reentry="each")
        events = self.env["crm.journey.event"]
        for batch in (["a", "b"], ["c"]):
            events._emit(
                "webhook",
                [
                    {
                        "journey_id": journey.id,
                        "res_model": "res.partner",
                        "res_id": self.people[0].id,
                        "event_key": key,
                    }
                    for key in batch
                ],
            )
            self._pass_enrol()

        self.assertEqual(self._participants(journey).mapped("entry_seq"), [1, 2, 3])

    def test_case_38_those_left_out_get_nothing_and_are_the_ones_drawn(self):
        people = self._create_people(200)
        journey = self._create_journey({"mark": MARK}, holdout_percent=25)
        self._enrol(journey, people)
        self._drain()

        out = {p.id for p in people if share(journey.seed, str(p.id)) < 0.25}
        self.assertTrue(20 < len(out) < 80)
        participants = self._participants(journey)
        held = participants.filtered(lambda p: p.arm == "holdout")
        self.assertEqual(set(held.mapped("res_id")), out)
        self.assertEqual(set(held.mapped("state")), {"holdout"})
        self.assertFalse(held.trace_ids)
        self.assertEqual({p.id for p in people if not p.ref}, out)

    def test_archived_and_foreign_records_do_not_come_in(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.people[0].active = False
        self.people[1].company_id = other
        journey = self._create_journey({"mark": MARK})
        self._enrol(journey, self.people)

        self.assertEqual(
            self._participants(journey).mapped("res_id"), self.people[2:].ids
        )

    def test_only_those_of_the_audience_come_in_by_another_trigger(self):
        self._join(self.segment, self.people[:1])
        journey = self._create_journey(
            {"mark": MARK}, trigger="webhook", segment_id=self.segment.id
        )
        self.env["crm.journey.event"]._emit(
            "webhook",
            [
                {
                    "journey_id": journey.id,
                    "res_model": "res.partner",
                    "res_id": person.id,
                    "event_key": "1",
                }
                for person in self.people
            ],
        )
        self._pass_enrol()

        self.assertEqual(self._participants(journey).res_id, self.people[0].id)

    def test_case_26_another_lead_of_the_same_person_is_the_same_person(self):
        leads = self.env["crm.lead"].create(
            [{"name": f"L{n}", "partner_id": self.people[0].id} for n in range(3)]
        )
        journey = self._create_journey({"w": ("wait", DAY)}, res_model="crm.lead")
        self._enrol(journey, leads[:2])
        self._enrol(journey, leads[2])

        self.assertEqual(len(self._participants(journey)), 1)

    def test_case_26_a_lead_that_becomes_a_contact_is_that_person(self):
        lead = self.env["crm.lead"].create(
            {"name": "L", "contact_name": "Lan", "email_from": "lan@new.test"}
        )
        journey = self._create_journey({"w": ("wait", DAY)}, res_model="crm.lead")
        self._enrol(journey, lead)
        lead._handle_partner_assignment(create_missing=True)
        again = self.env["crm.lead"].create(
            {"name": "Again", "partner_id": lead.partner_id.id}
        )
        self._enrol(journey, again)

        participant = self._participants(journey)
        self.assertEqual(participant.partner_id, lead.partner_id.id)

    def test_case_40_what_a_journey_made_does_not_come_into_it(self):
        journey = self._create_journey(
            {"lead": ("lead", {"name": "Follow up"}, None)}, res_model="crm.lead"
        )
        first = self.env["crm.lead"].create({"name": "L"})
        self._enrol(journey, first)
        self._drain()
        made = self.env["crm.lead"].browse(self._traces(journey).made_id)
        self.env["crm.journey.event"]._emit(
            "webhook",
            [
                {
                    "journey_id": journey.id,
                    "res_model": "crm.lead",
                    "res_id": made.id,
                    "event_key": "1",
                }
            ],
        )
        self._pass_enrol()

        self.assertTrue(made)
        self.assertEqual(self._participants(journey).res_id, first.id)

    def test_a_draft_journey_lets_nobody_in(self):
        journey = self._create_journey({"mark": MARK}, publish=False)
        with self.assertRaisesRegex(UserError, "not running"):
            self._enrol(journey, self.people)


@tagged("post_install", "-at_install")
class TestJourneyRules(JourneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls._create_people(4)
        cls.segment = cls.env["crm.segment"].create({"name": "Goal", "kind": "static"})
        cls.kind = cls.env["crm.interaction.type"].search([], limit=1)

    def _waiting(self, **values):
        journey = self._create_journey(
            {"wait": ("wait", DAY, "mark"), "mark": MARK}, **values
        )
        self._enrol(journey, self.people)
        self._drain()
        return journey

    def _interact(self, partner, at):
        return self.env["crm.interaction"].create(
            {"partner_id": partner.id, "type_id": self.kind.id, "occurred_at": at}
        )

    def test_case_38_a_goal_reached_a_second_before_the_step_counts(self):
        journey = self._waiting(goal="segment", goal_segment_id=self.segment.id)
        at = self.now + timedelta(days=1, seconds=-1)
        self._join(self.segment, self.people[0], at)
        self._drain(days=1)

        self.assertFalse(self.people[0].ref)
        self.assertEqual(self.people[1].ref, "x")
        reached = self._participants(journey)[0]
        self.assertEqual((reached.state, reached.goal_at), ("goal", at))
        self.assertEqual(self._traces(journey, "skipped").reason_id.code, "goal")

    def test_a_goal_by_interaction_is_found_by_the_pass(self):
        journey = self._waiting(
            goal="interaction", goal_type_ids=self.kind.ids, goal_days=10
        )
        self._interact(self.people[0], self.now + timedelta(hours=1))
        self._interact(self.people[1], self.now - timedelta(hours=1))
        self._interact(self.people[2], self.now + timedelta(days=11))
        self.now += timedelta(hours=2)
        self._pass_rules(journey)

        states = self._participants(journey).mapped("state")
        self.assertEqual(states, ["goal", "active", "active", "active"])
        self.assertFalse(
            self._traces(journey, "ready").filtered(
                lambda t: t.participant_id.state == "goal"
            )
        )

    def test_case_38_the_goal_of_those_left_out_is_counted_too(self):
        journey = self._create_journey(
            {"wait": ("wait", DAY)},
            holdout_percent=99,
            goal="interaction",
            goal_type_ids=self.kind.ids,
        )
        self._enrol(journey, self.people)
        held = self._participants(journey).filtered(lambda p: p.arm == "holdout")[:1]
        self._interact(self.people.browse(held.res_id), self.now)
        self._pass_rules(journey)

        self.assertEqual(held.state, "holdout")
        self.assertEqual(held.goal_at, self.now)

    def test_who_leaves_the_audience_leaves_the_journey(self):
        self._join(self.segment, self.people)
        journey = self._create_journey(
            {"wait": ("wait", DAY)},
            trigger="segment",
            segment_id=self.segment.id,
            exit_on_segment_leave=True,
        )
        self._pass_enrol()
        self._pass_rules(journey)
        self.now += timedelta(hours=3)
        self._leave(self.segment, self.people[0])
        self._pass_rules(journey)

        participants = self._participants(journey)
        self.assertEqual(participants.mapped("state"), ["exited"] + ["active"] * 3)
        self.assertEqual(participants.reason_id.code, "left_segment")

    def test_who_enters_another_segment_leaves_the_journey(self):
        journey = self._waiting(exit_segment_id=self.segment.id)
        self._join(self.segment, self.people[:1])
        self._drain(days=1)

        leaver = self._participants(journey)[0]
        self.assertEqual(
            (leaver.state, leaver.reason_id.code), ("exited", "entered_exit")
        )
        self.assertFalse(self.people[0].ref)

    def test_the_goal_wins_over_an_exit_rule(self):
        other = self.segment.copy({"name": "Exit"})
        journey = self._waiting(
            goal="segment", goal_segment_id=self.segment.id, exit_segment_id=other.id
        )
        self._join(self.segment, self.people[:1])
        self._join(other, self.people[:1])
        self._pass_rules(journey)

        self.assertEqual(self._participants(journey)[0].state, "goal")

    def test_a_late_fact_is_found_by_the_daily_look_at_everything(self):
        journey = self._waiting(goal="segment", goal_segment_id=self.segment.id)
        self._pass_rules(journey)
        with freeze_time(self.now):
            self.env["crm.segment.member"].create(
                {
                    "segment_id": self.segment.id,
                    "res_id": self.people[0].id,
                    "entered_at": self.now,
                }
            )
        self._pass_rules(journey)
        self.assertEqual(self._participants(journey)[0].state, "active")
        self.now += timedelta(days=1)
        self._pass_rules(journey)

        self.assertEqual(self._participants(journey)[0].state, "goal")
