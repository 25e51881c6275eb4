# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL, format_date

BATCH = 200
#: The mark is the claim: of two jobs, each step is marked by one.
CLAIM = """
    UPDATE crm_playbook_step SET escalated_at = %(now)s
     WHERE id IN (
        SELECT s.id FROM crm_playbook_step s JOIN crm_playbook_run r ON r.id = s.run_id
          JOIN crm_playbook p ON p.id = r.playbook_id
         WHERE s.state = 'todo' AND s.escalated_at IS NULL AND r.state = 'running'
           AND s.company_id = %(company)s
           AND s.deadline + COALESCE(p.escalate_days, 0) < %(today)s
         ORDER BY s.id LIMIT %(limit)s FOR UPDATE OF s SKIP LOCKED)
    RETURNING id
"""


class CrmPlaybookStep(models.Model):
    """Late steps are told to the team leader, once."""

    _inherit = "crm.playbook.step"

    @api.model
    def _cron_escalate(self):
        """Tell team leaders of the steps that are late."""
        commit = self.env["ir.cron"]._commit_progress
        companies = self.env["res.company"].search([("active", "=", True)])
        commit(remaining=len(companies))
        now = fields.Datetime.now()
        for company in companies:
            while self._escalate(company, now):
                if not commit(0):
                    return
            if not commit(1):
                return

    @api.model
    def _escalate(self, company, now):
        """Tell of one batch of late steps; return how many."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                CLAIM,
                company=company.id,
                today=SQL(
                    "%s::date", self.env["crm.partner.stat"]._company_day(company, now)
                ),
                now=now,
                limit=BATCH,
            )
        )
        steps = self.browse([row[0] for row in rows])
        steps.invalidate_recordset(["escalated_at"])
        self.env["crm.reminder"]._safely(
            "playbook_step", steps, lambda rows: rows._tell_leaders()
        )
        return len(steps)

    def _tell_leaders(self):
        self.env["mail.activity"].with_context(mail_notify_force_send=False).create(
            [step._prepare_escalation() for step in self if step.activity_id]
        )

    def _prepare_escalation(self):
        activity, leader = self.activity_id, self.run_id._leader_now()
        step = self.with_context(lang=leader.lang)
        return {
            "res_model_id": activity.res_model_id.id,
            "res_id": activity.res_id,
            "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            "automated": True,
            "user_id": leader.id,
            "date_deadline": fields.Date.context_today(self),
            "summary": step.env._(
                "Late: %(step)s (%(who)s, due on %(day)s)",
                step=self.name,
                who=self.user_id.name,
                day=format_date(step.env, self.deadline),
            ),
        }
