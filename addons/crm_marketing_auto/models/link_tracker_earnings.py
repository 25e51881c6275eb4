# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LinkTracker(models.Model):
    """A short link has no click id of its own; core gives it every tracked field."""

    _inherit = "link.tracker"

    gclid = fields.Char(store=False)
    fbclid = fields.Char(store=False)
    ttclid = fields.Char(store=False)
