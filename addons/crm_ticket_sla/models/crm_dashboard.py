# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class CrmDashboard(models.AbstractModel):
    """The page that this addon has already, in the switch of roles."""

    _inherit = "crm.dashboard"

    @api.model
    def _roles(self):
        found = super()._roles()
        if self.env.user.has_group("crm_ticket_sla.group_crm_ticket_sla_user"):
            found.append(
                {
                    "key": "support",
                    "label": self.env._("Support"),
                    "action": "crm_ticket_sla.crm_ticket_action_dashboard",
                }
            )
        return found
