# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A table of reference figures: what a source says, what was found, whether it holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

WIDTH = 16


@dataclass
class Report:
    """Collect checks and print each as one row as soon as it is known."""

    passed: int = 0
    failed: int = 0
    failures: list = field(default_factory=list)
    section: str = ""

    def begin(self, title):
        """Start the table of one data set."""
        self.section = title
        print(f"\n== {title}")
        print(
            f"{'':4} {'figure':58} {'expected':>{WIDTH}} {'got':>{WIDTH}}", flush=True
        )

    def check(self, figure, expected, got):
        """Compare one figure; numbers must be equal, not near.

        :return: whether they are.
        """
        good = type_free(expected) == type_free(got)
        self._count(good, figure)
        mark = "ok" if good else "FAIL"
        values = f"{show(expected):>{WIDTH}} {show(got):>{WIDTH}}"
        print(f"{mark:4} {figure:58} {values}", flush=True)
        if not good and len(str(got)) > WIDTH:
            print(f"     {got}", flush=True)
        return good

    def at_least(self, figure, floor, got):
        """Compare one figure that may be better than the source says.

        :return: whether it is not worse.
        """
        good = got >= floor
        self._count(good, figure)
        mark = "ok" if good else "FAIL"
        values = f"{'>= ' + show(floor):>{WIDTH}} {show(got):>{WIDTH}}"
        print(f"{mark:4} {figure:58} {values}", flush=True)
        return good

    def fail(self, message):
        """Count one failure that is no figure: data that is not there, a crash."""
        self._count(False, message)
        print(f"FAIL {message}", flush=True)

    def note(self, text):
        """Print what a reader may want to know; it counts for nothing."""
        print(f"     {text}", flush=True)

    def close(self):
        """Print the failures again and the closing line; return the exit code."""
        if self.failures:
            print("\nWhat differs:")
            for failure in self.failures:
                print(f"  {failure}")
        if not self.passed and not self.failed:
            print("nothing ran")
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        return 1 if self.failed or not self.passed else 0

    def _count(self, good, figure):
        if good:
            self.passed += 1
            return
        self.failed += 1
        self.failures.append(f"{self.section}: {figure}")


def type_free(value):
    """Make an integer, a decimal and a float of the same value compare equal."""
    if isinstance(value, bool) or value is None:
        return value
    return Decimal(str(value)) if isinstance(value, (int, float, Decimal)) else value


def show(value):
    """Format a value for a column: thousands apart, long texts shortened."""
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return f"{value:,}"
    text = str(value)
    return text if len(text) <= WIDTH else text[: WIDTH - 3] + "..."
