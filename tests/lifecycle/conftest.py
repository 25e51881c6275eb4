# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Scratch databases with Odoo's own modules, for what no single addon owns."""

import os

import pytest
from devtool.database import Databases


@pytest.fixture
def scratch(work, tmp_path):
    """Return the name of a database with Odoo's own modules, gone afterwards."""
    databases = Databases(work)
    # no underscore and digits at the end: another run's sweep must not take it
    name = f"lifecycle_{tmp_path.name[-12:]}_{os.getpid()}_db".replace("-", "_").lower()
    databases.clone(databases.template(), name)
    yield name
    databases.drop(name)
