# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import replace

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import segment_rule
from ..tools.segment_rule import Problem, RuleError
from .segment_parts import DomainPart, Frame, IdsPart, all_of, any_of


class CrmSegment(models.Model):
    """Turning a rule into one SELECT of ids.

    A method `_compile_<kind>(leaf, frame)` per kind of condition returns a part. The
    SELECT is the system's view in the company of the segment: record rules of who
    asks never change who is in it.
    """

    _inherit = "crm.segment"

    def _sql_ids(self, now=None, scope=None):
        """Return SQL selecting the `id` of the records that are in the segment now.

        Those of a hand-made segment are the ones put in; of a dynamic one those that
        meet the rule, and the exceptions. Archived records and those of another
        company never are.

        :param scope: SELECT of the ids to look at; None: all
        :raise RuleError: when the rule cannot be compiled
        """
        self.ensure_one()
        frame = self._frame(now or fields.Datetime.now(), scope)
        return self._compile_segment_itself(frame).members(frame)

    def _frame(self, now, scope=None):
        # sudo: a rule means the same whoever asks; who sees members is decided there
        segment = self.sudo()
        zone = segment._rule_zone()
        model = self._rule_model(self.res_model, zone)
        universe = self._universe(model, segment_rule.has_lost(self._rule_tree()))
        return Frame(model, universe, now, zone, scope)

    def _rule_tree(self):
        """Return the rule, checked, or None.

        :raise RuleError: at its first problem
        """
        rule = self.rule if self.kind == "dynamic" else None
        for problem in segment_rule.problems(rule):
            raise RuleError(problem)
        return rule

    def _rule_zone(self):
        """Return the name of the time zone that says when a day begins."""
        return self.company_id.partner_id.tz or self.user_id.tz or "UTC"

    def _rule_model(self, name, zone):
        # sudo: a segment is the same whoever asks; who may read its members is
        # decided where they are shown
        return (
            self.env(context={"tz": zone, "allowed_company_ids": self.company_id.ids})[
                name
            ]
            .sudo()
            .with_company(self.company_id)
        )

    def _universe(self, model, has_lost=False):
        """Return the domain of the records that can be in a segment of the company."""
        active = Domain("active", "=", True)
        if has_lost and model._name == "crm.lead":
            active |= Domain("active", "=", False) & Domain("won_status", "=", "lost")
        # as in core's rules: what belongs to no company or to a parent is shared
        # sudo: only the ids of the companies above
        companies = [False, *self.company_id.sudo().parent_ids.ids]
        if model._name == "crm.lead":
            companies = [False, self.company_id.id]
        return active & Domain("company_id", "in", companies)

    def _compile_segment_itself(self, frame):
        """Return the part of a whole segment: its rule and its exceptions."""
        rule = self._rule_tree()
        part = DomainPart(Domain.FALSE)
        if not segment_rule.is_empty(rule):
            part = self._compile(rule, frame)
        return self._compile_pins(part, frame)

    def _compile_pins(self, part, frame):
        """Return a part with the records that are always or never in."""
        own_id = self._origin.id or 0
        self.env["crm.segment.pin"].flush_model()
        kinds = self.env.execute_query(
            SQL(
                "SELECT DISTINCT kind FROM crm_segment_pin WHERE segment_id = %s",
                own_id,
            )
        )
        pins = {
            kind: IdsPart(
                SQL(
                    "SELECT res_id FROM crm_segment_pin WHERE segment_id = %s"
                    " AND kind = %s",
                    own_id,
                    kind,
                )
            )
            for (kind,) in kinds
        }
        if "always" in pins:
            part = any_of([part, pins["always"]], frame)
        if "never" in pins:
            part = all_of([part, pins["never"].negate()], frame)
        return part

    def _compile(self, node, frame):
        """Return the part of a node of the tree."""
        if not segment_rule.is_group(node):
            return getattr(self, f"_compile_{node['kind']}")(node, frame)
        parts = [self._compile(child, frame) for child in node["rules"]]
        if node["kind"] == "and":
            return all_of(parts, frame)
        part = any_of(parts, frame)
        return part.negate() if node["kind"] == "not" else part

    def _of_partners(self, ids, frame, is_negated=False, of_person=False):
        """Return the part of the records whose contact is one of a SELECT.

        :param of_person: of a lead look at the contact, not at the company behind it
        """
        if not frame.is_of_partners:
            column = "id" if of_person else "commercial_partner_id"
            ids = SQL(
                "SELECT l.id FROM crm_lead l JOIN res_partner lp ON lp.id = l.partner_id"
                " WHERE %s IN (%s)",
                SQL.identifier("lp", column),
                ids,
            )
        return IdsPart(ids, is_negated)

    def _of_leads(self, domain, frame):
        """Return the part of the records that have, or are, a lead of a domain.

        A contact's leads are its own, a company's also those of its contacts.
        """
        if not frame.is_of_partners:
            return DomainPart(domain)
        model = frame.model.env["crm.lead"]
        query = model._search(self._universe(model, has_lost=True) & domain)
        leads = query.select(SQL.identifier(query.table, "partner_id"))
        return IdsPart(
            SQL(
                "SELECT unnest(ARRAY[p.id, p.commercial_partner_id]) FROM res_partner p"
                " WHERE p.id IN (%s)",
                leads,
            )
        )

    def _compile_fields(self, leaf, frame):
        try:
            domain = Domain(segment_rule.parse_domain(leaf["domain"]))
            frame.model._search(domain)
        except (ValueError, KeyError, TypeError, UserError) as error:
            problem = Problem("field", args={"reason": str(error)})
            raise RuleError(problem) from error
        return DomainPart(domain)

    def _compile_segment(self, leaf, frame):
        # sudo: a segment may build on one of a colleague
        others = self.sudo().browse(leaf["segments"]).exists()
        path = (*frame.path, self._origin.id)
        if len(others) < len(set(leaf["segments"])):
            raise RuleError(Problem("segment_gone"))
        parts = []
        for other in others:
            if other.id in path:
                raise RuleError(Problem("cycle", args={"name": other.name}))
            if other.company_id != self.company_id:
                raise RuleError(Problem("segment_company", args={"name": other.name}))
            parts.append(other._compile_for(frame, path))
        part = any_of(parts, frame)
        return part.negate() if leaf["op"] == "not_in" else part

    def _compile_for(self, frame, path):
        """Return this segment as a part of the rule of another one."""
        own = replace(self._frame(frame.now), path=path)
        if own.model._name == frame.model._name:
            own = replace(own, scope=frame.scope)
            return IdsPart(self._compile_segment_itself(own).members(own))
        ids = self._compile_segment_itself(own).members(own)
        if own.is_of_partners:
            return self._of_partners(ids, frame, of_person=True)
        return IdsPart(
            SQL(
                "SELECT l.partner_id FROM crm_lead l WHERE l.id IN (%s)"
                " AND l.partner_id IS NOT NULL",
                ids,
            )
        )
