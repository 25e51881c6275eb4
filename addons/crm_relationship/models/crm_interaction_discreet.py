# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class CrmInteraction(models.Model):
    """Rows that not everybody who sees the customer reads.

    Empty is the usual case, so that nothing is written to the rows that are there.
    """

    _inherit = "crm.interaction"

    share_level = fields.Selection(
        [
            ("full", "Whoever sees the customer"),
            ("metadata", "Who did it and managers"),
        ],
        string="Readable by",
        help="Empty: whoever sees the customer.",
    )
    sensitivity = fields.Selection(
        [
            ("normal", "Normal"),
            ("finance", "Money matters"),
            ("private", "Private"),
        ],
        help="Money matters are for who did it, accounting and managers; private is "
        "for who did it and managers. Empty: normal.",
    )
