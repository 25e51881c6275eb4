# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a file is imported, and reports are read and sent, with the mouse."""

from odoo import Command, fields
from odoo.tests import HttpCase, tagged

from .import_common import ImportCase


@tagged("post_install", "-at_install")
class TestImportReportTours(HttpCase, ImportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        exporters = cls.env.ref("base.group_allow_export")
        exporters.user_ids = [Command.link(cls.user_manager.id)]
        cls.user_manager.tz = "UTC"
        cls._log("meeting", user=cls.user_manager, occurred_at=fields.Datetime.now())

    def _tour(self, path, name):
        self.env.flush_all()
        self.start_tour(path, name, login=self.user_manager.login, timeout=120)

    def test_a_file_is_imported(self):
        imports = self.env["crm.customer.import"]

        def wake(batch):
            """Do at once what the scheduler does in a moment."""
            batch.sudo()._run()

        self.patch(type(imports), "_wake", wake)

        self._tour("/odoo/customer-imports", "crm_relationship_import_a_file")

        batch = imports.search([], order="id desc", limit=1)
        self.assertEqual((batch.name, batch.state), ("The old list", "imported"))
        self.assertEqual((batch.done_count, batch.rejected_count), (2, 1))
        self.assert_adds_up(batch)
        self.assertEqual(batch.user_id, self.user_manager)
        self.assertEqual(
            self.env["res.partner"].search([("name", "=", "Tour Ba")]).phone,
            "0905000333",
        )

    def test_a_report_is_read_and_downloaded(self):
        self._tour("/odoo/canned-reports", "crm_relationship_read_a_report")

        # sudo: only the system reads the log
        log = self.env["crm.export.log"].sudo().search([], order="id desc", limit=1)
        self.assertEqual((log.user_id, log.format), (self.user_manager, "xlsx"))

    def test_a_report_by_mail_is_looked_at_and_changed(self):
        schedules = self.env["crm.report.schedule"]
        schedules.search([]).active = False
        schedule = schedules.create(
            {
                "report_id": self.env.ref("crm_relationship.crm_report_meetings").id,
                "recipient_ids": [Command.set(self.user_manager.ids)],
                "frequency": "weekly",
            }
        )
        self.env["crm.report.delivery"].create(
            {
                "schedule_id": schedule.id,
                "user_id": self.user_manager.id,
                "due_date": fields.Date.today(),
                "due_at": fields.Datetime.now(),
                "sent_at": fields.Datetime.now(),
                "state": "sent",
            }
        )
        before = self.env["mail.mail"].search([], order="id desc", limit=1).id

        self._tour("/odoo/scheduled-reports", "crm_relationship_schedule_a_report")

        self.assertEqual((schedule.frequency, schedule.month_day), ("monthly", 31))
        mail = self.env["mail.mail"].search([("id", ">", before)])
        self.assertEqual(mail.email_to, self.user_manager.email_formatted)
