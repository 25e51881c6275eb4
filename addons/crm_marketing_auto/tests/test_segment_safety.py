# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a rule that broke, or a jump of the membership, changes nothing by itself."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .segment_common import NOW, SegmentCase

LATER = NOW + timedelta(hours=1)


@tagged("post_install", "-at_install")
class TestSegmentSafety(SegmentCase):
    def _break(self, segment, domain):
        """Give a segment a rule as it is after a field was removed."""
        rule = {
            "kind": "and",
            "rules": [self._tagged(), {"kind": "fields", "domain": domain}],
        }
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_segment SET rule = %s::jsonb WHERE id = %s",
                str(rule).replace("'", '"'),
                segment.id,
            )
        )
        self.env.invalidate_all()

    def test_members_and_history_go_with_their_segment(self):
        segment = self._segment(self._tagged())
        segment._refresh(NOW)
        other = self._segment(self._tagged())
        other._refresh(NOW)
        gone = [("segment_id", "=", segment.id)]
        segment.unlink()

        for name in ("crm.segment.member", "crm.segment.change"):
            self.assertFalse(self.env[name].search(gone))
        self.assertEqual(self._members(other), set(self.everybody.ids))

    # --- bad rules ---

    def test_case_33_removed_field_keeps_the_members_and_pauses_journeys(self):
        segment = self._segment(self._tagged())
        segment._refresh(NOW)
        journeys = self.env["crm.journey"].create(
            [
                {"name": "On it", "segment_id": segment.id},
                {"name": "Until it", "exit_segment_id": segment.id},
                {"name": "Without it"},
            ]
        )
        journeys.write({"state": "running"})
        self._break(segment, [["x_gone_field", "=", 1]])

        for is_full in (True, False):
            segment._refresh(LATER, is_full=is_full)

        self.assertEqual(self._members(segment), set(self.everybody.ids))
        self.assertIn("x_gone_field", segment.error)
        self.assertEqual(segment.refreshed_at, NOW)
        self.assertEqual(journeys.mapped("state"), ["paused", "paused", "running"])
        self.assertIn("x_gone_field", journeys[0].pause_reason)
        self.assertEqual(len(self._changes(segment)), 3)

        segment.rule = self._tagged()
        segment._refresh(LATER)
        self.assertFalse(segment.error)

    def test_an_error_of_the_database_keeps_the_members(self):
        segment = self._segment(self._tagged())
        segment._refresh(NOW)
        broken = SQL("SELECT id FROM res_partner WHERE name = 1")

        with (
            patch.object(type(segment), "_sql_ids", lambda *a, **k: broken),
            mute_logger("odoo.sql_db"),
        ):
            segment._refresh(LATER)

        self.assertEqual(self._members(segment), set(self.everybody.ids))
        self.assertTrue(segment.error)

    def test_a_segment_that_is_gone_is_an_error(self):
        part = self._segment(self._tagged())
        whole = self._segment({"kind": "segment", "op": "in", "segments": part.ids})
        whole._refresh(NOW)
        part.unlink()

        whole._refresh(LATER)

        self.assertEqual(self._members(whole), set(self.everybody.ids))
        self.assertIn("gone", whole.error)

    def test_bad_rules_are_refused_in_words(self):
        segment = self._segment(self._tagged())
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self._segment(self._tagged(), company_id=other.id)
        for rule, reason in (
            ({"kind": "weather"}, "weather"),
            (
                {"kind": "and", "rules": [self._tagged(), {"kind": "geography"}]},
                "Condition 2",
            ),
            ({"kind": "fields", "domain": [["nope", "=", 1]]}, "nope"),
            ({"kind": "fields", "domain": "[('name'"}, "domain"),
            ({"kind": "fields", "domain": ["|", ["name", "=", "x"]]}, "fields"),
            ({"kind": "segment", "op": "in", "segments": segment.ids}, "circle"),
            (
                {"kind": "segment", "op": "in", "segments": foreign.ids},
                "another company",
            ),
            ({"kind": "segment", "op": "in", "segments": [2**30]}, "gone"),
        ):
            with (
                self.assertRaisesRegex(ValidationError, reason),
                self.env.cr.savepoint(),
            ):
                segment.rule = rule
        self.assertEqual(self._ids(segment), set(self.everybody.ids))

    def test_segments_that_lead_in_a_circle_are_refused(self):
        first, second = self._segment(self._tagged()), self._segment(self._tagged())
        first.rule = {"kind": "segment", "op": "in", "segments": second.ids}

        with self.assertRaisesRegex(ValidationError, "circle"):
            second.rule = {"kind": "segment", "op": "not_in", "segments": first.ids}

    def test_what_the_author_may_not_read_is_no_condition(self):
        rule = {"kind": "fields", "domain": [["signup_type", "=", "x"]]}
        segments = self.env["crm.segment"].with_user(self.marketer)
        with self.assertRaises(AccessError):
            segments.create({"name": "Spy", "rule": rule})
        self.assertTrue(segments.preview("res.partner", rule)["problems"])

    def test_the_kind_of_record_stays(self):
        segment = self._segment(self._tagged())
        segment.res_model = "res.partner"
        segment._refresh(NOW)
        with self.assertRaisesRegex(UserError, "has members already"):
            segment.res_model = "crm.lead"

    # --- jumps ---

    def _crowd(self, count):
        return self.env["res.partner"].create(
            [{"name": f"Crowd {n}", "category_id": self.tag.ids} for n in range(count)]
        )

    def test_case_34_a_jump_is_held_until_it_is_confirmed(self):
        segment = self._segment(self._tagged(), user_id=self.marketer.id)
        segment._refresh(NOW)
        crowd = self._crowd(100)

        segment._refresh(LATER)

        self.assertEqual(self._members(segment), set(self.everybody.ids))
        self.assertEqual((segment.held_enter_count, segment.held_leave_count), (100, 0))
        self.assertEqual(segment.refreshed_at, NOW)
        self.assertEqual(segment.activity_ids.user_id, self.marketer)
        segment._refresh(LATER)
        self.assertEqual(len(segment.activity_ids), 1, "asked once")

        segment.with_user(self.marketer).action_confirm_refresh()

        self.assertEqual(self._members(segment), set((self.everybody | crowd).ids))
        self.assertFalse(segment.held_at)
        self.assertFalse(segment.activity_ids)

    def test_the_owner_is_asked_in_their_own_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.marketer.lang = "vi_VN"
        segment = self._segment(self._tagged(), user_id=self.marketer.id)
        segment._refresh(NOW)
        self._crowd(100)

        segment._refresh(LATER)

        self.assertIn("xác nhận", segment.activity_ids.summary.lower())

    def test_small_or_expected_jumps_are_applied(self):
        segment = self._segment(self._tagged())
        segment._refresh(NOW)
        crowd = self._crowd(99)
        segment._refresh(LATER)
        self.assertEqual(segment.member_count, 102, "less than a hundred")

        crowd |= self._crowd(101)
        segment.jump_percent = 0
        segment._refresh(LATER)
        self.assertEqual(segment.member_count, 203, "asking is switched off")

        segment.jump_percent = 99
        crowd[:150].active = False
        segment._refresh(LATER)
        self.assertEqual(segment.member_count, 53, "less than the share")

    def test_mass_leaving_is_held_too(self):
        segment = self._segment(self._tagged())
        self._crowd(120)
        segment._refresh(NOW)
        segment.rule = {"kind": "fields", "domain": [["id", "in", self.acme.ids]]}

        segment._refresh(LATER)

        self.assertEqual(segment.member_count, 123)
        self.assertEqual(segment.held_leave_count, 122)

    # --- jobs ---

    def test_the_jobs_take_up_what_is_due_and_leave_what_waits(self):
        good, bad, held = (self._segment(self._tagged()) for _ in range(3))
        everything = self.env["crm.segment"].search([])
        (everything - good - bad - held).active = False
        self._break(bad, [["x_gone_field", "=", 1]])
        held.held_at = NOW

        commits = []

        def commit(_cron, processed=0, *, remaining=None, **_options):
            commits.append((processed, remaining))
            return 10.0

        with patch.object(type(self.env["ir.cron"]), "_commit_progress", commit):
            self.env["crm.segment"]._cron_refresh_touched()

        self.assertEqual(commits, [(0, 2), (1, None), (1, None)])
        self.assertEqual(self._members(good), set(self.everybody.ids))
        self.assertTrue(bad.error)
        self.assertFalse(held.checked_at)
        due = self.env["crm.segment"].search([("checked_at", "=", False)])
        self.assertEqual(due, held)

    def test_the_nightly_job_looks_at_everybody_once(self):
        segment = self._segment(self._tagged())
        self.env["crm.segment"].search([("id", "!=", segment.id)]).active = False
        looked = []

        def refresh(segments, **options):
            looked.append((segments, options))
            return segments

        def commit(_cron, _processed=0, **_options):
            return 10.0

        with (
            patch.object(type(self.env["ir.cron"]), "_commit_progress", commit),
            patch.object(type(segment), "_refresh", refresh),
        ):
            self.env["crm.segment"]._cron_refresh_full()
            segment.full_at = segment.checked_at = fields.Datetime.now()
            self.env["crm.segment"]._cron_refresh_full()

        self.assertEqual(looked, [(segment, {"is_full": True})])
