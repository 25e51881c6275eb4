# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reading the log of a test run of Odoo while it is written.

Collected: the sum of tests and failures, complaints (warnings and errors logged
while modules load, that is, outside a test), and browser tests left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

LINE = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (?P<level>[A-Z]+) \S+ (?P<logger>[\w.]+): ?"
    r"(?P<message>.*)"
)
SUMMARY = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")
MODULE = re.compile(r"odoo\.addons\.(\w+)\.tests\b")
#: "Starting A.test_b ...", "FAIL: Subtest A.test_b (lang='x')", "ERROR: setUpClass (…A)"
STARTED = re.compile(r"Starting (\w+\.\w+) \.\.\.")
FAILED = re.compile(r"(?:FAIL|ERROR): (?:Subtest )?(\w+\.\w+)")
UNPREPARED = re.compile(r"(?:FAIL|ERROR): \w+Class \(odoo\.addons\.(\w+)\.\S*\.(\w+)\)")
NO_BROWSER = re.compile(
    r"Chrome executable not found|websocket-client module is not installed"
)
LOADERS = ("odoo.modules", "odoo.registry", "odoo.service.server")
BAD = ("WARNING", "ERROR", "CRITICAL")


@dataclass
class RunLog:
    """The state after the lines fed so far."""

    allowed: list = field(default_factory=list)
    ran: int = 0
    failed: int = 0
    browser_skipped: bool = False
    complaints: list = field(default_factory=list)
    #: tests, named as Odoo selects them: /module:Class.method
    started: set = field(default_factory=set)
    failures: set = field(default_factory=set)
    _loading: bool = True
    _echo: bool = False

    def feed(self, line):
        """Take one line; return whether a person should see it."""
        match = LINE.match(line)
        if not match:
            return self._echo  # the rest of a traceback
        level, logger, message = match["level"], match["logger"], match["message"]
        if NO_BROWSER.search(message):
            self.browser_skipped = True
        if summary := SUMMARY.search(message):
            failures, errors, tests = map(int, summary.groups())
            self.ran += tests
            self.failed += failures + errors
        self._follow(logger, message)
        self._name_tests(level, logger, message)
        self._echo = level in ("ERROR", "CRITICAL")
        if level in BAD and self._loading and not self._is_allowed(line):
            self.complaints.append(line.strip())
            self._echo = True
        return self._echo

    def _follow(self, logger, message):
        if logger.startswith(LOADERS):
            self._loading = True
        elif message.startswith("Starting ") and ".tests" in logger:
            self._loading = False

    def _name_tests(self, level, logger, message):
        module = MODULE.match(logger)
        if module and (match := STARTED.match(message)):
            self.started.add(f"/{module[1]}:{match[1]}")
        if level not in ("ERROR", "CRITICAL"):
            return
        if module and (match := FAILED.match(message)):
            self.failures.add(f"/{module[1]}:{match[1]}")
        elif match := UNPREPARED.match(message):
            self.failures.add(f"/{match[1]}:{match[2]}")

    def _is_allowed(self, line):
        return any(pattern.search(line) for pattern in self.allowed)


def read_allowed(path):
    """Return the patterns of a file, one a line, comments left out."""
    lines = path.read_text().splitlines() if path.exists() else []
    return [re.compile(line) for line in lines if line and line[0] != "#"]
