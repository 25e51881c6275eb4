# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2

from odoo import Command, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

UNDO_CHUNK = 200
REASON = "Import undone"


class CrmCustomerImport(models.Model):
    """Taking back what was imported, and sparing what was edited since."""

    _inherit = "crm.customer.import"

    def _undo_rows(self):
        """Undo the last rows first: what points to others goes before them."""
        while rows := self._rows_to_undo():
            self._undo_items(rows)
            yield
        self._to_state("undone")
        yield

    def _rows_to_undo(self):
        ids = self.env.execute_query(
            SQL(
                "SELECT id FROM crm_customer_import_row WHERE import_id = %s"
                " AND state = 'done' ORDER BY rank DESC, id DESC LIMIT %s"
                " FOR UPDATE SKIP LOCKED",
                self.id,
                UNDO_CHUNK,
            )
        )
        return self.env["crm.customer.import.row"].browse(row[0] for row in ids)

    def _undo_items(self, rows):
        edited = self._edited(rows)
        for row in rows:
            if row in edited:
                self._mark(row, "kept")
                continue
            try:
                with self.env.cr.savepoint():
                    self._undo_row(row)
                    self.env.flush_all()
                self._mark(row, "undone")
            except (UserError, ValidationError, AccessError, psycopg2.IntegrityError):
                # used elsewhere since: an order, an invoice, another contact
                self._mark(row, "kept")

    def _edited(self, rows):
        """Return the rows whose record was written by somebody since."""
        self.env.flush_all()
        edited = rows.browse()
        for model, group in rows.grouped("res_model").items():
            found = self.env.execute_query(
                SQL(
                    "SELECT r.id FROM crm_customer_import_row r JOIN %s t"
                    " ON t.id = r.res_id AND t.write_date::text IS DISTINCT FROM r.stamp"
                    " WHERE r.id = ANY(%s)",
                    SQL.identifier(self.env[model]._table),
                    group.ids,
                )
            )
            edited |= rows.browse(row[0] for row in found)
        return edited

    def _undo_row(self, row):
        record = self.env[row.res_model].browse(row.res_id).exists()
        before = dict(row.before or {})
        companies, emails = before.pop("__companies", []), before.pop("__emails", [])
        if record and row.is_created:
            self._delete(record)
        elif record and before:
            # going back is no event: nobody left a company
            record = record.with_context(interaction_capture_disable=True)
            record.write(self._as_written(record, before))
        self.env["crm.partner.email"].browse(emails).exists().unlink()
        for company in self.env["res.partner"].browse(companies).exists():
            if not self._is_used(company):
                company.sudo().unlink()  # sudo: see `_delete`

    def _delete(self, record):
        if record._name == "crm.interaction":
            # sudo: the row was logged by this import, with nothing added since
            record.sudo().with_context(interaction_delete_reason=REASON).unlink()
        elif record._name == "res.partner" and self._is_used(record):
            raise UserError(self.env._("It is used elsewhere."))
        else:
            # sudo: salespeople may not delete contacts, but take back their own import
            record.sudo().unlink()

    def _is_used(self, partner):
        """Return whether something hangs on a contact that deletion would take along."""
        # sudo: whatever hangs on it, of whoever
        partner = partner.sudo().with_context(active_test=False)
        if partner.user_ids:
            return True
        counted = (
            ("res.partner", "parent_id"),
            ("crm.lead", "partner_id"),
            ("crm.interaction", "partner_id"),
        )
        return any(
            self.env[model]
            .sudo()
            .with_context(active_test=False)
            .search_count([(field, "=", partner.id)], limit=1)
            for model, field in counted
        ) or bool(partner.message_ids.filtered(lambda m: m.message_type == "comment"))

    def _as_written(self, record, before):
        """Return values that were read, as they are written."""
        fields_ = record._fields
        return {
            name: [Command.set(value)] if fields_[name].type == "many2many" else value
            for name, value in before.items()
            if name in fields_
        }

    def _mark(self, row, state):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_customer_import_row SET state = %s WHERE id = %s",
                state,
                row.id,
            )
        )
        row.invalidate_recordset()
