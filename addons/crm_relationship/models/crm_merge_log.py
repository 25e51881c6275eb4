# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

UNDO_DAYS = 30
#: Rows that a merge itself changes or drops: kept whole.
COPIED = ("crm_partner_phone", "crm_partner_email")
#: Tables whose pointers are no part of a customer's story: derived, or of the merge.
LEFT_OUT = (
    "base_partner_merge_", "crm_merge_log", "crm_duplicate_", "crm_partner_stat",
    "crm_insight", *COPIED,
)  # fmt: skip


class CrmMergeLog(models.Model):
    """One merge of contacts, with what is needed to take it back.

    The contacts that went are kept as they were, and the ids of all rows that pointed
    to them, by table. After the days of the setting only who merged whom is left.
    """

    _name = "crm.merge.log"
    _description = "Merged Contacts"
    _inherit = "crm.system.row"
    _order = "id desc"
    _rec_name = "names"

    kept_id = fields.Many2one(
        "res.partner", string="Stayed", readonly=True, ondelete="cascade", index=True
    )
    kept_ref = fields.Integer(readonly=True, help="The contact that stayed, for good.")
    names = fields.Char(string="Merged into it", readonly=True)
    merged_ids = fields.Json(readonly=True)
    state = fields.Selection(
        [("done", "Merged"), ("undone", "Undone")],
        required=True,
        default="done",
        readonly=True,
    )
    moved = fields.Integer(string="Records moved", readonly=True)
    until = fields.Datetime(string="Can be undone until", compute="_compute_until")
    can_undo = fields.Boolean(compute="_compute_until")
    undone_by_id = fields.Many2one("res.users", string="Undone by", readonly=True)
    undone_at = fields.Datetime(readonly=True)
    undo_note = fields.Text(string="What stayed behind", readonly=True)
    snapshot = fields.Json(groups="base.group_system", readonly=True)
    kept_before = fields.Json(groups="base.group_system", readonly=True)
    kept_after = fields.Json(groups="base.group_system", readonly=True)
    line_ids = fields.One2many(
        "crm.merge.log.line", "log_id", groups="base.group_system"
    )

    @api.depends("create_date", "state")
    def _compute_until(self):
        days = timedelta(days=self._undo_days())
        now = fields.Datetime.now()
        for log in self:
            log.until = log.create_date and log.create_date + days
            log.can_undo = log.state == "done" and bool(log.until) and log.until > now

    @api.model
    def _undo_days(self):
        # sudo: a setting of the system's
        settings = self.env["ir.config_parameter"].sudo()
        return int(settings.get_param("crm_relationship.merge_undo_days") or UNDO_DAYS)

    @api.autovacuum
    def _gc_expired(self):
        """Forget the contacts of merges that can no longer be undone."""
        limit = fields.Datetime.now() - timedelta(days=self._undo_days())
        old = self.search(
            [("create_date", "<", limit), ("snapshot", "!=", False)], limit=1000
        )
        old.line_ids.unlink()
        old.write({"snapshot": False, "kept_before": False, "kept_after": False})
        return len(old), len(old) == 1000

    # ------------------------------------------------------------
    # Writing down what a merge is about to change
    # ------------------------------------------------------------

    @api.model
    def _record(self, kept, merged):
        """Write down two or more contacts and what points to them, before the merge."""
        self.env.flush_all()
        snapshot = self._rows_of("res_partner", "id", merged.ids)
        [before] = self._rows_of("res_partner", "id", kept.ids)
        log = self.create(
            {
                "kept_id": kept.id,
                "kept_ref": kept.id,
                "names": ", ".join(merged.mapped("display_name")),
                "merged_ids": merged.ids,
                "snapshot": snapshot,
                "kept_before": before,
            }
        )
        log.flush_recordset()
        wizard = self.env["base.partner.merge.automatic.wizard"]
        columns = log._columns_of_tables()
        for table, column in wizard._get_fk_on("res_partner"):
            if not table.startswith(LEFT_OUT):
                log._record_column(table, column, columns[table], kept, merged)
        for table, model_column, column in self._pointers():
            log._record_ids("pointer", table, column, merged, model_column)
        for table in COPIED:
            log._record_rows(table, "partner_id", merged)
        log.line_ids.invalidate_model()
        log.moved = sum(
            len(line.rows)
            for line in log.line_ids
            if line.kind in ("moved", "pointer", "link")
        )
        return log

    @api.model
    def _rows_of(self, table, column, ids):
        rows = self.env.execute_query(
            SQL(
                "SELECT to_jsonb(t) FROM %s t WHERE %s = ANY(%s) ORDER BY id",
                SQL.identifier(table),
                SQL.identifier("t", column),
                list(ids),
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _columns_of_tables(self):
        """Return {table: names of its columns}."""
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT c.relname, array_agg(a.attname::text) FROM pg_attribute a"
                    " JOIN pg_class c ON c.oid = a.attrelid WHERE a.attnum > 0"
                    " AND NOT a.attisdropped AND c.relkind = 'r'"
                    " AND c.relnamespace = current_schema::regnamespace"
                    " GROUP BY c.relname"
                )
            )
        )

    def _record_column(self, table, column, columns, kept, merged):
        """Write down the rows of a table that point to the merged contacts."""
        if "id" in columns:
            self._record_ids("moved", table, column, merged)
        elif len(columns) == 2:
            [other] = set(columns) - {column}
            # also what the contact that stays has: that it keeps
            self._record_ids("link", table, column, kept | merged, other, other)

    def _record_ids(self, kind, table, column, partners, other=None, value="id"):
        """Write down a line a contact, set-based.

        :param other: the column with the model, of a pointer; the other column of a
            table of links
        """
        of_partners = SQL()
        if kind == "pointer":
            of_partners = SQL("AND %s = 'res.partner'", SQL.identifier(other))
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_merge_log_line (log_id, kind, table_name, column_name,"
                " other_column, source_id, rows) SELECT %(log)s, %(kind)s, %(name)s,"
                " %(column_name)s, %(other)s, %(column)s, jsonb_agg(%(value)s)"
                " FROM %(table)s WHERE %(column)s = ANY(%(ids)s) %(of_partners)s"
                " GROUP BY %(column)s",
                log=self.id,
                kind=kind,
                name=table,
                column_name=column,
                other=other,
                column=SQL.identifier(column),
                value=SQL.identifier(value),
                table=SQL.identifier(table),
                ids=partners.ids,
                of_partners=of_partners,
            )
        )

    def _record_rows(self, table, column, partners):
        """Write down whole rows, which the merge may change or drop."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_merge_log_line (log_id, kind, table_name, column_name,"
                " source_id, rows) SELECT %s, 'copy', %s, %s, %s, jsonb_agg(to_jsonb(t))"
                " FROM %s t WHERE %s = ANY(%s) GROUP BY %s",
                self.id,
                table,
                column,
                SQL.identifier("t", column),
                SQL.identifier(table),
                SQL.identifier("t", column),
                partners.ids,
                SQL.identifier("t", column),
            )
        )

    def _record_made(self, records):
        """Write down what the merge created, so that undo takes it away."""
        if records:
            # sudo: the merge writes its log for whoever merges
            self.env["crm.merge.log.line"].sudo().create(
                {
                    "log_id": self.id,
                    "kind": "made",
                    "table_name": records._table,
                    "rows": records.ids,
                }
            )

    def _close(self):
        """Write down the contact that stays as the merge left it."""
        self.env.flush_all()
        [after] = self._rows_of("res_partner", "id", [self.kept_ref])
        self.kept_after = after
        self.flush_recordset()

    @api.model
    def _pointers(self):
        """Return (table, column of the model, column of the id) of all pointers."""
        found = []
        for model in self.env.registry.values():
            if model._abstract or model._transient or not model._auto:
                continue
            for name, field in model._fields.items():
                if field.type != "many2one_reference" or not field.store:
                    continue
                of_model = model._fields[field.model_field]
                if of_model.store and of_model.column_type:
                    found.append((model._table, of_model.name, name))
        return sorted({row for row in found if not row[0].startswith(LEFT_OUT)})


class CrmMergeLogLine(models.Model):
    """Rows of one table that a merge moves, drops or makes."""

    _name = "crm.merge.log.line"
    _description = "Rows of a Merge"
    _inherit = "crm.system.row"
    _log_access = False

    log_id = fields.Many2one(
        "crm.merge.log", required=True, ondelete="cascade", index=True
    )
    kind = fields.Selection(
        [
            ("moved", "Points to the contact"),
            ("pointer", "Is about the contact"),
            ("link", "Linked"),
            ("copy", "Copy of the row"),
            ("dropped", "Dropped: the other contact has the same"),
            ("made", "Made by the merge"),
        ],
        required=True,
    )
    table_name = fields.Char(required=True)
    column_name = fields.Char()
    other_column = fields.Char()
    source_id = fields.Integer()
    rows = fields.Json()
