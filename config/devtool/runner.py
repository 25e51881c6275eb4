# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The test run: the tool's own tests, then those of the addons.

All the addons' tests run in two Odoo processes side by side where there are two cores,
each on a database of its own in which all our addons are installed. A part that was
asked for runs in one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from functools import partial

from . import addons, lanes
from .database import Databases, temporary
from .errors import say
from .files import digest
from .testlog import RunLog, read_allowed
from .workspace import free_port

#: No test in tests/ takes a tenth of it; no run of the addons' tests takes half of it.
TEST_SECONDS, RUN_SECONDS = 600, 3000


@dataclass(frozen=True)
class Count:
    """Tests that passed and failed."""

    passed: int = 0
    failed: int = 0

    def __add__(self, other):
        return Count(self.passed + other.passed, self.failed + other.failed)

    def close(self):
        """Print the closing line; return the exit code."""
        sys.stderr.flush()
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        return 1 if self.failed or not self.passed else 0


@dataclass(frozen=True)
class Choice:
    """What a developer asked for; everything, when left empty."""

    addons: tuple[str, ...] = ()
    tags: str = ""
    keep: bool = False
    again: bool = False
    database: str = ""

    @property
    def is_partial(self):
        """Tell whether only a part was asked for."""
        return bool(self.addons or self.tags or self.again)


def run(work, choice):
    """Run the tests, print the closing line and return the exit code."""
    count = Count()
    if not choice.is_partial:
        count += python_tests(work)
    ours = work.addons()
    if ours:
        count += addon_tests(work, ours, choice)
    else:
        say("no addon found: only the tests without Odoo ran")
    return count.close()


def python_tests(work):
    """Run the tests that start no Odoo by themselves: tests/**/test_*.py."""
    root = work.settings.root
    if not any((root / "tests").rglob("test_*.py")):
        return Count()
    report = work.settings.logs / f"pytest-{os.getpid()}.xml"
    report.parent.mkdir(exist_ok=True)
    options = [
        "-q",
        "-p",
        "no:cacheprovider",
        "-o",
        "pythonpath=config tests benchmarks",
    ]
    # a process that hangs fails its test instead of the whole run
    options += [f"--timeout={TEST_SECONDS}", "--durations=12"]
    command = [work.venv.python, "-m", "pytest", *options, f"--junitxml={report}"]
    say("tests/ (without the addons)")
    code = subprocess.run(
        [*command, "tests", "--ignore=tests/verify"],
        cwd=root,
        env=work.environment(),
        stdout=sys.stderr,
    ).returncode
    count = read_report(report)
    report.unlink(missing_ok=True)
    return count + Count(failed=1) if code not in (0, 5) and not count.failed else count


def read_report(report):
    """Return the count in a report; a skipped test is neither."""
    if not report.exists():
        return Count()
    suites = ElementTree.parse(report).getroot().iter("testsuite")
    total = Count()
    for suite in suites:
        value = {
            name: int(suite.get(name, 0))
            for name in ("tests", "failures", "errors", "skipped")
        }
        failed = value["failures"] + value["errors"]
        total += Count(value["tests"] - failed - value["skipped"], failed)
    return total


def addon_tests(work, ours, choice):
    """Run the tests of our addons on clones of the template."""
    databases = Databases(work)
    databases.sweep()
    chosen = addons.choose(ours, choice.addons or tuple(ours))
    if choice.is_partial or choice.keep or choice.database:
        return part_of_tests(work, databases, chosen, choice)
    return all_tests(work, databases, chosen)


def part_of_tests(work, databases, chosen, choice):
    """Install (or update) some addons and run their tests in one process."""
    names = [addon.name for addon in chosen]
    kept = choice.keep or choice.again
    database = choice.database or (
        f"kept_{digest(work.settings.root)}" if kept else temporary("test")
    )
    action = "-u" if choice.again and databases.exists(database) else "-i"
    if action == "-i":
        databases.clone(databases.template(), database)
    args = [action, ",".join(names), "--test-tags", choice.tags or tags_of(names)]
    try:
        return odoo_tests(work, database, args, "test")
    finally:
        if kept:
            say(f"database kept: {database}")
        else:
            databases.drop(database)


