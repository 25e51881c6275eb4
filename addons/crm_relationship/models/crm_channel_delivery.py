# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
import time
from datetime import timedelta
from typing import NamedTuple

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.webhook_signature import sign

#: Nobody who is alive is still sending after this.
LEASE = timedelta(minutes=10)
BACKOFF = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120))
#: The provider said: not now.
LATER = frozenset({408, 425, 429, 503})
BATCH = 20


class Answer(NamedTuple):
    """What came of a call: sent, unknown, failed, or ready to be tried again."""

    state: str
    detail: str = ""
    provider_ref: str = ""


class CrmChannelOutbox(models.Model):
    """Delivery: claimed with SKIP LOCKED, *sending* committed, called, settled."""

    _inherit = "crm.channel.outbox"

    @api.model
    def _cron_deliver(self):
        """Deliver what is due; several jobs may do so at once."""
        commit = self.env["ir.cron"]._commit_progress
        now = fields.Datetime.now()
        self._give_up_stale(now)
        commit(remaining=self.search_count([("state", "=", "ready")], limit=BATCH))
        for _count in range(BATCH):
            message = self._claim(fields.Datetime.now())
            commit(0)  # *sending* is known before the provider is
            if not message:
                break
            message._settle(message._call(), fields.Datetime.now())
            if not commit(1):
                break

    @api.model
    def _claim(self, now):
        """Take one message that is due: mark it as being sent."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "UPDATE crm_channel_outbox SET state = 'sending', attempted_at = %(now)s,"
                " attempt = COALESCE(attempt, 0) + 1 WHERE id = (SELECT o.id"
                " FROM crm_channel_outbox o JOIN crm_channel_account a"
                " ON a.id = o.account_id AND a.active IS TRUE WHERE o.state = 'ready'"
                " AND (o.next_try_at IS NULL OR o.next_try_at <= %(now)s)"
                " ORDER BY o.id LIMIT 1 FOR UPDATE OF o SKIP LOCKED) RETURNING id",
                now=now,
            )
        )
        self.invalidate_model()
        return self.browse(rows[0][0] if rows else ())

    @api.model
    def _give_up_stale(self, now):
        """Nobody knows what became of messages whose sender died."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_channel_outbox SET state = 'unknown', detail = %s"
                " WHERE state = 'sending' AND attempted_at < %s",
                self.env._("The process that sent it was stopped."),
                now - LEASE,
            )
        )
        self.invalidate_model()

    def _call(self):
        """Post the message; return the Answer."""
        self.ensure_one()
        account = self.account_id.sudo()  # sudo: the secret is readable to no one
        if not account.url:
            return Answer("failed", self.env._("The account has no address."))
        try:
            secret = account._kept("secret")
        except UserError as error:
            return Answer("failed", str(error))
        body = json.dumps(
            {"key": self.key, **self.payload}, ensure_ascii=False
        ).encode()
        at = int(time.time())
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": self.key,
            "X-Timestamp": str(at),
            "X-Signature": sign(secret, at, body),
        }
        try:
            response = requests.post(
                account.url,
                data=body,
                headers=headers,
                timeout=account.timeout,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            return self._answer_of_error(error)
        return self._answer_of(response)

    def _answer_of(self, response):
        detail = f"HTTP {response.status_code}: {response.text[:200]}".strip()
        if response.ok and response.status_code < 300:
            try:
                ref = response.json().get("id")
            except (ValueError, AttributeError):
                ref = None
            return Answer("sent", "", str(ref or ""))
        if response.status_code in LATER:
            return Answer("ready", detail)
        return Answer("failed" if response.status_code < 500 else "unknown", detail)

    def _answer_of_error(self, error):
        """A line that was never there took nothing; any other may have."""
        detail = f"{type(error).__name__}: {error}"[:300]
        cause = error.args[0] if error.args else None
        unreached = isinstance(error, requests.ConnectTimeout) or (
            isinstance(cause, MaxRetryError)
            and isinstance(cause.reason, NewConnectionError)
        )
        return Answer("ready" if unreached else "unknown", detail)

    def _settle(self, answer, now):
        """Write what came of a call."""
        self.ensure_one()
        values = {"state": answer.state, "detail": answer.detail}
        if answer.state == "sent":
            values.update(sent_at=now, provider_ref=answer.provider_ref)
        elif answer.state == "ready":
            if self.attempt > len(BACKOFF):
                values["state"] = "failed"
            else:
                values["next_try_at"] = now + BACKOFF[self.attempt - 1]
                self.env.ref("crm_relationship.ir_cron_channel_outbox")._trigger(
                    values["next_try_at"]
                )
        self.write(values)
