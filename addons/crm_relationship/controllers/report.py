# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from tempfile import TemporaryFile

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import request

from .file_answer import XLSX, file_answer


class ReportExport(http.Controller):
    """Reports to take away."""

    @http.route(
        "/crm_relationship/report.xlsx",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def export(self, model, domain="[]", **options):
        """Stream the rows of a report that a domain leaves."""
        try:
            conditions = json.loads(domain)
        except ValueError as error:
            raise UserError(
                request.env._("Filter: it cannot be read as JSON.")
            ) from error
        # pylint: disable=consider-using-with
        file = TemporaryFile()  # the server closes it when the last byte is sent
        title = request.env["crm.report.export"]._export(
            model, conditions, file, options
        )
        day = fields.Date.context_today(request.env.user)
        return file_answer(file, f"{title} {day}.xlsx", XLSX)
