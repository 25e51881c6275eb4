# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Columns of an exported list: values of many records at once, as core exports them."""

from datetime import UTC
from zoneinfo import ZoneInfo

from odoo import fields

#: Records of a relation that are remembered from page to page.
REMEMBERED = 20_000
#: Types whose values core exports by these very methods; the rest asks the field.
PLAIN = fields.Field.convert_to_export
NUMBER = {fields.Integer.convert_to_export, fields.Float.convert_to_export}
NUMBER.add(fields.Monetary.convert_to_export)
LISTS = ("one2many", "many2many")
OF_CORE = (
    *("reference", "properties", "properties_definition", "many2one_reference", "json"),
)


class NotFlat(Exception):
    """Raised for a path whose cells are not one value a record."""


class Columns:
    """What several paths read from the records of one model.

    :param paths: {number of the column: path}; an empty path is the display name
    :param is_top: whether the paths begin here: lists spread over lines only there
    """

    def __init__(self, rows, model, paths, is_top=False):
        self.rows, self.numbers = rows, list(paths)
        self.leaves, self.branches, self.lists = [], [], []
        self.names = []
        grouped = {}
        for number, path in paths.items():
            name, *rest = path or ["display_name"]
            grouped.setdefault(name, {})[number] = rest
        for name, rest in grouped.items():
            self._add(model, name, rest, is_top)

    def _add(self, model, name, paths, is_top):
        if name in ("id", ".id"):
            self.leaves += [(number, name, None) for number in paths]
            return
        field = model._fields.get(name)
        if field is None or field.type in OF_CORE:
            raise NotFlat
        self.names.append(name)
        is_list = field.type in LISTS
        if not field.relational:
            self.leaves += [(n, name, _converter(field, model.env)) for n in paths]
        elif not is_list:
            self.branches.append(_Branch(self.rows, model, field, paths))
        elif is_top and not model.env.context.get("import_compat", True):
            self.lists.append(_Branch(self.rows, model, field, paths))
        else:
            raise NotFlat

    def values(self, records):
        """Return {number of the column: values of the records, in their order}."""
        records.fetch(self.names)
        found = {}
        for number, name, convert in self.leaves:
            found[number] = self._leaf(records, name, convert)
        for branch in self.branches:
            known = branch.known(records)
            ids = [record[branch.name].id for record in records]
            blank = [""] * len(branch.numbers)
            cells = zip(*[known.get(id_, blank) for id_ in ids], strict=True)
            found.update(zip(branch.numbers, cells, strict=True))
        return found

    def _leaf(self, records, name, convert):
        if name == ".id":
            return [str(record_id) for record_id in records._ids]
        if name == "id":
            # external identifiers are looked up, or made, by core
            return [row[0] for row in records._export_rows([["id"]])]
        return convert(records, records.mapped(name))

    def lines(self, records, width):
        """Yield the lines of records: one each, and more where lists need them."""
        found = self.values(records)
        blank = [""] * len(records)
        columns = [found.get(number, blank) for number in range(width)]
        lines = zip(*columns, strict=True) if columns else ((),) * len(records)
        if not self.lists:
            yield from lines
            return
        known = [(branch, branch.known(records)) for branch in self.lists]
        for record, line in zip(records, lines, strict=True):
            yield from self._spread(record, list(line), known)

    def _spread(self, record, line, known):
        further = []
        for branch, values in known:
            shown = [id_ for id_ in record[branch.name]._ids if id_ in values]
            for position, target in enumerate(shown):
                if position:
                    further.append([""] * len(line))
                into = further[-1] if position else line
                for number, value in zip(branch.numbers, values[target], strict=True):
                    into[number] = value
        yield line
        yield from further


class _Branch:
    """A relation that paths go on through; its records are read once."""

    def __init__(self, rows, model, field, paths):
        self.rows, self.name = rows, field.name
        comodel = model.env[field.comodel_name].with_context(**field.context)
        self.columns = Columns(rows, comodel, paths)
        self.numbers = self.columns.numbers
        self._known = {}

    def known(self, records):
        """Return {id: cells} of the records that these point at and that are readable."""
        targets = records.mapped(self.name)
        if len(self._known) > REMEMBERED:
            self._known = {}
        missing = targets.filtered(lambda target: target.id not in self._known)
        if missing:
            readable = missing._filtered_access("read")
            if len(readable) < len(missing):
                self.rows.has_hidden = True
                blank = [""] * len(self.numbers)
                self._known.update(dict.fromkeys((missing - readable)._ids, blank))
            if readable:
                found = self.columns.values(readable)
                cells = zip(*[found[n] for n in self.numbers], strict=True)
                self._known.update(zip(readable._ids, cells, strict=True))
        return self._known


def _converter(field, env):
    """Return what makes the exported values of a field from those of records."""
    exported = type(field).convert_to_export
    if exported is PLAIN:
        return lambda _records, values: [value or "" for value in values]
    if exported in NUMBER:
        return lambda _records, values: values
    if exported is fields.Boolean.convert_to_export:
        return lambda _records, values: [bool(value) for value in values]
    if exported is fields.Selection.convert_to_export:
        return _labels(dict(field._description_selection(env)))
    if exported is fields.Date.convert_to_export:
        return lambda _records, values: [value or "" for value in values]
    if exported is fields.Datetime.convert_to_export:
        return _local(ZoneInfo(env.tz.zone))
    return lambda records, values: [
        field.convert_to_export(value, record)
        for record, value in zip(records, values, strict=True)
    ]


def _labels(labels):
    return lambda _records, values: [labels.get(value, value or "") for value in values]


def _local(zone):
    return lambda _records, values: [
        value.replace(tzinfo=UTC, microsecond=0).astimezone(zone).replace(tzinfo=None)
        if value
        else ""
        for value in values
    ]
