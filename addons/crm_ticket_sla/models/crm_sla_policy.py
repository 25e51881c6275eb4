# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

#: A criterion of a policy and the field that holds what it accepts.
CRITERIA = {
    "team": "team_ids",
    "category": "category_ids",
    "tag": "tag_ids",
    "partner": "partner_ids",
    "partner_category": "partner_category_ids",
    "tier": "tier_ids",
    "product": "product_ids",
    "plan": "plan_ids",
}


class CrmSlaPolicy(models.Model):
    """Which tickets are promised what. Tried in order; the first one wins a metric.

    Its version counts edits of what it promises. Clocks keep a snapshot of their
    target: an edit reaches open ones only by ``_apply_to_open``, closed ones never.
    """

    _name = "crm.sla.policy"
    _description = "SLA Policy"
    _inherit = ["mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: holds for the tickets of every company.",
    )
    version = fields.Integer(readonly=True, default=1, copy=False)
    valid_from = fields.Date(help="First day, in the company's time zone.")
    valid_to = fields.Date(string="Valid until", help="Last day that it holds.")
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working hours",
        check_company=True,
        ondelete="restrict",
        help="Empty: those of the customer, else of the team, else of the company.",
    )
    note = fields.Text(string="Description", translate=True)

    # Which tickets: every criterion that is set must be met
    team_ids = fields.Many2many("crm.ticket.team", string="Teams", check_company=True)
    category_ids = fields.Many2many(
        "crm.ticket.category",
        string="Categories",
        help="Those below them are included.",
    )
    tag_ids = fields.Many2many("crm.ticket.tag", string="Tags", help="At least one.")
    partner_ids = fields.Many2many(
        "res.partner", string="Customers", help="Everybody of a company is included."
    )
    partner_category_ids = fields.Many2many(
        "res.partner.category",
        string="Customer tags",
        help="A tag of the person or of the company, such as a service level.",
    )
    tier_ids = fields.Many2many(
        "crm.customer.tier",
        string="Customer tiers",
        help="The tier that the customer has when the ticket is opened.",
    )
    product_ids = fields.Many2many("product.product", string="Products")
    plan_ids = fields.Many2many(
        "product.product",
        "crm_sla_policy_plan_rel",
        string="Support plans",
        domain="[('ticket_service', '=', 'plan')]",
        help="Tickets of customers who bought one of these plans.",
    )
    domain = fields.Char(string="Other conditions", default="[]")

    target_ids = fields.One2many(
        "crm.sla.target", "policy_id", string="Promises", copy=True
    )
    open_count = fields.Integer(
        string="Open clocks", compute="_compute_open_count", groups="base.group_user"
    )

    _valid_check = models.Constraint(
        "CHECK (valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to)",
        "Valid until: the last day cannot lie before the first.",
    )

    def _compute_open_count(self):
        counts = dict(
            self.env["crm.ticket.sla"]._read_group(
                [("policy_id", "in", self.ids), ("clock", "!=", "stopped")],
                ["policy_id"],
                ["__count"],
            )
        )
        for policy in self:
            policy.open_count = counts.get(policy, 0)

    @api.constrains("domain")
    def _check_domain(self):
        for policy in self:
            try:
                domain = Domain(policy._ticket_domain())
                domain.validate(self.env["crm.ticket"])
                # it is matched as the system: nobody asks by it what they may not read
                self.env["crm.ticket"].sudo(False)._search(domain)
            except Exception as error:  # whatever a text can go wrong with
                raise ValidationError(
                    self.env._(
                        "Other conditions: '%(domain)s' cannot be read: %(error)s",
                        domain=policy.domain,
                        error=error,
                    )
                ) from error

    def _ticket_domain(self):
        """Return the domain of its own that tickets must match."""
        self.ensure_one()
        return Domain(literal_eval((self.domain or "[]").strip() or "[]"))

    def action_open_clocks(self):
        """Show the clocks of this policy that are not stopped."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_ticket_sla.crm_ticket_sla_action"
        )
        action["domain"] = [("policy_id", "in", self.ids)]
        action["context"] = {"search_default_open": 1}
        return action
