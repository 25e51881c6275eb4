# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what nobody reads is sent to whom it is for, and shown in no message."""

import os
import socket
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Datetime
from odoo.tests import tagged
from odoo.tools import SQL

from ..tools.gateway.chat import ChatEvent
from ..tools.gateway.line import INSIDE
from .common import RelationshipCase
from .provider_server import PAGE_TOKEN, ProviderServer

EVIL = "https://evil.test/x"


@tagged("post_install", "-at_install")
class TestChannelAddress(RelationshipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outbox = cls.env["crm.channel.outbox"]
        cls.account = cls._account(
            new_secret="a secret",
            new_access_token=PAGE_TOKEN,
            new_page_token="page",
            new_app_secret="app",
        )

    @classmethod
    def _account(cls, kind="messenger", **values):
        return cls.env["crm.channel.account"].create(
            {"name": "Page", "kind": kind, "timeout": 2, **values}
        )

    def environment(self, **names):
        patcher = patch.dict(os.environ, names)
        patcher.start()
        self.addCleanup(patcher.stop)

    def serve(self):
        provider = ProviderServer()
        self.addCleanup(provider.close)
        return provider

    def deliver(self, account, **payload):
        """Put a message in and deliver it; return it."""
        payload = {"handle": "77", "text": "Hi", **payload}
        ids = self.outbox._enqueue(account, [(f"k{account.id}", payload)])
        message = self.outbox.browse(ids)
        message._settle(message._call(), Datetime.now())
        return message

    # ------------------------------------------------------------
    # Where secrets go
    # ------------------------------------------------------------

    def test_who_may_not_read_a_secret_does_not_send_it_elsewhere(self):
        account = self.account.with_user(self.user_manager)
        dial = EVIL + "?p={phone}&s={secret}"
        for values in (
            {"url": EVIL},
            {"oauth_url": EVIL},
            {"template_url": EVIL},
            {"dial_url": dial},
            {"url": EVIL, "new_access_token": "mine"},  # the page token is kept, too
            {"template_url": EVIL, "new_secret": "mine"},
        ):
            with self.assertRaises(UserError) as caught:
                account.write(values)
            self.assertIn("Enter with it again", str(caught.exception), values)

    def test_a_refresh_token_gives_what_goes_to_the_address(self):
        account = self._account("zalo", new_refresh_token="r")

        with self.assertRaises(UserError):
            account.with_user(self.user_manager).url = EVIL

    def test_an_address_changes_with_its_secrets_or_to_the_providers_own(self):
        account = self.account.with_user(self.user_manager)
        account.write({"url": EVIL, "new_access_token": "a", "new_page_token": "b"})
        account.write({"url": EVIL, "dial_url": EVIL + "?p={phone}"})
        account.url = False
        self._account("webhook", new_secret="s").with_user(self.user_manager).url = EVIL

        self.assertEqual(self.account._kept("access_token"), "a")
        with self.assertRaises(AccessError):
            self.account.with_user(self.user_lan).url = EVIL

    def test_tokens_go_over_https(self):
        for url in ("http://127.0.0.1.evil.test", "http://127.0.0.1@evil.test"):
            with self.assertRaises(ValidationError):
                self.account.oauth_url = url
            with self.assertRaises(ValidationError):
                self.account.template_url = url
        self.account.oauth_url = "http://127.0.0.1:1"

    def test_nothing_is_sent_inside_unless_the_server_allows_it(self):
        provider = self.serve()
        self.account.url = provider.base
        self.environment(**{INSIDE: "other.test"})

        message = self.deliver(self.account)

        self.assertEqual(message.state, "failed")
        self.assertIn(INSIDE, message.detail)
        self.assertFalse(provider.taken)

    # ------------------------------------------------------------
    # What becomes of a message
    # ------------------------------------------------------------

    def test_a_secret_that_cannot_be_read_stops_nobody_else(self):
        provider = self.serve()
        self.account.url = provider.base
        self.environment(CRM_SECRET_KEY="one")
        locked = self._account(new_access_token="lost")
        dialling = self._account(
            "call_url", new_secret="s", dial_url="https://pbx.test/?to={phone}"
        )
        self.environment(CRM_SECRET_KEY="another")

        lost = self.deliver(locked)
        call = self.deliver(dialling, dial={"extension": "1", "phone": "123"})

        self.assertEqual((lost.state, call.state), ("failed", "failed"))
        self.assertIn("Enter the secret again", lost.detail)
        self.assertEqual(self.deliver(self.account).state, "sent")
        self.assertFalse(provider.problems)

    def test_no_token_stands_in_what_is_told_of_a_failure(self):
        secret = "EAAB|" + "0123456789 " * 25
        dial = self._account("call_url", new_secret=secret)
        chat = self._account(new_access_token=secret.strip())
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            base = f"http://127.0.0.1:{unused.getsockname()[1]}"
            chat.url, dial.dial_url = base, base + "/?s={secret}&to={phone}"
            for message in (
                self.deliver(chat),
                self.deliver(dial, dial={"extension": "1", "phone": "123"}),
            ):
                self.assertIn("Error", message.detail)
                for part in ("EAAB", "0123", "3456"):
                    self.assertNotIn(part, message.detail)

    def test_what_waits_does_not_wake_the_job(self):
        now = Datetime.now()
        before = self.outbox.search_count(self.outbox._due(now))
        asleep = self._account("webhook", url=EVIL, active=False)
        for account in (self.account, asleep):
            self.outbox._enqueue(account, [("w", {"text": "x"})])
        self.account.outbox_ids.next_try_at = now + timedelta(hours=1)

        self.assertEqual(self.outbox.search_count(self.outbox._due(now)), before)
        later = now + timedelta(hours=2)
        self.assertGreater(self.outbox.search_count(self.outbox._due(later)), before)

    # ------------------------------------------------------------
    # Receipts
    # ------------------------------------------------------------

    def test_a_receipt_is_found_by_indexes(self):
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_channel_outbox (account_id, company_id, key, payload,"
                " state, sent_at) SELECT %s, %s, 'r' || i, jsonb_build_object('handle',"
                " (i %% 500)::text), 'sent', now() FROM generate_series(1, 5000) i",
                self.account.id,
                self.account.company_id.id,
            )
        )
        self.env.cr.execute("ANALYZE crm_channel_outbox")
        event = ChatEvent("read", "7", mids=("m_1",), until=Datetime.now())
        rows = self.env.execute_query(
            SQL(
                "EXPLAIN SELECT id FROM crm_channel_outbox WHERE %s",
                self.outbox._receipt_of(self.account, event),
            )
        )
        plan = "\n".join(row[0] for row in rows)
        self.assertIn("crm_channel_outbox_receipt_idx", plan)
        self.assertNotIn("Seq Scan", plan)
        read = ChatEvent("read", "7", until=Datetime.now() + timedelta(days=1))
        found = self.outbox._note_receipt(self.account, read, Datetime.now())
        self.assertEqual(len(found), 10)
        nothing = ChatEvent("read", "7")
        self.assertFalse(
            self.outbox._note_receipt(self.account, nothing, Datetime.now())
        )
