# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from .crm_touchpoint import CLICK_IDS


class UtmMixin(models.AbstractModel):
    _inherit = "utm.mixin"

    def tracking_fields(self):
        """Keep the click ids of ad platforms as core keeps campaigns: in a cookie."""
        return [
            *super().tracking_fields(),
            *((name, name, f"odoo_{name}") for name in CLICK_IDS),
        ]
