# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
from io import BytesIO

from odoo import models
from odoo.exceptions import UserError

from ..tools.workbook import write_workbook
from .crm_customer_import import LEFT

READ_BATCH = 2_000


class CrmCustomerImportFile(models.Model):
    """The rows of a file that did not come in, to be repaired and uploaded again."""

    _inherit = "crm.customer.import.file"

    def action_rejected(self):
        """Download the rows that were rejected, each with its reasons."""
        self.ensure_one()
        self.check_access("read")
        rows = self.env["crm.customer.import.row"]
        ids = rows.search(
            [
                ("file_id", "=", self.id),
                "|",
                ("verdict", "in", LEFT),
                ("state", "=", "failed"),
            ],
            order="line",
        ).ids
        if not ids:
            raise UserError(self.env._("No row of this file was rejected."))
        stream = BytesIO()
        headers = [*self.column_ids.sorted("sequence").mapped("header")]
        headers += [self.env._("Line in the file"), self.env._("Why it was rejected")]
        write_workbook(
            stream, self.name, headers, self._rejected_rows(ids, len(headers))
        )
        # sudo: a file of the import's own, which the user may read
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": self.env._(
                        "Rejected rows of %(file)s.xlsx", file=self.name
                    ),
                    "datas": base64.b64encode(stream.getvalue()),
                    "res_model": "crm.customer.import",
                    "res_id": self.import_id.id,
                }
            )
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "download",
        }

    def _rejected_rows(self, ids, width):
        rows = self.env["crm.customer.import.row"]
        for start in range(0, len(ids), READ_BATCH):
            batch = rows.browse(ids[start : start + READ_BATCH])
            for row in batch:
                cells = [*(row.cells or []), *[""] * width][: width - 2]
                yield [*cells, row.line, row.reason]
            batch.invalidate_recordset()
