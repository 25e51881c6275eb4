# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: placeholders evaluate nothing, rules match by what is asked, the strip of a
sale has one next step."""

import re
from datetime import date, timedelta
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import placeholders, progress, rule_match
from .property_settings import examples

PROPERTIES = examples(200)
TODAY = date(2026, 6, 1)
DAY = timedelta(days=1)
facts = st.dictionaries(
    st.sampled_from(progress.STEPS),
    st.builds(
        progress.Fact,
        is_done=st.booleans(),
        due=st.none() | st.dates(TODAY - 9 * DAY, TODAY + 9 * DAY),
        is_hidden=st.booleans(),
    ),
)


@tagged("standard")
class TestToolPaper(BaseCase):
    @PROPERTIES
    @given(st.text(alphabet="{}ab<>&'\" ") | st.text())
    def test_a_value_is_escaped_and_never_filled_again(self, value):
        filled = placeholders.fill("<p>{{a}}</p>", {"a": value, "b": "!"})

        inside = filled.removeprefix("<p>").removesuffix("</p>")
        self.assertNotIn("<", inside.replace("<br/>", ""))
        self.assertEqual(unescape(inside.replace("<br/>", "\n")), value)

    def test_code_is_no_placeholder(self):
        text = "{{ object.env['res.users'] }} {{7*7}} {{customer}}"

        self.assertEqual(
            placeholders.unknown(text, {"customer"}),
            ["object.env['res.users']", "7*7"],
        )
        self.assertEqual(placeholders.fill(text, {"customer": "An"}), "  An")

    def test_the_first_rule_in_order_wins(self):
        rules = [("gold", {"tier": {1}}), ("desk", {"product": {5}}), ("all", {})]

        self.assertEqual(rule_match.first(rules, {"tier": {1}, "product": {5}}), "gold")
        self.assertEqual(rule_match.first(rules, {"product": {5, 6}}), "desk")
        self.assertEqual(rule_match.first(rules, {}), "all")
        self.assertIsNone(rule_match.first(rules[:2], {}))

    @PROPERTIES
    @given(facts)
    def test_every_step_has_one_state_and_the_next_waits_for_somebody(self, known):
        states = progress.states(known, TODAY)
        following = progress.next_step(states, known)

        self.assertEqual(tuple(states), progress.STEPS)
        self.assertIn(states.get(following), (None, "late", "current"))
        if "late" in states.values():
            self.assertEqual(states[following], "late")

    def test_the_late_step_that_was_due_first_comes_next(self):
        known = {
            "delivery": progress.Fact(False, TODAY - DAY),
            "payment": progress.Fact(False, TODAY - 5 * DAY),
        }

        self.assertEqual(
            progress.next_step(progress.states(known, TODAY), known), "payment"
        )

    def test_due_today_is_not_late(self):
        states = progress.states({"payment": progress.Fact(False, TODAY)}, TODAY)

        self.assertEqual(states["payment"], "current")

    def test_a_service_is_not_delivered(self):
        states = progress.states({"order": progress.Fact()}, TODAY, {"delivery"})

        self.assertEqual(states["delivery"], "skipped")
        self.assertEqual(progress.next_step(states), "invoice")

    def test_a_warranty_that_runs_does_not_make_the_payment_needless(self):
        known = {
            "order": progress.Fact(),
            "invoice": progress.Fact(False),
            "warranty": progress.Fact(),
        }

        states = progress.states(known, TODAY)

        self.assertEqual(states["payment"], "todo")
        self.assertEqual(states["care"], "todo")
        self.assertEqual(states["quotation"], "skipped")

    def test_names_are_found_with_any_spaces(self):
        found = placeholders.names("{{ a }}{{b}}{{  a}}")

        self.assertEqual(found, ["a", "b"])
        self.assertFalse(re.search(r"\{\{", placeholders.fill("{{ a }}", {"a": "x"})))
