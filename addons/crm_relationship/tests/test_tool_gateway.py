# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The examples in the readers of the gateway are true, and they do without Odoo."""

import ast
import doctest
import importlib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.gateway import payload
from ..tools.gateway.call import Refused
from ..tools.gateway.payload import parse_multipart
from .property_settings import examples

FOLDER = Path(__file__).parents[1] / "tools" / "gateway"
OURS = "address call events forms lead_ads orders payload people signature".split()

PIECES = (
    b"--x",
    b"--x--",
    b"\r\n",
    b"\r\n\r\n",
    b'Content-Disposition: form-data; name="a"',
    b'; filename="f"',
    b"Content-Disposition: ",
    b"Content-Type: text/plain; charset=none",
    b"abc",
    b"\xe1",
    b"\x00",
)
BODIES = st.lists(st.sampled_from(PIECES), max_size=14).map(b"".join)
FIELD = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'
TYPE = "multipart/form-data; boundary=x"
BOUNDARIES = ("x", "", '"é"', "*=utf-8''%E1%BB%97", "y" * 100)


@tagged("standard")
class TestToolGateway(BaseCase):
    def test_examples(self):
        for name in OURS:
            module = f"odoo.addons.crm_relationship.tools.gateway.{name}"
            with self.subTest(name):
                result = doctest.testmod(importlib.import_module(module))
                self.assertEqual(result.failed, 0)
                self.assertTrue(result.attempted or name == "call")

    def test_no_module_imports_odoo(self):
        for path in FOLDER.glob("*.py"):
            nodes = list(ast.walk(ast.parse(path.read_text())))
            names = [
                n.name
                for node in nodes
                if isinstance(node, ast.Import)
                for n in node.names
            ]
            names += [
                node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)
            ]
            with self.subTest(path.name):
                self.assertFalse([name for name in names if name.startswith("odoo")])

    @examples(300)
    @given(BODIES | st.binary(max_size=80), st.sampled_from(BOUNDARIES))
    def test_whatever_has_parts_is_read_or_refused(self, body, boundary):
        try:
            found = parse_multipart(body, f"multipart/form-data; boundary={boundary}")
        except Refused as refused:
            self.assertEqual(refused.status, 400)
        else:
            self.assertTrue(all(isinstance(value, str) for value in found.values()))

    def test_a_part_with_a_header_of_no_browser_is_refused_before_it_is_read(self):
        begun = b"--x\r\nContent-Disposition: form-data"
        hostile = {
            "options": begun + b";a" * 201 + b"\r\n\r\nb\r\n--x--\r\n",
            "length": begun + b"a" * 8192 + b"\r\n\r\nb\r\n--x--\r\n",
            "endless": begun + b";" * 1_000_000,
            "other breaks": begun.replace(b"\r", b"") + b";a" * 201 + b"\n\nb\n--x--",
            "continued": begun + b"\r\n ;a" * 201 + b"\r\n\r\nb\r\n--x--\r\n",
        }
        read = payload.MultipartDecoder.next_event
        events = []

        def noted(decoder):
            events.append(type(decoder))
            return read(decoder)

        self.patch(payload.MultipartDecoder, "next_event", noted)
        for name, body in hostile.items():
            for before in (b"", FIELD, FIELD * 3, b"--x\n--x--" + FIELD):
                with self.subTest(name=name, before=before):
                    with self.assertRaises(Refused) as caught:
                        parse_multipart(before + body, TYPE)
                    self.assertEqual(caught.exception.status, 400)
        self.assertEqual(len(events), 0, "no part of any was decoded")

    def test_names_and_values_may_be_full_of_signs(self):
        """A page that is not in UTF-8 posts letters as numbers, each with its sign."""
        name = b"&#272;&#7891; &#225;n" * 20 + b".pdf"
        file = (
            b'--x\r\nContent-Disposition: form-data; name="f"; filename="%s"\r\n\r\nb'
        )
        value = b'\r\n--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'
        body = file % name + value + b";" * 20_000 + b"\r\n--x--\r\n" + b";" * 9000

        found = parse_multipart(body, TYPE)

        self.assertEqual(found["a"], ";" * 20_000)
        self.assertIn(payload.FILES, found)
