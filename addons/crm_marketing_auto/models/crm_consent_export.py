# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import io

from odoo import models
from odoo.exceptions import AccessError
from odoo.tools.misc import format_datetime

from odoo.addons.crm_relationship.tools.workbook import write_workbook

COLUMNS = (
    "at", "identity", "partner_id", "channel", "purpose", "list_id", "state", "source",
    "proof", "ip_address", "user_agent", "user_id", "company_id",
)  # fmt: skip
GROUP = "crm_marketing_auto.group_crm_marketing_auto_manager"


class CrmConsent(models.Model):
    """The register as a workbook, for those who answer for it."""

    _inherit = "crm.consent"

    def action_export(self):
        """Return the chosen rows, or all, as a workbook to download."""
        if not self.env.user.has_group(GROUP):
            raise AccessError(self.env._("Only managers export the register."))
        rows = self or self.search([], limit=1_000_000)
        attachment = self.env["ir.attachment"].create(
            {
                "name": self.env._("Consents") + ".xlsx",
                "datas": base64.b64encode(rows._workbook()),
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
        }

    def export_data(self, fields_to_export):
        if not self.env.user.has_group(GROUP):
            raise AccessError(self.env._("Only managers export the register."))
        return super().export_data(fields_to_export)

    def _workbook(self):
        """Return the rows as bytes; no cell can begin a formula: all are texts."""
        buffer = io.BytesIO()
        labels = self.fields_get(COLUMNS, ["string", "selection"])
        write_workbook(
            buffer,
            self.env._("Consents"),
            [labels[name]["string"] for name in COLUMNS],
            (
                [row._export_text(name, labels[name]) for name in COLUMNS]
                for row in self
            ),
        )
        return buffer.getvalue()

    def _export_text(self, name, label):
        value = self[name]
        if name == "at":
            return format_datetime(self.env, value)
        if self._fields[name].relational:
            # sudo: only managers export; whose statement it is belongs to the proof
            return value.sudo().display_name or ""
        return dict(label.get("selection") or ()).get(value, value or "")
