# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: nobody learns from a segment of a customer whom they may not see."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .segment_common import MARKETER, NOW, SegmentCase


@tagged("post_install", "-at_install")
class TestSegmentAccess(SegmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.rule"].create(
            {
                "name": "Cargo is confidential",
                "model_id": cls.env["ir.model"]._get("res.partner").id,
                # of everybody: rules of groups only ever add to each other
                "domain_force": f"[('id', '!=', {cls.cargo.id})]",
            }
        )
        cls.segment = cls._segment(cls._tagged())
        cls.segment._put_in(cls.customer.ids)
        cls.segment._refresh(NOW)
        cls.seen = {cls.acme.id, cls.bravo.id, cls.customer.id}
        cls.all = cls.seen | {cls.cargo.id}

    def _as_marketer(self, model):
        self.env.invalidate_all()
        return self.env[model].with_user(self.marketer)

    def test_confidential_members_are_counted_and_not_shown(self):
        segment = self.segment.with_user(self.marketer)
        self.assertEqual(segment.member_count, 4)
        self.assertEqual(set(segment.member_ids.mapped("res_id")), self.seen)
        for model in ("crm.segment.member", "crm.segment.change"):
            rows = self._as_marketer(model)
            mine = [("segment_id", "=", segment.id)]
            self.assertEqual(set(rows.search(mine).mapped("res_id")), self.seen)
            self.assertEqual(rows.search_count(mine), 3)
            self.assertEqual(
                sum(
                    count
                    for _seg, count in rows._read_group(
                        mine, ["segment_id"], ["__count"]
                    )
                ),
                3,
            )
            self.assertFalse(rows.search([("res_id", "=", self.cargo.id)]))

    def test_knowing_the_id_of_a_row_does_not_help(self):
        for model in ("crm.segment.member", "crm.segment.change"):
            row = self.env[model].search(
                [("segment_id", "=", self.segment.id), ("res_id", "=", self.cargo.id)]
            )
            self.assertEqual(len(row), 1)
            with self.assertRaises(AccessError):
                self._as_marketer(model).browse(row.id).read(["res_id"])

    def test_names_are_those_of_the_records(self):
        rows = self._as_marketer("crm.segment.member").search(
            [("segment_id", "=", self.segment.id), ("res_id", "=", self.acme.id)]
        )
        self.assertEqual(rows.record_name, "Acme")
        self.assertEqual(rows.display_name, "Acme")

    def test_preview_counts_all_and_names_the_readable(self):
        answer = self._as_marketer("crm.segment").preview("res.partner", self._tagged())
        self.assertEqual(answer["count"], 3)
        self.assertEqual({s["name"] for s in answer["sample"]}, {"Acme", "Bravo"})
        self.assertEqual(answer["problems"], [])
        self.assertIn("In the test", answer["words"])

    def test_preview_with_exceptions_of_the_saved_segment(self):
        answer = self._as_marketer("crm.segment").preview(
            "res.partner", self._tagged(), self.segment.id
        )
        self.assertEqual(answer["count"], 4)

    def test_preview_says_what_is_wrong(self):
        segments = self._as_marketer("crm.segment")
        for rule in (
            {"kind": "weather"},
            {"kind": "fields", "domain": [["nope", "=", 1]]},
        ):
            answer = segments.preview("res.partner", rule)
            self.assertIsNone(answer["count"])
            self.assertEqual(len(answer["problems"]), 1)

    def test_preview_of_a_foreign_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        with self.assertRaises(AccessError):
            self._as_marketer("crm.segment").preview(
                "res.partner", self._tagged(), False, other.id
            )

    def test_members_are_written_by_the_system_only(self):
        member = self.segment.member_ids[0]
        for user in (self.marketer, self.marketing_manager):
            with self.assertRaises(AccessError):
                member.with_user(user).write({"res_id": 1})
            with self.assertRaises(AccessError):
                member.with_user(user).unlink()
            with self.assertRaises(AccessError):
                self.env["crm.segment.change"].with_user(user).create(
                    {
                        "segment_id": self.segment.id,
                        "res_id": 1,
                        "kind": "enter",
                        "at": NOW,
                    }
                )

    def test_who_is_no_marketer_sees_no_segment(self):
        for user in (self.user_lan, self.user_portal, self.user_employee):
            with self.assertRaises(AccessError):
                self.segment.with_user(user).read(["name"])
            with self.assertRaises(AccessError):
                self.env["crm.segment"].with_user(user).preview(
                    "res.partner", self._tagged()
                )

    def test_marketer_without_sales_rights_sees_no_members_of_leads(self):
        lead = self.lead.create({"name": "L", "partner_id": self.acme.id})
        segment = self._segment(
            {"kind": "fields", "domain": [["id", "=", lead.id]]}, res_model="crm.lead"
        )
        segment._refresh(NOW)
        only = new_test_user(self.env, "seg_only", groups=MARKETER)
        self.assertEqual(segment.member_count, 1)
        self.assertEqual(
            segment.with_user(self.marketing_manager).member_ids.res_id, lead.id
        )
        self.env.invalidate_all()
        if not self.env["crm.lead"].with_user(only).has_access("read"):
            self.assertFalse(segment.with_user(only).member_ids)

    def test_companies_do_not_see_each_others_segments(self):
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self._segment(self._tagged(), company_id=other.id)
        foreign._refresh(NOW)
        segments = self._as_marketer("crm.segment")
        self.assertFalse(segments.search([("id", "=", foreign.id)]))
        with self.assertRaises(AccessError):
            foreign.with_user(self.marketer).action_refresh()
        rows = self._as_marketer("crm.segment.member")
        self.assertFalse(rows.search([("segment_id", "=", foreign.id)]))
