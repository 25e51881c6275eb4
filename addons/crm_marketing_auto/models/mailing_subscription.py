# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class MailingSubscription(models.Model):
    """Leaving a list is a withdrawal for that list only."""

    _inherit = "mailing.subscription"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows.filtered("opt_out")._tell_register()
        return rows

    def write(self, vals):
        before = {row: row.opt_out for row in self}
        result = super().write(vals)
        self.filtered(lambda row: row.opt_out != before[row])._tell_register()
        return result

    def _tell_register(self):
        bridge = self.env["crm.consent.bridge"]
        for row in self.filtered("contact_id.email_normalized"):
            bridge._from_core(
                [row.contact_id.email_normalized],
                "mail",
                "withdrawn" if row.opt_out else "given",
                source="list",
                purpose="marketing",
                list_id=row.list_id.id,
            )
