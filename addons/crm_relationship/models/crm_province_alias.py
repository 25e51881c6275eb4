# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.place_vn import place_key


class CrmProvinceAlias(models.Model):
    """Another name of a province: one that was merged into it, or another spelling.

    Core has the 34 Vietnamese provinces in force since July 2025. Customers and files go
    on saying the 63 of before.
    """

    _name = "crm.province.alias"
    _description = "Name of a Province"
    _order = "name, id"

    name = fields.Char(required=True)
    state_id = fields.Many2one(
        "res.country.state", string="Province", required=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("current", "Name of today"),
            ("old", "Province of before"),
            ("other", "Another way of writing"),
        ],
        required=True,
        default="other",
    )
    key = fields.Char(compute="_compute_key", store=True)

    _state_id_idx = models.Index("(state_id)")
    _key_uniq = models.UniqueIndex(
        "(key)", "This name, or one that is written alike, is in the list already."
    )

    @api.depends("name")
    def _compute_key(self):
        for alias in self:
            alias.key = place_key(alias.name)


class ResCountryState(models.Model):
    _inherit = "res.country.state"

    @api.model
    def _crm_find_provinces(self, texts):
        """Find Vietnamese provinces by any name they have or had, accents or not.

        :return: {text: (province, alias)}; both empty when the text is no province. The
            alias says by its kind whether the name is an old one.
        """
        keys = {text: place_key(text) for text in texts}
        # sudo: a public list, also for whoever fills in a form
        aliases = self.env["crm.province.alias"].sudo()
        wanted = list(filter(None, keys.values()))
        found = {alias.key: alias for alias in aliases.search([("key", "in", wanted)])}
        result = {}
        for text, key in keys.items():
            alias = found.get(key, aliases)
            result[text] = (alias.state_id.sudo(False), alias.sudo(False))
        return result

    @api.model
    def _search_display_name(self, operator, value):
        """Find a province by its old names too, in segments, on contacts, everywhere."""
        domain = super()._search_display_name(operator, value)
        key = place_key(value) if isinstance(value, str) else ""
        if operator not in ("ilike", "=ilike", "=") or len(key) < 3:
            return domain
        # sudo: a public list
        aliases = self.env["crm.province.alias"].sudo()
        found = aliases.search([("key", "like" if operator == "ilike" else "=", key)])
        states = found.state_id
        if country_id := self.env.context.get("country_id"):
            states = states.filtered(lambda state: state.country_id.id == country_id)
        return Domain(domain) | Domain("id", "in", states.ids)
