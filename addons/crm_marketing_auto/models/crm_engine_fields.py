# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class CrmEngineFields(models.AbstractModel):
    """A model with fields that its engine writes, and nobody by hand.

    What is given and written is looked at by the model itself. What is not given is
    filled in by the ORM: from the context of the call and from the defaults that
    users keep, both in the hands of whoever calls. For these fields neither counts.
    """

    _name = "crm.engine.fields"
    _description = "Fields of the Engine"

    #: Names of the fields that only the engine writes.
    _engine_only = frozenset()

    @api.model
    def default_get(self, fields):
        others = [name for name in fields if name not in self._engine_only]
        found = super().default_get(others)
        for name in self._engine_only.intersection(fields):
            field = self._fields[name]
            if field.default:
                value = field.convert_to_cache(field.default(self), self)
                found[name] = field.convert_to_write(value, self)
        return found
