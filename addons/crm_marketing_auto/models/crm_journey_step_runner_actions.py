# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2.extensions import TransactionRollbackError

from odoo import models

from ..tools.step_config import WEBHOOK_FIELDS
from ..tools.step_outcome import Outcome


class CrmJourneyStepRunner(models.AbstractModel):
    """Steps that run what an administrator has prepared and approved."""

    _inherit = "crm.journey.step.runner"

    def _run_server_action(self, step, traces, now):
        """Run a server action for one participant after the other, each for itself."""
        action = self.env["ir.actions.server"].browse(step.config["action_id"])
        if not action.exists() or not action.is_journey_approved:
            raise ValueError(self.env._("This server action may not be run."))
        by_trace, _records = self._records(traces)
        outcomes = {}
        for trace in traces:
            record = by_trace[trace.id]
            try:
                with self.env.cr.savepoint():
                    action.with_context(
                        active_model=record._name,
                        active_id=record.id,
                        active_ids=record.ids,
                    ).run()
                outcomes[trace.id] = Outcome()
            except TransactionRollbackError:
                raise
            except Exception as error:
                outcomes[trace.id] = self._after_error(trace, error, now)
        return outcomes

    def _run_webhook(self, step, traces, now):
        """Put a call for each participant in the outbox, which signs and makes it.

        The key of a call is its trace: the other side can tell a repetition.
        """
        account = self.env["crm.channel.account"].browse(step.config["account_id"])
        if not account.exists() or not account.active:
            raise ValueError(self.env._("The channel account is gone or archived."))
        rows = traces._rows()
        by_trace, _records = self._records(traces)
        outbox_ids = self.env["crm.channel.outbox"]._enqueue(
            account,
            [
                (
                    f"crm.journey.trace:{row.id}",
                    self._prepare_webhook_payload(step, row, by_trace[row.id], now),
                )
                for row in rows
            ],
        )
        made = self.env["crm.channel.outbox"].browse(outbox_ids)
        return self._made(rows, made, channel="webhook")

    def _prepare_webhook_payload(self, step, row, record, now):
        journey = self.env["crm.journey"].browse(step.journey_id)
        names = set(step.config.get("fields") or ()) & set(WEBHOOK_FIELDS)
        return {
            "event": "journey.step",
            "journey": journey.name,
            "step": step.uid,
            "participant_id": row.participant_id,
            "visit": row.visit,
            "at": f"{now.isoformat(timespec='seconds')}Z",
            "record": {"model": row.res_model, "id": row.res_id},
            "values": {
                name: record[source] or None
                for name in sorted(names)
                if (source := self._webhook_field(record, name))
            },
        }

    def _webhook_field(self, record, name):
        """Return the field that a value of a call is read from, if there is one."""
        if name == "email":
            return record._primary_email
        return name if name in record._fields else None
