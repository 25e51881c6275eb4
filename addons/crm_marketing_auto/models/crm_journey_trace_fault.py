# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.step_outcome import FAULT, READY

#: The queue under which steps are parked.
QUEUE = "journey_step"


class CrmJourneyTrace(models.Model):
    """Steps at which the system itself fails: whoever is there waits for it.

    Such an error is nobody's among those who are there. They are tried again, the less
    often the longer it lasts, and go on by themselves once it is mended; meanwhile the
    step is among the rows taken out of their queue, with the reason.
    """

    _inherit = "crm.journey.trace"

    @api.model
    def _note_faults(self, rows, outcomes):
        """Park steps at which the system fails, and forget those that work again.

        :param rows: {trace id: TraceRow}
        :param outcomes: {trace id: Outcome}
        """
        faults, works = {}, set()
        for key, outcome in outcomes.items():
            row = rows[key]
            if row.is_test:
                continue  # whoever tries it out sees it
            if outcome.reason == FAULT:
                faults[row.version_id, row.step_uid] = row
            elif row.held_at and outcome.state != READY:
                works.add((row.version_id, row.step_uid))
        for place, row in faults.items():
            step = self._step_at(*place)
            self.env["crm.parked.row"]._park(
                QUEUE, step._name, step.id, outcomes[row.id].detail
            )
        if faults:
            self._tell_owners(list(faults.values()), outcomes, is_held=True)
        for place in works - faults.keys():
            if not self._is_held_at(*place):
                step = self._step_at(*place)
                self.env["crm.parked.row"]._clear(QUEUE, step._name, step.id)

    @api.model
    def _step_at(self, version_id, step_uid):
        return self.env["crm.journey.step"].search(
            [("version_id", "=", version_id), ("step_uid", "=", step_uid)]
        )

    @api.model
    def _is_held_at(self, version_id, step_uid):
        """Tell whether somebody still waits at a step for the system."""
        journey = self.env["crm.journey.version"].browse(version_id).journey_id
        return bool(
            self.search_count(
                [
                    ("journey_id", "=", journey.id),
                    ("step_uid", "=", step_uid),
                    ("state", "=", READY),
                    ("version_id", "=", version_id),
                    ("reason_id.code", "=", FAULT),
                ],
                limit=1,
            )
        )


class CrmJourneyStep(models.Model):
    _inherit = "crm.journey.step"

    def _run_held(self):
        """Let those who wait at these steps for the system be tried at once."""
        now = fields.Datetime.now()
        for step in self:
            self.env.cr.execute(
                SQL(
                    "UPDATE crm_journey_trace SET due_at = %s WHERE journey_id = %s"
                    " AND step_uid = %s AND state = 'ready' AND version_id = %s"
                    " AND due_at > %s AND reason_id ="
                    " (SELECT id FROM crm_journey_reason WHERE code = %s)",
                    now,
                    step.journey_id.id,
                    step.step_uid,
                    step.version_id.id,
                    now,
                    FAULT,
                )
            )
        self.env["crm.journey.trace"].invalidate_model(["due_at"])
        self.env["crm.journey"]._wake_dispatch()


class CrmJourney(models.Model):
    _inherit = "crm.journey"

    def _forget_failures(self):
        """Say no longer what is parked of a journey that was stopped."""
        # sudo: rows taken out of queues are the administrators' to see
        parked = self.env["crm.parked.row"].sudo()
        parked._clear("journey_audience", self._name, self.id)
        steps = self.version_ids.step_ids
        held = [("queue", "=", QUEUE), ("res_id", "in", steps.ids)]
        parked.search(held).unlink()


class CrmParkedRow(models.Model):
    _inherit = "crm.parked.row"

    @api.autovacuum
    def _gc_journey_steps(self):
        """Forget steps at which nobody waits: whoever did left in another way."""
        rows = self.search([("queue", "=", QUEUE)])
        steps = self.env["crm.journey.step"].browse(rows.mapped("res_id")).exists()
        trace = self.env["crm.journey.trace"]
        held = {
            step.id
            for step in steps
            if trace._is_held_at(step.version_id.id, step.step_uid)
        }
        rows.filtered(lambda row: row.res_id not in held).unlink()

    def _unpark_journey_step(self):
        steps = self.env["crm.journey.step"].browse(self.mapped("res_id"))
        steps.exists()._run_held()
