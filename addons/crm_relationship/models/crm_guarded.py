# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

from .guarded_field import Guarded

#: In the context of the system's own reading: no client can send this very object.
AS_STORED = object()


class CrmGuarded(models.AbstractModel):
    """Records with guarded fields: conditions, orders, groups and sums know no more.

    A model says of one record in `_is_value_open`, and in SQL in `_closed_value_sql`,
    who may read the values.
    """

    _name = "crm.guarded"
    _description = "Record With Guarded Fields"

    def _is_value_open(self, name):
        """Return whether the user reads a field of this record. To extend."""
        return True

    def _closed_value_sql(self, alias, name):
        """Return the condition of records whose value is closed, None if none is.

        To extend. Not asked as the system.
        """
        return None

    def _field_to_sql(self, alias, field_expr, query=None):
        sql = super()._field_to_sql(alias, field_expr, query)
        name = field_expr.partition(".")[0]  # parts of a date are fields, too
        if (
            self.env.su
            or not isinstance(self._fields[name], Guarded)
            or self.env.context.get("guarded_as_stored") is AS_STORED
        ):
            return sql
        closed = self._closed_value_sql(alias, name)
        return SQL("CASE WHEN %s THEN NULL ELSE %s END", closed, sql) if closed else sql

    def _fetch_query(self, query, fields):
        if not any(isinstance(field, Guarded) for field in fields):
            return super()._fetch_query(query, fields)
        # the cache holds what is stored: it serves the system as well
        stored = self.with_context(guarded_as_stored=AS_STORED)
        fetched = super(CrmGuarded, stored)._fetch_query(query, fields)
        return fetched.with_env(self.env)
