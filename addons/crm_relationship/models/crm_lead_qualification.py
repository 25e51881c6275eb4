# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .crm_qualification import CUSTOMER_TYPES
from .crm_qualification_grade import EXPLAIN, STORE

GRADES = [(fit + will, fit + will) for fit in "ABC" for will in "123"]
#: What decides which question set a lead has.
DECIDING = {
    "customer_type",
    "partner_id",
    "partner_name",
    "team_id",
    "tag_ids",
    "company_id",
}


class CrmLead(models.Model):
    """How well a lead fits and how much it wants to, beside its probability."""

    _inherit = "crm.lead"

    customer_type = fields.Selection(
        CUSTOMER_TYPES,
        string="Kind of customer",
        groups="base.group_user",
        help="Which questions are asked. Empty: as the contact says.",
    )
    qualification_id = fields.Many2one(
        "crm.qualification",
        string="Question set",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        groups="base.group_user",
    )
    qualification_grade = fields.Selection(
        GRADES,
        string="Grade",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
        help="A to C: how well the lead fits what we look for, by the answers. 1 to 3: "
        "how much it wants to, by what happened lately.",
    )
    qualification_score = fields.Float(
        string="Score", readonly=True, copy=False, groups="base.group_user",
        aggregator="avg", digits=(16, 1),
    )  # fmt: skip
    qualification_fit = fields.Float(
        string="Fit", readonly=True, copy=False, groups="base.group_user",
        aggregator="avg", digits=(16, 1),
    )  # fmt: skip
    qualification_engagement = fields.Float(
        string="Engagement", readonly=True, copy=False, groups="base.group_user",
        aggregator="avg", digits=(16, 1),
    )  # fmt: skip
    qualification_answer_ids = fields.One2many(
        "crm.qualification.answer",
        "lead_id",
        string="Answers",
        readonly=True,
        groups="base.group_user",
    )

    # ------------------------------------------------------------
    # Judging
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._refresh_qualification()
        return leads

    def write(self, vals):
        if "type" in vals or "stage_id" in vals:
            self._check_required_answers(vals)
        result = super().write(vals)
        if DECIDING & vals.keys():
            self._refresh_qualification()
        return result

    def _refresh_qualification(self, now=None):
        """Judge these leads, by one statement whatever their number."""
        if not self.ids or not self.env["crm.qualification"]._has_any():
            return
        self.env.flush_all()
        changed = self.env.execute_query(
            SQL(STORE, **self._qualification_names(now or fields.Datetime.now()))
        )
        self.browse(row[0] for row in changed).invalidate_recordset(
            [
                "qualification_id",
                "qualification_grade",
                "qualification_score",
                "qualification_fit",
                "qualification_engagement",
            ]  # fmt: skip
        )

    def _qualification_names(self, now):
        return {
            # in a fixed order: two jobs that share leads wait, and never deadlock
            "leads": SQL(
                "l.id IN (SELECT id FROM crm_lead WHERE id = ANY(%s)"
                " ORDER BY id FOR NO KEY UPDATE)",
                self.ids,
            ),
            "now": SQL("%s::timestamp", now),
        }

    def _earned(self, now=None):
        """Return (rule, number of contacts, points) of what makes a lead engaged."""
        self.ensure_one()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                EXPLAIN,
                leads=SQL("l.id = %s", self.id),
                now=SQL("%s::timestamp", now or fields.Datetime.now()),
            )
        )
        # sudo: how contacts are counted, to whoever may see the lead
        rules = self.env["crm.qualification.rule"].sudo()
        earned = [(rules.browse(rule), count, points) for rule, count, points in rows]
        return sorted(earned, key=lambda line: (-abs(line[2]), line[0].id))

    # ------------------------------------------------------------
    # Required answers
    # ------------------------------------------------------------

    def _check_required_answers(self, vals):
        """Refuse to convert or to move on while a binding answer is missing."""
        # the job that spreads new leads converts what nobody has spoken with yet
        if self.env.uid == SUPERUSER_ID or not self.env["crm.qualification"]._has_any():
            return
        stage = self.env["crm.stage"].browse(vals.get("stage_id"))
        for lead in self:
            converted = vals.get("type") == "opportunity" and lead.type == "lead"
            moved = stage if stage and lead.stage_id != stage else None
            # sudo: which answers are asked for is the same whoever moves the lead
            missing = lead.sudo()._missing_answers(moved, is_converted=converted)
            if missing and missing.qualification_id.is_binding:
                raise UserError(
                    self.env._(
                        "%(lead)s: answer these questions first, on the page "
                        "Qualification.\n%(questions)s",
                        lead=lead.display_name,
                        questions="\n".join(
                            f"- {name}" for name in missing.mapped("name")
                        ),
                    )
                )

    def _missing_answers(self, stage=None, is_converted=False):
        """Return the questions that must be answered before a step and are not.

        :param stage: the stage the lead is to enter
        """
        self.ensure_one()
        questions = self.qualification_id.question_ids.filtered(
            lambda question: (
                is_converted
                and question.required_at == "conversion"
                or stage
                and question.required_at == "stage"
                and question.stage_id.sequence <= stage.sequence
            )
        )
        return questions and questions - self._current_answers().question_id

    def _current_answers(self):
        """Return the answers that count, of the questions asked now."""
        self.ensure_one()
        return self.qualification_answer_ids.filtered(
            lambda answer: (
                answer.is_current
                and answer.question_id.active
                and answer.question_id.qualification_id == self.qualification_id
            )
        )

    # ------------------------------------------------------------
    # Merging
    # ------------------------------------------------------------

    def _rows_to_merge(self):
        return [
            *super()._rows_to_merge(),
            self._rows_by("crm.qualification.answer", "lead_id"),
            self._rows_by("crm.lead.disqualification", "lead_id"),
        ]

    def _merge_rows(self, opportunities):
        """Keep every answer; of two to the same question the newest counts."""
        result = super()._merge_rows(opportunities)
        answers = self.env["crm.qualification.answer"]
        answers.flush_model()
        self.env.execute_query(
            SQL(
                "WITH placed AS (SELECT id, row_number() OVER (PARTITION BY question_id"
                " ORDER BY answered_at DESC, id DESC) AS place"
                " FROM crm_qualification_answer"
                " WHERE lead_id = ANY(%(all)s) AND is_current IS TRUE)"
                " UPDATE crm_qualification_answer a SET is_current = FALSE FROM placed p"
                " WHERE p.id = a.id AND p.place > 1 RETURNING a.id",
                all=[self.id, *opportunities.ids],
            )
        )
        for table in ("crm_qualification_answer", "crm_lead_disqualification"):
            self.env.execute_query(
                SQL(
                    "UPDATE %s SET lead_id = %s WHERE lead_id = ANY(%s) RETURNING id",
                    SQL.identifier(table),
                    self.id,
                    opportunities.ids,
                )
            )
        # not all: leads that wait to be spread would be read again one by one
        answers.invalidate_model(["lead_id", "is_current"], flush=False)
        history = self.env["crm.lead.disqualification"]
        history.invalidate_model(["lead_id"], flush=False)
        self._refresh_qualification()
        return result
