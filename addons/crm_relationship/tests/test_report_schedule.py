# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a report comes by mail once when it is due, of what its reader may see."""

from datetime import datetime, timedelta
from io import BytesIO

import openpyxl
import psycopg2

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .report_common import ReportCase
from .report_post import PostBox
from .standing_common import NOW

DUE = datetime(2026, 6, 1, 1, 0)  # Monday 08:00 in Hanoi


@tagged("post_install", "-at_install")
class TestReportSchedule(ReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.report.schedule"].search([]).active = False
        cls.readers = cls.user_lan + cls.user_minh + cls.user_manager
        cls.readers.tz = "Asia/Ho_Chi_Minh"
        exporters = cls.env.ref("base.group_allow_export")
        exporters.user_ids = [
            Command.link(cls.user_lan.id),
            Command.unlink(cls.user_minh.id),
            Command.link(cls.user_manager.id),
        ]
        cls.schedule = cls.env["crm.report.schedule"].create(
            {
                "report_id": cls.env.ref("crm_relationship.crm_report_meetings").id,
                "company_id": cls.company.id,
                "period": "last_week",
                "frequency": "weekly",
                "weekday": "0",
                "hour": 8,
                "recipient_ids": [Command.set(cls.readers.ids)],
                "since": NOW - timedelta(days=30),
            }
        )
        for partner, user in ((cls.buyer, cls.user_lan), (cls.minhs, cls.user_minh)):
            cls._log(
                "meeting",
                partner=partner,
                user=user,
                occurred_at=datetime(2026, 5, 27, 2),
                company_id=cls.company.id,
            )

    def _run(self, now=NOW):
        """Do what the job does, in this transaction; return what is sent or not."""
        deliveries = self.env["crm.report.delivery"]
        deliveries._plan(now)
        while delivery := deliveries._claim(now):
            delivery._deliver(now)
        return self._deliveries()

    def _deliveries(self, user=None):
        found = self.schedule.delivery_ids
        return found.filtered(lambda row: row.user_id == user) if user else found

    def _mail(self, user):
        return self.env["mail.mail"].search([("email_to", "=", user.email_formatted)])

    def _sheets(self, content):
        return openpyxl.load_workbook(BytesIO(content))

    def test_everybody_gets_one_mail_of_what_they_may_see(self):
        rows = self._run()

        self.assertEqual(rows.mapped("state"), ["sent"] * 3)
        for user, held in ((self.user_lan, 1), (self.user_manager, 2)):
            mail = self._mail(user)
            self.assertEqual(len(mail), 1)
            book = self._sheets(mail.attachment_ids.raw)
            people = book["By colleague"]
            total = [row for row in people.values if row[0] == "Total"]
            self.assertEqual(total[0][1], held, user.name)
            self.assertIn(f"<td style=\"padding: 6px; font-weight: bold;\">{held}</td>",
                          mail.body_html)  # fmt: skip
        names = [row[1] for row in book["By colleague"].values]
        self.assertTrue(names)

    def test_without_the_right_to_export_the_figures_come_without_the_file(self):
        rows = self._run()

        mail = self._mail(self.user_minh)
        self.assertFalse(mail.attachment_ids)
        self.assertIn("Meetings held", mail.body_html)
        self.assertFalse(
            rows.filtered(lambda r: r.user_id == self.user_minh).is_with_file
        )
        logged = self.env["crm.export.log"].search(
            [
                ("model", "=", "crm.report"),
                ("user_id", "in", self.readers.ids),
                ("domain", "like", "meetings:"),
            ]
        )
        self.assertEqual(
            set(logged.user_id.mapped("login")), {"rel_lan", "rel_manager"}
        )

    def test_it_is_sent_once_a_due_day_however_often_the_job_runs(self):
        for minutes in (0, 10, 500):
            self._run(NOW + timedelta(minutes=minutes))
        self.assertEqual(len(self._deliveries()), 3)
        for user in self.readers:
            self.assertEqual(len(self._mail(user)), 1)

        self._run(DUE + timedelta(days=7))
        self.assertEqual(len(self._deliveries()), 6)

    def test_it_is_due_at_the_hour_of_each_recipient(self):
        self.user_lan.tz = "Europe/Paris"  # there it is 08:00 five hours later
        rows = self._run(DUE)
        self.assertEqual(rows.user_id, self.user_minh + self.user_manager)
        self.assertFalse(self._run(DUE - timedelta(minutes=1)) - rows)

        rows = self._run(DUE + timedelta(hours=5))
        self.assertEqual(
            rows.filtered(lambda row: row.user_id == self.user_lan).due_at,
            datetime(2026, 6, 1, 6),
        )

    def test_what_was_due_before_the_schedule_or_long_ago_is_not_sent(self):
        self.schedule.since = DUE
        self.assertFalse(self._run())
        self.schedule.since = NOW - timedelta(days=30)
        self.assertFalse(self._run(DUE + timedelta(days=2, hours=1)))

    def test_only_active_colleagues_who_work_there_get_it(self):
        self.user_hoa.tz = "Asia/Ho_Chi_Minh"
        self.schedule.recipient_ids = self.user_hoa + self.user_minh + self.user_manager
        self.user_hoa.active = False
        self.user_minh.write(
            {
                "company_ids": [Command.set(self.env.ref("base.main_company").ids)],
                "company_id": self.env.ref("base.main_company").id,
            }
        )
        rows = self._run()

        self.assertEqual(rows.user_id, self.user_minh + self.user_manager)
        minh = self._deliveries(self.user_minh)
        self.assertEqual(minh.state, "skipped")
        self.assertIn("does not work", minh.detail)
        self.assertFalse(self._mail(self.user_minh))
        with self.assertRaisesRegex(ValidationError, "no internal user"):
            self.schedule.recipient_ids += self.user_portal

    def test_who_may_not_open_the_report_gets_none(self):
        self.user_accountant.write(
            {
                "company_ids": [Command.set(self.company.ids)],
                "company_id": self.company.id,
                "tz": "Asia/Ho_Chi_Minh",
            }
        )
        self.schedule.recipient_ids = self.user_accountant

        rows = self._run()

        self.assertEqual(rows.state, "skipped")
        self.assertFalse(self._mail(self.user_accountant))

    def test_a_report_that_fails_is_tried_again_and_then_left(self):
        self.schedule.recipient_ids = self.user_lan
        self.schedule.report_id.sudo().filters = "x"
        self.env.cr.execute(
            "UPDATE crm_report SET code = 'broken' WHERE id = %s",
            [self.schedule.report_id.id],
        )
        self.env.invalidate_all()
        broken = type(self.env["crm.report"])
        broken._report_broken = lambda report, period: 1 / 0
        self.addCleanup(delattr, broken, "_report_broken")
        with mute_logger("odoo.addons.crm_relationship.models.crm_report_delivery"):
            rows = self._run()
            self.assertEqual((rows.state, rows.attempts), ("due", 1))
            self._run(NOW + timedelta(minutes=1))
            self.assertEqual(rows.attempts, 1)
            self._run(NOW + timedelta(minutes=16))
            self._run(NOW + timedelta(minutes=32))

        self.assertEqual((rows.state, rows.attempts), ("failed", 3))
        self.assertFalse(self._mail(self.user_lan))

    def test_what_is_tried_later_is_nothing_to_do_now(self):
        self.env["crm.report.delivery"]._plan(NOW)
        self._deliveries().try_at = NOW + timedelta(minutes=15)
        cron = self.env.ref("crm_relationship.ir_cron_report_delivery")

        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

        told = self.env["ir.cron.progress"].search(
            [("cron_id", "=", cron.id)], order="id desc", limit=1
        )
        self.assertEqual((len(told), told.remaining), (1, 0))
        self.assertEqual(self._deliveries().mapped("state"), ["due"] * 3)

    def test_the_database_keeps_a_second_row_of_a_day_out(self):
        self._run()
        with (
            self.assertRaises(psycopg2.errors.UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self._deliveries()[0].copy({"state": "due"})
            self.env.flush_all()

    def test_one_real_mail_arrives_with_the_file(self):
        box = PostBox()
        box.start()
        self.addCleanup(box.stop, no_assert=True)
        self.env["ir.mail_server"].search([]).active = False
        self.env["mail.mail"].search([("state", "=", "outgoing")]).state = "cancel"
        self.env["ir.mail_server"].create(
            {
                "name": "Loopback",
                "smtp_host": "127.0.0.1",
                "smtp_port": box.port,
                "smtp_encryption": "none",
            }
        )
        self.patch(IrMail_Server, "_disable_send", classmethod(lambda cls: False))
        self.schedule.recipient_ids = self.user_lan
        cron = self.env.ref("crm_relationship.ir_cron_report_delivery")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
            cron.method_direct_trigger()
        self.assertEqual(self._deliveries().mapped("state"), ["sent"])

        self._mail(self.user_lan).send()

        [mail] = box.mails
        self.assertIn("lan@company.test", mail["To"])
        self.assertEqual(mail["Subject"], "Meetings and outcomes · Of the test")
        [file] = list(mail.iter_attachments())
        self.assertEqual(
            file.get_filename(), "Meetings and outcomes 2026-05-25 - 2026-05-31.xlsx"
        )
        book = self._sheets(file.get_content())
        self.assertEqual(book["By colleague"]["A2"].value, "Lan")

    def test_salespeople_schedule_for_themselves_managers_for_others(self):
        values = {
            "report_id": self.schedule.report_id.id,
            "company_id": self.company.id,
        }
        own = self.env["crm.report.schedule"].with_user(self.user_lan).create(values)
        self.assertEqual(own.recipient_ids, self.user_lan)
        with self.assertRaises(AccessError):
            own.with_user(self.user_minh).read(["hour"])
        with self.assertRaisesRegex(ValidationError, "only managers"):
            own.recipient_ids += self.user_minh
        theirs = self.schedule.with_user(self.user_minh)
        self.assertTrue(theirs.has_access("read"))
        self.assertFalse(theirs.has_access("write"))
        self.env["crm.report.schedule"].with_user(self.user_manager).create(
            {**values, "recipient_ids": [Command.set(self.user_lan.ids)]}
        )
        own.action_send_now()
        self.assertEqual(len(self._mail(self.user_lan)), 1)
