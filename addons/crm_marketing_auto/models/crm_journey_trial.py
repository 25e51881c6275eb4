# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.mail import email_normalize

#: A trial that goes round in circles is stopped after so many steps at once.
MOST = 100


class CrmJourneyVersion(models.Model):
    """A trial: one record goes through a version, step by step, waits being over.

    Steps do what they do, but messages go to the address of whoever tries it. Trials
    are numbered downwards from zero: they never count as an entry.
    """

    _inherit = "crm.journey.version"

    def action_try(self, res_id, address=None):
        """Put a record in front of the first step of this version, for a trial.

        :param int res_id: id of a record of the model of the journey
        :param str address: where messages go; by default the user's
        :return: id of the participant
        """
        self.ensure_one()
        self.check_access("write")
        journey = self.journey_id
        record = self.env[journey.res_model].browse(res_id).exists()
        if not record:
            raise UserError(self.env._("This record does not exist any more."))
        record.check_access("read")
        address = email_normalize(address or self.env.user.email)
        if not address:
            raise UserError(
                self.env._("Say at which address you want to get the messages.")
            )
        if self.state == "draft":
            self._check_problems()
        return self._begin_trial(record, address).id

    def _begin_trial(self, record, address):
        journey, now = self.journey_id, fields.Datetime.now()
        # sudo: participants and traces are written by the engine alone
        participants = self.env["crm.journey.participant"].sudo()
        last = participants.search(
            [
                ("journey_id", "=", journey.id),
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
            ],
            order="entry_seq",
            limit=1,
        )
        partner = record if record._name == "res.partner" else record.partner_id
        participant = participants.create(
            {
                "journey_id": journey.id,
                "version_id": self.id,
                "company_id": journey.company_id.id,
                "res_model": record._name,
                "res_id": record.id,
                "partner_id": partner.id,
                "entry_seq": min(last.entry_seq, 0) - 1,
                "entered_at": now,
                "is_test": True,
                "test_address": address,
            }
        )
        # sudo: nobody writes traces by hand
        self.env["crm.journey.trace"].sudo().create(
            {
                "participant_id": participant.id,
                "journey_id": journey.id,
                "version_id": self.id,
                "step_uid": self.entry_uid or self.snapshot["entry"],
                "planned_at": now,
                "due_at": now,
                "is_test": True,
            }
        )
        return participant

    def unlink(self):
        """Forget the trials of a drawing with it."""
        self._check_draft()
        # sudo: participants are written by the engine alone
        self.env["crm.journey.participant"].sudo().search(
            [("version_id", "in", self.ids), ("is_test", "=", True)]
        ).unlink()
        return super().unlink()


class CrmJourneyParticipant(models.Model):
    _inherit = "crm.journey.participant"

    def action_try_step(self):
        """Run the next step of a trial; return what came of it, or False at the end."""
        self.ensure_one()
        self.check_access("read")
        if not self.is_test:
            raise UserError(
                self.env._("Only trials are run by hand; the others have their time.")
            )
        self.version_id.check_access("write")
        if self.version_id.state == "draft":
            # what is drawn may be another thing than when the trial began
            self.version_id._check_problems()
        # sudo: traces are written by the engine alone
        trace = self.env["crm.journey.trace"].sudo()._run_trial(self.id)
        return trace._trial_result() if trace else False

    def action_try_all(self):
        """Run a trial to its end; return what came of each step."""
        results = []
        while len(results) < MOST and (result := self.action_try_step()):
            results.append(result)
            if result["state"] == "ready":
                break  # put off, by an error or by an hour at which nothing is sent
        return results

    def action_try_next(self):
        """Run the next step of a trial; what came of it is listed on the page."""
        self.action_try_step()
        return True

    def action_try_to_end(self):
        """Run a trial to its end; what came of each step is listed on the page."""
        self.action_try_all()
        return True


class CrmJourneyTrace(models.Model):
    _inherit = "crm.journey.trace"

    @api.model
    def _run_trial(self, participant_id):
        """Run what is planned for a trial, due or not; return the trace."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM crm_journey_trace WHERE participant_id = %s"
                " AND state = 'ready' AND is_test ORDER BY id LIMIT 1 FOR UPDATE",
                participant_id,
            )
        )
        trace = self.browse(row[0] for row in rows)
        if trace:
            self._run_claimed(trace.ids, fields.Datetime.now())
            self.env.invalidate_all()
        return trace

    def _trial_result(self):
        """Return what a trial shows of a step that was run."""
        step = self.version_id._node(self.step_uid)
        return {
            "step_uid": self.step_uid,
            "name": step.name if step else self.step_uid,
            "kind": step.kind if step else "",
            "state": self.state,
            "branch": self.branch or False,
            "reason": self.reason_id.name or False,
            "detail": self.detail or False,
        }
