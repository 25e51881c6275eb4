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
        help="So long the merged contacts are kept as they were, and a merge can be "
        "undone. More days where many people merge; fewer where deleted personal "
        "data must be gone soon.",
    )
    duplicate_block_cap = fields.Integer(
        string="Contacts that may share a number",
        config_parameter="crm_relationship.duplicate_block_cap",
        default=BLOCK_CAP,
        help="A number or mail address that more contacts have tells nobody apart, and "
        "is no sign of a double. Higher where families or branches share a phone "
        "and are doubles all the same; lower where a switchboard number floods the "
        "review.",
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
