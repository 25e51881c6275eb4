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
