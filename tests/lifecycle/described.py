# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the addons made of a database: their records by external id, value by value."""

from __future__ import annotations

import json
import re

from lifecycle.snapshot import SCHEMA, connect

#: Written by jobs, by the clock and with each edit, or only the order of installation.
UNREAD = {
    "id", "create_date", "write_date", "create_uid", "write_uid", "nextcall", "lastcall",
    "arch_updated", "arch_prev", "failure_count", "first_failure_date", "parent_path",
    "since_at", "version", "complete_name", "checksum", "store_fname", "file_size",
}  # fmt: skip
#: Registries that follow from the code, compared as the schema is; and demo documents.
SKIPPED = (
    "ir.model", "ir.model.fields", "ir.model.fields.selection", "ir.model.constraint",
    "ir.model.inherit", "ir.module.module", "res.partner", "res.users", "mail.alias",
)  # fmt: skip
OURS = "module LIKE 'crm\\_relationship%' OR module LIKE 'crm\\_ticket\\_sla%'"
OURS += " OR module LIKE 'crm\\_marketing\\_auto%'"
#: How menus name their action.
POINTER = re.compile(r"(ir\.actions\.[a-z_.]+),(\d+)")
#: How views name that of a button.
BUTTON = re.compile(r'name=\\"\d+\\"')
LINKS = {
    "ir.rule": ("rule_group_rel", "rule_group_id", "group_id"),
    "res.groups": ("res_groups_implied_rel", "gid", "hid"),
    "ir.ui.menu": ("ir_ui_menu_group_rel", "menu_id", "gid"),
}


def described(work, database):
    """Return {external id: {column: text}} and the schema as a set of texts."""
    with connect(work, database) as connection, connection.cursor() as cursor:
        known = _external_ids(cursor)
        keys = _foreign_keys(cursor)
        cursor.execute(
            f"SELECT module || '.' || name, model, res_id FROM ir_model_data WHERE {OURS}"
        )
        by_model = {}
        for xmlid, model, res_id in cursor.fetchall():
            if model not in SKIPPED:
                by_model.setdefault(model, {})[res_id] = xmlid
        found = {}
        for model, ids in by_model.items():
            found.update(_rows(cursor, model, ids, known, keys))
        return found, _schema(cursor)


def _rows(cursor, model, ids, known, keys):
    table = _table(cursor, model)
    if not table:
        return {}
    cursor.execute(f'SELECT * FROM "{table}" WHERE id = ANY(%s)', [list(ids)])
    names = [column.name for column in cursor.description]
    found = {}
    for row in cursor.fetchall():
        values = dict(zip(names, row, strict=True))
        found[ids[values["id"]]] = {
            name: _text(value, keys.get((table, name)), known)
            for name, value in values.items()
            if name not in UNREAD
        }
    if model in LINKS:
        link, one, other = LINKS[model]
        cursor.execute(
            f'SELECT "{one}", "{other}" FROM "{link}" WHERE "{one}" = ANY(%s)',
            [list(ids)],
        )
        linked = {}
        for left, right in cursor.fetchall():
            linked.setdefault(ids[left], []).append(
                known.get(("res_groups", right), "a group")
            )
        for xmlid, groups in linked.items():
            found[xmlid]["groups"] = " ".join(sorted(groups))
    return found


def _text(value, target, known):
    if value is None or value is False:
        return ""
    if isinstance(value, memoryview):
        value = bytes(value)  # its own text is where it lies in memory
    if target and isinstance(value, int):
        return known.get((target, value), f"a {target}")
    if isinstance(value, str) and (pointer := POINTER.fullmatch(value)):
        kind = pointer[1].replace(".", "_")
        return known.get((kind, int(pointer[2])), f"a {kind}")
    text = json.dumps(value, sort_keys=True, default=str, ensure_ascii=False)
    return BUTTON.sub("name=an action", text)


def _external_ids(cursor):
    cursor.execute(
        "SELECT replace(model, '.', '_'), res_id, min(module || '.' || name)"
        " FROM ir_model_data GROUP BY 1, 2"
    )
    return {(table, res_id): name for table, res_id, name in cursor.fetchall()}


def _foreign_keys(cursor):
    cursor.execute(
        "SELECT conrelid::regclass::text, a.attname, confrelid::regclass::text"
        " FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid"
        " AND a.attnum = c.conkey[1] WHERE contype = 'f' AND array_length(conkey, 1) = 1"
    )
    return {(table, column): target for table, column, target in cursor.fetchall()}


def _table(cursor, model):
    name = {
        "ir.actions.act_window": "ir_act_window",
        "ir.actions.server": "ir_act_server",
    }
    table = name.get(model, model.replace(".", "_").replace("ir_actions", "ir_act"))
    cursor.execute("SELECT to_regclass(%s)", [f'public."{table}"'])
    return table if cursor.fetchone()[0] else None


def _schema(cursor):
    found = set()
    for kind, query in SCHEMA.items():
        cursor.execute(query)
        found |= {f"{kind}: {row}" for row in cursor.fetchall()}
    cursor.execute(
        "SELECT f.model, f.name, s.value, s.name->>'en_US', s.sequence"
        " FROM ir_model_fields_selection s JOIN ir_model_fields f ON f.id = s.field_id"
    )
    found |= {f"selection: {row}" for row in cursor.fetchall()}
    return found
