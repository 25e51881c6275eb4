# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

import requests
from requests.exceptions import InvalidHeader
from urllib3.exceptions import MaxRetryError, NewConnectionError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.gateway import line
from ..tools.gateway.dial import hidden
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
    #: window, recipient, quota, rate, token, ...: see the outbox
    reason: str = ""
    #: not before; such a wait is no failed attempt
    next_try_at: datetime | None = None


class ProviderCall(NamedTuple):
    """A call of a provider, and who understands its answer."""

    url: str
    body: bytes
    headers: dict[str, str]
    #: response -> Answer
    read: Callable
    #: what must not be seen in any detail
    secret: str = ""


class CrmChannelOutbox(models.Model):
    """Delivery: claimed with SKIP LOCKED, *sending* committed, called, settled."""

    _inherit = "crm.channel.outbox"

    @api.model
    def _cron_deliver(self):
        """Deliver what is due; several jobs may do so at once."""
        commit = self.env["ir.cron"]._commit_progress
        now = fields.Datetime.now()
        self._give_up_stale(now)
        # what waits has its own waking; one more than a batch: the job is called again
        commit(remaining=self.search_count(self._due(now), limit=BATCH + 1))
        for _count in range(BATCH):
            message = self._claim(fields.Datetime.now())
            if not message:
                commit(remaining=0)  # what is left another job holds
                break
            commit(0)  # *sending* is known before the provider is
            message._settle(message._call(), fields.Datetime.now())
            if not commit(1):
                break

    @api.model
    def _due(self, now):
        """Return the domain of what may leave now."""
        is_time = Domain("next_try_at", "=", False) | Domain("next_try_at", "<=", now)
        return (
            Domain("state", "=", "ready")
            & Domain("account_id.active", "=", True)
            & is_time
        )

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
                " AND NOT EXISTS (SELECT FROM crm_channel_outbox b WHERE b.id ="
                " o.after_id AND b.state IN ('ready', 'sending', 'unknown'))"
                " AND %(may_leave)s"
                " ORDER BY o.id LIMIT 1 FOR UPDATE OF o SKIP LOCKED) RETURNING id",
                now=now,
                may_leave=self.env["crm.health"]._sql_may_leave(),
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
        account = self.account_id.sudo()  # sudo: the secrets are readable to no one
        refused = self._refusal(account, fields.Datetime.now())
        if refused:
            return refused
        call = self._request(account)
        if isinstance(call, Answer):
            return call
        answer = self._exchange(account, call)
        if answer.reason == "token":  # refused: nothing was taken
            again = self._request(account, refused=call.secret)
            if not isinstance(again, Answer):
                return self._exchange(account, again)
        return answer

    def _request(self, account, refused=None):
        """Return the call as the kind of the account makes it; or the Answer.

        :param refused: an access token that the provider did not take
        """
        method = getattr(self, f"_outbox_request_{account._outbox_kind()}")
        try:
            return method(account, refused)
        except UserError as error:  # a secret cannot be read: nothing was sent
            return Answer("failed", str(error))

    def _exchange(self, account, call):
        try:
            reply = line.ask(
                "POST",
                call.url,
                secret=call.secret,
                data=call.body,
                headers=call.headers,
                timeout=account.timeout,
            )
        except requests.RequestException as error:
            return self._answer_of_error(error, call.secret)
        answer = call.read(reply)
        return answer._replace(detail=hidden(answer.detail, call.secret))

    def _outbox_request_webhook(self, account, refused=None):
        """Return the call of our own scheme: JSON, signed."""
        if not account.url:
            return Answer("failed", self.env._("The account has no address."))
        secret = account._kept("secret")
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
        return ProviderCall(account.url, body, headers, self._answer_of)

    def _answer_of(self, response):
        detail = f"HTTP {response.status_code}: {response.shown(200)}".strip()
        if response.ok:
            try:
                ref = response.json().get("id")
            except (ValueError, AttributeError):
                ref = None
            return Answer("sent", "", str(ref or ""))
        if response.status_code in LATER:
            return Answer("ready", detail)
        return Answer("failed" if response.status_code < 500 else "unknown", detail)

    def _answer_of_error(self, error, secret=""):
        """A line that was never there took nothing; any other may have.

        :param secret: what must not be seen of the request
        """
        if isinstance(error, line.InsideHost):
            return Answer("failed", self._inside(error))
        detail = hidden(f"{type(error).__name__}: {error}", secret)[:300]
        if isinstance(error, InvalidHeader):
            return Answer("failed", detail)
        cause = error.args[0] if error.args else None
        unreached = isinstance(error, requests.ConnectTimeout) or (
            isinstance(cause, MaxRetryError)
            and isinstance(cause.reason, NewConnectionError)
        )
        return Answer("ready" if unreached else "unknown", detail)

    def _inside(self, error):
        return self.env._(
            "%(host)s is inside the house. Whoever runs the server allows it there: "
            "%(variable)s.",
            host=error,
            variable=line.INSIDE,
        )

    def _settle(self, answer, now):
        """Write what came of a call."""
        self.ensure_one()
        values = {
            "state": answer.state,
            "detail": answer.detail,
            "reason": answer.reason or False,
        }
        if answer.state == "sent":
            values.update(
                sent_at=now, provider_ref=answer.provider_ref, **self._cost_of(now)
            )
        elif answer.state == "ready":
            values.update(self._put_off(answer, now))
        self.write(values)
        self._after_settled()

    def _put_off(self, answer, now):
        """Return the values of a message that is tried again later, or given up."""
        if answer.next_try_at:  # it was not tried at all
            at, values = answer.next_try_at, {"attempt": max(self.attempt - 1, 0)}
        elif self.attempt > len(BACKOFF):
            return {"state": "failed"}
        else:
            at, values = now + BACKOFF[self.attempt - 1], {}
        self.env.ref("crm_relationship.ir_cron_channel_outbox")._trigger(at)
        return {**values, "next_try_at": at}

    def _after_settled(self):
        """Something became of the message: for those who put it in."""
