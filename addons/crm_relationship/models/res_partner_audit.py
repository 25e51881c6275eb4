# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

INCOME_READER = "crm_relationship.group_income_reader"


class ResPartner(models.Model):
    """What is more private than the rest of a contact, and who opened it."""

    _inherit = "res.partner"

    income_bracket = fields.Selection(
        [
            ("10", "Below 10 million"),
            ("20", "10 to 20 million"),
            ("40", "20 to 40 million"),
            ("80", "40 to 80 million"),
            ("more", "Above 80 million"),
        ],
        string="Monthly income",
        groups=INCOME_READER,
        copy=False,  # the copy is somebody else, and who copies may not read it
        tracking=True,
        help="In dong a month, as far as known.",
    )

    @api.readonly
    def web_read(self, specification):
        values = super().web_read(specification)
        # labels are no opening
        if len(self) == 1 and set(specification) - {"id", "display_name"}:
            self.env["crm.access.log"]._note(self)
        return values
