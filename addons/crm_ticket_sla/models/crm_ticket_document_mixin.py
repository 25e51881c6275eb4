# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class CrmTicketDocumentMixin(models.AbstractModel):
    """Documents that tickets are about: how many there are, and one more.

    Set ``_ticket_field`` to the field of the ticket that names the document.
    """

    _name = "crm.ticket.document.mixin"
    _description = "Document of Tickets"

    _ticket_field = None

    ticket_count = fields.Integer(string="Tickets", compute="_compute_ticket_count")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_ticket_count(self):
        """Count the tickets the user may see, of all documents at once."""
        Ticket = self.env["crm.ticket"]
        counts = {}
        if Ticket.has_access("read"):
            groups = Ticket._read_group(
                [(self._ticket_field, "in", self.ids)],
                [self._ticket_field],
                ["__count"],
            )
            counts = {record.id: count for record, count in groups}
        for record in self:
            record.ticket_count = counts.get(record.id, 0)

    def action_view_tickets(self):
        """Show the tickets about this document."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_ticket_sla.crm_ticket_action"
        )
        action["domain"] = [(self._ticket_field, "in", self.ids)]
        action["context"] = {}
        return action

    def action_new_ticket(self):
        """Open a new ticket that knows this document and its customer."""
        self.ensure_one()
        self.env["crm.ticket"].check_access("create")
        values = {"channel": "document", **self._prepare_ticket_values()}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New ticket"),
            "res_model": "crm.ticket",
            "view_mode": "form",
            "context": {
                f"default_{name}": value for name, value in values.items() if value
            },
        }

    def _prepare_ticket_values(self):
        """Return the values of a ticket about this document. To extend."""
        partner = self.partner_id if "partner_id" in self._fields else False
        values = {self._ticket_field: self.id}
        if partner:
            values["partner_id"] = partner.id
            values["email_from"] = partner.email_normalized
            values["phone"] = partner.phone
        return values
