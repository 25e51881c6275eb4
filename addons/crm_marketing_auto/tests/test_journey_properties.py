# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: whatever the drawing, everybody ends where a simple reading says."""

from hypothesis import given

from odoo.tests import tagged

from odoo.addons.crm_relationship.tests.property_settings import examples

from ..tools.journey_graph import problems
from .common_journey import JourneyCase
from .interpreter import walk
from .journey_graphs import graphs

VISITS = 2


@tagged("post_install", "-at_install")
class TestJourneyProperties(JourneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls._create_people(12)

    @examples(60)
    @given(graphs())
    def test_random_graphs_can_be_published(self, graph):
        self.assertEqual(problems(graph), [])

    @examples(25)
    @given(graphs())
    def test_the_engine_and_the_reference_agree(self, graph):
        for place, person in enumerate(self.people):
            person.color = place % 4
        journey = self._create_journey(
            {
                u: (s["kind"], s["config"], s["branches"])
                for u, s in graph["steps"].items()
            },
            entry=graph["entry"],
            max_visits=VISITS,
            reentry="each",
        )
        self._enrol(journey, self.people)
        expected = []
        for person in self.people:
            facts = {"color": person.color}
            result = walk(graph, facts, VISITS, journey.seed, person.id)
            expected.append((*result, facts["color"]))

        for _day in range(VISITS * len(graph["steps"]) + 1):
            self._drain(days=1)

        self.env.invalidate_all()
        found = [
            (
                participant.state,
                participant.reason_id.code or None,
                participant.trace_ids.sorted("id").mapped("step_uid"),
                person.color,
            )
            for participant, person in zip(
                self._participants(journey), self.people, strict=True
            )
        ]
        self.assertEqual(found, expected)
        self.assertFalse(self._traces(journey, "ready"))
