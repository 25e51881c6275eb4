# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Install, use, upgrade and remove addons on a database, and compare with before.

A cell is a base (an empty ERP, one with demo data, a generated company) and addons.
It fails when a step fails or logs a warning, when the installation writes core's tables
in proportion to their rows or rewrites one, or when something is left or lost at the end.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "config"), str(ROOT / "tests")]

from devtool import scripts, workspace  # noqa: E402
from devtool.database import Databases, temporary  # noqa: E402
from devtool.settings import Settings  # noqa: E402
from devtool.testlog import BAD, LINE  # noqa: E402
from lifecycle.snapshot import contents, rows, schema, shape  # noqa: E402
from lifecycle.uses import USE  # noqa: E402
from lifecycle.watch import Watch  # noqa: E402

BASES = ("empty", "demo", "company")
QUIET = ("--stop-after-init", "--no-http", "--log-level=warn")
MAIN = ("crm_relationship", "crm_ticket_sla", "crm_marketing_auto")
#: Nobody on the shared machine of a company waits longer than this for a lock.
LONGEST_WAIT = 5.0
LEFT = "SELECT module || '.' || name FROM ir_model_data WHERE module = ANY(%s)"
#: Registries of the server: modules, fields and views have other ids afterwards.
REGISTRIES = ("ir_", "res_groups", "rule_group_rel")
#: Core removes records in any order: it tries all, then halves, and logs each failure.
TRIED = "odoo.sql_db: bad query: b'DELETE FROM"


@dataclass
class Cell:
    """One run: what each step took and what is wrong."""

    work: object
    base: str
    names: tuple
    database: str
    problems: list = field(default_factory=list)
    seconds: dict = field(default_factory=dict)
    memory: float = 0.0
    watch: object = None
    told: int = 0  # of the problems

    @property
    def log(self):
        """The log of this cell's steps."""
        return self.work.settings.logs / f"matrix-{self.base}-{self.names[-1]}.log"

    def step(self, name, *args, code=None):
        """Run Odoo once; a code or a warning is a problem."""
        started, begin = (
            time.monotonic(),
            self.log.stat().st_size if self.log.exists() else 0,
        )
        command = [self.work.venv.program("odoo"), *args]
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with open(self.log, "a") as stream:
            process = subprocess.Popen(
                command,
                env=self.work.environment(),
                stdin=subprocess.PIPE,
                stdout=stream,
                stderr=subprocess.STDOUT,
            )
            process.stdin.write((code or "").encode())
            process.stdin.close()
            _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.seconds[name] = time.monotonic() - started
        self.memory = max(self.memory, usage.ru_maxrss / 1024)
        if process.returncode:
            self.problems.append(f"{name}: code {process.returncode}, see {self.log}")
        with open(self.log, errors="replace") as stream:
            stream.seek(begin)
            for line in stream:
                match = LINE.match(line)
                tried = name == "uninstall" and TRIED in line
                if match and match["level"] in BAD and not tried:
                    self.problems.append(f"{name}: {line.strip()[:300]}")
        self.told = tell(self, self.told)
        return not process.returncode


def install(cell):
    """Install the addons while others work; tell whether that succeeded."""
    names = ",".join(cell.names)
    with Watch(cell.work, cell.database) as cell.watch:
        installed = cell.step("install", "-d", cell.database, "-i", names, *QUIET)
    tell_install(cell.watch)
    judge_install(cell)
    return installed


def run(cell):
    """Run a cell's steps on a fresh copy of its base."""
    work, name = cell.work, cell.database
    schema_before, shape_before = schema(work, name), shape(work, name)
    contents_before = contents(work, name, shape_before)
    if not install(cell):
        return
    cell.step("use", "shell", "-d", name, "--no-http", "--log-level=warn", code=USE)
    cell.step("upgrade", "-d", name, "-u", ",".join(cell.names), *QUIET)
    ours = [addon for addon in work.addons() if not addon.startswith("test_")]
    satellites = [addon for addon in ours if addon not in MAIN and addon in cell.names]
    for removed in (satellites, ["crm_relationship"]):
        if removed:
            cell.step("uninstall", "module", "uninstall", "-d", name, *removed)
    compare(cell, schema_before, shape_before, contents_before)


