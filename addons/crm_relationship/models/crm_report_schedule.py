# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.due import Rhythm
from .crm_report import PERIODS


class CrmReportSchedule(models.Model):
    """A report that comes by mail: which, how often, to whom.

    It is built as each recipient: nobody gets what they may not see. What was sent, and
    to whom it was not and why, is in its deliveries.
    """

    _name = "crm.report.schedule"
    _description = "Scheduled Report"
    _order = "report_id, id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True, readonly=False)
    report_id = fields.Many2one(
        "crm.report", required=True, ondelete="cascade", index=True
    )
    period = fields.Selection(
        PERIODS,
        compute="_compute_period",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        help="Whose figures are sent, to recipients who work there.",
    )
    team_id = fields.Many2one("crm.team", string="Sales team", check_company=True)
    user_id = fields.Many2one(
        "res.users",
        string="Colleague",
        domain=[("share", "=", False)],
        help="Narrows the report to what this colleague did.",
    )
    frequency = fields.Selection(
        [("daily", "Every day"), ("weekly", "Every week"), ("monthly", "Every month")],
        required=True,
        default="weekly",
    )
    weekday = fields.Selection(
        [
            ("0", "Monday"),
            ("1", "Tuesday"),
            ("2", "Wednesday"),
            ("3", "Thursday"),
            ("4", "Friday"),
            ("5", "Saturday"),
            ("6", "Sunday"),
        ],
        required=True,
        default="0",
    )
    month_day = fields.Integer(
        string="Day of the month",
        default=1,
        help="31 is the last day of every month.",
    )
    hour = fields.Integer(
        default=8, help="Full hour, 0 to 23, where each recipient is."
    )
    recipient_ids = fields.Many2many(
        "res.users",
        string="Recipients",
        domain=[("share", "=", False)],
        required=True,
        default=lambda self: self.env.user,
    )
    is_with_file = fields.Boolean(
        string="With the workbook",
        default=True,
        help="Recipients without the right to export get the figures without the file.",
    )
    active = fields.Boolean(default=True)
    since = fields.Datetime(
        readonly=True, default=fields.Datetime.now, help="Nothing is due before."
    )
    delivery_ids = fields.One2many("crm.report.delivery", "schedule_id")
    last_sent_at = fields.Datetime(compute="_compute_last_sent_at")

    _hour_check = models.Constraint(
        "CHECK (hour BETWEEN 0 AND 23)", "The hour is one from 0 to 23."
    )
    _month_day_check = models.Constraint(
        "CHECK (month_day BETWEEN 1 AND 31)",
        "The day of the month is one from 1 to 31.",
    )

    @api.depends("report_id")
    def _compute_name(self):
        for schedule in self:
            schedule.name = schedule.report_id.name

    @api.depends("report_id")
    def _compute_period(self):
        for schedule in self:
            schedule.period = schedule.report_id.default_period or "last_week"

    @api.depends("delivery_ids.sent_at")
    def _compute_last_sent_at(self):
        sent = dict(
            self.env["crm.report.delivery"]._read_group(
                [("schedule_id", "in", self.ids)], ["schedule_id"], ["sent_at:max"]
            )
        )
        for schedule in self:
            schedule.last_sent_at = sent.get(schedule)

    @api.constrains("recipient_ids")
    def _check_recipients(self):
        for schedule in self:
            # sudo: what kind of user a colleague is
            outside = schedule.recipient_ids.sudo().filtered("share")
            if outside:
                raise ValidationError(
                    self.env._(
                        "Recipients: %(name)s is no internal user. Reports are sent to "
                        "colleagues only.",
                        name=outside[0].name,
                    )
                )

    @api.constrains("recipient_ids", "report_id")
    def _check_own(self):
        """Whoever manages nothing sends reports to themselves only."""
        user = self.env.user  # constraints run in sudo, and keep the user
        if user._is_superuser() or any(map(user.has_group, self._manager_groups())):
            return
        if self.recipient_ids - user:
            raise ValidationError(
                self.env._("Recipients: only managers send reports to colleagues.")
            )

    @api.model
    def _manager_groups(self):
        """Return the groups of those who may send reports to colleagues, to extend."""
        return ["sales_team.group_sale_manager", "base.group_system"]

    def _rhythm(self):
        self.ensure_one()
        return Rhythm(self.frequency, self.hour, int(self.weekday), self.month_day)

    def _options(self):
        """Return what the report is asked for."""
        self.ensure_one()
        return {
            "period": self.period,
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "user_id": self.user_id.id,
        }

    def action_send_now(self):
        """Send the report to whoever presses the button, once more."""
        self.ensure_one()
        self.check_access("read")
        body, attachments, _rows = self.env["crm.report.delivery"]._compose(
            self, self.env.user, fields.Datetime.now()
        )
        # sudo: the mail is the system's, to the one who asked for it
        self.env["crm.report.delivery"].sudo()._post(
            self, self.env.user, body, attachments
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The report is on its way to you."),
            },
        }
