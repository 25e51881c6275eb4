# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

from psycopg2.extensions import TransactionRollbackError

from odoo import api, models

from odoo.addons.crm_relationship.models.crm_parked_row import is_ours, is_passing

from ..tools import step_outcome

_logger = logging.getLogger(__name__)


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
                return {traces.id: self._after_error(traces, error, now)}
            if is_ours(error):
                _logger.warning("Step %s fails", step.uid, exc_info=True)
        outcomes = {}
        for trace in traces:
            outcomes.update(self._run_guarded(step, trace, now))
        return outcomes

    @api.model
    def _after_error(self, trace, error, now):
        """Return what an error makes of a trace; what is not its fault ends nobody."""
        if is_ours(error):
            text = f"{type(error).__name__}: {error}"
            return step_outcome.after_fault(text, trace.held_at, now)
        if is_passing(error):
            return step_outcome.after_passing(error, now)
        return step_outcome.after_error(error, trace.attempt, now)

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
