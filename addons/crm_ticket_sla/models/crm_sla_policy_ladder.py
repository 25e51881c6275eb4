# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..tools import policy_match
from .crm_sla_policy import CRITERIA
from .crm_ticket_stage import CLOSED_KINDS

#: What a draft hands over to its policy, beside its promises.
ADOPTED = (*CRITERIA.values(), "valid_from", "valid_to", "calendar_id", "domain")
#: What identifies nothing and is copied from a draft's promise.
NOT_COPIED = {"id", "policy_id", "company_id", "display_name", "hours"}
#: A ticket is matched by its last edit when policies are previewed.
PREVIEWED = 10_000


class CrmSlaPolicy(models.Model):
    """The escalation of a policy, its preview, and what its edits ask for."""

    _inherit = "crm.sla.policy"

    level_ids = fields.One2many(
        "crm.sla.level", "policy_id", string="Escalation", copy=True
    )
    is_cause_required = fields.Boolean(
        string="A miss needs a cause",
        help="Agents say why a promise was missed before they solve the ticket.",
    )
    is_lab_draft = fields.Boolean(readonly=True, copy=False)
    answered_version = fields.Integer(
        readonly=True,
        copy=False,
        help="The version for which somebody said whether open tickets follow it.",
    )
    behind_count = fields.Integer(
        string="Open clocks of an earlier version", compute="_compute_behind_count"
    )
    behind_progress = fields.Char(compute="_compute_behind_progress")

    @api.depends("version", "answered_version")
    def _compute_behind_count(self):
        """Count open clocks that follow an edit nobody has been asked about."""
        asked = self.filtered(lambda p: p.version > max(1, p.answered_version))
        rows = self.env["crm.ticket.sla"]._read_group(
            [("policy_id", "in", asked.ids), ("clock", "!=", "stopped")],
            ["policy_id", "policy_version"],
            ["__count"],
        )
        self.behind_count = 0
        for policy, version, count in rows:
            if version < policy.version:
                policy.behind_count += count

    def _compute_behind_progress(self):
        """Say how far the work on open tickets is."""
        # sudo: the queue is nobody's, its numbers are no secret
        jobs = self.env["crm.sla.recount"].sudo()
        jobs = jobs.search([("policy_id", "in", self.ids), ("is_done", "!=", True)])
        left = {}
        for job in jobs:
            done, total = left.get(job.policy_id.id, (0, 0))
            left[job.policy_id.id] = (done + job.done, total + job.total)
        self.behind_progress = False
        for policy in self.filtered(lambda p: p.id in left):
            done, total = left[policy.id]
            policy.behind_progress = self.env._(
                "Open tickets are being worked on: %(done)s of %(total)s.",
                done=done,
                total=total or "…",
            )

    def _levels_changed(self):
        """Place the levels of these policies again on their open clocks."""
        open_clocks = self.env["crm.ticket.sla"]._read_group(
            [("policy_id", "in", self.ids), ("clock", "!=", "stopped")], ["policy_id"]
        )
        for (policy,) in open_clocks:
            self.env["crm.sla.recount"]._record("levels", policy_id=policy.id)

    @api.model
    def default_get(self, fields):
        """Propose the usual escalation to people who make a policy."""
        values = super().default_get(fields)
        if "level_ids" in fields and self.env.context.get("with_escalation"):
            soon = {
                "name": self.env._("Due soon"),
                "percent": 75,
                "notify_agent": True,
            }
            overdue = {
                "name": self.env._("Overdue"),
                "percent": 100,
                "notify_agent": True,
                "notify_leader": True,
            }
            commands = [Command.create(soon), Command.create(overdue)]
            values.setdefault("level_ids", commands)
        return values

    # ------------------------------------------------------------
    # Preview and questions
    # ------------------------------------------------------------

    def action_apply(self):
        """Ask whether an edit holds for new tickets only or for open ones too."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Which tickets follow?"),
            "res_model": "crm.sla.policy.apply",
            "view_mode": "form",
            "target": "new",
            "context": {"default_policy_id": self.id},
        }

    def action_lab(self):
        """Try a draft of this policy on the tickets of the past."""
        self.ensure_one()
        lab = self.env["crm.sla.lab"]._open_for(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.sla.lab",
            "res_id": lab.id,
            "view_mode": "form",
        }

    def action_preview(self):
        """Show the open tickets that this policy would win something on."""
        self.ensure_one()
        won = self._preview()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tickets of %(policy)s", policy=self.name),
            "res_model": "crm.ticket",
            "view_mode": "list,form",
            "domain": [("id", "in", won.ids)],
        }

    def _preview(self):
        """Return the open tickets, the latest ones, that this policy wins."""
        self.ensure_one()
        domain = Domain("stage_kind", "not in", CLOSED_KINDS)
        if self.company_id:
            domain &= Domain("company_id", "=", self.company_id.id)
        tickets = self.env["crm.ticket"].search(
            domain, order="id desc", limit=PREVIEWED
        )
        config = self._config_with(self)
        own = set(self.target_ids.ids)
        # sudo: matching looks at customers, whoever sets up policies
        winners = self._match(tickets.sudo(), config)
        return tickets.filtered(lambda t: own & set(winners[t.id].values()))

    @api.model
    def _config_with(self, draft, instead=None):
        """Return what holds, as if a draft held, perhaps instead of another policy."""
        config = self._config()
        draft = draft.sudo()  # sudo: as for the policies that hold
        has_domain = not draft._ticket_domain().is_true()
        plain = draft._plain(has_domain)._replace(active=True)
        if instead:
            plain = plain._replace(sequence=instead.sequence)
        gone = {draft.id, instead.id if instead else None}
        policies = [policy for policy in config.policies if policy.id not in gone]
        domains = {p: d for p, d in config.domains.items() if p not in gone}
        if has_domain:
            domains[draft.id] = draft.domain
        policies = (*policies, plain)
        return config._replace(
            policies=policies,
            promises=config.promises | {t.id: t._promise() for t in draft.target_ids},
            domains=domains,
            criteria=frozenset(
                name for p in policies for name, ids in p.criteria.items() if ids
            ),
        )

    @api.model
    def _explain(self, ticket, metric):
        """Return how every policy does on a ticket for a metric, in their order."""
        config = self._config()
        domains = self._domain_matches(ticket, config)
        [(_id, facts)] = self._plain_tickets(ticket, config, domains)
        return policy_match.explain(config.policies, facts.ticket, [metric])

    # ------------------------------------------------------------
    # Drafts
    # ------------------------------------------------------------

    def _copy_promises_to(self, policy):
        """Write what this draft says to its policy, as one edit.

        Promises for the same metric and priority are edited, so that clocks keep
        their target; those that the draft does not have are archived.
        """
        self.ensure_one()
        if policy.is_lab_draft:
            raise UserError(self.env._("Adopt: a draft cannot replace a draft."))
        old = {(t.metric, t.priority): t for t in policy.target_ids}
        commands = []
        for target in self.target_ids:
            values = target.copy_data()[0]
            values = {k: v for k, v in values.items() if k not in NOT_COPIED}
            known = old.pop((target.metric, target.priority), None)
            commands.append(
                Command.update(known.id, values) if known else Command.create(values)
            )
        commands += [Command.update(t.id, {"active": False}) for t in old.values()]
        values = {"target_ids": commands}
        for name in ADOPTED:
            value = self[name]
            if self._fields[name].type == "many2many":
                value = [Command.set(value.ids)]
            elif self._fields[name].type == "many2one":
                value = value.id
            values[name] = value
        policy.write(values)
