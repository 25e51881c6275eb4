# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: only what is a row's own fault takes it out of its queue."""

import psycopg2

from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

ROWS = list(range(8))


@tagged("post_install", "-at_install")
class TestParkedRow(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.parked = cls.env["crm.parked.row"]

    def setUp(self):
        super().setUp()
        self.taken_out, self.worked = [], []
        self.enterContext(
            mute_logger("odoo.sql_db", "odoo.addons.crm_relationship.models")
        )

    def _go_through(self, work, **options):
        self.parked._each_safely(
            ROWS, work, lambda row, _error: self.taken_out.append(row), **options
        )

    def _refuse(self, bad):
        """Return work that some rows make fail."""

        def work(rows):
            if bad & set(rows):
                raise ValueError("no")
            self.worked.extend(rows)

        return work

    def test_tables_of_another_version_take_no_row_out(self):
        def work(_rows):
            self.env.cr.execute("SELECT column_of_tomorrow FROM res_partner")

        with self.assertRaises(psycopg2.errors.UndefinedColumn):
            self._go_through(work)
        self.assertFalse(self.taken_out)

    def test_what_no_row_survives_stops_the_job_where_parking_is_for_good(self):
        with self.assertRaises(ValueError):
            self._go_through(self._refuse(set(ROWS)), stops_if_all=True)
        self.assertFalse(self.taken_out)

    def test_neighbours_that_fail_alike_do_not_stop_the_others(self):
        bad = {0, 1, 2, 3, 4}
        self._go_through(self._refuse(bad), stops_if_all=True)
        self.assertEqual(self.taken_out, sorted(bad))
        self.assertEqual(self.worked, [5, 6, 7])

    def test_rows_of_a_removed_addon_do_not_keep_the_others_parked(self):
        partner = self.env["res.partner"].create({"name": "Parked"})
        for queue in ("of_a_removed_addon", "statistics"):
            self.parked._park(
                queue, "res.partner", partner.id, ValueError("no"), self.env.company.id
            )
        rows = self.parked.search(
            [("res_model", "=", "res.partner"), ("res_id", "=", partner.id)]
        )
        self.assertEqual(len(rows), 2)

        rows.action_try_again()

        self.assertFalse(rows.exists())
        self.env.cr.execute(
            "SELECT count(*) FROM crm_partner_stat_queue WHERE partner_id = %s",
            [partner.id],
        )
        self.assertGreaterEqual(self.env.cr.fetchone()[0], 1)
