# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The examples in the readers of the gateway are true, and they do without Odoo."""

import ast
import doctest
import importlib
from pathlib import Path

from odoo.tests import BaseCase, tagged

FOLDER = Path(__file__).parents[1] / "tools" / "gateway"
OURS = "address call events forms lead_ads orders payload people signature".split()


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
