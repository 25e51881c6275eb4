# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL


class SmsSms(models.Model):
    """Marketing texts leave core's queue only past the gate, as it stands then."""

    _inherit = "sms.sms"

    state = fields.Selection(
        selection_add=[("held", "Held back")], ondelete={"held": "set canceled"}
    )
    held_until = fields.Datetime(readonly=True, copy=False)

    @api.model
    def _process_queue(self):
        self._let_go(fields.Datetime.now())
        return super()._process_queue()

    @api.model
    def _let_go(self, now):
        """Queue again what was held until now."""
        # sudo: the job's own
        held = self.sudo().search([("state", "=", "held"), ("held_until", "<=", now)])
        held.write({"state": "outgoing", "held_until": False})

    def _send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        now = fields.Datetime.now()
        mailings = self.filtered("mailing_id")
        # sudo: the gate reads what the sender may not
        gate = self.env["crm.send.recheck"].sudo()
        rulings = gate._recheck_sms(mailings.ids, now) if mailings else {}
        gate._apply_sms(rulings)
        leaving = self.filtered(lambda sms: sms.id not in rulings)
        if not leaving:
            return None
        result = super(SmsSms, leaving)._send(
            unlink_failed=unlink_failed,
            unlink_sent=unlink_sent,
            raise_exception=raise_exception,
        )
        leaving.sudo()._note_sent(now)  # sudo: the ledger is the system's
        return result

    def _note_sent(self, now):
        """Write into the ledger which texts of journeys left, and which never will."""
        self.env.flush_all()
        states = {
            "sent": self.filtered(lambda s: s.state in ("pending", "sent", "process")),
            "cancelled": self.filtered(lambda s: s.state == "error"),
        }
        for state, messages in states.items():
            uuids = messages.mapped("uuid")
            if uuids:
                self._write_ledger(uuids, state, now)
        self.env["crm.contact.log"].invalidate_model()
        self.env["crm.journey.trace"].invalidate_model(["sent_at"])

    def _write_ledger(self, uuids, state, now):
        self.env.cr.execute(
            SQL(
                "UPDATE crm_contact_log l SET state = %s, sent_at = %s"
                " FROM crm_journey_trace t WHERE t.sms_uuid = ANY(%s)"
                " AND l.trace_id = t.id",
                state,
                now,
                uuids,
            )
        )
        if state == "sent":
            self.env.cr.execute(
                SQL(
                    "UPDATE crm_journey_trace SET sent_at = %s WHERE sms_uuid = ANY(%s)",
                    now,
                    uuids,
                )
            )
