# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class CrmTicketMergeWizard(models.TransientModel):
    """Choose the ticket that goes on when several are one and the same request."""

    _name = "crm.ticket.merge.wizard"
    _description = "Merge Tickets"

    ticket_ids = fields.Many2many("crm.ticket", string="Tickets", required=True)
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", string="Company of the tickets"
    )
    target_id = fields.Many2one(
        "crm.ticket",
        string="Merge into",
        compute="_compute_target_id",
        store=True,
        readonly=False,
        domain="[('company_id', '=', company_id), ('merged_into_id', '=', False)]",
        help="The ticket that goes on, with the conversations of all of them.",
    )
    other_customer = fields.Boolean(compute="_compute_other_customer")
    tell_customer = fields.Boolean(
        string="Tell the customer",
        help="One message says where the requests go on.",
    )

    @api.depends("ticket_ids")
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = wizard.ticket_ids[:1].company_id

    @api.depends("ticket_ids")
    def _compute_target_id(self):
        """Propose the open one that came first: its customer waits longest."""
        for wizard in self:
            tickets = wizard.ticket_ids
            if len(tickets) == 1:
                tickets = tickets._origin.duplicate_ids
            wizard.target_id = tickets.sorted(
                lambda t: (t.stage_id.is_closed, t.opened_at, t.id)
            )[:1]

    @api.depends("ticket_ids", "target_id")
    def _compute_other_customer(self):
        for wizard in self:
            tickets = wizard.ticket_ids | wizard.target_id
            wizard.other_customer = len(tickets.commercial_partner_id) > 1

    def action_merge(self):
        """Merge the tickets and show the one that goes on."""
        self.ensure_one()
        sources = self.ticket_ids - self.target_id
        sources._merge_into(self.target_id, tell_customer=self.tell_customer)
        return self.target_id._get_records_action()
