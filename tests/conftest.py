# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Databases with all our addons, for tests with processes of their own."""

import os
from contextlib import contextmanager
from pathlib import Path

import pytest
from devtool import workspace
from devtool.database import Databases, temporary
from devtool.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
#: Odoo runs the tests of the example addon, with the addon installed.
collect_ignore = ["addons"]


@pytest.fixture(scope="session")
def work():
    """Return the environment of this checkout, set up."""
    return workspace.prepare(Settings.from_environment(ROOT, dict(os.environ)))


@pytest.fixture(scope="session")
def installed(work):
    """Return the name of a database with our addons, to be cloned and left as it is."""
    databases = Databases(work)
    ours = {n: a for n, a in work.addons().items() if not a.is_for_tests}
    return databases.prepared(databases.template(), ours)


@pytest.fixture(scope="session")
def database_with(work, installed):
    """Return a function that makes a database, fills it, and drops it afterwards."""
    databases = Databases(work)

    @contextmanager
    def make(purpose, code):
        name = temporary(f"test_{purpose}")
        log = work.settings.logs / f"{name}.log"
        databases.clone(installed, name)
        try:
            assert work.shell(name, code, log) == 0, log.read_text()[-3000:]
            yield name
        finally:
            databases.drop(name)

    return make
