# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class CrmInteractionOutcome(models.Model):
    """How a contact ended, in the company's own words."""

    _name = "crm.interaction.outcome"
    _description = "Interaction Outcome"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        help="Technical name that imports and integrations use; leave it as it is."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    tone = fields.Selection(
        [("positive", "Positive"), ("neutral", "Neutral"), ("negative", "Negative")],
        default="neutral",
        required=True,
        help="Colours the outcome and tells good contacts from bad ones in reports.",
    )
    is_success = fields.Boolean(
        help="Count the contact as successful, as in 'successful meetings last week'."
    )
    happened = fields.Boolean(
        default=True,
        help="Clear it for outcomes such as 'no answer' or 'did not show up': the "
        "contact stays on the timeline but is no touch of the customer.",
    )

    _code_uniq = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL", "Another outcome has this technical name."
    )
