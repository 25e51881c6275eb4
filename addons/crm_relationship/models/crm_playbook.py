# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from .crm_partner_stat_standing import LIFECYCLE

TRIGGERS = [
    ("lead_stage", "An opportunity reaches a stage"),
    ("order_confirmed", "An order is confirmed"),
    ("lifecycle", "A customer's stage of life changes"),
    ("tier", "A customer's tier changes"),
]
MODEL_OF_TRIGGER = {
    "lead_stage": "crm.lead",
    "order_confirmed": "sale.order",
    "lifecycle": "res.partner",
    "tier": "res.partner",
}


class CrmPlaybook(models.Model):
    """What is to be done, and by which department, when something happens with a
    customer: an activity plan that starts by itself.

    Playbooks are tried in order; the first one that is for the customer starts, once
    for each record and event. Stages, tiers and segments are the ones at that moment.
    """

    _name = "crm.playbook"
    _inherit = ["crm.customer.criteria"]
    _description = "Playbook"

    trigger = fields.Selection(
        TRIGGERS, string="Starts when", required=True, default="lead_stage"
    )
    stage_ids = fields.Many2many("crm.stage", string="Stages")
    lifecycle = fields.Selection(LIFECYCLE, string="Stage of life")
    res_model = fields.Char(compute="_compute_res_model")
    plan_id = fields.Many2one(
        "mail.activity.plan",
        required=True,
        ondelete="restrict",
        check_company=True,
        domain="[('res_model', '=', res_model)]",
    )
    responsible_id = fields.Many2one(
        "res.users",
        string="Answers for it",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        help="Does the steps that nobody has the role for, and hears of late ones where "
        "there is no team leader.",
    )
    escalate_days = fields.Integer(
        string="Late after",
        default=1,
        help="Days after a step's deadline when the team leader is told, once.",
    )
    run_ids = fields.One2many("crm.playbook.run", "playbook_id")
    running_count = fields.Integer(string="Running", compute="_compute_running_count")

    _escalate_check = models.Constraint(
        "CHECK (coalesce(escalate_days, 0) >= 0)", "Late after: give 0 days or more."
    )

    @api.depends("trigger")
    def _compute_res_model(self):
        for playbook in self:
            playbook.res_model = MODEL_OF_TRIGGER.get(playbook.trigger)

    @api.depends("run_ids.state")
    def _compute_running_count(self):
        counts = dict(
            self.env["crm.playbook.run"]._read_group(
                [("playbook_id", "in", self.ids), ("state", "=", "running")],
                ["playbook_id"],
                ["__count"],
            )
        )
        for playbook in self:
            playbook.running_count = counts.get(playbook, 0)

    @api.constrains("plan_id", "trigger", "stage_ids")
    def _check_plan_id(self):
        for playbook in self:
            if playbook.plan_id.res_model != playbook.res_model:
                raise ValidationError(
                    self.env._(
                        "%(name)s: the plan %(plan)s is for other records than those "
                        "that start it.",
                        name=playbook.name,
                        plan=playbook.plan_id.name,
                    )
                )
            if playbook.trigger == "lead_stage" and not playbook.stage_ids:
                raise ValidationError(
                    self.env._(
                        "%(name)s: say which stages start it.", name=playbook.name
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @ormcache()
    def _triggers_in_use(self):
        """Return the triggers of all playbooks: most records start nothing."""
        # sudo: asked for by whatever writes a lead or an order
        return frozenset(self.sudo().search([("active", "=", True)]).mapped("trigger"))

    # ------------------------------------------------------------
    # Choosing
    # ------------------------------------------------------------

    def _criteria(self):
        criteria = super()._criteria()
        if self.trigger == "lead_stage":
            criteria["stage"] = set(self.stage_ids.ids)
        if self.trigger == "lifecycle":
            criteria["lifecycle"] = {self.lifecycle} - {False}
        return criteria

    @api.model
    def _people_of(self, record):
        """Return who answers for a record, and who leads that person's team."""
        owner = record.user_id
        if record._name == "res.partner":
            owner = owner or record.commercial_partner_id.user_id
            return owner, owner.sale_team_id.user_id
        owner = owner or record.partner_id.commercial_partner_id.user_id
        return owner, (record.team_id or owner.sale_team_id).user_id

    @api.model
    def _choose(self, trigger, company, events):
        """Return [(event, playbook)] of events of a company that start one."""
        playbooks = self._candidates(company, [("trigger", "=", trigger)])
        if not playbooks:
            return []
        model = self.env[MODEL_OF_TRIGGER[trigger]]
        records = model.browse([event.record.id for event in events])
        is_partner = model._name == "res.partner"
        stats = self._stats_of(records if is_partner else records.partner_id, company)
        segments = self._segments_by_code()
        chosen = []
        for record, event in zip(records, events, strict=True):
            partner = record if is_partner else record.partner_id
            owner, _leader = self._people_of(record)
            team = owner.sale_team_id if is_partner else record.team_id
            values = self._criteria_values(partner, team, stats, segments)
            values.update(event.facts)
            playbook = playbooks._matching(values)[:1]
            if not playbook.plan_id.template_ids:
                continue
            if not event.at or playbook.create_date <= event.at:
                chosen.append((event, playbook))
        return chosen

    def action_open_runs(self):
        """Open what runs of this playbook."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "crm_relationship.crm_playbook_run_action"
        )
        action["domain"] = [("playbook_id", "=", self.id)]
        return action
