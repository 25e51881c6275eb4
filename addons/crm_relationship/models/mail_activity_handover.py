# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    handover_line_id = fields.Many2one(
        "crm.handover.line",
        string="Handover",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="The handover in which the successor introduces himself.",
    )
