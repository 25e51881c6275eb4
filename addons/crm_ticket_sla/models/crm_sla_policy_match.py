# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from typing import NamedTuple

import pytz

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache

from ..tools import policy_match
from ..tools.policy_match import Policy, TargetLine, Ticket
from ..tools.ticket_events import METRICS, TIME_IN_STAGE
from .crm_sla_policy import CRITERIA
from .crm_sla_target_promise import Promise

_logger = logging.getLogger(__name__)

#: The fields of a ticket that criteria look at, beside those of a policy's domain.
MATCHED = ("team_id", "category_id", "tag_ids", "partner_id", "product_id", "priority")
#: What an edit must touch for a policy to promise something else.
PROMISING = {
    *CRITERIA.values(),
    "sequence",
    "active",
    "company_id",
    "valid_from",
    "valid_to",
    "calendar_id",
    "domain",
    "target_ids",
}


class Config(NamedTuple):
    """Every policy, as matching takes them."""

    policies: tuple[Policy, ...]
    promises: dict[int, Promise]
    domains: dict[int, str]
    criteria: frozenset[str]
    watched: frozenset[str]
    metrics: frozenset[str]
    #: stages in which the time is measured
    timed_stages: frozenset[int]

    def known_metrics(self, more=()):
        """Return all metrics, in one order: ours, then those that addons added.

        :param more: metrics of clocks whose policies may be gone
        """
        return (*METRICS, *sorted(self.metrics.union(more).difference(METRICS)))


