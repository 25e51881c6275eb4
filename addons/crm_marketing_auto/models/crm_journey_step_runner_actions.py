# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2.extensions import TransactionRollbackError

from odoo import models

from ..tools import step_outcome
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
                outcomes[trace.id] = step_outcome.after_error(error, trace.attempt, now)
        return outcomes
