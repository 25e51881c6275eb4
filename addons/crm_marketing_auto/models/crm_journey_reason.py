# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class CrmJourneyReason(models.Model):
    """Why somebody did not get something, left, or was held back."""

    _name = "crm.journey.reason"
    _description = "Journey Reason"
    _order = "code"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)

    _code_uniq = models.Constraint("UNIQUE (code)", "A reason has a code of its own.")
