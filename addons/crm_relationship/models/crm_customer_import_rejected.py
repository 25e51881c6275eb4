# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
from io import BytesIO

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.csv_safe import write_csv
from ..tools.intake import profiles
from ..tools.sheets import Column, Sheet
from ..tools.workbook import write_sheets
from .crm_customer_import import LEFT

READ_BATCH = 2_000


class CrmCustomerImportFile(models.Model):
    """The rows of a file that did not come in, to be repaired and uploaded again.

    The file has the columns of the one that was read, its cells as they were, and two
    more: the line and the reasons. It is known by its headers when it comes back: nobody
    maps it again, and its dates are read as those of the first file.
    """

    _inherit = "crm.customer.import.file"

    def action_rejected(self):
        """Download the rows that were rejected, each with its reasons."""
        return self._download_rejected("xlsx")

    def action_rejected_csv(self):
        """Download them as CSV, for those who repair with a program of their own."""
        return self._download_rejected("csv")

    def _download_rejected(self, kind):
        self.ensure_one()
        self.check_access("read")
        if self.import_id.user_id != self.env.user:
            # another's file: what it holds was never this user's own
            self.env["crm.export.log"]._check_allowed()
        ids = self._rejected_ids()
        if not ids:
            raise UserError(self.env._("No row of this file was rejected."))
        self.env["crm.export.log"]._log(
            "crm.customer.import.row", len(ids), ["cells", "reason"], format=kind
        )
        columns, added = self._rejected_columns()
        if self.target:
            headers = [*columns.mapped("header"), *added]
            learned = self.env["crm.customer.import.profile"]
            learned._learn_as(self, profiles.fingerprint(headers))
        stream = BytesIO()
        sheet = self._rejected_sheet(ids, columns, added)
        if kind == "csv":
            write_csv(stream, [column.label for column in sheet.columns], sheet.rows)
        else:
            write_sheets(stream, [sheet])
        return self._offer(stream.getvalue(), kind)

    def _rejected_ids(self):
        rows = self.env["crm.customer.import.row"]
        return rows.search(
            [
                ("file_id", "=", self.id),
                "|",
                ("verdict", "in", LEFT),
                ("state", "=", "failed"),
            ],
            order="line",
        ).ids

    def _rejected_columns(self):
        """Return the columns of the file, and the headers of what is told of its rows.

        A file that was repaired once has told of its rows already: that is left out.
        """
        added = [self.env._("Line in the file"), self.env._("Why it was rejected")]
        columns = self.column_ids.sorted("sequence")
        return columns.filtered(lambda c: c.name or c.header not in added), added

    def _rejected_sheet(self, ids, columns, added):
        """Return the rows as a sheet: text is text, whatever it begins with.

        Cells beyond the last header follow the reasons, below no header: read again,
        such a row is an error again, unless somebody has put its cells in order.
        """
        [(most,)] = self.env.execute_query(
            SQL(
                "SELECT max(jsonb_array_length(cells)) FROM crm_customer_import_row"
                " WHERE id = ANY(%s)",
                ids,
            )
        )
        width = len(self.column_ids)
        beyond = max((most or 0) - width, 0)
        labels = [*columns.mapped("header"), *added, *[""] * beyond]
        kept = columns.mapped("sequence")

        def lines():
            for row in self._in_batches(ids):
                cells = row.cells or []
                cells = cells + [""] * (width + beyond - len(cells))
                first = [cells[at] for at in kept]
                yield [*first, row.line, row.reason, *cells[width:]]

        kinds = {added[0]: "int"}
        return Sheet(
            self.name,
            [Column(label, kinds.get(label, "text")) for label in labels],
            lines(),
        )

    def _in_batches(self, ids):
        rows = self.env["crm.customer.import.row"]
        for start in range(0, len(ids), READ_BATCH):
            batch = rows.browse(ids[start : start + READ_BATCH])
            yield from batch
            batch.invalidate_recordset()

    def _offer(self, content, kind):
        """Return the download of a file."""
        # sudo: a file of the import's own, which the user may read
        attachments = self.env["ir.attachment"].sudo()
        stem = self.name.removesuffix(f".{kind}")
        name = self.env._("Rejected rows of %(file)s", file=f"{stem}.{kind}")
        attachment = attachments.create(
            {
                "name": name,
                "datas": base64.b64encode(content),
                "res_model": "crm.customer.import",
                "res_id": self.import_id.id,
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "download",
        }
