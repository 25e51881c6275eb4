# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ..models.crm_journey_version_graph import GraphConflict
from .common_journey import JourneyCase

WAIT = {"mode": "duration", "amount": 2, "unit": "days"}


def step(uid, kind, branches=None, **values):
    """Return a step as the editor sends it."""
    return {
        "uid": uid,
        "kind": kind,
        "name": uid.capitalize(),
        "config": {},
        "branches": branches or {},
        "mailing_id": False,
        "x": 0,
        "y": 0,
        **values,
    }


@tagged("post_install", "-at_install")
class TestJourneyEditor(JourneyCase):
    """Drawings are kept whole or refused; what runs is shown with its figures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marketer = new_test_user(
            cls.env,
            "editor_lan",
            groups="crm_marketing_auto.group_crm_marketing_auto_user",
            lang="en_US",
        )
        cls.journey = (
            cls.env["crm.journey"]
            .with_user(cls.marketer)
            .create({"name": "Welcome", "trigger": "manual"})
        )
        cls.version = cls.journey._get_draft_version()

    def _save(self, steps, entry=False, revision=None, version=None):
        version = version or self.version
        revision = version.revision if revision is None else revision
        return version.save_graph({"entry": entry, "steps": steps}, revision)

    def _editor(self, version=None, participant=None):
        return (
            self.env["crm.journey"]
            .with_user(self.marketer)
            .get_editor((version or self.version).id, participant and participant.id)
        )

    def test_drawing_comes_back_as_it_was_saved(self):
        steps = [
            step("wait", "wait", {"next": "end"}, config=WAIT, x=300, y=40),
            step("end", "exit", x=600),
        ]

        saved = self._save(steps, "wait")
        data = self._editor()

        self.assertEqual(saved["revision"], 1)
        self.assertEqual(saved["problems"], [])
        self.assertEqual(data["graph"], {"entry": "wait", "steps": steps})
        self.assertTrue(data["version"]["can_edit"])
        self.assertFalse(data["figures"])

    def test_step_that_stays_is_the_same_record(self):
        self._save([step("a", "wait", config=WAIT), step("b", "exit")], "a")
        kept = self.version.step_ids.filtered(lambda s: s.step_uid == "a")

        self._save([step("a", "wait", config=WAIT, name="Pause")], "a")

        self.assertEqual(self.version.step_ids, kept)
        self.assertEqual(kept.name, "Pause")

    def test_bad_drawing_is_refused_and_its_step_named(self):
        self._save([step("kept", "exit")], "kept")
        cases = [
            ([step("a", "spaceship")], "“A”.*spaceship"),
            ([step("a", "wait", {"next": "lost"})], "“A”.*lost"),
            ([step("a", "exit"), step("a", "exit")], "“A”.*twice"),
            ([step("a", "exit", config=[1])], "“A”"),
            ([step("a", "exit", branches=["b"])], "“A”"),
            ([step("a", "exit", x="left")], "“A”.*left"),
            ([step("a", "mail", mailing_id=999999999)], "“A”.*999999999"),
            ([step("<b>", "exit")], "<b>"),
            (["a"], "no step"),
            ("nothing", "no drawing"),
        ]
        for steps, message in cases:
            with (
                self.subTest(message),
                self.assertRaisesRegex(ValidationError, message),
            ):
                self._save(steps)
        with self.assertRaisesRegex(ValidationError, "lost"):
            self._save([], "lost")
        self.assertEqual(self.version.step_ids.mapped("step_uid"), ["kept"])

    def test_second_of_two_editors_is_refused(self):
        self._save([step("mine", "exit")], "mine", revision=0)

        with self.assertRaisesRegex(GraphConflict, "editor_lan.*meanwhile"):
            self._save([step("theirs", "exit")], "theirs", revision=0)

        self.assertEqual(self.version.step_ids.step_uid, "mine")

    def test_published_version_is_shown_but_not_changed(self):
        self._save([step("end", "exit")], "end")
        self.assertEqual(self.version.publish_from_editor(), {"problems": False})

        data = self._editor()
        with self.assertRaisesRegex(UserError, "does not change any more"):
            self._save([], False)

        self.assertFalse(data["version"]["can_edit"])
        self.assertEqual(data["figures"], {"people": {}, "steps": {}})

    def test_problems_name_their_step_and_keep_it_from_being_published(self):
        saved = self._save(
            [
                step("ask", "condition", {"yes": "end"}, config={"mode": "segment"}),
                step("end", "exit"),
            ],
            "ask",
        )

        texts = {(p["step_uid"], p["code"]): p["text"] for p in saved["problems"]}
        self.assertIn("Segment", texts["ask", "missing"])
        self.assertIn("no", texts["ask", "missing_way"])
        self.assertEqual(saved["problems"][0]["step"], "Ask")
        self.assertTrue(self.version.publish_from_editor()["problems"])
        self.assertEqual(self.version.state, "draft")

    def test_new_version_begins_with_the_one_that_runs(self):
        self._save([step("end", "exit", x=320)], "end")
        self.version.publish_from_editor()

        draft = self.env["crm.journey.version"].browse(self.journey.draft_for_editor())

        self.assertNotEqual(draft, self.version)
        self.assertEqual(self._editor(draft)["graph"], self._editor()["graph"])
        self.assertEqual(self.journey.draft_for_editor(), draft.id)

    def test_figures_count_people_ways_out_and_reasons(self):
        journey = self._create_journey(
            {
                "ask": (
                    "condition",
                    {"mode": "domain", "domain": [["name", "=", "Person 0"]]},
                    {"yes": "wait", "no": "end"},
                ),
                "wait": ("wait", WAIT, "end"),
                "end": ("exit",),
            }
        )
        self._enrol(journey, self._create_people(3))
        self._drain()
        traces = self._traces(journey)
        traces.filtered(lambda t: t.step_uid == "end")[:1].write(
            {
                "state": "skipped",
                "reason_id": self.env.ref(
                    "crm_marketing_auto.crm_journey_reason_optout"
                ).id,
            }
        )
        self.env["crm.journey.reaction"].create(
            [
                {
                    "trace_id": traces[0].id,
                    "journey_id": journey.id,
                    "kind": "open",
                    "at": self.now,
                    "is_machine": is_machine,
                    "event_key": f"{is_machine}{n}",
                }
                for is_machine in (True, False)
                for n in range(2)
            ]
        )

        figures = journey.version_id.get_figures()

        self.assertEqual(figures["people"], {"active": 1, "done": 2})
        self.assertEqual(figures["steps"]["ask"]["branches"], {"yes": 1, "no": 2})
        self.assertEqual(figures["steps"]["wait"]["waiting"], 1)
        self.assertEqual(figures["steps"]["end"]["done"], 1)
        self.assertEqual(
            [(r["name"], r["count"]) for r in figures["steps"]["end"]["reasons"]],
            [("Opted out", 1)],
        )
        self.assertEqual(figures["steps"]["ask"]["open"], 1)
        self.assertEqual(figures["steps"]["ask"]["open_machine"], 1)

    def test_figures_cost_the_same_for_any_number_of_people(self):
        steps = {f"s{n}": ("wait", WAIT, f"s{n + 1}") for n in range(9)}
        journey = self._create_journey({**steps, "s9": ("exit",)})
        self._enrol(journey, self._create_people(3))
        version = journey.version_id
        version.get_figures()
        before = self.env.cr.sql_log_count
        version.get_figures()
        few = self.env.cr.sql_log_count - before
        self._enrol(journey, self._create_people(40))

        before = self.env.cr.sql_log_count
        version.get_figures()

        self.assertLessEqual(self.env.cr.sql_log_count - before, few)
        self.assertLess(few, 10)

    def test_path_shows_the_way_of_one_person(self):
        journey = self._create_journey(
            {
                "ask": (
                    "condition",
                    {"mode": "domain", "domain": [["name", "=", "Person 0"]]},
                    {"yes": "wait", "no": "end"},
                ),
                "wait": ("wait", WAIT, "end"),
                "end": ("exit",),
            }
        )
        self._enrol(journey, self._create_people(1))
        self._drain()
        participant = self._participants(journey)

        path = self._editor(participant=participant)["path"]

        self.assertEqual(set(path["visits"]), {"ask", "wait"})
        self.assertEqual(set(path["taken"]), {"__start__/next", "ask/yes"})
        self.assertEqual(path["at"], "wait")
        self.assertEqual(path["name"], "Person 0")
        self.assertIn("Planned", path["visits"]["wait"]["text"])

    def test_name_of_a_customer_that_may_not_be_read_is_not_shown(self):
        journey = self._create_journey({"end": ("exit",)})
        person = self._create_people(1)
        self._enrol(journey, person)
        self.env["ir.rule"].create(
            {
                "name": "Secret",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": [("id", "!=", person.id)],
            }
        )

        participant = self._participants(journey).with_user(self.marketer)

        self.assertEqual(participant.record_name, "Confidential")
        self.assertNotIn(
            "Person 0", self._editor(participant=participant)["path"]["name"]
        )

    def test_other_companies_drawings_are_out_of_reach(self):
        other = self.env["res.company"].create({"name": "Other"})
        journey = self.env["crm.journey"].create(
            {"name": "Theirs", "trigger": "manual", "company_id": other.id}
        )
        version = journey._get_draft_version()

        with self.assertRaises(AccessError):
            self._editor(version)
        with self.assertRaises(AccessError):
            version.with_user(self.marketer).save_graph({"steps": []}, 0)

    def test_content_is_made_once_and_opens_in_the_form_of_mailings(self):
        self._save([step("hello", "mail")], "hello")

        first = self.version.open_content("hello", self.version.revision)
        second = self.version.open_content("hello", self.version.revision)

        self.assertEqual(first["mailing_id"], second["mailing_id"])
        self.assertEqual(first["action"]["res_id"], first["mailing_id"])
        mailing = self.version.step_ids.mailing_id
        self.assertEqual(mailing.mailing_model_real, "res.partner")

    def test_content_is_not_made_for_what_was_drawn_anew(self):
        self._save([step("hello", "mail")], "hello")

        with self.assertRaises(GraphConflict):
            self.version.open_content("hello", 99)

        self.assertFalse(self.version.step_ids.mailing_id)

    def test_story_tells_when_and_why_not(self):
        journey = self._create_journey(
            {"wait": ("wait", WAIT, "end"), "end": ("exit",)}
        )
        self._enrol(journey, self._create_people(1))
        journey.action_stop()

        story = self._participants(journey).story

        self.assertIn("Wait", story)
        self.assertIn("Journey stopped", story)

    def test_people_are_moved_after_a_preview(self):
        journey = self._create_journey(
            {"wait": ("wait", WAIT, "end"), "end": ("exit",)}
        )
        self._enrol(journey, self._create_people(2))
        former = journey.version_id
        draft = journey._get_draft_version()
        self._draw(draft, {"later": ("wait", WAIT)})
        draft._publish()

        move = self.env["crm.journey.move"].create({"version_id": former.id})
        self.assertEqual(move.to_id, draft)
        self.assertEqual((move.gone_count, move.moved_count), (2, 0))
        move.line_ids.target_id = draft.step_ids
        move.action_move()

        self.assertEqual(self._participants(journey).version_id, draft)
        self.assertEqual(
            set(self._traces(journey, "ready").mapped("step_uid")), {"later"}
        )
