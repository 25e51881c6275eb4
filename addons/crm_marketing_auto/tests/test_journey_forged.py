# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: nobody has the engine do, with all rights, what was never checked."""

from contextlib import contextmanager
from datetime import datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ..models import crm_journey_life, crm_journey_version_publish
from .common_journey import JourneyCase

MARKETER = "crm_marketing_auto.group_crm_marketing_auto_user"
EDITOR = "mail.group_mail_template_editor"
TAKE_OVER = "{{ object.sudo().write({'comment': 'taken over'}) }}"


class ForgedCase(JourneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        editors = cls.env.ref(EDITOR)
        cls.env.ref("base.group_user").implied_ids -= editors
        cls.marketer = new_test_user(cls.env, "marketer_f", groups=MARKETER)
        cls.editor = new_test_user(cls.env, "editor_f", groups=f"{MARKETER},{EDITOR}")
        cls.account = cls.env["crm.channel.account"].create({"name": "Zalo shop"})
        cls.person = cls._create_people(1, phone="+84912345678")

    def _chat(self, text):
        return {"account_id": self.account.id, "text": text}

    def _graph(self, text):
        """Return a drawing of one message as the editor saves it."""
        step = {"uid": "a", "kind": "chat", "name": "A", "config": self._chat(text)}
        return {"entry": "a", "steps": [{**step, "branches": {}}]}

    def _snapshot(self, text):
        step = {"kind": "chat", "name": "A", "config": self._chat(text), "branches": {}}
        return {"entry": "a", "steps": {"a": step}}

    def _draft(self, user):
        values = {"name": "Forged", "trigger": "manual", "quiet_end": 24}
        return (
            self.env["crm.journey"]
            .with_user(user)
            .create({**values, "quiet_start": 0, "message_class": "transactional"})
        )


@tagged("post_install", "-at_install")
class TestForgedFields(ForgedCase):
    def setUp(self):
        super().setUp()
        self.journey = self._draft(self.marketer)
        self.other = self._create_journey({"end": ("exit", {})})
        self.ran = self.other.version_id
        now = datetime(2026, 3, 2)
        self.of_version = {
            "state": "published",
            "snapshot": self._snapshot(TAKE_OVER),
            "published_at": now,
            "published_by_id": self.env.ref("base.user_admin").id,
            "migrate_to_id": self.ran.id,
            "migrate_plan": {"fallback": {}, "spread": 0},
            "revision": 7,
        }
        self.of_journey = {
            "state": "running",
            "seed": "mine",
            "version_id": self.ran.id,
            "draft_version_id": self.ran.id,
            "paused_at": now,
            "pause_reason": "Forged",
            "started_at": now,
            "enrol_after_id": 5,
            "hook_token": "guessed",
            "hook_secret": "known",
        }

    def _fields(self, name):
        """Return a model, the fields of its engine, forged, and what it is made of."""
        if name == "crm.journey":
            return crm_journey_life.ENGINE_ONLY, self.of_journey, {"name": "J"}
        engine = crm_journey_version_publish.ENGINE_ONLY
        return engine, self.of_version, {"journey_id": self.journey.id}

    def test_no_field_of_the_engine_comes_from_the_context_of_a_call(self):
        for model in ("crm.journey", "crm.journey.version"):
            engine, forged, given = self._fields(model)
            records = self.env[model].with_user(self.marketer)
            plain = records.create(dict(given)).sudo()
            self.assertEqual(set(forged), engine)
            for name, value in forged.items():
                with self.subTest(model=model, field=name):
                    called = records.with_context(**{f"default_{name}": value})
                    if name == "hook_secret":  # core refuses what nobody may write
                        with self.assertRaises(AccessError):
                            called.create(dict(given))
                        continue
                    made = called.create(dict(given)).sudo()
                    if name == "seed":
                        self.assertNotEqual(made.seed, value)
                    else:
                        self.assertEqual(made[name], plain[name])

    def test_no_field_of_the_engine_comes_from_defaults_that_a_user_keeps(self):
        kept = self.env["ir.default"].with_user(self.marketer)
        kept.set("crm.journey.version", "state", "published", user_id=True)
        kept.set("crm.journey", "version_id", self.ran.id, user_id=True)

        journey = self._draft(self.marketer)
        version = self.ran.with_user(self.marketer).create({"journey_id": journey.id})

        self.assertEqual(version.state, "draft")
        self.assertFalse(journey.version_id)

    def test_no_field_of_the_engine_is_given_or_written_by_hand(self):
        draft = self.journey._get_draft_version()
        for record in (self.journey, draft):
            engine, forged, given = self._fields(record._name)
            for name in engine - {"hook_secret", "seed"}:
                with self.subTest(model=record._name, field=name):
                    with self.assertRaisesRegex(UserError, "is (started|published)"):
                        record.write({name: forged[name]})
                    with self.assertRaisesRegex(UserError, "is (started|published)"):
                        record.create({**given, name: forged[name]})

    def test_the_engine_runs_no_version_that_was_never_published(self):
        """A call that gives its own defaults had a program run with all rights."""
        forged = {"default_state": "published"}
        forged["default_snapshot"] = self._snapshot(TAKE_OVER)
        versions = self.env["crm.journey.version"].with_user(self.marketer)
        version = versions.with_context(**forged).create(
            {"journey_id": self.journey.id, "entry_uid": "a"}
        )
        second = (
            self.journey.with_context(default_version_id=version.id)
            .create({"name": "Second", "trigger": "manual"})
            .with_context(default_version_id=False)
        )

        with self.assertRaisesRegex(UserError, "has no step"):
            second.action_start()
        with self.assertRaises(UserError):
            version.action_try(self.person.id, "me@company.test")
        self.assertFalse(self.person.comment)

    def test_a_step_gets_into_no_published_version_by_a_default(self):
        steps = self.env["crm.journey.step"].with_user(self.marketer)
        with self.assertRaisesRegex(UserError, "has been published"):
            steps.with_context(default_version_id=self.ran.id).create(
                {"step_uid": "b", "name": "B", "kind": "exit"}
            )

    def test_a_journey_runs_its_own_versions_only(self):
        for name in ("version_id", "draft_version_id"):
            with self.assertRaisesRegex(ValidationError, "another journey"):
                self.journey.sudo().write({name: self.ran.id})

    def test_a_drawing_stays_with_its_journey(self):
        draft = self.journey._get_draft_version()
        with self.assertRaisesRegex(ValidationError, "another journey"):
            draft.write({"journey_id": self.other.id})


@tagged("post_install", "-at_install")
class TestForgedRows(ForgedCase):
    """What the engine writes while somebody calls is not that person's to fill in."""

    def setUp(self):
        super().setUp()
        self.journey = self._create_journey(
            {"mark": ("field", {"field": "ref", "value": "x"})}, publish=False
        )

    #: What would be told of a trial, or done with it, and is no part of one that begins.
    FORGED = {
        "crm.journey.participant": {
            "arm": "holdout",
            "ended_at": datetime(2026, 3, 2),
            "goal_at": datetime(2026, 3, 2),
            "event_id": 1,
        },
        "crm.journey.trace": {
            "visit": 3,
            "attempt": 7,
            "branch": "yes",
            "detail": "Sent, said the caller",
            "done_at": datetime(2026, 3, 2),
            "sent_at": datetime(2026, 3, 2),
            "identity": "boss@company.test",
            "made_model": "res.partner",
            "made_id": 1,
        },
    }

    def begun(self, **context):
        """Return the participant and the trace of a trial that somebody begins."""
        version = self.journey._get_draft_version().with_user(self.marketer)
        called = version.with_context(**context)
        made = called.action_try(self.person.id, "me@company.test")
        participant = self.env["crm.journey.participant"].browse(made)
        return participant, participant.trace_ids

    def told(self, rows):
        return {
            row._name: {name: row[name] for name in self.FORGED[row._name]}
            for row in rows
        }

    def forged(self):
        for model, forged in self.FORGED.items():
            yield from ((model, name, value) for name, value in forged.items())

    def test_no_row_of_the_engine_takes_what_a_call_has_as_defaults(self):
        plain = self.told(self.begun())
        forged = {f"default_{name}": value for _m, name, value in self.forged()}

        self.assertEqual(self.told(self.begun(**forged)), plain)

    def test_no_row_of_the_engine_takes_defaults_that_a_user_keeps(self):
        plain = self.told(self.begun())
        kept = self.env["ir.default"].with_user(self.marketer)
        for model, name, value in self.forged():
            value = str(value) if isinstance(value, datetime) else value
            kept.sudo().set(model, name, value, user_id=self.marketer.id)

        self.assertEqual(self.told(self.begun()), plain)


@tagged("post_install", "-at_install")
class TestForgedText(ForgedCase):
    def setUp(self):
        super().setUp()
        self.draft = self._draft(self.marketer)._get_draft_version()

    def _save(self, text, user=None):
        draft = self.draft.with_user(user or self.marketer)
        return draft.save_graph(self._graph(text), draft.revision)

    @contextmanager
    def _refused(self):
        """Expect that a text is refused, and undo what came before, as a call does."""
        with (
            self.assertRaisesRegex(UserError, "only editors"),
            self.env.cr.savepoint(),
        ):
            yield

    def test_whoever_writes_a_text_is_asked_not_whoever_starts(self):
        values = self._prepare_step("a", "chat", self._chat(TAKE_OVER))
        with self._refused():
            self._save(TAKE_OVER)
        with self._refused():
            self.draft.write({"step_ids": [(0, 0, values)]})
        with self._refused():
            self.draft.step_ids.create({**values, "version_id": self.draft.id})
        del values["config"]
        steps = self.draft.step_ids.with_context(
            default_config=self._chat(TAKE_OVER), default_version_id=self.draft.id
        )
        with self._refused():
            steps.create(values)

    def test_a_text_is_not_made_unsafe_later(self):
        self._save("Hi {{ object.name }}")
        with self._refused():
            self._save(TAKE_OVER)
        with self._refused():
            self.draft.step_ids.write({"config": self._chat(TAKE_OVER)})

    def test_what_an_editor_wrote_is_moved_but_not_changed_by_others(self):
        self._save("{{ object.phone }}", self.editor)

        step = self.draft.step_ids
        step.write({"pos_x": 7, "config": {**step.config, "per_record": True}})

        self.assertEqual(step.pos_x, 7)
        with self._refused():
            self._save("{{ object.phone }} {{ object.vat }}")
        with self._refused():
            step.copy({"step_uid": "b"})

    def test_what_an_editor_published_is_drawn_on_by_others(self):
        self._save("{{ object.phone }}", self.editor)
        journey = self.draft.journey_id
        journey.with_user(self.editor).action_start()

        draft = journey._get_draft_version()

        self.assertEqual(draft.step_ids.config["text"], "{{ object.phone }}")
        self.assertEqual(draft.create_uid, self.marketer)

    def _said(self, text, publisher):
        """Return what is said of a version, however it came to be published."""
        journey = self.draft.journey_id.sudo()
        self.draft.entry_uid = "a"
        self.draft.sudo().write(
            {
                "state": "published",
                "snapshot": self._snapshot(text),
                "published_by_id": publisher.id,
            }
        )
        journey._set({"version_id": self.draft.id, "state": "running"})
        self.assertEqual(self._enrol(journey.sudo(False), self.person), 1)
        self._drain()
        trace = self._traces(journey)
        return trace.detail or self.account.outbox_ids.payload["text"]

    def test_at_the_door_a_text_has_the_rights_of_an_editor_who_published_it(self):
        said = self._said(
            "{{ user.login }} {{ 'all' if object.env.su else 'own' }}", self.editor
        )
        self.assertEqual(said, "editor_f own")

    def test_at_the_door_a_text_that_no_editor_published_is_not_filled_in(self):
        said = self._said(TAKE_OVER, self.marketer)
        self.assertIn("only editors", said)
        self.assertFalse(self.person.comment)

    def test_at_the_door_fields_are_shown_whoever_published_them(self):
        said = self._said("Hi {{ object.name }}", self.marketer)
        self.assertEqual(said, f"Hi {self.person.name}")
