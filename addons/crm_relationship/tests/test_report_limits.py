# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a report reads what its groups may, and no more than a page or file needs."""

from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models import crm_report_meetings
from .report_common import ReportCase
from .standing_common import DAY, NOW


@tagged("post_install", "-at_install")
class TestReportLimits(ReportCase):
    # ------------------------------------------------------------
    # The code
    # ------------------------------------------------------------

    def test_a_manager_renames_a_report_but_never_says_what_it_reads(self):
        report = self.report("meetings")
        report.name = "Our meetings"
        with self.assertRaisesRegex(AccessError, "cannot be changed"):
            report.code = "revenue"
        with self.assertRaises(AccessError):
            report.create({"name": "Mine", "code": "receivables_of_all"})
        self.assertEqual(report.sudo().code, "meetings")

    def test_who_installs_reports_says_what_they_read(self):
        report = self.report("meetings").sudo()
        report.code = "meetings_of_old"
        self.assertEqual(report.code, "meetings_of_old")

    # ------------------------------------------------------------
    # Queries
    # ------------------------------------------------------------

    def _queries(self, code, **options):
        """Return how many queries a report makes, when all is as after a start."""
        self.build(code, **options)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.report(code)._build(options)
        return self.env.cr.sql_log_count - before

    def _customers(self, count):
        return [
            self._create_customer(f"Customer {n}", user_id=self.user_lan.id)
            for n in range(count)
        ]

    def test_revenue_of_many_customers_and_products_takes_as_many_queries(self):
        category = self.env["product.category"].create({"name": "Known"})
        self.known.categ_id = category
        self._invoice((self.known, 1, 10.0))
        few = self._queries("revenue", period="last_month")
        for customer in self._customers(7):
            category = self.env["product.category"].create({"name": customer.name})
            product = self.env["product.product"].create(
                {"name": customer.name, "categ_id": category.id}
            )
            self._invoice((product, 1, 10.0), partner=customer)

        many = self._queries("revenue", period="last_month")

        self.assertEqual(many, few)

    def test_lists_of_many_rows_take_as_many_queries(self):
        self._met(self.buyer)
        self._planned(self.buyer)
        few = [self._queries(code, **when) for code, when in self._lists()]
        for customer in self._customers(7):
            self._met(customer)
            self._planned(customer)

        many = [self._queries(code, **when) for code, when in self._lists()]

        self.assertEqual(many, few)

    def _lists(self):
        return (
            ("meetings", {"period": "last_month"}),
            ("meetings_planned", {"period": "next_month"}),
        )

    def _met(self, partner, days=5):
        return self._log(
            "meeting",
            partner=partner,
            occurred_at=NOW - days * DAY,
            outcome_id=self.outcome("successful").id,
            company_id=self.company.id,
        )

    def _planned(self, partner, days=35):
        return self.env["calendar.event"].create(
            {
                "name": f"Meet {partner.name}",
                "start": NOW + days * DAY,
                "stop": NOW + days * DAY + timedelta(hours=1),
                "user_id": self.user_lan.id,
                "partner_ids": [(6, 0, (partner + self.user_lan.partner_id).ids)],
            }
        )

    # ------------------------------------------------------------
    # Long lists
    # ------------------------------------------------------------

    def test_a_long_list_is_cut_and_says_so(self):
        self.patch(crm_report_meetings, "LISTED", 2)
        for days in (5, 6):
            self._met(self.buyer, days)
            self._planned(self.buyer, 30 + days)
        whole = self.build("meetings", period="last_month")["Successful meetings"]
        self.assertEqual((len(whole.rows), list(whole.notes)), (2, []))
        self._met(self.buyer, 7)
        self._planned(self.buyer, 40)

        met = self.build("meetings", period="last_month")["Successful meetings"]
        planned = self.build("meetings_planned", period="next_month")

        self.assertEqual([row[0] for row in met.rows], [NOW - 5 * DAY, NOW - 6 * DAY])
        self.assertIn("Only the first 2 are listed", met.notes[0])
        planned = planned["Meetings planned"]
        self.assertEqual(
            [row[0] for row in planned.rows], [NOW + 35 * DAY, NOW + 36 * DAY]
        )
        self.assertIn("Only the first 2 are listed", planned.notes[0])

    def test_rows_that_a_page_does_not_show_open_nothing(self):
        self.patch(crm_report_meetings, "PAGE_ROWS", 1)
        self._met(self.buyer, 5)
        self._met(self.buyer, 6)

        table = self.build("meetings", period="last_month")["Successful meetings"]

        self.assertEqual((len(table.rows), len(table.opens)), (2, 1))
