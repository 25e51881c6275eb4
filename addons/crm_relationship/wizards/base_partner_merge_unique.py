# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

import psycopg2

from odoo import api, models
from odoo.tools import SQL, mute_logger
from odoo.tools.sql import table_columns

#: Pointers that core moves itself, or another override does.
MOVED_BY_CORE = {
    "ir_attachment", "mail_followers", "mail_activity", "mail_message",
    "ir_model_data", "calendar_event",
}  # fmt: skip


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """What core does to rows that may be there once a contact: it deletes them all.

    Where a constraint refuses one row of a table, core deletes every row of the merged
    contacts there; a unique index stops the whole merge. Here only the row that the
    other contact has already is taken away, and written down for the undo.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Take away what the contact that stays has already, then move the rest."""
        self.env.flush_all()
        for unique in self._partner_uniques():
            self._fold_unique(unique, src_partners, dst_partner)
        self.env.invalidate_all()
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _partner_uniques(self):
        """Return each unique index with a contact's column, as a dict.

        table, index, columns (of contacts), keys (SQL of each), predicate
        """
        names = ("table", "index", "columns", "keys", "predicate")
        return [
            dict(zip(names, row, strict=True))
            for row in self.env.execute_query(
                SQL(
                    "SELECT t.relname::text, x.relname::text, array_agg(DISTINCT"
                    " a.attname::text), ARRAY(SELECT pg_get_indexdef(i.indexrelid, n,"
                    " true) FROM generate_series(1, i.indnkeyatts) n),"
                    " pg_get_expr(i.indpred, i.indrelid)"
                    " FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid"
                    " JOIN pg_class x ON x.oid = i.indexrelid"
                    " JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype = 'f'"
                    " AND c.confrelid = 'res_partner'::regclass"
                    " AND array_length(c.conkey, 1) = 1"
                    " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.conkey[1]"
                    " WHERE i.indisunique AND t.relnamespace = current_schema::regnamespace"
                    " AND (a.attnum = ANY(i.indkey) OR EXISTS (SELECT FROM pg_depend d"
                    " WHERE d.objid = i.indexrelid AND d.refobjid = t.oid"
                    " AND d.refobjsubid = a.attnum))"
                    " AND EXISTS (SELECT FROM pg_attribute k WHERE k.attrelid = t.oid"
                    " AND k.attname = 'id' AND NOT k.attisdropped)"
                    " GROUP BY t.relname, x.relname, i.indexrelid, i.indrelid,"
                    " i.indnkeyatts, i.indpred ORDER BY 1, 2"
                )
            )
            if row[0] != "res_partner" and not row[0].startswith("base_partner_merge_")
        ]

    def _fold_unique(self, unique, src, dst):
        """Take away rows of the merged that would be a second one of a unique index."""
        mapped = [
            SQL(
                "CASE WHEN %(c)s = ANY(%(src)s) THEN %(dst)s ELSE %(c)s END AS %(c)s",
                c=SQL.identifier(column),
                src=src.ids,
                dst=dst.id,
            )
            if column in unique["columns"]
            else SQL.identifier(column)
            for column in table_columns(self.env.cr, unique["table"])
        ]
        keys = [SQL(key.replace("%", "%%")) for key in unique["keys"]]
        predicate = SQL((unique["predicate"] or "TRUE").replace("%", "%%"))
        any_of = [
            SQL("%s = ANY(%s)", SQL.identifier(column), [*src.ids, dst.id])
            for column in unique["columns"]
        ]
        of_src = [
            SQL("%s = ANY(%s)", SQL.identifier(column), src.ids)
            for column in unique["columns"]
        ]
        self.env.cr.execute(
            SQL(
                "WITH moved AS (SELECT %(columns)s, (%(of_src)s) AS of_merged__"
                " FROM %(table)s WHERE %(any_of)s), ranked AS (SELECT id, of_merged__,"
                " row_number() OVER (PARTITION BY %(keys)s ORDER BY of_merged__, id)"
                " AS place__ FROM moved WHERE (%(predicate)s) AND %(known)s),"
                " gone AS (DELETE FROM %(table)s t USING ranked r WHERE r.id = t.id"
                " AND r.place__ > 1 AND r.of_merged__ RETURNING to_jsonb(t) AS row)"
                " SELECT jsonb_agg(row) FROM gone",
                columns=SQL(", ").join(mapped),
                of_src=SQL(" OR ").join(of_src),
                any_of=SQL(" OR ").join(any_of),
                table=SQL.identifier(unique["table"]),
                keys=SQL(", ").join(keys),
                known=SQL(" AND ").join(SQL("(%s) IS NOT NULL", key) for key in keys),
                predicate=predicate,
            )
        )
        [(rows,)] = self.env.cr.fetchall()
        self._record_dropped(unique["table"], rows)

    def _record_dropped(self, table, rows):
        log_id = self.env.context.get("merge_log_id")
        if rows and log_id:
            # sudo: the merge writes its log for whoever merges
            self.env["crm.merge.log.line"].sudo().create(
                {
                    "log_id": log_id,
                    "kind": "dropped",
                    "table_name": table,
                    "rows": rows,
                }
            )

    def _update_reference_fields(self, src_partners, dst_partner):
        """Move what is about the merged contacts and core forgets."""
        self._fold_followers(src_partners, dst_partner)
        for table, of_model, column in self.env["crm.merge.log"]._pointers():
            if table not in MOVED_BY_CORE and not re.match("base_partner_merge", table):
                self._move_pointer(table, of_model, column, src_partners, dst_partner)
        self.env.invalidate_all()
        return super()._update_reference_fields(src_partners, dst_partner)

    def _fold_followers(self, src, dst):
        """Take away who follows the contact that stays already; core drops all."""
        self.env.cr.execute(
            SQL(
                "WITH ranked AS (SELECT id, row_number() OVER (PARTITION BY partner_id"
                " ORDER BY res_id = %(dst)s DESC, id) AS place FROM mail_followers"
                " WHERE res_model = 'res.partner' AND res_id = ANY(%(all)s)),"
                " gone AS (DELETE FROM mail_followers f USING ranked r WHERE r.id = f.id"
                " AND r.place > 1 AND f.res_id <> %(dst)s RETURNING to_jsonb(f) AS row)"
                " SELECT jsonb_agg(row) FROM gone",
                dst=dst.id,
                all=[*src.ids, dst.id],
            )
        )
        [(rows,)] = self.env.cr.fetchall()
        self._record_dropped("mail_followers", rows)

    def _move_pointer(self, table, of_model, column, src, dst):
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.env.cr.execute(
                    SQL(
                        "UPDATE %s SET %s = %s WHERE %s = 'res.partner' AND %s = ANY(%s)",
                        SQL.identifier(table),
                        SQL.identifier(column),
                        dst.id,
                        SQL.identifier(of_model),
                        SQL.identifier(column),
                        src.ids,
                    )
                )
        except psycopg2.IntegrityError:
            # both have one: the row stays as it is rather than go
            return
