# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import io

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.crm_relationship.tools.workbook import write_workbook

from ..tools.spend_file import HeaderError, parse
from ..tools.table_file import TableError, read_table
from .crm_ad_campaign import PLATFORMS


class CrmAdSpendImport(models.Model):
    """One file of ad spend: looked at first, then imported; what it had stays readable.

    Rows that cannot be read are kept as a workbook, each with its line, field and
    reason, to repair and to import again.
    """

    _name = "crm.ad.spend.import"
    _description = "Ad Spend Import"
    _order = "id desc"
    _rec_name = "filename"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    content = fields.Binary(string="File", required=True, attachment=True)
    filename = fields.Char(string="File name")
    platform = fields.Selection(
        [row for row in PLATFORMS if row[0] not in ("fixed", "mailchimp")],
        help="Empty: told by the columns of the file.",
    )
    account = fields.Char(help="Where the file does not name the account.")
    currency_id = fields.Many2one(
        "res.currency",
        help="What the account pays in. A file that says otherwise is refused; needed "
        "where the file does not say it.",
    )
    day_order = fields.Selection(
        [("dmy", "Day, month, year"), ("mdy", "Month, day, year")],
        string="Days are written",
        help="Only needed where the days of the file could be read both ways.",
    )
    state = fields.Selection(
        [("draft", "New"), ("checked", "Looked at"), ("done", "Imported")],
        required=True,
        default="draft",
        readonly=True,
    )
    row_count = fields.Integer(string="Rows", readonly=True)
    new_count = fields.Integer(string="New", readonly=True)
    changed_count = fields.Integer(string="Corrected", readonly=True)
    same_count = fields.Integer(string="Known already", readonly=True)
    rejected_count = fields.Integer(string="Rejected", readonly=True)
    rejected = fields.Binary(string="Rejected rows", readonly=True, attachment=True)
    rejected_name = fields.Char(readonly=True)
    unmatched_count = fields.Integer(string="Campaigns without a match", readonly=True)
    total = fields.Monetary(string="Cost in the file", readonly=True)
    spend_ids = fields.One2many("crm.ad.spend", "import_id")

    def action_check(self):
        """Say what the import would do, and change nothing else."""
        for run in self:
            found = run._parse()
            savepoint = self.env.cr.savepoint(flush=True)
            try:
                counts = run._load(found)
            finally:
                # what was written to count it is taken back
                savepoint.close(rollback=True)
                self.env.invalidate_all(flush=False)
            run._tell(found, counts, "checked")
        return True

    def action_import(self):
        """Import the rows that can be read."""
        for run in self:
            if run.state == "done":
                raise UserError(
                    self.env._("This file was imported. Make a new import for another.")
                )
            found = run._parse()
            run._tell(found, run._load(found), "done")
        return True

    def action_open_spend(self):
        """Open the spend that this file brought."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_marketing_auto.crm_ad_spend_action"
        )
        return {**action, "domain": [("import_id", "=", self.id)], "context": {}}

    # ------------------------------------------------------------
    # The file
    # ------------------------------------------------------------

    def _parse(self):
        """Return what the file says, or refuse it whole."""
        self.ensure_one()
        try:
            return parse(
                read_table(base64.b64decode(self.content or b"")),
                self.platform or None,
                self.currency_id.name or None,
                self.account or "",
                self.day_order or None,
            )
        except TableError as error:
            raise ValidationError(
                self.env._("%(file)s is neither CSV nor XLSX.", file=self.filename)
            ) from error
        except HeaderError as error:
            raise ValidationError(
                self._header_message(
                    error.code, error.details, error.line, error.report
                )
            ) from error

    def _header_message(self, code, details, line=None, report=None):
        """Return why a file is refused whole, in words."""
        fields_said = self._field_names()
        missing = ", ".join(fields_said.get(n, n) for n in details.split(", "))
        text = {
            "no_header": self.env._(
                "No line of the file has the columns of an ad export."
            ),
            "missing": self.env._(
                "line %(line)s, the header, has no column for %(columns)s.",
                line=line,
                columns=missing,
            ),
            "no_currency": self.env._("%(code)s is no currency.", code=details),
            "currencies": self.env._(
                "The file has several currencies: %(codes)s. Export one account at a "
                "time.",
                codes=details,
            ),
            "other_currency": self.env._(
                "The currency of the file is not that of the account: %(codes)s.",
                codes=details.replace(", ", " ≠ "),
            ),
            "currency_unknown": self.env._(
                "The file does not say its currency: choose that of the account."
            ),
            "no_rate": self.env._(
                "There is no rate of exchange between %(codes)s: enter one first.",
                codes=details,
            ),
            "day_order": self.env._(
                "The days can be read as day and month or as month and day: choose "
                "how they are written."
            ),
        }[code]
        name = self.filename or self.env._("The file")
        if code in ("missing", "no_header"):
            text = f"{text} {self._other_report(report)}"
        return self.env._(
            "%(file)s: %(reason)s Nothing was imported.", file=name, reason=text
        )

    def _other_report(self, report):
        """Return what a file without cost seems to be, and what to export instead."""
        known = {
            "actions": self.env._(
                "It lists what people did after an ad, such as leads and purchases; "
                "what was earned is taken from your own orders."
            ),
            "places": self.env._(
                "It splits the cost of a whole account by place or group of people."
            ),
            "history": self.env._(
                "It lists accounts, campaigns or ads and how they are called."
            ),
        }
        what = known.get(
            report, self.env._("The header has changed, or this is another report.")
        )
        return (
            what
            + " "
            + self.env._(
                "Export the report by campaign and day, with the amount spent."
            )
        )

    @api.model
    def _field_names(self):
        return {
            "day": self.env._("Day"),
            "cost": self.env._("Amount spent"),
            "micros": self.env._("Amount spent"),
            "campaign": self.env._("Campaign"),
            "impressions": self.env._("Impressions"),
            "clicks": self.env._("Clicks"),
        }

    @api.model
    def _reasons(self):
        return {
            "empty": self.env._("empty"),
            "number": self.env._("not a number"),
            "negative": self.env._("negative"),
            "day": self.env._("not a day"),
            "no_such_day": self.env._("there is no such day"),
        }

    def _check_rate(self, currency):
        """Refuse a currency that would be counted one to one for want of a rate."""
        both = currency | self.company_id.currency_id
        rates = self.env["res.currency.rate"].search_count(
            [
                ("currency_id", "in", both.ids),
                ("company_id", "in", [False, self.company_id.root_id.id]),
            ],
            limit=1,
        )
        if len(both) > 1 and not rates:
            codes = ", ".join(both.mapped("name"))
            raise ValidationError(self._header_message("no_rate", codes))

    def _load(self, found):
        self.ensure_one()
        currency = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "=", found.currency)], limit=1)
        )
        if not currency:
            raise ValidationError(self._header_message("no_currency", found.currency))
        self._check_rate(currency)
        self.currency_id = currency
        return self.env["crm.ad.spend"]._load(
            self.company_id, found.platform, list(found.spends.values()), currency, self
        )

    def _tell(self, found, counts, state):
        """Write down what was found and what became of it."""
        new, changed, same = counts
        names = {(s.account, s.campaign) for s in found.spends.values()}
        matched = self.env["crm.ad.campaign"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("platform", "=", found.platform),
                ("is_matched", "=", True),
            ]
        )
        known = {(ad.account or "", ad.ext_id) for ad in matched}
        self.write(
            {
                "state": state,
                "platform": found.platform,
                "currency_id": self.env["res.currency"]
                .with_context(active_test=False)
                .search([("name", "=", found.currency)], limit=1)
                .id,
                "row_count": found.rows,
                "new_count": new,
                "changed_count": changed,
                "same_count": same,
                "rejected_count": len(found.rejected),
                "unmatched_count": len(names - known),
                "total": float(sum(s.cost for s in found.spends.values())),
                "rejected": self._rejected_file(found),
                "rejected_name": f"rejected {self.filename or 'rows'}.xlsx",
            }
        )

    def _rejected_file(self, found):
        """Return the rejected rows as a workbook to repair, or nothing."""
        if not found.rejected:
            return False
        fields_said, reasons = self._field_names(), self._reasons()
        headers = [str(cell or "") for cell in found.header]
        extra = [self.env._("Line"), self.env._("Wrong column"), self.env._("Why")]
        width = max(len(headers), *(len(row.cells) for row in found.rejected))
        headers += [""] * (width - len(headers)) + extra
        file = io.BytesIO()
        write_workbook(
            file,
            self.env._("Rejected rows"),
            headers,
            (
                [
                    *[None if cell is None else str(cell) for cell in row.cells],
                    *[None] * (width - len(row.cells)),
                    row.line,
                    fields_said.get(row.field, row.field),
                    reasons.get(row.code, row.code),
                ]
                for row in found.rejected
            ),
        )
        return base64.b64encode(file.getvalue())
