# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which customers a salesperson sees while customers are confidential, as SQL.

Everything is decided when a search runs, from the tables as they are then: an owner or
a day that changes needs no cache to be cleared. Only which teams a user leads, and
whether anything is shared with or delegated to them at all, is remembered until one of
those changes. A *customer* is the company
(or the person alone) behind contacts; ownership counts there. The owner of a contact
inside a company reads that contact and the companies above it, nothing more.
"""

from functools import partial
from typing import NamedTuple

from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL

#: What decides, so that it is written to the database before a search.
FLUSHED = {
    "res.partner": ("user_id", "team_id", "parent_id", "commercial_partner_id"),
    "res.users": ("share", "partner_id"),
    "res.company": ("partner_id",),
    "crm.lead": ("user_id", "partner_id", "active", "won_status"),
    "sale.order": ("user_id", "partner_id", "state", "invoice_status"),
    "crm.customer.share": (
        "partner_id", "user_id", "team_id", "access", "start_at", "end_at", "active",
    ),
    "crm.customer.delegation": (
        "user_id", "delegate_id", "scope", "partner_ids", "start_at", "end_at", "active",
    ),
}  # fmt: skip

#: Customers themselves and their people, each from an index of just these: to look a
#: thousand up is what a search would take longest for. Workers of PostgreSQL may not
#: call the function: starting them would take longer still.
OWN = """(%(alias)s.user_id IN %(owners)s
    AND %(alias)s.commercial_partner_id = %(alias)s.id)
OR (%(alias)s.commercial_partner_id <> %(alias)s.id
    AND %(alias)s.commercial_partner_id = ANY(ARRAY(
        SELECT id FROM res_partner
        WHERE user_id IN %(owners)s AND commercial_partner_id = id
          AND pg_backend_pid() <> 0
    ))
)"""
#: One's own contacts inside companies, from their index.
OWN_CONTACT = "(%(alias)s.user_id = %(uid)s AND %(alias)s.parent_id IS NOT NULL)"
IS_OWN = """EXISTS (
    SELECT 1 FROM res_partner o
    WHERE o.id = %(customer)s AND o.user_id IN %(owners)s
)"""
ORPHANS_OF_TEAM = """
    SELECT id FROM res_partner
    WHERE user_id IS NULL AND team_id IN %(teams)s
"""
SHARED = """
    SELECT s.partner_id FROM crm_customer_share s
    WHERE s.active IS TRUE AND (s.user_id = %(uid)s OR s.team_id IN %(teams)s)
      AND s.start_at <= %(now)s AND (s.end_at IS NULL OR s.end_at > %(now)s)
      AND s.access IN %(levels)s
"""
#: Chosen ones; who stands in for all of a colleague's is one of the owners. Joined, the
#: planner would read all of the colleague's customers to find the few.
DELEGATED = """
    SELECT r.partner_id FROM crm_customer_delegation d
    JOIN crm_customer_delegation_partner_rel r ON r.delegation_id = d.id
    WHERE d.active IS TRUE AND d.delegate_id = %(uid)s AND d.scope = 'some'
      AND d.start_at <= %(now)s AND d.end_at > %(now)s
      AND d.user_id = (SELECT p.user_id FROM res_partner p WHERE p.id = r.partner_id)
"""
#: Documents of a colleague, of the customers that were delegated.
STOOD_IN_FOR = """EXISTS (
    SELECT 1 FROM crm_customer_delegation d
    LEFT JOIN crm_customer_delegation_partner_rel r ON r.delegation_id = d.id
    LEFT JOIN res_partner p ON p.id = %(partner)s
    WHERE d.active IS TRUE AND d.delegate_id = %(uid)s AND d.user_id = %(owner)s
      AND d.start_at <= %(now)s AND d.end_at > %(now)s
      AND (d.scope = 'all' OR r.partner_id = p.commercial_partner_id)
)"""
#: Customers of one's own open opportunities and of orders not yet invoiced; own ones
#: are seen anyhow.
DOCUMENTS = """
    SELECT p.commercial_partner_id FROM (
        SELECT partner_id FROM crm_lead
        WHERE user_id = %(uid)s AND active IS TRUE
          AND won_status IS DISTINCT FROM 'won' AND won_status IS DISTINCT FROM 'lost'
        UNION ALL
        SELECT partner_id FROM sale_order
        WHERE user_id = %(uid)s AND (state IN ('draft', 'sent')
          OR (state = 'sale' AND invoice_status IS DISTINCT FROM 'invoiced'))
    ) d JOIN res_partner p ON p.id = d.partner_id
    WHERE (p.commercial_partner_id = p.id AND p.user_id IN %(owners)s) IS NOT TRUE
"""
#: Colleagues and our own companies, and the companies above colleagues and above one's
#: own contacts, whose names are part of their labels. Contacts are asked for once: to
#: plan it is half of what a search costs.
ALWAYS = """
    SELECT partner_id FROM res_users WHERE share IS NOT TRUE
    UNION ALL SELECT partner_id FROM res_company
    UNION ALL SELECT unnest(ARRAY[parent_id, commercial_partner_id]) FROM res_partner
    WHERE (user_id = %(uid)s AND parent_id IS NOT NULL) OR id = ANY(ARRAY(
        SELECT partner_id FROM res_users WHERE share IS NOT TRUE
    ))