def all_tests(work, databases, chosen):
    """Run the tests of all addons, shared out among the cores."""
    weights = {addon.name: addon.weight_of_tests() for addon in chosen}
    parts = lanes.share(weights, lanes.count(len(weights)))
    processes, works, names = lanes.Processes(), [], []
    try:
        for number, part in enumerate(parts):
            lane = "abcdefgh"[number]
            names.append(temporary(f"test_{lane}"))
            databases.clone(databases.template(), names[-1])
            args = ["-i", ",".join(sorted(weights)), "--test-tags", tags_of(part)]
            works.append(
                partial(lane_of_tests, work, names[-1], args, f"test-{lane}", processes)
            )
        return sum(lanes.side_by_side(works, processes), Count())
    finally:
        for name in names:
            databases.drop(name)


def tags_of(names):
    """Return the tests of these addons, as Odoo selects them."""
    return ",".join(f"/{name}" for name in names)


def lane_of_tests(work, database, args, label, processes):
    """Run a lane; one in which no test runs fails."""
    count = odoo_tests(work, database, args, label, processes=processes)
    return count if count.passed or count.failed else Count(failed=1)


def odoo_tests(work, database, args, label, processes=None):
    """Run Odoo with tests on a database; return their count."""
    pictures = {"CRM_SCREENSHOTS": work.settings.pictures}
    reader, code = run_odoo(
        work, database, args, label, environment=pictures, processes=processes
    )
    return judge(reader, code, work.settings.in_ci)


def run_odoo(
    work,
    database,
    args,
    label,
    *,
    ours=True,
    program=None,
    environment=None,
    limit=RUN_SECONDS,
    processes=None,
):
    """Run Odoo on a database to its end; return its log as read, and its code."""
    say(f"{' '.join(args)} on {database}")
    started = time.monotonic()
    log = work.settings.logs / f"{label}-{database}.log"
    reader = RunLog(read_allowed(work.settings.config / "checklog_allowed.txt"))
    command = program or [work.venv.program("odoo")]
    command = [*command, "-d", database, "--db-filter", f"^{database}$"]
    command += ["--http-port", str(free_port()), "--stop-after-init", *args]
    values = {**work.environment(ours), **(environment or {})}
    prefix = f"{label}| " if processes else ""
    processes = processes or lanes.Processes()
    code = _follow(command, values, log, reader, processes, limit, prefix)
    _point(work.settings.logs / f"{label}.log", log)
    say(f"{reader.ran} tests in {time.monotonic() - started:.0f} s, log: {log}")
    return reader, code


def _follow(command, environment, log, reader, processes, limit, prefix=""):
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    log.parent.mkdir(parents=True, exist_ok=True)
    with (
        open(log, "w") as stream,
        subprocess.Popen(
            command, env=environment, text=True, errors="replace", **streams
        ) as process,
    ):
        processes.add(process)
        stuck = threading.Timer(limit, process.kill)
        stuck.start()
        try:
            for line in process.stdout:
                stream.write(line)
                if reader.feed(line):
                    sys.stderr.write(f"{prefix}{line}")
        except BaseException:
            process.terminate()
            raise
        finally:
            stuck.cancel()
            processes.remove(process)
    return process.returncode


def _point(link, target):
    link.unlink(missing_ok=True)
    link.symlink_to(target.name)


def judge(reader, code, in_ci):
    """Turn what was read into a count; what is no test result fails as one."""
    failed = reader.failed
    if reader.complaints:
        say(f"{len(reader.complaints)} warnings or errors were logged while loading:")
        for line in reader.complaints:
            say(f"  {line}")
        failed += 1
    if reader.browser_skipped:
        say("browser tests were SKIPPED: install chromium")
        failed += 1 if in_ci else 0
    if code and not failed:
        say(f"Odoo ended with code {code}")
        failed += 1
    return Count(max(reader.ran - reader.failed, 0), failed)
