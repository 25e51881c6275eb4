# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2.extensions import TransactionRollbackError

from odoo import api, models

from ..tools import step_outcome


class CrmJourneyStepRunner(models.AbstractModel):
    """Runs steps: one method a kind, for all participants who are at a step.

    `_run_<kind>(step, traces, now)` gets traces that are locked and returns
    {trace id: Outcome}. What it writes is committed with the outcomes or not at all: it
    may not commit, and anything that leaves the database goes through a queue.
    Where it raises for many, it is called again for each one alone.
    """

    _name = "crm.journey.step.runner"
    _description = "Runner of Journey Steps"

    @api.model
    def _run(self, step, traces, now):
        """Run a step; return {trace id: Outcome} of every trace."""
        outcomes = getattr(self, f"_run_{step.kind}")(step, traces, now)
        lost = set(traces.ids) - set(outcomes)
        if lost:
            raise ValueError(f"step {step.uid} says nothing of traces {sorted(lost)}")
        return outcomes

    @api.model
    def _run_guarded(self, step, traces, now):
        """Run a step so that an error of one participant stops only this one."""
        try:
            with self.env.cr.savepoint():
                return self._run(step, traces, now)
        except TransactionRollbackError:
            raise  # the batch is tried again as a whole
        except Exception as error:
            if len(traces) == 1:
                attempt = traces.attempt
                return {traces.id: step_outcome.after_error(error, attempt, now)}
        outcomes = {}
        for trace in traces:
            outcomes.update(self._run_guarded(step, trace, now))
        return outcomes

    @api.model
    def _due_dates(self, going, now):
        """Return {trace id: instant} at which the next steps are due.

        :param going: (TraceRow, Go) of each participant that goes on
        """
        versions = self.env["crm.journey.version"]
        groups = {}
        for row, go in going:
            groups.setdefault((row.version_id, go.step_uid), []).append(row)
        due = {}
        for (version_id, step_uid), rows in groups.items():
            step = versions.browse(version_id)._node(step_uid)
            due.update(self._due_at(step, rows, now))
        return due

    @api.model
    def _due_at(self, step, rows, now):
        """Return {row id: instant} at which a step is due that is come to now."""
        return {row.id: now for row in rows}

    @api.model
    def _problems(self, nodes):
        """Return the problems of steps that only the database can tell."""
        return []