def judge_install(cell):
    """Say what of the installation those who work in the database would feel."""
    watch = cell.watch
    for table, (written, known) in watch.in_proportion().items():
        cell.problems.append(f"install: {written} rows of {known} written in {table}")
    for table in watch.rewritten:
        cell.problems.append(f"install: {table} was rewritten")
    for what in ("read", "write"):
        wait, table = watch.longest(what)
        if wait > LONGEST_WAIT:
            cell.problems.append(f"install: a {what} of {table} waited {wait:.1f} s")


def compare(cell, schema_before, shape_before, contents_before):
    """Say what is left of the addons, and what of the company's is not as before."""
    work, name = cell.work, cell.database
    after = schema(work, name)
    cell.problems += [f"left: {text}" for text in sorted(after - schema_before)]
    cell.problems += [f"lost: {text}" for text in sorted(schema_before - after)]
    left = rows(work, name, LEFT.replace("%s", f"ARRAY{list(work.addons())}"))
    cell.problems += [f"left: external id {text}" for (text,) in left]
    known = {
        table: (names, last)
        for table, (names, last) in shape_before.items()
        if not any(
            text.startswith(f"lost: columns: ('{table}'") for text in cell.problems
        )
    }
    now = contents(work, name, known)
    for table, value in now.items():
        before = contents_before[table]
        if value == before or table.startswith(REGISTRIES):
            continue
        if shape_before[table][1] is None and value[0] > before[0]:
            continue  # a relation table: new rows are of new records
        cell.problems.append(f"contents: {table} was {before}, is {value}")


def tell(cell, begun):
    """Print what a step took and what is wrong since then; return the problems so far."""
    name = list(cell.seconds)[-1]
    print(f"   {name}: {cell.seconds[name]:.0f} s, {cell.memory:.0f} MB at most")
    for problem in cell.problems[begun:]:
        print(f"   WRONG {problem}")
    sys.stdout.flush()
    return len(cell.problems)


def tell_install(watch):
    """Print what those who worked during the installation felt."""
    for what in ("read", "write"):
        wait, table = watch.longest(what)
        print(f"   longest wait of a {what}: {wait:.2f} s ({table})")
    for (table, mode), value in sorted(watch.held.items(), key=lambda pair: -pair[1])[
        :8
    ]:
        print(f"   held: {mode} on {table}: {value:.2f} s")
    for table, (new, updated, gone, known) in sorted(watch.written.items()):
        if not table.startswith("ir_"):
            print(f"   rows of {table} ({known}): +{new}, {updated} updated, -{gone}")


def without_stories(work, database):
    """Let no addon load demo data there: our stories write about core's demo contacts.

    Demo data of core is a company like another; ours is for databases to look at.
    """
    work.server.sql("UPDATE ir_module_module SET demo = FALSE", database=database)


def base_database(work, base, size):
    """Return the database to clone for a base, made on first use."""
    databases = Databases(work)
    if base != "company":
        return databases.template(demo=base == "demo")
    name = "company" if size == "small" else f"company_{size}"
    if not databases.exists(name) and scripts.company(work, name, size):
        raise SystemExit(f"the company {name} could not be made")
    return name


def main(arguments=None):
    """Run the chosen cells; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bases", default=",".join(BASES))
    parser.add_argument(
        "--sets", default="crm_relationship,crm_ticket_sla,crm_marketing_auto,all"
    )
    parser.add_argument("--size", choices=("small", "full"), default="small")
    parser.add_argument("--keep", help="only install, into a database of this name")
    options = parser.parse_args(arguments)
    work = workspace.prepare(Settings.from_environment(ROOT))
    databases, failed = Databases(work), 0
    for base in options.bases.split(","):
        origin = base_database(work, base, options.size)
        for chosen in options.sets.split(","):
            ours = [name for name in work.addons() if not name.startswith("test_")]
            names = tuple(ours) if chosen == "all" else (chosen,)
            database = options.keep or temporary("lifecycle_matrix")
            cell = Cell(work, base, names, database)
            cell.log.unlink(missing_ok=True)
            print(f"\n== {base}: {', '.join(names)}", flush=True)
            databases.clone(origin, database)
            if base == "demo":
                without_stories(work, database)
            try:
                (install if options.keep else run)(cell)
            finally:
                if not options.keep:
                    databases.drop(database)
            for problem in cell.problems[cell.told :]:
                print(f"   WRONG {problem}")
            print("   NOT as before" if cell.problems else "   as before", flush=True)
            failed += bool(cell.problems)
    print(f"\n{failed} cells are wrong" if failed else "\nevery cell is as before")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
