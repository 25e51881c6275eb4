# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged
from odoo.tools import mute_logger

from .handover_common import HandoverCase


@tagged("post_install", "-at_install")
class TestHandoverResume(HandoverCase):
    """A job that is killed, stopped, or meets a record that cannot be moved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env["res.partner"].create(
            [
                {"name": f"C{n}", "is_company": True, "user_id": cls.user_lan.id}
                for n in range(6)
            ]
        )
        cls.env["crm.lead"].create(
            [
                {
                    "name": f"L{n}",
                    "type": "opportunity",
                    "partner_id": customer.id,
                    "user_id": cls.user_lan.id,
                }
                for n, customer in enumerate(cls.customers)
            ]
        )
        cls.env.flush_all()

    def _told(self, handover):
        return self.logged(handover.line_ids, "handed_over")

    def test_case_e24_run_again_nothing_is_lost_or_doubled(self):
        handover = self._start()
        lines = len(handover.line_ids)

        for limit in (1, 2, 1):  # a few batches, then the rest at once
            handover.sudo()._step(limit)
        self._work(handover)
        self._work(handover)

        self.assertEqual(handover.line_ids.mapped("state"), ["done"] * lines)
        self.assertEqual(len(self._told(handover)), lines)
        self.assertEqual(self.customers.user_id, self.user_minh)
        self.assertEqual(self.customers.opportunity_ids.user_id, self.user_minh)
        self.assertEqual(len(handover.activity_ids), 1)

    def test_case_e24_a_batch_that_is_cut_short_never_happened(self):
        handover = self._start()

        with self.env.cr.savepoint() as killed:
            handover.sudo()._step(3)
            self.env.flush_all()
            killed.rollback()
        self.env.invalidate_all(flush=False)

        self.assertEqual(set(handover.line_ids.mapped("state")), {"planned"})
        self.assertEqual(self.customers.user_id, self.user_lan)
        self.assertFalse(self._told(handover))
        self._work(handover)
        self.assertEqual(self.customers.user_id, self.user_minh)

    def test_case_e24_stopped_and_gone_on(self):
        handover = self._start()
        handover.sudo()._step(2)

        handover.action_stop()
        self.assertFalse(handover.sudo()._step(2))
        done = len(handover.line_ids.filtered(lambda line: line.state == "done"))
        self.assertEqual(done, 2)
        self.assertEqual(
            round(handover.progress), round(100 * done / len(handover.line_ids))
        )

        handover.action_resume()
        self._work(handover)
        self.assertEqual((handover.state, handover.progress), ("done", 100.0))

    def test_case_e24_what_comes_while_it_runs_moves_too(self):
        handover = self._start()
        handover.sudo()._step(100)
        late = self._create_customer("Late", user_id=self.user_lan.id)
        again = self.lead.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.user_lan.id
        )

        self._work(handover)

        self.assertEqual((late | self.customers).user_id, self.user_minh)
        self.assertEqual(again.user_id, self.user_minh)
        self.assertEqual(len(self._told(handover)), len(handover.line_ids))

    def test_what_was_given_away_meanwhile_stays_there(self):
        handover = self._start()
        self.customers[0].user_id = self.user_thu

        self._work(handover)

        self.assertEqual(self.customers[0].user_id, self.user_thu)
        line = self._line(handover, self.customers[0])
        item = line.item_ids.filtered(lambda i: i.part == "customers")
        self.assertEqual(item.state, "skipped")

    def test_one_that_cannot_be_moved_says_why_and_holds_nobody_up(self):
        self.env.cr.execute(
            "CREATE FUNCTION refuse_move() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN RAISE EXCEPTION ''not this one''; END'"
        )
        self.env.cr.execute(
            "CREATE TRIGGER refuse BEFORE UPDATE ON res_partner FOR EACH ROW"
            f" WHEN (OLD.id = {int(self.customers[2].id)})"
            " EXECUTE FUNCTION refuse_move()"
        )
        handover = self._start()
        job = "odoo.addons.crm_relationship.models.crm_handover_run"
        with mute_logger("odoo.sql_db"), self.assertLogs(job):
            self._work(handover)

        bad = self._line(handover, self.customers[2])
        self.assertEqual((bad.state, handover.error_count), ("error", 1))
        self.assertIn("not this one", bad.error)
        others = self.customers - self.customers[2]
        self.assertEqual(others.user_id, self.user_minh)
        self.env.cr.execute("DROP TRIGGER refuse ON res_partner")
        handover.action_resume()
        self._work(handover)
        self.assertEqual(self.customers.user_id, self.user_minh)
        self.assertEqual(len(handover.activity_ids), 1)

    def test_the_scheduled_job_does_it(self):
        handover = self._start()

        with self.enter_registry_test_mode():
            self.env.ref("crm_relationship.ir_cron_handover").method_direct_trigger()
        self.env.invalidate_all()

        self.assertEqual(handover.state, "done")
        self.assertEqual(self.customers.user_id, self.user_minh)

    def test_it_costs_the_same_number_of_queries_whatever_the_number(self):
        def queries():
            handover = self._prepare()
            before = self.env.cr.sql_log_count
            handover.action_preview()
            self.env.flush_all()
            planned = self.env.cr.sql_log_count
            handover.action_start()
            self._work(handover)
            return planned - before, self.env.cr.sql_log_count - planned

        queries()  # warm
        self.customers[:2].user_id = self.user_lan
        self.customers[:2].opportunity_ids.user_id = self.user_lan
        few = queries()
        self.customers.user_id = self.user_lan
        self.customers.opportunity_ids.user_id = self.user_lan
        many = queries()

        self.assertLessEqual(many[0], few[0] + 5)
        self.assertLessEqual(many[1], few[1] + 15)
