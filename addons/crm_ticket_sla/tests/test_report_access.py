# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from io import BytesIO
from unittest.mock import patch
from zipfile import ZipFile

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.crm_relationship.report import crm_report_export

from .test_report import FRIDAY, ReportCase


@tagged("post_install", "-at_install")
class TestReportAccess(ReportCase):
    """A report tells nothing that the list of tickets does not."""

    REPORTS = ("crm.ticket.report", "crm.ticket.sla.report", "crm.ticket.stage.report")

    def test_a_salesperson_sees_no_report(self):
        for model in (*self.REPORTS, "crm.ticket.workload"):
            with self.subTest(model), self.assertRaises(AccessError):
                self.env[model].with_user(self.user_salesman).search([])
        with self.assertRaises(AccessError):
            self.env["crm.ticket.dashboard"].with_user(self.user_salesman).figures(7)

    def test_another_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "tic_stranger",
            groups="crm_ticket_sla.group_crm_ticket_sla_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self._add_clock(self.tickets[0], "met")
        ours = [("team_id", "=", self.team.id)]

        for model in (*self.REPORTS, "crm.ticket.workload"):
            with self.subTest(model):
                self.assertFalse(self.env[model].with_user(stranger).search(ours))
        with self.at(FRIDAY):
            dashboard = self.env["crm.ticket.dashboard"].with_user(stranger)
            figures = dashboard.figures(7)
        self.assertEqual(figures["period"]["opened"], 0)
        self.assertEqual(sum(map(sum, figures["heat"])), 0)

    def test_tickets_of_a_closed_team_are_counted_for_its_members_only(self):
        self.team.visibility = "members"
        outsider = new_test_user(
            self.env,
            "tic_outsider",
            groups="crm_ticket_sla.group_crm_ticket_sla_user",
        )
        ours = [("team_id", "=", self.team.id)]
        report = self.env["crm.ticket.report"]

        self.assertEqual(report.with_user(self.user_an).search_count(ours), 5)
        self.assertEqual(report.with_user(outsider).search_count(ours), 0)

        self._add_clock(self.tickets[0], "met")
        clocks = self.env["crm.ticket.sla.report"]
        self.assertEqual(clocks.with_user(self.user_an).search_count(ours), 1)
        self.assertEqual(clocks.with_user(outsider).search_count(ours), 0)
        # whoever works on a ticket sees its clocks, in whatever team
        self.tickets[0].user_id = outsider
        self.assertEqual(clocks.with_user(outsider).search_count(ours), 1)


@tagged("post_install", "-at_install")
class TestExport(ReportCase):
    """Workbooks hold what the user may see, as text."""

    def _export(self, user, model="crm.ticket.report", domain=()):
        file = BytesIO()
        self.env["crm.report.export"].with_user(user)._export(
            model, list(domain) or [("team_id", "=", self.team.id)], file
        )
        with ZipFile(file) as book:
            return "".join(
                book.read(name).decode()
                for name in book.namelist()
                if name.startswith("xl/")
            )

    def setUp(self):
        super().setUp()
        self.user_an.group_ids += self.env.ref("base.group_allow_export")

    def test_no_cell_starts_a_formula(self):
        for start in "=+-@":
            self._create_ticket(name=f'{start}HYPERLINK("http://evil.test","x")')
        self._create_ticket(name="http://evil.test")

        book = self._export(self.user_an)

        self.assertIn("HYPERLINK(", book)
        self.assertNotIn("<f>", book)
        self.assertNotIn("<hyperlink", book)

    def test_every_row_is_written_once_over_pages(self):
        self._create_ticket(name="Last of all")

        with patch.object(crm_report_export, "PAGE", 2):
            book = self._export(self.user_an)

        for name in ("Ticket 0", "Ticket 1", "Ticket 4", "Last of all"):
            self.assertEqual(book.count(name), 1)

    def test_other_models_are_not_exported(self):
        with self.assertRaisesRegex(UserError, "Report"):
            self._export(self.user_an, "res.users")

    def test_export_needs_the_right_to_export(self):
        self.user_binh.group_ids -= self.env.ref("base.group_allow_export")
        with self.assertRaises(AccessError):
            self._export(self.user_binh)
