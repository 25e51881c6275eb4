# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

STATES = [("running", "Running"), ("done", "Done"), ("stopped", "Stopped")]
STEP_STATES = [("todo", "To do"), ("done", "Done"), ("dropped", "Dropped")]


class CrmPlaybookRun(models.Model):
    """A playbook at work on a record, with its progress.

    ``key`` names the record and the event: the row is written once, whoever notices
    the event, and before its activities.
    """

    _name = "crm.playbook.run"
    _description = "Running Playbook"
    _order = "id desc"

    playbook_id = fields.Many2one(
        "crm.playbook", required=True, readonly=True, ondelete="cascade", index=True
    )
    name = fields.Char(related="playbook_id.name")
    key = fields.Char(required=True, readonly=True)
    lead_id = fields.Many2one(
        "crm.lead",
        string="Opportunity",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    order_id = fields.Many2one(
        "sale.order", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one(
        "res.users", string="Account manager", readonly=True, ondelete="set null"
    )
    leader_id = fields.Many2one(
        "res.users", string="Team leader", readonly=True, ondelete="set null"
    )
    started_at = fields.Datetime(string="Started", readonly=True)
    stopped_at = fields.Datetime(string="Stopped on", readonly=True)
    step_ids = fields.One2many("crm.playbook.step", "run_id", string="Steps")
    state = fields.Selection(
        STATES, compute="_compute_state", store=True, index=True, default="running"
    )
    step_count = fields.Integer(string="Of", compute="_compute_state", store=True)
    done_count = fields.Integer(
        string="Steps done", compute="_compute_state", store=True
    )
    progress = fields.Float(
        string="Progress (%)",
        compute="_compute_state",
        store=True,
        aggregator="avg",
        digits=(16, 0),
    )
    late_count = fields.Integer(
        string="Late", compute="_compute_late_count", search="_search_late_count"
    )

    _key_uniq = models.Constraint("UNIQUE (key)", "This playbook started already.")

    @api.depends("step_ids.state", "stopped_at")
    def _compute_state(self):
        for run in self:
            states = run.step_ids.mapped("state")
            counted = [state for state in states if state != "dropped"]
            run.step_count = len(counted)
            run.done_count = counted.count("done")
            run.progress = 100.0 * run.done_count / len(counted) if counted else 0.0
            if run.stopped_at:
                run.state = "stopped"
            elif states and "todo" not in states:
                run.state = "done"
            else:
                run.state = "running"

    @api.depends("step_ids.state", "step_ids.deadline", "state")
    def _compute_late_count(self):
        today = fields.Date.context_today(self)
        for run in self:
            run.late_count = len(
                run.step_ids.filtered(
                    lambda s: s.state == "todo" and s.deadline and s.deadline < today
                )
            )

    def _search_late_count(self, operator, value):
        if operator not in (">", "in") or operator == ">" and value != 0:
            return NotImplemented
        late = [
            ("step_ids", "any", [("state", "=", "todo"), ("deadline", "<", "today")]),
            ("state", "=", "running"),
        ]
        return late if operator == ">" or 0 not in value else [("id", "not in", [])]

    def _leader_now(self):
        """Return who leads the team that the record is in now, and note it.

        It may have been handed over since the playbook started.
        """
        self.ensure_one()
        record = self.lead_id or self.order_id or self.partner_id
        _owner, leader = self.playbook_id._people_of(record)
        if not leader.active:
            leader = self.leader_id
        if not leader.active:
            leader = self.playbook_id.responsible_id
        if leader != self.leader_id:
            self.leader_id = leader
        return leader

    def action_open_record(self):
        """Open what the playbook is about."""
        self.ensure_one()
        record = self.lead_id or self.order_id or self.partner_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }

    def action_stop(self):
        """Stop it: what is still to be done is not done."""
        self._stop()

    def _stop(self):
        """Stop those that run, and take back their open activities."""
        running = self.filtered(lambda run: run.state == "running")
        running.write({"stopped_at": fields.Datetime.now()})
        running.step_ids.filtered(lambda s: s.state == "todo").activity_id.unlink()

    @api.model
    def _stop_for(self, records):
        """Stop what runs for leads, orders or customers that are lost."""
        names = {"crm.lead": "lead_id", "sale.order": "order_id"}
        domain = [
            (names.get(records._name, "partner_id"), "in", records.ids),
            ("state", "=", "running"),
        ]
        # sudo: whoever loses the record stops what other departments do for it
        runs = self.sudo().search(domain)
        if runs:
            runs._stop()

    @api.model
    def _claim(self, vals_list):
        """Write runs that are not there yet; return {key: run} of the new ones."""
        if not vals_list:
            return {}
        columns = list(vals_list[0])
        rows = SQL(", ").join(
            SQL("(%s)", SQL(", ").join(SQL("%s", v[name]) for name in columns))
            for v in sorted(vals_list, key=lambda v: v["key"])
        )
        found = self.env.execute_query(
            SQL(
                "INSERT INTO crm_playbook_run (%s) VALUES %s"
                " ON CONFLICT (key) DO NOTHING RETURNING key, id",
                SQL(", ").join(map(SQL.identifier, columns)),
                rows,
            )
        )
        return {key: self.browse(run_id) for key, run_id in found}


class CrmPlaybookStep(models.Model):
    """A step of a running playbook: an activity, and what became of it."""

    _name = "crm.playbook.step"
    _description = "Step of a Running Playbook"
    _order = "deadline, id"

    run_id = fields.Many2one(
        "crm.playbook.run", required=True, readonly=True, ondelete="cascade", index=True
    )
    partner_id = fields.Many2one(related="run_id.partner_id", store=True, index=True)
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    name = fields.Char(readonly=True)
    role_id = fields.Many2one("crm.playbook.role", readonly=True, ondelete="set null")
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, ondelete="set null", index="btree_not_null"
    )
    user_id = fields.Many2one(related="activity_id.user_id", string="Does it")
    deadline = fields.Date(related="activity_id.date_deadline", store=True)
    date_done = fields.Date(
        related="activity_id.date_done", string="Done on", store=True
    )
    is_dropped = fields.Boolean(readonly=True)
    state = fields.Selection(
        STEP_STATES, compute="_compute_state", store=True, default="todo"
    )
    escalated_at = fields.Datetime(string="Leader told", readonly=True)

    _open_idx = models.Index("(deadline) WHERE state = 'todo' AND escalated_at IS NULL")

    @api.depends("date_done", "is_dropped")
    def _compute_state(self):
        for step in self:
            if step.date_done:
                step.state = "done"
            else:
                step.state = "dropped" if step.is_dropped else "todo"
