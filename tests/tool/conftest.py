# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The tool under test, on folders of its own."""

import pytest
from devtool.settings import Settings


@pytest.fixture
def make_settings(tmp_path):
    """Return settings for a cache folder and a checkout of the test's own."""
    (tmp_path / "checkout" / "config").mkdir(parents=True)

    def make(**env):
        env.setdefault("ODOO_DEV_HOME", str(tmp_path / "home"))
        return Settings.from_environment(tmp_path / "checkout", env)

    return make


@pytest.fixture
def make_odoo(tmp_path):
    """Return a maker of folders that look like an Odoo checkout."""

    def make(version):
        release = tmp_path / f"odoo-{version}" / "odoo" / "release.py"
        release.parent.mkdir(parents=True)
        numbers = ", ".join(str(part) for part in version.split("."))
        release.write_text(f"version_info = ({numbers}, 0, FINAL, 0, '')\n")
        return release.parents[1]

    return make
