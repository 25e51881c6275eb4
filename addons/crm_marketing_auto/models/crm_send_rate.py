# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .crm_consent import CHANNELS


class CrmSendRate(models.Model):
    """What one message costs on a channel, from a day on."""

    _name = "crm.send.rate"
    _description = "Message Price"
    _order = "channel, valid_from desc, id desc"
    _rec_name = "channel"

    channel = fields.Selection(CHANNELS, required=True)
    country_id = fields.Many2one("res.country", help="Empty: every other country.")
    valid_from = fields.Date(required=True, default=fields.Date.today)
    price = fields.Monetary(
        required=True, help="Of one e-mail or chat message, or of one part of an SMS."
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    _price_check = models.Constraint("CHECK (price >= 0)", "A price is not negative.")

    @api.model
    def _price(self, company, channel, day, country_code=None):
        """Return (price, currency id) of one part on a day, (0, False) if unknown."""
        # sudo: sending needs the price, not the right to read prices
        rates = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("channel", "=", channel),
                ("valid_from", "<=", day),
                "|",
                ("country_id", "=", False),
                ("country_id.code", "=", country_code),
            ]
        )
        chosen = rates.filtered("country_id")[:1] or rates[:1]
        return chosen.price, chosen.currency_id.id