"""
MYSELF = "SELECT partner_id FROM res_users WHERE id = %(uid)s"
ORPHAN = """EXISTS (
    SELECT 1 FROM res_partner o
    WHERE o.id = %(customer)s AND o.user_id IS NULL
)"""


class Sources(NamedTuple):
    """What gives a user access to customers; days are compared at every search."""

    owners: tuple[int, ...]  # the user, and who is in the teams that they lead
    teams: tuple[int, ...]  # those that they lead or are in
    away: tuple[tuple, ...]  # for whom they stand in: user, from, until
    is_shared_with: bool
    has_chosen: bool  # stands in for some customers

    def owners_now(self):
        """Return the users whose customers are the user's, now."""
        now = fields.Datetime.now()
        return self.owners + tuple(
            u for u, start, end in self.away if start <= now < end
        )


#: The ORM's class of such domains, which addons are not to import.
CustomDomain = type(Domain.custom(to_sql=lambda _model, _alias, _query: SQL("TRUE")))


class ScopeDomain(CustomDomain):
    """Searches through the indexes of contacts; asks about records one by one."""

    __slots__ = ("_asked",)

    def __new__(cls, searched, asked):
        self = super().__new__(cls, searched)
        object.__setattr__(self, "_asked", Domain.custom(to_sql=asked))
        return self

    def _as_predicate(self, records):
        return self._asked._as_predicate(records)


def stood_in_for(uid, owner, partner):
    """Return the domain of documents of colleagues for whom a user stands in now.

    Who stands in for nobody, as most people, is asked nothing: the planner takes the
    question for so dear that PostgreSQL compiles each search, a hundred times its cost.

    :param str owner, partner: fields of the document
    """

    def to_sql(model, alias, query):
        sources = model.env["res.users"].browse(uid)._customer_access_sources()
        if not (sources.away or sources.has_chosen):
            return SQL("FALSE")
        names = ("user_id", "delegate_id", "scope", "start_at", "end_at", "active")
        delegation = model.env["crm.customer.delegation"]
        return SQL(
            STOOD_IN_FOR,
            uid=uid,
            owner=model._field_to_sql(alias, owner, query),
            partner=model._field_to_sql(alias, partner, query),
            now=fields.Datetime.now(),
            to_flush=[delegation._fields[name] for name in names],
        )

    return Domain.custom(to_sql=to_sql)


class CustomerScope:
    """Builds the conditions for one user, from the settings of the database.

    It holds no environment: record rules keep it in a cache.
    """

    def __init__(self, uid, orphans, documents):
        self.uid = uid
        self.orphans = orphans
        self.documents = documents

    def customers(self, path):
        """Return the domain of what belongs to customers whom the user sees."""
        return Domain(path, "any", self._domain("read", None))

    def contacts(self, mode):
        """Return the domain of contacts that the user reads or writes."""
        return self._domain(mode, ALWAYS if mode == "read" else MYSELF)

    def _domain(self, mode, others):
        """Return the domain of contacts of the user's customers, and of others."""
        return ScopeDomain(
            partial(self._sql_searched, mode, others),
            partial(self._sql_asked, mode, others),
        )

    def _sql_searched(self, mode, others, model, alias, query):
        """Return the condition for a search among all contacts.

        The planner takes an array for short and goes through the indexes of contacts;
        for a sub-query of a thousand customers it would read the whole table. Each
        alternative is exactly what an index answers: nothing is compared row by row.
        """
        sources = self._sources(model.env)
        own = SQL(OWN, alias=SQL.identifier(alias), owners=sources.owners_now())
        return self._sql_or(model, alias, mode, own, others, sources)

    def _sql_asked(self, mode, others, model, alias, query):
        """Return the condition for some contacts: own ones are the usual answer."""
        sources = self._sources(model.env)
        customer = SQL.identifier(alias, "commercial_partner_id")
        own = SQL(IS_OWN, customer=customer, owners=sources.owners_now())
        return self._sql_or(model, alias, mode, own, others, sources)

    def _sql_or(self, model, alias, mode, own, others, sources):
        """Join the condition of own customers with lists of customers and of others."""
        customer = SQL.identifier(alias, "commercial_partner_id")
        conditions = [SQL("%s", own, to_flush=self._flushed(model.env))]
        if mode == "read":
            values = {"alias": SQL.identifier(alias), "uid": self.uid}
            conditions.append(SQL(OWN_CONTACT, **values))
        contact = SQL.identifier(alias, "id")
        for column, parts in (
            (customer, self._sql_given(mode, sources)),
            (contact, [SQL(others, uid=self.uid)] if others else []),
        ):
            if parts:
                ids = SQL(" UNION ALL ").join(parts)
                conditions.append(SQL("%s = ANY(ARRAY(%s))", column, ids))
        if self.orphans == "everyone":
            conditions.append(SQL(ORPHAN, customer=customer))
        return SQL("(%s)", SQL(" OR ").join(conditions))

    def _sources(self, env):
        return env["res.users"].browse(self.uid)._customer_access_sources()

    def flush(self, env):
        """Write what decides to the database; what follows from it is computed."""
        env.flush_query(SQL("", to_flush=self._flushed(env)))

    def _flushed(self, env):
        """Return the fields that decide, so that they are written before a search."""
        return [
            env.registry[name]._fields[field]
            for name, fields_ in FLUSHED.items()
            for field in fields_
        ]

    def _sql_given(self, mode, sources):
        """Return the queries of customers who are not the user's own or the team's."""
        parts = []
        if sources.is_shared_with:
            parts.append(SHARED)
        if sources.has_chosen:
            parts.append(DELEGATED)
        if self.orphans == "team" and sources.teams:
            parts.append(ORPHANS_OF_TEAM)
        if self.documents == "shown" and mode == "read":
            parts.append(DOCUMENTS)
        values = {
            "uid": self.uid,
            "teams": sources.teams or (0,),
            "now": fields.Datetime.now(),
            "owners": sources.owners_now(),
            "levels": ("edit",) if mode == "write" else ("read", "edit"),
        }
        return [SQL(part, **values) for part in parts]
