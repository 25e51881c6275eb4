# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError

from ..models.crm_qualification import CUSTOMER_TYPES


class CrmLeadQuick(models.TransientModel):
    """A lead in half a minute, with a way to reach it and a next step."""

    _name = "crm.lead.quick"
    _description = "New Lead"

    name = fields.Char(required=True, help="Who it is.")
    phone = fields.Char()
    email = fields.Char()
    subject = fields.Char(string="Wants")
    customer_type = fields.Selection(
        CUSTOMER_TYPES, string="Kind of customer", required=True, default="person"
    )
    source_id = fields.Many2one("utm.source")
    step_type_id = fields.Many2one(
        "mail.activity.type",
        string="Next step",
        required=True,
        default=lambda self: self.env.ref(
            "mail.mail_activity_data_call", raise_if_not_found=False
        ),
        domain="[('res_model', 'in', (False, 'crm.lead'))]",
    )
    step_date = fields.Date(string="On", required=True)
    step_summary = fields.Char(string="What to do")

    def action_create_lead(self):
        """Create the lead with its next step, and open it."""
        self.ensure_one()
        if not (self.phone or self.email):
            raise UserError(
                self.env._(
                    "Phone: ask for a number or an address before they are gone."
                )
            )
        if self.step_date < fields.Date.context_today(self):
            raise UserError(self.env._("Next step: give a day from today on."))
        lead = self.env["crm.lead"].create(self._prepare_lead_values())
        lead.activity_schedule(
            activity_type_id=self.step_type_id.id,
            date_deadline=self.step_date,
            summary=self.step_summary or "",
            user_id=self.env.uid,
            automated=False,
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "res_id": lead.id,
            "views": [(False, "form")],
        }

    def _prepare_lead_values(self):
        has_leads = self.env.user.has_group("crm.group_use_lead")
        is_company = self.customer_type == "company"
        return {
            "name": self.subject or self.name,
            "type": "lead" if has_leads else "opportunity",
            "partner_name" if is_company else "contact_name": self.name,
            "customer_type": self.customer_type,
            "phone": self.phone,
            "email_from": self.email,
            "source_id": self.source_id.id,
            "user_id": self.env.uid,
        }
