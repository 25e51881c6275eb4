# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: tickets handled are counted as one counts them by hand, for who may see them."""

from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import MONDAY
from .test_report import HOUR, ReportCase


@tagged("post_install", "-at_install")
class TestCannedReport(ReportCase):
    """Five tickets of a Monday, solved after 1, 2, 3 and 10 hours; one is open."""

    def setUp(self):
        super().setUp()
        self.company.partner_id.tz = "Europe/Paris"
        for ticket, outcome in zip(
            self.tickets, ("met", "met", "missed", "waived", "pending"), strict=True
        ):
            clock = "running" if outcome == "pending" else "stopped"
            self._add_clock(ticket, outcome, clock=clock)
        self.env.flush_all()

    def _build(self, user=None, **options):
        report = self.env.ref("crm_ticket_sla.crm_report_tickets")
        report = report.with_user(user or self.user_manager)
        options = {"partner_id": self.customer.id, "period": "this_week", **options}
        _period, tables = report._build(options, MONDAY + timedelta(days=3))
        return {table.title: table for table in tables}

    def _cells(self, table, label):
        names = [column.label for column in table.columns]
        rows = [*table.rows, table.totals]
        return dict(zip(names, next(r for r in rows if r[0] == label), strict=True))

    def test_tickets_handled_by_hand(self):
        tables = self._build()

        binh = self._cells(tables["By agent"], "Binh")
        # opened 0, 2 and 4; solved 0 after one hour, 2 after three
        self.assertEqual((binh["Received"], binh["Solved"]), (3, 2))
        self.assertAlmostEqual(binh["Hours to solve"], 2)
        total = self._cells(tables["By team"], "Total")
        self.assertEqual((total["Received"], total["Solved"]), (5, 4))
        self.assertAlmostEqual(total["Hours to solve"], 4)
        self.assertEqual(total["Promises missed"], 1)
        self.assertAlmostEqual(total["Missed share"], 1 / 3)
        self.assertEqual(total["Received, before"], 0)
        category = self._cells(tables["By category"], "Printers")
        self.assertEqual(category["Received"], 5)

    def test_23_59_belongs_to_the_day_that_ends(self):
        # the Sunday before, 23:59 and midnight in Paris
        for minutes in (-1, 0):
            self._create_ticket(
                at=MONDAY - 10 * HOUR + timedelta(minutes=minutes),
                name="Night",
                user_id=self.user_chi.id,
            )
        chi = self._cells(self._build()["By agent"], "Chi")
        self.assertEqual((chi["Received"], chi["Received, before"]), (1, 0))
        chi = self._cells(
            self._build(period="custom", date_from="2026-05-31", date_to="2026-05-31")[
                "By agent"
            ],
            "Chi",
        )
        self.assertEqual(chi["Received"], 1)

    def test_who_works_no_tickets_gets_no_report(self):
        for user in (self.user_salesman, self.user_employee):
            with self.assertRaises(AccessError):
                self._build(user, partner_id=False)

    def test_the_digest_counts_tickets_for_agents_only(self):
        digest = self.env["digest.digest"].create(
            {
                "name": "Tickets",
                "company_id": self.company.id,
                "kpi_crm_ticket_received": True,
                "kpi_crm_ticket_solved": True,
            }
        )
        before = digest.with_user(self.user_an).with_context(
            start_datetime=MONDAY - HOUR, end_datetime=MONDAY
        )
        during = before.with_context(
            start_datetime=MONDAY, end_datetime=MONDAY + 3 * HOUR
        )
        self.assertEqual(during.kpi_crm_ticket_received_value, 5)
        # after one and two hours; the third is solved as the time is over
        self.assertEqual(during.kpi_crm_ticket_solved_value, 2)
        with self.assertRaises(AccessError):
            before.with_user(self.user_salesman).mapped("kpi_crm_ticket_solved_value")
