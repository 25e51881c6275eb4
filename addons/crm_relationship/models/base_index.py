# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from contextlib import contextmanager

import psycopg2

from odoo import api, models
from odoo.sql_db import db_connect
from odoo.tools import SQL
from odoo.tools.sql import make_index_name

_logger = logging.getLogger(__name__)

#: Bytes of a table; reading less takes no time that anybody would notice.
LARGE = 64 * 1024**2
#: How long others may keep an index from being finished.
PATIENCE = "60s"
#: The kinds of indexes of fields that are as simple as they look.
SIMPLE = (True, "btree", "btree_not_null")


class Base(models.AbstractModel):
    """Indexes of large tables are built while others go on writing them.

    That needs a connection of its own, and an end of the transaction of the
    installation, for which it would wait. What cannot be built like this, because
    somebody's transaction lasts too long, core builds as ever.
    """

    _inherit = "base"

    def _add_sql_constraints(self):
        if self._is_installing_suite() and self._auto and not self._abstract:
            if self._is_large() and (missing := self._missing_indexes()):
                # nothing may be read after it: building waits for whoever reads
                self._release_tables()
                self._build_indexes_aside(missing)
        return super()._add_sql_constraints()

    @api.model
    def _is_large(self):
        size = SQL("SELECT pg_relation_size(%s::regclass)", f'"{self._table}"')
        self.env.cr.execute(size)
        return self.env.cr.fetchone()[0] >= LARGE

    @api.model
    def _build_indexes_aside(self, missing):
        """Build indexes; the columns are committed, and no transaction is open here."""
        with _connection_of_its_own(self.env.cr.dbname) as aside:
            while missing and self._build_aside(aside, *missing[0]):
                missing = missing[1:]
        # whoever was waited for in vain would be again: the others are core's, too, and
        # half an index, also of an installation before, would be taken for a whole one
        for name, *_made in missing:
            self.env.cr.execute(SQL("DROP INDEX IF EXISTS %s", SQL.identifier(name)))

    @api.model
    def _missing_indexes(self):
        """Return (name, definition, comment) of what core would build now.

        Unique ones are left to it: they say what is wrong.
        """
        self.env.cr.execute(
            SQL(
                "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
                " WHERE i.indrelid = %s::regclass AND i.indisvalid",
                f'"{self._table}"',
            )
        )
        known = {name for (name,) in self.env.cr.fetchall()}
        wanted = {}
        for made in self._table_objects.values():
            if isinstance(made, models.Index) and not made.unique:
                definition = made.get_definition(self.pool)
                clause = definition.removeprefix("INDEX ").replace("%", "%%")
                if clause:  # core knows its own by their comment
                    wanted[made.full_name(self)] = (SQL(clause), definition)
        for field in self._fields.values():
            is_column = field.store and field.column_type and not field.translate
            if is_column and field.index in SIMPLE and not field.company_dependent:
                column = SQL.identifier(field.name)
                clause = SQL("(%s)", column)
                if field.index == "btree_not_null":
                    clause = SQL("(%s) WHERE %s IS NOT NULL", column, column)
                wanted[make_index_name(self._table, field.name)] = (clause, None)
        return [(name, *made) for name, made in wanted.items() if name not in known]

    @api.model
    def _build_aside(self, aside, name, definition, comment):
        """Build an index while others write; tell whether that worked."""
        index = SQL.identifier(name)
        drop = SQL("DROP INDEX CONCURRENTLY IF EXISTS %s", index)
        try:
            aside.execute(drop)  # what an installation left that was ended half-way
            aside.execute(
                SQL(
                    "CREATE INDEX CONCURRENTLY %s ON %s %s",
                    index,
                    SQL.identifier(self._table),
                    definition,
                ),
                log_exceptions=False,
            )
            if comment:
                aside.execute(SQL("COMMENT ON INDEX %s IS %s", index, comment))
        except psycopg2.Error as error:
            _logger.info("Index %s is built while writers wait: %s", name, error)
            return False
        _logger.info("Index %s was built while others wrote", name)
        return True


@contextmanager
def _connection_of_its_own(database):
    """Give a cursor each of whose statements is a transaction, and waits a while."""
    cursor = db_connect(database).cursor()
    try:
        cursor._cnx.autocommit = True
        cursor.execute(SQL("SET lock_timeout = %s", PATIENCE))
        yield cursor
        cursor.execute("RESET lock_timeout")
        cursor._cnx.autocommit = False
    finally:
        cursor.close()
