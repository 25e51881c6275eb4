# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    ticket_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Hours of support",
        index="btree_not_null",
        ondelete="restrict",
        groups="crm_ticket_sla.group_crm_ticket_sla_user",
        copy=False,  # who copies a contact may not read it
        help="Clocks on tickets of this customer count these hours. Empty: those of "
        "the team.",
    )
