# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _customer_access_domain(self, path):
        """Return the domain of what belongs to customers whom this user may see.

        The one place that says whose customers a salesperson sees; record rules
        reach it as ``customers(path)``. Rules see archived records: a membership
        that ended is left out.

        :param str path: field path from the model to the customer (commercial
            partner)
        :return: domain as a list
        """
        self.ensure_one()
        owner = f"{path}.user_id"
        return [
            "|",
            "|",
            (owner, "=", self.id),
            (owner, "=", False),
            (
                f"{owner}.crm_team_member_ids",
                "any",
                [("active", "=", True), ("crm_team_id.user_id", "=", self.id)],
            ),
        ]
