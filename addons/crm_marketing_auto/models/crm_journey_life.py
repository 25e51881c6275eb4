# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

#: What says where a journey stands; only its buttons and jobs write it.
ENGINE_ONLY = frozenset(
    {
        *("state", "seed", "version_id", "draft_version_id"),
        *("paused_at", "pause_reason", "started_at", "enrol_after_id"),
        *("hook_token", "hook_secret"),
    }
)


class CrmJourney(models.Model):
    """The life of a journey: drawn, started, paused, resumed, stopped."""

    _inherit = "crm.journey"
    _engine_only = ENGINE_ONLY

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_engine_only(
                {name for name, value in vals.items() if value and value != "draft"}
            )
            vals["seed"] = secrets.token_hex(8)
        journeys = super().create(vals_list)
        journeys._check_new()
        return journeys

    def write(self, vals):
        self._check_engine_only(vals)
        return super().write(vals)

    def _check_engine_only(self, names):
        """Refuse to start, pause or redirect a journey by writing its fields."""
        if not self.env.su and not ENGINE_ONLY.isdisjoint(names):
            raise UserError(
                self.env._(
                    "A journey is started, paused, resumed and stopped by its buttons."
                )
            )

    def _check_new(self):
        """Refuse a new journey that runs, whatever way its fields were filled in."""
        for journey in self:
            self._check_engine_only(
                name
                for name in ("state", "version_id", "draft_version_id", "started_at")
                if journey[name] and journey[name] != "draft"
            )

    @api.constrains("version_id", "draft_version_id")
    def _check_versions(self):
        """Run and draw versions of this journey alone."""
        for journey in self:
            if (journey.version_id | journey.draft_version_id).journey_id - journey:
                raise ValidationError(
                    self.env._(
                        "“%s” cannot have a version of another journey.", journey.name
                    )
                )

    def _set(self, vals):
        """Write what only the engine writes, for somebody who may change the journey."""
        self.check_access("write")
        # sudo: nobody writes these fields by hand
        self.sudo().write(vals)

    def copy_data(self, default=None):
        return [
            {**vals, "name": self.env._("%s (copy)", journey.name)}
            for journey, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def _get_draft_version(self):
        """Return the version being drawn: a copy of the one that runs, or an empty one."""
        self.ensure_one()
        if not self.draft_version_id:
            versions = self.env["crm.journey.version"]
            draft = (
                self.version_id._copy_as_draft()
                if self.version_id
                else versions.create({"journey_id": self.id})
            )
            self._set({"draft_version_id": draft.id})
        return self.draft_version_id

    def action_start(self):
        """Let people in from now on; what is drawn is published first."""
        for journey in self:
            if journey.state not in ("draft", "stopped"):
                raise UserError(
                    self.env._("“%s” has been started already.", journey.name)
                )
            journey._check_startable()
            if journey.draft_version_id:
                journey.draft_version_id._publish()
            if not journey.version_id:
                raise UserError(self.env._("“%s” has no step yet.", journey.name))
            enters = (journey.trigger_config or {}).get("on", "enter") == "enter"
            by_members = journey.trigger == "segment" and enters
            journey._set(
                {
                    "state": "running",
                    "started_at": fields.Datetime.now(),
                    "enrol_after_id": 0 if by_members else -1,
                    "pause_reason": False,
                }
            )
        self._wake_jobs()
        return True

    def _check_startable(self):
        """Refuse what nobody could come into, or everybody by mistake."""
        self.ensure_one()
        if self.trigger == "segment" and not self.segment_id:
            raise UserError(self.env._("Choose the audience of “%s” first.", self.name))
        for segment in self.segment_id | self.goal_segment_id | self.exit_segment_id:
            if segment.error:
                raise UserError(
                    self.env._(
                        "The segment “%(segment)s” cannot be used: %(error)s",
                        segment=segment.name,
                        error=segment.error,
                    )
                )

    def action_run_now(self):
        """Wake the jobs: they do the work, never this request beside them."""
        self._wake_jobs()
        return True

    def action_pause(self):
        """Hold everybody where they are."""
        self.filtered(lambda j: j.state == "running")._pause(False)
        return True

    def _pause(self, reason):
        """Hold everybody where they are, for a reason that is shown."""
        self._set(
            {
                "state": "paused",
                "paused_at": fields.Datetime.now(),
                "pause_reason": reason,
            }
        )

    def action_resume(self):
        """Go on; where waits stood still, everything is due that much later."""
        for journey in self.filtered(lambda j: j.state == "paused"):
            journey._check_startable()
            if journey.pause_clock == "freeze":
                journey._shift_waits(fields.Datetime.now())
            journey._set(
                {"state": "running", "paused_at": False, "pause_reason": False}
            )
        self._wake_jobs()
        return True

    def _shift_waits(self, now):
        """Move what is planned by the time that the journey stood still.

        Who came in meanwhile has only stood still since then.
        """
        self.env.cr.execute(
            SQL(
                "UPDATE crm_journey_trace SET"
                " due_at = due_at + (%(now)s - GREATEST(planned_at, %(paused)s)),"
                " planned_at = planned_at + (%(now)s - GREATEST(planned_at, %(paused)s))"
                " WHERE journey_id = %(id)s AND state = 'ready'"
                " AND is_test IS NOT TRUE",
                now=now,
                paused=self.paused_at,
                id=self.id,
            )
        )
        self.env["crm.journey.trace"].invalidate_model(["due_at", "planned_at"])

    def action_stop(self):
        """End the journey for everybody: nothing that is planned or queued goes out."""
        now = fields.Datetime.now()
        for journey in self.filtered(lambda j: j.state in ("running", "paused")):
            journey._set({"state": "stopped", "paused_at": False, "enrol_after_id": -1})
            journey._end_all("stopped", now)
            journey._forget_failures()
            journey._cancel_queued()
        return True

    def _end_all(self, reason, now):
        """End everybody who is inside, and close what is planned for them."""
        self.env["crm.journey.participant"].flush_model()
        self.env["crm.journey.trace"].flush_model()
        reason_id = self.env["crm.journey.reason"]._ids_by_code()[reason]
        for statement in (
            "UPDATE crm_journey_participant SET state = 'exited', reason_id = %s,"
            " ended_at = %s WHERE journey_id = %s AND state = 'active'",
            "UPDATE crm_journey_trace SET state = 'skipped', reason_id = %s,"
            " done_at = %s WHERE journey_id = %s AND state = 'ready'",
        ):
            self.env.cr.execute(SQL(statement, reason_id, now, self.id))
        self.env["crm.journey.participant"].invalidate_model()
        self.env["crm.journey.trace"].invalidate_model()

    def _cancel_queued(self):
        """Cancel the messages that are queued and have not left; see sending."""

    def action_archive(self):
        """Put aside; what still runs is stopped."""
        self.action_stop()
        return super().action_archive()

    def _notify_failure(self, step_name, detail, is_held=False):
        """Tell the owner that a step fails, or holds people for an error of ours."""
        self.ensure_one()
        owner = self.user_id.partner_id
        if not owner:
            return
        lang = self.with_context(lang=owner.lang)
        words = {"step": step_name, "error": detail}
        given_up = lang.env._(
            "The step “%(step)s” was given up for at least one participant: %(error)s",
            **words,
        )
        held = lang.env._(
            "The step “%(step)s” meets an error of the system. Whoever is there waits"
            " until it is mended, and then goes on: %(error)s",
            **words,
        )
        lang.message_notify(
            partner_ids=owner.ids,
            subject=lang.env._("A step of “%s” fails", self.name),
            body=held if is_held else given_up,
        )


class CrmSegment(models.Model):
    _inherit = "crm.segment"

    def _after_error(self, reason):
        """Pause the journeys that this segment leads people into or out of.

        Its members are as they were: nobody leaves because a rule cannot be read.
        """
        result = super()._after_error(reason)
        journeys = self.env["crm.journey"].search(
            [
                ("state", "=", "running"),
                "|",
                "|",
                ("segment_id", "in", self.ids),
                ("goal_segment_id", "in", self.ids),
                ("exit_segment_id", "in", self.ids),
            ]
        )
        for journey in journeys:
            journey._pause(
                self.env._(
                    "The segment “%(segment)s” cannot be used: %(error)s",
                    segment=self.name,
                    error=reason,
                )
            )
        return result
