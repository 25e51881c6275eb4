# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models, tools
from odoo.exceptions import UserError

from ..tools import journey_graph

#: Fields of a version that its drawing is made of.
FROZEN = frozenset({"journey_id", "number", "step_ids", "entry_uid"})
#: What says what people go through; publishing, moving and saving write it.
ENGINE_ONLY = frozenset(
    {
        *("state", "snapshot", "published_at", "published_by_id"),
        *("migrate_to_id", "migrate_plan", "revision"),
    }
)


class CrmJourneyVersion(models.Model):
    """Publishing: the drawing is checked, copied into the snapshot and frozen."""

    _inherit = "crm.journey.version"
    _engine_only = ENGINE_ONLY

    @api.model_create_multi
    def create(self, vals_list):
        """Number the versions of each journey from 1."""
        for vals in vals_list:
            if not vals.get("number"):
                last = self.search(
                    [("journey_id", "=", vals["journey_id"])],
                    order="number desc",
                    limit=1,
                )
                vals["number"] = last.number + 1
            self._check_engine_only(vals)
        versions = super().create(vals_list)
        versions._check_new()
        return versions

    def write(self, vals):
        if not FROZEN.isdisjoint(vals):
            self._check_draft()
        self._check_engine_only(vals)
        return super().write(vals)

    def _check_engine_only(self, vals):
        """Refuse to publish a version, or to take that back, by writing its state."""
        if not self.env.su and not ENGINE_ONLY.isdisjoint(vals):
            raise UserError(
                self.env._(
                    "A version is published by starting or updating its journey."
                )
            )

    def _check_new(self):
        """Refuse a new version that was never checked, however it was filled in."""
        for version in self:
            if version.state != "draft" or version.snapshot:
                self._check_engine_only({"state", "snapshot"})

    @api.constrains("journey_id")
    def _check_journey(self):
        """Stay a version of the journey that runs or draws it."""
        # sudo: whoever sees a version may not see the journey that it would leave
        journeys = self.env["crm.journey"].sudo().with_context(active_test=False)
        of_mine = [
            *("|", ("version_id", "in", self.ids)),
            ("draft_version_id", "in", self.ids),
        ]
        journeys.search(of_mine)._check_versions()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._check_draft()

    def _check_draft(self):
        """Refuse to change what people are going through."""
        for version in self:
            if version.state != "draft":
                raise UserError(
                    self.env._(
                        "Version %(number)s of “%(journey)s” has been published and"
                        " does not change any more: people went through it. Draw a new"
                        " version instead.",
                        number=version.number,
                        journey=version.journey_id.name,
                    )
                )

    def _graph(self):
        """Return the graph as it is drawn, in the form of a snapshot."""
        self.ensure_one()
        return {
            "entry": self.entry_uid or None,
            "steps": {
                step.step_uid: {
                    "kind": step.kind,
                    "name": step.name,
                    "config": step.config or {},
                    "branches": step.branches or {},
                    "mailing_id": step.mailing_id.id or None,
                }
                for step in self.step_ids
            },
        }

    def _nodes(self):
        """Return {uid: StepNode}: of the snapshot, or of the drawing while it is one."""
        self.ensure_one()
        if self.state != "draft":
            return self._published_nodes()
        return journey_graph.nodes(self._graph(), self.journey_id.id, self.id)

    def _nodes_in_order(self):
        """Return the steps as `_nodes` does, from the first one on."""
        entry = self.entry_uid if self.state == "draft" else self.snapshot["entry"]
        return journey_graph.in_order(self._nodes(), entry)

    @tools.ormcache("self.id")
    def _published_nodes(self):
        return journey_graph.nodes(self.snapshot, self.journey_id.id, self.id)

    def _node(self, step_uid):
        """Return a step, or None where the version has none of this uid."""
        return self._nodes().get(step_uid)

    def _problems(self):
        """Return what keeps the drawing from being published."""
        self.ensure_one()
        found = journey_graph.problems(self._graph())
        return found + self.env["crm.journey.step.runner"]._problems(self._nodes())

    def _problem_text(self, problem):
        """Return a problem in the words of the reader."""
        self.ensure_one()
        texts = self.env["crm.journey.step"]._problem_texts()
        text = texts[problem.code] % {**NAMELESS, **problem.args}
        step = self._node(problem.step_uid) if problem.step_uid else None
        if not step:
            return text
        return self.env._("“%(step)s”: %(problem)s", step=step.name, problem=text)

    def _check_problems(self):
        """Refuse a drawing that cannot be run, naming everything that is wrong."""
        problems = self._problems()
        if problems:
            raise UserError(
                "\n".join(
                    [
                        self.env._("This journey cannot be run:"),
                        *(self._problem_text(problem) for problem in problems),
                    ]
                )
            )

    def _publish(self):
        """Make this drawing the version that people go through from now on."""
        self.ensure_one()
        self._check_draft()
        self._check_problems()
        journey = self.journey_id
        former = journey.version_id
        # sudo: nobody writes the state of a version by hand
        former.sudo().write({"state": "retired"})
        self.sudo().write(
            {
                "state": "published",
                "snapshot": self._graph(),
                "published_at": fields.Datetime.now(),
                "published_by_id": self.env.uid,
            }
        )
        journey._set({"version_id": self.id, "draft_version_id": False})
        return self

    def _copy_as_draft(self):
        """Return a new drawing of this version: the same steps with the same uids."""
        self.ensure_one()
        return self.create(
            {
                "journey_id": self.journey_id.id,
                "entry_uid": self.entry_uid,
                "step_ids": [
                    Command.create(
                        {
                            **{name: step[name] for name in COPIED},
                            "mailing_id": step._copy_content().id,
                        }
                    )
                    for step in self.step_ids
                ],
            }
        )


COPIED = ("step_uid", "name", "kind", "config", "branches", "pos_x", "pos_y")
#: What a text names that a problem may not have.
NAMELESS = {"key": "", "value": "", "way": "", "kind": ""}
