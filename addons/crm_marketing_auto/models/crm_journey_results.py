# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .html_figures import bars, number, table

#: People that the form shows; the others are in their list.
RECENT = 20
REACTIONS = ("open", "click", "reply", "bounce", "optout")


class CrmJourney(models.Model):
    """What has come of a journey, in its own form."""

    _inherit = "crm.journey"

    recent_participant_ids = fields.Many2many(
        "crm.journey.participant", compute="_compute_recent_participant_ids"
    )
    states_html = fields.Html(compute="_compute_results", sanitize=False)
    reasons_html = fields.Html(compute="_compute_results", sanitize=False)
    steps_html = fields.Html(compute="_compute_results", sanitize=False)

    def _compute_recent_participant_ids(self):
        participants = self.env["crm.journey.participant"]
        for journey in self:
            journey.recent_participant_ids = participants.search(
                [("journey_id", "in", journey.ids), ("is_test", "=", False)],
                limit=RECENT,
            )

    @api.depends_context("lang")
    def _compute_results(self):
        participants = self.env["crm.journey.participant"]
        states = dict(participants._fields["state"]._description_selection(self.env))
        for journey in self:
            rows = participants._read_group(
                [("journey_id", "in", journey.ids), ("is_test", "=", False)],
                ["state", "reason_id"],
                ["__count"],
            )
            by_state, by_reason = {}, {}
            for state, reason, count in rows:
                by_state[states[state]] = by_state.get(states[state], 0) + count
                if reason:
                    by_reason[reason.name] = by_reason.get(reason.name, 0) + count
            journey.states_html = bars(self.env, by_state)
            most_first = sorted(by_reason.items(), key=lambda pair: -pair[1])
            journey.reasons_html = bars(self.env, dict(most_first), "bg-warning")
            journey.steps_html = rows and journey._results_table()

    def _results_table(self):
        """Return what has happened at the steps of the version that runs."""
        if not self.version_id:
            return False
        found = self.version_id.get_figures()["steps"]
        nodes = self.version_id._nodes_in_order()
        heads = [
            (self.env._("Step"), False),
            (self.env._("Are here"), True),
            (self.env._("Done"), True),
            (self.env._("Skipped"), True),
            (self.env._("Failed"), True),
            (self.env._("Opened"), True),
            (self.env._("Clicked"), True),
            (self.env._("Answered"), True),
            (self.env._("Returned"), True),
            (self.env._("Opted out"), True),
        ]
        keys = ("waiting", "done", "skipped", "failed", *REACTIONS)
        rows = [
            (
                node.name,
                *(
                    number(self.env, found[uid][key]) if found[uid].get(key) else ""
                    for key in keys
                ),
            )
            for uid, node in nodes.items()
            if uid in found
        ]
        return table(heads, rows) if rows else False

    def action_open_lift(self):
        """Compare those who went through it with those left out on purpose."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_marketing_auto.crm_journey_lift_action"
        )
        return {**action, "domain": [("journey_id", "=", self.id)]}
