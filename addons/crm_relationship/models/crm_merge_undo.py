# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from psycopg2.extras import Json

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .crm_duplicate_pair import STEWARD


class CrmMergeLog(models.Model):
    """Taking a merge back: the contacts come back as they were, with what was theirs.

    Rows go back that still point to the contact that stayed and that nobody changed
    since. What stays behind is counted by kind.
    """

    _inherit = "crm.merge.log"

    def action_undo(self):
        """Take the merge back; return a message that says what stayed behind."""
        self.ensure_one()
        self._check_may_undo()
        # sudo: rights were asked just now; the log is readable by nobody
        self.sudo()._undo()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("%(names)s is back", names=self.names),
                "message": self.undo_note or self.env._("Everything was given back."),
                "type": "warning" if self.undo_note else "success",
                "sticky": bool(self.undo_note),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _check_may_undo(self):
        self.check_access("read")
        self.kept_id.check_access("write")
        if not (self.env.su or self.env.user.has_group(STEWARD)):
            raise UserError(self.env._("Only data stewards take a merge back."))
        if self.state != "done":
            raise UserError(self.env._("This merge was taken back already."))
        if not self.can_undo:
            raise UserError(
                self.env._(
                    "A merge can be taken back for %(days)s days; that time is over.",
                    days=self._undo_days(),
                )
            )

    def _undo(self):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM crm_merge_log WHERE id = %s AND state = 'done'"
                " FOR UPDATE",
                self.id,
            )
        )
        if not rows:
            raise UserError(self.env._("This merge was taken back already."))
        behind = defaultdict(set)
        self._bring_back_contacts()
        for line in self.line_ids.filtered(lambda x: x.kind in ("moved", "pointer")):
            behind[line.table_name] |= self._give_back(line)
        for line in self.line_ids.filtered(lambda x: x.kind == "link"):
            self._give_back_links(line)
        for line in self.line_ids.filtered(lambda x: x.kind == "copy"):
            self._take_back(line)
        for line in self.line_ids.filtered(lambda x: x.kind == "dropped"):
            self._insert_again(line.table_name, line.rows)
        self._restore_histories()
        self._restore_kept()
        self.env.invalidate_all()
        self._take_away_made(behind)
        self._finish_undo(behind)

    # ------------------------------------------------------------
    # Contacts
    # ------------------------------------------------------------

    def _bring_back_contacts(self):
        rows = [self._without_dead_ends(row) for row in self.snapshot]
        self._insert_again("res_partner", rows)

    def _without_dead_ends(self, row):
        """Return a contact's row without pointers to what is gone meanwhile."""
        own = {other["id"] for other in self.snapshot}
        for column, table in self._partner_columns():
            value = row.get(column)
            if not value or (table == "res_partner" and value in own):
                continue
            found = self.env.execute_query(
                SQL("SELECT 1 FROM %s WHERE id = %s", SQL.identifier(table), value)
            )
            if not found:
                # whose company is gone is a company of its own
                row = {
                    **row,
                    column: row["id"] if column == "commercial_partner_id" else None,
                }
        return row

    def _partner_columns(self):
        """Return (column, table it points to) of contacts."""
        return self.env.execute_query(
            SQL(
                "SELECT a.attname, t.relname FROM pg_constraint c"
                " JOIN pg_attribute a ON a.attrelid = c.conrelid"
                " AND a.attnum = c.conkey[1] JOIN pg_class t ON t.oid = c.confrelid"
                " WHERE c.contype = 'f' AND c.conrelid = 'res_partner'::regclass"
            )
        )

    def _restore_kept(self):
        """Give the contact that stayed the values back that the merge changed.

        What somebody wrote since stays.
        """
        if self.kept_id.id != self.kept_ref:
            return  # merged into another one since: its values are that one's
        [now] = self._rows_of("res_partner", "id", [self.kept_ref])
        before, after = self.kept_before, self.kept_after
        back = {
            column: value
            for column, value in before.items()
            if column not in ("write_date", "write_uid")
            and after.get(column) != value
            and now.get(column) == after.get(column)
        }
        if back:
            names = SQL(", ").join(map(SQL.identifier, back))
            self.env.cr.execute(
                SQL(
                    "UPDATE res_partner SET (%s) = (SELECT %s FROM"
                    " jsonb_populate_record(NULL::res_partner, %s)) WHERE id = %s",
                    names,
                    names,
                    Json(before),
                    self.kept_ref,
                )
            )

    def _take_away_made(self, behind):
        """Delete what the merge made; what is in use by now is archived."""
        for line in self.line_ids.filtered(lambda x: x.kind == "made"):
            [model] = [
                m for m in self.env.registry.values() if m._table == line.table_name
            ][:1]
            for record in self.env[model._name].browse(line.rows).exists():
                try:
                    with self.env.cr.savepoint():
                        record.unlink()
                except Exception:  # whatever refuses it: somebody uses it
                    behind[line.table_name].add(record.id)
                    if "active" in record:
                        record.active = False

    def _finish_undo(self, behind):
        partners = self.kept_id | self.env["res.partner"].browse(self.merged_ids)
        partners._mirror_phones()
        self.env["crm.duplicate.key"]._note(partners.ids)
        companies = self.env.execute_query(SQL("SELECT id FROM res_company"))
        self.env["crm.interaction"]._capture_buffer()["pairs"].update(
            (partner.id, company)
            for partner in partners.commercial_partner_id
            for (company,) in companies
        )
        self.env.cr.execute(
            SQL(
                "UPDATE crm_duplicate_pair SET state = 'open', decided_by_id = NULL,"
                " decided_at = NULL, partner_a_id = low_id, partner_b_id = high_id"
                " WHERE state = 'merged' AND low_id = ANY(%(all)s)"
                " AND high_id = ANY(%(all)s)",
                all=partners.ids,
            )
        )
        self.env["crm.duplicate.pair"].invalidate_model()
        self.write(
            {
                "state": "undone",
                "undone_by_id": self.env.uid,
                "undone_at": fields.Datetime.now(),
                "undo_note": self._words_of(behind) or False,
            }
        )
        self.kept_id._message_log(
            body=self.env._(
                "The merge with %(names)s was taken back.", names=self.names
            )
        )

    def _words_of(self, behind):
        """Return what stayed behind, a line a kind of record."""
        names = {
            model._table: self.env["ir.model"]._get(model._name).name
            for model in self.env.registry.values()
            if not model._abstract
        }
        lines = [
            self.env._(
                "%(kind)s: %(count)s changed or went since, and stay as they are.",
                kind=names.get(table, table),
                count=len(rows),
            )
            for table, rows in sorted(behind.items())
            if rows
        ]
        return "\n".join(lines)
