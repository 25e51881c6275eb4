# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a pivot table that no workbook holds is refused, before it is written."""

import json

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..controllers.pivot_table import is_too_large
from .common import RelationshipCase


def pivot(*lines, measures=1):
    """Return a table with headers (width, height), a list of them each line."""
    return {
        "model": "crm.lead",
        "title": "Pipeline",
        "col_group_headers": [
            [{"title": "x", "width": w, "height": h} for w, h in line] for line in lines
        ],
        "measure_headers": [{"title": "Count", "is_bold": False}] * measures,
        "rows": [],
    }


@tagged("post_install", "-at_install")
class TestPivotTable(HttpCase, RelationshipCase):
    def test_what_a_workbook_holds_is_written(self):
        for table in (
            pivot(),
            pivot([(1, 1)]),
            pivot([(16_383, 1)]),
            pivot([(4_000, 1)], [(2_000, 1), (2_000, 1)], measures=4_000),
            # as tall as it says, not taller than there are lines
            pivot([(2, 100_000)], [(2, 1)]),
        ):
            self.assertFalse(is_too_large(table))

    def test_what_no_workbook_holds_is_not(self):
        for table in (
            pivot([(16_384, 1)]),
            pivot([(100_000, 100_000)]),
            pivot([(10_000, 1), (10_000, 1)]),
            pivot([(10_000, 1), (-10_000, 1)]),
            pivot([(1, 1)], measures=16_384),
            pivot(*[[(10_000, 100)]] * 60),
        ):
            self.assertTrue(is_too_large(table))

    def test_who_asks_for_too_much_is_told(self):
        right = self.env.ref("base.group_allow_export")
        right.user_ids = [(4, self.user_lan.id)]
        logged = self.env["crm.export.log"].search_count([])
        self.authenticate(self.user_lan.login, self.user_lan.login)

        with mute_logger("odoo.http"):
            answer = self.url_open(
                "/web/pivot/export_xlsx",
                data={
                    "csrf_token": http.Request.csrf_token(self),
                    "data": json.dumps(pivot([(100_000, 100_000)])),
                },
            )

        self.assertEqual(answer.status_code, 422)
        self.assertIn("16,384 columns", answer.text)
        self.assertEqual(self.env["crm.export.log"].search_count([]), logged)
