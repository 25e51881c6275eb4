# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .crm_duplicate_key import BLOCK_CAP
from .crm_merge_log import UNDO_DAYS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    merge_undo_days = fields.Integer(
        string="Merges can be undone for",
        config_parameter="crm_relationship.merge_undo_days",
        default=UNDO_DAYS,
        help="So long the merged contacts are kept as they were.",
    )
    duplicate_block_cap = fields.Integer(
        string="Contacts that may share a number",
        config_parameter="crm_relationship.duplicate_block_cap",
        default=BLOCK_CAP,
        help="A number or mail address that more contacts have tells nobody apart.",
    )

    @api.constrains("merge_undo_days", "duplicate_block_cap")
    def _check_duplicates(self):
        for settings in self:
            if settings.merge_undo_days < 1:
                raise ValidationError(
                    self.env._("Merges can be undone for one day or more.")
                )
            if settings.duplicate_block_cap < 2:
                raise ValidationError(
                    self.env._("Two contacts or more may share a number.")
                )
