# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which customers a salesperson sees while customers are confidential, as SQL.

Everything is decided when a search runs, from the tables as they are then: an owner,
a share or a day that changes needs no cache to be cleared. A *customer* is the company
(or the person alone) behind contacts; ownership counts there. The owner of a contact
inside a company reads that contact and the companies above it, nothing more.
"""

from functools import partial

from odoo import fields
from odoo.fields import Domain
from odoo.orm.domains import DomainCustom
from odoo.tools import SQL

#: What decides, so that it is written to the database before a search.
FLUSHED = {
    "res.partner": ("user_id", "team_id", "parent_id", "commercial_partner_id"),
    "res.users": ("share", "partner_id"),
    "res.company": ("partner_id",),
    "crm.team": ("user_id",),
    "crm.team.member": ("user_id", "crm_team_id", "active"),
    "crm.lead": ("user_id", "partner_id", "active", "won_status"),
    "sale.order": ("user_id", "partner_id", "state", "invoice_status"),
    "crm.customer.share": (
        "partner_id", "user_id", "team_id", "access", "start_at", "end_at", "active",
    ),
    "crm.customer.delegation": (
        "user_id", "delegate_id", "scope", "partner_ids", "start_at", "end_at", "active",
    ),
}  # fmt: skip

TEAMS = """
    SELECT crm_team_id FROM crm_team_member
    WHERE user_id = %(uid)s AND active IS TRUE
    UNION SELECT id FROM crm_team WHERE user_id = %(uid)s
"""
OWN = "SELECT id FROM res_partner WHERE user_id = %(uid)s"
LED = """
    SELECT p.id FROM crm_team t
    JOIN crm_team_member m ON m.crm_team_id = t.id AND m.active IS TRUE
    JOIN res_partner p ON p.user_id = m.user_id
    WHERE t.user_id = %(uid)s AND m.user_id <> %(uid)s
"""
ORPHANS_OF_TEAM = """
    SELECT id FROM res_partner
    WHERE user_id IS NULL AND team_id IN (%(teams)s)
"""
SHARED = """
    SELECT s.partner_id FROM crm_customer_share s
    WHERE s.active IS TRUE AND (s.user_id = %(uid)s OR s.team_id IN (%(teams)s))
      AND s.start_at <= %(now)s AND (s.end_at IS NULL OR s.end_at > %(now)s)
      AND s.access IN %(levels)s
"""
DELEGATED = """
    SELECT p.id FROM crm_customer_delegation d
    JOIN res_partner p ON p.user_id = d.user_id
    WHERE d.active IS TRUE AND d.delegate_id = %(uid)s AND d.scope = 'all'
      AND d.start_at <= %(now)s AND d.end_at > %(now)s
    UNION ALL
    SELECT p.id FROM crm_customer_delegation d
    JOIN crm_customer_delegation_partner_rel r ON r.delegation_id = d.id
    JOIN res_partner p ON p.id = r.partner_id AND p.user_id = d.user_id
    WHERE d.active IS TRUE AND d.delegate_id = %(uid)s AND d.scope = 'some'
      AND d.start_at <= %(now)s AND d.end_at > %(now)s
"""
#: Customers of one's own open opportunities and of orders not yet invoiced.
DOCUMENTS = """
    SELECT p.commercial_partner_id FROM crm_lead l
    JOIN res_partner p ON p.id = l.partner_id
    WHERE l.user_id = %(uid)s AND l.active IS TRUE
      AND l.won_status IS DISTINCT FROM 'won' AND l.won_status IS DISTINCT FROM 'lost'
    UNION ALL
    SELECT p.commercial_partner_id FROM sale_order o
    JOIN res_partner p ON p.id = o.partner_id
    WHERE o.user_id = %(uid)s AND (o.state IN ('draft', 'sent')
      OR (o.state = 'sale' AND o.invoice_status IS DISTINCT FROM 'invoiced'))
