# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The plans of the statements that some code runs on one table."""

from __future__ import annotations

from contextlib import contextmanager

from odoo.sql_db import Cursor
from odoo.tools import SQL


def plans(env, table, action):
    """Run an action and return the executed plan of each statement on a table."""
    with recorded() as statements:
        action()
    on_table = [text for text in statements if f'"{table}"' in text]
    return [_plan(env.cr, text) for text in on_table]


def faults(found, page):
    """Return what is wrong with plans that should read one page of an index.

    Nothing may be counted, and neither a sort nor a scan may see much more than a page.
    """
    limit = 4 * page
    wrong = []
    for plan in found:
        for node in _nodes(plan):
            rows = node["Actual Rows"] * node["Actual Loops"]
            seen = rows + node.get("Rows Removed by Filter", 0) * node["Actual Loops"]
            if node["Node Type"] == "Aggregate":
                wrong.append("counts")
            elif "Sort" in node["Node Type"] and rows > limit:
                wrong.append(f"sorts {rows:,} rows")
            elif "Scan" in node["Node Type"] and seen > limit:
                name = node.get("Index Name") or node.get("Relation Name", "")
                wrong.append(f"{node['Node Type']} {name} sees {seen:,} rows")
    return wrong


@contextmanager
def recorded():
    """Collect the text of every statement that any cursor executes."""
    statements, execute = [], Cursor.execute

    def record(cr, query, params=None, log_exceptions=True):
        parts = (
            (query.code, query.params) if isinstance(query, SQL) else (query, params)
        )
        statements.append(cr.mogrify(*parts).decode())
        return execute(cr, query, params, log_exceptions)

    Cursor.execute = record
    try:
        yield statements
    finally:
        Cursor.execute = execute


def _plan(cr, text):
    cr._obj.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {text}")
    return cr._obj.fetchone()[0][0]["Plan"]


def _nodes(plan):
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)
