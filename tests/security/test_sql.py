# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: no statement to the database is made of what somebody typed.

A statement is written in the source: a text, or a constant of the module. Any other is
listed in `reviewed/sql.txt` with where its text comes from; names of tables and columns
that are no constant are in `reviewed/sql_names.txt`. What is not listed fails here.
"""

import ast

from security import code_reading

RAW = ("execute", "executemany", "execute_values", "copy_expert", "mogrify")
ORM = ("execute_query", "execute_query_dict")
#: Attributes of models and queries that name their tables.
TABLES = ("_table", "table", "relation", "column1", "column2")


def is_written(node):
    """Tell whether an expression is a text that stands in the source."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Name):
        return node.id.isupper()
    if isinstance(node, ast.Attribute):
        return node.attr.isupper()
    if isinstance(node, ast.Subscript):
        return is_written(node.value)
    if isinstance(node, ast.IfExp):
        return is_written(node.body) and is_written(node.orelse)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return is_written(node.left) and is_written(node.right)
    return False


def is_statement(node):
    """Tell whether an expression is an SQL object, or a text of the source."""
    is_made = isinstance(node, ast.Call) and code_reading.called(node) in (
        "SQL",
        "select",
        "subselect",
        "join",
    )
    return is_made or is_written(node)


def test_every_statement_is_written_in_the_source_or_reviewed():
    found = set()
    for place in code_reading.calls("SQL"):
        if place.node.args and not is_written(place.node.args[0]):
            found.add(f"{place} {ast.unparse(place.node.args[0])}")
    for place in code_reading.calls(*RAW, *ORM):
        if place.node.args and not is_statement(place.node.args[0]):
            found.add(f"{place} {ast.unparse(place.node.args[0])}")

    new, gone = code_reading.compare(found, "sql")
    assert not new, "read these, then list them with where their text comes from"
    assert not gone, "these are listed and there no more"


def test_no_statement_is_formatted():
    """Neither `%` nor format nor an f-string: values go beside the text."""
    wrong = []
    for place in code_reading.calls("SQL", *RAW, *ORM):
        for text in place.node.args[:1]:
            is_percent = isinstance(text, ast.BinOp) and isinstance(text.op, ast.Mod)
            is_format = isinstance(text, ast.Call) and (
                code_reading.called(text) in ("format", "format_map")
            )
            if is_percent or is_format or isinstance(text, ast.JoinedStr):
                wrong.append(str(place))
    assert not wrong


def test_names_of_tables_and_columns_are_reviewed():
    """SQL.identifier quotes, and refuses what is no name; still none is typed."""
    found = set()
    for place in code_reading.calls("identifier"):
        for argument in place.node.args:
            is_table = isinstance(argument, ast.Attribute) and argument.attr in TABLES
            if not is_table and not is_written(argument):
                found.add(str(place))

    new, gone = code_reading.compare(found, "sql_names")
    assert not new, "read these, then list them with where their names come from"
    assert not gone, "these are listed and there no more"
