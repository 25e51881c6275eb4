# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import ast

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import ormcache

from odoo.addons.crm_relationship.tools.gateway import line

from ..tools.sla_state import Level

HOUR = 3600


class CrmSlaLevel(models.Model):
    """One step of an escalation: when it is reached on a clock, and what it does then.

    It is placed by a share of the budget or by working time before or after the
    deadline. On one clock it is done once; when the deadline moves so that it lies
    ahead again, once more.
    """

    _name = "crm.sla.level"
    _description = "SLA Escalation Level"
    _order = "policy_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    policy_id = fields.Many2one(
        "crm.sla.policy", required=True, index=True, ondelete="cascade"
    )
    target_id = fields.Many2one(
        "crm.sla.target",
        string="Only for",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('policy_id', '=', policy_id)]",
        help="Empty: for every promise of the policy.",
    )
    company_id = fields.Many2one(related="policy_id.company_id", store=True)
    placement = fields.Selection(
        [("percent", "Share of the time"), ("offset", "Beside the deadline")],
        required=True,
        default="percent",
    )
    percent = fields.Integer(
        default=75, help="Of the promised working time; more than 100 is late."
    )
    offset = fields.Integer(help="Working seconds; negative: before the deadline.")
    offset_hours = fields.Float(
        string="Working hours",
        compute="_compute_offset_hours",
        inverse="_inverse_offset_hours",
        help="From the deadline; negative: before it.",
    )
    domain = fields.Char(
        string="Condition",
        default="[]",
        help="Only for tickets that match when the level is reached.",
    )
    since_at = fields.Datetime(
        default=lambda self: fields.Datetime.now(),
        readonly=True,
        copy=False,
        help="What was reached before is not made up for.",
    )

    # Who is told
    notify_agent = fields.Boolean(
        string="Tell the agent", help="Without an agent, the team leader is told."
    )
    notify_leader = fields.Boolean(string="Tell the team leader")
    notify_user_ids = fields.Many2many(
        "res.users",
        "crm_sla_level_notify_user_rel",
        string="Tell also",
        domain="[('share', '=', False)]",
    )
    is_quiet = fields.Boolean(
        string="In working hours only",
        help="People are told when their next working day begins, not at night.",
    )

    # What is done
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        string="Plan an activity",
        domain="[('res_model', 'in', [False, 'crm.ticket'])]",
        help="For the agent; without one, for the team leader.",
    )
    assign_user_id = fields.Many2one(
        "res.users",
        string="Assign to",
        domain="[('share', '=', False)]",
    )
    assign_leader = fields.Boolean(string="Assign to the team leader")
    raise_priority = fields.Boolean(help="By one step, up to urgent.")
    tag_ids = fields.Many2many("crm.ticket.tag", string="Add tags")
    team_id = fields.Many2one("crm.ticket.team", string="Move to team")
    webhook_url = fields.Char(
        string="Call a web address",
        groups="crm_ticket_sla.group_crm_ticket_sla_manager",
        help="Gets the ticket's number and the clock as JSON, outside the database's "
        "transaction. An address that begins with https.",
    )
    log_ids = fields.One2many("crm.sla.level.log", "level_id", string="Done")

    _percent_check = models.Constraint(
        "CHECK (placement <> 'percent' OR percent > 0)",
        "Share of the time: choose a percentage above 0.",
    )

    @api.depends("offset")
    def _compute_offset_hours(self):
        for level in self:
            level.offset_hours = level.offset / HOUR

    def _inverse_offset_hours(self):
        for level in self:
            level.offset = round(level.offset_hours * HOUR)

    @api.constrains("target_id", "policy_id")
    def _check_target_id(self):
        for level in self:
            if level.target_id and level.target_id.policy_id != level.policy_id:
                raise ValidationError(
                    self.env._(
                        "Only for: '%(level)s' names a promise of another policy.",
                        level=level.name,
                    )
                )

    @api.constrains("domain")
    def _check_domain(self):
        for level in self:
            try:
                domain = level._ticket_domain()
                domain.validate(self.env["crm.ticket"])
                # it is matched as the system: nobody asks by it what they may not read
                self.env["crm.ticket"].sudo(False)._search(domain)
            except (ValueError, SyntaxError, TypeError, AccessError) as error:
                raise ValidationError(
                    self.env._(
                        "Condition: '%(level)s' has one that cannot be read: %(error)s",
                        level=level.name,
                        error=error,
                    )
                ) from error

    @api.constrains("webhook_url")
    def _check_webhook_url(self):
        # sudo: the address is checked for whoever changes something else
        for level in self.sudo():
            url = level.webhook_url
            if url and not line.is_web(url):
                raise ValidationError(
                    self.env._("Call a web address: it must begin with https://.")
                )

    def _ticket_domain(self):
        """Return the condition as a domain of tickets."""
        self.ensure_one()
        return Domain(ast.literal_eval(self.domain or "[]"))

    # ------------------------------------------------------------
    # Which levels a clock has
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        levels = super().create(vals_list)
        levels._changed()
        return levels

    def write(self, vals):
        placed = {"placement", "percent", "offset"} & set(vals)
        if (
            placed
            and "since_at" not in vals
            and any(level[name] != vals[name] for level in self for name in placed)
        ):
            # another instant: what was reached by then is not made up for either
            vals = {**vals, "since_at": fields.Datetime.now()}
        result = super().write(vals)
        if placed or {"target_id", "active"} & set(vals):
            self._changed()
        return result

    def unlink(self):
        policies = self.policy_id
        result = super().unlink()
        self.env.registry.clear_cache()
        policies._levels_changed()
        return result

    def _changed(self):
        """Place the levels again on the open clocks of their policies."""
        self.env.registry.clear_cache()
        self.policy_id._levels_changed()

    @api.model
    @ormcache()
    def _levels_by_target(self):
        """Return {target id: its `Level`s, by order} of active levels."""
        self.flush_model()
        # sudo: the clocks of a ticket run whoever works on it
        levels = self.sudo().search(Domain.TRUE)
        policies = levels.policy_id.with_context(active_test=False)
        found = {}
        for level in levels:
            percent = level.percent if level.placement == "percent" else None
            step = Level(level.id, percent, level.offset)
            policy = level.policy_id.with_prefetch(policies.ids)
            for target in level.target_id or policy.with_env(policies.env).target_ids:
                found.setdefault(target.id, []).append(step)
        return {target: tuple(steps) for target, steps in found.items()}

    def _changes_clocks(self):
        """Tell whether what the level does may move or end clocks of the ticket."""
        self.ensure_one()
        return bool(
            self.team_id
            or self.assign_user_id
            or self.assign_leader
            or self.raise_priority
            or self.tag_ids
        )


class CrmSlaTarget(models.Model):
    _inherit = "crm.sla.target"

    @api.model_create_multi
    def create(self, vals_list):
        # the levels of a policy hold for its new promises too
        self.env.registry.clear_cache()
        return super().create(vals_list)
