# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import uuid
from datetime import timedelta
from urllib.parse import urlsplit

import requests
import urllib3

from odoo import api, fields, models

from odoo.addons.crm_relationship.tools.gateway import line
from odoo.addons.crm_relationship.tools.gateway.dial import hidden

TIMEOUT = 5
MAX_ATTEMPTS = 5
#: A call that has not come back after this long died with its process.
LOST = timedelta(minutes=10)


class CrmSlaWebhook(models.Model):
    """One call of a web address because a level was reached.

    It is *sending* before the call leaves. A call whose end nobody saw is *unknown*:
    it is not made again unless a person says so. Each carries its own key, by which
    the other side can tell a repetition.
    """

    _name = "crm.sla.webhook"
    _description = "SLA Web Call"
    _order = "id desc"
    _rec_name = "key"

    log_id = fields.Many2one(
        "crm.sla.level.log", required=True, index=True, ondelete="cascade"
    )
    ticket_id = fields.Many2one(related="log_id.ticket_id")
    url = fields.Char(required=True)
    key = fields.Char(required=True, default=lambda self: str(uuid.uuid4()))
    payload = fields.Json(required=True)
    state = fields.Selection(
        [
            ("ready", "Waiting"),
            ("sending", "Sending"),
            ("sent", "Sent"),
            ("unknown", "Unknown"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="ready",
    )
    next_at = fields.Datetime(required=True, default=lambda self: fields.Datetime.now())
    attempts = fields.Integer()
    answer = fields.Char(help="What the other side said.")

    _log_uniq = models.Constraint("UNIQUE (log_id)", "This call is queued already.")
    _failed_idx = models.Index("(id) WHERE state = 'failed'")
    _unknown_idx = models.Index("(id) WHERE state = 'unknown'")
    _ready_idx = models.Index("(next_at) WHERE state IN ('ready', 'sending')")

    @api.model
    def _queue(self, log, url, now):
        """Queue a call that tells of a logged level, and wake the sender."""
        clock, ticket = log.clock_id, log.ticket_id
        due = clock.deadline_at
        self.create(
            {
                "log_id": log.id,
                "url": url,
                "next_at": now,
                "payload": {
                    "event": "sla.level",
                    "level": log.level_id.name,
                    "reached_at": f"{log.due_at.isoformat()}Z",
                    "ticket": ticket.number,
                    "subject": ticket.name,
                    "priority": ticket.priority,
                    "metric": clock.metric,
                    "outcome": clock.outcome,
                    "deadline_at": f"{due.isoformat()}Z" if due else None,
                },
            }
        )
        self.env.ref("crm_ticket_sla.ir_cron_sla_webhook")._trigger()

    @api.model
    def _cron_send(self):
        """Make the calls that wait, each committed before and after."""
        if self.env["crm.health"]._is_held():
            return
        commit = self.env["ir.cron"]._commit_progress
        now = fields.Datetime.now()
        self._give_up_lost(now)
        left = self.search(
            [("state", "=", "ready"), ("next_at", "<=", now)], order="id", limit=100
        )
        commit(remaining=len(left))
        for call_id in left.ids:
            call = self.browse(call_id).try_lock_for_update()
            call = call.filtered(lambda c: c.state == "ready")
            if not call:
                commit(1)  # somebody else makes it
                continue
            if self.env["crm.health"]._is_held():
                break
            call.write({"state": "sending", "attempts": call.attempts + 1})
            commit()
            call._send(fields.Datetime.now())
            if not commit(1):
                break

    def _give_up_lost(self, now):
        """Mark the calls that were being made when their process died."""
        lost = self.search(
            [("state", "=", "sending"), ("write_date", "<", now - LOST)], limit=100
        )
        lost.try_lock_for_update().write({"state": "unknown"})

    def _send(self, now):
        """Make one call and keep what came of it."""
        self.ensure_one()
        if not line.is_web(self.url):
            self._settle("failed", self.env._("The address must begin with https://."))
            return
        try:
            reply = line.ask(
                "POST",
                self.url,
                json=self.payload,
                headers={"Idempotency-Key": self.key},
                timeout=TIMEOUT,
            )
        except line.InsideHost as error:
            self._settle("failed", self._inside(error))
        except requests.exceptions.RequestException as error:
            if self._never_left(error):
                self._failed(self._told(error), now)
            else:
                # whether it arrived is for a person to find out
                self._settle("unknown", self._told(error))
        except (ValueError, OSError) as error:
            # an address that cannot be called at all: the others are
            self._settle("failed", self._told(error))
        else:
            if reply.ok:
                self._settle("sent", str(reply.status_code))
            else:
                self._failed(f"HTTP {reply.status_code}", now)

    def _settle(self, state, answer):
        self.write({"state": state, "answer": answer[:500]})

    def _told(self, error):
        """Return what an error says, without the part of the address that is a key."""
        parts = urlsplit(self.url)
        key = f"{parts.path}?{parts.query}" if parts.query else parts.path
        text = hidden(str(error), key) if key.strip("/") else str(error)
        return f"{type(error).__name__}: {text}"

    def _inside(self, host):
        return self.env._(
            "%(host)s is inside the house. Whoever runs the server allows it there: "
            "%(variable)s.",
            host=host,
            variable=line.INSIDE,
        )

    @staticmethod
    def _never_left(error):
        """Tell whether a call failed before anything was sent."""
        reason = getattr(error.args[0] if error.args else None, "reason", None)
        return isinstance(error, requests.exceptions.ConnectTimeout) or isinstance(
            reason, urllib3.exceptions.NewConnectionError
        )

    def _failed(self, reason, now):
        """Try again later, each time twice as late, or give up."""
        over = self.attempts >= MAX_ATTEMPTS
        wait = timedelta(minutes=5 * 2 ** (self.attempts - 1))
        self.write(
            {
                "state": "failed" if over else "ready",
                "next_at": now + wait,
                "answer": reason[:500],
            }
        )
        if not over:
            self.env.ref("crm_ticket_sla.ir_cron_sla_webhook")._trigger(now + wait)

    def _cancel_waiting(self):
        self.write({"state": "cancelled", "answer": self.env._("Cancelled.")})

    def action_send_again(self):
        """Make calls again that failed or whose end is unknown."""
        self.check_access("write")
        again = self.filtered(lambda call: call.state in ("unknown", "failed"))
        again.write({"state": "ready", "attempts": 0, "next_at": fields.Datetime.now()})
        # sudo: a manager may wake the job, not edit it
        self.env.ref("crm_ticket_sla.ir_cron_sla_webhook").sudo()._trigger()
        return True
