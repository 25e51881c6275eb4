# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.qualification import Choice, band_of

KINDS = [
    ("choice", "One of several"),
    ("multi", "Several of several"),
    ("yes_no", "Yes or no"),
    ("number", "Number"),
    ("text", "Text"),
    ("date", "Date"),
]
#: Kinds whose points are on the question itself, once it is answered.
PLAIN_KINDS = ("yes_no", "text", "date")


class CrmQualificationQuestion(models.Model):
    """One thing to find out about a lead.

    Once somebody answered it, it is archived instead of deleted: answers stay readable.
    """

    _name = "crm.qualification.question"
    _description = "Qualification Question"
    _inherit = "crm.qualification.part"
    _order = "sequence, id"

    qualification_id = fields.Many2one(
        "crm.qualification",
        string="Question set",
        required=True,
        ondelete="cascade",
        index=True,
    )
    group_id = fields.Many2one(
        "crm.qualification.group",
        ondelete="set null",
        domain="[('qualification_id', '=', qualification_id)]",
    )
    name = fields.Char(string="Question", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(KINDS, required=True, default="choice")
    choice_ids = fields.One2many(
        "crm.qualification.choice", "question_id", string="Answers"
    )
    points = fields.Float(help="Of an answer; of yes where it is yes or no.")
    points_no = fields.Float(string="Points for no")
    disqualifying = fields.Selection(
        [("yes", "Yes"), ("no", "No")],
        string="Disqualifying answer",
        help="Whoever answers so does not fit, whatever else they say.",
    )
    required_at = fields.Selection(
        [("conversion", "Before conversion"), ("stage", "Before a stage")],
        string="Required",
    )
    stage_id = fields.Many2one(
        "crm.stage",
        string="Before the stage",
        ondelete="set null",
        help="Opportunities enter this stage, and later ones, only with an answer.",
    )

    @api.constrains("required_at", "stage_id")
    def _check_stage(self):
        for question in self:
            if question.required_at == "stage" and not question.stage_id:
                raise ValidationError(
                    self.env._(
                        "%(question)s: say before which stage it must be answered.",
                        question=question.name,
                    )
                )

    @api.constrains("group_id", "qualification_id")
    def _check_group(self):
        for question in self:
            group = question.group_id
            if group and group.qualification_id != question.qualification_id:
                raise ValidationError(
                    self.env._(
                        "%(question)s: the group %(group)s is of another question set.",
                        question=question.name,
                        group=group.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        # sudo: answers of leads the user may not see count as well
        answered = self.env["crm.qualification.answer"].sudo()
        found = answered.search([("question_id", "in", self.ids)], limit=1)
        if found:
            raise ValidationError(
                self.env._(
                    "%(question)s: somebody answered this. Archive the question instead.",
                    question=found.question_id.name,
                )
            )

    def _band(self, number):
        """Return the answer that stands for a number."""
        bands = [Choice(c.id, c.points, c.low) for c in self.choice_ids]
        found = band_of(number, bands)
        return self.choice_ids.browse(found and found.key)


class CrmQualificationChoice(models.Model):
    """A proposed answer, or a band of numbers from its lower end on."""

    _name = "crm.qualification.choice"
    _description = "Qualification Choice"
    _inherit = "crm.qualification.part"
    _order = "sequence, low, id"

    question_id = fields.Many2one(
        "crm.qualification.question", required=True, ondelete="cascade", index=True
    )
    name = fields.Char(string="Answer", required=True, translate=True)
    sequence = fields.Integer(default=10)
    low = fields.Float(string="From", help="For numbers: where the band begins.")
    points = fields.Float()
    is_disqualifying = fields.Boolean(
        string="Disqualifying",
        help="Whoever answers so does not fit, whatever else they say.",
    )
