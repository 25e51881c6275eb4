# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2.extras import Json

from odoo import models
from odoo.tools import SQL
from odoo.tools.sql import table_exists


class CrmMergeLog(models.Model):
    """Giving the rows of other tables back, a statement a line of the log."""

    _inherit = "crm.merge.log"

    def _insert_again(self, table, rows):
        """Insert rows as they were, those that are not there."""
        if not rows or not table_exists(self.env.cr, table):
            return
        self.env.cr.execute(
            SQL(
                "INSERT INTO %(table)s SELECT r.* FROM"
                " jsonb_populate_recordset(NULL::%(table)s, %(rows)s) r"
                " ON CONFLICT DO NOTHING",
                table=SQL.identifier(table),
                rows=Json(rows),
            )
        )

    def _give_back(self, line):
        """Give rows back to a contact; return those that stay behind."""
        if not table_exists(self.env.cr, line.table_name):
            return set(line.rows)
        columns = dict(
            self.env.execute_query(
                SQL(
                    "SELECT column_name, data_type FROM information_schema.columns"
                    " WHERE table_name = %s AND table_schema = current_schema",
                    line.table_name,
                )
            )
        )
        untouched = SQL()
        if "write_date" in columns and line.table_name != "res_partner":
            untouched = SQL(
                "AND (write_date IS NULL OR write_date <="
                " (SELECT create_date FROM crm_merge_log WHERE id = %s))",
                self.id,
            )
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s SET %(column)s = %(source)s WHERE id = ANY(%(ids)s)"
                " AND %(column)s = %(kept)s %(untouched)s RETURNING id",
                table=SQL.identifier(line.table_name),
                column=SQL.identifier(line.column_name),
                source=line.source_id,
                ids=line.rows,
                kept=self.kept_id.id,
                untouched=untouched,
            )
        )
        own = {row["id"] for row in self.snapshot}
        wanted = [
            row
            for row in line.rows
            if not (line.table_name == "res_partner" and row in own)
        ]
        given = {row[0] for row in self.env.cr.fetchall()}
        return set(wanted) - given

    def _take_back(self, line):
        """Make rows that the merge changed or dropped what they were."""
        self.env.cr.execute(
            SQL(
                "DELETE FROM %s WHERE id = ANY(%s) AND %s = %s",
                SQL.identifier(line.table_name),
                [row["id"] for row in line.rows],
                SQL.identifier(line.column_name),
                self.kept_id.id,
            )
        )
        self._insert_again(line.table_name, line.rows)

    def _give_back_links(self, line):
        """Link again what was linked to a contact, and to that one only."""
        if line.source_id == self.kept_ref:
            return
        kept = self.line_ids.filtered(
            lambda x: (
                x.kind == "link"
                and x.table_name == line.table_name
                and x.column_name == line.column_name
                and x.source_id == self.kept_ref
            )
        )
        values = {
            "table": SQL.identifier(line.table_name),
            "column": SQL.identifier(line.column_name),
            "other": SQL.identifier(line.other_column),
            "source": line.source_id,
            "rows": line.rows,
            "kept": self.kept_id.id,
        }
        self.env.cr.execute(
            SQL(
                "INSERT INTO %(table)s (%(column)s, %(other)s) SELECT %(source)s,"
                " %(other)s FROM %(table)s WHERE %(column)s = %(kept)s"
                " AND %(other)s = ANY(%(rows)s) ON CONFLICT DO NOTHING",
                **values,
            )
        )
        extra = sorted(set(line.rows) - set(kept.rows or ()))
        self.env.cr.execute(
            SQL(
                "DELETE FROM %(table)s WHERE %(column)s = %(kept)s"
                " AND %(other)s = ANY(%(extra)s)",
                extra=extra,
                **values,
            )
        )

    def _restore_histories(self):
        """Give interactions that went back the company behind their contact again."""
        self.env.cr.execute(
            SQL(
                "UPDATE crm_interaction i SET commercial_partner_id ="
                " p.commercial_partner_id FROM res_partner p WHERE p.id = i.partner_id"
                " AND p.id = ANY(%s) AND i.commercial_partner_id = %s",
                list(self.merged_ids),
                self.kept_id.commercial_partner_id.id,
            )
        )
