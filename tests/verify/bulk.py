# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Many records at once: each a copy of one that the ORM made, but for what differs.

A *model record* is created through the ORM with all of its defaults, computed and
company values. `insert_like` then adds one row per row of a staging table: every
stored column holds the model record's value unless an expression is given for it.
So a field that a later addon puts on the model is filled as the ORM fills it, and
loading costs what a bare INSERT ... SELECT costs.
"""

from __future__ import annotations

import gzip

from odoo.tools import SQL


def stored_columns(model):
    """Return the names of a model's own columns except the id."""
    fields = model._fields.values()
    return [f.name for f in fields if f.store and f.column_type and f.name != "id"]


def insert_like(record, values, source, order="1"):
    """Insert one row per row of `source`, copies of a record but for `values`.

    :param record: one record of the model to fill, made by the ORM.
    :param values: {column: SQL text over the aliases in `source`}; `id` must be there.
    :param source: SQL text of the FROM clause; the record's row is `model_row`.
    :param order: SQL text of the ORDER BY clause.
    :return: the number of rows.
    """
    record.ensure_one()
    env = record.env
    env.flush_all()
    names = ["id", *stored_columns(record)]
    unknown = set(values) - set(names)
    if unknown:
        raise ValueError(f"no column of {record._table}: {sorted(unknown)}")
    env.cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM (SELECT * FROM %s WHERE id = %s) model_row,"
            " %s ORDER BY %s",
            SQL.identifier(record._table),
            SQL(", ").join(map(SQL.identifier, names)),
            SQL(", ").join(_expression(name, values) for name in names),
            SQL.identifier(record._table),
            record.id,
            SQL(source),
            SQL(order),
        )
    )
    rows = env.cr.rowcount
    env.invalidate_all(flush=False)
    return rows


def _expression(name, values):
    return SQL(values[name]) if name in values else SQL.identifier("model_row", name)


def copy_csv(cr, path, table, columns, delimiter=","):
    """Load a gzipped CSV file with a header into a new temporary table.

    :param columns: SQL text of the file's columns with types, in its order; a column
        `row` (int, from 1) that keeps the order is put after them.
    """
    cr.execute(SQL("CREATE TEMP TABLE %s (%s)", SQL.identifier(table), SQL(columns)))
    command = SQL(
        "COPY %s FROM STDIN WITH (FORMAT csv, HEADER true, DELIMITER %s)",
        SQL.identifier(table),
        delimiter,
    )
    with gzip.open(path, "rb") as stream:
        cr.copy_expert(cr.mogrify(command.code, command.params).decode(), stream)
    cr.execute(SQL('ALTER TABLE %s ADD COLUMN "row" serial', SQL.identifier(table)))
    cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
