# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: when two records become one, journeys go on with it and repeat nothing."""

from odoo.tests import freeze_time, tagged

from ..tools.flow import End
from .common_journey import JourneyCase

DAY = {"mode": "duration", "amount": 1, "unit": "days"}


@tagged("post_install", "-at_install")
class TestJourneyMerge(JourneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls._create_people(2, email="same@people.test")
        cls.tags = cls.env["res.partner.category"].create(
            [{"name": name} for name in ("first", "second", "third")]
        )

    def _line(self, **values):
        """Return a journey of three tags with a day between them."""
        steps = {}
        for tag, follower in zip(self.tags, (*self.tags[1:], None), strict=True):
            add = {"action": "add", "tag_ids": [tag.id]}
            steps[tag.name] = ("tag", add, f"wait_{tag.name}")
            steps[f"wait_{tag.name}"] = ("wait", DAY, follower and follower.name)
        return self._create_journey(steps, **values)

    def _merge(self):
        """Make the first person the second one."""
        with freeze_time(self.now):
            wizard = self.env["base.partner.merge.automatic.wizard"].create({})
            wizard._merge(self.people.ids, self.people[1])

    def _done(self, journey):
        """Return (participant's place, step) of the tags that were added."""
        participants = self._participants(journey)
        traces = self._traces(journey, "done").filtered(
            lambda t: t.step_uid in self.tags.mapped("name")
        )
        return [
            (participants.ids.index(t.participant_id.id), t.step_uid) for t in traces
        ]

    def test_case_24_three_journeys_survive_and_the_furthest_goes_on(self):
        common, first, second = (self._line(name=n) for n in ("both", "one", "two"))
        self._enrol(common, self.people[0])
        self._enrol(first, self.people[0])
        self._enrol(second, self.people[1])
        self._drain()
        self._drain(days=1)
        self._enrol(common, self.people[1])
        self._drain()
        self._merge()
        self._drain(days=1)
        self._drain(days=1)
        self._drain(days=1)

        kept, merged = self._participants(common)
        self.assertEqual((kept.state, kept.res_id), ("done", self.people[1].id))
        self.assertEqual((merged.state, merged.reason_id.code), ("exited", "merged"))
        self.assertEqual(merged.merged_into_id, kept)
        self.assertEqual(
            self._done(common),
            [(0, "first"), (0, "second"), (1, "first"), (0, "third")],
        )
        for journey in (first, second):
            participant = self._participants(journey)
            self.assertEqual(participant.state, "done")
            self.assertEqual(participant.res_id, self.people[1].id)
            self.assertEqual(participant.partner_id, self.people[1].id)

    def test_case_24_no_step_is_done_again_that_the_other_has_done(self):
        condition = {"mode": "domain", "domain": [["name", "=", "Person 0"]]}
        add = [("tag", {"action": "add", "tag_ids": [tag.id]}) for tag in self.tags]
        journey = self._create_journey(
            {
                "ask": ("condition", condition, {"yes": "first", "no": "third"}),
                "first": (*add[0], "w1"),
                "w1": ("wait", DAY, "second"),
                "second": (*add[1], "w2"),
                "w2": ("wait", DAY, "third"),
                "third": (*add[2], "w3"),
                "w3": ("wait", DAY),
            }
        )
        self._enrol(journey, self.people)
        self._drain()
        self._drain(days=1)
        self._merge()
        self._drain(days=1)
        self._drain(days=1)

        self.assertEqual(
            self._done(journey), [(0, "first"), (1, "third"), (0, "second")]
        )
        skipped = self._traces(journey, "skipped").filtered(
            lambda t: t.step_uid == "third"
        )
        self.assertEqual(skipped.reason_id.code, "merged")
        self.assertEqual(self._participants(journey)[0].state, "done")

    def test_case_24_former_entries_are_kept_and_numbered_anew(self):
        journey = self._line(reentry="after_exit", reentry_days=0)
        for person in self.people:
            self._enrol(journey, person)
        self._drain()
        ends = dict.fromkeys(self._participants(journey).ids, End("done"))
        self.env["crm.journey.participant"]._end(ends, self.now)
        self._merge()

        participants = self._participants(journey)
        self.assertEqual(set(participants.mapped("res_id")), {self.people[1].id})
        self.assertEqual(sorted(participants.mapped("entry_seq")), [1, 2])

    def test_an_event_not_read_yet_is_that_of_the_one_who_stays(self):
        journey = self._line(trigger="webhook")
        events = self.env["crm.journey.event"]
        for person in self.people:
            row = {"journey_id": journey.id, "res_model": "res.partner"}
            row.update(res_id=person.id, event_key="same")
            events._emit("webhook", [row])
        self._merge()
        self._pass_enrol()

        self.assertEqual(self._participants(journey).res_id, self.people[1].id)

    def test_case_26_merged_leads_go_through_once(self):
        leads = self.env["crm.lead"].create(
            [{"name": f"L{n}", "type": "opportunity"} for n in range(2)]
        )
        journey = self._create_journey(
            {
                "mark": ("field", {"field": "priority", "value": "1"}, "wait"),
                "wait": ("wait", DAY, "second"),
                "second": ("field", {"field": "priority", "value": "2"}),
            },
            res_model="crm.lead",
        )
        self._enrol(journey, leads)
        self._drain()
        with freeze_time(self.now):
            kept = leads._merge_opportunity(auto_unlink=True)
        self._drain(days=1)

        participants = self._participants(journey)
        self.assertEqual(set(participants.mapped("res_id")), set(kept.ids))
        self.assertEqual(sorted(participants.mapped("state")), ["done", "exited"])
        self.assertEqual(kept.priority, "2")
