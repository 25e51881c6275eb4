# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmQuotationPropose(models.TransientModel):
    """The quotation that fits an opportunity, with the reasons, before it is made."""

    _name = "crm.quotation.propose"
    _description = "Propose a Quotation"

    lead_id = fields.Many2one(
        "crm.lead",
        string="Opportunity",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(related="lead_id.partner_id", string="Customer")
    matching_ids = fields.Many2many("crm.quotation.rule", compute="_compute_matching")
    rule_id = fields.Many2one(
        "crm.quotation.rule",
        string="Start from",
        compute="_compute_rule_id",
        store=True,
        readonly=False,
        help="Empty: a plain quotation.",
    )
    reasons = fields.Text(string="Why", compute="_compute_reasons")
    has_match = fields.Boolean(compute="_compute_matching")

    def _company(self):
        return self.lead_id.company_id or self.env.company

    @api.depends("lead_id")
    def _compute_matching(self):
        Rule = self.env["crm.quotation.rule"]
        for proposal in self:
            rules = Rule._candidates(proposal._company())
            values = Rule._criteria_of_lead(proposal.lead_id)
            proposal.matching_ids = rules._matching(values)
            proposal.has_match = bool(proposal.matching_ids)

    @api.depends("lead_id")
    def _compute_rule_id(self):
        for proposal in self:
            proposal.rule_id = proposal.matching_ids[:1]

    @api.depends("rule_id")
    def _compute_reasons(self):
        for proposal in self:
            rule = proposal.rule_id
            values = rule and rule._criteria_of_lead(proposal.lead_id)
            proposal.reasons = rule and "\n".join(rule._reasons(values))

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New quotation"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_create_quotation(self):
        """Create the quotation and open it."""
        self.ensure_one()
        if self.rule_id and self.rule_id not in self.matching_ids:
            raise UserError(
                self.env._(
                    "%(rule)s is not for this opportunity. Take another rule, or none.",
                    rule=self.rule_id.display_name,
                )
            )
        lead, company = self.lead_id, self._company()
        order = (
            self.env["sale.order"]
            .with_company(company)
            .create(lead._quotation_values(self.rule_id))
        )
        self.rule_id._complete_order(order, lead)
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": order.id,
            "view_mode": "form",
        }
