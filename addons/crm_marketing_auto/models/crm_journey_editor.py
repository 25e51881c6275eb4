# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

from ..tools.step_config import SAFE_FIELDS

DATE_TYPES = ("date", "datetime")
INPUTS = {"integer": "number", "float": "number", "monetary": "number", "date": "date"}


class CrmJourney(models.Model):
    """What the editor needs to draw a journey, or to show how it runs."""

    _inherit = "crm.journey"

    @api.model
    @api.readonly
    def get_editor(self, version_id, participant_id=False):
        """Return everything the editor shows of a version.

        :param participant_id: whose path is to be shown, in the version it went through
        """
        version, participant = self._editor_subject(version_id, participant_id)
        journey = version.journey_id
        can_draw = journey.has_access("write") and journey.active
        is_draft = version.state == "draft"
        return {
            "journey": {
                "id": journey.id,
                "name": journey.name,
                "state": journey.state,
                "res_model": journey.res_model,
                "trigger": journey._trigger_text(),
                "facts": journey._facts(),
            },
            "version": {
                "id": version.id,
                "revision": version.revision,
                "label": version._label(),
                "can_edit": is_draft and can_draw and not participant,
                "why_readonly": version._why_readonly(participant),
            },
            "versions": [
                {"id": one.id, "label": one._label()} for one in journey.version_ids
            ],
            "can_draw": can_draw and not participant,
            "graph": version._graph_shown(),
            "names": version._names_shown(),
            "problems": version._problems_shown() if is_draft else [],
            "figures": False if is_draft else version.get_figures(),
            "catalog": journey._catalog(),
            "has_templates": "sale.order.template" in self.env,
            "path": version._path(participant) if participant else False,
        }

    def _editor_subject(self, version_id, participant_id):
        """Return the version and the participant, as far as the user may read them."""
        participant = self.env["crm.journey.participant"].browse(
            participant_id and int(participant_id)
        )
        version = self.env["crm.journey.version"].browse(version_id and int(version_id))
        if participant.exists():
            participant.check_access("read")
            version = participant.version_id
        if not version.exists():
            raise UserError(self.env._("This version of the journey does not exist."))
        version.check_access("read")
        return version, participant.exists()

    def draft_for_editor(self):
        """Return the id of the version being drawn; make it where there is none."""
        self.ensure_one()
        return self._get_draft_version().id

    def action_draw(self):
        """Open the drawing: the one in the making, or the one that runs."""
        self.ensure_one()
        version = self.draft_version_id if self.state == "draft" else self.version_id
        version = version or self.draft_version_id or self._get_draft_version()
        return version._open_editor(version)

    def _trigger_text(self):
        """Return in a line who comes in."""
        self.ensure_one()
        text = dict(self._fields["trigger"]._description_selection(self.env))
        if self.trigger == "segment" and self.segment_id:
            return self.segment_id.display_name
        return text[self.trigger]

    def _facts(self):
        """Return what the panel says about the beginning."""
        self.ensure_one()

        def said(name):
            selection = self._fields[name]._description_selection(self.env)
            return dict(selection)[self[name]]

        facts = [
            ("res_model", self.env._("For"), said("res_model")),
            ("trigger", self.env._("Begins with"), said("trigger")),
            ("segment", self.env._("Audience"), self.segment_id.display_name or ""),
            ("reentry", self.env._("Again"), said("reentry")),
            ("goal", self.env._("Goal"), said("goal")),
            ("holdout", self.env._("Left out"), f"{self.holdout_percent} %"),
            ("class", self.env._("Messages"), said("message_class")),
        ]
        return [
            {"key": key, "label": label, "text": text}
            for key, label, text in facts
            if text
        ]

    @api.model
    @api.readonly
    def trigger_catalog(self):
        """Return the choices that a trigger is made of."""
        models = dict(self._fields["res_model"].selection)
        return {
            "types": self._type_choices(),
            "date_fields": {model: self._date_choices(model) for model in models},
        }

    # Choices of the panel ---------------------------------------------------

    def _catalog(self):
        """Return the choices that the panel offers without asking again."""
        model = self.env[self.res_model]
        described = model.fields_get(
            attributes=["string", "type", "relation", "selection", "readonly"]
        )
        writable = [
            {
                "value": name,
                "label": info["string"],
                "type": info["type"],
                "relation": info.get("relation", False),
                "options": self._options(info),
                "input": INPUTS.get(info["type"], "text"),
            }
            for name, info in described.items()
            if name in SAFE_FIELDS[self.res_model]
            or (name.startswith("x_") and not info["readonly"])
        ]
        return {
            "fields": sorted(writable, key=lambda one: one["label"]),
            "date_fields": self._date_choices(self.res_model),
            "types": self._type_choices(),
            "accounts": self._accounts(),
        }

    def _type_choices(self):
        types = self.env["crm.interaction.type"].search_fetch(
            [("code", "!=", False)], ["code", "name"], limit=500
        )
        return [{"value": kind.code, "label": kind.name} for kind in types]

    def _date_choices(self, model):
        described = self.env[model].fields_get(attributes=["string", "type"])
        dates = [
            {"value": name, "label": info["string"]}
            for name, info in described.items()
            if info["type"] in DATE_TYPES and self.env[model]._fields[name].store
        ]
        return sorted(dates, key=lambda one: one["label"])

    def _options(self, info):
        if info["type"] == "boolean":
            return [[True, self.env._("Yes")], [False, self.env._("No")]]
        return info.get("selection") or []

    def _accounts(self):
        """Return the connections that a web call can go through."""
        if "crm.channel.account" not in self.env:
            return []
        accounts = self.env["crm.channel.account"]
        if not accounts.has_access("read"):
            return []
        return [
            {"value": account.id, "label": account.display_name}
            for account in accounts.search([("company_id", "=", self.company_id.id)])
        ]


