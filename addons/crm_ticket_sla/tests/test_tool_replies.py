# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: replies are judged by who really wrote to whom, never by stages."""

from odoo.tests import BaseCase, tagged

from ..tools.reply_metrics import (
    AGENT,
    AUTOMATIC,
    CUSTOMER,
    INTERNAL,
    OPENED,
    OTHER,
    REOPENED,
    SOLVED,
    Conversation,
    Item,
    MessageFacts,
    author_kind,
    clock_events,
    is_automatic,
    worst_exchange,
)
from ..tools.sla_ledger import Event, replay
from ..tools.sla_state import state_of
from .tool_fixture import at, hours, standard


def items(*story):
    """Return items from (wall time, kind) pairs of 1 June."""
    return [Item(at(f"06-01 {clock}"), kind) for clock, kind in story]


def told(*story, **options):
    """Return what a story does to the clocks, as (wall time, metric, event)."""
    names = {at(f"06-01 {clock}"): clock for clock, _kind in story}
    return [
        (names[event.at], event.metric, event.kind)
        for event in clock_events(items(*story), **options)
    ]


@tagged("standard")
class TestToolReplies(BaseCase):
    # --- who wrote ---

    def test_case_31_what_nobody_wrote_to_the_customer_is_no_response(self):
        for kind, facts in (
            (INTERNAL, MessageFacts("comment", is_internal=True, is_agent=True)),
            (AUTOMATIC, MessageFacts("notification", is_agent=True)),
            (AUTOMATIC, MessageFacts("user_notification", is_agent=True)),
            (AUTOMATIC, MessageFacts("auto_comment", is_agent=True)),
            (AUTOMATIC, MessageFacts("out_of_office", is_agent=True)),
            (AUTOMATIC, MessageFacts("email_outgoing", is_agent=True, by_system=True)),
            (INTERNAL, MessageFacts("comment", is_agent=True, to_customer=False)),
        ):
            with self.subTest(facts=facts):
                self.assertEqual(author_kind(facts), kind)

    def test_case_32_an_agent_answering_from_a_mail_client_responds(self):
        headers = {"Auto-Submitted": "no", "Return-Path": "<agent@example.com>"}
        facts = MessageFacts("email", is_agent=True, headers=headers)
        self.assertEqual(author_kind(facts), AGENT)

    def test_case_33_any_channel_of_the_customer_starts_the_clock(self):
        for channel in ("email", "comment"):
            with self.subTest(channel=channel):
                facts = MessageFacts(channel, is_customer=True)
                self.assertEqual(author_kind(facts), CUSTOMER)

    def test_case_38_a_colleague_is_the_customer_a_supplier_is_not(self):
        colleague = MessageFacts("email", is_customer=True)
        supplier = MessageFacts("email")
        self.assertEqual(author_kind(colleague), CUSTOMER)
        self.assertEqual(author_kind(supplier), OTHER)

    def test_case_39_automatic_mail_is_recognised_by_its_headers(self):
        for headers, automatic in (
            ({"Auto-Submitted": "auto-replied"}, True),
            ({"auto-submitted": "auto-generated; owner-email=a@example.com"}, True),
            ({"Auto-Submitted": "no"}, False),
            ({"Auto-Submitted": "No; reason=x"}, False),
            ({"Precedence": "Bulk"}, True),
            ({"Precedence": "auto_reply"}, True),
            ({"Precedence": "list"}, False),
            ({"X-Autoreply": "yes"}, True),
            ({"X-AutoRespond": ""}, True),
            ({"Return-Path": "<>"}, True),
            ({"Return-Path": ""}, True),
            ({"Return-Path": "<lan@example.com>"}, False),
            ({}, False),
        ):
            with self.subTest(headers=headers):
                self.assertEqual(is_automatic(headers), automatic)
                facts = MessageFacts("email", is_customer=True, headers=headers)
                kind = AUTOMATIC if automatic else CUSTOMER
                self.assertEqual(author_kind(facts), kind)

    def test_case_39_an_automatic_mail_starts_and_stops_nothing(self):
        told_without = told(("09:00", OPENED), ("10:00", AGENT))
        story = (("09:00", OPENED), ("09:30", AUTOMATIC), ("10:00", AGENT))
        self.assertEqual(told(*story, ("11:00", AUTOMATIC)), told_without)

    # --- what it does ---

    def test_first_response_stops_at_the_first_answer_only(self):
        story = told(("09:00", OPENED), ("10:00", AGENT), ("11:00", AGENT))
        first = [step for step in story if step[1] == "first_response"]
        self.assertEqual(
            first,
            [("09:00", "first_response", "start"), ("10:00", "first_response", "stop")],
        )

    def test_case_34_one_clock_from_the_oldest_unanswered_message(self):
        story = told(
            ("09:00", OPENED),
            ("10:00", AGENT),
            ("11:00", CUSTOMER),
            ("11:30", CUSTOMER),
            ("12:00", CUSTOMER),
            ("13:00", AGENT),
            ("14:00", AGENT),
        )
        self.assertEqual(
            [step for step in story if step[1] == "next_response"],
            [("11:00", "next_response", "start"), ("13:00", "next_response", "stop")],
        )

    def test_case_35_no_next_response_while_the_first_is_owed(self):
        story = told(("09:00", OPENED), ("09:10", CUSTOMER), ("09:20", CUSTOMER))
        self.assertEqual(story, [("09:00", "first_response", "start")])

    def test_case_36_solving_with_an_unanswered_message_cancels(self):
        story = told(
            ("09:00", OPENED), ("10:00", AGENT), ("11:00", CUSTOMER), ("12:00", SOLVED)
        )
        self.assertEqual(
            story[-2:],
            [("12:00", "next_response", "lapse"), ("12:00", "update", "lapse")],
        )

    def test_case_36_but_a_miss_stays_a_miss(self):
        events = [
            Event(at("06-01 09:00"), "start", target=hours(1), calendar="W"),
            Event(at("06-01 12:00"), "lapse"),
        ]
        early = [events[0], Event(at("06-01 09:30"), "lapse")]
        for story, outcome in ((events, "missed"), (early, "cancelled")):
            found = replay(story, standard())
            state = state_of(found[0], standard(), at("06-02 12:00"))
            self.assertEqual((state.clock, state.outcome), ("stopped", outcome))

    def test_solved_without_any_answer_is_neither_met_nor_missed(self):
        story = told(("09:00", OPENED), ("10:00", SOLVED))
        self.assertEqual(story[-1], ("10:00", "first_response", "lapse"))

    def test_a_message_that_reopens_waits_for_an_answer(self):
        story = told(
            ("09:00", OPENED),
            ("10:00", AGENT),
            ("11:00", SOLVED),
            ("12:00", CUSTOMER),
            ("12:00", REOPENED),
        )
        self.assertEqual(
            story[-2:],
            [("12:00", "update", "start"), ("12:00", "next_response", "start")],
        )

    def test_thanks_after_solving_start_nothing(self):
        story = (("09:00", OPENED), ("10:00", AGENT), ("11:00", SOLVED))
        self.assertEqual(told(*story, ("12:00", CUSTOMER)), told(*story))

    def test_case_37_opened_by_an_agent_is_met_at_creation_if_wanted(self):
        wanted = told(("09:00", OPENED), met_at_creation=True)
        self.assertEqual(
            wanted[:2],
            [("09:00", "first_response", "start"), ("09:00", "first_response", "stop")],
        )
        self.assertEqual(
            told(("09:00", OPENED)), [("09:00", "first_response", "start")]
        )

    def test_updates_follow_each_other(self):
        story = told(("09:00", OPENED), ("10:00", AGENT), ("12:00", AGENT))
        self.assertEqual(
            [step for step in story if step[1] == "update"],
            [
                ("10:00", "update", "start"),
                ("12:00", "update", "stop"),
                ("12:00", "update", "start"),
            ],
        )

    def test_each_exchange_is_a_cycle_of_the_ledger(self):
        story = items(
            ("09:00", OPENED),
            ("10:00", AGENT),
            ("11:00", CUSTOMER),
            ("11:30", AGENT),
            ("13:00", CUSTOMER),
            ("16:00", AGENT),
        )
        events = [
            Event(done.at, done.kind, target=hours(1), calendar="W", order=place)
            for place, done in enumerate(clock_events(story))
            if done.metric == "next_response"
        ]

        cycles = replay(events, standard())

        now = at("06-02 12:00")
        states = [state_of(cycle, standard(), now) for cycle in cycles]
        self.assertEqual([state.outcome for state in states], ["met", "missed"])
        consumed = [(state.consumed, place) for place, state in enumerate(states)]
        self.assertEqual(worst_exchange(consumed), (3 * 3600, 1))
        self.assertIsNone(worst_exchange([]))

    def test_step_by_step_is_the_same_as_all_at_once(self):
        story = items(
            ("09:00", OPENED), ("10:00", AGENT), ("11:00", CUSTOMER), ("12:00", SOLVED)
        )
        conversation, found = Conversation(), []
        for item in story:
            conversation, events = conversation.step(item)
            found.extend(events)
        self.assertEqual(found, clock_events(reversed(story)))
