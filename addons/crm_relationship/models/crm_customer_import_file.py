# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import contextlib
import io
from dataclasses import replace
from itertools import islice

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.intake import profiles
from ..tools.intake.dates import ASK, DAY_FIRST, ISO, MONTH_FIRST
from ..tools.intake.errors import IntakeError
from ..tools.intake.table import open_table

TARGETS = [
    ("user", "Users of the other system"),
    ("company", "Companies"),
    ("partner", "Contacts"),
    ("lead", "Leads"),
    ("opportunity", "Opportunities"),
    ("interaction", "Interactions"),
    ("order", "Orders"),
]
SAMPLE_ROWS = 20
#: The profiles whose words the columns of such rows have; others those of a sheet.
WORDS_OF = {"interaction": "calls", "order": "order_list"}
FIELD_LABELS = {
    "code": "Id in the other system", "name": "Name", "first_name": "First name",
    "middle_name": "Middle name", "last_name": "Last name", "prefix": "Form of address",
    "company_name": "Company", "parent_code": "Id of the company",
    "contact_code": "Id of the contact", "deal_code": "Id of the opportunity",
    "phone": "Phone", "to_phone": "Number called", "email": "Email", "street": "Street",
    "street2": "Street 2", "city": "City", "state": "Province", "zip": "Zip",
    "country": "Country", "website": "Website", "vat": "Tax number",
    "ref": "Reference", "is_company": "Is a company", "job": "Job position",
    "owner": "Salesperson", "note": "Note", "tags": "Tags", "birthdate": "Birthdate",
    "gender": "Gender", "deleted": "Deleted", "title": "Title", "stage": "Stage",
    "amount": "Expected revenue", "probability": "Probability",
    "close_date": "Expected closing", "is_won": "Won", "is_closed": "Closed",
    "source": "Source", "subject": "Subject", "at": "When", "end_at": "Until",
    "seconds": "Duration (s)", "minutes": "Duration (min)", "direction": "Direction",
    "kind": "Kind", "status": "Status", "outcome": "Outcome",
    "millis": "Duration (ms)", "login": "Login", "converted": "Turned into a contact",
    "recording": "Recording", "order": "Order number", "shop": "Shop",
    "cancelled_at": "Cancelled on", "changed_at": "Changed on",
    "total": "Amount of the order", "line_amount": "Amount of the line",
    "currency": "Currency", "buyer": "Id of the buyer", "product": "Product",
    "variation": "Variant", "sku": "Product code", "quantity": "Quantity",
    "line_code": "Id of the line",
}  # fmt: skip