class CrmSlaPolicy(models.Model):
    _inherit = "crm.sla.policy"

    # ------------------------------------------------------------
    # Edits
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        policies = super(
            CrmSlaPolicy, self.with_context(ticket_policy_edit=True)
        ).create(vals_list)
        if policies:
            self.env["crm.sla.recount"]._record("policy")
        return policies.with_env(self.env)

    def write(self, vals):
        if not PROMISING & set(vals):
            return super().write(vals)
        archived = self.filtered("active") if vals.get("active") is False else []
        # the targets among the values are part of this one edit
        super(CrmSlaPolicy, self.with_context(ticket_policy_edit=True)).write(vals)
        self._bump_version()
        for policy in archived:
            self.env["crm.sla.recount"]._record("archived", policy_id=policy.id)
        return True

    def unlink(self):
        result = super().unlink()
        if self:
            self.env["crm.sla.recount"]._record("policy")
        return result

    def _bump_version(self):
        """Count an edit; what is cached of the policies is read anew."""
        if not self:
            return  # of no rows nobody is asked for rights
        for version, policies in self.grouped("version").items():
            policies.write({"version": version + 1})
        self.env["crm.sla.recount"]._record("policy")

    def _apply_to_open(self):
        """Queue the open tickets: they are matched again and take over the targets.

        Used time is carried over; closed clocks stay as they are.

        :return: the rows of the queue, whose progress can be shown
        """
        queue = self.env["crm.sla.recount"]
        return queue.concat(
            *(queue._record("apply", policy_id=policy.id) for policy in self)
        )

    # ------------------------------------------------------------
    # Matching
    # ------------------------------------------------------------

    @api.model
    def _config(self, revision=None):
        """Return every policy that holds, as matching takes it; cached."""
        revision = revision or self.env["crm.sla.recount"]._revision()
        # sudo: promises are made by policies, whoever opens the ticket
        return self.sudo()._read_config(revision)

    @api.model
    @ormcache("revision", cache="stable")
    def _read_config(self, revision):
        policies = self.with_context(active_test=True, lang=None).search([], limit=None)
        domains = {
            policy.id: policy.domain
            for policy in policies
            if not policy._ticket_domain().is_true()
        }
        conditions = [Domain(policy._ticket_domain()) for policy in policies]
        names = {
            condition.field_expr.split(".")[0]
            for domain in conditions
            for condition in domain.iter_conditions()
        }
        plain = tuple(policy._plain(policy.id in domains) for policy in policies)
        promises = {t.id: t._promise() for t in policies.target_ids}
        rules = [promise.rule for promise in promises.values()]
        timed = [rule.stages for rule in rules if rule.metric == TIME_IN_STAGE]
        return Config(
            policies=plain,
            promises=promises,
            domains=domains,
            criteria=frozenset(
                name for policy in plain for name, ids in policy.criteria.items() if ids
            ),
            watched=frozenset(names) | set(MATCHED),
            metrics=frozenset(rule.metric for rule in rules),
            timed_stages=frozenset().union(*timed),
        )

    def _plain(self, has_domain):
        """Return what matching needs of this policy."""
        self.ensure_one()
        lines = self.target_ids.filtered("active").sorted(lambda t: (t.sequence, t.id))
        return Policy(
            id=self.id,
            sequence=self.sequence,
            targets=tuple(
                TargetLine(
                    line.id,
                    line.metric,
                    frozenset([line.priority] if line.priority else []),
                )
                for line in lines
            ),
            company_id=self.company_id.id or None,
            valid_from=self.valid_from or None,
            valid_to=self.valid_to or None,
            criteria={
                name: frozenset(self[field].ids) for name, field in CRITERIA.items()
            },
            has_domain=has_domain,
            active=self.active,
        )

    @api.model
    def _match(self, tickets, config=None, metrics=None):
        """Return {ticket id: {metric: target id}}, one winner a metric.

        :param tickets: in sudo; any number of them for the same few queries
        """
        config = config or self._config()
        if not config.policies:
            return {ticket.id: {} for ticket in tickets}
        metrics = metrics or config.known_metrics()
        found = {}
        domains = self._domain_matches(tickets, config)
        memo = {}
        for ticket in self._plain_tickets(tickets, config, domains):
            key = (ticket[1], *metrics)
            if key not in memo:
                won = policy_match.match(config.policies, ticket[1].ticket, metrics)
                memo[key] = {metric: target for metric, (_p, target) in won.items()}
            found[ticket[0]] = memo[key]
        return found

    @api.model
    def _plain_tickets(self, tickets, config, domains):
        """Yield (id, facts) of tickets; facts of like tickets are equal."""
        zones = {
            company: pytz.timezone(company.resource_calendar_id.tz or "UTC")
            for company in tickets.company_id
        }
        for ticket in tickets:
            day = pytz.utc.localize(ticket.opened_at).astimezone(
                zones[ticket.company_id]
            )
            facts = self._facts(ticket, config.criteria)
            yield (
                ticket.id,
                _Facts(
                    ticket.company_id.id,
                    day.date(),
                    ticket.priority,
                    tuple(sorted(facts.items())),
                    frozenset(domains.get(ticket.id, ())),
                ),
            )

    @api.model
    def _facts(self, ticket, criteria):
        """Return the ids of a ticket by the names of the criteria that are in use."""
        facts = {}
        if "team" in criteria:
            facts["team"] = frozenset(ticket.team_id.ids)
        if "category" in criteria:
            path = ticket.category_id.parent_path or ""
            facts["category"] = frozenset(int(part) for part in path.split("/") if part)
        if "tag" in criteria:
            facts["tag"] = frozenset(ticket.tag_ids.ids)
        if "product" in criteria:
            facts["product"] = frozenset(ticket.product_id.ids)
        customers = ticket.partner_id | ticket.commercial_partner_id
        if "partner" in criteria:
            facts["partner"] = frozenset(customers.ids)
        if "partner_category" in criteria:
            facts["partner_category"] = frozenset(customers.category_id.ids)
        return facts

    @api.model
    def _domain_matches(self, tickets, config):
        """Return {ticket id: ids of policies whose own domain matches it}."""
        found = {}
        Tickets = tickets.with_context(active_test=False)
        for policy in self.browse(config.domains):
            # sudo: promises hold whoever works on the ticket
            own = policy.sudo()._ticket_domain()
            try:
                own.validate(Tickets)
            except ValueError:
                # of a field that is gone: a ticket is made all the same
                _logger.warning("SLA policy %s: its conditions cannot be read", policy)
                continue
            for ticket_id in Tickets._search(Domain("id", "in", tickets.ids) & own):
                found.setdefault(ticket_id, set()).add(policy.id)
        return found

    @api.model
    def _shadows(self):
        """Return {policy id: id of the policy before it that always wins instead}."""
        return dict(policy_match.shadows(self._config().policies))


class _Facts(NamedTuple):
    """What a ticket is matched by, to be compared with those of others."""

    company_id: int
    day: object
    priority: str
    facts: tuple
    domains: frozenset

    @property
    def ticket(self):
        return Ticket(**{**self._asdict(), "facts": dict(self.facts)})
