# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The examples in an addon's tools are true, and the tools do without Odoo."""

import ast
import doctest
import importlib
from pathlib import Path


class ToolDoctests:
    """For a BaseCase of each addon, which says which addon and how many examples."""

    addon = None
    least_examples = 1

    def _modules(self):
        folder = Path(importlib.import_module(f"odoo.addons.{self.addon}").__file__)
        paths = sorted((folder.parent / "tools").glob("*.py"))
        self.assertTrue(paths)
        return paths

    def test_examples(self):
        attempted = 0
        for path in self._modules():
            name = f"odoo.addons.{self.addon}.tools.{path.stem}"
            result = doctest.testmod(importlib.import_module(name))
            with self.subTest(module=path.stem):
                self.assertEqual(result.failed, 0)
            attempted += result.attempted
        self.assertGreaterEqual(attempted, self.least_examples)

    def test_no_module_imports_odoo(self):
        for path in self._modules():
            with self.subTest(module=path.stem):
                self.assertFalse(
                    [name for name in _imported(path) if name.startswith("odoo")]
                )


def _imported(path):
    """Return the names of the modules that a file imports from elsewhere."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module)
    return found
