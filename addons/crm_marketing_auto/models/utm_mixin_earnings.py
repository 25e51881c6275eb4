# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .crm_touchpoint import CLICK_IDS


class UtmMixin(models.AbstractModel):
    _inherit = "utm.mixin"

    def tracking_fields(self):
        """Keep the click ids of ad platforms as core keeps campaigns: in a cookie."""
        return [
            *super().tracking_fields(),
            *((name, name, f"odoo_{name}") for name in CLICK_IDS),
        ]


class LinkTracker(models.Model):
    """Core reads every tracked field of a link: those of ad platforms are empty there."""

    _inherit = "link.tracker"

    gclid = fields.Char(store=False)
    fbclid = fields.Char(store=False)
    ttclid = fields.Char(store=False)
