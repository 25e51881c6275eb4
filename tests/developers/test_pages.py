# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The guide for developers shows the examples as they are, and the examples work."""

import ast

import pytest
from devtool.database import Databases, temporary
from devtool.runner import run_odoo
from devtool.settings import Settings
from devtool.workspace import prepare

from . import pages

EXAMPLES = pages.ROOT / "tests" / "addons" / "test_crm_examples"


def test_the_page_shows_the_files_as_they_are():
    page = pages.SHOWING.read_text()

    assert pages.refreshed(page) == page, "run: python tests/developers/pages.py"


def test_every_example_is_shown():
    titles = {block.title for block in pages.blocks(pages.SHOWING.read_text())}
    files = [
        file
        for folder in ("models", "data", "security")
        for file in (EXAMPLES / folder).iterdir()
        if file.is_file() and file.name != "__init__.py"
    ]

    assert {str(file.relative_to(pages.ROOT)) for file in files} <= titles


@pytest.mark.parametrize("page", sorted((pages.ROOT / "docs" / "api").glob("*.md")))
def test_python_on_pages_can_be_read(page):
    for block in pages.blocks(page.read_text()):
        if block.language == "python":
            ast.parse(block.code)


def test_the_examples_do_what_the_page_says(work, installed):
    folders = f"{work.settings.root / 'addons'}:{EXAMPLES.parent}"
    values = {**work.settings.env, "CRM_ADDONS_DIR": folders}
    beside = prepare(Settings.from_environment(work.settings.root, values))
    databases, name = Databases(work), temporary("test_examples")
    databases.clone(installed, name)
    try:
        options = ["-i", EXAMPLES.name, "--test-tags", f"/{EXAMPLES.name}"]
        log, code = run_odoo(beside, name, options, "test-examples")
        assert log.ran > 10 and not log.failures and not code, sorted(log.failures)
        assert not log.complaints
    finally:
        databases.drop(name)