class CrmJourneyVersion(models.Model):
    _inherit = "crm.journey.version"

    def _label(self):
        """Return what a version is called: its number and what became of it."""
        self.ensure_one()
        state = dict(self._fields["state"]._description_selection(self.env))[self.state]
        return self.env._(
            "Version %(number)s: %(state)s", number=self.number, state=state.lower()
        )

    def _why_readonly(self, participant):
        self.ensure_one()
        if participant:
            return self.env._("The way of one person")
        if self.state == "draft":
            return ""
        return self.env._("Published: it does not change any more")

    def _names_shown(self):
        """Return the names of what steps refer to: {key: {id: name}}."""
        wanted = {}
        for step in self.step_ids:
            config = step.config or {}
            for key, model in self._named_models(step.kind).items():
                value = config.get(key)
                ids = value if isinstance(value, list) else [value]
                ids = [one for one in ids if isinstance(one, int) and one > 0]
                wanted.setdefault(key, (model, set()))[1].update(ids)
        names = {
            key: self._names_of(model, ids) for key, (model, ids) in wanted.items()
        }
        catalog = self.journey_id._catalog()
        for key in ("fields", "date_fields", "types"):
            names[key] = {one["value"]: one["label"] for one in catalog[key]}
        names["segments"] = names.get("segment_id", {})
        names["mailings"] = self._names_of(
            "mailing.mailing", set(self.step_ids.mailing_id.ids)
        )
        return names

    def _named_models(self, kind):
        tags = "crm.tag" if self.journey_id.res_model == "crm.lead" else None
        models = {
            "condition": {"segment_id": "crm.segment"},
            "plan": {"plan_id": "mail.activity.plan"},
            "tag": {"tag_ids": tags or "res.partner.category"},
            "list": {"list_ids": "mailing.list"},
            "server_action": {"action_id": "ir.actions.server"},
            "webhook": {"account_id": "crm.channel.account"},
            "chat": {"account_id": "crm.channel.account"},
            "quotation": {"template_id": "sale.order.template"},
            "lead": {"team_id": "crm.team", "user_ids": "res.users"},
            "call": {"user_ids": "res.users"},
            "notify": {"user_ids": "res.users"},
        }.get(kind, {})
        return {key: model for key, model in models.items() if model in self.env}

    def _names_of(self, model, ids):
        # sudo: the names of what the drawing itself refers to
        records = self.env[model].sudo().browse(ids).exists()
        return {record.id: record.display_name for record in records}
