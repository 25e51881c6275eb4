# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

VERDICTS = [
    ("new", "New"),
    ("update", "Update"),
    ("double", "Twice in the file"),
    ("existing", "Duplicate of a contact"),
    ("owned", "Owned by another"),
    ("error", "Error"),
    ("skipped", "Skipped"),
]


#: What is wrong with a row as it was read: checking it again does not mend it.
UNREADABLE = ["bad_vcard", "too_many_cells", "cell_too_long"]


class CrmCustomerImportRow(models.Model):
    """One row of a file: its cells, what would happen to it, and what did."""

    _name = "crm.customer.import.row"
    _description = "Row of an Import"
    _order = "import_id desc, rank, id"
    _rec_name = "line"
    _log_access = False

    import_id = fields.Many2one(
        "crm.customer.import", required=True, readonly=True, ondelete="cascade"
    )
    file_id = fields.Many2one(
        "crm.customer.import.file", required=True, readonly=True, ondelete="cascade"
    )
    rank = fields.Integer(readonly=True)
    line = fields.Integer(readonly=True, aggregator=None)
    cells = fields.Json(readonly=True)
    preview = fields.Char(string="Row", compute="_compute_preview")
    verdict = fields.Selection(VERDICTS, readonly=True)
    state = fields.Selection(
        [
            ("pending", "Waiting"),
            ("done", "Imported"),
            ("failed", "Failed"),
            ("undone", "Undone"),
            ("kept", "Kept by undo"),
        ],
        required=True,
        default="pending",
        readonly=True,
    )
    issues = fields.Json(readonly=True)
    reason = fields.Char(compute="_compute_reason")
    code = fields.Char(readonly=True)
    waits_for = fields.Char(readonly=True)
    match_id = fields.Integer(readonly=True, aggregator=None)
    match_partner_id = fields.Many2one(
        "res.partner", string="Contact here", compute="_compute_match_partner_id"
    )
    score = fields.Integer(string="Alike", readonly=True, aggregator=None)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model", string="Record", readonly=True, aggregator=None
    )
    is_created = fields.Boolean(readonly=True)
    before = fields.Json(readonly=True)
    stamp = fields.Char(readonly=True)

    _line_uniq = models.UniqueIndex("(file_id, line)", "This line is read already.")
    _verdict_idx = models.Index("(import_id, verdict)")
    _code_idx = models.Index("(import_id, code) WHERE code IS NOT NULL")
    # the next rows to check, to import and to undo, without those that are done with
    _check_idx = models.Index(
        "(import_id, rank, id) WHERE state = 'pending' AND verdict IS NULL"
    )
    _take_idx = models.Index(
        "(import_id, rank, id) WHERE state = 'pending' AND verdict IN ('new', 'update')"
    )
    _undo_idx = models.Index("(import_id, rank, id) WHERE state = 'done'")
    _waits_idx = models.Index("(import_id) WHERE waits_for IS NOT NULL")

    @api.depends("cells")
    def _compute_preview(self):
        for row in self:
            row.preview = " · ".join(filter(None, row.cells or ()))[:200]

    @api.depends("issues")
    @api.depends_context("lang")
    def _compute_reason(self):
        for row in self:
            row.reason = "; ".join(row._issue_texts())

    @api.depends("match_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_match_partner_id(self):
        """Show a match only to who may read it."""
        found = self.env["res.partner"].browse(filter(None, self.mapped("match_id")))
        readable = set(found.exists()._filtered_access("read").ids)
        for row in self:
            row.match_partner_id = row.match_id if row.match_id in readable else False

    def _issue_texts(self):
        """Return what is wrong with a row, each with the header of its cell."""
        self.ensure_one()
        texts = []
        for issue in self.issues or ():
            text = self._code_text(issue["code"], issue.get("values") or {})
            header = issue.get("header")
            texts.append(f"{header}: {text}" if header else text)
        return texts

    def action_open_record(self):
        """Open what the row became."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    # ------------------------------------------------------------
    # All rows of an import
    # ------------------------------------------------------------

    @api.model
    def _forget_verdicts(self, batch):
        """Check all rows of an import anew that have not been imported."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL("DELETE FROM crm_customer_import_key WHERE import_id = %s", batch.id)
        )
        self.env.cr.execute(
            SQL(
                "UPDATE crm_customer_import_row SET verdict = NULL, match_id = NULL,"
                " score = NULL, code = NULL, waits_for = NULL, issues = CASE WHEN"
                " issues->0->>'code' = ANY(%s) THEN issues END"
                " WHERE import_id = %s AND state = 'pending'",
                UNREADABLE,
                batch.id,
            )
        )
        self.invalidate_model()

    @api.model
    def _take_existing(self, batch):
        """Turn duplicates of contacts into what the user chose for them."""
        verdict = {"update": "update", "create": "new"}.get(batch.on_existing)
        if not verdict:
            return
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_customer_import_row SET verdict = %s, match_id ="
                " CASE WHEN %s THEN match_id END WHERE import_id = %s"
                " AND verdict = 'existing' AND state = 'pending' AND res_model IS NULL",
                verdict,
                verdict == "update",
                batch.id,
            )
        )
        self.invalidate_model()

    # ------------------------------------------------------------
    # Words
    # ------------------------------------------------------------

    @api.model
    def _reason_text(self, error):
        """Return an error of the intake in the user's words."""
        text = self._code_text(error.code, error.values)
        if error.row:
            return self.env._("row %(row)s: %(text)s", row=error.row, text=text)
        return text

    @api.model
    def _code_text(self, code, values):
        words = self._reason_words().get(code)
        try:
            return words % values if words else str(values.get("text") or code)
        except (KeyError, TypeError):
            return words

    @api.model
    def _reason_words(self):
        """Return the words of each reason; those of `intake.errors` and our own."""
        return {
            "bad_csv": self.env._("the line cannot be read: %(detail)s"),
            "bad_encoding": self.env._(
                "the text is not %(encoding)s; save the file as UTF-8"
            ),
            "bad_vcard": self.env._("the card is not complete"),
            "cell_error": self.env._("%(value)s is an error of the spreadsheet"),
            "cell_too_long": self.env._("more than %(limit)s characters"),
            "damaged": self.env._("the file is damaged or protected by a password"),
            "date_bad": self.env._("%(value)s is no date"),
            "date_impossible": self.env._("%(value)s is no date in the chosen order"),
            "email_bad": self.env._("%(value)s is no mail address"),
            "empty": self.env._("there is no header in the file"),
            "future": self.env._(
                "%(value)s: it has not happened; plan an activity instead"
            ),
            "line_too_long": self.env._("a line has more than %(limit)s characters"),
            "name_missing": self.env._("there is no name"),
            "number_bad": self.env._("%(value)s is no number"),
            "order_missing": self.env._("there is no order number"),
            "order_spoilt": self.env._(
                "%(value)s has been spoilt by a spreadsheet: digits of the order number "
                "are missing"
            ),
            "order_line": self.env._(
                "line %(line)s of the same order is wrong: an order comes in as a whole"
            ),
            "order_later": self.env._("a later state of the order is known"),
            "order_future": self.env._("%(value)s: an order of the future"),
            "shop_missing": self.env._("there is no shop"),
            "phone_scientific": self.env._(
                "%(value)s has been spoilt by a spreadsheet: digits are missing"
            ),
            "phone_unreadable": self.env._("%(value)s is no phone number"),
            "quote_open": self.env._("a cell has no end: a quotation mark is missing"),
            "too_big": self.env._("the file has more than %(limit)s MB"),
            "too_big_unpacked": self.env._(
                "unpacked, the file has more than %(limit)s MB"
            ),
            "too_big_xls": self.env._(
                "an .xls file has more than %(limit)s MB; save it as .xlsx"
            ),
            "too_dense": self.env._(
                "the file unpacks to more than %(limit)s times its size, as no list does"
            ),
            "too_many_cells": self.env._("there are more cells than headers"),
            "too_many_columns": self.env._("there are more than %(limit)s columns"),
            "too_many_rows": self.env._(
                "there are more than %(limit)s rows; split the file"
            ),
            "unknown_format": self.env._("this is no XLSX, XLS, CSV or vCard file"),
            "unsafe": self.env._(
                "the file contains declarations that no spreadsheet needs"
            ),
            "who_missing": self.env._("nobody is named with whom it was"),
            "when_missing": self.env._("there is no date"),
            "who_unknown": self.env._(
                "%(value)s is nobody whom you see here or in the files"
            ),
            "double": self.env._("the same as line %(line)s of %(file)s"),
            "existing": self.env._("the same as a contact that is here"),
            "existing_lead": self.env._("the same as a lead that is here"),
            "logged": self.env._("is on the timeline already"),
            "owned": self.env._("belongs to another salesperson"),
            "deleted": self.env._("deleted in the other system"),
            "converted": self.env._("turned into a contact in the other system"),
            "user_known": self.env._("a user of the other system, who is known here"),
            "user_unknown": self.env._(
                "a user of the other system; choose who that is under Salespeople"
            ),
            "province_unknown": self.env._("%(value)s is no province that is known"),
            "country_unknown": self.env._("%(value)s is no country that is known"),
            "owner_unknown": self.env._("%(value)s is no salesperson here"),
            "parent_unknown": self.env._("its company %(value)s is in no file"),
            "stage_unknown": self.env._("%(value)s is no stage here"),
            "unexpected": self.env._("it could not be stored (%(detail)s)"),
        }


class CrmCustomerImportKey(models.Model):
    """What the rows of an import are compared by, as contacts are."""

    _name = "crm.customer.import.key"
    _description = "Key of a Row"
    _log_access = False

    # no index of its own: look-ups by key must not take it (the key begins with it)
    import_id = fields.Many2one(
        "crm.customer.import", required=True, ondelete="cascade"
    )
    row_id = fields.Many2one(
        "crm.customer.import.row", required=True, ondelete="cascade", index=True
    )
    kind = fields.Char(required=True)
    key = fields.Char(required=True)

    _key_idx = models.Index("(import_id, kind, key, row_id)")
