# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is handed over with a customer.

A :class:`HandoverPart` is a declaration, compiled to one SELECT of the records that a
user is responsible for. In every expression the record is the table alias ``o``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from odoo.tools import SQL

TRUE = SQL("TRUE")
NULL = SQL("NULL::integer")


@dataclass(frozen=True, kw_only=True)
class HandoverPart:
    """One kind of record, whose it is and how it moves."""

    model: str
    #: what people call these records
    label: str
    #: the column that says who is responsible
    user: str = "user_id"
    #: which of them are the user's; None: the column says it
    mine: SQL | None = None
    #: which are open: only those move, and only those move back
    where: SQL = TRUE
    joins: SQL = field(default_factory=SQL)
    partner: SQL = SQL("o.partner_id")
    lead: SQL = NULL
    company: SQL = SQL("o.company_id")
    #: whose document it is where it is nobody's customer: (model, id)
    document: tuple[SQL, SQL] | None = None
    amount: SQL = SQL("NULL::numeric")
    #: integer columns whose former values are kept, with what they become
    follows: dict[str, SQL] = field(default_factory=dict)
    #: columns that must be as they were for a record to go back
    watches: tuple[str, ...] = ()
    #: fields of crm.handover.line that count the records and sum their amounts
    count: str = "other_count"
    total: str | None = None
    #: methods of crm.handover: (part name, part, line ids)
    moves: str = "_move_owner"
    restores: str = "_restore_owner"
    #: False: moves with the customer's other records, never alone
    stands_alone: bool = True

    def is_mine(self, user) -> SQL:
        """Return the condition that a record is the user's."""
        if self.mine is not None:
            return self.mine
        return SQL("%s = %s", SQL.identifier("o", self.user), user.id)

    def select(self, env, name, user, companies=None) -> SQL:
        """Return (part, res_id, owner_model, owner_id, amount) of what is the user's.

        :param companies: ids of the companies whose records count; None: all
        """
        model = env[self.model]
        of_companies = TRUE
        if companies is not None:
            of_companies = SQL(
                "(%(company)s IS NULL OR %(company)s = ANY(%(companies)s))",
                company=self.company,
                companies=list(companies),
            )
        document = self.document or (SQL("%s", self.model), SQL("o.id"))
        return SQL(
            "SELECT %(name)s::varchar AS part, o.id AS res_id,"
            " CASE WHEN p.id IS NOT NULL THEN 'res.partner'"
            " WHEN l.id IS NOT NULL THEN 'crm.lead' ELSE %(model)s END AS owner_model,"
            " COALESCE(p.commercial_partner_id, l.id, %(id)s) AS owner_id,"
            " %(amount)s AS amount FROM %(table)s o %(joins)s"
            " LEFT JOIN crm_lead l ON l.id = %(lead)s"
            " LEFT JOIN res_partner p ON p.id = COALESCE(%(partner)s, l.partner_id)"
            " WHERE %(mine)s AND %(where)s AND %(of_companies)s",
            name=name,
            model=document[0],
            id=document[1],
            amount=self.amount,
            table=SQL.identifier(model._table),
            joins=self.joins,
            lead=self.lead,
            partner=self.partner,
            mine=self.is_mine(user),
            where=self.where,
            of_companies=of_companies,
        )
