# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A story acted once through the ORM, and thousands of copies of it by SQL.

A *scene* is every row that a story wrote: documents, lines, entries, messages. A copy
has rows of its own which refer to each other as those of the scene do, another customer
and salesperson, later dates, and numbers of its own in every text. All else is what the
ORM wrote, so that stored computed values are right. The copies of a scene come from a
table `copy`, one row a copy: k (from 0), n (its number), days and later (the shift),
moment, and of the people: partner, commercial, full_name, person, firm, email, domain,
phone, employee, employee_partner, team.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import bulk

from odoo.tools import SQL

#: Rows of the server, of queues, and settings that a first use writes.
SKIPPED = (
    "ir.",
    "bus.",
    "res.",
    "mail.mail",
    "mail.presence",
    "discuss.",
    "sms.",
    "iap.",
)
SKIPPED += (
    "mail.message.subtype",
    "account.report",
    "stock.quant",
    "base.",
    "crm.lead.scoring",
)


@dataclass
class Scene:
    """The rows of a story: {model: ids}, and what takes the place of its cast."""

    rows: dict
    cast: dict  # {model: {id: SQL text}}
    texts: dict  # {text: SQL text}, longest first
    acted: (
        tuple  # (start, end) of the acting, naive UTC: what happened then has no date
    )
    first: dict = field(default_factory=dict)  # {model: the first id of the copies}

    def reference(self, model, value):
        """Return SQL text for what a copy refers to; None where it is the same."""
        ids = self.rows.get(model, ())
        if value in ids:
            place = self.first[model] + ids.index(value)
            return f"({place} + copy.k * {len(ids)})"
        return self.cast.get(model, {}).get(value)


def tables(env):
    """Return {model: table} of what stories may write."""
    return {
        name: model._table
        for name, model in env.items()
        if model._auto and not model._abstract and not model._transient
        if not name.startswith(SKIPPED) and "id" in model._fields
    }


def last_ids(env):
    """Return {model: highest id}, 0 for none."""
    found = tables(env)
    parts = [
        SQL("SELECT %s, COALESCE(max(id), 0) FROM %s", name, SQL.identifier(table))
        for name, table in found.items()
    ]
    return dict(env.execute_query(SQL(" UNION ALL ").join(parts)))


def written_since(env, before):
    """Return {model: ids} of the rows that are newer than `last_ids` was."""
    env.flush_all()
    return {
        name: [
            row[0]
            for row in env.execute_query(
                SQL(
                    "SELECT id FROM %s WHERE id > %s ORDER BY id",
                    SQL.identifier(env[name]._table),
                    before[name],
                )
            )
        ]
        for name, last in last_ids(env).items()
        if last > before[name]
    }


def multiply(env, scene, count, next_ids):
    """Add `count` copies of a scene, those in the table `copy`."""
    for model, ids in scene.rows.items():
        scene.first[model] = next_ids[model]
        next_ids[model] += count * len(ids)
    for model, ids in scene.rows.items():
        for number, record in enumerate(env[model].browse(ids)):
            values = copied(scene, record)
            values["id"] = f"{scene.first[model] + number} + copy.k * {len(ids)}"
            bulk.insert_like(record, values, "copy", "copy.k")
    for relation in relations(env):
        link(env, scene, *relation)


def copied(scene, record):
    """Return {column: SQL text} of what differs in a copy of a record."""
    record.env.cr.execute(
        SQL("SELECT * FROM %s WHERE id = %s", SQL.identifier(record._table), record.id)
    )
    row = record.env.cr.dictfetchone()
    values = {}
    for name in bulk.stored_columns(record):
        found = expression(scene, record._fields[name], row) if row[name] else None
        if found:
            values[name] = found
    return values


def expression(scene, column, row):
    """Return SQL text for a value of a copy; None where it is that of the scene."""
    name, value = column.name, row[column.name]
    if name in ("create_date", "write_date"):
        return "copy.moment"
    if name == "access_token":
        return "md5(copy.n::text || random()::text)"
    if column.type == "many2one":
        return scene.reference(column.comodel_name, value)
    if column.type == "many2one_reference":
        return scene.reference(row[column.model_field], value)
    if column.type == "date":
        if value == scene.acted[0].date():
            return "copy.moment::date"
        return f"(model_row.{name} + copy.days)"
    if column.type == "datetime":
        if scene.acted[0] <= value <= scene.acted[1]:
            return "(copy.moment + interval '2 hours')"
        return f"(model_row.{name} + copy.later)"
    if column.type in ("char", "text", "html") and isinstance(value, str):
        return SPECIAL.get((column.model_name, name), retold)(scene, name, value)
    if (column.model_name, name) == ("account.move", "sequence_number"):
        return "copy.n"
    return None


def retold(scene, name, value):
    """Return SQL text for a text in which numbers and names are those of the copy."""
    found = f"model_row.{name}"
    for text, own in scene.texts.items():
        if text in value:
            found = f"replace({found}, {literal(text)}, {own})"
    return found if found != f"model_row.{name}" else None


def literal(text):
    """Return a text as SQL text; only for what stories wrote."""
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"


def _matching(scene, _name, value):
    kind = "account.partial.reconcile" if value[0] == "P" else "account.full.reconcile"
    own = scene.reference(kind, int(value.lstrip("P")))
    return f"'{'P' if value[0] == 'P' else ''}' || {own}"


SPECIAL = {
    ("account.move.line", "matching_number"): _matching,
    ("mail.message", "message_id"): lambda *_a: (
        "'<' || md5(copy.n::text || random()::text) || '@company.test>'"
    ),
}


def relations(env):
    """Return (table, column, column, model, model) of the stored many2many fields.

    But not of those whose table is that of a model: its rows are of the scene.
    """
    own = {model._table for model in env.values()}
    return sorted(
        {
            (f.relation, f.column1, f.column2, f.model_name, f.comodel_name)
            for model in env.values()
            if model._auto and not model._transient and not model._abstract
            for f in model._fields.values()
            if f.type == "many2many" and f.store and f.relation not in own
            and f.model_name == model._name
        }
    )  # fmt: skip


def link(env, scene, table, one, other, model, comodel):
    """Link the copies as the rows of the scene are linked in a relation table."""
    if model not in scene.rows:
        return
    env.cr.execute(
        SQL(
            "SELECT %s, %s FROM %s WHERE %s = ANY(%s)",
            *map(SQL.identifier, (one, other, table, one)),
            scene.rows[model],
        )
    )
    for left, right in env.cr.fetchall():
        own = scene.reference(comodel, right) or str(right)
        env.cr.execute(
            SQL(
                "INSERT INTO %s (%s, %s) SELECT %s, %s FROM copy ON CONFLICT DO NOTHING",
                *map(SQL.identifier, (table, one, other)),
                SQL(scene.reference(model, left)),
                SQL(own),
            )
        )
