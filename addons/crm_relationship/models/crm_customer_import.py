# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ..tools.intake.dates import ASK

STATES = [
    ("uploaded", "Uploaded"),
    ("reading", "Reading"),
    ("mapped", "To answer"),
    ("checking", "Checking"),
    ("checked", "Checked"),
    ("importing", "Importing"),
    ("partly", "Partly imported"),
    ("imported", "Imported"),
    ("undoing", "Undoing"),
    ("undone", "Undone"),
    ("failed", "Failed"),
]
RUNNING = ("reading", "checking", "importing", "undoing")
#: Where a cancelled job stands.
CANCELLED = {
    "reading": "uploaded",
    "checking": "mapped",
    "importing": "partly",
    "undoing": "partly",
}
#: What is imported; a duplicate of an existing contact only when asked for.
TAKEN = ("new", "update")
LEFT = ("double", "existing", "owned", "error")


class CrmCustomerImport(models.Model):
    """Some files brought from elsewhere, on their way in.

    Files are read into rows, rows are checked (a dry run that says what would happen to
    each), then imported in chunks, each a transaction: killed anywhere, the job goes on
    with the next chunk. Everything is done with the rights of the user who asked.
    """

    _name = "crm.customer.import"
    _inherit = "crm.customer.import.guard"
    _description = "Import of Customers"
    _order = "id desc"
    _checked_by = frozenset({"tz", "company_id", "order_account_id"})
    _fixed = frozenset({"on_existing", "clear_empty"})

    name = fields.Char(required=True, default=lambda self: self._default_name())
    state = fields.Selection(STATES, required=True, default="uploaded", readonly=True)
    failed_state = fields.Selection(STATES, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="By", required=True, readonly=True, index=True,
        default=lambda self: self.env.user, ondelete="restrict",
    )  # fmt: skip
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Add files", store=False, inverse="_inverse_files",
        compute="_compute_attachment_ids",
        help="XLSX, XLS, CSV or vCard; several at once, each with its own headers.",
    )  # fmt: skip
    file_ids = fields.One2many("crm.customer.import.file", "import_id", string="Files")
    row_ids = fields.One2many("crm.customer.import.row", "import_id", string="Rows")
    column_ids = fields.One2many(
        "crm.customer.import.column", "import_id", string="Columns"
    )
    owner_ids = fields.One2many(
        "crm.customer.import.owner", "import_id", string="Salespeople"
    )
    tz = fields.Selection(
        "_tz_list", string="Time zone", required=True,
        default=lambda self: self.env.user.tz or "Asia/Ho_Chi_Minh",
        help="Of hours in the files that name no zone.",
    )  # fmt: skip
    on_existing = fields.Selection(
        [
            ("skip", "Leave the contact as it is"),
            ("update", "Update the contact"),
            ("create", "Create another contact"),
        ],
        string="A duplicate of a contact",
        required=True,
        default="skip",
    )
    clear_empty = fields.Boolean(
        string="Empty cells clear",
        help="An empty cell empties the field of a contact that is updated. "
        "Otherwise it keeps what is there.",
    )
    default_user_id = fields.Many2one(
        "res.users", string="Salesperson of the others", domain=[("share", "=", False)],
        help="Of rows that name nobody, or somebody who is unknown.",
    )  # fmt: skip
    error = fields.Text(readonly=True)

    line_count = fields.Integer(string="Lines", compute="_compute_counts")
    header_count = fields.Integer(string="Header lines", compute="_compute_counts")
    blank_count = fields.Integer(string="Blank lines", compute="_compute_counts")
    continued_count = fields.Integer(
        string="Continued lines", compute="_compute_counts"
    )
    row_count = fields.Integer(string="All rows", compute="_compute_counts")
    unchecked_count = fields.Integer(string="To check", compute="_compute_counts")
    new_count = fields.Integer(string="New", compute="_compute_counts")
    update_count = fields.Integer(string="Updates", compute="_compute_counts")
    double_count = fields.Integer(string="Twice in the file", compute="_compute_counts")
    existing_count = fields.Integer(
        string="Duplicates of contacts", compute="_compute_counts"
    )
    owned_count = fields.Integer(string="Owned by others", compute="_compute_counts")
    error_count = fields.Integer(string="Errors", compute="_compute_counts")
    skipped_count = fields.Integer(string="Skipped", compute="_compute_counts")
    done_count = fields.Integer(string="Imported", compute="_compute_counts")
    failed_count = fields.Integer(string="Failed", compute="_compute_counts")
    undone_count = fields.Integer(string="Undone", compute="_compute_counts")
    kept_count = fields.Integer(
        string="Kept by undo", compute="_compute_counts",
        help="Edited, or used elsewhere, since they were imported.",
    )  # fmt: skip
    rejected_count = fields.Integer(string="Rejected", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts")

    # the jobs look for work
    _running_idx = models.Index(
        "(id) WHERE state IN ('reading', 'checking', 'importing', 'undoing')"
    )

    @api.model
    def _default_name(self):
        day = fields.Date.context_today(self)
        return self.env._("Import of %(day)s", day=format_date(self.env, day))

    @api.model
    def _tz_list(self):
        return (
            self.env["res.partner"]._fields["tz"].get_description(self.env)["selection"]
        )

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    def _compute_attachment_ids(self):
        self.attachment_ids = False

    def _inverse_files(self):
        for batch in self:
            batch.file_ids = [
                Command.create(
                    {"name": attachment.name, "attachment_id": attachment.id}
                )
                for attachment in batch.attachment_ids
                if attachment not in batch.file_ids.attachment_id
            ]

    @api.depends("state")
    def _compute_counts(self):
        self.env["crm.customer.import.row"].flush_model(["verdict", "state"])
        verdicts, states = self._counted("verdict"), self._counted("state")
        for batch in self:
            by_verdict, by_state = verdicts.get(batch.id, {}), states.get(batch.id, {})
            files = batch.file_ids
            batch.line_count = sum(files.mapped("line_count"))
            batch.header_count = sum(files.mapped("header_count"))
            batch.blank_count = sum(files.mapped("blank_count"))
            batch.continued_count = sum(files.mapped("continued_count"))
            batch.row_count = sum(by_verdict.values())
            batch.unchecked_count = by_verdict.get(None, 0)
            for name in ("new", "update", "skipped", *LEFT):
                batch[f"{name}_count"] = by_verdict.get(name, 0)
            for name in ("done", "failed", "undone", "kept"):
                batch[f"{name}_count"] = by_state.get(name, 0)
            left = sum(by_verdict.get(name, 0) for name in LEFT)
            batch.rejected_count = left + by_state.get("failed", 0)
            batch.progress = batch._progress(by_verdict, by_state)

    def _progress(self, by_verdict, by_state):
        rows = max(sum(by_verdict.values()), 1)
        if self.state == "checking":
            return 100.0 * (rows - by_verdict.get(None, 0)) / rows
        if self.state == "importing":
            taken = max(sum(by_verdict.get(name, 0) for name in TAKEN), 1)
            moved = by_state.get("done", 0) + by_state.get("failed", 0)
            return min(100.0 * moved / taken, 100.0)
        if self.state == "undoing":
            gone = by_state.get("undone", 0) + by_state.get("kept", 0)
            return 100.0 * gone / max(gone + by_state.get("done", 0), 1)
        return 0.0 if self.state in ("uploaded", "reading", "failed") else 100.0

    def _counted(self, column):
        """Return {import id: {value: number of rows}}."""
        found = {}
        rows = self.env.execute_query(
            SQL(
                "SELECT import_id, %(column)s, count(*) FROM crm_customer_import_row"
                " WHERE import_id = ANY(%(ids)s) GROUP BY import_id, %(column)s",
                column=SQL.identifier(column),
                ids=self.ids,
            )
        )
        for import_id, value, count in rows:
            found.setdefault(import_id, {})[value] = count
        return found

    # ------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------

    def action_check(self):
        """Read the files and say what would happen to each row; change nothing."""
        for batch in self:
            batch._check_may_import()
            batch._check_has_rows()
            if not batch.file_ids:
                raise UserError(self.env._("Add a file first."))
            if batch.state not in ("uploaded", "mapped", "checked", "failed"):
                raise UserError(self.env._("It is running or done already."))
            batch.row_ids._forget_verdicts(batch)
            batch._to_state("reading")
        self._wake()

    def action_import(self):
        """Import what was checked, in the background."""
        for batch in self:
            batch._check_may_import()
            batch._check_has_rows()
            if batch.state not in ("checked", "partly"):
                raise UserError(self.env._("Check it first."))
            batch.file_ids._learn()
            batch.row_ids._take_existing(batch)
            batch._to_state("importing")
        self._wake()

    def action_cancel(self):
        """Stop after the chunk that is being done; what is imported stays."""
        self.check_access("write")
        for batch in self.filtered(lambda b: b.state in RUNNING):
            batch._to_state(CANCELLED[batch.state])

    def action_resume(self):
        """Go on where it failed."""
        for batch in self.filtered(lambda b: b.state == "failed"):
            batch._check_may_import()
            batch._check_has_rows()
            batch._to_state(batch.failed_state or "reading")
        self._wake()

    def action_undo(self):
        """Take back what was imported and not edited since."""
        for batch in self:
            batch._check_may_import()
            if batch.state not in ("imported", "partly"):
                raise UserError(self.env._("Nothing of it is imported."))
            if batch.are_rows_gone:
                raise UserError(
                    self.env._("Its rows are gone: what came in cannot be undone now.")
                )
            batch._to_state("undoing")
        self._wake()

    def action_open_rows(self):
        """Show the rows, those of one verdict when the context names it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_relationship.crm_customer_import_row_action"
        )
        wanted = self.env.context.get("wanted_filter")
        action["domain"] = [("import_id", "=", self.id)]
        action["context"] = {f"search_default_{wanted}": 1} if wanted else {}
        return action

    @api.model
    def _wake(self):
        # sudo: a salesperson may wake the job, not edit it
        self.env.ref("crm_relationship.ir_cron_customer_import").sudo()._trigger()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        if any(batch.state in RUNNING for batch in self):
            raise UserError(self.env._("It is running. Cancel it first."))

    def _has_questions(self):
        """Return whether rows cannot be checked yet."""
        return any(self.file_ids.mapped(lambda f: not f.target and not f.error)) or any(
            column.date_order == ASK and column.is_asked for column in self.column_ids
        )
