# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a secret that was entered comes out nowhere but at its provider."""

import logging
import os
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Datetime
from odoo.tests import tagged

from ..tools.gateway.line import INSIDE
from .common import RelationshipCase
from .neutral_common import neutralize
from .provider_server import ProviderServer

MARK = "m4rk3d-s3cr3t"
KEPT = ("secret", "verify_token", "access_token", "refresh_token", "app_secret")


@tagged("post_install", "-at_install")
class TestSecrets(RelationshipCase):
    def setUp(self):
        super().setUp()
        patcher = patch.dict(os.environ, {INSIDE: "127.0.0.1"})
        patcher.start()
        self.addCleanup(patcher.stop)
        self.provider = ProviderServer()
        self.addCleanup(self.provider.close)
        self.account = self.env["crm.channel.account"].create(
            {
                "name": "Provider",
                # some providers want a key in the address
                "url": f"{self.provider.base}/in/{MARK}?key={MARK}",
                "timeout": 10,
                **{f"new_{name}": f"{MARK}-{name}" for name in KEPT},
            }
        )

    def _deliver(self):
        outbox = self.env["crm.channel.outbox"]
        ids = outbox._enqueue(self.account, [("one", {"to": "+84912345678"})])
        message, now = outbox._claim(Datetime.now()), Datetime.now()
        self.assertEqual(message.ids, ids)
        message._settle(message._call(), now)
        return message

    def test_nothing_is_logged_at_any_level(self):
        with self.assertLogs(level=logging.DEBUG) as heard:
            logging.getLogger("odoo.addons.crm_relationship").debug("a line at least")
            message = self._deliver()
            self.provider.close()
            self.account._kept("secret")
        self.assertNotEqual(message.state, "ready")
        written = [
            line for line in heard.output if MARK in line and "odoo.sql_db" not in line
        ]
        self.assertEqual(written, [])

    def test_nobody_reads_exports_or_copies_them(self):
        admin = self.env.ref("base.user_admin")
        account = self.account.with_user(admin)
        for name in KEPT:
            with self.subTest(name=name):
                with self.assertRaises(AccessError):
                    account.read([name])
                with self.assertRaises(AccessError):
                    account.search([(name, "like", MARK)])
                self.assertFalse(account[f"new_{name}"])
        readable = [
            name
            for name, field in account._fields.items()
            if account._has_field_access(field, "read")
        ]
        shown = [name for name in readable if name not in ("url", "display_name")]
        self.assertNotIn(MARK, str(account.read(shown)))
        names = [f"new_{name}" for name in KEPT]
        self.assertNotIn(MARK, str(account.export_data(names)["datas"]))
        copy = self.account.copy()
        self.assertFalse(any(copy.sudo()[name] for name in KEPT))
        self.assertNotEqual(copy.token, self.account.token)
        told = self.account.message_ids if "message_ids" in account._fields else ()
        self.assertFalse([m for m in told if MARK in str(m.body)])

    def test_a_neutralised_copy_sends_nothing_and_knows_nothing(self):
        waiting = self.env["crm.channel.outbox"]._enqueue(
            self.account, [("one", {"to": "+84912345678"})]
        )
        neutralize(self.env)

        self.assertFalse(self.account.active)
        self.assertFalse(any(self.account.sudo()[name] for name in KEPT))
        self.assertFalse(self.account.sudo().token)
        message = self.env["crm.channel.outbox"].browse(waiting)
        self.assertEqual(message.state, "cancelled")
        self.assertFalse(self.env["crm.channel.outbox"]._claim(Datetime.now()))
        self.assertFalse(self.provider.taken)
