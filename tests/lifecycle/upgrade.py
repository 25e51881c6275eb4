# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Install an older commit with its demo data, upgrade it, compare with a new database.

The upgraded database must have the schema of a new one, and every record that comes with
the addons (rules, access, views, templates, jobs, settings of types) must say the same.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "config"), str(ROOT / "tests")]

from devtool import workspace  # noqa: E402
from devtool.database import Databases, temporary  # noqa: E402
from devtool.errors import ToolError, say  # noqa: E402
from devtool.settings import Settings  # noqa: E402
from devtool.testlog import BAD, LINE  # noqa: E402
from lifecycle.described import described  # noqa: E402

QUIET = ("--stop-after-init", "--no-http", "--log-level=warn")


def main(arguments=None):
    """Compare an upgraded database with a new one; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--commit", required=True, help="the older commit")
    parser.add_argument("--keep", action="store_true", help="leave both databases")
    options = parser.parse_args(arguments)
    work = workspace.prepare(Settings.from_environment(ROOT))
    databases = Databases(work)
    new, old = (temporary(f"lifecycle_upgrade_{kind}") for kind in ("new", "old"))
    try:
        problems = prepare(work, databases, options.commit, old, new)
        problems += differences(work, old, new)
    finally:
        if not options.keep:
            databases.drop(old)
            databases.drop(new)
    for problem in problems:
        print(f"WRONG {problem}")
    print(f"{options.commit}: {len(problems)} differences", flush=True)
    return 1 if problems else 0


def prepare(work, databases, commit, old, new):
    """Make both databases; return the warnings of the upgrade."""
    folder = Path(tempfile.mkdtemp(prefix="crm-older-"))
    log = work.settings.logs / "upgrade.log"
    try:
        git(work, "worktree", "add", "--detach", folder / "tree", commit)
        then = {**work.settings.env, "CRM_ADDONS_DIR": str(folder / "tree" / "addons")}
        before = replace(work, settings=replace(work.settings, env=then))
        template = databases.template(demo=True)
        for name, where in ((old, before), (new, work)):
            databases.clone(template, name)
            Databases(where).install(name, installable(where), log)
        return upgrade(work, old, log)
    finally:
        git(work, "worktree", "remove", "--force", folder / "tree")
        shutil.rmtree(folder, ignore_errors=True)


def git(work, *args):
    """Run git in the repository; stop when it fails."""
    result = subprocess.run(
        ["git", *map(str, args)], cwd=work.settings.root, capture_output=True, text=True
    )
    if result.returncode:
        raise ToolError(f"git {args[0]} {args[1]}: {result.stderr.strip()}")


def installable(work):
    """Return the names of the addons of a workspace that are not for tests."""
    return [name for name, addon in work.addons().items() if not addon.is_for_tests]


def upgrade(work, database, log):
    """Upgrade with the addons of today; return a line for each warning."""
    started, begin = time.monotonic(), log.stat().st_size
    code = work.odoo(
        "-d", database, "-u", "crm_relationship", "-i", ",".join(installable(work)), *QUIET,
        log=log,
    )  # fmt: skip
    say(f"upgraded in {time.monotonic() - started:.0f} s")
    found = [f"the upgrade ended with code {code}: see {log}"] if code else []
    with open(log, errors="replace") as stream:
        stream.seek(begin)
        for line in stream:
            match = LINE.match(line)
            if match and match["level"] in BAD:
                found.append(line.strip()[:300])
    return found


def differences(work, old, new):
    """Return what differs between the upgraded database and the new one."""
    (was, schema_was), (now, schema_now) = described(work, old), described(work, new)
    found = [f"not there after the upgrade: {text}" for text in schema_now - schema_was]
    found += [f"only after the upgrade: {text}" for text in schema_was - schema_now]
    found += [
        f"record only in a new database: {name}" for name in now.keys() - was.keys()
    ]
    found += [
        f"record only after the upgrade: {name}" for name in was.keys() - now.keys()
    ]
    for name in was.keys() & now.keys():
        for column in was[name].keys() | now[name].keys():
            mine, other = was[name].get(column, ""), now[name].get(column, "")
            if mine != other:
                found.append(
                    f"{name}.{column}: {mine[:200]} (a new one: {other[:200]})"
                )
    return sorted(found)


if __name__ == "__main__":
    sys.exit(main())
