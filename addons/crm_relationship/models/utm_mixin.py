# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import escape_psql


class UtmMixin(models.AbstractModel):
    """Campaigns and sources by the names that providers and visitors write."""

    _inherit = "utm.mixin"

    @api.model
    def _find_or_create_named(self, model, name):
        """Return the campaign, source or medium of this very name, in any case.

        Core looks names up by a pattern: a name from outside with a wildcard in it
        would be another's.
        """
        name = name.strip()
        records = self.env[model].with_context(active_test=False)
        found = records.search([("name", "=ilike", escape_psql(name))], limit=1)
        if found:
            return found
        values = {"name": name}
        if "is_auto_campaign" in records._fields:
            values["is_auto_campaign"] = True
        return self.env[model].create(values)
