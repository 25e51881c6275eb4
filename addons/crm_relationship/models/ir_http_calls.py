# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the web client whether the user dials through a contact centre."""
        result = super().session_info()
        if self.env.user._is_internal():
            result["crm_can_dial"] = bool(self.env["crm.call.extension"]._mine())
        return result
