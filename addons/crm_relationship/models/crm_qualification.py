# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from .crm_interaction_type import CHANNELS, DIRECTIONS

CUSTOMER_TYPES = [("person", "Person"), ("company", "Company")]


class CrmQualificationPart(models.AbstractModel):
    """A part of a question set: when it changes, leads are judged anew."""

    _name = "crm.qualification.part"
    _description = "Part of a Question Set"

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._judge_again()
        return parts

    def write(self, vals):
        result = super().write(vals)
        self._judge_again()
        return result

    def unlink(self):
        result = super().unlink()
        self._judge_again()
        return result

    def _judge_again(self):
        if not self:
            return  # of no rows nobody is asked for rights
        self.env.registry.clear_cache()
        # sudo: whoever may change the questions may have every lead judged by them
        self.env["crm.qualification.queue"].sudo()._enqueue_open()


class CrmQualification(models.Model):
    """What is asked of leads of a kind, and what answers and contacts are worth.

    The first set that fits a lead is the lead's: by the kind of customer, the sales team
    and what the lead is interested in. Fit (A to C) comes from the answers, engagement
    (1 to 3) from what happened. Both stand beside the probability, which is Odoo's own.
    """

    _name = "crm.qualification"
    _description = "Question Set"
    _inherit = "crm.qualification.part"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: for the leads of every company."
    )
    customer_type = fields.Selection(
        [("any", "Anybody"), *CUSTOMER_TYPES],
        string="Kind of customer",
        required=True,
        default="any",
    )
    team_id = fields.Many2one(
        "crm.team", string="Sales team", ondelete="cascade", check_company=True
    )
    tag_ids = fields.Many2many(
        "crm.tag",
        string="Interested in",
        help="Only leads with one of these tags. Empty: whatever they want.",
    )
    fit_a = fields.Float(string="A from", default=40, help="Points for a good fit.")
    fit_b = fields.Float(string="B from", default=20)
    engagement_1 = fields.Float(
        string="1 from", default=20, help="Points for a lead that wants to buy."
    )
    engagement_2 = fields.Float(string="2 from", default=8)
    half_life_days = fields.Integer(
        string="Half-life (days)",
        default=30,
        help="After so many days a contact is worth half.",
    )
    is_binding = fields.Boolean(
        string="Required answers are binding",
        default=True,
        help="Refuse to convert a lead or to move it on while required answers are "
        "missing. Otherwise they are only shown.",
    )
    group_ids = fields.One2many("crm.qualification.group", "qualification_id")
    question_ids = fields.One2many("crm.qualification.question", "qualification_id")
    rule_ids = fields.One2many("crm.qualification.rule", "qualification_id")

    _half_life_check = models.Constraint(
        "CHECK (half_life_days > 0)", "Half-life: give at least one day."
    )

    @api.constrains("fit_a", "fit_b", "engagement_1", "engagement_2")
    def _check_thresholds(self):
        for template in self:
            if template.fit_a < template.fit_b:
                raise ValidationError(
                    self.env._("Fit: A needs at least as many points as B.")
                )
            if template.engagement_1 < template.engagement_2:
                raise ValidationError(
                    self.env._("Engagement: 1 needs at least as many points as 2.")
                )

    @ormcache()
    def _has_any(self):
        """Tell whether leads are qualified at all."""
        return bool(self.sudo().search_count([], limit=1))  # sudo: that there is one


class CrmQualificationGroup(models.Model):
    """Questions about one thing; together they give no more than the cap."""

    _name = "crm.qualification.group"
    _description = "Group of Questions"
    _inherit = "crm.qualification.part"
    _order = "sequence, id"

    qualification_id = fields.Many2one(
        "crm.qualification",
        string="Question set",
        required=True,
        ondelete="cascade",
        index=True,
    )
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    cap = fields.Float(string="At most", help="Points of the whole group. 0: no limit.")

    _cap_check = models.Constraint("CHECK (cap >= 0)", "At most: give 0 or more.")


class CrmQualificationRule(models.Model):
    """What a contact of some kind is worth; the first rule that fits counts it."""

    _name = "crm.qualification.rule"
    _description = "Engagement Rule"
    _inherit = "crm.qualification.part"
    _order = "sequence, id"

    qualification_id = fields.Many2one(
        "crm.qualification",
        string="Question set",
        required=True,
        ondelete="cascade",
        index=True,
    )
    sequence = fields.Integer(default=10)
    type_id = fields.Many2one("crm.interaction.type", ondelete="cascade")
    channel = fields.Selection(CHANNELS)
    direction = fields.Selection(DIRECTIONS)
    outcome_id = fields.Many2one("crm.interaction.outcome", ondelete="cascade")
    points = fields.Float(required=True)
    cap = fields.Float(
        string="At most", help="Points of this rule within the period. 0: no limit."
    )
    period_days = fields.Integer(string="Within days", default=7, required=True)

    _cap_check = models.Constraint("CHECK (cap >= 0)", "At most: give 0 or more.")
    _period_check = models.Constraint(
        "CHECK (period_days > 0)", "Within days: give at least one day."
    )

    @api.depends("type_id", "channel", "direction", "outcome_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for rule in self:
            words = [rule.type_id.name]
            for name in ("channel", "direction"):
                labels = dict(self._fields[name]._description_selection(self.env))
                words.append(labels.get(rule[name]))
            words.append(rule.outcome_id.name)
            rule.display_name = ", ".join(filter(None, words)) or self.env._(
                "Any contact"
            )
