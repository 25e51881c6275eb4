# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what cannot be run is not published, and the reason is named."""

from odoo.tests import BaseCase, tagged

from ..tools.journey_graph import problems

WAIT = {"mode": "duration", "amount": 1, "unit": "days"}


def step(kind, config=None, **branches):
    return {"kind": kind, "config": config or {}, "branches": branches, "name": kind}


@tagged("post_install", "-at_install")
class TestToolJourneyGraph(BaseCase):
    def check(self, expected, entry="a", **steps):
        found = problems({"entry": entry, "steps": steps})
        self.assertEqual(sorted((p.code, p.step_uid) for p in found), sorted(expected))

    def test_a_line_is_fine(self):
        self.check([], a=step("wait", WAIT, next="b"), b=step("exit"))

    def test_an_open_end_is_an_end(self):
        self.check([], a=step("wait", WAIT))

    def test_nothing_drawn(self):
        self.check([("empty", None)])

    def test_no_first_step(self):
        self.check([("no_entry", None)], entry="zz", a=step("exit"))

    def test_an_unreachable_step(self):
        self.check([("unreachable", "b")], a=step("exit"), b=step("exit"))

    def test_an_unknown_kind(self):
        self.check([("unknown_kind", "a")], a=step("fax"))

    def test_a_way_out_to_a_step_that_is_not_there(self):
        self.check([("unknown_target", "a")], a=step("wait", WAIT, next="gone"))

    def test_a_way_out_that_the_step_has_not(self):
        self.check(
            [("unknown_way", "a")],
            a=step("wait", WAIT, left="b", next="b"),
            b=step("exit"),
        )

    def test_a_condition_says_where_both_answers_lead(self):
        condition = step("condition", {"mode": "segment", "segment_id": 1}, yes="b")
        self.check([("missing_way", "a")], a=condition, b=step("exit"))

    def test_a_loop_on_which_nobody_waits(self):
        condition = {"mode": "segment", "segment_id": 1}
        self.check(
            [("loop", "a")],
            a=step("tag", {"action": "add", "tag_ids": [1]}, next="b"),
            b=step("condition", condition, yes="a", no="c"),
            c=step("exit"),
        )

    def test_a_loop_with_a_wait_is_fine(self):
        self.check(
            [],
            a=step("tag", {"action": "add", "tag_ids": [1]}, next="b"),
            b=step("wait", WAIT, next="a"),
        )

    def test_a_wait_for_a_date_does_not_slow_a_loop(self):
        # once the date is past it lets everybody through at once
        self.check(
            [("loop", "a")],
            a=step("tag", {"action": "add", "tag_ids": [1]}, next="b"),
            b=step("wait", {"mode": "date", "date": "2027-01-01"}, next="a"),
        )

    def test_two_loops_are_two_problems(self):
        split = {"parts": [{"name": "l", "weight": 1}, {"name": "r", "weight": 1}]}
        tag = {"action": "add", "tag_ids": [1]}
        self.check(
            [("loop", "b"), ("loop", "c")],
            a=step("split", split, l="b", r="c"),
            b=step("tag", tag, next="b"),
            c=step("tag", tag, next="d"),
            d=step("tag", tag, next="c"),
        )

    def test_what_each_kind_needs(self):
        cases = [
            ("wait", {}, "missing"),
            ("wait", {"mode": "moon"}, "wrong"),
            ("wait", {"mode": "duration", "amount": 0, "unit": "days"}, "wrong"),
            ("wait", {"mode": "duration", "amount": 2, "unit": "lunches"}, "wrong"),
            ("wait", {"mode": "time", "at": "25:00"}, "wrong"),
            ("wait", {"mode": "weekday", "days": [7]}, "wrong"),
            ("wait", {"mode": "date", "date": "2027-02-30"}, "wrong"),
            (
                "wait",
                {"mode": "date", "date": "2027-13-01", "calendar": "lunar"},
                "wrong",
            ),
            ("field", {"value": 1}, "missing"),
            ("field", {"field": "ref"}, "missing"),
            ("tag", {"action": "add"}, "missing"),
            ("tag", {"action": "paint", "tag_ids": [1]}, "wrong"),
            ("list", {"action": "add", "list_ids": ["x"]}, "wrong"),
            ("call", {"owner": "journey"}, "missing"),
            ("call", {"summary": "Call", "owner": "round_robin"}, "missing"),
            ("call", {"summary": "Call", "owner": "nobody"}, "wrong"),
            ("plan", {}, "missing"),
            ("notify", {"text": "  "}, "missing"),
            ("lead", {"name": "X", "type": "cold"}, "wrong"),
            ("quotation", {}, "missing"),
            ("quotation", {"lines": [{"product_id": 1, "quantity": -1}]}, "wrong"),
            ("server_action", {}, "missing"),
            ("webhook", {}, "missing"),
            ("mail", {"on_skip": "dance"}, "wrong"),
        ]
        for kind, config, code in cases:
            with self.subTest(kind=kind, config=config):
                self.check([(code, "a")], a=step(kind, config))

    def test_splits(self):
        def parts(*pairs):
            return {"parts": [{"name": n, "weight": w} for n, w in pairs]}

        for config in (
            parts(),
            parts(("a", 1)),
            parts(("a", 1), ("a", 1)),
            parts(("a", 1), ("", 1)),
            parts(("a", 1), ("b", -1)),
            parts(("a", 0), ("b", 0)),
        ):
            with self.subTest(config=config):
                found = problems({"entry": "a", "steps": {"a": step("split", config)}})
                self.assertTrue({"missing", "wrong"} & {p.code for p in found})

    def test_a_date_of_the_moon_may_be_the_thirtieth(self):
        wait = {"mode": "date", "date": "2027-02-30", "calendar": "lunar"}
        self.check([], a=step("wait", wait))
