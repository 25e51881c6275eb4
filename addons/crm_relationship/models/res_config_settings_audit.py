# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .crm_access_log import AUDIT_READS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    is_manager_read_audited = fields.Boolean(
        string="Log who opens others' customers",
        config_parameter=AUDIT_READS,
        help="When somebody who sees all customers opens one of a colleague's, it is "
        "written down, once a day and customer. Switch it on where customers are "
        "confidential and salespeople ask who looked at theirs.",
    )
