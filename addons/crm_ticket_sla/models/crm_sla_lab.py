# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)
BATCH = 500
#: Misses are listed up to this number; all are counted.
MAX_MISSES = 2000


class CrmSlaLab(models.Model):
    """A draft of a policy, tried on the tickets of the past.

    The draft is a policy of its own that no ticket meets. A run replays what happened
    to the tickets in a background job, batch by batch, and keeps only numbers and a
    list of misses: nothing is written to tickets or clocks.
    """

    _name = "crm.sla.lab"
    _description = "Policy Lab"
    _order = "id desc"

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    policy_id = fields.Many2one(
        "crm.sla.policy",
        index=True,
        ondelete="cascade",
        help="What the draft is to replace. Empty: it is a new policy.",
    )
    draft_id = fields.Many2one(
        "crm.sla.policy",
        required=True,
        index=True,
        ondelete="cascade",
        context={"active_test": False},
    )
    draft_target_ids = fields.One2many(
        related="draft_id.target_ids", readonly=False, string="Promises of the draft"
    )
    days = fields.Integer(string="Days of the past", required=True, default=90)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Running"),
            ("done", "Done"),
            ("cancelled", "Stopped"),
            ("error", "Failed"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    started_at = fields.Datetime(readonly=True)
    last_id = fields.Integer(readonly=True)
    total = fields.Integer(string="Tickets", readonly=True)
    done = fields.Integer(string="Replayed", readonly=True)
    matched = fields.Integer(string="Covered by the draft", readonly=True)
    progress = fields.Float(compute="_compute_progress")
    error = fields.Char(readonly=True)
    rate_ids = fields.One2many("crm.sla.lab.rate", "lab_id", string="Outcome")
    miss_ids = fields.One2many("crm.sla.lab.miss", "lab_id", string="Misses")
    cause_ids = fields.Json(string="Causes by count", readonly=True)
    cause_text = fields.Char(string="Top causes", compute="_compute_cause_text")

    _days_check = models.Constraint(
        "CHECK (days BETWEEN 1 AND 3650)", "Days of the past: choose 1 to 3650."
    )

    @api.depends("policy_id.name", "draft_id.name")
    def _compute_name(self):
        for lab in self:
            lab.name = lab.policy_id.name or lab.draft_id.name

    @api.depends("total", "done", "state")
    def _compute_progress(self):
        for lab in self:
            share = lab.done / lab.total if lab.total else lab.state == "done"
            lab.progress = 100.0 * share

    @api.depends("cause_ids")
    def _compute_cause_text(self):
        labels = dict(self.env["crm.sla.lab.miss"]._cause_labels())
        for lab in self:
            counts = sorted((lab.cause_ids or {}).items(), key=lambda c: -c[1])
            lab.cause_text = ", ".join(
                f"{labels.get(code, code)} ({count})" for code, count in counts[:3]
            )

    def unlink(self):
        drafts = self.draft_id.filtered("is_lab_draft")
        result = super().unlink()
        drafts.unlink()
        return result

    # ------------------------------------------------------------
    # What a person does
    # ------------------------------------------------------------

    @api.model
    def _open_for(self, policy):
        """Return a lab with a draft that begins as a copy of a policy."""
        draft = policy.copy({"active": False, "name": policy.name})
        draft.is_lab_draft = True
        return self.create(
            {
                "policy_id": policy.id,
                "draft_id": draft.id,
                "company_id": (policy.company_id or self.env.company).id,
            }
        )

    def action_run(self):
        """Replay the past in the background."""
        for lab in self:
            if lab.state == "running":
                raise UserError(self.env._("Run: this draft is being replayed."))
            if not lab.draft_id.target_ids:
                raise UserError(self.env._("Run: the draft needs a promise first."))
            lab.rate_ids.sudo().unlink()  # sudo: results are written by the job only
            lab.miss_ids.sudo().unlink()  # sudo: likewise
            now = self.env["crm.ticket"]._now()
            lab.write(
                {
                    "state": "running",
                    "started_at": now,
                    "last_id": 0,
                    "done": 0,
                    "matched": 0,
                    "cause_ids": {},
                    "error": False,
                }
            )
            tickets = self.env["crm.ticket"].with_context(active_test=False)
            lab.total = tickets.search_count(lab._scope())
        # sudo: a manager may wake the job, not edit it
        self.env.ref("crm_ticket_sla.ir_cron_sla_lab").sudo()._trigger()
        return True

    def action_cancel(self):
        """Stop a run; what was counted so far stays to be seen."""
        self.filtered(lambda lab: lab.state == "running").state = "cancelled"
        return True

    def action_edit_draft(self):
        """Open the draft with its conditions and its escalation."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.sla.policy",
            "res_id": self.draft_id.id,
            "view_mode": "form",
        }

    def action_adopt(self):
        """Make the draft the policy; then ask about open tickets."""
        self.ensure_one()
        if self.policy_id:
            self.draft_id._copy_promises_to(self.policy_id)
            return self.policy_id.action_apply()
        self.draft_id.write({"active": True, "is_lab_draft": False})
        return self.draft_id.action_apply()

    def _scope(self):
        """Return the tickets to replay: received in the days before the run."""
        since = self.started_at - timedelta(days=self.days)
        return [
            ("company_id", "=", self.company_id.id),
            ("opened_at", ">=", since),
            ("opened_at", "<=", self.started_at),
            ("id", ">", self.last_id),
        ]

    # ------------------------------------------------------------
    # The job
    # ------------------------------------------------------------

    @api.model
    def _cron_replay(self):
        """Replay batches of the labs that run, each in its own transaction."""
        commit = self.env["ir.cron"]._commit_progress
        while lab := self.search([("state", "=", "running")], order="id", limit=1):
            try:
                with self.env.cr.savepoint():
                    count = lab._replay_batch()
            except psycopg2.OperationalError:
                raise  # such as a run that was stopped meanwhile: looked at again
            except Exception as error:  # a draft that cannot be replayed says so
                _logger.exception("The policy lab %s failed", lab.id)
                lab.write({"state": "error", "error": str(error)[:500]})
                count = 1
            if not commit(count, remaining=max(1, lab.total - lab.done)):
                break
        else:
            commit(remaining=0)

    def _replay_batch(self, limit=BATCH):
        """Replay the next tickets; return how many."""
        self.ensure_one()
        # archived ones were tickets too
        tickets = self.env["crm.ticket"].with_context(active_test=False)
        tickets = tickets.search(self._scope(), order="id", limit=limit)
        found = self._replay(tickets)
        self.env["crm.sla.lab.rate"]._add(self, found)
        self.env["crm.sla.lab.miss"]._add(self, found, MAX_MISSES)
        causes = dict(self.cause_ids or {})
        for outcome in found:
            if outcome.cause:
                causes[outcome.cause] = causes.get(outcome.cause, 0) + 1
        over = len(tickets) < limit
        self.write(
            {
                "last_id": tickets[-1:].id or self.last_id,
                "done": self.done + len(tickets),
                "matched": self.matched + len({o.ticket_id for o in found}),
                "cause_ids": causes,
                "state": "done" if over else "running",
            }
        )
        return len(tickets)
