# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: the steps of every department plan themselves, once, and late ones are told
to the leader, once."""

from datetime import datetime, timedelta

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import RelationshipCase

NOW = datetime(2026, 6, 1, 9, 0)
DAY = timedelta(days=1)


class PlaybookCase(RelationshipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.playbook"].search([]).action_archive()
        ref = cls.env.ref
        cls.accountant = ref("crm_relationship.crm_playbook_role_accountant")
        cls.accountant.user_id = cls.user_accountant
        cls.owner = ref("crm_relationship.crm_playbook_role_owner")
        cls.support = ref("crm_relationship.crm_playbook_role_support")
        cls.team = cls.env["crm.team"].create(
            {"name": "Projects", "user_id": cls.user_manager.id}
        )
        cls.stage = cls.env["crm.stage"].create({"name": "Proposal of the test"})
        cls.lead.team_id = cls.team

    @classmethod
    def _plan(cls, model="crm.lead", *steps):
        """Return a plan of (summary, days, role) steps."""
        steps = steps or (
            ("Call", 1, cls.owner),
            ("Check the credit", 2, cls.accountant),
            ("Introduce support", 3, cls.support),
        )
        return cls.env["mail.activity.plan"].create(
            {
                "name": "Plan of the test",
                "res_model": model,
                "template_ids": [
                    Command.create(
                        {
                            "summary": summary,
                            "delay_count": days,
                            "delay_from": "after_plan_date",
                            "responsible_type": "crm_role",
                            "crm_role_id": role.id,
                        }
                    )
                    for summary, days, role in steps
                ],
            }
        )

    @classmethod
    def _playbook(cls, trigger="lead_stage", plan=None, **values):
        models = {"lead_stage": "crm.lead", "order_confirmed": "sale.order"}
        if trigger == "lead_stage":
            values.setdefault("stage_ids", [Command.set(cls.stage.ids)])
        return cls.env["crm.playbook"].create(
            {
                "name": "Playbook of the test",
                "trigger": trigger,
                "plan_id": (plan or cls._plan(models.get(trigger, "res.partner"))).id,
                "responsible_id": cls.user_hoa.id,
                **values,
            }
        )

    def _reach(self, user=None):
        self.lead.with_user(user or self.user_lan).stage_id = self.stage
        self.env.invalidate_all()

    def _runs(self, **values):
        return self.env["crm.playbook.run"].search(
            [(name, "=", value) for name, value in values.items()]
            or [("lead_id", "=", self.lead.id)]
        )


@tagged("post_install", "-at_install")
class TestPlaybook(PlaybookCase):
    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time(NOW))

    def test_a_stage_gives_each_department_its_step(self):
        self._playbook()

        self._reach()

        run = self._runs()
        self.assertEqual(run.step_count, 3)
        steps = {step.name: step for step in run.step_ids}
        self.assertEqual(steps["Call"].user_id, self.user_lan)
        self.assertEqual(steps["Check the credit"].user_id, self.user_accountant)
        # nobody has the role of support: its fallback is the account manager
        self.assertEqual(steps["Introduce support"].user_id, self.user_lan)
        self.assertEqual(steps["Call"].deadline, NOW.date() + DAY)

    def test_a_step_goes_where_its_owner_may_go(self):
        self._playbook()

        self._reach()

        places = {a.name: a.activity_id.res_model for a in self._runs().step_ids}
        self.assertEqual(places["Call"], "crm.lead")
        self.assertEqual(places["Check the credit"], "res.partner")

    def test_it_starts_once(self):
        self._playbook()
        first = self.lead.stage_id

        self._reach()
        self.lead.stage_id = first
        self._reach()

        self.assertEqual(len(self._runs()), 1)
        self.assertEqual(len(self._runs().step_ids), 3)

    def test_a_new_lead_in_the_stage_starts_it_and_others_do_not(self):
        self._playbook()

        lead = self.lead.copy({"stage_id": self.stage.id})

        self.assertTrue(self._runs(lead_id=lead.id))
        self.assertFalse(self._runs())

    def test_the_first_playbook_that_fits_starts_alone(self):
        self._playbook(name="Persons", sequence=1, customer_type="person")
        self._playbook(name="Companies", sequence=2, customer_type="company")
        self._playbook(name="All", sequence=3)

        self._reach()

        self.assertEqual(self._runs().mapped("name"), ["Companies"])

    def test_a_confirmed_order_starts_it_and_a_cancelled_one_stops_it(self):
        self._playbook("order_confirmed")
        order = self._create_order()

        order.with_user(self.user_lan).action_confirm()
        run = self._runs(order_id=order.id)
        self.assertEqual(run.state, "running")
        activities = run.step_ids.activity_id
        order._action_cancel()

        self.assertEqual(run.state, "stopped")
        self.assertFalse(activities.exists())

    def test_a_lost_opportunity_stops_it(self):
        self._playbook()
        self._reach()

        self.lead.action_set_lost()

        self.assertEqual(self._runs().state, "stopped")
        self.assertFalse(self._runs().step_ids.activity_id.filtered("active"))

    def test_progress_counts_what_is_done(self):
        self._playbook()
        self._reach()
        run = self._runs()
        steps = run.step_ids

        steps[0].activity_id.action_done()
        self.assertEqual((run.done_count, run.step_count), (1, 3))
        steps[1].activity_id.unlink()
        self.assertEqual((run.done_count, run.step_count), (1, 2))
        self.assertEqual(run.state, "running")
        steps[2].activity_id.action_done()

        self.assertEqual(run.state, "done")
        self.assertEqual(run.progress, 100)

    def test_progress_is_on_the_lead_and_the_customer(self):
        self._playbook()
        self._reach()
        self._runs().step_ids[0].activity_id.action_done()
        progress = self.env["crm.progress"].with_user(self.user_lan)

        for record in (self.lead, self.customer):
            with self.subTest(record=record._name), freeze_time(NOW + 3 * DAY):
                self.env.invalidate_all()
                (shown,) = progress.strip(record._name, record.id)["playbooks"]
                self.assertEqual((shown["done"], shown["total"]), (1, 3))
                self.assertEqual(shown["late"], 1)

    def test_late_ones_are_found(self):
        self._playbook()
        self._reach()
        late = [("late_count", ">", 0)]

        self.assertFalse(self.env["crm.playbook.run"].search(late) & self._runs())
        with freeze_time(NOW + 5 * DAY):
            self.assertIn(self._runs(), self.env["crm.playbook.run"].search(late))

    # ------------------------------------------------------------
    # Late steps
    # ------------------------------------------------------------

    def _told(self):
        return self.env["mail.activity"].search(
            [("user_id", "=", self.user_manager.id), ("summary", "like", "Late: Call")]
        )

    def test_a_late_step_is_told_to_the_leader_once(self):
        self._playbook(escalate_days=1)
        self._reach()
        Step = self.env["crm.playbook.step"]

        self.assertFalse(Step._escalate(self.company, NOW + 2 * DAY))
        Step._escalate(self.company, NOW + 3 * DAY)
        Step._escalate(self.company, NOW + 3 * DAY)
        Step._escalate(self.company, NOW + 3.5 * DAY)

        self.assertEqual(len(self._told()), 1)
        self.assertIn("Lan", self._told().summary)

    def test_after_a_handover_a_late_step_is_told_to_the_leader_of_now(self):
        self._playbook(escalate_days=1)
        self._reach()
        other = self.env["crm.team"].create(
            {"name": "South", "user_id": self.user_minh.id}
        )
        self.lead.write({"user_id": self.user_hoa.id, "team_id": other.id})

        self.env["crm.playbook.step"]._escalate(self.company, NOW + 3 * DAY)

        told = self.lead.activity_ids.filtered(lambda a: "Late: Call" in a.summary)
        self.assertEqual(told.user_id, self.user_minh)
        self.assertEqual(self._runs().leader_id, self.user_minh)

    def test_a_late_step_without_a_team_is_told_to_the_leader_of_before(self):
        self._playbook(escalate_days=1)
        self._reach()
        self.lead.team_id = False
        self.user_lan.crm_team_member_ids.active = False
        self.env.invalidate_all()

        self.env["crm.playbook.step"]._escalate(self.company, NOW + 3 * DAY)

        self.assertEqual(self._told().user_id, self.user_manager)

    def test_done_and_stopped_steps_are_not_told(self):
        self._playbook(escalate_days=0)
        self._reach()
        self._runs().step_ids.filtered(
            lambda s: s.name == "Call"
        ).activity_id.action_done()
        self._runs()._stop()

        self.assertFalse(
            self.env["crm.playbook.step"]._escalate(self.company, NOW + 9 * DAY)
        )

    def test_the_jobs_run(self):
        self._playbook()
        self._reach()
        names = ("ir_cron_playbook_start", "ir_cron_playbook_escalate")
        with freeze_time(NOW + 5 * DAY), self.enter_registry_test_mode():
            for name in names * 2:
                job = self.env.ref(f"crm_relationship.{name}")
                job.method_direct_trigger()
                self.assertEqual(job.failure_count, 0, name)

        self.assertEqual(len(self._told()), 1)

    # ------------------------------------------------------------
    # Standing
    # ------------------------------------------------------------

    def _change(self, kind="tier", at=NOW + DAY, **values):
        return self.env["crm.partner.change"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "kind": kind,
                "changed_at": at,
                **values,
            }
        )

    def _start_changes(self):
        playbooks = self.env["crm.playbook"]
        last = playbooks._start_changes(0, NOW + 2 * DAY)
        playbooks._start_changes(0, NOW + 2 * DAY)
        return last

    def test_a_new_tier_starts_it_once(self):
        tier = self.env["crm.customer.tier"].search([], limit=1)
        self._playbook("tier", tier_ids=[Command.set(tier.ids)])
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_playbook SET create_date = %s", [NOW])
        self.env.invalidate_all()
        change = self._change(tier_id=tier.id)

        self.assertGreaterEqual(self._start_changes(), change.id)

        self.assertEqual(len(self._runs(partner_id=self.customer.id)), 1)

    def test_another_tier_and_an_old_change_start_nothing(self):
        tiers = self.env["crm.customer.tier"].search([], limit=2)
        self._playbook("tier", tier_ids=[Command.set(tiers[0].ids)])
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_playbook SET create_date = %s", [NOW])
        self.env.invalidate_all()
        self._change(tier_id=tiers[1].id)
        self._change(tier_id=tiers[0].id, at=NOW - DAY)

        self._start_changes()

        self.assertFalse(self._runs(partner_id=self.customer.id))

    def test_a_stage_of_life_starts_it(self):
        self._playbook("lifecycle", lifecycle="lapsing")
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_playbook SET create_date = %s", [NOW])
        self.env.invalidate_all()
        self._change("lifecycle", value="loyal")
        self._change("lifecycle", value="lapsing")

        self._start_changes()

        self.assertEqual(len(self._runs(partner_id=self.customer.id)), 1)

    # ------------------------------------------------------------
    # Rights and mistakes
    # ------------------------------------------------------------

    def test_own_customers_only(self):
        self._playbook()
        self._reach()
        self.customer.user_id = self.user_minh
        run = self._runs()

        with self.assertRaises(AccessError):
            run.with_user(self.user_lan).read(["progress"])
        self.assertTrue(run.with_user(self.user_minh).read(["progress"]))
        self.assertTrue(run.with_user(self.user_hoa).read(["progress"]))
        with self.assertRaises(AccessError):
            run.with_user(self.user_minh).unlink()
        with self.assertRaises(AccessError):
            run.with_user(self.user_employee).read(["progress"])
        with self.assertRaises(AccessError):
            self.env["crm.playbook"].with_user(self.user_lan).create({"name": "x"})

    def test_a_plan_for_other_records_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "other records"):
            self._playbook("order_confirmed", plan=self._plan("crm.lead"))

    def test_roles_do_not_go_in_a_circle(self):
        leader = self.env.ref("crm_relationship.crm_playbook_role_leader")

        with self.assertRaisesRegex(ValidationError, "circle"):
            leader.fallback_id = self.owner

    def test_roles_are_persons_of_their_company(self):
        other = self.env["res.company"].create({"name": "Other of the test"})
        role = self.accountant
        nobody = self.env["res.users"]

        self.assertEqual(
            role._user_for(nobody, nobody, self.company), self.user_accountant
        )
        self.assertFalse(role._user_for(nobody, nobody, other))
        self.assertEqual(role._user_for(nobody, self.user_hoa, other), self.user_hoa)

    def test_merged_leads_keep_their_playbooks(self):
        self._playbook()
        self._reach()
        run = self._runs()
        kept = self.lead.copy({"name": "Kept", "probability": 99})

        merged = (kept | self.lead).merge_opportunity()

        self.assertTrue(run.exists())
        self.assertEqual(run.lead_id, merged)
