# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a rule is compiled from: domains, and SELECTs of ids.

Domains of the same group become one domain. SELECTs are joined, never tested row by
row: with `IN` below `OR` or `NOT`, PostgreSQL compares every row with every id as soon
as the ids do not fit in `work_mem`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from odoo.fields import Domain
from odoo.tools import SQL


@dataclass(frozen=True)
class Frame:
    """What is the same for every condition of a rule."""

    model: object  # of the records, sudo, in the segment's company
    universe: Domain  # who can be in the segment at all
    now: datetime  # naive UTC
    zone: str
    scope: SQL | None = None  # a SELECT of the ids to look at; None: all
    path: tuple = ()  # the segments that led here

    @property
    def company(self):
        """Return the company of the segment."""
        return self.model.env.company

    @property
    def is_of_partners(self):
        """Return whether the records are contacts."""
        return self.model._name == "res.partner"

    def of_ids(self, domain, ids=()):
        """Return the SELECT of the records that meet a domain and all the parts."""
        query = self.model._search(self.universe & domain)
        column = SQL.identifier(query.table, "id")
        if self.scope:
            query.add_where(SQL("%s IN (%s)", column, self.scope))
        for part in ids:
            query.add_where(part.condition(column))
        return query.select()

    def of_model(self, model, universe):
        """Return the frame of another model, which knows no scope."""
        return replace(self, model=model, universe=universe, scope=None)


@dataclass(frozen=True)
class DomainPart:
    """The records that meet a domain."""

    domain: Domain

    def negate(self):
        """Return the part that holds where this one does not."""
        return DomainPart(~self.domain)

    def select(self, frame):
        """Return the SELECT of the ids."""
        return frame.of_ids(self.domain)

    def members(self, frame):
        """Return the SELECT of the ids, each once, of none but the universe."""
        return frame.of_ids(self.domain)


@dataclass(frozen=True)
class IdsPart:
    """The records whose id a SELECT gives, or does not give."""

    ids: SQL
    is_negated: bool = False
    is_inside: bool = False  # the SELECT gives records of the universe, each once

    def negate(self):
        """Return the part that holds where this one does not."""
        return replace(self, is_negated=not self.is_negated)

    def select(self, frame):
        """Return the SELECT of the ids."""
        return frame.of_ids(Domain.TRUE, [self]) if self.is_negated else self.ids

    def members(self, frame):
        """Return the SELECT of the ids, each once, of none but the universe."""
        if self.is_inside and not self.is_negated:
            return self.ids
        return frame.of_ids(Domain.TRUE, [self])

    def condition(self, column):
        """Return the condition that a column is one of the ids."""
        if self.is_negated:
            return SQL(
                "NOT EXISTS (SELECT 1 FROM (%s) x(id) WHERE x.id = %s)",
                self.ids,
                column,
            )
        return SQL("%s IN (%s)", column, self.ids)


def all_of(parts, frame):
    """Return the part that holds where all parts hold."""
    domains, ids = _split(parts)
    domain = Domain.AND(domains)
    if not ids:
        return DomainPart(domain)
    return IdsPart(frame.of_ids(domain, ids), is_inside=True)


def any_of(parts, frame):
    """Return the part that holds where one of the parts holds."""
    domains, ids = _split(parts)
    domain = DomainPart(Domain.OR(domains))
    if not ids:
        return domain
    if len(parts) == 1:
        return ids[0]
    selects = [part.select(frame) for part in ([domain] if domains else []) + ids]
    return IdsPart(SQL(" UNION ALL ").join(SQL("(%s)", one) for one in selects))


def _split(parts):
    ids = [part for part in parts if isinstance(part, IdsPart)]
    return [part.domain for part in parts if isinstance(part, DomainPart)], ids
