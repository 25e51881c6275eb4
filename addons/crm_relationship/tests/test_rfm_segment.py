# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: segments are a table that people edit, and scores follow it."""

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from ..tools import rfm
from .standing_common import NOW, StandingCase


@tagged("post_install", "-at_install")
class TestRfmSegment(CronMixinCase, StandingCase):
    def setUp(self):
        super().setUp()
        self.segments = self.env["crm.rfm.segment"].search([])

    def _segment(self, code):
        return self.segments.filtered(lambda s: s.code == code)

    def test_the_table_starts_as_the_usual_map(self):
        for recency in range(1, 6):
            for frequency in range(1, 6):
                first = next(
                    s for s in self.segments if s._holds((recency, frequency, 3))
                )
                self.assertEqual(first.code, rfm.segment(recency, frequency))
        self.assertFalse(self.segments._uncovered())

    def test_scores_follow_the_edited_table(self):
        self._bought(3)
        self.env["crm.rfm.segment"].create(
            {"name": "Quý khách mới", "sequence": 1, "recency_min": 5}
        )

        self.env["crm.partner.stat"]._refresh_rfm(self.company, NOW)

        stat = self._stat()
        self.assertEqual(stat.rfm_segment, "quy_khach_moi")
        labels = dict(stat._fields["rfm_segment"]._description_selection(self.env))
        self.assertEqual(labels["quy_khach_moi"], "Quý khách mới")

    def test_money_may_decide_too(self):
        rich = self._create_customer("Rich")
        self._bought(3)
        self._bought(3, partner=rich, price=19000.0)
        self.env["crm.rfm.segment"].create(
            {"name": "VIP", "sequence": 1, "monetary_min": 5}
        )

        self.env["crm.partner.stat"]._refresh_rfm(self.company, NOW)

        self.assertEqual(self._stat(rich).rfm_segment, "vip")
        self.assertNotEqual(self._stat().rfm_segment, "vip")

    def test_no_segment_is_a_segment_too(self):
        self.segments.unlink()
        self._bought(3)

        self.env["crm.partner.stat"]._refresh_rfm(self.company, NOW)

        self.assertFalse(self._stat().rfm_segment)
        self.assertEqual(self._stat().rfm_recency, 5)

    def test_technical_names_stay_apart(self):
        first, second = self.env["crm.rfm.segment"].create(
            [{"name": "Đặc biệt"}, {"name": "Đặc biệt"}]
        )

        self.assertEqual(first.code, "dac_biet")
        self.assertEqual(second.code, "dac_biet_2")

    def test_a_gap_in_the_table_is_found(self):
        self._segment("new").unlink()

        self.assertEqual(
            set(self.segments.exists()._uncovered()), {(5, 1, m) for m in range(1, 6)}
        )

    @mute_logger("odoo.sql_db")
    def test_an_empty_range_is_refused(self):
        with self.assertRaises(CheckViolation):
            self._segment("new").write({"recency_min": 5, "recency_max": 4})
            self.env.flush_all()

    def test_a_change_wakes_the_job(self):
        job = self.env.ref("crm_relationship.ir_cron_partner_stat_rfm")
        with self.capture_triggers(job.id) as triggers:
            self._segment("new").recency_min = 4
        self.assertTrue(triggers.records)
        with self.capture_triggers(job.id) as triggers:
            self._segment("new").name = "Newcomers"
        self.assertFalse(triggers.records)

    def test_managers_edit_and_salespeople_read(self):
        new = self._segment("new")
        self.assertTrue(new.with_user(self.user_lan).name)
        with self.assertRaises(AccessError):
            new.with_user(self.user_lan).recency_min = 1
        new.with_user(self.user_manager).recency_min = 4
