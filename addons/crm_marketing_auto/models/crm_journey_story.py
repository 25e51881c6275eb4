# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

ICONS = {
    "ready": "fa-hourglass-half text-info",
    "done": "fa-check-circle text-success",
    "skipped": "fa-ban text-warning",
    "failed": "fa-exclamation-triangle text-danger",
    "unknown": "fa-question-circle text-danger",
}


class CrmJourneyParticipant(models.Model):
    """A participant as people read it: who, where, and the whole story."""

    _inherit = "crm.journey.participant"

    record_name = fields.Char(string="Who", compute="_compute_record_name")
    step_name = fields.Char(string="Now at", compute="_compute_now_at")
    due_at = fields.Datetime(string="Goes on", compute="_compute_now_at")
    story = fields.Html(compute="_compute_story", sanitize=False)

    @api.depends("res_model", "res_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_record_name(self):
        names = {
            model: self.env["crm.contact.shown"]._names_of(model, rows.mapped("res_id"))
            for model, rows in self.grouped("res_model").items()
            if model
        }
        hidden = self.env._("Confidential")
        for participant in self:
            known = names.get(participant.res_model, {})
            participant.record_name = known.get(participant.res_id, hidden)

    @api.depends("record_name")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_display_name(self):
        for participant in self:
            participant.display_name = participant.record_name

    @api.depends("trace_ids.state", "trace_ids.due_at")
    def _compute_now_at(self):
        waiting = self.env["crm.journey.trace"].search(
            [("participant_id", "in", self.ids), ("state", "=", "ready")]
        )
        by_participant = waiting.grouped("participant_id")
        for participant in self:
            trace = by_participant.get(participant, waiting.browse())[:1]
            participant.step_name = trace.step_name
            participant.due_at = trace.due_at

    def _compute_story(self):
        for participant in self:
            lines = [
                Markup(
                    "<li class='o_journey_story_line'><i class='fa fa-sign-in"
                    " text-success' aria-hidden='true'></i><div><b>%s</b><div"
                    " class='text-muted small'>%s</div></div></li>"
                )
                % (
                    self.env._("Came in"),
                    format_datetime(self.env, participant.entered_at),
                )
            ]
            lines += [
                trace._story_item() for trace in participant.trace_ids.sorted("id")
            ]
            if participant.ended_at:
                lines.append(participant._story_end())
            participant.story = Markup(
                "<ol class='o_journey_story list-unstyled'>%s</ol>"
            ) % Markup("").join(lines)

    def _story_end(self):
        return Markup(
            "<li class='o_journey_story_line'><i class='fa fa-flag-checkered'"
            " aria-hidden='true'></i><div><b>%s</b><div class='text-muted small'>%s"
            "</div></div></li>"
        ) % (self._state_text(), format_datetime(self.env, self.ended_at))

    def _state_text(self):
        """Return how it stands, with the reason where there is one."""
        self.ensure_one()
        state = dict(self._fields["state"]._description_selection(self.env))[self.state]
        return f"{state}: {self.reason_id.name}" if self.reason_id else state

    def action_show_path(self):
        """Open the drawing with the way of this participant."""
        self.ensure_one()
        return self.version_id._open_editor(self.version_id, self)

    def action_open_record(self):
        """Open who takes part; whoever may not read it is told so by the record."""
        self.ensure_one()
        return self.env["crm.contact.shown"]._open_shown(self.res_model, self.res_id)


class CrmJourneyTrace(models.Model):
    """One visit of a step as people read it."""

    _inherit = "crm.journey.trace"

    step_name = fields.Char(string="Step", compute="_compute_step_name")
    record_name = fields.Char(string="Who", related="participant_id.record_name")
    reaction_ids = fields.One2many("crm.journey.reaction", "trace_id")

    @api.depends("version_id", "step_uid")
    def _compute_step_name(self):
        for version, traces in self.grouped("version_id").items():
            nodes = version._nodes() if version else {}
            for trace in traces:
                node = nodes.get(trace.step_uid)
                trace.step_name = node.name if node else trace.step_uid

    @api.depends("step_name", "record_name")
    def _compute_display_name(self):
        for trace in self:
            trace.display_name = f"{trace.step_name}: {trace.record_name}"

    def _story_line(self):
        """Return when this was done, or why it was not, in one line."""
        self.ensure_one()
        state = dict(self._fields["state"]._description_selection(self.env))[self.state]
        at = format_datetime(self.env, self.done_at or self.due_at)
        text = self.env._("%(state)s, %(when)s", state=state, when=at)
        if self.reason_id and self.state != "done":
            text = self.env._("%(line)s: %(why)s", line=text, why=self.reason_id.name)
        return text

    def _story_item(self):
        """Return this visit as an item of the story of its participant."""
        kinds = dict(
            self.env["crm.journey.reaction"]
            ._fields["kind"]
            ._description_selection(self.env)
        )
        said = [
            kinds[reaction.kind]
            for reaction in self.reaction_ids.sorted("id")
            if not reaction.is_machine
        ]
        badges = Markup("").join(
            Markup("<span class='badge text-bg-info ms-2'>%s</span>") % text
            for text in dict.fromkeys(said)
        )
        detail = (
            Markup("<div class='small'>%s</div>") % self.detail if self.detail else ""
        )
        return Markup(
            "<li class='o_journey_story_line'><i class='fa %s' aria-hidden='true'></i>"
            "<div><b>%s</b>%s<div class='text-muted small'>%s</div>%s</div></li>"
        ) % (ICONS[self.state], self.step_name, badges, self._story_line(), detail)


class ResPartner(models.Model):
    _inherit = "res.partner"

    journey_count = fields.Integer(
        compute="_compute_journey_count",
        groups="crm_marketing_auto.group_crm_marketing_auto_user",
    )

    def _compute_journey_count(self):
        counts = dict(
            self.env["crm.journey.participant"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.journey_count = counts.get(partner.id, 0)

    def action_open_journeys(self):
        """Open everything that journeys did, or did not do, for this contact."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "crm_marketing_auto.crm_journey_trace_action"
        )
        action["name"] = self.env._("Journeys of %s", self.display_name)
        action["domain"] = [("participant_id.partner_id", "=", self.id)]
        action["context"] = {"search_default_group_journey": 1}
        return action


class CrmJourney(models.Model):
    """The figures of a journey in lists, and its buttons."""

    _inherit = "crm.journey"

    inside_count = fields.Integer(string="Inside", compute="_compute_people")
    people_count = fields.Integer(string="Came in", compute="_compute_people")
    done_count = fields.Integer(string="Went through", compute="_compute_people")
    goal_count = fields.Integer(string="Reached the goal", compute="_compute_people")
    goal_rate = fields.Float(compute="_compute_people")
    next_due_at = fields.Datetime(string="Next due", compute="_compute_next_due_at")
    problem_count = fields.Integer(string="Problems", compute="_compute_problem_count")

    def _compute_people(self):
        rows = self.env["crm.journey.participant"]._read_group(
            [("journey_id", "in", self.ids), ("is_test", "=", False)],
            ["journey_id", "state"],
            ["__count", "goal_at:count"],
        )
        counts = {}
        for journey, state, count, goals in rows:
            known = counts.setdefault(journey.id, {"goals": 0})
            known[state] = count
            known["goals"] += goals if state != "holdout" else 0
        for journey in self:
            known = counts.get(journey.id, {})
            inside = sum(v for k, v in known.items() if k not in ("goals", "holdout"))
            journey.inside_count = known.get("active", 0)
            journey.done_count = known.get("done", 0)
            journey.people_count = inside + known.get("holdout", 0)
            journey.goal_count = known.get("goals", 0)
            journey.goal_rate = journey.goal_count / inside if inside else 0

    def _compute_next_due_at(self):
        rows = self.env["crm.journey.trace"]._read_group(
            [
                ("journey_id", "in", self.ids),
                ("state", "=", "ready"),
                ("is_test", "=", False),
            ],
            ["journey_id"],
            ["due_at:min"],
        )
        due = {journey.id: at for journey, at in rows}
        for journey in self:
            journey.next_due_at = due.get(journey.id)

    @api.depends("draft_version_id.step_ids", "draft_version_id.revision")
    def _compute_problem_count(self):
        for journey in self:
            version = journey.draft_version_id
            journey.problem_count = len(version._problems()) if version else 0

    def action_publish(self):
        """Publish what is being drawn."""
        for journey in self:
            if not journey.draft_version_id:
                raise UserError(
                    self.env._("Nothing has been drawn since the last version.")
                )
            journey.draft_version_id._publish()
        return True

    def action_open_people(self):
        """Open those who came in."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "crm_marketing_auto.crm_journey_participant_action"
        )
        action["domain"] = [("journey_id", "=", self.id)]
        action["context"] = {"search_default_inside": self.inside_count > 0}
        return action

    def action_open_traces(self):
        """Open everything that was done, or was not, and why."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "crm_marketing_auto.crm_journey_trace_action"
        )
        action["domain"] = [("journey_id", "=", self.id)]
        return action
