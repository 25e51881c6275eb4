# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from .crm_interaction import BatchDefaults


class ResPartner(models.Model):
    """Contacts that are imported: what core does for each is done once, or not at all.

    Their default values are asked for once. The company's own defaults (accounts,
    locations) are not checked against the company again for each contact. There are no
    pictures, so that none are computed in four sizes.
    """

    _inherit = "res.partner"

    @api.model
    def _add_missing_default_values(self, values):
        known = self._import_defaults()
        if known is not None:
            return {**known, **values}
        return super()._add_missing_default_values(values)

    def _check_company(self, fnames=None):
        known = self._import_defaults()
        if fnames is None and known is not None:
            # values that only this company has are its defaults: rows give none
            fnames = [
                name
                for name, field in self._fields.items()
                if field.relational and not field.company_dependent
                if name not in ("company_id", "company_ids")
            ]
        return super()._check_company(fnames)

    @api.model
    def _import_defaults(self):
        """Return the default values of a batch that is imported, None for others."""
        known = self.env.context.get("import_defaults")
        # never what a client put there
        return known if isinstance(known, BatchDefaults) else None

    @api.model
    def _create_imported(self, vals_list):
        """Create contacts of a batch; their values name no picture and no account."""
        defaults = BatchDefaults(self._add_missing_default_values({}))
        for vals in vals_list:
            if not vals.get("parent_id"):
                # core makes a draft of a contact to take the owner of its company
                vals.setdefault("user_id", False)
        created = self.with_context(import_defaults=defaults).create(vals_list)
        for name in ("image_1024", "image_512", "image_256", "image_128"):
            self.env.remove_to_compute(self._fields[name], created)
        return created.with_env(self.env)
