# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The table of a benchmark: what was measured, the ratio, the target, pass or miss."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Report:
    """Print rows as they come; remember everything, area by area."""

    areas: dict = field(default_factory=dict)
    _area: dict = field(default_factory=dict)

    def begin(self, name, title):
        """Start the tables of an area."""
        self._area = {"title": title, "targets": [], "tables": [], "notes": []}
        self.areas[name] = self._area
        print(f"\n== {title}", flush=True)

    def end(self, **facts):
        """Close an area with what is to be known of its run."""
        self._area.update(facts)

    def columns(self, *names):
        """Print a heading: one wide column and the figures."""
        self._area["tables"].append({"columns": list(names), "rows": []})
        print(f"   {names[0]:46}" + "".join(f"{name:>14}" for name in names[1:]))

    def row(self, label, *figures):
        """Print one measured row."""
        tables = self._area["tables"] or [{"columns": [""], "rows": []}]
        self._area["tables"] = tables
        tables[-1]["rows"].append([label, *map(plain, figures)])
        print(f"   {label:46}" + "".join(f"{show(f):>14}" for f in figures), flush=True)

    def target(self, label, got, limit, at_least=False):
        """Judge one target: `got` at most `limit`, or at least."""
        met = got >= limit if at_least else got <= limit
        sign = ">=" if at_least else "<="
        self._judge(label, met, got=plain(got), sign=sign, limit=plain(limit))

    def holds(self, label, good, got=""):
        """Judge one target that is true or false."""
        self._judge(label, bool(good), got=str(got) if got else "")

    def note(self, text):
        """Print what a reader may want to know."""
        self._area["notes"].append(text)
        print(f"     {text}", flush=True)

    def stop(self, error):
        """Take down that the area did not come to its end."""
        self._area["stopped"] = f"{type(error).__name__}: {error}".splitlines()[0]
        print(f"MISS stopped: {self._area['stopped']}", flush=True)

    def _judge(self, label, met, **facts):
        target = {"label": label, "met": bool(met), **facts}
        self._area["targets"].append(target)
        print(f"{'pass' if met else 'MISS'} {describe(target)}", flush=True)


def describe(target):
    """Return a target, what was got and what it may be, in one line."""
    text = target["label"]
    if target["got"] not in ("", None):
        text += f": {show(target['got'])}"
    if "sign" in target:
        text += f", target {target['sign']} {show(target['limit'])}"
    return text


def show(value):
    """Format a figure: integers apart by thousands, others by three digits or so."""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def plain(value):
    """Return a figure as it is kept: four digits tell all that was measured."""
    if isinstance(value, float):
        return float(f"{value:.4g}")
    return value if isinstance(value, (int, str, type(None))) else str(value)
