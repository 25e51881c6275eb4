# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import placeholders


class CrmAgreementTemplate(models.Model):
    """The text that agreements start from.

    Placeholders are names out of a list, filled with values of the order: there is no
    language in them, and nothing is evaluated.
    """

    _name = "crm.agreement.template"
    _description = "Agreement Template"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)
    body = fields.Html(string="Text", translate=True, sanitize=True, required=True)
    months = fields.Integer(
        string="Runs for", default=12, help="Months from its start. 0: without an end."
    )
    notice_days = fields.Integer(
        string="Notice",
        default=30,
        help="Days before the end when somebody is told to renew it.",
    )
    placeholder_help = fields.Html(compute="_compute_placeholder_help", sanitize=False)

    _days_check = models.Constraint(
        "CHECK (coalesce(months, 0) >= 0 AND coalesce(notice_days, 0) >= 0)",
        "Months and days of notice: give 0 or more.",
    )

    @api.depends_context("lang")
    def _compute_placeholder_help(self):
        self.placeholder_help = self.env["crm.agreement"]._placeholder_help()

    @api.constrains("body")
    def _check_body(self):
        known = self.env["crm.agreement"]._placeholder_labels()
        for template in self:
            unknown = placeholders.unknown(template.body, known)
            if unknown:
                raise ValidationError(
                    self.env._(
                        "%(name)s: there is no placeholder %(placeholders)s.",
                        name=template.name,
                        placeholders=", ".join(unknown),
                    )
                )
