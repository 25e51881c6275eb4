# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a call ends up the same in whatever order, and however often, its events came."""

import json
from datetime import UTC, datetime, timedelta
from functools import reduce
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.gateway import call_shapes as shapes
from ..tools.gateway import calls
from ..tools.gateway.calls import CallEvent
from .property_settings import examples

AT = datetime(2026, 3, 2, 3, 0, 0)
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MOMENTS = st.integers(0, 7200).map(lambda s: AT + timedelta(seconds=s))
EVENTS = st.builds(
    CallEvent,
    call=st.just("7"),
    event=st.sampled_from([calls.RING, calls.ANSWER, calls.HANGUP, calls.RECORD]),
    at=MOMENTS,
    direction=st.sampled_from(["", "in", "out"]),
    phone=st.sampled_from(["", "0912345678", "+84912345678"]),
    extension=st.sampled_from(["", "101", "102", "103"]),
    status=st.sampled_from(["", *calls.RESULTS]),
    started=st.none() | MOMENTS,
    answered=st.none() | MOMENTS,
    ended=st.none() | MOMENTS,
    duration=st.none() | st.integers(-5, 100_000),
    talk=st.none() | st.integers(-5, 100_000),
    recording=st.sampled_from(["", "https://pbx.test/a.mp3", "https://pbx.test/b.mp3"]),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=5,
)
NAMES = st.sampled_from(
    "phone extension callid did queue event status calldate recordingfile duration talk"
    " direction transaction_id source_number destination_number created_date".split()
)


def merged(events):
    """Return the facts of events as they came; through JSON, as they are kept."""
    facts = reduce(calls.merge, map(calls.said, events))
    return json.loads(json.dumps(facts))


def url(name, seconds=0, **query):
    """Return an event of an address that came some seconds later."""
    query = {"callid": "17.1", "phone": "0912345678", **query}
    return shapes.of_url(name, query, AT + timedelta(seconds=seconds), HANOI)


