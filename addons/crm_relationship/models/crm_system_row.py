# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools.misc import clean_context

from .created_values import without_defaults


class CrmSystemRow(models.AbstractModel):
    """A row that the system writes while somebody calls: a log, a step of a journey.

    It is created with the system's rights in the context of whoever calls, which may say
    ``default_<field>`` for what the code leaves empty; and whoever calls may keep
    defaults of their own. Neither gets into such a row, nor into what follows from it.
    """

    _name = "crm.system.row"
    _description = "Row of the System"

    @api.model_create_multi
    def create(self, vals_list):
        # not by keyword, which would keep what is to go
        context = clean_context(self.env.context)
        clean = self.with_context(context)  # pylint: disable=context-overridden
        plain, vals_list = without_defaults(clean, vals_list, set(self._fields))
        return super(CrmSystemRow, plain).create(vals_list).with_env(self.env)
