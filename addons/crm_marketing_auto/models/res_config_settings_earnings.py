# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    attribution_basis = fields.Selection(
        related="company_id.attribution_basis", readonly=False
    )
    attribution_model = fields.Selection(
        related="company_id.attribution_model", readonly=False
    )
    attribution_days = fields.Integer(
        related="company_id.attribution_days", readonly=False
    )
    attribution_half_life = fields.Float(
        related="company_id.attribution_half_life", readonly=False
    )
    lead_source_required = fields.Boolean(
        related="company_id.lead_source_required", readonly=False
    )
    partner_source_required = fields.Boolean(
        related="company_id.partner_source_required", readonly=False
    )
