# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..tools.csv_safe import unmarked


class Base_ImportImport(models.TransientModel):
    """Files that Odoo exported come back as they were."""

    _inherit = "base_import.import"

    @api.model
    def _read_csv(self, options):
        """Take away the apostrophes that kept a spreadsheet from running a cell."""
        found = super()._read_csv(options)
        if not found:
            return found
        length, rows = found
        return length, [[unmarked(cell) for cell in row] for row in rows]
