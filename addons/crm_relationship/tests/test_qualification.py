# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a lead's grade follows its answers and what happened, and says why."""

from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..tools.qualification import Contact, Rule, engagement
from .qualification_common import DAY, NOW, QualificationCase


@tagged("post_install", "-at_install")
class TestQualification(QualificationCase):
    def _set_of(self, lead):
        return lead.qualification_id.name

    # ------------------------------------------------------------
    # Which questions
    # ------------------------------------------------------------

    def test_the_kind_of_customer_decides_what_is_asked(self):
        self.assertEqual(self._set_of(self.hotel), "Companies")
        self.assertEqual(self._set_of(self._lead("Tâm", contact_name="Tâm")), "People")
        self.assertEqual(
            self._set_of(self._lead("x", partner_id=self.person.id)), "Companies"
        )

    def test_team_and_interest_narrow_a_set(self):
        team = self.env["crm.team"].create({"name": "Hotels"})
        tag = self.env["crm.tag"].create({"name": "Beds"})
        self.env["crm.qualification"].create(
            {"name": "Beds", "sequence": 1, "team_id": team.id, "tag_ids": tag.ids}
        )
        for values, expected in (
            ({}, "Companies"),
            ({"team_id": team.id}, "Companies"),
            ({"tag_ids": tag.ids}, "Companies"),
            ({"team_id": team.id, "tag_ids": tag.ids}, "Beds"),
        ):
            lead = self._lead("x", partner_name="x", **{"team_id": False, **values})
            self.assertEqual(self._set_of(lead), expected, values)
        self.hotel.write({"team_id": team.id, "tag_ids": tag.ids})
        self.assertEqual(self._set_of(self.hotel), "Beds")

    def test_a_set_of_another_company_is_not_asked(self):
        other = self.env["res.company"].create({"name": "Another"})
        self.template.company_id = other
        self.judge()
        self.assertFalse(self.hotel.qualification_id)

    # ------------------------------------------------------------
    # Fit
    # ------------------------------------------------------------

    def test_answers_give_the_letter(self):
        self.assertFalse(self.hotel.qualification_grade)
        self._choose(self.industry, "Hotel")
        self.assertEqual(self.hotel.qualification_grade, "C3")
        self._answer(self.budget, "120,5")
        self.assertEqual(
            (self.hotel.qualification_fit, self.hotel.qualification_grade), (20, "B3")
        )
        self._answer(self.wants, self.wants.choice_ids.ids)
        # 8 + 8, but the group gives no more than 12
        self.assertEqual(
            (self.hotel.qualification_fit, self.hotel.qualification_grade), (32, "A3")
        )

    def test_a_disqualifying_answer_makes_it_c(self):
        self._choose(self.industry, "Hotel")
        self._answer(self.budget, 500)
        self._answer(self.bankrupt, False)
        self.assertEqual(
            (self.hotel.qualification_fit, self.hotel.qualification_grade), (35, "A3")
        )
        self._answer(self.bankrupt, True)
        self.assertEqual(
            (self.hotel.qualification_fit, self.hotel.qualification_grade), (27, "C3")
        )

    def test_taking_an_answer_back(self):
        self._choose(self.industry, "Hotel")
        panel = self._answer(self.industry, None)
        self.assertFalse(self.hotel.qualification_grade)
        self.assertIsNone(panel["groups"][-1]["questions"][0]["value"])
        self.assertEqual(panel["older"], 1)

    def test_answers_that_are_none_are_refused_by_name(self):
        for question, value, name in (
            (self.budget, "much", "How much"),
            (self.budget, "nan", "How much"),
            (self.industry, self.wants.choice_ids[0].id, "Which industry"),
            (self.wants, "x", "What do they want"),
            (self.bankrupt, 3, "Bankrupt"),
        ):
            with self.assertRaisesRegex(ValidationError, name):
                self._answer(question, value)
        with self.assertRaisesRegex(UserError, "no longer asked"):
            self._answer(self.since, "2026-01-01")
        self.assertFalse(self.hotel.qualification_answer_ids)

    def test_changed_points_change_grades(self):
        self._choose(self.industry, "Hotel")
        self.industry.choice_ids[0].points = 30
        self.judge()
        self.assertEqual(self.hotel.qualification_grade, "A3")

    # ------------------------------------------------------------
    # Engagement
    # ------------------------------------------------------------

    def test_contacts_give_the_digit_and_fade(self):
        self._choose(self.industry, "Hotel")
        self._met("meeting", 0)
        self._met("call", 0)
        self.judge()
        self.assertEqual(
            (self.hotel.qualification_engagement, self.hotel.qualification_grade),
            (17, "C2"),
        )
        self._met("meeting", 0)
        self.judge()
        self.assertEqual(
            (self.hotel.qualification_engagement, self.hotel.qualification_grade),
            (29, "C1"),
        )
        for days, expected in (
            (30, (14.5, "C2")),
            (60, (7.3, "C3")),
            (90, (3.6, "C3")),
        ):
            with freeze_time(NOW + days * DAY):
                self.env["crm.qualification.queue"]._cron_decay()
                self.judge()
            got = self.hotel.qualification_engagement, self.hotel.qualification_grade
            self.assertEqual(got, expected, days)

    def test_who_has_no_engagement_is_not_judged_every_night(self):
        self._choose(self.industry, "Hotel")
        self.env["crm.qualification.queue"]._cron_decay()
        self.assertNotIn(
            self.hotel.id,
            self.env["crm.qualification.queue"].search([]).mapped("lead_id"),
        )

    def test_what_happens_to_the_customer_counts_for_its_leads(self):
        self._log("meeting", partner=self.person, occurred_at=NOW - DAY)
        self.judge()
        self.assertAlmostEqual(self.lead.qualification_engagement, 11.7)
        self.assertFalse(self.hotel.qualification_engagement)

    def test_no_answer_is_no_engagement(self):
        missed = self.env.ref("crm_relationship.crm_interaction_outcome_no_answer")
        self._met("call", 1, outcome_id=missed.id)
        self.judge()
        self.assertFalse(self.hotel.qualification_engagement)

    def test_logging_on_a_lead_judges_it_at_once(self):
        self.env["crm.interaction"].with_user(self.user_lan).timeline_log(
            "crm.lead", self.hotel.id, {"type_id": self._type("meeting").id}
        )
        self.assertEqual(self.hotel.qualification_engagement, 12)

    def test_the_statement_counts_as_the_reference_does(self):
        for code, days in (
            ("call", 0), ("call", 0.5), ("call", 1), ("call", 8), ("call", 8.2),
            ("meeting", 3), ("meeting", 40), ("meeting", 299), ("meeting", 301), ("visit", 2),
        ):  # fmt: skip
            self._met(code, days)
        rules = [
            Rule(r.id, r.points, r.type_id.id or None, r.channel or None,
                 r.direction or None, r.outcome_id.id or None, r.cap, r.period_days)
            for r in self.template.rule_ids
        ]  # fmt: skip
        rows = self.env["crm.interaction"].search([("lead_id", "=", self.hotel.id)])
        contacts = [
            Contact(r.occurred_at, r.type_id.id, r.channel, r.direction) for r in rows
        ]
        for days in (0, 1, 33):
            now = NOW + days * DAY
            expected = engagement(contacts, rules, now, 30)
            got = {rule.id: (n, points) for rule, n, points in self.hotel._earned(now)}
            self.assertEqual(got.keys(), expected.keys())
            for key, earned in expected.items():
                self.assertEqual(got[key][0], earned.count)
                self.assertAlmostEqual(float(got[key][1]), earned.points, 6)

    def test_many_leads_are_judged_by_one_statement(self):
        leads = self.env["crm.lead"].create(
            [{"name": f"Lead {n}", "partner_name": "x"} for n in range(30)]
        )
        self.env.flush_all()
        for some in (leads[:1], leads):
            with self.assertQueryCount(1):
                some._refresh_qualification(NOW)

    # ------------------------------------------------------------
    # Why
    # ------------------------------------------------------------

    def test_the_grade_explains_itself(self):
        self._choose(self.industry, "Hotel")
        self._answer(self.wants, self.wants.choice_ids.ids)
        self._met("meeting", 30)
        self.judge()

        lines = self.hotel.with_user(self.user_lan).qualification_panel()["lines"]

        self.assertEqual(
            [(line["part"], line["text"], line["points"]) for line in lines],
            [
                ("fit", "What do they want? Chairs, Beds", 16),
                ("fit", "Need gives no more than 12", -4),
                ("fit", "Which industry? Hotel", 12),
                ("engagement", "Meeting × 1", 6),
            ],
        )
        total = sum(line["points"] for line in lines)
        self.assertEqual(total, self.hotel.qualification_score)

    def test_points_are_shown_to_managers_only(self):
        lan = self.hotel.with_user(self.user_lan).qualification_panel()
        manager = self.hotel.with_user(self.user_manager).qualification_panel()
        points = [
            choice["points"]
            for panel in (lan, manager)
            for group in panel["groups"]
            for question in group["questions"]
            for choice in question["choices"]
        ]
        self.assertEqual(points, [False] * 4 + [8, 8, 12, 2])

    def test_grades_are_searched_and_grouped(self):
        self._choose(self.industry, "Hotel")
        leads = self.env["crm.lead"].with_user(self.user_lan)
        self.assertIn(self.hotel, leads.search([("qualification_grade", "=", "C3")]))
        groups = dict(
            leads._read_group(
                [("id", "=", self.hotel.id)], ["qualification_grade"], ["__count"]
            )
        )
        self.assertEqual(groups, {"C3": 1})

    # ------------------------------------------------------------
    # E55
    # ------------------------------------------------------------

    def test_case_e55_answers_are_kept_dated_when_the_kind_changes(self):
        self._choose(self.industry, "Hotel")
        self.hotel.customer_type = "person"
        self.assertEqual(self._set_of(self.hotel), "People")
        self.assertFalse(self.hotel.qualification_grade)
        with freeze_time(NOW + DAY):
            self._answer(self.since, "2020-05-01")
        with freeze_time(NOW + 2 * DAY):
            self._answer(self.since, "2021-05-01")
        self.assertEqual(self.hotel.qualification_fit, 10)

        self.hotel.customer_type = "company"

        self.assertEqual(self.hotel.qualification_fit, 12)
        self.assertEqual(
            [
                (a.question_id, a.answered_at.date(), a.is_current, a.date)
                for a in self.hotel.qualification_answer_ids.search(
                    [("lead_id", "=", self.hotel.id)]
                )
            ],
            [
                (self.since, date(2026, 6, 3), True, date(2021, 5, 1)),
                (self.since, date(2026, 6, 2), False, date(2020, 5, 1)),
                (self.industry, date(2026, 6, 1), True, False),
            ],
        )
        self.assertEqual(self.hotel.qualification_answer_ids.user_id, self.user_lan)

    def test_case_e55_a_contact_that_is_a_company_after_all(self):
        contact = self.env["res.partner"].create({"name": "Mai"})
        lead = self._lead("x", partner_id=contact.id)
        self.assertEqual(self._set_of(lead), "People")
        contact.is_company = True
        self.assertEqual(self._set_of(lead), "Companies")

    def test_case_e55_conversion_is_refused_with_the_list(self):
        self._question("Who decides?", "text", required_at="conversion")
        hotel = self.hotel.with_user(self.user_lan)
        with self.assertRaisesRegex(
            UserError, "(?s)Hotel Mai.*- Which industry.*- Who decides"
        ):
            hotel.convert_opportunity(self.customer)
        self.assertEqual(self.hotel.type, "lead")
        self._choose(self.industry, "Farm")
        with self.assertRaises(UserError) as caught:
            hotel.convert_opportunity(self.customer)
        self.assertNotIn("industry", str(caught.exception))

        self.template.is_binding = False

        hotel.convert_opportunity(self.customer)
        self.assertEqual(self.hotel.type, "opportunity")

    def test_case_e55_a_stage_is_refused_until_answered(self):
        first, second, third = self.env["crm.stage"].create(
            [{"name": f"Stage {n}", "sequence": 900 + n} for n in range(3)]
        )
        question = self._question(
            "How many rooms?", "number", required_at="stage", stage_id=second.id
        )
        self.hotel.write({"type": "opportunity", "stage_id": first.id})
        hotel = self.hotel.with_user(self.user_lan)
        for stage in (second, third):
            with self.assertRaisesRegex(UserError, "How many rooms"):
                hotel.stage_id = stage
        self.assertEqual(self.hotel.stage_id, first)
        hotel.name = "Anything else may change"

        self._answer(question, 20)

        hotel.stage_id = third
        hotel.stage_id = first

    def test_merged_leads_keep_every_answer_and_the_newest_counts(self):
        other = self._lead("Hotel Mai again", partner_name="Hotel Mai")
        self._choose(self.industry, "Hotel")
        with freeze_time(NOW + DAY):
            self._choose(self.industry, "Farm", lead=other)
            self._answer(self.budget, 60, lead=other)

        kept = (self.hotel + other).merge_opportunity()

        self.assertEqual(len(kept.qualification_answer_ids), 3)
        self.assertEqual(kept._current_answers().mapped("answer"), ["60", "Farm"])
        self.assertEqual(kept.qualification_fit, 10)

    def test_questions_that_were_answered_are_archived_not_deleted(self):
        self._choose(self.industry, "Hotel")
        with self.assertRaisesRegex(ValidationError, "Archive the question"):
            self.industry.unlink()
        self.industry.action_archive()
        self.judge()
        self.assertFalse(self.hotel.qualification_fit)
        self.assertEqual(self.hotel.qualification_answer_ids.answer, "Hotel")

    def test_thresholds_must_be_in_order(self):
        with self.assertRaisesRegex(ValidationError, "Fit"):
            self.template.fit_b = 50
        with self.assertRaisesRegex(ValidationError, "Engagement"):
            self.person_template.engagement_2 = 50

    def test_the_examples_can_be_used_at_once(self):
        self.env["crm.qualification"].search([]).action_archive()
        sets = self.env["crm.qualification"].with_user(self.user_manager)
        sets.browse().action_create_example()
        lead = self._lead("New", partner_name="New hotel")
        self.assertEqual(self._set_of(lead), "A company")
        panel = lead.with_user(self.user_lan).qualification_panel()
        self.assertEqual(sum(len(g["questions"]) for g in panel["groups"]), 7)

    # ------------------------------------------------------------
    # Access
    # ------------------------------------------------------------

    def test_answers_are_read_by_who_reads_the_lead(self):
        self._choose(self.industry, "Hotel")
        answers = self.env["crm.qualification.answer"]
        mine = answers.search([("lead_id", "=", self.hotel.id)])
        for user, expected in (
            (self.user_lan, 1),
            (self.user_minh, 0),
            (self.user_hoa, 1),
        ):
            theirs = answers.with_user(user)
            domain = [("lead_id", "=", self.hotel.id)]
            self.assertEqual(theirs.search_count(domain), expected)
            self.assertEqual(len(theirs._read_group(domain, ["question_id"])), expected)
        with self.assertRaises(AccessError):
            mine.with_user(self.user_minh).read(["answer"])
        self.assertTrue(mine.with_user(self.user_lan).read(["answer"]))
        for user in (self.user_employee, self.user_portal):
            with self.assertRaises(AccessError):
                answers.with_user(user).search([])
        with self.assertRaises(AccessError):
            mine.with_user(self.user_lan).write({"is_current": False})

    def test_who_may_not_edit_the_lead_answers_nothing(self):
        with self.assertRaises(AccessError):
            self._choose(self.industry, "Hotel", user=self.user_minh)
        with self.assertRaises(AccessError):
            self.hotel.with_user(self.user_minh).qualification_panel()

    def test_managers_write_question_sets_and_salespeople_read_them(self):
        self.assertTrue(self.template.with_user(self.user_lan).name)
        with self.assertRaises(AccessError):
            self.template.with_user(self.user_lan).fit_a = 1
        with self.assertRaises(AccessError):
            self.industry.with_user(self.user_hoa).points = 1
        self.industry.with_user(self.user_manager).points = 1
        other = self.env["res.company"].create({"name": "Another"})
        self.template.company_id = other
        with self.assertRaises(AccessError):
            self.industry.with_user(self.user_manager).read(["name"])

    def test_an_hour_is_part_of_a_half_life(self):
        self._met("meeting", 0)
        now = NOW + timedelta(hours=12)
        self.hotel._refresh_qualification(now)
        self.assertAlmostEqual(self.hotel.qualification_engagement, 11.9)
