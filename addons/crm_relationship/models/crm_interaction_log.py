# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .crm_interaction_type import DIRECTIONS

#: What a person says about a contact, and how each is read; everything else follows.
LOGGED_FIELDS = {
    "type_id": "_parse_type",
    "direction": "_parse_direction",
    "occurred_at": "_parse_date",
    "duration": "_parse_duration",
    "outcome_id": "_parse_outcome",
    "subject": "_parse_text",
    "note": "_parse_text",
    "promise": "_parse_text",
    "promise_date": "_parse_date",
    "share_level": "_parse_share_level",
}
#: What is for some people only, whatever they see of the customer.
SENSITIVE = ("finance", "private")
MAX_DURATION = 31 * 24 * 3600


class CrmInteraction(models.Model):
    """Logging by hand: a contact and its next step in one save."""

    _inherit = "crm.interaction"

    # ------------------------------------------------------------
    # Log, and schedule the next step, in one save
    # ------------------------------------------------------------

    @api.model
    def timeline_log(self, res_model, res_id, values, next_step=None):
        """Log a contact by hand, with its next step, in one transaction.

        :param values: type_id (required), direction, occurred_at (UTC text), duration
            (seconds), outcome_id, subject, note, promise, promise_date, share_level,
            partner_id; activity_id: the planned activity that this contact completes
        :param next_step: an activity (activity_type_id, date_deadline, summary,
            user_id) or a meeting (meeting: True, start, stop, name)
        :return: ``{"id": id of the interaction}``
        :raise ValidationError: naming the field that is wrong
        """
        record = self._timeline_record(res_model, res_id)
        values = values if isinstance(values, dict) else {}
        vals = self._prepare_logged_values(record, values)
        activity = self._planned_activity(record, values.get("activity_id"))
        interaction = self.create(vals)
        if activity:
            self._complete_activity(activity, interaction)
        if next_step:
            # sudo: it is part of what is logged, not a correction of it
            interaction.sudo().next_step_at = self._plan_next_step(
                record, interaction, next_step
            )
        if interaction.commercial_partner_id:
            pair = (interaction.commercial_partner_id.id, interaction.company_id.id)
            # sudo: derived data; who logged looks at it next, so it does not wait
            self.env["crm.partner.stat"].sudo()._refresh({pair})
        return {"id": interaction.id}

    # ------------------------------------------------------------
    # What a client sends
    # ------------------------------------------------------------

    def _prepare_logged_values(self, record, values):
        vals = {
            name: getattr(self, parser)(name, values[name])
            for name, parser in LOGGED_FIELDS.items()
            if values.get(name)
        }
        if "type_id" not in vals:
            raise ValidationError(
                self.env._("Type: choose what kind of contact it was.")
            )
        return {
            **vals,
            **self._prepare_document_values(record, values.get("partner_id")),
        }

    def _parse_type(self, _name, value):
        kind = self.env["crm.interaction.type"].browse(self._to_id(value)).exists()
        if not (kind.is_manual and kind.active):
            raise ValidationError(self.env._("Type: this kind is not logged by hand."))
        return kind.id

    def _parse_direction(self, _name, value):
        if not isinstance(value, str) or value not in dict(DIRECTIONS):
            raise ValidationError(
                self.env._("Direction: say from whom to whom the contact was.")
            )
        return value

    def _parse_share_level(self, name, value):
        levels = dict(self._fields[name].selection)
        if not isinstance(value, str) or value not in levels:
            raise ValidationError(
                self.env._("Readable by: say who may read what was said.")
            )
        return value

    def _parse_outcome(self, _name, value):
        outcome = (
            self.env["crm.interaction.outcome"].browse(self._to_id(value)).exists()
        )
        if not outcome:
            raise ValidationError(self.env._("Outcome: this outcome does not exist."))
        return outcome.id

    def _parse_duration(self, _name, value):
        if type(value) is not int or not 0 <= value <= MAX_DURATION:
            raise ValidationError(self.env._("Duration: enter a number of minutes."))
        return value

    def _parse_text(self, name, value):
        if not isinstance(value, str):
            raise ValidationError(
                self.env._("%(field)s: enter a text.", field=self._field_label(name))
            )
        return value.strip()

    def _parse_date(self, name, value):
        try:
            return self._fields[name].convert_to_cache(str(value), self, validate=True)
        except (TypeError, ValueError, OverflowError) as error:
            label = self._field_label(name)
            raise ValidationError(
                self.env._(
                    "%(field)s: '%(value)s' is no date.", field=label, value=value
                )
            ) from error

    def _prepare_document_values(self, record, partner_id):
        """Return whom and what the contact was about."""
        vals = {"user_id": self.env.uid, "team_id": self.env.user.sale_team_id.id}
        if record._name == "crm.lead":
            customer = record.partner_id
            vals["lead_id"] = record.id
            vals["company_id"] = record.company_id.id or self.env.company.id
            if not customer:
                vals["contact_value"] = (
                    record.email_normalized
                    or record.phone_sanitized
                    or record.phone
                    or False
                )
        else:
            customer = record
            vals["company_id"] = record.company_id.id or self.env.company.id
        if partner_id:
            person = self.env["res.partner"].browse(self._to_id(partner_id)).exists()
            # sudo: only to compare the companies behind
            is_theirs = person and (
                person.sudo().commercial_partner_id
                == customer.sudo().commercial_partner_id
            )
            if not (is_theirs and person.has_access("read")):
                raise ValidationError(
                    self.env._("Contact: this person does not belong to the customer.")
                )
            customer = person
        return {**vals, "partner_id": customer.id}

    # ------------------------------------------------------------
    # Planned activities and the next step
    # ------------------------------------------------------------

    def _planned_activity(self, record, activity_id):
        """Return the activity that a contact completes, if it is this customer's."""
        activities = self.env["mail.activity"]
        if not activity_id:
            return activities
        activity = activities.search(
            self._activity_domain(record) & Domain("id", "=", self._to_id(activity_id))
        )
        if not activity:
            raise ValidationError(
                self.env._(
                    "Planned activity: it is done already or belongs to another customer."
                )
            )
        activity.check_access("write")
        return activity

    def _complete_activity(self, activity, interaction):
        """Mark a planned activity as done by this contact, without a second row.

        The row names the message that the activity leaves, which would otherwise be
        logged when the history is read again.
        """
        message_id = activity.with_context(
            interaction_capture_disable=True
        ).action_feedback(feedback=interaction._public_text())
        if message_id:
            # sudo: external ids are the system's
            interaction.sudo().external_uid = f"mail.message,{message_id}"

    def _public_text(self):
        """Return what of a row may stand in the chatter, which others read."""
        self.ensure_one()
        if self.share_level == "metadata" or self.sensitivity in SENSITIVE:
            return False
        return self._public_note() or self.subject or False

    def _public_note(self):
        """Return the note of a row, if it is for whoever sees the customer."""
        self.ensure_one()
        is_open = self.share_level in (False, "full")
        return is_open and self.sensitivity not in SENSITIVE and self.note

    def _plan_next_step(self, record, interaction, step):
        """Create the activity or meeting agreed on.

        :return: naive UTC instant of the next step
        """
        if not isinstance(step, dict):
            raise ValidationError(self.env._("Next step: say what it is and when."))
        if step.get("meeting"):
            return self._plan_meeting(record, interaction, step)
        due = self._parse_step(fields.Date.to_date, step.get("date_deadline"))
        if not due:
            raise ValidationError(self.env._("Next step: enter the date it is due."))
        kind = self.env["mail.activity.type"].browse(
            self._to_id(step.get("activity_type_id"))
        )
        if not kind.exists() or kind.res_model not in (False, record._name):
            raise ValidationError(self.env._("Next step: choose the kind of activity."))
        record.activity_schedule(
            activity_type_id=kind.id,
            date_deadline=due,
            summary=str(step.get("summary") or ""),
            user_id=self._step_user(step).id,
            automated=False,
        )
        return fields.Datetime.to_datetime(due) + timedelta(hours=12)

    def _step_user(self, step):
        """Return the colleague who takes the next step; by default who logs."""
        if not step.get("user_id"):
            return self.env.user
        user = self.env["res.users"].browse(self._to_id(step["user_id"])).exists()
        if not user or not user.active or user.share:
            raise ValidationError(self.env._("Next step: choose a colleague."))
        return user

    def _parse_step(self, parse, value):
        """Return a date that a client sent, None for what is none."""
        try:
            return parse(str(value)) if value else None
        except (OverflowError, TypeError, ValueError):
            return None

    def _plan_meeting(self, record, interaction, step):
        start = self._parse_step(fields.Datetime.to_datetime, step.get("start"))
        stop = self._parse_step(fields.Datetime.to_datetime, step.get("stop"))
        if not start or not stop or stop < start:
            raise ValidationError(
                self.env._("Next step: enter when the meeting starts and ends.")
            )
        name = str(step.get("name") or step.get("summary") or record.display_name)
        people = interaction.partner_id | self.env.user.partner_id
        vals = {
            "name": name,
            "start": start,
            "stop": stop,
            "partner_ids": [fields.Command.set(people.ids)],
            "interaction_id": interaction.id,
            "res_model_id": self.env["ir.model"]._get_id(record._name),
            "res_id": record.id,
        }
        if record._name == "crm.lead" and record.type == "opportunity":
            vals["opportunity_id"] = record.id
        self.env["calendar.event"].with_context(dont_notify=True).create(vals)
        return start

    @api.model
    def promise_keep(self, interaction_id):
        """Note that what was promised has been done."""
        interaction = self._browse_checked(interaction_id, "write")
        if interaction.promise and not interaction.promise_kept_at:
            # sudo: keeping a colleague's promise is no correction of the row
            interaction.sudo().promise_kept_at = fields.Datetime.now()
        return True
