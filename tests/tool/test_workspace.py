# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Settings, Python environments, ports, and the files that hold it together."""

import socket
import stat
import subprocess
import sys
import threading

import pytest
from devtool import addons, cli, files, venv, workspace
from devtool.errors import ToolError
from devtool.settings import MARKER, Settings
from devtool.source import Source


def test_taken_port_names_another(make_settings):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(
            ToolError, match=f"port {port} is taken.*ODOO_PORT={port + 1}"
        ):
            workspace.require_port(port)


def test_free_port_passes():
    workspace.require_port(workspace.free_port())


@pytest.mark.parametrize("value", ["http", "0", "70000"])
def test_port_that_is_none(make_settings, value):
    with pytest.raises(ToolError, match="is no port"):
        make_settings(ODOO_PORT=value).port  # noqa: B018


def test_pictures_are_kept_where_one_says_and_in_ci_beside_the_logs(make_settings):
    assert make_settings().pictures == ""
    assert make_settings(CRM_SCREENSHOTS="/there").pictures == "/there"
    in_ci = make_settings(CI="true")
    assert in_ci.pictures == str(in_ci.logs / "screenshots")


def test_cache_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(ToolError, match="set ODOO_DEV_HOME"):
        Settings.from_environment(tmp_path, {"ODOO_DEV_HOME": f"{tmp_path}/file/home"})


def test_cache_folder_with_foreign_files_is_not_emptied(tmp_path, monkeypatch, capsys):
    (tmp_path / "photo").touch()
    monkeypatch.setenv("ODOO_DEV_HOME", str(tmp_path))

    assert cli.main(["clean_cache"]) == 1
    assert (tmp_path / "photo").exists()
    assert "was not empty when first used" in capsys.readouterr().err


def test_cache_folder_of_our_own_is_emptied(make_settings, monkeypatch):
    home = make_settings().home
    (home / "data").mkdir()
    monkeypatch.setenv("ODOO_DEV_HOME", str(home))
    assert (home / MARKER).exists()

    assert cli.main(["clean_cache"]) == 0
    assert not (home / "data").exists()


def make_python(folder, version):
    """Write an interpreter that tells this version."""
    program = folder / "python"
    program.write_text(f"#!/bin/sh\necho {version}\n")
    program.chmod(0o755)
    return str(program)


@pytest.mark.parametrize("version", ["3 9 2", "3 14 0"])
def test_unsupported_python_is_refused(make_settings, tmp_path, version):
    settings = make_settings(PYTHON=make_python(tmp_path, version))

    with pytest.raises(ToolError, match=r"Odoo 19 needs Python 3\.10 to 3\.13"):
        venv.choose_python(settings)


def test_no_python_found(make_settings, monkeypatch):
    monkeypatch.setattr(venv, "CANDIDATES", ())

    with pytest.raises(ToolError, match="install python3.12, or set PYTHON"):
        venv.choose_python(make_settings())


def test_python_without_venv(make_settings, monkeypatch, tmp_path):
    monkeypatch.setattr(venv.shell, "succeeds", lambda *_args, **_options: False)

    with pytest.raises(ToolError, match="apt-get install python3-venv"):
        venv._create(make_settings(), "python3", tmp_path / "venv", [])


def test_packages_that_cannot_be_installed(make_settings, monkeypatch, tmp_path):
    failed = subprocess.CompletedProcess([], 1, "", "ERROR: No matching distribution")
    monkeypatch.setattr(venv.shell, "run", lambda *_args, **_options: failed)

    with pytest.raises(ToolError, match="is this machine online"):
        venv.install(make_settings(), venv.Venv(tmp_path), [])


def test_old_python_for_the_tool_itself_is_told():
    code = (
        "import sys, runpy; sys.version_info = (3, 8);"
        "runpy.run_path('config/dev.py', run_name='__main__')"
    )

    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True
    )

    assert result.returncode == 1
    assert result.stderr.startswith("error: this tool needs Python 3.10 or newer")


def test_folder_appears_whole_or_not_at_all(tmp_path):
    target = tmp_path / "target"

    with pytest.raises(ZeroDivisionError), files.new_folder(target) as scratch:
        (scratch / "half").touch()
        raise ZeroDivisionError

    assert list(tmp_path.iterdir()) == []


def test_interrupted_folder_is_made_again(tmp_path):
    target = tmp_path / "target"
    target.mkdir()
    (target / "leftover").touch()
    (tmp_path / ".tmp.target").mkdir()
    (tmp_path / ".tmp.target" / "leftover").touch()

    with files.new_folder(target) as scratch:
        files.mark_done(scratch, "x")

    assert files.is_done(target)
    assert not (target / "leftover").exists()


def test_lock_makes_the_second_wait(tmp_path, capsys):
    order = []
    waiting = threading.Event()

    def second():
        waiting.set()
        with files.lock(tmp_path / "lock"):
            order.append("second")

    with files.lock(tmp_path / "lock"):
        thread = threading.Thread(target=second)
        thread.start()
        waiting.wait()
        order.append("first")
    thread.join()

    assert order == ["first", "second"]


def test_file_store_is_linked_not_copied(tmp_path):
    (tmp_path / "a" / "ab").mkdir(parents=True)
    (tmp_path / "a" / "ab" / "file").write_text("x")

    files.copy_linked(tmp_path / "a", tmp_path / "b")

    assert (tmp_path / "a" / "ab" / "file").samefile(tmp_path / "b" / "ab" / "file")


def test_configuration_keeps_the_password_to_its_owner(make_settings):
    server = type(
        "Server", (), {"host": "h", "port": "1", "user": "u", "password": "p"}
    )
    settings = make_settings()
    source = Source(settings.root, "key", "test")
    work = workspace.Workspace(settings, source, None, server)

    path = work.configuration()

    assert "http_interface = 127.0.0.1\ndb_password = p\n" in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def make_addon(folder, name, manifest):
    """Write an addon that is only its manifest."""
    (folder / name).mkdir(parents=True)
    (folder / name / "__manifest__.py").write_text(manifest)


def test_core_modules_are_what_our_addons_need(tmp_path):
    make_addon(tmp_path, "crm_a", "{'depends': ['crm', 'sms']}")
    make_addon(tmp_path, "crm_b", "{'depends': ['crm_a', 'portal']}")

    found = addons.find([tmp_path])

    assert addons.core_modules(found) == ["crm", "portal", "sms"]


def test_broken_manifest_is_named(tmp_path):
    make_addon(tmp_path, "crm_a", "{'depends': [}")

    with pytest.raises(ToolError, match=r"crm_a/__manifest__\.py cannot be read"):
        addons.find([tmp_path])


def test_unknown_addon_is_refused(tmp_path):
    make_addon(tmp_path, "crm_a", "{}")

    with pytest.raises(ToolError, match=r"no addon crm_x here \(there are: crm_a\)"):
        addons.choose(addons.find([tmp_path]), ["crm_x"])


def test_fingerprint_follows_content_not_byte_code(tmp_path):
    make_addon(tmp_path, "crm_a", "{}")
    addon = addons.find([tmp_path])["crm_a"]
    before = addon.fingerprint()

    (tmp_path / "crm_a" / "__pycache__").mkdir()
    (tmp_path / "crm_a" / "__pycache__" / "x.pyc").touch()
    assert addon.fingerprint() == before

    (tmp_path / "crm_a" / "model.py").touch()
    assert addon.fingerprint() != before
