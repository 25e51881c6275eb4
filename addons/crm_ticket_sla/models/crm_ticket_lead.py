# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

from .crm_lead import UTM


class CrmTicket(models.Model):
    """A request that turns out to be a wish to buy."""

    _inherit = "crm.ticket"

    def action_create_lead(self):
        """Make an opportunity of this ticket; the conversation stays here, linked."""
        self._check_may_make("crm.lead", self.env._("Opportunity"))
        if self.lead_id:
            raise UserError(
                self.env._(
                    "Opportunity: this ticket has one, %(name)s.",
                    name=self.lead_id.display_name,
                )
            )
        lead = self.env["crm.lead"].create(self._prepare_lead_values())
        self.lead_id = lead
        lead.message_post_with_source(
            "mail.message_origin_link",
            render_values={"self": lead, "origin": self},
            subtype_xmlid="mail.mt_note",
        )
        self._copy_attachments(lead)
        return lead.get_formview_action()

    def _prepare_lead_values(self):
        """Return the values of the opportunity. To extend."""
        return {
            "name": self.name,
            "type": "opportunity",
            "partner_id": self.partner_id.id,
            "email_from": self.email_from or self.partner_id.email,
            "phone": self.phone or self.partner_id.phone,
            "description": self.description,
            "company_id": self.company_id.id,
            "user_id": self.commercial_partner_id.user_id.id or self.env.uid,
            **{name: self[name].id for name in UTM},
        }

    def _copy_attachments(self, document):
        """Give a document the files of this ticket; on disk they are kept once."""
        files = self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "=", self.id)]
        )
        files.copy({"res_model": document._name, "res_id": document.id})
