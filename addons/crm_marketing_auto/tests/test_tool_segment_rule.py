# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a rule that cannot work is told apart, with the place and the reason."""

from datetime import date, datetime

from odoo.tests import BaseCase, tagged

from ..tools.segment_rule import (
    find_cycle,
    has_lost,
    is_about_time,
    is_empty,
    leaves,
    parse_domain,
    problems,
    segments,
)
from ..tools.segment_window import bounds, coming_days, local_day, midnight

NOW = datetime(2026, 6, 1, 9, 0)
FIELDS = {"kind": "fields", "domain": []}
CALL = {"kind": "interaction", "op": "at_least", "count": 2, "types": ["call"]}
GOOD = [
    FIELDS,
    CALL,
    {"kind": "interaction", "op": "none", "days": 30},
    {"kind": "bought", "op": "bought", "min_amount": 0.5, "from": "2026-01-01"},
    {"kind": "rfm", "recency": [4, 5]},
    {"kind": "stage", "op": "lost"},
    {"kind": "tag", "of": "lead", "op": "all", "tags": [3]},
    {"kind": "geography", "cities": ["Huế"]},
    {"kind": "birthday", "within_days": 0},
    {"kind": "satisfaction", "measure": "last", "op": "<=", "value": 2},
    {"kind": "segment", "op": "not_in", "segments": [1, 2]},
]
BAD = {  # code and argument: rule
    ("unknown_kind", "weather"): {"kind": "weather"},
    ("no_node", None): ["and"],
    ("missing", "domain"): {"kind": "fields"},
    ("wrong", "domain"): {"kind": "fields", "domain": "[('a'"},
    ("missing", "count"): {"kind": "interaction", "op": "at_most"},
    ("wrong", "count"): {**CALL, "count": "2"},
    ("wrong", "days"): {**CALL, "days": 0},
    ("two_windows", None): {**CALL, "days": 3, "to": "2026-01-01"},
    ("wrong", "to"): {**CALL, "to": "2026-02-30"},
    ("window_backwards", None): {**CALL, "from": "2026-02-02", "to": "2026-02-01"},
    ("wrong", "op"): {"kind": "bought", "op": "sold"},
    ("wrong", "min_amount"): {"kind": "bought", "op": "bought", "min_amount": -1},
    ("wrong", "recency"): {"kind": "rfm", "recency": [5, 4]},
    ("missing", "segments"): {"kind": "segment", "op": "in", "segments": []},
    ("missing", "stages"): {"kind": "stage", "op": "stage"},
    ("missing", "tags"): {"kind": "tag", "of": "lead", "op": "any"},
    ("missing", "countries"): {"kind": "geography"},
    ("wrong", "months"): {"kind": "birthday", "months": [13]},
    ("wrong", "value"): {
        "kind": "satisfaction",
        "measure": "last",
        "op": "<=",
        "value": 6,
    },
    ("empty_group", None): {"kind": "and", "rules": [{"kind": "or", "rules": []}]},
}


@tagged("standard")
class TestToolSegmentRule(BaseCase):
    def test_rules_that_work_have_no_problems(self):
        for rule in (None, {}, {"kind": "and", "rules": []}, *GOOD):
            self.assertEqual(problems(rule), [], rule)
        self.assertEqual(problems({"kind": "or", "rules": GOOD}), [])

    def test_bad_rules_are_told_by_code_and_value(self):
        for (code, name), rule in BAD.items():
            found = problems(rule)
            self.assertEqual([p.code for p in found], [code], rule)
            if name:
                self.assertIn(name, found[0].args.values(), rule)

    def test_a_problem_has_its_place(self):
        tree = {
            "kind": "and",
            "rules": [CALL, {"kind": "not", "rules": [CALL, {"kind": "x"}]}],
        }
        self.assertEqual([p.path for p in problems(tree)], [(1, 1)])

    def test_a_tree_that_is_too_deep(self):
        tree = FIELDS
        for _level in range(30):
            tree = {"kind": "not", "rules": [tree]}
        self.assertEqual([p.code for p in problems(tree)], ["too_deep"])

    def test_any_json_is_judged_and_never_raises(self):
        for value in (
            0,
            1,
            "",
            "x",
            [],
            [[]],
            {},
            True,
            None,
            1.5,
            float("nan"),
            {"a": 1},
        ):
            for rule in GOOD:
                for name in rule:
                    problems({"kind": "and", "rules": [{**rule, name: value}]})

    def test_leaves_and_segments(self):
        tree = {"kind": "or", "rules": [CALL, {"kind": "not", "rules": [GOOD[-1]]}]}
        self.assertEqual(leaves(tree), [CALL, GOOD[-1]])
        self.assertEqual(segments(tree), {1, 2})
        self.assertTrue(is_empty(None))
        self.assertFalse(is_empty(tree))
        self.assertTrue(
            has_lost({"kind": "not", "rules": [{"kind": "stage", "op": "lost"}]})
        )

    def test_cycles(self):
        self.assertEqual(find_cycle(1, {1: {2}, 2: {3}, 3: {1}}), (1, 2, 3, 1))
        self.assertEqual(find_cycle(1, {1: {1}}), (1, 1))
        self.assertIsNone(find_cycle(1, {1: {2, 3}, 2: {3}, 3: set()}))
        # a circle elsewhere is no circle of this one, and does not hang
        self.assertIsNone(find_cycle(1, {1: {2}, 2: {3}, 3: {2}}))

    def test_domains(self):
        self.assertEqual(parse_domain(" [('a', '=', 1)] "), [("a", "=", 1)])
        self.assertEqual(parse_domain([["a", "=", 1], "&"]), [("a", "=", 1), "&"])
        for bad in ("__import__('os')", "[(", 3, None, "'a'", "[" * 5000):
            with self.assertRaises(ValueError):
                parse_domain(bad)
        self.assertTrue(is_about_time([("d", "<", "today -3d")]))
        self.assertTrue(is_about_time([("d", "in", ["now"])]))
        self.assertFalse(is_about_time(["|", ("d", "<", "2026-01-01"), ("e", "=", 3)]))

    def test_windows(self):
        self.assertEqual(
            bounds({"days": 2}, NOW, "UTC"), (datetime(2026, 5, 30, 9), None)
        )
        self.assertEqual(bounds({}, NOW, "UTC"), (None, None))
        window = {"from": "2026-05-01", "to": "2026-05-01"}
        self.assertEqual(
            bounds(window, NOW, "Asia/Ho_Chi_Minh"),
            (datetime(2026, 4, 30, 17), datetime(2026, 5, 1, 17)),
        )
        # a day of 23 hours
        self.assertEqual(
            midnight(date(2026, 3, 29), "Europe/Paris"), datetime(2026, 3, 28, 23)
        )
        self.assertEqual(
            midnight(date(2026, 3, 30), "Europe/Paris"), datetime(2026, 3, 29, 22)
        )
        self.assertEqual(
            local_day(datetime(2026, 6, 1, 17, 30), "Asia/Ho_Chi_Minh"),
            date(2026, 6, 2),
        )

    def test_coming_days(self):
        self.assertEqual(coming_days(date(2027, 2, 28), 1), [228, 229, 301])
        self.assertEqual(coming_days(date(2028, 2, 28), 1), [228, 229])
        self.assertEqual(coming_days(date(2027, 12, 31), 1), [1231, 101])
        self.assertEqual(len(coming_days(date(2027, 1, 1), 366)), 366)
