# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields, models
from odoo.tools import plaintext2html

from ..tools.step_outcome import Outcome


class CrmJourneyStepRunner(models.AbstractModel):
    """Steps that give colleagues something to do, or to know."""

    _inherit = "crm.journey.step.runner"

    def _owners(self, step, rows, records):
        """Return {row id: user} of the colleagues who take care of the participants.

        Where a salesperson or the next of a round has left, it is the owner of the
        journey, and without one nobody in particular.
        """
        journey = self.env["crm.journey"].browse(step.journey_id)
        kind = step.config.get("owner", "journey")
        users = self.env["res.users"].browse(step.config.get("user_ids") or ())
        users = users.exists().filtered("active")
        owners = {}
        for row, record in zip(rows, records, strict=True):
            owner = journey.user_id
            if kind == "salesperson" and record.user_id.active:
                owner = record.user_id
            elif kind == "round_robin" and users:
                # participants are numbered as they come in
                owner = users[row.participant_id % len(users)]
            owners[row.id] = owner
        return owners

    def _run_call(self, step, traces, now):
        """Put a call to each participant in the queue of a colleague."""
        rows = traces._rows()
        by_trace, records = self._records(traces)
        owners = self._owners(step, rows, by_trace.values())
        activity_type = self.env.ref("mail.mail_activity_data_call")
        model_id = self.env["ir.model"]._get_id(records._name)
        # no mail for each call: they are worked through as a queue
        activities = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True
        )
        made = activities.create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "automated": True,
                    "summary": step.config["summary"],
                    "note": plaintext2html(step.config.get("note") or ""),
                    "date_deadline": self._deadline(step, owners[row.id], now),
                    "res_model_id": model_id,
                    "res_id": row.res_id,
                    "user_id": owners[row.id].id,
                }
                for row in rows
            ]
        )
        return self._made(rows, made, channel="call")

    def _deadline(self, step, user, now):
        """Return the day of the user on which something is due."""
        zoned = self.with_context(tz=user.tz or self.env.company.partner_id.tz)
        today = fields.Datetime.context_timestamp(zoned, now).date()
        return today + timedelta(days=step.config.get("days") or 0)

    def _made(self, rows, records, **values):
        """Return outcomes that name the record made for each row."""
        return {
            row.id: Outcome(
                values={"made_model": record._name, "made_id": record.id, **values}
            )
            for row, record in zip(rows, records, strict=True)
        }

    def _run_plan(self, step, traces, now):
        """Start a plan of activities, over all departments that it involves."""
        _by_trace, records = self._records(traces)
        journey = self.env["crm.journey"].browse(step.journey_id)
        self.env["mail.activity.schedule"].with_context(
            mail_activity_quick_update=True
        ).create(
            {
                "res_model": records._name,
                "res_ids": records.ids,
                "plan_id": step.config["plan_id"],
                "plan_date": self._deadline(step, journey.user_id, now),
                "plan_on_demand_user_id": (journey.user_id or self.env.user).id,
            }
        ).action_schedule_plan()
        return dict.fromkeys(traces.ids, Outcome())

    def _run_notify(self, step, traces, now):
        """Tell the colleague who takes care of each participant."""
        rows = traces._rows()
        by_trace, _records = self._records(traces)
        owners = self._owners(step, rows, by_trace.values())
        journey = self.env["crm.journey"].browse(step.journey_id)
        for trace_id, record in by_trace.items():
            partner = owners[trace_id].partner_id
            if partner:
                record.message_notify(
                    partner_ids=partner.ids,
                    subject=f"{journey.name}: {record.display_name}",
                    body=plaintext2html(step.config["text"]),
                    force_send=False,
                )
        return dict.fromkeys(traces.ids, Outcome())
