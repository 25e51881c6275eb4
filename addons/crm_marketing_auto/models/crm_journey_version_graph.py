# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..tools import journey_drawing


class GraphConflict(UserError):
    """Somebody else has saved the drawing since it was read."""


class CrmJourneyVersion(models.Model):
    """The drawing as the editor reads and saves it."""

    _inherit = "crm.journey.version"

    revision = fields.Integer(
        default=0, readonly=True, copy=False, help="Counts the times it was saved."
    )

    def save_graph(self, graph, revision):
        """Keep a drawing; refuse it whole where a part cannot be kept.

        :param graph: see tools/journey_drawing.py
        :param revision: the one the drawing was made from
        :return: revision, problems and names, as `crm.journey.get_editor` has them
        """
        self.ensure_one()
        self.check_access("write")
        self._check_draft()
        steps = self._check_drawing(graph)
        self._take_turn(revision)
        self._store_steps(steps)
        self.entry_uid = graph.get("entry") or False
        return {
            "revision": self.revision,
            "problems": self._problems_shown(),
            "names": self._names_shown(),
        }

    def _take_turn(self, revision):
        """Count the save, unless somebody else saved since: two editors, one wins."""
        self.flush_recordset(["revision"])
        self.env.cr.execute(
            SQL(
                "UPDATE crm_journey_version SET revision = revision + 1"
                " WHERE id = %s AND revision = %s",
                self.id,
                revision,
            )
        )
        if not self.env.cr.rowcount:
            raise GraphConflict(
                self.env._(
                    "%(user)s has changed this drawing meanwhile. What you drew since"
                    " then is not saved: look at theirs, then draw it again.",
                    user=self.write_uid.display_name,
                )
            )
        self.invalidate_recordset(["revision"])
        # so that the next one refused learns who it was
        self.write({"step_ids": []})

    def _check_drawing(self, graph):
        kinds = dict(self.env["crm.journey.step"]._fields["kind"].selection)
        try:
            steps = journey_drawing.check(graph, kinds)
        except journey_drawing.DrawingError as error:
            raise ValidationError(self._drawing_text(error)) from None
        known = self.env["mailing.mailing"].browse(
            {step["mailing_id"] for step in steps if step["mailing_id"]}
        )
        found = known.exists()
        found.check_access("read")
        for step in steps:
            if step["mailing_id"] and step["mailing_id"] not in found.ids:
                raise ValidationError(
                    self._drawing_text(
                        journey_drawing.DrawingError(
                            "no_content", step["name"], step["mailing_id"]
                        )
                    )
                )
        return steps

    def _drawing_text(self, error):
        """Return why a drawing is refused, in the words of the reader."""
        text = {
            "no_drawing": lambda: self.env._("This is no drawing of a journey."),
            "too_many": lambda: self.env._(
                "A journey has at most %s steps.", error.value
            ),
            "no_step": lambda: self.env._("“%s” is no step.", error.value),
            "no_uid": lambda: self.env._(
                "“%s” cannot be the uid of a step.", error.value
            ),
            "no_entry": lambda: self.env._(
                "The first step “%s” does not exist.", error.value
            ),
            "twice": lambda: self.env._("It is in the drawing twice."),
            "leads_nowhere": lambda: self.env._(
                "It leads to “%s”, which does not exist.", error.value
            ),
            "unknown_kind": lambda: self.env._(
                "There is no kind of step “%s”.", error.value
            ),
            "no_config": lambda: self.env._("What it needs is not told as a table."),
            "no_branches": lambda: self.env._("Its ways out are not told as a table."),
            "no_content": lambda: self.env._(
                "Its content %s does not exist.", error.value
            ),
            "no_place": lambda: self.env._("“%s” is no place to draw it.", error.value),
        }[error.code]()
        if not error.step:
            return text
        return self.env._("Step “%(step)s”: %(problem)s", step=error.step, problem=text)

    def _store_steps(self, steps):
        """Bring the stored steps to those of a drawing; what is the same stays."""
        stored = {step.step_uid: step for step in self.step_ids}
        commands = []
        for step in steps:
            values = {
                "name": step["name"],
                "kind": step["kind"],
                "config": step["config"],
                "branches": step["branches"],
                "mailing_id": step["mailing_id"],
                "pos_x": step["x"],
                "pos_y": step["y"],
            }
            known = stored.pop(step["uid"], None)
            if not known:
                commands.append(Command.create({"step_uid": step["uid"], **values}))
                continue
            former = known._read_format(list(values), load=None)[0]
            changed = {
                key: value
                for key, value in values.items()
                if (former[key] or False) != (value or False)
            }
            if changed:
                commands.append(Command.update(known.id, changed))
        commands += [Command.delete(gone.id) for gone in stored.values()]
        if commands:
            self.write({"step_ids": commands})

    # What the editor shows -------------------------------------------------

    def _graph_shown(self):
        return {
            "entry": self.entry_uid or False,
            "steps": [
                {
                    "uid": step.step_uid,
                    "kind": step.kind,
                    "name": step.name,
                    "config": step.config or {},
                    "branches": step.branches or {},
                    "mailing_id": step.mailing_id.id,
                    "x": step.pos_x,
                    "y": step.pos_y,
                }
                for step in self.step_ids
            ],
        }

    def _problems_shown(self):
        """Return what keeps the drawing from being published, in words."""
        names = {step.step_uid: step.name for step in self.step_ids}
        texts = self.env["crm.journey.step"]._problem_texts()
        missing = dict.fromkeys(("key", "value", "way", "kind"), "")
        labels = self._key_labels()
        shown = []
        for problem in self._problems():
            args = {**missing, **problem.args}
            args["key"] = labels.get(args["key"], args["key"])
            shown.append(
                {
                    "code": problem.code,
                    "step_uid": problem.step_uid or False,
                    "step": names.get(problem.step_uid, False),
                    "text": texts[problem.code] % args,
                }
            )
        return shown

    def _key_labels(self):
        """Return the keys of configurations as the panel calls them."""
        return {
            "of": self.env._("Message"),
            "types": self.env._("Interactions"),
            "segment_id": self.env._("Segment"),
            "domain": self.env._("Filter"),
            "summary": self.env._("What to call about"),
            "text": self.env._("What to say"),
            "plan_id": self.env._("Plan"),
            "tag_ids": self.env._("Tags"),
            "list_ids": self.env._("Mailing lists"),
            "field": self.env._("Field"),
            "value": self.env._("New value"),
            "name": self.env._("Title"),
            "lines": self.env._("Products"),
            "action_id": self.env._("Action"),
            "account_id": self.env._("Connection"),
            "user_ids": self.env._("Colleagues"),
            "date": self.env._("Date"),
            "at": self.env._("At"),
            "parts": self.env._("Shares"),
            "mailing_id": self.env._("Content"),
        }

    def publish_from_editor(self):
        """Publish the drawing, or say what keeps it from being published."""
        self.ensure_one()
        problems = self._problems_shown()
        if problems:
            return {"problems": problems}
        self._publish()
        return {"problems": False}

    # Content ------------------------------------------------------------------

    def open_content(self, step_uid, revision):
        """Return the form of a step's content; make the content where there is none."""
        self.ensure_one()
        step = self.step_ids.filtered(lambda step: step.step_uid == step_uid)
        if not step:
            raise UserError(self.env._("This step has not been saved yet."))
        if not step.mailing_id and self.state == "draft":
            self._take_turn(revision)
            step.mailing_id = self.env["mailing.mailing"].create(
                step._prepare_content_values()
            )
        kind = "mass_mailing_sms.mailing_mailing_view_form_sms"
        view = "mass_mailing.view_mail_mass_mailing_form"
        action = {
            "type": "ir.actions.act_window",
            "name": step.name,
            "res_model": "mailing.mailing",
            "res_id": step.mailing_id.id,
            "views": [[self.env.ref(kind if step.kind == "sms" else view).id, "form"]],
            "context": {"create": False, "journey_content": True},
            "target": "current",
        }
        return {
            "mailing_id": step.mailing_id.id,
            "action": action,
            "revision": self.revision,
        }

    @api.model
    def _open_editor(self, version, participant=None):
        """Return the action that shows a version, or the path of one person in it."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "crm_marketing_auto.crm_journey_editor_action"
        )
        action["context"] = {
            "version_id": version.id,
            "participant_id": participant.id if participant else False,
        }
        return action


class CrmJourneyStep(models.Model):
    _inherit = "crm.journey.step"

    def _prepare_content_values(self):
        """Return the values of a new mailing that is the content of this step."""
        self.ensure_one()
        journey = self.journey_id
        values = {
            "subject": self.name,
            "name": f"{journey.name}: {self.name}",
            "mailing_type": "sms" if self.kind == "sms" else "mail",
            "mailing_model_id": self.env["ir.model"]._get_id(journey.res_model),
            "mailing_domain": "[]",
            "is_journey_content": True,
            "active": False,
            "campaign_id": journey.campaign_id.id,
        }
        if self.kind == "sms":
            values["body_plaintext"] = self.name
        return values
