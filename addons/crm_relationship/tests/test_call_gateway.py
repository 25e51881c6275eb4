# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what a contact centre sends over the web becomes calls, and nothing else does."""

import json
from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

from odoo import Command
from odoo.fields import Datetime
from odoo.tests import freeze_time, tagged

from odoo.addons.bus.tests.common import WebsocketCase

from ..tools.gateway.call import GatewayCall, Refused
from .calls_common import RANG_AT, CallsCase
from .gateway_common import GatewayCase
from .property_settings import examples

#: The query of a ringing call, as VoiceCloud and BizCloud describe it.
RINGING = {
    "phone": "0912345678",
    "extension": "101",
    "callid": "1772420400.77",
    "did": "02871001234",
    "queue": "Kinh doanh",
    "event": "RING",
}


@tagged("post_install", "-at_install")
class TestCallGateway(GatewayCase):
    kind = "call_url"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.extension_ids = [
            Command.create({"extension": "101", "user_id": cls.user_lan.id})
        ]
        cls.bare = cls._account("call_url", name="Without a secret", new_secret=False)

    def get(self, name="call_in", account=None, **query):
        path = self.path(account or self.bare, name)
        return self.url_open(f"{path}?{urlencode(RINGING | query)}")

    def rows(self, account=None):
        calls = self.env["crm.call"].search(
            [("account_id", "=", (account or self.bare).id)]
        )
        return calls.interaction_id

    def test_call_by_address_from_ringing_to_its_record(self):
        answers = [
            self.get(),
            self.get(),
            self.get(event="ANSWER"),
            self.get("hangup", event=""),
            self.get("calldata", event="", status="ANSWERED", billsec="33"),
        ]

        self.assertEqual({a.status_code for a in answers}, {200})
        self.assertEqual(len(self.stored(self.bare)), 4, "the same ring is stored once")
        row = self.rows()
        self.assertEqual(row.partner_id, self.person, "known before any worker runs")
        self.assertFalse(row.duration)
        self.assertEqual(len(self.work()), 1, "the record waits for the worker")
        self.assertEqual(set(self.stored(self.bare).mapped("state")), {"done"})
        row = self.rows()
        self.assertEqual((row.partner_id, row.duration), (self.person, 33))
        self.assertEqual(row.call_result, "answered")

    def test_secret_and_address_of_the_caller_are_asked_for(self):
        self.assertEqual(self.get(account=self.account).status_code, 401)
        self.assertEqual(self.get(account=self.account, token="guess").status_code, 401)
        good = self.get(account=self.account, token="s3cret of the provider")
        self.assertEqual(good.status_code, 200)
        self.assertNotIn("s3cret", json.dumps(self.stored().payload))

        self.bare.allowed_ips = "203.0.113.7"
        self.assertEqual(self.get().status_code, 403)

    def test_what_is_no_call_is_refused_and_not_stored(self):
        for name, query in (("call_in", {"callid": ""}), ("rubbish", {"event": ""})):
            self.assertEqual(self.get(name, **query).status_code, 400, name)
        self.assertFalse(self.stored(self.bare))

    def test_json_record_and_signed_calls(self):
        record = {
            "transaction_id": "om-1",
            "direction": "inbound",
            "source_number": "0912345678",
            "destination_number": "02871001234",
            "sip_user": "101",
            "disposition": "answered",
            "bill_sec": 40,
            "created_date": 1772420400,
        }
        posted = self._account("call_json", new_secret=False)
        url, kind = self.path(posted), {"Content-Type": "application/json"}
        for body in (json.dumps([record]), json.dumps(record)):
            answer = self.url_open(url, data=body, headers=kind, method="POST")
            self.assertEqual(answer.status_code, 200)
        signed = self._account("call_generic")
        ours = {"call": "1", "event": "record", "phone": "0912345678", "talk": 5}
        self.assertEqual(self.send(ours, signed).status_code, 200)
        self.assertEqual(
            self.url_open(self.path(signed), data=b"{}", headers=kind).status_code, 401
        )

        self.work()

        self.assertEqual(self.rows(posted).duration, 40)
        self.assertEqual(self.rows(signed).partner_id, self.person)

    @examples(60)
    @given(
        st.text(max_size=12),
        st.dictionaries(st.text(max_size=8), st.text(max_size=12), max_size=6),
        st.binary(max_size=60),
    )
    def test_hostile_calls_are_stored_or_refused(self, event, query, body):
        for kind in ("call_url", "call_json", "call_generic"):
            account = self.bare.new({"kind": kind, "timezone": "Asia/Ho_Chi_Minh"})
            call = GatewayCall("POST", event, {}, query, body, "", Datetime.now())
            try:
                raw = getattr(account, f"_gateway_split_{kind}")(call)
            except Refused as refused:
                self.assertIn(refused.status, (400, 415))
            else:
                json.dumps([each.payload for each in raw])


@tagged("post_install", "-at_install")
class TestCallSocket(WebsocketCase, CallsCase):
    def test_ringing_reaches_the_open_web_client_of_that_colleague_only(self):
        session = self.authenticate("rel_lan", "rel_lan")
        socket = self.websocket_connect(cookie=f"session_id={session.sid}")
        self.subscribe(socket, [], self.env["bus.bus"]._bus_last_id())

        with freeze_time(RANG_AT):
            self.ring("102", call="17.2", phone="0987654321")
            self.ring("101")
        self.trigger_notification_dispatching(
            [self.user_lan.partner_id, self.user_minh.partner_id]
        )

        news = [
            sent["message"]["payload"]
            for sent in json.loads(socket.recv())
            if sent["message"]["type"] == "crm_relationship.call"
        ]
        self.assertEqual([n["number"] for n in news], ["0912345678"])
