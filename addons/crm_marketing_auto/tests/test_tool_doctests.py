# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: the examples in the tools are true, and the tools do without Odoo."""

import ast
import doctest
import importlib
from pathlib import Path

from odoo.tests import BaseCase, tagged

TOOLS = Path(__file__).parents[1] / "tools"


@tagged("standard")
class TestToolDoctests(BaseCase):
    def test_examples(self):
        attempted = 0
        for path in sorted(TOOLS.glob("*.py")):
            name = f"odoo.addons.crm_marketing_auto.tools.{path.stem}"
            result = doctest.testmod(importlib.import_module(name))
            with self.subTest(module=path.stem):
                self.assertEqual(result.failed, 0)
            attempted += result.attempted
        self.assertGreater(attempted, 10)

    def test_no_module_imports_odoo(self):
        for path in sorted(TOOLS.glob("*.py")):
            found = set()
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    found |= {alias.name for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    found.add(node.module)
            with self.subTest(module=path.stem):
                self.assertFalse([name for name in found if name.startswith("odoo")])
