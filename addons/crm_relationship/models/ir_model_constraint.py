# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class IrModelConstraint(models.Model):
    """A foreign key is reflected as soon as it is made: its tables are free from there."""

    _inherit = "ir.model.constraint"

    def _reflect_constraint(
        self, model, conname, type, definition, module, message=None
    ):
        result = super()._reflect_constraint(
            model, conname, type, definition, module, message
        )
        if type == "f" and model._is_installing_suite():
            self._release_tables()
        return result