"""
#: Colleagues, our own companies, one's own contacts inside companies; and the
#: companies above all these, whose names are part of their labels.
ALWAYS = """(
    WITH RECURSIVE shown AS (
        SELECT partner_id AS id FROM res_users WHERE share IS NOT TRUE
        UNION SELECT partner_id FROM res_company
        UNION SELECT id FROM res_partner
        WHERE user_id = %(uid)s AND commercial_partner_id <> id
        UNION SELECT p.parent_id FROM shown
        JOIN res_partner p ON p.id = shown.id AND p.parent_id IS NOT NULL
    ) SELECT id FROM shown
)"""
ORPHAN = """EXISTS (
    SELECT 1 FROM res_partner o
    WHERE o.id = %(customer)s AND o.user_id IS NULL
)"""


OWN_CONTACTS = """
    SELECT id FROM res_partner
    WHERE user_id = %(uid)s AND commercial_partner_id <> id
"""
MYSELF = "SELECT partner_id FROM res_users WHERE id = %(uid)s"

#: Up to so many ids are looked up first and named in the search: the planner then goes
#: through the indexes. It would read the whole table for a sub-query of a thousand.
MANY = 5000


class ScopeDomain(DomainCustom):
    """Searches by named ids where these are few; asks about records by a sub-query."""

    __slots__ = ("_asked",)

    def __new__(cls, searched, asked):
        self = super().__new__(cls, searched)
        object.__setattr__(self, "_asked", Domain.custom(to_sql=asked))
        return self

    def _as_predicate(self, records):
        return self._asked._as_predicate(records)


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
        return Domain(path, "any", self._domain("read", OWN_CONTACTS))

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
        """Return the condition for a search among all contacts."""
        found = model.env.execute_query(
            SQL(
                "(SELECT TRUE, id FROM (%s) customer (id)"
                " UNION ALL SELECT FALSE, id FROM (%s) other (id)) LIMIT %s",
                self._sql_scope(mode),
                SQL(others, uid=self.uid),
                MANY + 1,
                to_flush=self._flushed(model.env),
            )
        )
        if len(found) > MANY:
            return self._sql_asked(mode, others, model, alias, query)
        customers, contacts = set(), {0}  # zero is nobody's
        for is_customer, partner_id in found:
            (customers if is_customer else contacts).add(partner_id)
        conditions = [SQL("%s IN %s", SQL.identifier(alias, "id"), tuple(contacts))]
        if customers:
            customer = SQL.identifier(alias, "commercial_partner_id")
            conditions.append(SQL("%s IN %s", customer, tuple(customers)))
        return self._sql_or(conditions, alias)

    def _sql_asked(self, mode, others, model, alias, query):
        """Return the condition for some contacts, or for whom has very many."""
        condition = SQL(
            "%s IN (SELECT id FROM res_partner WHERE commercial_partner_id IN (%s)"
            " UNION %s)",
            SQL.identifier(alias, "id"),
            self._sql_scope(mode),
            SQL(others, uid=self.uid),
            to_flush=self._flushed(model.env),
        )
        return self._sql_or([condition], alias)

    def _sql_or(self, conditions, alias):
        if self.orphans == "everyone":
            customer = SQL.identifier(alias, "commercial_partner_id")
            conditions = [*conditions, SQL(ORPHAN, customer=customer)]
        return SQL("(%s)", SQL(" OR ").join(conditions))

    def _flushed(self, env):
        """Return the fields that decide, so that they are written before a search."""
        return [
            env[name]._fields[field]
            for name, fields_ in FLUSHED.items()
            for field in fields_
        ]

    def _sql_scope(self, mode):
        """Return the ids of the customers themselves."""
        parts = [OWN, LED, SHARED, DELEGATED]
        if self.orphans == "team":
            parts.append(ORPHANS_OF_TEAM)
        if self.documents == "shown" and mode == "read":
            parts.append(DOCUMENTS)
        values = {
            "uid": self.uid,
            "teams": SQL(TEAMS, uid=self.uid),
            "now": fields.Datetime.now(),
            "levels": ("edit",) if mode == "write" else ("read", "edit"),
        }
        return SQL(" UNION ALL ").join(SQL(part, **values) for part in parts)
