# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: two hosts that notice the same start it once, tell of it once."""

from datetime import datetime, timedelta

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, Command, api
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

#: Long ago: whatever else the database holds is not late by then.
NOW = datetime(2020, 1, 6, 8)
DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestPlaybookConcurrency(TransactionCase):
    """Transactions of their own, so they commit."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.env.registry.clear_cache)
        self.addCleanup(self._clean)
        env = self._open()
        partner = env["res.partner"].create({"name": "Two hosts"})
        tier = env["crm.customer.tier"].create(
            {"name": "Two hosts", "domain": "[('id', '=', 0)]"}
        )
        plan = env["mail.activity.plan"].create(
            {
                "name": "Two hosts",
                "res_model": "res.partner",
                "template_ids": [Command.create({"summary": "Two hosts"})],
            }
        )
        playbook = env["crm.playbook"].create(
            {
                "name": "Two hosts",
                "trigger": "tier",
                "plan_id": plan.id,
                "tier_ids": [Command.set(tier.ids)],
                "responsible_id": env.ref("base.user_admin").id,
            }
        )
        change = env["crm.partner.change"].create(
            {
                "partner_id": partner.id,
                "company_id": env.company.id,
                "kind": "tier",
                "tier_id": tier.id,
                "changed_at": NOW,
            }
        )
        env.flush_all()
        env.cr.execute(
            "UPDATE crm_playbook SET create_date = %s WHERE id = %s",
            [NOW - DAY, playbook.id],
        )
        self.ids = {record._name: record.id for record in (
            partner, tier, plan, playbook, change,
        )}  # fmt: skip
        env.cr.commit()
        self.env.registry.clear_cache()

    def _clean(self):
        env = self._open()
        for name in (
            "crm.playbook",
            "crm.partner.change",
            "res.partner",
            "mail.activity.plan",
            "crm.customer.tier",
        ):
            env[name].browse(self.ids[name]).unlink()
        env.cr.commit()

    def _open(self):
        """Return the environment of a transaction that has begun and stays open."""
        cr = db_connect(self.env.cr.dbname).cursor()
        self.addCleanup(cr.close)
        cr.execute("SELECT 1")  # what it sees is settled now
        return api.Environment(cr, SUPERUSER_ID, {})

    def _start(self, env):
        env["crm.playbook"]._start_changes(
            self.ids["crm.partner.change"] - 1, NOW + DAY
        )
        env.flush_all()

    def _told(self):
        """Return (runs, steps, activities) as committed."""
        env = self._open()
        runs = env["crm.playbook.run"].search(
            [("playbook_id", "=", self.ids["crm.playbook"])]
        )
        activities = env["mail.activity"].search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "=", self.ids["res.partner"]),
            ]
        )
        return len(runs), len(runs.step_ids), len(activities)

    def test_a_host_that_is_late_starts_nothing_twice(self):
        first, second = self._open(), self._open()
        self._start(first)
        first.cr.commit()

        with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
            self._start(second)
        second.cr.rollback()
        second.invalidate_all()
        self._start(second)
        second.cr.commit()

        self.assertEqual(self._told(), (1, 1, 1))

    def test_after_a_crash_it_starts_once(self):
        first, second = self._open(), self._open()
        self._start(first)
        first.cr.rollback()  # the process died before its commit
        self.assertEqual(self._told(), (0, 0, 0))

        self._start(second)
        second.cr.commit()

        self.assertEqual(self._told(), (1, 1, 1))

    def test_what_one_host_tells_the_other_skips(self):
        begin = self._open()
        self._start(begin)
        run = begin["crm.playbook.run"].search(
            [("playbook_id", "=", self.ids["crm.playbook"])]
        )
        run.step_ids.activity_id.date_deadline = NOW.date()
        company = begin.company.id
        begin.cr.commit()
        first, second = self._open(), self._open()

        def escalate(env):
            companies = env["res.company"].browse(company)
            return env["crm.playbook.step"]._escalate(companies, NOW + 5 * DAY)

        mine = escalate(first)
        first.flush_all()
        theirs = escalate(second)
        first.cr.commit()
        second.cr.commit()

        self.assertEqual((mine, theirs), (1, 0))
        self.assertEqual(self._told(), (1, 1, 2))
