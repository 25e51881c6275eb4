# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: hours, limits, rates, texts and mails are counted and made right."""

import doctest
from datetime import datetime, timedelta
from email import message_from_bytes, policy

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_relationship.tests.property_settings import examples

from ..tools import (
    lane_outcome,
    mime_mail,
    send_gate,
    send_text,
    send_window,
    suppression,
    token_bucket,
)
from ..tools.send_gate import Cap, Facts, SendRequest, cap_frees_at, decide
from ..tools.send_window import Window, next_opening

NOW = datetime(2026, 6, 1, 9, 0)
PROPERTIES = examples(80)
WEEK = [NOW - timedelta(hours=h) for h in range(24 * 7)]
MODULES = (lane_outcome, mime_mail, send_gate, send_text, send_window, token_bucket)


def ask(message_class="marketing", **facts):
    """Return the verdict on a message to somebody of whom these facts are known."""
    request = SendRequest(1, "mail", "a@b.test", 1, 1, message_class=message_class)
    return decide(request, Facts(**facts), NOW)


@tagged("at_install", "-post_install")
class TestToolSending(BaseCase):
    def test_the_examples_hold(self):
        for module in MODULES:
            self.assertEqual(doctest.testmod(module).failed, 0, module.__name__)

    def test_the_first_reason_is_told(self):
        both = {"own_statement": "withdrawn", "caps": (Cap(0, 24),)}
        self.assertEqual(ask(**both).reason, "optout")
        self.assertEqual(ask(duplicate=True, **both).reason, "duplicate")
        self.assertTrue(ask("transactional", **both).allowed)
        self.assertEqual(ask(is_busy=True).retry_at, NOW + timedelta(minutes=1))

    def test_hours_over_midnight_and_hours_that_never_meet(self):
        night = Window("UTC", 22, 7)
        self.assertEqual(next_opening(NOW, (night,)), NOW.replace(hour=22))
        late = NOW.replace(hour=23)
        self.assertEqual(next_opening(late, (night,)), late)
        self.assertIsNone(
            next_opening(NOW, (Window("UTC", 8, 9), Window("UTC", 20, 21)))
        )

    @PROPERTIES
    @given(
        st.sampled_from(WEEK),
        st.floats(0, 24),
        st.floats(0, 24),
        st.sampled_from(["UTC", "Asia/Ho_Chi_Minh", "Europe/Brussels"]),
    )
    def test_an_opening_is_open_and_not_in_the_past(self, at, start, end, tz):
        window = Window(tz, round(start), round(end))
        opening = next_opening(at, (window,))
        self.assertGreaterEqual(opening, at)
        self.assertEqual(next_opening(opening, (window,)), opening)
        self.assertLessEqual(opening - at, timedelta(hours=25))

    @PROPERTIES
    @given(st.lists(st.sampled_from(WEEK)), st.integers(1, 5), st.integers(1, 200))
    def test_a_limit_that_is_free_is_not_full(self, sent, count, hours):
        cap = Cap(count, hours, tuple(sent))
        free = cap_frees_at(cap, NOW) or NOW
        still = [at for at in sent if at > free - timedelta(hours=hours)]
        self.assertLess(len(still), count)

    @PROPERTIES
    @given(st.lists(st.tuples(st.integers(0, 120), st.integers(0, 300)), max_size=30))
    def test_a_rate_is_kept_over_any_time(self, asks):
        at, tokens, filled, taken = NOW, 0.0, NOW, 0
        for seconds, wanted in asks:
            at += timedelta(seconds=seconds)
            granted, tokens = token_bucket.take(60, tokens, filled, at, wanted)
            filled, taken = at, taken + granted
        self.assertLessEqual(taken, (at - NOW).total_seconds() + token_bucket.SAVED)

    @PROPERTIES
    @given(st.text(), st.text())
    def test_a_mail_is_read_as_it_was_meant(self, subject, body):
        clean = body.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
        clean = clean.encode("utf-8", "ignore").decode()
        subject = subject.encode("utf-8", "ignore").decode()
        raw = mime_mail.build(
            [("Subject", mime_mail.header(subject)), ("X-After", "kept")],
            "text",
            clean,
            "=_b_=",
        )
        mail = message_from_bytes(raw, policy=policy.default)
        self.assertEqual(mail["X-After"], "kept")
        html = mail.get_body(("html",)).get_payload(decode=True).decode()
        self.assertEqual(html, clean)

    def test_no_header_can_be_smuggled_in(self):
        name = mime_mail.address('"Lan\r\nBcc: all@x.test" <lan@x.test>')
        self.assertNotIn("\n", name)

    def test_a_key_tells_nothing_and_is_the_same_for_the_same(self):
        key = suppression.suppression_key("salt", "Lan@One.test ")
        self.assertEqual(key, suppression.suppression_key("salt", "lan@one.test"))
        self.assertNotEqual(key, suppression.suppression_key("other", "lan@one.test"))
        self.assertNotIn("lan", key)

    @PROPERTIES
    @given(st.text(max_size=400))
    def test_without_accents_a_text_is_never_longer_to_pay(self, text):
        vietnamese = "".join(c for c in text if c.isascii()) + "ặ"
        self.assertLessEqual(
            send_text.segments(send_text.fold(vietnamese)),
            send_text.segments(vietnamese),
        )
