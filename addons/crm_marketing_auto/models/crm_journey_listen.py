# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models, tools
from odoo.exceptions import ValidationError

from ..tools import journey_trigger

#: Fields of a journey that decide whether, and to what, it listens.
LISTENING = {"state", "active", "trigger", "trigger_config", "company_id", "segment_id"}


class CrmJourney(models.Model):
    """What journeys listen to, kept at hand: the ERP asks at every transaction."""

    _inherit = "crm.journey"

    @api.constrains("trigger", "trigger_config")
    def _check_trigger_config(self):
        for journey in self:
            faults = journey_trigger.faults(journey.trigger, journey.trigger_config)
            # what is not filled in yet is asked for when the journey is started
            wrong = [fault for fault in faults if fault.code != "missing"]
            if wrong:
                raise ValidationError(
                    "\n".join(map(journey._trigger_fault_text, wrong))
                )

    @api.onchange("trigger")
    def _onchange_trigger(self):
        """Forget what another trigger was told."""
        known = journey_trigger.KEYS.get(self.trigger, ())
        told = self.trigger_config or {}
        self.trigger_config = {key: told[key] for key in told if key in known} or False
        if self.trigger in ("date", "calendar"):
            # what comes back every year is for those who came last year too
            self.reentry = "each"

    def _check_startable(self):
        result = super()._check_startable()
        faults = journey_trigger.faults(self.trigger, self.trigger_config)
        if not faults and self.trigger == "date":
            faults += self._date_faults()
        if self.trigger == "calendar" and not self.segment_id:
            faults.append(journey_trigger.Fault("no_audience"))
        if faults:
            raise ValidationError("\n".join(map(self._trigger_fault_text, faults)))
        return result

    def _date_faults(self):
        """Return what only the database can tell: whether there is such a date."""
        found = self._trigger_settings()
        if found["source"] in ("birthday", "fact") and self.res_model != "res.partner":
            return [journey_trigger.Fault("contacts_only")]
        if found["source"] != "field":
            return []
        field = self.env[self.res_model]._fields.get(found["field"])
        if field and field.store and field.type in ("date", "datetime"):
            return []
        return [journey_trigger.Fault("no_date_field", {"value": found["field"]})]

    def _trigger_settings(self):
        """Return the configuration of the trigger with its defaults."""
        return journey_trigger.settings(self.trigger, self.trigger_config)

    def _trigger_fault_text(self, fault):
        """Return what is wrong with a trigger, in words."""
        args = {"key": "", "value": "", **fault.args}
        texts = {
            "missing": self.env._("Trigger: fill in “%(key)s”.", **args),
            "wrong": self.env._(
                "Trigger: “%(value)s” is not possible for “%(key)s”.", **args
            ),
            "unknown_key": self.env._("Trigger: there is no “%(key)s”.", **args),
            "unknown_trigger": self.env._("There is no trigger “%(value)s”.", **args),
            "no_such_day": self.env._(
                "Trigger: the calendar has no day %(value)s.", **args
            ),
            "until_before_at": self.env._(
                "Trigger: it cannot end at %(value)s, before it begins.", **args
            ),
            "lunar_once": self.env._(
                "Trigger: the lunar calendar is for what comes back every year."
            ),
            "no_audience": self.env._(
                "Trigger: choose whose calendar it is: an audience."
            ),
            "contacts_only": self.env._(
                "Trigger: only contacts have this date, leads do not."
            ),
            "no_date_field": self.env._(
                "Trigger: “%(value)s” is no date of the record.", **args
            ),
        }
        return texts[fault.code]

    # ------------------------------------------------------------
    # Who listens
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        journeys = super().create(vals_list)
        self.env.registry.clear_cache()
        return journeys

    def write(self, vals):
        result = super().write(vals)
        if not LISTENING.isdisjoint(vals):
            self.env.registry.clear_cache()
        return result

    @api.model
    @tools.ormcache("trigger")
    def _listening(self, trigger):
        """Return the ids of the journeys that listen to something."""
        # sudo: whoever acts in the ERP need not see journeys
        journeys = self.sudo().search(
            [("trigger", "=", trigger), ("state", "in", ("running", "paused"))]
        )
        return tuple(journeys.ids)

    @api.model
    @tools.ormcache()
    def _listening_segments(self):
        """Return the ids of the segments whose changes start a journey."""
        # sudo: as above
        journeys = self.sudo().browse(self._listening("segment"))
        return frozenset(journeys.segment_id.ids)

    @api.model
    @tools.ormcache("reaction")
    def _listening_reactions(self, reaction):
        """Return the ids of the journeys that a reaction to a message starts."""
        # sudo: as above
        journeys = self.sudo().browse(self._listening("interaction"))
        return tuple(
            journey.id
            for journey in journeys
            if reaction in (journey._trigger_settings()["reactions"] or ())
        )

    @api.model
    @tools.ormcache()
    def _listening_types(self):
        """Return the ids of the journeys that something logged starts."""
        # sudo: as above
        journeys = self.sudo().browse(self._listening("interaction"))
        return tuple(j.id for j in journeys if j._trigger_settings()["types"])

    @api.model
    @tools.ormcache()
    def _event_waits(self):
        """Return (journey, step, kind, step that is reacted to) of waits for an event."""
        # sudo: as above
        journeys = self.sudo().search([("state", "in", ("running", "paused"))])
        return tuple(
            (
                version.journey_id.id,
                uid,
                step["config"].get("kind"),
                step["config"].get("of"),
            )
            for version in journeys.version_ids
            for uid, step in ((version.snapshot or {}).get("steps") or {}).items()
            if step["kind"] == "wait" and step["config"].get("mode") == "event"
        )


class CrmJourneyVersion(models.Model):
    _inherit = "crm.journey.version"

    def write(self, vals):
        result = super().write(vals)
        if "snapshot" in vals:
            self.env.registry.clear_cache()
        return result
