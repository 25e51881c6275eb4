# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2

from odoo import Command, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL, mute_logger

UNDO_CHUNK = 500
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
        ids = self.env.execute_query(self._to_undo_sql())
        return self.env["crm.customer.import.row"].browse(row[0] for row in ids)

    def _to_undo_sql(self):
        """Return the query that `_undo_idx` of the rows answers."""
        return SQL(
            "SELECT id FROM crm_customer_import_row WHERE import_id = %s"
            " AND state = 'done' ORDER BY rank DESC, id DESC LIMIT %s"
            " FOR UPDATE SKIP LOCKED",
            self.id,
            UNDO_CHUNK,
        )

    def _undo_items(self, rows):
        edited = self._edited(rows)
        self._mark(edited, "kept")
        self._undo_together(rows - edited)

    def _undo_together(self, rows):
        """Undo rows together; when that fails, each half by itself."""
        used = self._used(rows)
        self._mark(used, "kept")
        rows -= used
        if not rows:
            return
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self._take_back(rows)
                self.env.flush_all()
                self._mark(rows, "undone")
        except (UserError, ValidationError, AccessError, psycopg2.IntegrityError):
            # used elsewhere since: an order, an invoice
            self.env.invalidate_all()
            if len(rows) == 1:
                self._mark(rows, "kept")
                return
            half = len(rows) // 2
            self._undo_together(rows[:half])
            self._undo_together(rows[half:])

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

    def _used(self, rows):
        """Return the rows whose record is somebody's by now: deletion took that along.

        What these rows became themselves does not count: it goes with them.
        """
        created = rows.filtered("is_created")
        going = {
            model: group.mapped("res_id")
            for model, group in created.grouped("res_model").items()
        }
        used = {"crm.lead": self._used_leads(going)}
        partners = set(going.get("res.partner", ()))
        while found := self._used_partners({**going, "res.partner": list(partners)}):
            partners -= found  # and so its company is used
        used["res.partner"] = set(going.get("res.partner", ())) - partners
        return created.filtered(lambda r: r.res_id in used.get(r.res_model, ()))

    def _used_partners(self, going):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT p.id FROM res_partner p WHERE p.id = ANY(%(ids)s) AND ("
                " EXISTS (SELECT FROM res_partner c WHERE c.parent_id = p.id"
                " AND c.id <> ALL(%(ids)s))"
                " OR EXISTS (SELECT FROM res_users u WHERE u.partner_id = p.id)"
                " OR EXISTS (SELECT FROM crm_lead l WHERE l.partner_id = p.id"
                " AND l.id <> ALL(%(leads)s))"
                " OR EXISTS (SELECT FROM crm_interaction i WHERE i.partner_id = p.id"
                " AND i.id <> ALL(%(history)s))"
                " OR EXISTS (SELECT FROM calendar_event_res_partner_rel e"
                " WHERE e.res_partner_id = p.id) OR %(said)s)",
                ids=going["res.partner"],
                leads=going.get("crm.lead", []),
                history=going.get("crm.interaction", []),
                said=self._said_of("res.partner", SQL("p.id")),
            )
        )
        return {row[0] for row in rows}

    def _used_leads(self, going):
        rows = self.env.execute_query(
            SQL(
                "SELECT l.id FROM crm_lead l WHERE l.id = ANY(%(ids)s) AND ("
                " EXISTS (SELECT FROM crm_interaction i WHERE i.lead_id = l.id"
                " AND i.id <> ALL(%(history)s))"
                " OR EXISTS (SELECT FROM sale_order o WHERE o.opportunity_id = l.id)"
                " OR %(said)s)",
                ids=going.get("crm.lead", []),
                history=going.get("crm.interaction", []),
                said=self._said_of("crm.lead", SQL("l.id")),
            )
        )
        return {row[0] for row in rows}

    def _said_of(self, model, record):
        """Return SQL: people have written about a record, or added files."""
        return SQL(
            "(EXISTS (SELECT FROM mail_message m WHERE m.model = %(model)s"
            " AND m.res_id = %(record)s AND m.message_type IN ('comment', 'email'))"
            " OR EXISTS (SELECT FROM ir_attachment a WHERE a.res_model = %(model)s"
            " AND a.res_id = %(record)s AND a.res_field IS NULL))",
            model=model,
            record=record,
        )

    def _take_back(self, rows):
        """Delete what rows created, give back what they changed."""
        created = rows.filtered("is_created")
        for model, group in created.grouped("res_model").items():
            self._delete(self.env[model].browse(group.mapped("res_id")).exists())
        companies, emails = [], []
        for row in rows:
            before = dict(row.before or {})
            companies += before.pop("__companies", [])
            emails += before.pop("__emails", [])
            record = self.env[row.res_model].browse(row.res_id)
            if before and not row.is_created and record.exists():
                # going back is no event: nobody left a company
                record = record.with_context(interaction_capture_disable=True)
                record.write(self._as_written(record, before))
        self.env["crm.partner.email"].browse(emails).exists().unlink()
        self._delete_companies(companies)

    def _delete_companies(self, ids):
        """Delete companies that were only named, when nobody is in them or changed them."""
        self.env.flush_all()
        used = self._used_partners({"res.partner": ids}) if ids else set()
        companies = self.env["res.partner"].browse(set(ids) - used).exists()
        self._delete(companies.filtered(lambda c: c.write_date == c.create_date))

    def _delete(self, records):
        if records._name == "crm.interaction":
            records = records.with_context(interaction_delete_reason=REASON)
        # sudo: salespeople may not delete contacts or history, but take back their own
        # import, to which nothing was added since
        records.sudo().unlink()

    def _as_written(self, record, before):
        """Return values that were read, as they are written."""
        fields_ = record._fields
        return {
            name: [Command.set(value)] if fields_[name].type == "many2many" else value
            for name, value in before.items()
            if name in fields_
        }

    def _mark(self, rows, state):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_customer_import_row SET state = %s WHERE id = ANY(%s)",
                state,
                rows.ids,
            )
        )
        rows.invalidate_recordset()
