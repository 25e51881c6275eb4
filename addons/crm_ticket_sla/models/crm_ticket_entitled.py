# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class CrmTicket(models.Model):
    """The support plan that a ticket is worked under."""

    _inherit = "crm.ticket"

    entitlement_id = fields.Many2one(
        "crm.ticket.entitlement",
        string="Support plan",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        copy=False,
        domain="[('partner_id', '=', commercial_partner_id)]",
        help="The plan of the customer when the ticket came; the one that ends first.",
    )
    entitlement_hours_left = fields.Float(
        string="Hours left", related="entitlement_id.hours_left"
    )
    entitlement_state = fields.Selection(string="Plan", related="entitlement_id.state")

    @api.model
    def _prepare_created_values(self, vals_list):
        vals_list = super()._prepare_created_values(vals_list)
        wanting = [
            vals
            for vals in vals_list
            if vals.get("partner_id") and "entitlement_id" not in vals
        ]
        if wanting:
            # sudo: what the customer bought holds whoever opens the ticket
            partners = self.env["res.partner"].sudo()
            partners = partners.browse({vals["partner_id"] for vals in wanting})
            plans = self._current_plans(partners)
            teams = self.env["crm.ticket.team"].sudo()
            for vals in wanting if plans else ():
                customer = partners.browse(vals["partner_id"]).commercial_partner_id
                company = teams.browse(vals.get("team_id") or []).company_id
                found = plans.get(customer, ())
                vals["entitlement_id"] = next(
                    (one.id for one in found if one.company_id == company), False
                )
        return vals_list

    @api.model
    def _current_plans(self, partners):
        """Return {commercial partner: plans of today}."""
        # sudo: what the customer bought holds whoever opens the ticket
        day = fields.Datetime.context_timestamp(self, self._now()).date()
        return (
            self.env["crm.ticket.entitlement"]
            .sudo()
            ._ticket_entitlements(partners, day)
        )

    def _after_changed(self, changes, now):
        result = super()._after_changed(changes, now)
        moved = self.browse({c.ticket_id for c in changes if c.kind == "partner_id"})
        if moved:
            # sudo: as for new tickets, see above
            plans = self._current_plans(moved.sudo().partner_id)
            for customer, tickets in moved.grouped("commercial_partner_id").items():
                for company, ones in tickets.grouped("company_id").items():
                    found = plans.get(customer.sudo(), ())
                    plan = next((p for p in found if p.company_id == company), None)
                    if ones.entitlement_id or plan:
                        ones.write({"entitlement_id": plan and plan.id})
        return result

    # ------------------------------------------------------------
    # Promises of a plan
    # ------------------------------------------------------------

    def _sla_watched(self):
        watched = super()._sla_watched()
        return watched | {"entitlement_id"} if watched else watched

    def _sla_calendar_ids(self):
        found = super()._sla_calendar_ids()
        for ticket in self:
            # sudo: the hours that were bought, whoever works on the ticket
            if calendar := ticket.sudo().entitlement_id.calendar_id:
                found[ticket.id] = calendar.id
        return found


class CrmSlaPolicy(models.Model):
    _inherit = "crm.sla.policy"

    @api.model
    def _facts(self, ticket, criteria):
        facts = super()._facts(ticket, criteria)
        if "plan" in criteria:
            facts["plan"] = frozenset(ticket.entitlement_id.product_id.ids)
        return facts
