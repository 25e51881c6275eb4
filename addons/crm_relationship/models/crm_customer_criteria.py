# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..tools import rule_match

CUSTOMER_TYPES = [("company", "Company"), ("person", "Person")]


class CrmCustomerCriteria(models.AbstractModel):
    """A rule that is for some customers: by kind, tier, segment and sales team.

    Empty criteria ask for nothing. Rules are tried in order, the first one that is for
    a customer is taken.
    """

    _name = "crm.customer.criteria"
    _description = "Criteria on Customers"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    # price lists and activity plans are a company's unless one says otherwise
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: for the customers of every company.",
    )
    customer_type = fields.Selection(
        CUSTOMER_TYPES, help="Empty: for companies and for persons."
    )
    tier_ids = fields.Many2many("crm.customer.tier", string="Tiers", check_company=True)
    segment_ids = fields.Many2many("crm.rfm.segment", string="RFM segments")
    team_ids = fields.Many2many("crm.team", string="Sales teams", check_company=True)

    # ------------------------------------------------------------
    # What a rule asks for, and what a customer has
    # ------------------------------------------------------------

    def _criteria(self):
        """Return {criterion: values asked for}, as tools/rule_match.py wants them."""
        self.ensure_one()
        return {
            "customer_type": {self.customer_type} - {False},
            "tier": set(self.tier_ids.ids),
            "segment": set(self.segment_ids.ids),
            "team": set(self.team_ids.ids),
        }

    @api.model
    def _criteria_labels(self):
        """Return {criterion: (its name, the model of its values or None)}."""
        return {
            "customer_type": (self.env._("Kind of customer"), None),
            "tier": (self.env._("Tier"), "crm.customer.tier"),
            "segment": (self.env._("RFM segment"), "crm.rfm.segment"),
            "team": (self.env._("Sales team"), "crm.team"),
        }

    @api.model
    def _criteria_of(self, partner, company, team):
        """Return {criterion: values} of a customer, as far as the user may know them."""
        stats = self._stats_of(partner, company)
        return self._criteria_values(partner, team, stats, self._segments_by_code())

    @api.model
    def _stats_of(self, partners, company):
        """Return {commercial partner id: statistics} of customers in a company."""
        Stat = self.env["crm.partner.stat"]
        if not partners or not Stat.has_access("read"):
            return {}
        stats = Stat.search(
            [
                ("partner_id", "in", partners.commercial_partner_id.ids),
                ("company_id", "=", company.id),
            ]
        )
        return {stat.partner_id.id: stat for stat in stats}

    @api.model
    def _segments_by_code(self):
        # sudo: their names are no secret
        segments = self.env["crm.rfm.segment"].sudo()._ordered()
        return {segment.code: segment.id for segment in segments}

    @api.model
    def _criteria_values(self, partner, team, stats, segments):
        """Return {criterion: values} of one customer out of what was read for many."""
        customer = partner.commercial_partner_id
        stat = stats.get(customer.id)
        segment = stat and segments.get(stat.rfm_segment)
        return {
            "customer_type": {"company" if customer.is_company else "person"},
            "team": set(team.ids),
            "tier": set(stat.tier_id.ids) if stat else set(),
            "segment": {segment} if segment else set(),
        }

    # ------------------------------------------------------------
    # Choosing
    # ------------------------------------------------------------

    @api.model
    def _candidates(self, company, domain=()):
        """Return the rules of a company, in order."""
        return self.search([("company_id", "in", [False, company.id]), *domain])

    def _matching(self, values):
        """Return those of these rules that are for a customer with such values."""
        return self.filtered(lambda r: rule_match.matches(r._criteria(), values))

    def _reasons(self, values):
        """Return in words why this rule is for such a customer, one line each."""
        self.ensure_one()
        labels = self._criteria_labels()
        kinds = dict(self._fields["customer_type"]._description_selection(self.env))
        lines = []
        for name, found in rule_match.reasons(self._criteria(), values):
            label, model = labels[name]
            names = (
                self.env[model].browse(found).mapped("display_name")
                if model
                else [kinds[value] for value in found]
            )
            lines.append(
                self.env._(
                    "%(criterion)s: %(values)s",
                    criterion=label,
                    values=", ".join(names),
                )
            )
        return lines or [self.env._("This rule is for every customer.")]
