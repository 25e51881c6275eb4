# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    def _next_many(self, count):
        """Return the next numbers, all of them by one query where that is possible.

        A sequence without gaps or with date ranges gives them one by one.
        """
        self.ensure_one()
        if self.implementation != "standard" or self.use_date_range:
            return [self._next() for _number in range(count)]
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{self.id:03d}",
                count,
            )
        )
        # what is before and after the number holds the date: the same for all
        prefix, suffix = self._get_prefix_suffix()
        return [f"{prefix}{row[0]:0{self.padding}d}{suffix}" for row in rows]
