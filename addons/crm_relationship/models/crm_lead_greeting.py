# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..tools import names_vn


class CrmLead(models.Model):
    _inherit = "crm.lead"

    greeting = fields.Char(
        compute="_compute_greeting",
        help="The first words of a letter, in the language of the lead: for templates.",
    )

    @api.depends("partner_id.greeting", "contact_name", "partner_name", "lang_id")
    @api.depends_context("lang")
    def _compute_greeting(self):
        for lead in self:
            lang = lead.lang_id.code or self.env.lang or "en_US"
            company = not lead.contact_name and bool(lead.partner_name)
            lead.greeting = (
                lead.partner_id.greeting
                if lead.partner_id
                else names_vn.greeting(
                    "quy_cong_ty" if company else "",
                    names_vn.given_name(lead.contact_name),
                    lang,
                )
            )
