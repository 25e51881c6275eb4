# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What `make package` builds is whole, and works where there is no repository."""

import subprocess
import zipfile
from email.parser import HeaderParser
from pathlib import PurePosixPath

import pytest
from devtool import addons, package
from devtool.database import Databases, temporary
from devtool.runner import run_odoo

ODOO = "import odoo.cli; odoo.cli.main()"
#: Of each addon: what it says to people, and what the browser loads.
PARTS = ("i18n/{}.pot", "i18n/vi.po", "README.rst", "static/description/index.html")


@pytest.fixture(scope="module")
def built(work, tmp_path_factory):
    """Build all addons; return the folder."""
    folder = tmp_path_factory.mktemp("dist")
    package.build(work.settings, folder)
    return folder


@pytest.fixture(scope="module")
def ours(work):
    return addons.find([work.settings.root / "addons"])


@pytest.fixture(scope="module")
def python(work, built, tmp_path_factory):
    """Install the wheels beside Odoo's environment; return the interpreter."""
    folder = tmp_path_factory.mktemp("venv")
    program = folder / "bin" / "python"
    run(work.venv.python, "-m", "venv", "--without-pip", folder)
    paths = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site, below = (
        run(each, "-c", paths).strip() for each in (program, work.venv.python)
    )
    # of Odoo's environment its own .pth files, too
    line = f"import site; site.addsitedir({below!r})\n"
    (folder / site / "odoo-environment.pth").write_text(line)
    pip = (work.venv.python, "-m", "pip", "-q", "--disable-pip-version-check")
    options = ("--no-deps", "--no-index", "--no-compile", "--target", site)
    run(*pip, "install", *options, *sorted(built.glob("*.whl")))
    return program


def run(*command, **options):
    """Run a program; return what it printed."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, **options
    )
    assert not done.returncode, done.stderr[-2000:]
    return done.stdout


def files_of(archive, folder):
    """Return {file below a folder of an archive: its content}."""
    with zipfile.ZipFile(archive) as source:
        return {
            str(PurePosixPath(name).relative_to(folder)): source.read(name)
            for name in source.namelist()
            if PurePosixPath(name).is_relative_to(folder)
        }


def wheel_of(built, name):
    [wheel] = built.glob(f"odoo_addon_{name}-19*.whl")
    return wheel


def test_wheel_and_zip_hold_what_git_knows_of_each_addon(work, built, ours):
    for name, addon in ours.items():
        [archive] = built.glob(f"{name}-19*.zip")
        known = run("git", "ls-files", cwd=addon.path).split()
        packed = files_of(wheel_of(built, name), f"odoo/addons/{name}")

        assert set(packed) == set(known) - {"pyproject.toml"}
        assert files_of(archive, name) == packed
        for part in PARTS:
            assert part.format(name) in packed


def test_a_wheel_says_what_it_is_and_what_it_needs(built, ours):
    for name, addon in ours.items():
        with zipfile.ZipFile(wheel_of(built, name)) as source:
            [place] = [n for n in source.namelist() if n.endswith("/METADATA")]
            told = HeaderParser().parsestr(source.read(place).decode())
        needed = {line.partition("=")[0] for line in told.get_all("Requires-Dist")}

        assert told["Version"].startswith("19.0.")
        assert told["License"] == "LGPL-3"
        assert "Technical name" in told.get_payload()
        for other in ours:
            wanted = other in addon.depends
            assert (f"odoo-addon-{other}" in needed) == wanted, (name, other)


def test_odoo_finds_every_addon_where_pip_has_put_it(work, python, ours, tmp_path):
    code = (
        "from odoo.modules.module import Manifest, initialize_sys_path\n"
        "from odoo.tools import config\n"
        "config.parse_config([], setup_logging=False)\n"
        "initialize_sys_path()\n"
        f"for name in {sorted(ours)}: print(Manifest.for_addon(name).path)"
    )
    values = work.environment(ours=False)

    found = run(python, "-c", code, cwd=tmp_path, env=values).split()

    assert len(found) == len(ours)
    assert all(path.startswith(str(python.parents[1])) for path in found)


def test_all_of_them_install_from_their_wheels(work, python, ours, tmp_path):
    """Their zips hold the same files, see above."""
    databases, name = Databases(work), temporary("test_wheel")
    databases.clone(databases.template(), name)
    try:
        log, code = run_odoo(
            work,
            name,
            ["-i", ",".join(sorted(ours)), "--log-level=warn"],
            "test-wheel",
            ours=False,
            program=[python, "-c", ODOO],
        )
        assert not code and not log.complaints
        counted = (
            "SELECT m.name FROM ir_module_module m WHERE m.state = 'installed'"
            " AND EXISTS (SELECT FROM ir_model_data d WHERE d.module = m.name)"
        )
        installed = {row[0] for row in work.server.sql(counted, database=name)}
        assert set(ours) <= installed
    finally:
        databases.drop(name)
