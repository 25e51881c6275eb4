# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ..tools.system_health import BAD, OK, OVERDUE, of_job

#: Jobs of others without which nothing of ours leaves.
NEEDED = ("mail.ir_cron_mail_scheduler_action", "sms.ir_cron_sms_scheduler_action")
#: So long without any run: nobody runs them.
SILENT = timedelta(hours=1)


class CrmHealth(models.AbstractModel):
    """Scheduled jobs: late, failing, or switched off."""

    _inherit = "crm.health"

    @api.model
    def _jobs(self, now):
        """Return a row for each scheduled job of ours, and those that ours need."""
        rows = [self._job(name, cron, now) for name, cron in self._watched_jobs()]
        if self._is_scheduler_off(now):
            # one problem, not one for each of them: see _check_scheduler
            for row in rows:
                row["state"] = OK if row["why"] == "late" else row["state"]
        return rows

    @api.model
    def _watched_jobs(self):
        """Return (external id, job) of those that are watched."""
        found = self.env["ir.model.data"].search(
            [("model", "=", "ir.cron"), ("module", "in", self._health_modules())]
        )
        names = {data.res_id: data.complete_name for data in found}
        for name in NEEDED:
            if cron := self.env.ref(name, raise_if_not_found=False):
                names[cron.id] = name
        crons = self.env["ir.cron"].with_context(active_test=False)
        rows = (
            crons.browse(names).exists().sorted(lambda cron: (cron.nextcall, cron.id))
        )
        return [(names[cron.id], cron) for cron in rows]

    @api.model
    def _job(self, name, cron, now):
        every = relativedelta(**{cron.interval_type: cron.interval_number})
        state, why = of_job(
            now,
            active=cron.active,
            next_at=cron.nextcall,
            failures=cron.failure_count,
            every=(now + every) - now,
        )
        return {
            "id": cron.id,
            "key": name,
            "name": cron.name,
            "state": state,
            "why": why,
            "detail": self._job_words(cron, why, now),
            "last": self._moment(cron.lastcall),
            "next": self._moment(cron.nextcall),
        }

    @api.model
    def _job_words(self, cron, why, now):
        if why == "off":
            return self.env._("Switched off: nothing of it happens.")
        if why == "failing":
            return self.env._(
                "Failed %(count)s times in a row since %(since)s; the server's log "
                "says why.",
                count=cron.failure_count,
                since=self._moment(cron.first_failure_date),
            )
        if why == "late":
            return self.env._(
                "Late by %(age)s: does a process run scheduled jobs?",
                age=self._age_text(now - cron.nextcall),
            )
        return ""

    @api.model
    def _moment(self, at):
        return format_datetime(self.env, at, dt_format="short") if at else ""

    @api.model
    def run_job(self, cron_id):
        """Switch a job on again, and let it run at the next moment."""
        self._check_administrator()
        if cron_id not in [cron.id for _name, cron in self.sudo()._watched_jobs()]:
            raise UserError(self.env._("This job is none of those that are watched."))
        cron = self.env["ir.cron"].browse(cron_id)
        if not cron.active:
            cron.active = True
        cron._trigger()
        return True

    @api.model
    def _health_checks(self, now):
        return [*super()._health_checks(now), self._check_scheduler(now)]

    @api.model
    def _check_scheduler(self, now):
        """Tell whether any process runs scheduled jobs at all."""
        last = self._last_run()
        detail = self.env._("None has run yet: start a process that runs them.")
        if last:
            detail = self.env._(
                "None has run since %(last)s: start a process with max_cron_threads "
                "above 0.",
                last=self._moment(last),
            )
        return self._check(
            "scheduler",
            self.env._("Scheduled jobs"),
            BAD if self._is_scheduler_off(now) else OK,
            detail,
        )

    @api.model
    def _last_run(self):
        calls = [cron.lastcall for _name, cron in self._watched_jobs() if cron.lastcall]
        return max(calls, default=None)

    @api.model
    def _is_scheduler_off(self, now):
        """Tell whether jobs are due and none has run for long."""
        last = self._last_run()
        due = [
            cron
            for _name, cron in self._watched_jobs()
            if cron.active and now - cron.nextcall > OVERDUE
        ]
        return bool(due) and (not last or now - last > SILENT)
