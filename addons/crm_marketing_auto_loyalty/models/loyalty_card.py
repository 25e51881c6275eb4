# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    journey_trace_id = fields.Many2one(
        "crm.journey.trace",
        string="Journey step",
        readonly=True,
        copy=False,
        ondelete="set null",
        groups="crm_marketing_auto.group_crm_marketing_auto_user",
    )

    _journey_trace_uniq = models.UniqueIndex(
        "(journey_trace_id) WHERE journey_trace_id IS NOT NULL",
        "This step of a journey has given its coupon already.",
    )
