# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What steps of a dry run change on records, so that what comes later sees it.

The rows are written for as long as a chunk of people is looked at; the caller takes
them back with its savepoint. Only columns are written: no rule, mail or history of the
ERP notices. Whoever is being changed by somebody else at that moment stays as they are.
"""

from odoo.tools import SQL

from .crm_journey_step_runner_records import TAGS


class Changes:
    """The fields and tags that steps write, where something later depends on them."""

    def __init__(self, env, nodes):
        self.env = env
        self.matter = any(map(_reads_records, nodes.values()))
        self.written = set()  # (model, field)

    def apply(self, step, walkers, now):
        """Write what a step would, to the records of people at it."""
        write = getattr(self, f"_write_{step.kind}", None)
        if not write or not self.matter:
            return
        model = self.env[walkers[0].res_model]
        name = write(model, [walker.res_id for walker in walkers], step.config, now)
        if name:
            self.written.add((model._name, name))
            model.invalidate_model([name])

    def forget(self):
        """Read anew what was written, once the caller has taken it back."""
        for model, name in self.written:
            self.env[model].invalidate_model([name])

    def _write_field(self, model, ids, config, now):
        field = model._fields.get(config["field"])
        runner = self.env["crm.journey.step.runner"]
        if not field or not runner._is_safe(model._name, field):
            return None
        value = config["value"]
        if field.type in ("date", "datetime") and value == "now":
            value = now if field.type == "datetime" else now.date()
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s r SET %(column)s = %(value)s FROM ("
                " SELECT id FROM %(table)s WHERE id = ANY(%(ids)s)"
                " FOR NO KEY UPDATE SKIP LOCKED) free WHERE free.id = r.id",
                table=SQL.identifier(model._table),
                column=SQL.identifier(field.name),
                value=field.convert_to_column_insert(value, model),
                ids=ids,
            )
        )
        return field.name

    def _write_tag(self, model, ids, config, now):
        field = model._fields[TAGS[model._name]]
        names = {
            "table": SQL.identifier(field.relation),
            "record": SQL.identifier(field.column1),
            "tag": SQL.identifier(field.column2),
            "tags": SQL.identifier(self.env[field.comodel_name]._table),
            "ids": ids,
            "tag_ids": config["tag_ids"],
        }
        statement = ADD_TAGS if config["action"] == "add" else REMOVE_TAGS
        self.env.cr.execute(SQL(statement, **names))
        return field.name


def _reads_records(step):
    """Tell whether a step looks at what other steps can change."""
    mode = step.config.get("mode")
    looks = {"condition": ("segment", "domain"), "wait": ("field",)}
    return mode in looks.get(step.kind, ())


ADD_TAGS = """
    INSERT INTO %(table)s (%(record)s, %(tag)s)
    SELECT r.id, t.id FROM unnest(%(ids)s::int[]) AS r(id)
    CROSS JOIN (SELECT id FROM %(tags)s WHERE id = ANY(%(tag_ids)s)) t
    ON CONFLICT DO NOTHING
"""
REMOVE_TAGS = """
    DELETE FROM %(table)s
    WHERE %(record)s = ANY(%(ids)s) AND %(tag)s = ANY(%(tag_ids)s)
"""
