# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models

#: How long a missed promise is held against us.
MEMORY = timedelta(days=90)
UTM = ("campaign_id", "medium_id", "source_id")


class CrmLead(models.Model):
    """Opportunities know the tickets of their customer."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "crm.ticket.document.mixin"]

    _ticket_field = "lead_id"

    has_missed_promises = fields.Boolean(
        string="Missed promises",
        compute="_compute_has_missed_promises",
        search="_search_has_missed_promises",
        help="In the last 90 days a promise on a ticket of this customer was missed.",
    )

    def _missed_domain(self):
        since = fields.Datetime.now() - MEMORY
        return [("outcome", "=", "missed"), ("missed_at", ">=", since)]

    @api.depends("partner_id")
    def _compute_has_missed_promises(self):
        """Ask once for the customers of all these leads."""
        customers = self.partner_id.commercial_partner_id
        # sudo: only whether there is one, never which
        groups = (
            self.env["crm.ticket.sla"]
            .sudo()
            ._read_group(
                [
                    *self._missed_domain(),
                    ("ticket_id.commercial_partner_id", "in", customers.ids),
                ],
                ["ticket_id", "company_id"],
            )
        )
        missed = {(ticket.commercial_partner_id, company) for ticket, company in groups}
        of_any = {customer for customer, _company in missed}
        for lead in self:
            customer = lead.partner_id.commercial_partner_id
            company = lead.company_id
            lead.has_missed_promises = (
                (customer, company) in missed if company else customer in of_any
            )

    def _search_has_missed_promises(self, operator, value):
        if operator != "in":
            return NotImplemented
        if set(value) != {True}:
            return [(0, "=", 1)] if not value else [(1, "=", 1)]
        # sudo: only whether there is one, never which
        clocks = self.env["crm.ticket.sla"].sudo()._search(self._missed_domain())
        tickets = self.env["crm.ticket"].sudo()._search([("clock_ids", "in", clocks)])
        return [
            (
                "partner_id.commercial_partner_id",
                "in",
                tickets.subselect("commercial_partner_id"),
            )
        ]

    def _prepare_ticket_values(self):
        values = super()._prepare_ticket_values()
        values["name"] = self.name
        values["email_from"] = values.get("email_from") or self.email_from
        values["phone"] = values.get("phone") or self.phone
        values["description"] = self.description
        for name in UTM:
            values[name] = self[name].id
        return values
