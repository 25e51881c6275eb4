# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """The rule a quotation was made by, and the agreements made of the order."""

    _inherit = "sale.order"

    quotation_rule_id = fields.Many2one(
        "crm.quotation.rule",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        groups="base.group_user",
    )
    agreement_ids = fields.One2many(
        "crm.agreement", "order_id", groups="sales_team.group_sale_salesman"
    )
    agreement_count = fields.Integer(
        string="Agreements",
        compute="_compute_agreement_count",
        groups="sales_team.group_sale_salesman",
    )

    def _compute_agreement_count(self):
        counts = dict(
            self.env["crm.agreement"]._read_group(
                [("order_id", "in", self.ids)], ["order_id"], ["__count"]
            )
        )
        for order in self:
            order.agreement_count = counts.get(order, 0)

    def action_create_agreement(self):
        """Make the agreement of the confirmed order and open it."""
        self.ensure_one()
        agreement = self.env["crm.agreement"].create(
            {"order_id": self.id, "template_id": self._agreement_template().id}
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.agreement",
            "res_id": agreement.id,
            "view_mode": "form",
        }

    def _agreement_template(self):
        """Return what the rule of the quotation says, else the first template."""
        templates = self.env["crm.agreement.template"].search(
            [("company_id", "in", [False, self.company_id.id])], limit=1
        )
        template = self.quotation_rule_id.agreement_template_id or templates
        if not template:
            raise UserError(
                self.env._(
                    "There is no agreement template: a sales manager makes one under "
                    "Relationships > Configuration."
                )
            )
        return template

    def action_open_agreements(self):
        """Open the agreements of the order."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "crm_relationship.crm_agreement_action"
        )
        action["domain"] = [("order_id", "=", self.id)]
        action["context"] = {"default_order_id": self.id}
        return action
