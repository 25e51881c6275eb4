# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.http import request

#: Formats by what their address begins with; the rest are calls by a program.
FORMATS = {
    "/web/export/csv": "csv",
    "/web/export/xlsx": "xlsx",
    "/web/pivot/export_xlsx": "xlsx",
    "/crm_relationship/report.xlsx": "xlsx",
    "/web/partner/vcard": "vcard",
    "/report/": "pdf",
    "/json/1/": "json",
}


class CrmExportLog(models.Model):
    """One taking of data out of the system: who, when, what and how much.

    Written by the system in the transaction of the export: an export that fails
    leaves no row, and none that succeeds goes without. Nobody changes a row.
    """

    _name = "crm.export.log"
    _description = "Export Log"
    _inherit = "crm.system.row"
    _order = "exported_at DESC, id DESC"
    _rec_name = "model_name"

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    exported_at = fields.Datetime(string="When", required=True, readonly=True)
    model_name = fields.Char(string="Records", required=True, readonly=True)
    model = fields.Char(
        required=True,
        readonly=True,
        index=True,
        help="Technical name of what was exported.",
    )
    record_count = fields.Integer(string="Rows", readonly=True)
    is_selection = fields.Boolean(
        string="Picked by hand",
        readonly=True,
        help="The records were ticked in the list, not found by the filter.",
    )
    domain = fields.Text(string="Filter", readonly=True)
    field_names = fields.Text(string="Fields", readonly=True)
    format = fields.Selection(
        [
            ("csv", "CSV"),
            ("xlsx", "Excel"),
            ("pdf", "PDF"),
            ("vcard", "Contact card"),
            ("json", "JSON"),
            ("text", "Plain text"),
            ("call", "Call by a program"),
        ],
        required=True,
        readonly=True,
    )
    route = fields.Char(string="Address", readonly=True)

    # ------------------------------------------------------------
    # Nobody changes it
    # ------------------------------------------------------------

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The log of exports cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("The log of exports cannot be deleted."))

    # ------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------

    @api.model
    def _check_allowed(self):
        """Refuse who may not take data out of the system, with core's right."""
        user = self.env.user
        if not (self.env.is_admin() or user.has_group("base.group_allow_export")):
            raise AccessError(
                self.env._(
                    "You may not export data. Ask an administrator for the right to export."
                )
            )

    @api.model
    def _log(self, model, record_count, field_names, **values):
        """Write that this user takes so many records of a model out of the system.

        :param values: what is known better than the request tells: format, domain
        """
        # sudo: the name of a model; and whoever exports may not write the log itself
        model_name = self.env["ir.model"]._get(model).sudo().name or model
        self.sudo().create(
            {
                "user_id": self.env.uid,
                "company_id": self.env.company.id,
                "exported_at": fields.Datetime.now(),
                "model": model,
                "model_name": model_name,
                "record_count": record_count,
                "field_names": ", ".join(field_names),
                **self._origin_of_request(),
                **values,
            }
        )

    @api.model
    def _origin_of_request(self):
        """Return what the request tells: address, format, and the list's filter."""
        if not request:
            return {"format": "call"}
        path = request.httprequest.path
        kinds = (kind for start, kind in FORMATS.items() if path.startswith(start))
        values = {"route": path, "format": next(kinds, "call")}
        if path.startswith("/web/export/"):
            asked = json.loads(request.params.get("data") or "{}")
            values["is_selection"] = bool(asked.get("ids"))
            if not values["is_selection"]:
                values["domain"] = str(asked.get("domain") or [])
        return values
