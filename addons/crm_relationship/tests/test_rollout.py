# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a roll-out is worked through company by company, and nobody is forgotten."""

from datetime import date

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import RelationshipCase


@tagged("post_install", "-at_install")
@freeze_time("2026-06-01 08:00:00")
class TestRollout(RelationshipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.items = cls.env["crm.rollout.item"].with_user(cls.user_manager)
        cls.item = cls.items.create({"name": "One page per role", "phase": "training"})

    def test_the_usual_items_cover_every_phase_and_say_why(self):
        main = self.env.ref("base.main_company")
        usual = self.env["crm.rollout.item"].search(
            [("company_id", "=", main.id), ("code", "!=", False)]
        )
        phases = {key for key, _name in self.items._fields["phase"].selection}

        self.assertEqual(set(usual.mapped("phase")), phases)
        self.assertTrue(all(usual.mapped("why")))

    def test_another_company_brings_them_in_once(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.user_manager.company_ids |= other
        items = self.items.with_company(other)

        items.action_add_usual()
        items.action_add_usual()

        own = items.search([("company_id", "=", other.id)])
        self.assertEqual(len(own), 25)
        self.assertEqual(len(set(own.mapped("code"))), 25)
        self.assertEqual(set(own.mapped("state")), {"todo"})

    def test_another_company_gets_nothing_that_the_first_has_written(self):
        first = self.env.ref("crm_relationship.crm_rollout_item_goals_goal")
        usual = first.name
        first.write({"name": "Buy Mộc Lan out", "why": "Secret", "measure_target": 7})
        other = self.env["res.company"].create({"name": "Other"})
        self.user_manager.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        items = self.items.with_user(self.user_manager).with_company(other)

        items.action_add_usual()

        own = items.search([("company_id", "=", other.id), ("code", "=", first.code)])
        self.assertEqual(own.name, usual)
        self.assertNotEqual(own.why, "Secret")
        self.assertFalse(own.measure_target)

    def test_who_is_responsible_has_one_activity_until_it_is_done(self):
        self.item.write({"user_id": self.user_lan.id, "date_deadline": "2026-06-10"})
        self.item.date_deadline = "2026-06-12"

        [activity] = self.item.activity_ids
        self.assertEqual(activity.user_id, self.user_lan)
        self.assertEqual(activity.date_deadline, date(2026, 6, 12))
        self.item.user_id = self.user_minh
        self.assertEqual(self.item.activity_ids.user_id, self.user_minh)
        self.item.with_user(self.user_minh).action_done()
        self.assertFalse(self.item.activity_ids)
        self.assertEqual(self.item.state, "done")

    def test_who_is_responsible_gives_it_to_a_colleague(self):
        for is_reminded in (True, False):
            with self.subTest(is_reminded=is_reminded):
                self.item.user_id = self.user_lan
                if not is_reminded:
                    self.item.activity_ids.with_user(self.user_lan).action_feedback()

                self.item.with_user(self.user_lan).user_id = self.user_minh

                self.assertEqual(self.item.activity_ids.user_id, self.user_minh)

    def test_an_item_that_is_not_needed_reminds_nobody(self):
        self.item.user_id = self.user_lan

        self.item.state = "skipped"

        self.assertFalse(self.item.activity_ids)

    def test_only_the_responsible_and_managers_change_it(self):
        self.item.user_id = self.user_lan

        self.item.with_user(self.user_lan).state = "doing"
        self.assertEqual(self.item.with_user(self.user_employee).state, "doing")
        with self.assertRaises(AccessError):
            self.item.with_user(self.user_minh).state = "done"
        with self.assertRaises(AccessError):
            self.item.with_user(self.user_lan).unlink()
        with self.assertRaises(AccessError):
            self.items.with_user(self.user_lan).create({"name": "Own"})

    def test_another_company_sees_nothing_of_it(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.user_minh.write({"company_ids": [other.id], "company_id": other.id})

        found = self.items.with_user(self.user_minh).with_company(other).search([])

        self.assertNotIn(self.item, found)

    def test_nobody_moves_an_item_into_a_company_that_is_not_theirs(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.item.user_id = self.user_lan

        with self.assertRaises(AccessError):
            self.item.with_user(self.user_lan).write(
                {"company_id": other.id, "user_id": False}
            )

    def test_late_items_are_found(self):
        self.item.date_deadline = "2026-05-29"

        self.assertTrue(self.item.is_late)
        self.assertIn(self.item, self.items.search([("is_late", "=", True)]))
        self.item.state = "done"
        self.assertFalse(self.item.is_late)
        self.assertNotIn(self.item, self.items.search([("is_late", "=", True)]))
        self.assertIn(self.item, self.items.search([("is_late", "=", False)]))

    def test_a_measure_is_the_figure_of_the_week_that_ended(self):
        # sudo: rows of the report, which its job writes
        weeks = [
            {"user_id": user.id, "company_id": self.company.id, "week": week, **values}
            for user, week, values in (
                (self.user_lan, "2026-05-18", {"logged": 90, "quality": 10}),
                (self.user_lan, "2026-05-25", {"logged": 12, "quality": 60}),
                (self.user_minh, "2026-05-25", {"logged": 8, "quality": 80}),
            )
        ]
        self.env["crm.adoption"].search([]).unlink()
        self.env["crm.adoption"].create(weeks)
        logged = self.items.create({"name": "Logged", "measure": "logged"})
        quality = self.items.create({"name": "Quality", "measure": "quality"})

        self.assertEqual(logged.measure_value, 10)
        self.assertEqual(quality.measure_value, 70)
        self.assertEqual(self.item.measure_value, 0)
        with self.assertRaises(AccessError):
            logged.with_user(self.user_lan).read(["measure_value"])
