# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Domain

from odoo.addons.crm_relationship.tools.report_table import Measure


class CrmReport(models.Model):
    _inherit = "crm.report"

    def _report_showroom_visits(self, period):
        """Visits that took place in the period, by who received the customer."""
        done = Domain("state", "=", "done") & self._filtered(
            team=None, partner="partner_id.commercial_partner_id"
        )
        rows = self._compare(
            "crm.showroom.visit",
            "user_id",
            period,
            lambda part: self._within("visited_at", part),
            [(done, "__count"), (done, "partner_id:count_distinct")],
        )
        within = self._within("visited_at", period) & done
        return [
            self._compared(
                self.env._("By colleague"),
                self.env._("Colleague"),
                rows,
                [Measure(self.env._("Visits")), Measure(self.env._("Customers"))],
                opens=self._drill("crm.showroom.visit", "user_id", within),
                chart={"type": "bar", "values": [1, 4]},
            )
        ]
