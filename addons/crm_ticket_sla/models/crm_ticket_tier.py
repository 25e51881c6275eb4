# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain


class CrmTicket(models.Model):
    _inherit = "crm.ticket"

    customer_tier_id = fields.Many2one(
        "crm.customer.tier",
        string="Customer tier",
        compute="_compute_customer_tier_id",
        search="_search_customer_tier_id",
        groups="base.group_user",
    )

    @api.depends("commercial_partner_id", "company_id")
    def _compute_customer_tier_id(self):
        """Read the tiers of all customers by one query."""
        # sudo: an agent helps customers whose sales figures are not theirs to read
        stats = self.env["crm.partner.stat"].sudo()
        rows = stats.search_fetch(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("tier_id", "!=", False),
            ],
            ["partner_id", "company_id", "tier_id"],
        )
        tiers = {(row.partner_id.id, row.company_id.id): row.tier_id.id for row in rows}
        for ticket in self:
            key = (ticket.commercial_partner_id.id, ticket.company_id.id)
            ticket.customer_tier_id = tiers.get(key)

    @api.model
    def _search_customer_tier_id(self, operator, value):
        if operator != "in":
            return NotImplemented  # the ORM asks for the opposite and negates it
        found = [self._domain_of_tiers([("tier_id", "in", [k for k in value if k])])]
        if not all(value):
            found.append(~self._domain_of_tiers([("tier_id", "!=", False)]))
        return Domain.OR(found)

    @api.model
    def _domain_of_tiers(self, domain):
        """Return the tickets of the customers with statistics of a domain."""
        # sudo: as in the field itself
        stats = self.env["crm.partner.stat"].sudo()
        return Domain.OR(
            Domain("commercial_partner_id", "in", customers.ids)
            & Domain("company_id", "=", company.id)
            for company, customers in stats._read_group(
                domain, ["company_id"], ["partner_id:recordset"]
            )
        )


class CrmSlaPolicy(models.Model):
    _inherit = "crm.sla.policy"

    @api.model
    def _facts(self, ticket, criteria):
        facts = super()._facts(ticket, criteria)
        if "tier" in criteria:
            facts["tier"] = frozenset(ticket.customer_tier_id.ids)
        return facts
