# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import models

#: A transaction may commit so much later than the time it wrote on its rows.
OVERLAP = timedelta(minutes=10)


class CrmSegment(models.Model):
    """Which records a refresh between two nights must look at."""

    _inherit = "crm.segment"

    def _touched_since(self):
        """Return the instant since which to look at touched records; None: at all."""
        return None

    def _sql_touched(self, since, now):
        """Return the SELECT of the records whose membership may have changed."""
        raise NotImplementedError
