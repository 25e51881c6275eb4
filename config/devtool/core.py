# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo's own tests with our addons installed: what fails because of us.

A test that fails beside our addons is run once more on a database with the same
modules of Odoo and none of ours. What passes there is ours and fails the command; what
fails there too must be listed, with its reason, in `config/core_known_failures.txt`.
A test is named as Odoo selects it: `/module:Class.method`.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace

from . import corelint, demo, runner
from .database import Databases, temporary
from .errors import ToolError, say

MODULES = (
    "crm,sales_team,sale,sale_stock,stock,account,mail,mass_mailing,calendar,contacts,"
    "portal,rating,resource"
)
#: The suites of account and mail alone take an hour on two busy cores.
SECONDS = 9000
#: Names beside those of modules: Odoo's click-everywhere test, and its lint addon.
CLICKS, LINT = "clicks", "lint"
#: Odoo's command line, whose last phase runs the at-install tests instead.
AT_INSTALL = """
import sys
from odoo.tests import loader
suite = loader.make_suite
def at_install(names, position):
    return suite(names if position == "post_install" else [], "at_install")
loader.make_suite = at_install
from odoo.cli.command import main
sys.argv[0] = "odoo"
main()
"""


@dataclass(frozen=True)
class Wish:
    """What to run, and beside what."""

    modules: tuple[str, ...]
    tags: str = ""
    without: bool = False
    at_install: bool = False

    @property
    def tag(self):
        """Return the tag of what is run, or Odoo runs more: while it loads modules."""
        if CLICKS in self.modules:
            return "click_all"
        if LINT in self.modules:
            return ""
        return "at_install" if self.at_install else "post_install"

    @property
    def selection(self):
        """Return the tests as Odoo's option names them."""
        if self.tags:
            return self.tags
        if LINT in self.modules:
            return corelint.SELECTION
        homes = {CLICKS: "web"}
        return self.named(f"/{homes.get(name, name)}" for name in self.modules)

    def named(self, tests):
        """Return the selection of these, modules or tests."""
        return ",".join(f"{self.tag}{test}" for test in tests)

    @property
    def arguments(self):
        """Return what Odoo is told beside the tests: its lint addon is not there yet."""
        return ["-i", "test_lint"] if LINT in self.modules else []

    def parts(self):
        """Yield what runs on one database: the special suites have their own."""
        special = [name for name in self.modules if name in (CLICKS, LINT)]
        rest = tuple(name for name in self.modules if name not in special)
        for modules in [rest] * bool(rest) + [(name,) for name in special]:
            yield replace(self, modules=modules)


@dataclass(frozen=True)
class Verdict:
    """What a run with us, compared with one without us, means."""

    ours: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()
    healed: tuple[str, ...] = ()

    def tell(self, known):
        """Print what a person has to know of."""
        for test in self.ours:
            say(f"fails with our addons only: {test}")
        for test in self.unlisted:
            say(f"fails without our addons too, and is not in the list: {test}")
        for test in self.known:
            say(f"known, and fails without our addons too: {test} ({known[test]})")
        for test in self.healed:
            say(f"passes now, take it off the list: {test}")


def read_known(path):
    """Return {test: reason} of the committed list; a line without a reason is refused."""
    known = {}
    for line in path.read_text().splitlines() if path.exists() else ():
        if not line.strip() or line.startswith("#"):
            continue
        test, _space, reason = line.partition(" ")
        if not reason.strip():
            raise ToolError(f"{path.name}: {test} has no reason")
        known[test] = reason.strip()
    return known


def judge(known, started, failed, failed_without):
    """Compare a run with our addons with one of its failures without them."""

    def covers(entry):
        return any(test == entry or test.startswith(f"{entry}.") for test in started)

    both = failed & failed_without
    return Verdict(
        ours=tuple(sorted(failed - failed_without)),
        known=tuple(sorted(both & known.keys())),
        unlisted=tuple(sorted(both - known.keys())),
        healed=tuple(sorted(t for t in known if covers(t) and t not in failed)),
    )


def run(work, wish):
    """Run the tests; return 0 when all that fails is known and not because of us."""
    return sum((_run_part(work, part) for part in wish.parts()), runner.Count()).close()


def _run_part(work, wish):
    if wish.without:
        reader, count = _run(work, wish, wish.selection, ours=False)
        for test in sorted(reader.failures):
            say(f"fails without our addons: {test}")
        return count
    known = read_known(work.settings.config / "core_known_failures.txt")
    reader, count = _run(work, wish, wish.selection)
    without = set()
    if reader.failures:
        say(f"{len(reader.failures)} failed: do they without our addons?")
        tags = wish.named(sorted(reader.failures))
        without = _run(work, wish, tags, ours=False)[0].failures
    verdict = judge(known, reader.started, reader.failures, without)
    verdict.tell(known)
    # what fails otherwise: the load check, a crash, a browser that is missing
    other = count.failed - (reader.failed if reader.failures else 0)
    failed = len(verdict.ours) + len(verdict.unlisted) + other
    say(f"{len(verdict.known)} known failures")
    if LINT in wish.modules and not wish.tags:
        failed += 1 if corelint.run_checkers(work) else 0
    return runner.Count(count.passed, failed)


def _run(work, wish, tags, ours=True):
    """Return the log and the count of one run on a database of its own."""
    with _database(work, wish, ours) as (database, complaints):
        program = [work.venv.python, "-c", AT_INSTALL] if wish.at_install else None
        extra = corelint.environment(work) if LINT in wish.modules else {}
        # tours have ten seconds a step: on a busy machine one may need a second try
        reader, code = runner.run_odoo(
            work,
            database,
            [*wish.arguments, "--test-tags", tags],
            "core",
            ours=ours,
            program=program,
            limit=SECONDS,
            environment={"ODOO_TEST_FAILURE_RETRIES": "1", **extra},
        )
        reader.complaints[:0] = complaints
        # that tests fail is judged by their names
        code = 0 if reader.failures else code
        return reader, runner.judge(reader, code, work.settings.in_ci)


@contextmanager
def _database(work, wish, ours):
    """Make a database with or without our addons; give what their loading logged.

    The click test has demo data, so that there is something to click on.
    """
    databases = Databases(work)
    databases.sweep()
    database = temporary("core" if ours else "core_without")
    has_demo = CLICKS in wish.modules
    names = [name for name, addon in work.addons().items() if not addon.is_for_tests]
    if not names:
        raise ToolError("no addon found: nothing to check Odoo's modules against")
    languages = demo.LANGUAGES if has_demo else ()
    databases.clone(databases.template(demo=has_demo, languages=languages), database)
    try:
        yield database, _install(work, database, names if ours else [], wish)
    finally:
        databases.drop(database)


def _install(work, database, names, wish):
    """Install our addons; return the warnings of the log."""
    if not names:
        return []
    args = ["-i", ",".join(names)]
    args += ["--with-demo"] if CLICKS in wish.modules else []
    reader, code = runner.run_odoo(work, database, args, "core-install")
    if code:
        raise ToolError(f"the addons do not install: {reader.complaints[-1:]}")
    return reader.complaints
