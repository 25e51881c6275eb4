# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How a record of the ERP becomes a row of the interaction log.

An :class:`InteractionEvent` is a declaration, compiled to one SELECT over the
record's own table. The same SELECT serves the live capture (for the records of a
transaction) and the backfill (for a range of ids), so that a row means the same
however it came to be. In every expression the record is the table alias ``o``.

An :class:`InteractionDocument` says whose document a record is; mails, SMS, planned
activities and meetings find their customer through it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from odoo.tools import SQL

#: Columns that a SELECT of an event fills, in order, with their PostgreSQL types.
COLUMNS = {
    "partner_id": "integer",
    "commercial_partner_id": "integer",
    "contact_value": "varchar",
    "lead_id": "integer",
    "type_id": "integer",
    "direction": "varchar",
    "actor_type": "varchar",
    "state": "varchar",
    "occurred_at": "timestamp",
    "duration": "integer",
    "user_id": "integer",
    "team_id": "integer",
    "company_id": "integer",
    "subject": "varchar",
    "amount": "numeric",
    "currency_id": "integer",
    "source_id": "integer",
    "medium_id": "integer",
    "campaign_id": "integer",
    "origin_model": "varchar",
    "origin_id": "integer",
    "origin_event": "varchar",
}
SUBJECT_LENGTH = 240
NULL = SQL("NULL")
TRUE = SQL("TRUE")
DONE = SQL("'done'")

Expression = str | SQL | None


def column(expression: Expression) -> SQL:
    """Return a column name of the record, or raw SQL, as SQL."""
    if expression is None:
        return NULL
    return (
        SQL.identifier("o", expression) if isinstance(expression, str) else expression
    )


def is_customer(alias: str) -> SQL:
    """Return the condition that a partner is nobody of ours.

    A colleague who left has an archived user, which ``partner_share`` overlooks.
    """
    return SQL(
        "(%(partner)s.partner_share AND NOT EXISTS (SELECT 1 FROM res_users cu"
        " WHERE cu.partner_id = %(partner)s.id AND cu.share IS NOT TRUE))",
        partner=SQL.identifier(alias),
    )


def literal(expression: str | SQL) -> SQL:
    """Return a plain text, or raw SQL, as SQL."""
    return SQL("%s", expression) if isinstance(expression, str) else expression


@dataclass(frozen=True, kw_only=True)
class InteractionDocument:
    """Whose document a record is: a partner, a lead, both or neither."""

    partner: Expression = "partner_id"
    lead: Expression = None
    company: Expression = "company_id"
    user: Expression = "user_id"
    joins: SQL = field(default_factory=SQL)
    where: SQL = TRUE

    def select(self, model, scope: SQL) -> SQL:
        """Return (model, res_id, partner, lead, company, user) of documents."""
        return SQL(
            "SELECT %(model)s::varchar AS model, o.id AS res_id,"
            " (%(partner)s)::integer AS partner_id, (%(lead)s)::integer AS lead_id,"
            " (%(company)s)::integer AS company_id, (%(user)s)::integer AS user_id"
            " FROM %(table)s o %(joins)s WHERE %(where)s AND %(scope)s",
            model=model._name,
            partner=column(self.partner),
            lead=column(self.lead),
            company=column(self.company),
            user=column(self.user),
            table=SQL.identifier(model._table),
            joins=self.joins,
            where=self.where,
            scope=scope,
        )


