# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .crm_handover import WAITS


class CrmHandover(models.Model):
    """From one state to the next: preview, start, stop, go on, take back."""

    _inherit = "crm.handover"

    def action_preview(self):
        """Say who gets which customers, without moving anything."""
        for handover in self:
            handover._expect("draft", "previewed")
            handover._check_ready()
            handover._plan()
            handover.state = "previewed"
        return True

    def action_start(self):
        """Let the job move what was previewed."""
        for handover in self:
            handover._expect("previewed")
            handover._check_ready()
            handover.successor_ids._write_farewells()
            handover.write(
                {
                    "state": "running",
                    "started_by_id": self.env.uid,
                    "started_at": fields.Datetime.now(),
                }
            )
        self._wake()
        return True

    def action_stop(self):
        """Stop after the batch that is being moved; what moved stays moved."""
        for handover in self:
            handover._expect("running", "undoing")
            handover._stop()
        return True

    def action_resume(self):
        """Go on where it stopped; what failed is tried again.

        One that is done looks for nothing new.
        """
        for handover in self:
            handover._expect("cancelled", "done")
            if handover.state == "cancelled":
                handover.state = handover.stopped_state or "running"
                handover._forget_failure()
            handover._put_back(handover.line_ids)
        self._wake()
        return True

    def _try_again(self, lines):
        """Let the job work on these lines again, if they failed."""
        self._expect(*WAITS)
        self._put_back(lines)
        self._wake()

    def _put_back(self, lines):
        """Let lines that failed wait again, for what the handover does."""
        failed = lines.filtered(lambda line: line.state == "error")
        if WAITS[self.state] == "planned":
            failed.write({"state": "planned", "error": False})
            return
        self._check_giver()
        moved = failed.filtered("done_at")
        moved.write({"state": "done", "error": False})
        # the others never left: there is nothing to take back
        (failed - moved).write({"state": "excluded", "error": False})

    def _stop(self):
        """Stop, and remember what it was about to do."""
        self.write({"state": "cancelled", "stopped_state": self.state})

    def _forget_failure(self):
        """Say no longer why it stopped: somebody lets it go on."""
        # sudo: rows taken out of queues are the administrators' to see
        self.env["crm.parked.row"].sudo()._clear("handover", self._name, self.id)

    def _check_giver(self):
        """Refuse to give customers back to who is archived."""
        if not self.user_id.active:
            raise UserError(
                self.env._(
                    "%(name)s is archived and would get the customers back: "
                    "unarchive the user first.",
                    name=self.user_id.name,
                )
            )

    def action_undo(self):
        """Give everything back, but for what somebody changed since."""
        for handover in self:
            handover._expect("done", "cancelled")
            handover._check_giver()
            until = handover.undo_until
            if until and until < fields.Datetime.now():
                raise UserError(
                    self.env._(
                        "The week in which it can be taken back is over: make a "
                        "handover in the other direction."
                    )
                )
            handover.state = "undoing"
            handover._forget_failure()
        self._wake()
        return True

    def _expect(self, *states):
        """Refuse what another state allows, with the reason.

        Whoever presses a button twice, or on two screens, does it once.
        """
        self.ensure_one()
        self.check_access("write")
        locked = self.try_lock_for_update()
        if not locked:
            raise UserError(self.env._("Somebody else is changing this handover."))
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "This handover is already %(state)s.", state=labels[self.state]
                )
            )

    @api.model
    def _wake(self):
        # sudo: a manager may wake the job, not edit it
        self.env.ref("crm_relationship.ir_cron_handover").sudo()._trigger()

    def action_open_lines(self):
        """Open the lines: those of the reader, for a successor."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_relationship.crm_handover_line_action"
        )
        mine = self.env.user in self.successor_ids.user_id
        action["domain"] = list(Domain("handover_id", "=", self.id))
        action["context"] = {"search_default_mine": 1} if mine else {}
        return action

    def action_open_kept(self):
        """Open what somebody changed after it was handed over."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Changed since"),
            "res_model": "crm.handover.item",
            "view_mode": "list",
            "views": [(False, "list")],
            "domain": [("handover_id", "=", self.id), ("state", "=", "kept")],
        }

    def action_print_dossiers(self):
        """Print what to know about each customer."""
        return self.line_ids.action_print_dossier()
