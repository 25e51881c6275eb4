# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class CrmAccessSource(models.AbstractModel):
    """Something that gives access to customers; a change of it is seen at once."""

    _name = "crm.access.source"
    _description = "Source of Access to Customers"

    # after the change: what is asked meanwhile would remember the former state

    @api.model_create_multi
    def create(self, vals_list):
        sources = super().create(vals_list)
        self._forget_access()
        return sources

    def write(self, vals):
        result = super().write(vals)
        if not self._access_fields().isdisjoint(vals):
            self._forget_access()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_access()
        return result

    def _access_fields(self):
        """Return the fields that say whom it gives access, and when."""
        return {
            "user_id", "team_id", "crm_team_id", "delegate_id", "active",
            "date_from", "date_to", "access", "scope", "partner_ids",
        }  # fmt: skip

    def _forget_access(self):
        self.env.registry.clear_cache()
        self.env["res.partner"]._forget_readable()


class CrmTeam(models.Model):
    _name = "crm.team"
    _inherit = ["crm.team", "crm.access.source"]


class CrmTeamMember(models.Model):
    _name = "crm.team.member"
    _inherit = ["crm.team.member", "crm.access.source"]
