# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    # who has this address or number is asked for every message
    _email_normalized_idx = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL"
    )
    _phone_sanitized_idx = models.Index(
        "(phone_sanitized) WHERE phone_sanitized IS NOT NULL"
    )

    def action_consent_messages(self):
        """Tell what this person said, was sent, and was not sent and why."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Consent and messages"),
            "res_model": "crm.consent.story",
            "view_mode": "form",
            "target": "new",
            "res_id": self.env["crm.consent.story"].create({"partner_id": self.id}).id,
        }

    def unlink(self):
        self.env["crm.send.recheck"]._cancel_of_deleted(self)
        return super().unlink()


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def unlink(self):
        self.env["crm.send.recheck"]._cancel_of_deleted(self)
        return super().unlink()
