# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.qualification import limited


def _place(question):
    """Sort key of a question: group by group, those without one last."""
    group = question.group_id
    return not group, group.sequence, group.id, question.sequence, question.id


class CrmLead(models.Model):
    """The questions of a lead on one screen: read, answered, explained."""

    _inherit = "crm.lead"

    # ------------------------------------------------------------
    # For the panel
    # ------------------------------------------------------------

    @api.readonly
    def qualification_panel(self):
        """Return the questions, the answers that count, and what came of them.

        :return: ``{"template", "grade", "groups", "lines", "older", "can_answer"}``
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: what is asked of a lead, to whoever may see it
        template = self.sudo().qualification_id
        current = {a.question_id: a for a in self.sudo()._current_answers()}
        has_points = self.env.user.has_group("sales_team.group_sale_manager")
        questions = template.question_ids.sorted(_place)
        return {
            "template": template.name or False,
            "grade": self.qualification_grade or False,
            "score": self.qualification_score,
            "can_answer": bool(template) and self.has_access("write"),
            "has_points": has_points,
            "groups": [
                {
                    "id": group.id,
                    "name": group.name or self.env._("Questions"),
                    "questions": [
                        self._panel_question(
                            question, current.get(question), has_points
                        )
                        for question in members
                    ],
                }
                for group, members in questions.grouped("group_id").items()
            ],
            "lines": self._qualification_lines(),
            "older": self._panel_older(),
        }

    def _panel_question(self, question, answer, has_points):
        required = {
            "conversion": self.type == "lead",
            "stage": self.type == "opportunity",
        }
        return {
            "id": question.id,
            "name": question.name,
            "kind": question.kind,
            "is_required": required.get(question.required_at, False),
            "choices": [
                {
                    "id": choice.id,
                    "name": choice.name,
                    "points": has_points and choice.points,
                }
                for choice in question.choice_ids
                if question.kind in ("choice", "multi")
            ],
            "value": self._panel_value(answer) if answer else None,
        }

    def _panel_value(self, answer):
        return {
            "choice": answer.choice_ids[:1].id,
            "multi": answer.choice_ids.ids,
            "yes_no": answer.is_yes,
            "number": answer.number,
            "text": answer.text,
            "date": fields.Date.to_string(answer.date),
        }[answer.question_id.kind]

    def _panel_older(self):
        """Return the number of answers that are kept and do not count."""
        answers = self.sudo().qualification_answer_ids  # sudo: of the lead one sees
        return len(answers) - len(self.sudo()._current_answers())

    def _qualification_lines(self):
        """Return in words what the grade is made of.

        :return: ``{"part": "fit" or "engagement", "text", "points"}`` of each
        """
        # sudo: what makes a lead's grade, to whoever may see the lead
        lead = self.sudo()
        lines = []
        current = lead._current_answers().sorted(lambda a: _place(a.question_id))
        for group, answers in current.grouped("group_id").items():
            for answer in answers:
                text = f"{answer.question_id.name} {answer.answer}"
                if answer._disqualifies():
                    text = self.env._("%s (does not fit)", text)
                lines.append({"part": "fit", "text": text, "points": answer._worth()})
            total = sum(answer._worth() for answer in answers)
            kept = limited(total, group.cap)
            if kept != total:
                text = self.env._(
                    "%(group)s gives no more than %(cap)s",
                    group=group.name,
                    cap=f"{group.cap:g}",
                )
                lines.append({"part": "fit", "text": text, "points": kept - total})
        for rule, count, points in lead._earned():
            text = self.env._(
                "%(kind)s × %(count)s", kind=rule.display_name, count=count
            )
            lines.append(
                {"part": "engagement", "text": text, "points": round(float(points), 1)}
            )
        return lines

    # ------------------------------------------------------------
    # Answering
    # ------------------------------------------------------------

    def qualification_answer(self, question_id, value):
        """Keep an answer, dated; None takes it back. Return the panel as it is then.

        :raise ValidationError: naming the question and what is wrong
        """
        self.ensure_one()
        self.check_access("write")
        # sudo: questions are the company's; the lead is the user's, as checked above
        question = self.sudo().qualification_id.question_ids.filtered(
            lambda question: question.id == question_id
        )
        if not question:
            raise UserError(
                self.env._("This question is no longer asked: reload the page.")
            )
        vals = None if value in (None, "", []) else self._parse_answer(question, value)
        # sudo: answers are written in this way only
        answers = self.env["crm.qualification.answer"].sudo()
        before = (
            self.sudo()
            ._current_answers()
            .filtered(lambda answer: answer.question_id == question)
        )
        before.is_current = False
        before.flush_recordset(["is_current"])  # before the row that takes its place
        if vals is not None:
            answers.create(
                {
                    **vals,
                    "lead_id": self.id,
                    "question_id": question.id,
                    "answered_at": fields.Datetime.now(),
                    "user_id": self.env.uid,
                }
            )
        self._refresh_qualification()
        return self.qualification_panel()

    @api.model
    def _parse_answer(self, question, value):
        """Return the values of an answer that a client sent."""
        try:
            return getattr(self, f"_parse_answer_{question.kind}")(question, value)
        except (TypeError, ValueError, OverflowError) as error:
            raise ValidationError(
                self.env._(
                    "%(question)s '%(value)s' is no answer to this.",
                    question=question.name,
                    value=value,
                )
            ) from error

    def _parse_answer_choice(self, question, value):
        return self._parse_answer_multi(question, [value])

    def _parse_answer_multi(self, question, value):
        chosen = question.choice_ids.filtered(lambda choice: choice.id in value)
        if len(chosen) != len(set(value)):
            raise ValueError(value)
        return {"choice_ids": [fields.Command.set(chosen.ids)]}

    def _parse_answer_yes_no(self, _question, value):
        if not isinstance(value, bool):
            raise TypeError(value)
        return {"is_yes": value}

    def _parse_answer_number(self, _question, value):
        number = float(str(value).replace(",", "."))
        if number != number or abs(number) > 1e15:  # not a number, or no amount
            raise ValueError(value)
        return {"number": number}

    def _parse_answer_text(self, _question, value):
        return {"text": str(value).strip()[:2000]}

    def _parse_answer_date(self, _question, value):
        return {"date": fields.Date.to_date(str(value))}
