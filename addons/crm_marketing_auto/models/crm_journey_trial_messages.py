# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from ..tools.step_outcome import SKIPPED, Outcome


class CrmJourneyStepRunner(models.AbstractModel):
    """Messages of a trial: as the record would get them, to whoever tries the journey.

    Nobody is asked for consent, nothing counts for a limit, and the customer's
    timeline says nothing: the customer gets nothing.
    """

    _inherit = "crm.journey.step.runner"

    def _run_message(self, channel, step, traces, now):
        trials = traces.filtered("is_test")
        outcomes = {}
        if traces != trials:
            others = traces - trials
            outcomes.update(super()._run_message(channel, step, others, now))
        if trials:
            outcomes.update(self._run_trial_message(channel, step, trials, now))
        return outcomes

    def _run_trial_message(self, channel, step, traces, now):
        if channel != "mail":
            detail = self.env._("Only mails are sent in a trial.")
            outcome = Outcome(SKIPPED, reason="no_address", detail=detail)
            return dict.fromkeys(traces.ids, outcome)
        # sudo: the engine writes mails
        runner = self.sudo()
        addresses = {row.id: row.test_address for row in traces._rows()}
        targets = [
            target._replace(email=addresses[key], partner_id=None, name=None)
            for key, target in runner.env["crm.send.target"]._read(traces).items()
        ]
        journey = runner.env["crm.journey"].browse(step.journey_id)
        return runner._send_mail(step, journey, targets, {}, now)


class CrmSendRecheck(models.AbstractModel):
    _inherit = "crm.send.recheck"

    @api.model
    def _recheck(self, mail_ids, now):
        """Let the mails of trials leave: they go to whoever asked for them."""
        rows = self.env.execute_query(
            SQL(
                "SELECT mail_mail_id_int FROM crm_journey_trace"
                " WHERE mail_mail_id_int = ANY(%s) AND is_test",
                list(mail_ids),
            )
        )
        trials = {row[0] for row in rows}
        return super()._recheck([m for m in mail_ids if m not in trials], now)


class CrmJourneyTrace(models.Model):
    _inherit = "crm.journey.trace"

    def _log_interaction(self, event, at=None):
        """Log what was sent to customers; a trial is sent to none."""
        sent = self.filtered(lambda trace: not trace.is_test)
        return super(CrmJourneyTrace, sent)._log_interaction(event, at)
