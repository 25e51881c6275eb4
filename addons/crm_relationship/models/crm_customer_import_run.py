# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from collections import defaultdict

import psycopg2

from odoo import models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from .crm_customer_import_code import MODELS

IMPORT_CHUNK = 500


class Refusal(UserError):
    """A row that cannot be imported, and why, in codes."""

    def __init__(self, message, code, values):
        super().__init__(message)
        self.code, self.code_values = code, values


class CrmCustomerImport(models.Model):
    """Importing what was checked, in chunks."""

    _inherit = "crm.customer.import"

    def _import_rows(self):
        """Import chunk by chunk; a chunk that fails is halved down to its bad rows."""
        self._link_existing()
        plans = {file.id: self._plan_of(file) for file in self.file_ids}
        while rows := self._rows_to_import():
            items = []
            for row_id, file_id, line, cells, match, verdict in rows:
                item = self._item(plans, row_id, file_id, line, cells, None)
                item.match, item.verdict = match, verdict
                items.append(item)
            self._import_items(items)
            yield
        yield from self._link_parents()
        self._to_state("imported")
        yield

    def _rows_to_import(self):
        """Return the next rows of one kind, locked."""
        return self.env.execute_query(self._to_import_sql())

    def _to_import_sql(self):
        """Return the query that `_take_idx` of the rows answers."""
        return SQL(
            "SELECT r.id, r.file_id, r.line, r.cells, r.match_id, r.verdict"
            " FROM crm_customer_import_row r WHERE r.import_id = %(batch)s"
            " AND r.state = 'pending' AND r.verdict IN ('new', 'update') AND r.rank ="
            " (SELECT min(rank) FROM crm_customer_import_row WHERE import_id ="
            " %(batch)s AND state = 'pending' AND verdict IN ('new', 'update'))"
            " ORDER BY r.id LIMIT %(limit)s FOR UPDATE SKIP LOCKED",
            batch=self.id,
            limit=IMPORT_CHUNK,
        )

    def _import_items(self, items):
        """Import rows together; when that fails, each half by itself."""
        try:
            with self.env.cr.savepoint():
                self._store_done(self._apply(items))
            return
        except psycopg2.errors.SerializationFailure:
            raise  # somebody else wrote: the chunk comes again
        except (
            UserError,
            ValidationError,
            AccessError,
            ValueError,
            psycopg2.Error,
        ) as e:
            error = e
        if len(items) > 1:
            half = len(items) // 2
            self._import_items(items[:half])
            self._import_items(items[half:])
        else:
            self._store_failed(items[0], error)

    def _apply(self, items):
        """Create and update what rows stand for.

        :return: list of (item, model, id, whether it is new)
        """
        names = {i.name for i in items} | {n for i in items for n in i.refs.values()}
        codes = self._find_codes(names)
        if items[0].target == "interaction":
            return self._log_items(items, codes)
        self._place(items)
        for item in items:
            item.issues = []
            known = codes.get(item.name)
            if known and known[0] != MODELS[item.target]:
                raise self._refusal(item, "unexpected", detail=known[0])
            item.record = known or (
                (MODELS[item.target], item.match)
                if item.match and item.verdict == "update"
                else None
            )
        store = (
            self._store_leads
            if items[0].target in ("lead", "opportunity")
            else self._store_contacts
        )
        return store(items, codes)

    def _refusal(self, item, code, **values):
        text = self.env["crm.customer.import.row"]._code_text(code, values)
        return Refusal(text, code, values)

    # ------------------------------------------------------------
    # What became of rows
    # ------------------------------------------------------------

    def _store_done(self, done):
        """Write down what each row became, and when that was written last."""
        self.env.flush_all()
        stamps = {}
        for model, ids in _by_model(done).items():
            rows = self.env.execute_query(
                SQL(
                    "SELECT id, write_date::text FROM %s WHERE id = ANY(%s)",
                    SQL.identifier(self.env[model]._table),
                    ids,
                )
            )
            stamps.update({(model, rid): stamp for rid, stamp in rows})
        columns = zip(
            *(
                (
                    item.row_id, model, rid, is_new,
                    json.dumps(item.values["__before"], default=str)
                    if item.values.get("__before") else None,
                    stamps.get((model, rid)), item.waits,
                )
                for item, model, rid, is_new in done
            ),
            strict=True,
        )  # fmt: skip
        self.env.cr.execute(
            SQL(
                "UPDATE crm_customer_import_row r SET state = 'done', res_model = v.model,"
                " res_id = v.rid, is_created = v.new, before = v.before::jsonb,"
                " stamp = v.stamp, waits_for = v.waits FROM unnest(%s::int[], %s::text[],"
                " %s::int[], %s::bool[], %s::text[], %s::text[], %s::text[])"
                " AS v(id, model, rid, new, before, stamp, waits) WHERE r.id = v.id",
                *map(list, columns),
            )
        )
        self.env["crm.customer.import.row"].invalidate_model()

    def _store_failed(self, item, error):
        """Keep why a row could not be imported."""
        code, values = "unexpected", {"detail": str(error).strip().split("\n")[0][:300]}
        if isinstance(error, Refusal):
            code, values = error.code, error.code_values
        elif isinstance(error, AccessError):
            code, values = "owned", {}
        elif isinstance(error, UserError):
            code, values = "said", {"text": str(error)[:500]}
        issue = [{"header": "", "code": code, "values": values}]
        self.env.cr.execute(
            SQL(
                "UPDATE crm_customer_import_row SET state = 'failed', issues = %s::jsonb"
                " WHERE id = %s",
                json.dumps(issue, ensure_ascii=False, default=str),
                item.row_id,
            )
        )
        self.env["crm.customer.import.row"].invalidate_model()

    # ------------------------------------------------------------
    # Links between rows
    # ------------------------------------------------------------

    def _link_existing(self):
        """Remember whom duplicates of what is here are: their history belongs there."""
        rows = self.env.execute_query(
            SQL(
                "SELECT r.code, f.target, r.match_id FROM crm_customer_import_row r"
                " JOIN crm_customer_import_file f ON f.id = r.file_id"
                " WHERE r.import_id = %s AND r.verdict = 'existing' AND r.code IS NOT"
                " NULL AND r.match_id IS NOT NULL AND f.target <> 'interaction'",
                self.id,
            )
        )
        found = [(code, MODELS[target], match) for code, target, match in rows]
        partners = {match for _code, model, match in found if model == "res.partner"}
        leads = {match for _code, model, match in found if model == "crm.lead"}
        allowed = {("res.partner", pid) for pid in self._touchable(partners)}
        mine = self.env["crm.lead"].browse(leads)._filtered_access("write")
        allowed |= {("crm.lead", rid) for rid in mine.ids}
        self._store_codes([one for one in found if one[1:] in allowed])

    def _link_parents(self):
        """Give contacts the companies that stood further down in the files."""
        while rows := self.env.execute_query(
            SQL(
                "SELECT id, res_id, waits_for FROM crm_customer_import_row WHERE"
                " import_id = %s AND waits_for IS NOT NULL AND state = 'done'"
                " ORDER BY id LIMIT %s",
                self.id,
                IMPORT_CHUNK,
            )
        ):
            codes = self._find_codes({waits for _row, _rid, waits in rows})
            for row_id, partner_id, waits in rows:
                self._link_parent(row_id, partner_id, codes.get(waits))
            yield

    def _link_parent(self, row_id, partner_id, found):
        partner = self.env["res.partner"].browse(partner_id).exists()
        if partner and found and found[0] == "res.partner" and found[1] != partner_id:
            try:
                with self.env.cr.savepoint():
                    partner.parent_id = found[1]
            except (UserError, ValidationError, AccessError):
                found = None  # a circle, or a company that is not the user's
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_customer_import_row r SET waits_for = NULL, stamp ="
                " COALESCE((SELECT p.write_date::text FROM res_partner p"
                " WHERE p.id = r.res_id), r.stamp) WHERE r.id = %s",
                row_id,
            )
        )
        self.env["crm.customer.import.row"].invalidate_model()


def _by_model(done):
    found = defaultdict(list)
    for _item, model, rid, _is_new in done:
        found[model].append(rid)
    return found