class CrmCustomerImportFile(models.Model):
    """One file of an import: where it comes from, what its columns are."""

    _name = "crm.customer.import.file"
    _inherit = "crm.customer.import.guard"
    _description = "File of an Import"
    _order = "sequence, id"
    _given = frozenset({"import_id", "name", "attachment_id"})
    _checked_by = frozenset({"profile", "target", "encoding", "separator", "shop"})

    import_id = fields.Many2one(
        "crm.customer.import", required=True, ondelete="cascade", index=True
    )
    name = fields.Char(string="File", required=True, readonly=True)
    attachment_id = fields.Many2one("ir.attachment", readonly=True, ondelete="set null")
    sequence = fields.Integer(compute="_compute_sequence", store=True)
    profile = fields.Selection("_profile_list", string="Comes from")
    target = fields.Selection(TARGETS, string="Rows are")
    system = fields.Char(string="Source", readonly=True)
    encoding = fields.Char(help="Only when the file's letters are read wrongly.")
    separator = fields.Char(size=1, help="Only when the cells are cut wrongly.")
    fingerprint = fields.Char(readonly=True)
    column_ids = fields.One2many("crm.customer.import.column", "file_id")
    is_learned = fields.Boolean(string="Mapped as before", readonly=True)
    is_read = fields.Boolean(readonly=True)
    line_count = fields.Integer(string="Lines", readonly=True)
    header_count = fields.Integer(readonly=True)
    blank_count = fields.Integer(readonly=True)
    continued_count = fields.Integer(readonly=True)
    error = fields.Char(readonly=True)

    @api.model
    def _profile_list(self):
        words = self._profile_words()
        titles = []
        for profile in profiles.profiles().values():
            system, colon, what = profile.title.partition(": ")
            what = words.get(what, what)
            titles.append((profile.key, f"{words.get(system, system)}{colon}{what}"))
        return titles

    def _profile_words(self):
        """Return the words of the profiles' titles that are no names."""
        return {
            "Excel or Google Sheets": self.env._("Excel or Google Sheets"),
            "orders": self.env._("orders"),
            "orders (English)": self.env._("orders (English)"),
            "Call records of a contact centre": self.env._(
                "Call records of a contact centre"
            ),
            "users": self.env._("users"),
            "accounts": self.env._("accounts"),
            "organizations": self.env._("organizations"),
            "companies": self.env._("companies"),
            "contacts": self.env._("contacts"),
            "leads": self.env._("leads"),
            "leads and opportunities": self.env._("leads and opportunities"),
            "opportunities": self.env._("opportunities"),
            "deals": self.env._("deals"),
            "tasks and calls": self.env._("tasks and calls"),
            "events": self.env._("events"),
            "calls": self.env._("calls"),
            "meetings": self.env._("meetings"),
            "notes": self.env._("notes"),
            "comments": self.env._("comments"),
        }

    @api.depends("target")
    def _compute_sequence(self):
        for file in self:
            known = file.target in profiles.TARGETS
            file.sequence = profiles.TARGETS.index(file.target) if known else 9

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        files.import_id._check_open()
        files.import_id._uncheck()
        # the job reads files as the system: nobody names one that is not theirs
        files.attachment_id.check_access("read")
        files._keep_own()
        for file in files:
            # sudo: what is found in a file is the system's
            file.sudo()._recognise()
        return files

    def write(self, vals):
        result = super().write(vals)
        files = self.sudo()  # sudo: what follows from it is the system's
        if "profile" in vals:
            for file in files:
                file._apply_profile()
        elif vals.get("target"):
            for file in files:
                file._map_rest()
        if {"encoding", "separator"} & set(vals):
            files.filtered(lambda f: not f.is_read)._recognise_again()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_imported(self):
        if any(
            f.import_id.state not in ("uploaded", "mapped", "checked") for f in self
        ):
            raise UserError(self.env._("The file is being imported."))

    # ------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------

    @contextlib.contextmanager
    def _opened(self):
        """Open the file; a big one is never in memory as a whole.

        :raise IntakeError: when it is no file that can be read
        """
        self.ensure_one()
        # sudo: the file is part of the import, which the user may read
        attachment = self.attachment_id.sudo()
        if attachment.store_fname:
            with open(attachment._full_path(attachment.store_fname), "rb") as stream:
                yield open_table(stream, self.encoding or "", self.separator or "")
        else:
            stream = io.BytesIO(attachment.raw or b"")
            yield open_table(stream, self.encoding or "", self.separator or "")

    def _recognise_again(self):
        for file in self:
            file.column_ids.unlink()
            file._recognise()

    def _recognise(self):
        """Find out where the file comes from and what its columns are."""
        try:
            with self._opened() as table:
                headers = table.headers
                rows = list(islice(table.rows, SAMPLE_ROWS))
        except IntakeError as error:
            self.error = self.env["crm.customer.import.row"]._reason_text(error)
            return
        found = profiles.recognise(headers)
        self.write({"error": False, "fingerprint": profiles.fingerprint(headers)})
        self.column_ids = [
            fields.Command.create(
                {"sequence": at, "header": header, "sample": self._sample(rows, at)}
            )
            for at, header in enumerate(headers)
        ]
        learned = self.env["crm.customer.import.profile"]._of(self)
        if learned:
            learned._apply(self)
            return
        self.profile = found.profile.key
        if not found.is_sure:
            self.target = False

    def _sample(self, rows, at):
        values = dict.fromkeys(row.cells[at] for row in rows if row.cells[at])
        return " · ".join(list(values)[:3])[:120]

    def _apply_profile(self):
        """Take a profile's target and fields."""
        profile = profiles.profiles().get(self.profile)
        if not profile:
            return
        names = profiles.fields_of(profile, self.column_ids.mapped("header"))
        self.write({"target": profile.target, "system": profile.system})
        for column, name in zip(self.column_ids, names, strict=True):
            column.name = name or False

    def _map_rest(self):
        """Map what is not mapped to fields of the target, by common words."""
        known = profiles.profiles()
        base = known[WORDS_OF.get(self.target, "sheet")]
        wanted = replace(base, target=self.target, needs=())
        names = profiles.fields_of(wanted, self.column_ids.mapped("header"))
        allowed = set(profiles.FIELDS[self.target])
        used = set(self.column_ids.mapped("name"))
        for column, name in zip(self.column_ids, names, strict=True):
            if column.name not in allowed:
                is_free = name in profiles.MANY or name not in used
                column.name = name if name and is_free else False

    def _learn(self):
        """Remember how these files are mapped, for others with the same headers."""
        self.env["crm.customer.import.profile"]._learn(self.filtered("target"))


class CrmCustomerImportColumn(models.Model):
    """What one column of a file is."""

    _name = "crm.customer.import.column"
    _inherit = "crm.customer.import.guard"
    _description = "Column of an Import"
    _order = "file_id, sequence, id"
    _rec_name = "header"
    _given = frozenset({"file_id"})
    _checked_by = frozenset({"name", "date_order"})

    file_id = fields.Many2one(
        "crm.customer.import.file", required=True, ondelete="cascade", index=True
    )
    import_id = fields.Many2one(
        related="file_id.import_id", store=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(readonly=True)
    header = fields.Char(required=True, readonly=True)
    sample = fields.Char(string="For example", readonly=True)
    name = fields.Selection(
        list(FIELD_LABELS.items()), string="Is", help="Empty: not imported."
    )
    date_order = fields.Selection(
        [
            (ISO, "Year first"),
            (DAY_FIRST, "Day, month, year"),
            (MONTH_FIRST, "Month, day, year"),
            (ASK, "Please choose"),
        ],
        string="Order of dates",
    )
    is_asked = fields.Boolean(compute="_compute_is_asked")
    allowed = fields.Json(compute="_compute_allowed")

    @api.depends("name", "date_order")
    def _compute_is_asked(self):
        for column in self:
            is_date = column.name in profiles.DATES
            column.is_asked = is_date and column.date_order == ASK

    @api.depends("file_id.target")
    def _compute_allowed(self):
        """Name the fields that the rows of the file can have."""
        for column in self:
            column.allowed = list(profiles.FIELDS.get(column.file_id.target, ()))
