# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: two hosts, or one that dies, neither lose a message nor double one."""

from datetime import timedelta
from threading import Thread

from odoo import SUPERUSER_ID, api
from odoo.fields import Datetime
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..tools.gateway.call import GatewayCall, RawEvent
from .common import allow_loopback
from .provider_server import APP_ID, APP_SECRET, ProviderServer
from .provider_shapes import UID, ZALO

PATIENCE = 30


@tagged("post_install", "-at_install")
class TestConversationHosts(TransactionCase):
    """Transactions of their own, so they commit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        allow_loopback(cls)

    def setUp(self):
        super().setUp()
        self.provider = ProviderServer()
        self.addCleanup(self.provider.close)
        self.addCleanup(self._clean)
        env = self._open()
        account = env["crm.channel.account"].create(
            {
                "name": "Two hosts",
                "kind": "zalo",
                "url": self.provider.base,
                "oauth_url": self.provider.base,
                "app_id": APP_ID,
                "timeout": 5,
                "new_access_token": "oa-token-old",
                "new_refresh_token": "oa-refresh-0",
                "new_app_secret": APP_SECRET,
            }
        )
        self.account_id = account.id
        env.cr.commit()

    def _open(self):
        cr = db_connect(self.env.cr.dbname).cursor()
        self.addCleanup(cr.close)
        return api.Environment(cr, SUPERUSER_ID, {})

    def _clean(self):
        env = self._open()
        mine = [("account_id", "=", self.account_id)]
        chats = env["crm.conversation"].search(mine)
        env["crm.interaction"].search(
            [("origin_model", "=", chats._name), ("origin_id", "in", chats.ids)]
        ).with_context(interaction_delete_reason="test").unlink()
        chats.unlink()
        for name in ("crm.partner.handle", "crm.channel.outbox", "crm.gateway.event"):
            env[name].search(mine).unlink()
        env["crm.channel.account"].browse(self.account_id).unlink()
        env.cr.commit()

    def _account(self, env):
        return env["crm.channel.account"].browse(self.account_id)

    @mute_logger("odoo.sql_db")
    def test_two_hosts_renew_a_token_once(self):
        found, hosts = [], [self._open(), self._open()]
        # transactions that have not begun: tests may not make them in threads
        spare = [self._open().cr for _number in range(8)]
        self.patch(type(self.env.registry), "cursor", lambda _registry: spare.pop())

        def ask(account):
            found.append(account._good_token("oa-token-old"))

        threads = [Thread(target=ask, args=[self._account(env)]) for env in hosts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
            self.assertFalse(thread.is_alive(), "a host waits for ever")

        self.assertEqual(found, ["oa-token-1", "oa-token-1"])
        self.assertEqual(self.provider.renewals, [("oa-refresh-0", True)])
        account = self._account(self._open())
        self.assertEqual(account._kept("refresh_token"), "oa-refresh-1")
        self.assertFalse(self.provider.problems)

    def test_a_sender_that_dies_leaves_the_unknown_and_an_echo_tells(self):
        env = self._open()
        outbox = env["crm.channel.outbox"]
        self._keep_good_token(env)
        outbox._enqueue(
            self._account(env), [("death", {"handle": UID, "text": "Dạ 250.000đ ạ"})]
        )
        env.cr.commit()
        dying = self._open()
        message = self._claim_mine(dying)
        dying.cr.commit()  # as the job does before the call
        self.assertEqual(message._call().state, "sent")
        dying.cr.rollback()  # the process died before it settled

        other = self._open()
        later = Datetime.now() + timedelta(minutes=11)
        other["crm.channel.outbox"]._give_up_stale(later)
        self.assertFalse(self._claim_mine(other), "never sent again by itself")
        row = self._account(other).outbox_ids
        self.assertEqual((row.state, len(self.provider.taken)), ("unknown", 1))
        other.cr.commit()

        again = self._open()
        self._work(again, [ZALO["echo"]])
        row = self._account(again).outbox_ids
        self.assertEqual((row.state, row.provider_ref), ("sent", "z-out-9"))
        again.cr.rollback()

    def test_a_worker_that_dies_does_not_lose_a_message(self):
        env = self._open()
        events = self._store(env, [ZALO["text"], ZALO["text"]])
        self.assertEqual(len(events), 1, "told twice, stored once")
        env.cr.commit()
        dying = self._open()
        self._process(dying, events)
        chats = [("account_id", "=", self.account_id)]
        self.assertTrue(dying["crm.conversation"].search(chats))
        dying.cr.rollback()  # the process died before its commit

        other = self._open()
        self.assertFalse(other["crm.conversation"].search(chats))
        self._process(other, events)
        other.cr.commit()

        last = self._open()
        chat = last["crm.conversation"].search(chats)
        self.assertEqual((len(chat.line_ids), chat.unread), (1, 1))
        self.assertEqual(last["crm.gateway.event"].browse(events).state, "done")

    # ------------------------------------------------------------

    def _keep_good_token(self, env):
        self.provider.access_tokens.add("oa-token-old")

    def _claim_mine(self, env):
        """Claim as the job does; nothing but ours is due in this transaction."""
        env.cr.execute(
            "UPDATE crm_channel_outbox SET next_try_at = now() + interval '1 day'"
            " WHERE state = 'ready' AND account_id <> %s",
            [self.account_id],
        )
        return env["crm.channel.outbox"]._claim(Datetime.now())

    def _store(self, env, payloads):
        account = self._account(env)
        call = GatewayCall("POST", received_at=Datetime.now())
        raw = [
            RawEvent("message", f"z:{p['message']['msg_id']}", {"item": p}, f"c:{UID}")
            for p in payloads
        ]
        stored = env["crm.gateway.event"]
        for one in raw:
            stored |= stored._store(account, call, [one])
        return stored.ids

    def _process(self, env, ids):
        events = env["crm.gateway.event"].browse(ids)
        events.write({"state": "processing", "attempt": 1})
        for event in events:
            event._process()

    def _work(self, env, payloads):
        self._process(env, self._store(env, payloads))