@tagged("standard")
class TestToolCalls(BaseCase):
    @examples(300)
    @given(st.lists(EVENTS, min_size=1, max_size=6), st.randoms(use_true_random=False))
    def test_order_and_repetition_make_no_difference(self, events, random):
        again = [*events, *random.choices(events, k=3)]
        random.shuffle(again)

        self.assertEqual(merged(again), merged(events))
        self.assertEqual(calls.conclude(merged(again)), calls.conclude(merged(events)))

    @examples(200)
    @given(st.lists(EVENTS, min_size=1, max_size=6))
    def test_what_is_concluded_holds_together(self, events):
        call = calls.conclude(merged(events))

        self.assertIn(call.state, ("ringing", "talking", "over"))
        self.assertIn(call.result, ("", *calls.RESULTS))
        self.assertTrue(0 <= call.talk <= calls.LONGEST)
        if call.result != calls.ANSWERED:
            self.assertEqual(call.talk, 0)
        if call.is_final:
            self.assertEqual(call.state, "over")

    def test_incoming_call_that_is_answered(self):
        events = [
            url("call_in", event="RING", extension="101"),
            url("call_in", event="RING", extension="102"),
            url("call_in", 9, event="ANSWER", extension="102"),
            url("hangup", 69),
        ]

        call = calls.conclude(merged(events))

        self.assertEqual((call.state, call.result), ("over", "answered"))
        self.assertEqual((call.extension, call.talk), ("102", 60))
        self.assertEqual(call.rang, ("101", "102"))

    def test_hangup_before_the_ring_and_the_answer_last(self):
        hangup = url("hangup", 2)
        first = calls.conclude(merged([hangup]))
        self.assertEqual((first.result, first.is_final), ("missed", False))

        answer = url("call_in", 3, event="ANSWER", extension="102")
        ring = url("call_in", 4, event="RING", extension="101")
        call = calls.conclude(merged([hangup, answer, ring]))

        self.assertEqual((call.result, call.extension), ("answered", "102"))

    def test_record_says_last_what_became_of_it(self):
        for status, result in (
            ("ANSWERED", "answered"), ("BUSY", "busy"), ("ABANDON", "missed"),
            ("NO ANSWER", "missed"), ("no_answer", "missed"),
        ):  # fmt: skip
            record = url("calldata", 99, status=status, duration="65", billsec="60")
            call = calls.conclude(merged([record, url("hangup", 70)]))
            self.assertEqual((call.result, call.is_final), (result, True), status)
            self.assertEqual(call.talk, 60 if result == "answered" else 0)

    def test_of_several_phones_that_rang_none_has_the_missed_call(self):
        rings = [url("call_in", event="RING", extension=e) for e in ("101", "102")]

        call = calls.conclude(merged([*rings, url("calldata", status="NO ANSWER")]))

        self.assertEqual((call.result, call.extension), ("missed", ""))

    def test_local_times_are_of_the_zone(self):
        for text in ("2026-03-02 09:59:00", "02/03/2026 09:59:00", "1772420340"):
            record = url("calldata", calldate=text, status="ANSWERED")
            self.assertEqual(record.started, AT - timedelta(minutes=1), text)
        ahead = url("calldata", calldate="2026-03-09 09:59:00", status="ANSWERED")
        self.assertEqual(ahead.started, AT + timedelta(minutes=1))

    def test_json_record(self):
        """The shape is that of the call record in OMICall's public API pages."""
        [row] = shapes.records(
            {
                "transaction_id": "b1c8-77",
                "direction": "outbound",
                "source_number": "101",
                "destination_number": "0912345678",
                "sip_user": "101",
                "disposition": "answered",
                "bill_sec": 42,
                "duration": 50,
                "created_date": 1772420400000,
                "recording_file_url": "https://pbx.test/x.mp3",
            }
        )

        event = shapes.of_record(row, AT, UTC)
        call = calls.conclude(merged([event]))

        self.assertEqual((call.direction, call.phone), ("out", "0912345678"))
        self.assertEqual((call.extension, call.talk, call.started), ("101", 42, AT))
        self.assertEqual(call.recording, "https://pbx.test/x.mp3")

    def test_call_whose_end_never_came(self):
        quiet = calls.give_up(merged([url("call_in", event="RING", extension="101")]))
        talked = calls.give_up(merged([url("call_in", event="ANSWER", extension="1")]))
        late = calls.merge(quiet, calls.said(url("calldata", status="ANSWERED")))

        self.assertEqual(calls.conclude(quiet).result, "missed")
        self.assertEqual(calls.conclude(talked).result, "answered")
        self.assertTrue(calls.conclude(quiet).is_final)
        self.assertEqual(calls.conclude(late).result, "answered")

    def test_calls_inside_the_house_are_told(self):
        self.assertTrue(
            calls.is_internal(
                url("call_in", phone="102", extension="101", event="RING")
            )
        )
        self.assertTrue(calls.is_internal(url("calldata", direction="internal")))
        self.assertFalse(
            calls.is_internal(url("call_in", extension="101", event="RING"))
        )

    def test_withheld_number_is_none(self):
        self.assertEqual(url("call_in", phone="Anonymous", event="RING").phone, "")

    def test_what_says_nothing_is_refused_with_a_code(self):
        for read, data in (
            (shapes.of_url, ("call_in", {"phone": "0912345678"})),
            (shapes.of_url, ("rubbish", {"callid": "7"})),
            (shapes.of_generic, ({"call": "7"},)),
            (shapes.of_record, ({"direction": "inbound"},)),
        ):
            with self.assertRaises(shapes.Unreadable):
                read(*data, AT, UTC)
        for body in ([], 7, ["a"], None, [{}] * 101):
            with self.assertRaises(shapes.Unreadable):
                shapes.records(body)

    @examples(200)
    @given(st.text(max_size=9), st.dictionaries(NAMES, JSON, max_size=8))
    def test_hostile_data_is_read_or_refused(self, name, data):
        data.setdefault("callid", "7")
        for read in (
            lambda: shapes.of_url(name, data, AT, HANOI),
            lambda: shapes.of_record(data, AT, HANOI),
            lambda: shapes.of_generic(data, AT, HANOI),
        ):
            try:
                event = read()
            except shapes.Unreadable:
                continue
            calls.conclude(merged([event]))
        self.assertEqual(len(shapes.fingerprint(name, data)), 40)
