# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from tempfile import TemporaryFile

from werkzeug.wsgi import wrap_file

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
        size = file.tell()
        file.seek(0)
        name = f"{title} {fields.Date.context_today(request.env.user)}.xlsx"
        return http.Response(
            wrap_file(request.httprequest.environ, file),
            headers=[
                ("Content-Type", MIME),
                ("Content-Length", str(size)),
                ("Content-Disposition", content_disposition(name)),
            ],
            direct_passthrough=True,
        )