@dataclass(frozen=True, kw_only=True)
class InteractionEvent:
    """One thing that can happen to a record, as a row of the log.

    A text names a column of the record, except in ``type`` and ``direction``, where
    it is the value itself; SQL is taken as it is; None is NULL.
    """

    type: str | SQL
    direction: str | SQL
    partner: Expression = "partner_id"
    contact: Expression = None
    lead: Expression = None
    company: Expression = "company_id"
    #: who acted; live, the acting colleague comes first unless ``user_is_final``
    user: Expression = None
    user_is_final: bool = False
    actor_type: SQL | None = None
    state: SQL = DONE
    team: Expression = None
    #: when it happened, live and in the backfill; None: the moment of capture
    at: Expression = None
    #: when it happened as far as old records tell, where ``at`` is None
    at_backfill: Expression = None
    duration: Expression = None
    subject: Expression = None
    amount: Expression = None
    currency: Expression = None
    has_utm: bool = False
    joins: SQL = field(default_factory=SQL)
    where: SQL = TRUE
    #: instant that must have passed, such as the end of a meeting
    until: Expression = None
    #: what comes behind the event's name in the key, when a record yields several rows
    suffix: SQL | None = None
    #: the event can happen again to the same record: *confirmed*, *confirmed#2*, …
    repeats: bool = False
    #: (field, values): logged when create() or write() gives the field such a value
    trigger: tuple[str, frozenset] | None = None
    in_backfill: bool = True

    def select(
        self, model, event, *, scope, now, actor=None, at=None, live=True
    ) -> SQL:
        """Return the SELECT of this event's rows.

        :param model: empty recordset of the records' model
        :param event: the event's name
        :param scope: SQL condition that chooses the records
        :param now: naive UTC instant of the capture
        :param actor: id of the colleague who acted, if one did
        :param at: naive UTC instant that the caller knows better than the record
        :param live: False in the backfill
        """
        direction = literal(self.direction)
        user = self._user(actor)
        moment = self._moment(now, at, live)
        lead, contact = column(self.lead), column(self.contact)
        values = {
            "partner_id": SQL("p.id"),
            "commercial_partner_id": SQL("COALESCE(p.commercial_partner_id, p.id)"),
            "contact_value": SQL("CASE WHEN p.id IS NULL THEN %s END", contact),
            "lead_id": lead,
            "type_id": SQL("t.id"),
            "direction": direction,
            "actor_type": self.actor_type
            or SQL(
                "CASE WHEN %s = 'in' THEN 'customer'"
                " WHEN %s IS NULL THEN 'system' ELSE 'staff' END",
                direction,
                user,
            ),
            "state": self.state,
            "occurred_at": SQL("date_trunc('second', (%s)::timestamp)", moment),
            "duration": SQL("COALESCE(%s, 0)", column(self.duration)),
            "user_id": user,
            "team_id": column(self.team),
            "company_id": column(self.company),
            "subject": SQL("left(%s, %s)", column(self.subject), SUBJECT_LENGTH),
            "amount": column(self.amount),
            "currency_id": column(self.currency),
            "source_id": column("source_id" if self.has_utm else None),
            "medium_id": column("medium_id" if self.has_utm else None),
            "campaign_id": column("campaign_id" if self.has_utm else None),
            "origin_model": literal(model._name),
            "origin_id": SQL("o.id"),
            "origin_event": self._key(model, event, live),
        }
        columns = SQL(", ").join(
            SQL("(%s)::%s AS %s", values[name], SQL(kind), SQL.identifier(name))
            for name, kind in COLUMNS.items()
        )
        return SQL(
            "SELECT %(columns)s FROM %(table)s o %(joins)s"
            " JOIN crm_interaction_type t ON t.code = %(type)s AND t.active IS TRUE"
            " LEFT JOIN res_partner p ON p.id = %(partner)s"
            " WHERE %(scope)s AND %(where)s AND %(moment)s IS NOT NULL"
            " AND %(company)s IS NOT NULL"
            " AND (p.id IS NOT NULL OR %(contact)s IS NOT NULL OR %(lead)s IS NOT NULL)",
            columns=columns,
            table=SQL.identifier(model._table),
            joins=self.joins,
            type=literal(self.type),
            partner=column(self.partner),
            scope=scope,
            where=self._where(now),
            moment=SQL("(%s)::timestamp", moment),
            company=SQL("(%s)", column(self.company)),
            contact=SQL("(%s)", contact),
            lead=SQL("(%s)", lead),
        )

    def _where(self, now) -> SQL:
        if self.until is None:
            return self.where
        return SQL("%s AND %s <= %s", self.where, column(self.until), now)

    def _user(self, actor) -> SQL:
        """Return who acted; the system's own user is nobody."""
        user = column(self.user)
        if actor and not self.user_is_final:
            user = SQL("COALESCE(%s, %s)", actor, user)
        return SQL("NULLIF((%s)::integer, 1)", user)

    def _moment(self, now, at, live) -> SQL:
        """Return when it happened: never in the future, whatever a document says."""
        if at is not None:
            return SQL("%s", at)
        if self.at is None and live:
            return SQL("%s", now)
        told = column(self.at_backfill if self.at is None else self.at)
        return SQL(
            "CASE WHEN %(told)s > %(now)s THEN %(now)s ELSE %(told)s END",
            told=told,
            now=SQL("%s::timestamp", now),
        )

    def _key(self, model, event, live) -> SQL:
        """Return the event's name in the idempotency key, with its occurrence."""
        if self.suffix is not None:
            return SQL("%s || %s", event, self.suffix)
        if not (self.repeats and live):
            return SQL("%s", event)
        return SQL(
            "%(event)s || COALESCE((SELECT '#' || (count(*) + 1) FROM crm_interaction x"
            " WHERE x.origin_model = %(model)s AND x.origin_id = o.id"
            " AND (x.origin_event = %(event)s OR x.origin_event LIKE %(event)s || '#%%')"
            " HAVING count(*) > 0), '')",
            event=event,
            model=model._name,
        )
