# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The table of a benchmark: what was measured, the ratio, the target, pass or miss."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Report:
    """Print rows as they come; remember the targets."""

    passed: list = field(default_factory=list)
    missed: list = field(default_factory=list)
    area: str = ""

    def begin(self, title):
        """Start the table of an area."""
        self.area = title
        print(f"\n== {title}", flush=True)

    def columns(self, *names):
        """Print a heading: one wide column and the figures."""
        print(f"   {names[0]:46}" + "".join(f"{name:>14}" for name in names[1:]))

    def row(self, label, *figures):
        """Print one measured row."""
        print(f"   {label:46}" + "".join(f"{show(f):>14}" for f in figures), flush=True)

    def target(self, label, got, limit, at_least=False):
        """Judge one target: `got` at most `limit`, or at least."""
        good = got >= limit if at_least else got <= limit
        sign = ">=" if at_least else "<="
        text = f"{label}: {show(got)}, target {sign} {show(limit)}"
        (self.passed if good else self.missed).append(f"{self.area}: {text}")
        print(f"{'pass' if good else 'MISS'} {text}", flush=True)

    def holds(self, label, good, got=""):
        """Judge one target that is true or false."""
        text = f"{label}{f': {got}' if got else ''}"
        (self.passed if good else self.missed).append(f"{self.area}: {text}")
        print(f"{'pass' if good else 'MISS'} {text}", flush=True)

    def note(self, text):
        """Print what a reader may want to know."""
        print(f"     {text}", flush=True)

    def close(self):
        """Print the misses again and the count; return the exit code."""
        if self.missed:
            print("\nMissed:")
            for text in self.missed:
                print(f"  {text}")
        print(f"{len(self.passed)} targets met, {len(self.missed)} missed", flush=True)
        return 1 if self.missed or not self.passed else 0


def show(value):
    """Format a figure: integers apart by thousands, others by three digits or so."""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)
