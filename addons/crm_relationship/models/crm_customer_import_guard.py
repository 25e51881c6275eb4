# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import AccessError

from .created_values import without_defaults


class CrmCustomerImportGuard(models.AbstractModel):
    """What keeps an import its owner's: the job does it with the owner's rights.

    Stored fields that are read only are the system's, whoever calls: views alone do not
    protect them. Nobody else changes the rest, and what decides how rows are read is not
    changed once they are imported; changed before, everything is checked anew.
    """

    _name = "crm.customer.import.guard"
    _description = "Part of an Import"

    #: Fields that users give when they make a record, and never change.
    _given = frozenset()
    #: Fields by which rows are checked, and others that stand once rows come in.
    _checked_by, _fixed = frozenset(), frozenset()

    @api.model
    def _system_fields(self):
        return {
            name
            for name, field in self._fields.items()
            if field.store and field.readonly and name not in models.MAGIC_COLUMNS
        }

    def _imports(self):
        """Return the imports that these are parts of."""
        return self.import_id

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        system = self._system_fields() - self._given
        own = [{k: v for k, v in vals.items() if k not in system} for vals in vals_list]
        plain, own = without_defaults(self, own, system)
        records = super(CrmCustomerImportGuard, plain).create(own).with_env(self.env)
        records._imports()._check_mine()
        return records

    def write(self, vals):
        is_checked_by = bool(self._checked_by & vals.keys())
        if not self.env.su:
            self._check_not_system(vals)
            self._imports()._check_mine()
            if is_checked_by or self._fixed & vals.keys():
                self._imports()._check_open()
        result = super().write(vals)
        if not self.env.su:
            # core asks before the write only: the company may be another now
            self.check_access("write")
        if is_checked_by:
            self._imports()._uncheck()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_colleague(self):
        if self._name == "crm.customer.import":
            return  # who sees it may put it away as a whole
        self._imports()._check_mine()
        self._imports()._uncheck()

    def _check_not_system(self, vals):
        refused = sorted((self._system_fields() | self._given) & vals.keys())
        if refused:
            raise AccessError(
                self.env._(
                    "%(field)s of an import is set by the system.",
                    field=self._fields[refused[0]]._description_string(self.env),
                )
            )
