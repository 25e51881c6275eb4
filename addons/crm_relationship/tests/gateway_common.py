# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Providers that call the gateway over HTTP, and the worker behind it."""

import json
import secrets
import time

from odoo import fields
from odoo.tests import HttpCase

from ..tools.gateway.signature import sign
from .common import RelationshipCase

SECRET = "s3cret of the provider"


def told(uid="e-1", **values):
    """Return an event as a sender writes it."""
    return {
        "id": uid,
        "type": "call",
        "contact": {"phone": "0912 345 678"},
        "duration": 61,
        **values,
    }


class GatewayCase(HttpCase, RelationshipCase):
    """An account that receives, and what one needs to call it."""

    kind = "generic"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls._account()
        cls.events = cls.env["crm.gateway.event"]
        # what waits in this database is not of the tests
        cls.events.search([]).write({"state": "ignored"})

    @classmethod
    def _account(cls, kind=None, **values):
        return cls.env["crm.channel.account"].create(
            {
                "name": "Provider",
                "kind": kind or cls.kind,
                "new_secret": SECRET,
                **values,
            }
        )

    def path(self, account=None, event=""):
        """Return the path that a provider calls."""
        path = f"/crm_gateway/{(account or self.account).token}"
        return f"{path}/{event}" if event else path

    def signed(self, body, secret=SECRET, at=None, nonce=None):
        """Return the headers that sign a body."""
        at = int(time.time()) if at is None else at
        nonce = nonce or secrets.token_hex(12)
        return {
            "Content-Type": "application/json",
            "X-Timestamp": str(at),
            "X-Nonce": nonce,
            "X-Signature": sign(secret, at, nonce, body),
        }

    def send(self, data, account=None, event="", **how):
        """Send signed JSON; return the response."""
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        headers = how.pop("headers", None) or self.signed(body, **how)
        return self.url_open(
            self.path(account, event), data=body, headers=headers, method="POST"
        )

    def stored(self, account=None):
        """Return the events of an account, in the order in which they came."""
        account = account or self.account
        return self.events.search([("account_id", "=", account.id)], order="id")

    def work(self, now=None):
        """Process what is due, as the worker does; return the events."""
        now = now or fields.Datetime.now()
        done = self.events
        while events := self.events._claim(now):
            for event in events:
                event._process()
            done |= events
        self.end_transaction()
        return done
