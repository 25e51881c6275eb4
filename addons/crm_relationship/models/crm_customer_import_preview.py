# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import html2plaintext

from ..tools.fold import fold
from .crm_customer_import_code import MODELS

NOTHING = "–"


class CrmCustomerImportRow(models.Model):
    """What a row would change, or has changed: the old value and the new one."""

    _inherit = "crm.customer.import.row"

    target = fields.Selection(related="file_id.target")
    change_text = fields.Char(string="Changes", compute="_compute_changes")
    change_html = fields.Html(
        string="What changes", compute="_compute_changes", sanitize=False
    )
    cell_html = fields.Html(
        string="Cells of the row", compute="_compute_cell_html", sanitize=False
    )

    @api.depends("verdict", "state", "before", "cells", "match_id")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_changes(self):
        for batch, rows in self.grouped("import_id").items():
            found = batch._changes_of(rows)
            for row in rows:
                changes = found.get(row.id, ())
                row.change_text = "; ".join(
                    f"{label}: {old} → {new}" for label, old, new in changes
                )
                row.change_html = self._html_table(
                    (self.env._("Field"), self.env._("Now"), self.env._("Then"))
                    if row.state == "pending"
                    else (self.env._("Field"), self.env._("Before"), self.env._("Now")),
                    changes,
                )

    @api.depends("cells", "issues")
    @api.depends_context("lang")
    def _compute_cell_html(self):
        labels = dict(
            self.file_id.column_ids._fields["name"]._description_selection(self.env)
        )
        for row in self:
            issues = {
                issue.get("header"): row._code_text(
                    issue["code"], issue.get("values") or {}
                )
                for issue in row.issues or ()
            }
            columns = row.file_id.column_ids.sorted("sequence")
            cells = [*(row.cells or ()), *[""] * len(columns)]
            lines = [
                (
                    column.header,
                    cell,
                    labels.get(column.name, ""),
                    issues.get(column.header, ""),
                )
                for column, cell in zip(columns, cells, strict=False)
                if cell or column.header in issues
            ]
            row.cell_html = self._html_table(
                (
                    self.env._("Column"),
                    self.env._("Cell"),
                    self.env._("Is"),
                    self.env._("Problem"),
                ),
                lines,
            )

    @api.model
    def _html_table(self, headers, lines):
        """Return a table; cells of files are texts, whatever stands in them."""
        if not lines:
            return False
        head = Markup("").join(Markup("<th>%s</th>") % header for header in headers)
        body = Markup("").join(
            Markup("<tr>%s</tr>")
            % Markup("").join(Markup("<td>%s</td>") % cell for cell in line)
            for line in lines
        )
        return Markup(
            '<table class="table table-sm"><thead><tr>%s</tr></thead><tbody>%s</tbody></table>'
        ) % (head, body)

    def action_open_row(self):
        """Show a row with its cells and what it changes."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "Line %(line)s of %(file)s", line=self.line, file=self.file_id.name
            ),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }


class CrmCustomerImport(models.Model):
    _inherit = "crm.customer.import"

    def _changes_of(self, rows):
        """Return {row id: [(label, old, new)]} of rows that update something."""
        found = self._changes_done(
            rows.filtered(lambda r: r.state != "pending" and r.before)
        )
        taken = ("update", "existing") if self.on_existing == "update" else ("update",)
        waiting = rows.filtered(
            lambda r: (
                r.state == "pending"
                and r.match_id
                and r.verdict in taken
                and r.file_id.target in MODELS
            )
        )
        for file, group in waiting.grouped("file_id").items():
            found.update(self._changes_to_come(file, group))
        return found

    def _changes_done(self, rows):
        found = {}
        for model, group in rows.grouped("res_model").items():
            readable = self._readable(model, group.mapped("res_id"))
            for row in group.filtered(lambda r, known=readable: r.res_id in known):
                record = readable[row.res_id]
                found[row.id] = [
                    self._shown_change(record, name, old, record[name])
                    for name, old in row.before.items()
                    if not name.startswith("__") and name in record._fields
                ]
        return found

    def _changes_to_come(self, file, rows):
        """Look everything up that these rows name together, then compare each."""
        plans = {file.id: self._plan_of(file)}
        readable = self._readable(MODELS[file.target], rows.mapped("match_id"))
        items = {
            row: self._item(plans, row.id, file.id, row.line, row.cells, None)
            for row in rows
            if row.match_id in readable
        }
        self._place(items.values())
        self._prepare_values(list(items.values()), MODELS[file.target])
        found = {}
        for row, item in items.items():
            record = readable[row.match_id]
            is_lead = record._name == "crm.lead"
            compare = self._lead_changes if is_lead else self._contact_changes
            found[row.id] = [
                self._shown_change(record, name, record[name], value)
                for name, value in compare(item, record).items()
            ]
        return found

    def _prepare_values(self, items, model):
        """Give rows the values that they would write; nothing is made for it."""
        owners = self._owners_known()
        if model == "crm.lead":
            stages = self._stages()
            for item in items:
                item.values["__vals"] = self._lead_values(item, owners, stages)
            return
        tags = self._tags_here({t for i in items for t in i.values.get("tags", ())})
        codes = self._find_codes({name for i in items for name in i.refs.values()})
        named = self._named_by_files(items)
        folded = {fold(i.values.get("company_name")) for i in items}
        named |= self._companies_here(folded - {""})
        for item in items:
            item.values["__vals"] = self._contact_values(item, owners, tags)
            self._set_parent(item, codes, named)

    def _owners_known(self):
        return {owner.name: owner.user_id.id for owner in self.owner_ids}

    def _readable(self, model, ids):
        """Return {id: record} of those that the user may read."""
        records = self.env[model].with_context(active_test=False).browse(set(ids))
        return {one.id: one for one in records.exists()._filtered_access("read")}

    def _shown_change(self, record, name, old, new):
        """Return (label, old, new) of a field as people read them."""
        [label] = record.fields_get([name], ["string"]).values()
        return (
            label["string"],
            self._shown_value(record, name, old),
            self._shown_value(record, name, new),
        )

    def _shown_value(self, record, name, value):
        field = record._fields[name]
        if field.type in ("many2one", "many2many"):
            ids = value.ids if hasattr(value, "ids") else value
            if isinstance(ids, list) and ids and isinstance(ids[0], tuple):
                ids = [*record[name].ids, *(tag for _four, tag in ids)]
            others = self.env[field.comodel_name].browse(ids or ())
            return ", ".join(others.mapped("display_name")) or NOTHING
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value) or NOTHING
        if field.type == "html":
            return html2plaintext(value or "").strip() or NOTHING
        if field.type == "boolean":
            return self.env._("yes") if value else self.env._("no")
        return str(value) if value or value == 0 and field.type != "char" else NOTHING
