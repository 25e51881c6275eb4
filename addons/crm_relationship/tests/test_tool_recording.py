# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: recordings are opened at hosts that were named, out on the internet, or not."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.gateway import dial, recording
from .property_settings import examples

HOSTS = ["127.0.0.1.", "records.pbx.vn", "localhost.localdomain", "10.0.0.7", "::1"]


@tagged("standard")
class TestToolRecording(BaseCase):
    def test_case_e50_what_is_not_opened(self):
        for url, code in (
            ("http://records.pbx.vn/1.mp3", "not_https"),
            ("javascript:alert(1)", "not_https"),
            ("file:///etc/passwd", "not_https"),
            ("//records.pbx.vn/1.mp3", "not_https"),
            ("https://records.pbx.vn/a b", "not_https"),
            ("https://elsewhere.vn/1.mp3", "host"),
            ("https://records.pbx.vn.evil.test/1.mp3", "host"),
            ("https://records.pbx.vn@evil.test/1.mp3", "host"),
            ("https://evil.test#@records.pbx.vn/", "host"),
            ("https:///1.mp3", "host"),
            ("https://records.pbx.vn:99999/1.mp3", "bad_address"),
            ("https://[::1/1.mp3", "bad_address"),
            ("https://10.0.0.7/1.mp3", "internal"),
        ):
            with self.subTest(url), self.assertRaises(recording.NotOpened) as refused:
                recording.locate(url, ["records.pbx.vn", "10.0.0.7"])
            self.assertEqual(str(refused.exception), code)

    def test_internal_addresses_in_every_clothing(self):
        for address in (
            "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
            "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1", "fe80::1%eth0", "fd00::1",
            "::ffff:10.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::",
            "::127.0.0.1", "fec0::1", "ff02::1", "::", "nonsense", "",
        ):  # fmt: skip
            self.assertFalse(recording.is_public(address), address)
        for address in ("8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"):
            self.assertTrue(recording.is_public(address), address)

    @examples(200)
    @given(st.text(max_size=60))
    def test_nothing_but_a_reason_comes_of_rubbish(self, text):
        for url in (text, f"https://{text}", f"https://a:b@{text}/x"):
            with self.assertRaises(recording.NotOpened):
                recording.locate(url, ["records.pbx.vn"])

    @examples(200)
    @given(st.text(max_size=20), st.text(max_size=20))
    def test_what_is_dialled_changes_no_other_part_of_the_address(self, phone, key):
        filled = dial.fill(
            "https://pbx.vn/c?to={phone}&key={key}", phone=phone, key=key
        )

        self.assertTrue(filled.startswith("https://pbx.vn/c?to="))
        self.assertEqual(filled.count("&"), 1)
        self.assertNotIn("#", filled)
