# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class MailBlacklist(models.Model):
    """Core's list of addresses: its rows are withdrawals in the register."""

    _inherit = "mail.blacklist"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._tell_register()
        return rows

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals or "email" in vals:
            self._tell_register()
        return result

    def _tell_register(self):
        bridge = self.env["crm.consent.bridge"]
        for active, rows in self.grouped("active").items():
            state = "withdrawn" if active else "cleared"
            bridge._from_core(rows.mapped("email"), "mail", state)


class PhoneBlacklist(models.Model):
    """Core's list of numbers: its rows are withdrawals in the register."""

    _inherit = "phone.blacklist"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._tell_register()
        return rows

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals or "number" in vals:
            self._tell_register()
        return result

    def _tell_register(self):
        bridge = self.env["crm.consent.bridge"]
        for active, rows in self.grouped("active").items():
            state = "withdrawn" if active else "cleared"
            bridge._from_core(rows.mapped("number"), "sms", state)
