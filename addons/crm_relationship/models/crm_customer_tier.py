# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class CrmCustomerTier(models.Model):
    """How close a customer is, what that obliges us to, and who is that close.

    Tried in order; the first tier whose conditions a customer meets is the customer's.
    A customer stays for the least number of days before falling to a lower one, and
    where a person put them until the date that was given.
    """

    _name = "crm.customer.tier"
    _description = "Customer Tier"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: for the customers of every company."
    )
    domain = fields.Char(
        string="Conditions",
        default="[]",
        required=True,
        help="Which customers: conditions on their statistics.",
    )
    cadence_days = fields.Integer(
        string="Contact every",
        help="Days after which somebody should have spoken with the customer again. "
        "0: no obligation.",
    )
    plans_contact = fields.Boolean(
        string="Plan the call",
        default=True,
        help="Plan a call for the salesperson on the day the contact is due. Otherwise "
        "it only stands in the call queue.",
    )
    stay_days = fields.Integer(
        string="Stays at least",
        default=30,
        help="Days before a customer who no longer meets the conditions falls lower.",
    )
    benefits = fields.Text(
        translate=True, help="What these customers may expect from us."
    )
    customer_count = fields.Integer(
        string="Customers", compute="_compute_customer_count"
    )

    _cadence_check = models.Constraint(
        "CHECK (cadence_days >= 0 AND stay_days >= 0)",
        "Days: give 0 or more.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_customer_count(self):
        counts = dict(
            self.env["crm.partner.stat"]._read_group(
                [("tier_id", "in", self.ids)], ["tier_id"], ["__count"]
            )
        )
        for tier in self:
            tier.customer_count = counts.get(tier, 0)

    @api.constrains("domain")
    def _check_domain(self):
        for tier in self:
            try:
                domain = tier._stat_domain()
                domain.validate(self.env["crm.partner.stat"])
                # it is matched as the system: nobody asks by it what they may not read
                self.env["crm.partner.stat"].sudo(False)._search(domain)
            except Exception as error:  # whatever a text can go wrong with
                raise ValidationError(
                    self.env._(
                        "Conditions: '%(domain)s' cannot be read: %(error)s",
                        domain=tier.domain,
                        error=error,
                    )
                ) from error

    def _stat_domain(self):
        """Return the conditions that statistics must meet."""
        self.ensure_one()
        return Domain(literal_eval((self.domain or "[]").strip() or "[]"))

    @api.model_create_multi
    def create(self, vals_list):
        tiers = super().create(vals_list)
        self._judge_again()
        return tiers

    def write(self, vals):
        result = super().write(vals)
        if not {"name", "color", "benefits"}.issuperset(vals):
            self._judge_again()
        return result

    def unlink(self):
        result = super().unlink()
        self._judge_again()
        return result

    def _judge_again(self):
        """Wake the job that gives customers their tiers."""
        if self.env.registry.ready:
            self.env["crm.purchase.model"]._start_night()

    def action_open_customers(self):
        """Show the customers of this tier."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_relationship.crm_partner_stat_action"
        )
        action["domain"] = [("tier_id", "=", self.id)]
        action["context"] = {}
        return action
