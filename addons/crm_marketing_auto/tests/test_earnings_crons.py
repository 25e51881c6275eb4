# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: the jobs finish, go on where they were cut off, and double nothing."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..models import crm_attribution_rebuild
from .earnings_common import EarningsCase, day

NAMES = ("ir_cron_touchpoint_collect", "ir_cron_attribution_rebuild")


@tagged("post_install", "-at_install")
class TestEarningsCrons(EarningsCase):
    def _run(self, name):
        self.env.flush_all()
        cron = self.env.ref(f"crm_marketing_auto.{name}")
        with self.enter_registry_test_mode():
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()

    @property
    def credits(self):
        return self.env["crm.attribution"].search(
            [("conversion_id.company_id", "=", self.company.id)]
        )

    def test_the_jobs_collect_and_rebuild(self):
        self.env["crm.lead"].create(
            {
                "name": "Tea",
                "company_id": self.company.id,
                "partner_id": self.lan.id,
                "source_id": self.google.id,
            }
        )
        # the lead is touched now, the sale comes after it
        self._order(self.lan, fields.Datetime.now() + timedelta(hours=1))

        for name in NAMES:
            self._run(name)

        self.assertEqual(self.credits.source_id, self.google)
        found = self.env["crm.attribution.round"]._get(self.company)
        self.assertFalse(found.done_id)
        self.assertTrue(found.built_at)

    def test_a_round_that_was_cut_off_goes_on(self):
        partners = (self.lan, self.minh, self.hoa)
        for partner in partners:
            self._touch(partner, day(-1), self.google)
            self._order(partner, day(0))
        # each conversion is a batch, and there is time for one
        commit = patch.object(
            type(self.env["ir.cron"]),
            "_commit_progress",
            lambda cron, processed=0, **kwargs: 0 if processed else 1,
        )
        with patch.object(crm_attribution_rebuild, "BATCH", 1), commit:
            companies = len(self.env["res.company"].search([]))
            counts = []
            for _run in range(companies + len(partners) + 50):
                self.env["crm.attribution"]._cron_rebuild()
                counts.append(len(self.credits))
        self.assertEqual(sorted(set(counts) - {0}), [1, 2, 3])
        self.assertEqual(sum(self.credits.mapped("linear_amount")), 300)
