# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Programs of this repository that need a database of their own."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

from . import addons, peers, venv
from .database import Databases, temporary
from .errors import ToolError, say


def require_data(data):
    """Return the folder of the real data sets; without it nothing is compared."""
    folder = Path(data).absolute()
    if not folder.is_dir():
        raise ToolError(f"no data in {folder}: give its folder, make verify DATA=...")
    return folder


def verify(work, args, keep=False):
    """Compare the real data sets with their reference figures."""
    return run(work, work.settings.root / "tests" / "verify" / "main.py", args, keep)


def restore(work, args, keep=False):
    """Dump a database at work, restore it, and let it work on."""
    return run(work, work.settings.root / "tests" / "restore" / "main.py", args, keep)


def bench(work, args, keep=False):
    """Run the benchmarks, with the peers installed: of others, and bare models."""
    work = replace(work, peers=(peers.ensure(work),))
    beside = addons.find([work.settings.root / "benchmarks" / "addons", *work.peers])
    return run(work, work.settings.root / "benchmarks" / "main.py", args, keep, beside)


def company(work, database, size):
    """Make a database of Odoo's own modules with a company's years of work in it."""
    databases = Databases(work)
    databases.clone(databases.template(), database)
    script = work.settings.root / "benchmarks" / "company.py"
    options = ["--database", database, "--config", work.configuration(ours=False)]
    command = [work.venv.python, script, *options, "--size", size]
    code = subprocess.run(
        command, env=work.environment(ours=False), cwd=work.settings.root
    ).returncode
    say(f"database {database}: {'ready' if code == 0 else 'incomplete'}")
    return code


def lifecycle(work, name, args):
    """Run a script that installs and removes the addons; return the exit code."""
    script = work.settings.root / "tests" / "lifecycle" / name
    command = [work.venv.python, script, *args]
    return subprocess.run(
        command, env={**work.environment(), "PYTHONUNBUFFERED": "1"}, cwd="/"
    ).returncode


def chaos(work, args):
    """Kill hosts that are at work, on a server of their own."""
    return run(work, work.settings.root / "tests" / "chaos" / "main.py", args)


def replica(work):
    """Serve beside a replica, on servers of their own."""
    return run(work, work.settings.root / "tests" / "replica" / "main.py", [])


def run(work, script, args, keep=False, beside=None):
    """Run a script on a fresh database with our addons; return its exit code."""
    if not script.exists():
        raise ToolError(f"{script} does not exist")
    databases = Databases(work)
    name = script.parent.name
    database = temporary(name)
    ours = {n: a for n, a in work.addons().items() if not a.is_for_tests}
    if not ours:
        raise ToolError("no addon found: nothing to run on")
    databases.sweep()
    origin = databases.prepared(databases.template(), ours)
    if beside:
        origin = databases.prepared(origin, beside)
    databases.clone(origin, database)
    try:
        say(f"{name} on {database}")
        common = ["--database", database, "--config", work.configuration()]
        command = [work.venv.python, script, *common, *args]
        environment = {**work.environment(), "PYTHONUNBUFFERED": "1"}
        return subprocess.run(
            command, env=environment, cwd=work.settings.root
        ).returncode
    finally:
        if keep:
            # a name that no later command takes for what a dead one left behind
            databases.rename(database, f"kept_{database}")
            say(f"database kept: kept_{database}")
        else:
            databases.drop(database)


def load(work, args, base="", crm="", keep=False):
    """Put servers under load, on copies of a company with and without the addons.

    :param base: the one without; of an own one, small, when nothing is given
    :param crm: the one with them; a copy of the other, with the addons installed
    """
    databases = Databases(work)
    databases.sweep()
    tool = venv.for_load(work.settings).program("locust")
    made, without, beside = (
        temporary(f"benchmarks_{kind}") for kind in ("company", "base", "crm")
    )
    names = (
        {"--crm": beside} if crm and not base else {"--base": without, "--crm": beside}
    )
    try:
        if not (base or crm) and (code := company(work, made, "small")):
            return code
        if "--base" in names:
            databases.clone(base or made, without)
        databases.clone(crm or base or made, beside)
        if not crm:
            ours = [n for n, a in work.addons().items() if not a.is_for_tests]
            databases.install(beside, ours, work.settings.logs / "load-install.log")
        script = work.settings.root / "benchmarks" / "load" / "main.py"
        command = [work.venv.python, script, "--config", work.configuration()]
        command += ["--locust", tool, "--folder", work.settings.logs / "load"]
        command += [part for pair in names.items() for part in pair]
        environment = {**work.environment(), "PYTHONUNBUFFERED": "1"}
        return subprocess.run([*command, *args], env=environment).returncode
    finally:
        databases.drop(made)
        for name in names.values():
            if keep:
                databases.rename(name, f"kept_{name}")
            else:
                databases.drop(name)
