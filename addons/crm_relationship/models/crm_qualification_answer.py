# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date


class CrmLeadOwned(models.AbstractModel):
    """Rows of a lead: who may read the lead may read them, and nobody else.

    As activities follow their documents: whatever rules leads have, of whichever addon,
    hold here too, for searches, counts, groups and reads alike.
    """

    _name = "crm.lead.owned"
    _description = "Rows of a Lead"

    lead_id = fields.Many2one("crm.lead", required=True, ondelete="cascade", index=True)

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            leads = self.env["crm.lead"].with_context(active_test=False)
            domain = Domain(domain) & Domain("lead_id", "in", leads._search([]))
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not any(self._ids):
            return result
        on_lead = "read" if operation == "read" else "write"
        # sudo: which lead a row is of; the access to it is then the user's own
        leads = self.sudo().lead_id.sudo(False)._filtered_access(on_lead)
        forbidden = self.filtered(lambda row: row.sudo().lead_id not in leads)
        if result:
            return result[0] | forbidden, result[1]
        if not forbidden:
            return None
        rule = self.env["ir.rule"]
        return forbidden, lambda: rule._make_access_error(operation, forbidden)


class CrmQualificationAnswer(models.Model):
    """What somebody found out about a lead, on a day.

    A new answer to the same question does not replace the row: it stops being the one
    that counts. Answers to the questions of another kind of customer stay as well, and
    count again when the lead turns out to be of that kind.
    """

    _name = "crm.qualification.answer"
    _description = "Qualification Answer"
    _inherit = "crm.lead.owned"
    _order = "answered_at desc, id desc"
    _rec_name = "question_id"

    question_id = fields.Many2one(
        "crm.qualification.question",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    group_id = fields.Many2one(related="question_id.group_id")
    answered_at = fields.Datetime(string="Answered", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Answered by", readonly=True, ondelete="set null"
    )
    is_current = fields.Boolean(
        string="Counts",
        default=True,
        readonly=True,
        help="Earlier answers to the same question are kept and do not count.",
    )
    choice_ids = fields.Many2many(
        "crm.qualification.choice",
        "crm_qualification_answer_choice_rel",
        "answer_id",
        "choice_id",
        readonly=True,
        ondelete="restrict",
    )
    is_yes = fields.Boolean(readonly=True)
    number = fields.Float(readonly=True)
    text = fields.Text(readonly=True)
    date = fields.Date(readonly=True)
    answer = fields.Char(compute="_compute_answer")
    points = fields.Float(
        compute="_compute_points", groups="sales_team.group_sale_manager"
    )

    _current_uniq = models.UniqueIndex(
        "(lead_id, question_id) WHERE is_current IS TRUE",
        "This question has been answered meanwhile: look at the answer first.",
    )

    @api.depends("question_id.kind", "choice_ids", "is_yes", "number", "text", "date")
    @api.depends_context("lang")
    def _compute_answer(self):
        for answer in self:
            kind = answer.question_id.kind
            if kind in ("choice", "multi"):
                answer.answer = ", ".join(answer.choice_ids.mapped("name"))
            elif kind == "yes_no":
                answer.answer = self.env._("Yes") if answer.is_yes else self.env._("No")
            elif kind == "number":
                answer.answer = f"{answer.number:g}"
            elif kind == "date":
                answer.answer = format_date(self.env, answer.date)
            else:
                answer.answer = answer.text

    @api.depends("question_id", "choice_ids", "is_yes", "number")
    def _compute_points(self):
        for answer in self:
            answer.points = answer._worth()

    def _chosen(self):
        """Return the proposed answers that this one stands for."""
        question = self.question_id
        return (
            question._band(self.number)
            if question.kind == "number"
            else (self.choice_ids)
        )

    def _worth(self):
        """Return the points of this answer, before the cap of its group."""
        question = self.question_id
        if question.kind == "yes_no":
            return question.points if self.is_yes else question.points_no
        if question.kind in ("text", "date"):
            return question.points
        return sum(self._chosen().mapped("points"))

    def _disqualifies(self):
        """Tell whether whoever gave this answer does not fit."""
        question = self.question_id
        if question.kind == "yes_no":
            return question.disqualifying == ("yes" if self.is_yes else "no")
        return any(self._chosen().mapped("is_disqualifying"))
