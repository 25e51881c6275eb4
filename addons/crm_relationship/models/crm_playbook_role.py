# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ("owner", "Account manager"),
    ("leader", "Team leader"),
    ("person", "A person of each company"),
]


class CrmPlaybookRole(models.Model):
    """Who does a step of a playbook: the customer's own people, or a department's.

    A role without anybody passes the step on to another role, and in the end to who
    answers for the playbook.
    """

    _name = "crm.playbook.role"
    _description = "Playbook Role"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True, default="person")
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        company_dependent=True,
        domain=[("share", "=", False)],
        help="Who has the role in the company that is chosen above.",
    )
    fallback_id = fields.Many2one(
        "crm.playbook.role",
        string="Else",
        ondelete="set null",
        help="Who does the step where nobody has this role.",
    )

    @api.constrains("fallback_id")
    def _check_fallback_id(self):
        if self._has_cycle("fallback_id"):
            raise ValidationError(
                self.env._("Roles cannot pass steps on to each other in a circle.")
            )

    def _user_for(self, owner, leader, company):
        """Return who does a step, or nobody.

        :param owner: user who answers for the record
        :param leader: user who leads the owner's team
        """
        role = self
        while role:
            users = {"owner": owner, "leader": leader}
            user = users.get(role.kind, role.with_company(company).user_id)
            if user.active:
                return user
            role = role.fallback_id
        return self.env["res.users"]


class MailActivityPlanTemplate(models.Model):
    _inherit = "mail.activity.plan.template"

    responsible_type = fields.Selection(
        selection_add=[("crm_role", "By role")], ondelete={"crm_role": "set default"}
    )
    crm_role_id = fields.Many2one(
        "crm.playbook.role", string="Role", ondelete="restrict", index="btree_not_null"
    )

    @api.constrains("responsible_type", "crm_role_id")
    def _check_crm_role_id(self):
        for template in self:
            if template.responsible_type == "crm_role" and not template.crm_role_id:
                raise ValidationError(
                    self.env._(
                        "%(step)s: say which role does it.",
                        step=template.summary or template.activity_type_id.name,
                    )
                )

    def _determine_responsible(self, on_demand_responsible, applied_on_record):
        if self.responsible_type != "crm_role":
            return super()._determine_responsible(
                on_demand_responsible, applied_on_record
            )
        owner, leader = self.env["crm.playbook"]._people_of(applied_on_record)
        company = applied_on_record["company_id"] or self.env.company
        user = self.crm_role_id._user_for(owner, leader, company)
        return {
            "responsible": user or on_demand_responsible or owner or self.env.user,
            "error": False,
            "warning": False,
        }
