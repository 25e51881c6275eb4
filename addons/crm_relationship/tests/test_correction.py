# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""E38: what a person logged may be corrected, and nothing gets lost."""

from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import RelationshipCase

AT = datetime(2026, 3, 2, 8, 0, 0)


class CorrectionCase(RelationshipCase):
    def _age(self, rows, **delta):
        """Make rows look logged that long ago."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_interaction SET create_date = create_date - %s WHERE id = ANY(%s)",
            (timedelta(**delta), rows.ids),
        )
        self.env.invalidate_all()

    def _system_row(self, **values):
        return self.env["crm.interaction"].create(
            {
                "type_id": self._type("order_confirmed").id,
                "partner_id": self.person.id,
                "user_id": self.user_lan.id,
                "origin_model": "sale.order",
                "origin_id": 987,
                "origin_event": "confirmed",
                "subject": "S00987",
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestEditing(CorrectionCase):
    def test_author_edits_and_the_old_values_are_kept(self):
        row = self._log("call", subject="Hỏi giá", note="20 bàn", occurred_at=AT)
        outcomes = self.env["crm.interaction.outcome"].search([], limit=2)
        row.sudo().outcome_id = outcomes[0]

        row.with_user(self.user_lan).write(
            {"note": "30 bàn", "outcome_id": outcomes[1].id, "subject": "Hỏi giá"}
        )

        self.assertEqual(row.note, "30 bàn")
        revisions = {
            r.field_label: (r.old_value, r.new_value, r.user_id)
            for r in row.revision_ids
        }
        self.assertEqual(
            revisions,
            {
                "Note": ("20 bàn", "30 bàn", self.user_lan),
                "Outcome": (outcomes[0].name, outcomes[1].name, self.user_lan),
            },
        )

    def test_every_field_that_can_be_corrected_keeps_its_old_value(self):
        row = self._log("call", subject="a", occurred_at=AT)
        other = self.env["res.partner"].create(
            {"name": "Colleague", "parent_id": self.customer.id}
        )
        changes = {
            "type_id": self._type("visit").id,
            "direction": "in",
            "occurred_at": AT + timedelta(hours=1),
            "duration": 60,
            "subject": "b",
            "partner_id": other.id,
            "lead_id": self.lead.id,
            "promise": "c",
            "promise_date": "2026-03-09",
            "next_step_at": AT + timedelta(days=9),
        }
        for name, value in changes.items():
            with self.subTest(field=name):
                row.with_user(self.user_lan).write({name: value})
                self.assertTrue(row.revision_ids[0].new_value)
        self.assertEqual(len(row.revision_ids), len(changes))
        self.assertEqual(row.actor_type, "customer", "it follows the direction")
        self.assertEqual(row.commercial_partner_id, self.customer)

    def test_another_user_may_not_edit(self):
        row = self._log("call", subject="Lan's")
        for user in (self.user_hoa, self.user_manager):
            with self.subTest(user=user.name), self.assertRaises(UserError) as raised:
                row.with_user(user).subject = "x"
            self.assertIn("Correct", str(raised.exception))
        with self.assertRaises(AccessError):
            row.with_user(self.user_minh).subject = "x"
        self.assertFalse(row.revision_ids)

    def test_after_the_window_the_way_out_is_told(self):
        row = self._log("call", subject="Old")
        self._age(row, days=6, hours=23)
        row.with_user(self.user_lan).subject = "Still fine"
        self._age(row, hours=2)
        with self.assertRaises(UserError) as raised:
            row.with_user(self.user_lan).subject = "x"
        self.assertIn("Correct", str(raised.exception))
        with self.assertRaises(UserError):
            row.with_user(self.user_lan).note = "an annotation is a change too"

    def test_the_window_is_a_setting(self):
        row = self._log("call")
        admin = new_test_user(self.env, "rel_settings", groups="base.group_system")
        for days, aged, may in ((0, 1, False), (30, 20, True), (7, 8, False)):
            with self.subTest(days=days):
                settings = (
                    self.env["res.config.settings"]
                    .with_user(admin)
                    .create({"interaction_correction_days": days})
                )
                settings.execute()
                self.assertEqual(self.env["crm.interaction"]._correction_days(), days)
                form = self.env["res.config.settings"].with_user(admin).create({})
                self.assertEqual(form.interaction_correction_days, days)
                self._age(row, days=aged)
                self.assertIs(row.with_user(self.user_lan)._in_correction_window(), may)
                self._age(row, days=-aged)

    def test_a_broken_setting_means_the_default(self):
        for value in ("", "-3", "week", "2.5", "²"):
            with self.subTest(value=value):
                self.env["ir.config_parameter"].set_param(
                    "crm_relationship.correction_days", value
                )
                self.assertEqual(self.env["crm.interaction"]._correction_days(), 7)

    def test_timeline_offers_editing_where_it_is_allowed(self):
        fresh, old = self._log("call"), self._log("call")
        self._age(old, days=8)
        self._log("call", user=self.user_hoa)
        system = self._system_row()
        rows = (
            self.env["crm.interaction"]
            .with_user(self.user_lan)
            .timeline_fetch("res.partner", self.customer.id)["rows"]
        )
        self.assertEqual([row["id"] for row in rows if row["editable"]], fresh.ids)
        self.assertIn(system.id, [row["id"] for row in rows])

    def test_system_rows_are_only_annotated(self):
        row = self._system_row()
        outcome = self.env["crm.interaction.outcome"].search([], limit=1)
        for user in (self.user_lan, self.user_hoa):
            row.with_user(user).write({"outcome_id": outcome.id, "note": user.name})
        self.assertEqual(row.note, "Hoa")
        self.assertEqual(len(row.revision_ids), 3)
        for values in (
            {"subject": "x"}, {"occurred_at": AT}, {"direction": "in"}, {"duration": 5},
            {"partner_id": self.customer.id}, {"type_id": self._type("call").id},
            {"note": "fine", "subject": "not"}, {"contact_value": "x"},
            {"promise_kept_at": AT},
        ):  # fmt: skip
            with self.subTest(values=values), self.assertRaises(UserError):
                row.with_user(self.user_lan).write(values)
        self.assertEqual(row.note, "Hoa")

    def test_a_correction_lies_in_the_past_too(self):
        row = self._log("call")
        with self.assertRaises(ValidationError):
            row.with_user(self.user_lan).occurred_at = (
                fields.Datetime.now() + timedelta(1)
            )

    def test_statistics_follow_an_edit(self):
        row = self._log("call", occurred_at=fields.Datetime.now() - timedelta(days=2))
        self.refresh_statistics()
        row.with_user(self.user_lan).direction = "in"
        self.refresh_statistics()
        customer = self.customer.with_user(self.user_lan)
        self.assertTrue(customer.relation_waiting_reply)
        self.assertFalse(customer.relation_last_out_at)


@tagged("post_install", "-at_install")
class TestCorrecting(CorrectionCase):
    def _wizard(self, row, user=None, **values):
        wizards = self.env["crm.interaction.correct"].with_user(user or self.user_lan)
        action = row.with_user(user or self.user_lan).action_correct()
        form = Form(wizards.with_context(**action["context"]))
        form.reason = "Wrong date"
        for name, value in values.items():
            setattr(form, name, value)
        return form.save()

    def _correct(self, row, user=None, **values):
        self._wizard(row, user, **values).action_apply()
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["crm.interaction"].search([("correction_of_id", "=", row.id)])

    def test_correction_is_appended_and_the_original_crossed_out(self):
        now = fields.Datetime.now()
        row = self._log(
            "call",
            subject="Hỏi giá",
            note="20 bàn",
            lead_id=self.lead.id,
            duration=60,
            occurred_at=now - timedelta(days=40),
            amount=12.0,
            promise="Gửi mẫu",
            promise_date="2026-03-09",
        )
        row.promise_keep(row.id)
        self._age(row, days=39)
        self.refresh_statistics()

        new = self._correct(row, occurred_at=now - timedelta(days=3), note="30 bàn")

        self.assertRecordValues(
            row, [{"state": "corrected", "note": "20 bàn", "duration": 60}]
        )
        self.assertRecordValues(
            new,
            [
                {
                    "state": "done",
                    "subject": "Hỏi giá",
                    "note": "30 bàn",
                    "duration": 60,
                    "occurred_at": now - timedelta(days=3),
                    "partner_id": self.person.id,
                    "commercial_partner_id": self.customer.id,
                    "lead_id": self.lead.id,
                    "user_id": self.user_lan.id,
                    "amount": 12.0,
                    "promise": "Gửi mẫu",
                    "promise_kept_at": row.promise_kept_at,
                    "correction_of_id": row.id,
                }
            ],
        )
        self.assertEqual(row.revision_ids.new_value, "Wrong date")
        self.refresh_statistics()
        self.assertEqual(self.customer.with_user(self.user_lan).relation_count_30, 1)
        self.assertEqual(self.customer.with_user(self.user_lan).relation_count_90, 1)

    def test_another_promise_is_not_kept_yet(self):
        row = self._log("call", promise="Gửi mẫu")
        row.promise_keep(row.id)
        new = self._correct(row, promise="Gửi báo giá")
        self.assertFalse(new.promise_kept_at)

    def test_a_colleague_of_the_customer_corrects_in_the_authors_name(self):
        row = self._log("call", subject="Lan's")
        new = self._correct(row, self.user_hoa, subject="Not quite")
        self.assertEqual((new.user_id, new.create_uid), (self.user_lan, self.user_hoa))
        self.assertEqual(row.revision_ids.user_id, self.user_hoa)
        with self.assertRaises(UserError):  # the correction is still Lan's to edit
            new.with_user(self.user_hoa).subject = "x"

    def test_nobody_corrects_rows_of_foreign_customers(self):
        row = self._log("call")
        with self.assertRaises(AccessError):
            self._wizard(row, self.user_minh)
        wizard = (
            self.env["crm.interaction.correct"]
            .with_user(self.user_minh)
            .create(
                {
                    "interaction_id": row.id,
                    "reason": "x",
                    "type_id": self._type("call").id,
                    "direction": "out",
                    "occurred_at": AT,
                }
            )
        )
        with self.assertRaises(AccessError):
            wizard.action_apply()
        self.assertEqual(row.state, "done")

    def test_a_row_is_corrected_once(self):
        row = self._log("call")
        wizard = self._wizard(row)
        new = self._correct(row)
        with self.assertRaises(UserError):
            wizard.action_apply()
        with self.assertRaises(UserError):
            self._correct(row)
        self.assertTrue(self._correct(new), "the correction itself can be corrected")
        with self.assertRaises(UserError):
            row.with_user(self.user_lan).note = "x"

    def test_system_rows_are_not_corrected(self):
        with self.assertRaises(UserError):
            self._correct(self._system_row(type_id=self._type("call").id))

    def test_a_correction_obeys_the_rules_of_logging(self):
        row = self._log("call")
        for values in (
            {"occurred_at": fields.Datetime.now() + timedelta(days=1)},
            {"type_id": self._type("order_confirmed").id},
        ):
            with self.subTest(values=values):
                wizard = self._wizard(row)
                wizard.write(values)
                with self.assertRaises(ValidationError):
                    wizard.action_apply()
        self.assertEqual(row.state, "done")

    def test_wizards_are_private(self):
        """They hold what was said, and outlive the click."""
        wizard = self._wizard(self._log("call", note="SECRET"))
        self.env.flush_all()
        for user in (self.user_minh, self.user_hoa, self.user_manager):
            with self.subTest(user=user.name):
                self.env.invalidate_all()
                foreign = wizard.with_user(user)
                self.assertFalse(foreign.search([]))
                with self.assertRaises(AccessError):
                    foreign.read(["note"])
                with self.assertRaises(AccessError):
                    foreign.action_apply()

    def test_a_row_in_place_of_which_another_stands_cannot_be_deleted_alone(self):
        row = self._log("call")
        new = self._correct(row)
        (new + row).with_context(interaction_delete_reason="Asked to forget").unlink()
        self.assertFalse((row + new).exists())

    def test_the_corrected_meeting_keeps_its_appointment(self):
        """S2-2: which contact a meeting was agreed in."""
        row = self._log("call")
        meeting = self.env["calendar.event"].create(
            {
                "name": "x",
                "start": AT,
                "stop": AT,
                "interaction_id": row.id,
                "user_id": self.user_hoa.id,
                "privacy": "private",
            }
        )
        new = self._correct(row)
        self.assertEqual(meeting.interaction_id, new)
