# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what a chat provider sends is understood or refused, whatever it is."""

import doctest
import hashlib
import hmac
import json
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.gateway import chat, messenger, verdict, zalo
from ..tools.gateway.call import Refused
from ..tools.gateway.payload import parse_object
from .property_settings import examples
from .provider_shapes import MESSENGER, PAGE, ZALO

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


def broken(shape):
    """Return a strategy of a shape in which one part is something else."""
    paths = list(_paths(shape))
    return st.builds(
        lambda path, value: _with(shape, path, value), st.sampled_from(paths), JSON
    )


def _paths(value, path=()):
    yield path
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in items:
        yield from _paths(inner, (*path, key))


def _with(value, path, new):
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _with(value[path[0]], path[1:], new)
    return copy


@tagged("standard")
class TestToolChat(BaseCase):
    def test_the_examples_are_true(self):
        for module in (chat, messenger, verdict, zalo):
            result = doctest.testmod(module)
            self.assertEqual(result.failed, 0, module.__name__)
            self.assertGreater(result.attempted, 2, module.__name__)

    # ------------------------------------------------------------
    # Messenger
    # ------------------------------------------------------------

    def test_a_batch_is_split_into_its_events(self):
        items = messenger.split(
            {
                "object": "page",
                "entry": [
                    {"id": PAGE, "messaging": [MESSENGER["text"], MESSENGER["echo"]]},
                    {"id": PAGE, "messaging": [MESSENGER["read"]]},
                    {"id": PAGE, "standby": [MESSENGER["text"]]},
                ],
            }
        )

        self.assertEqual([i.event for i in items], ["message", "echo", "read"])
        self.assertEqual({i.handle for i in items}, {"6412345678901234"})
        self.assertEqual(items[0].uid, "m_AbC-1")
        self.assertEqual(items[0].payload["page"], PAGE)

    def test_each_kind_of_messenger_event(self):
        text = messenger.parse(MESSENGER["text"])
        self.assertEqual(text.text, "Còn hàng không shop?")
        self.assertEqual(text.at, datetime(2026, 5, 4, 3, 0))
        picture = messenger.parse(MESSENGER["image"])
        self.assertEqual(picture.attachments[0].type, "image")
        self.assertEqual(picture.attachments[0].url, "https://cdn.example.test/p.jpg")
        echo = messenger.parse(MESSENGER["echo"])
        self.assertEqual((echo.kind, echo.handle), ("echo", "6412345678901234"))
        self.assertEqual(echo.key, "crm.conversation.message:7")
        pressed = messenger.parse(MESSENGER["postback"])
        self.assertEqual((pressed.kind, pressed.text), ("message", "Bắt đầu"))
        came = messenger.parse(MESSENGER["referral"])
        self.assertEqual(came.referral["ad_id"], "238599")
        self.assertEqual(came.referral["title"], "Khuyến mãi tháng 5")
        delivered = messenger.parse(MESSENGER["delivery"])
        self.assertEqual(delivered.mids, ("m_out-1",))
        self.assertIsNone(messenger.parse({"sender": {"id": "1"}, "reaction": {}}))

    @examples(60)
    @given(st.binary(max_size=200), st.text(min_size=1, max_size=20))
    def test_only_the_very_bytes_are_signed(self, body, secret):
        good = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        self.assertTrue(messenger.is_signed(secret, body, f"sha256={good}"))
        self.assertFalse(messenger.is_signed(secret, body + b" ", f"sha256={good}"))
        self.assertFalse(messenger.is_signed(secret + "x", body, f"sha256={good}"))
        self.assertFalse(messenger.is_signed(secret, body, good))
        self.assertFalse(messenger.is_signed(secret, body, None))

    @examples(150)
    @given(st.sampled_from(sorted(MESSENGER)).flatmap(lambda n: broken(MESSENGER[n])))
    def test_a_broken_messenger_event_is_understood_or_ignored(self, raw):
        data = {"object": "page", "entry": [{"id": PAGE, "messaging": [raw, raw]}]}
        try:
            items = messenger.split(parse_object(json.dumps(data).encode()))
        except Refused:
            return
        for item in items:
            self.assertTrue(item.uid and item.handle)
            self.assertEqual(messenger.parse(item.payload["item"]).kind, item.event)
        self.assertIn(len({item.uid for item in items}), (0, 1), "the same twice")

    # ------------------------------------------------------------
    # Zalo
    # ------------------------------------------------------------

    def test_each_kind_of_zalo_event(self):
        text = zalo.parse(ZALO["text"])
        self.assertEqual((text.kind, text.handle), ("message", "8765432109876543"))
        self.assertEqual(text.text, "Em muốn hỏi giá")
        self.assertEqual(
            zalo.parse(ZALO["image"]).attachments[0].url, "https://cdn.example.test/z"
        )
        place = zalo.parse(ZALO["location"]).attachments[0]
        self.assertEqual((place.type, place.name), ("location", "10.76, 106.66"))
        self.assertEqual(zalo.parse(ZALO["follow"]).kind, "follow")
        echo = zalo.parse(ZALO["echo"])
        self.assertEqual((echo.kind, echo.handle), ("echo", "8765432109876543"))
        self.assertEqual(zalo.parse(ZALO["seen"]).mids, ("z-out-1",))
        self.assertEqual(zalo.parse(ZALO["info"]).phone, "84912345678")

    @examples(150)
    @given(st.sampled_from(sorted(ZALO)).flatmap(lambda n: broken(ZALO[n])))
    def test_a_broken_zalo_event_is_understood_or_ignored(self, raw):
        try:
            data = parse_object(json.dumps(raw).encode())
        except Refused:
            return
        for item in zalo.split(data):
            self.assertTrue(item.uid and item.handle)
            self.assertEqual(zalo.parse(item.payload["item"]).kind, item.event)

    # ------------------------------------------------------------
    # Any provider
    # ------------------------------------------------------------

    @examples(150)
    @given(st.binary(max_size=120) | JSON.map(lambda v: json.dumps(v).encode()))
    def test_a_body_is_an_object_fit_for_the_database_or_refused(self, body):
        try:
            data = parse_object(body)
        except Refused:
            return
        stored = json.dumps(data, allow_nan=False)
        self.assertNotIn("\\u0000", stored.replace("\\\\", ""))
        messenger.split(data)
        zalo.split(data)

    def test_lengths_are_bounded(self):
        self.assertEqual(len(chat.a_text("x" * 100_000)), chat.MAX_TEXT)
        items = [MESSENGER["text"]] * 5_000
        data = {"object": "page", "entry": [{"id": PAGE, "messaging": items}]}
        self.assertLessEqual(len(messenger.split(data)), chat.MAX_ITEMS)

    @examples(100)
    @given(
        st.integers(0, 300), st.integers(0, 12), st.integers(1, 72), st.integers(0, 9)
    )
    def test_a_window_only_closes(self, hours, replies, free, most):
        rules = verdict.WindowRules(free, free * 2, most)
        start = datetime(2026, 5, 4)
        order = {"free": 0, "late": 1, "closed": 2}
        kinds = [
            order[verdict.standing(rules, start, r, start + timedelta(hours=h)).kind]
            for h, r in (
                (hours, replies),
                (hours + 1, replies),
                (hours + 1, replies + 1),
            )
        ]
        self.assertEqual(kinds, sorted(kinds))

    @examples(100)
    @given(st.integers(100, 599), JSON)
    def test_only_a_told_id_is_sent(self, status, data):
        for module in (messenger, zalo):
            found = module.read_answer(status, data)
            self.assertIn(found.state, ("ready", "unknown", "failed", "sent"))
            if status >= 500 and not isinstance(data, dict):
                self.assertEqual(found.state, "unknown")
