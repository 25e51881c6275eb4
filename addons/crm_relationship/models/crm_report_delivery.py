# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta
from io import BytesIO

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.due import due_last

_logger = logging.getLogger(__name__)

#: How late a report may still come: a machine that was off sends it once, not for days.
LATEST = timedelta(days=2)
ATTEMPTS = 3
CLAIM = """
    SELECT id FROM crm_report_delivery
     WHERE state = 'due' AND (try_at IS NULL OR try_at <= %s)
     ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
"""
PLAN = """
    INSERT INTO crm_report_delivery (schedule_id, user_id, due_date, due_at, state,
        attempts, create_uid, create_date, write_uid, write_date)
    SELECT v.schedule_id, v.user_id, v.due_date, v.due_at, 'due', 0, %(uid)s, %(now)s,
        %(uid)s, %(now)s
      FROM (VALUES %(rows)s) v(schedule_id, user_id, due_date, due_at)
    ON CONFLICT (schedule_id, user_id, due_date) DO NOTHING
"""


class CrmReportDelivery(models.Model):
    """A scheduled report on one day for one recipient: sent, or not and why.

    One row a day, written before anything is built: whatever job finds it first locks
    it, and the mail is queued in the transaction that says so.
    """

    _name = "crm.report.delivery"
    _description = "Delivery of a Report"
    _order = "due_at desc, id desc"
    _rec_name = "schedule_id"

    schedule_id = fields.Many2one(
        "crm.report.schedule", required=True, readonly=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Recipient",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    due_date = fields.Date(required=True, readonly=True)
    due_at = fields.Datetime(string="Due", readonly=True)
    state = fields.Selection(
        [
            ("due", "Due"),
            ("sent", "Sent"),
            ("skipped", "Not for this recipient"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        default="due",
    )
    sent_at = fields.Datetime(readonly=True)
    is_with_file = fields.Boolean(string="With the workbook", readonly=True)
    attempts = fields.Integer(readonly=True)
    try_at = fields.Datetime(string="Next attempt", readonly=True)
    detail = fields.Char(readonly=True)

    _once_uniq = models.Constraint(
        "UNIQUE (schedule_id, user_id, due_date)", "A report is sent once on a day."
    )
    _due_idx = models.Index("(id) WHERE state = 'due'")
    _failed_idx = models.Index("(due_at) WHERE state = 'failed'")

    # ------------------------------------------------------------
    # The job
    # ------------------------------------------------------------

    @api.model
    def _cron_send(self):
        """Send what is due, one mail a transaction."""
        commit = self.env["ir.cron"]._commit_progress
        now = fields.Datetime.now()
        self._plan(now)
        commit(remaining=self._count_due(now))
        while delivery := self._claim(now):
            delivery._deliver(now)
            if not commit(1):
                return
        commit(remaining=0)  # what is left another job holds

    @api.model
    def _count_due(self, now):
        """Return how many deliveries there are to do now; the others wait for their
        next attempt."""
        untried = Domain("try_at", "=", False) | Domain("try_at", "<=", now)
        return self.search_count(Domain("state", "=", "due") & untried)

    @api.model
    def _plan(self, now):
        """Write down what is due, once for each recipient and day.

        Another job that does the same at the same time writes nothing twice.
        """
        schedules = self.env["crm.report.schedule"].search([("active", "=", True)])
        rows = []
        for schedule in schedules:
            rhythm = schedule._rhythm()
            for user in schedule.recipient_ids:
                if not user.active or user.share:
                    continue
                day, at = due_last(now, user.tz or "UTC", rhythm)
                if at > schedule.since and now - at < LATEST:
                    rows.append(
                        SQL("(%s, %s, %s::date, %s::timestamp)",
                            schedule.id, user.id, day, at)
                    )  # fmt: skip
        if rows:
            self.env.execute_query(
                SQL(
                    PLAN + " RETURNING id",
                    uid=self.env.uid,
                    now=SQL("%s::timestamp", now),
                    rows=SQL(", ").join(rows),
                )
            )
            self.invalidate_model()

    @api.model
    def _claim(self, now):
        """Return a delivery that is due and locked for this job, if any."""
        self.flush_model()
        rows = self.env.execute_query(SQL(CLAIM, now))
        return self.browse(rows[0]) if rows else self.browse()

    def _deliver(self, now):
        """Build and queue one mail, or write down why there is none."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._send(now)
        except (AccessError, UserError) as error:
            self._end("skipped", str(error))
        except Exception as error:  # whatever a report meets, the others are sent
            _logger.exception("Scheduled report %s", self.schedule_id.display_name)
            attempts = self.attempts + 1
            self.write({"attempts": attempts, "try_at": now + timedelta(minutes=15)})
            if attempts >= ATTEMPTS:
                self._end("failed", str(error))

    def _end(self, state, detail=False):
        self.write({"state": state, "detail": (detail or "")[:500] or False})

    def _send(self, now):
        user, schedule = self.user_id, self.schedule_id
        if not user.active or user.share:
            raise UserError(
                self.env._("The recipient is no active colleague any more.")
            )
        if not user.email:
            raise UserError(self.env._("The recipient has no email address."))
        if schedule.company_id not in user.company_ids:
            raise UserError(self.env._("The recipient does not work in the company."))
        recipient = self.with_user(user).with_context(
            lang=user.lang, tz=user.tz, allowed_company_ids=schedule.company_id.ids
        )
        body, files, rows = recipient._compose(
            schedule.with_env(recipient.env), recipient.env.user, now
        )
        self._post(schedule, user, body, files)
        self.write(
            {
                "state": "sent",
                "sent_at": now,
                "is_with_file": rows is not None,
                "detail": False,
            }
        )

    # ------------------------------------------------------------
    # The mail
    # ------------------------------------------------------------

    @api.model
    def _compose(self, schedule, user, now):
        """Build the report as the user of the environment.

        :return: (body, files as (name, bytes), rows of the file or None without)
        """
        # sudo: what is to be sent was set by a manager, who may read the schedule
        wanted = schedule.sudo()
        report = self.env["crm.report"].browse(wanted.report_id.id)
        period, tables = report._build(wanted._options(), now)
        files, rows = [], None
        if wanted.is_with_file and user.has_group("base.group_allow_export"):
            file = BytesIO()
            rows = report._write_file(file, tables, period, "xlsx")
            files.append((report._file_name(period, "xlsx"), file.getvalue()))
        body = self.env["ir.qweb"]._render(
            "crm_relationship.report_mail",
            {
                "report": report,
                "days": report._period_label(period),
                "days_before": report._period_label(period.before),
                "figures": report._figures_text(tables),
                "url": f"{report.get_base_url()}/odoo/canned-reports/{report.id}"
                "/canned-report",
                "has_file": bool(files),
                "user": user,
            },
        )
        return body, files, rows

    @api.model
    def _post(self, schedule, user, body, files):
        """Queue the mail; the rows that were taken out are logged already."""
        report = schedule.report_id.with_context(lang=user.lang)
        self.env["mail.mail"].create(
            {
                "subject": f"{report.name} · {schedule.company_id.name}",
                "body_html": body,
                "email_to": user.email_formatted,
                "email_from": schedule.company_id.email_formatted
                or self.env.ref("base.user_root").email_formatted,
                "auto_delete": True,
                "headers": {"X-Auto-Response-Suppress": "OOF"},
                "attachment_ids": [
                    fields.Command.create(
                        {"name": name, "raw": content, "res_model": "mail.message"}
                    )
                    for name, content in files
                ],
            }
        )

    def action_try_again(self):
        """Send after all what was given up."""
        self.env["crm.health"]._check_administrator()
        failed = self.filtered(lambda delivery: delivery.state == "failed")
        # sudo: deliveries are written by the job alone
        failed.sudo().write({"state": "due", "attempts": 0, "try_at": False})
        # sudo: who has it sent again may wake the job
        self.env.ref("crm_relationship.ir_cron_report_delivery").sudo()._trigger()

    @api.autovacuum
    def _gc_deliveries(self):
        """Forget deliveries of more than a year ago."""
        old = self.search(
            Domain("due_at", "<", fields.Datetime.now() - timedelta(days=365)),
            limit=1000,
        )
        count = len(old)
        old.unlink()
        return count, count == 1000
