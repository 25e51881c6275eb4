# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Figures of a run: medians and percentiles of samples, and tables of them."""

from __future__ import annotations

from collections import defaultdict
from math import ceil


def percentile(values, share):
    """Return the value that such a share of the values does not exceed.

    >>> percentile([3, 1, 2, 4], 50), percentile([3, 1, 2, 4], 95)
    (2, 4)
    """
    ordered = sorted(values)
    return ordered[max(0, ceil(len(ordered) * share / 100) - 1)]


def by_action(samples, kind="action"):
    """Return {name: count, median and p95 in ms, errors} of what people did."""
    found, errors = defaultdict(list), defaultdict(int)
    for sample_kind, name, ms, error, _at in samples:
        if sample_kind == kind:
            errors[name] += bool(error)
            found[name].append(ms)
    return {
        name: {
            "count": len(times),
            "median": round(percentile(times, 50), 1),
            "p95": round(percentile(times, 95), 1),
            "errors": errors[name],
        }
        for name, times in sorted(found.items())
    }


def both(values):
    """Return the median and the percentile of 95, or nothing of nothing."""
    return [round(percentile(values, share)) for share in (50, 95)] if values else []


def failures(samples):
    """Return the different errors with what they came from."""
    return sorted(
        {f"{name}: {error}" for _k, name, _ms, error, _at in samples if error}
    )


def limit_of(cpu, seconds, cores, others=0.0):
    """Return what a run was limited by, in words.

    :param cpu: {group: CPU seconds}
    :param others: how many cores the other programs of the machine used
    >>> limit_of({"python": 15.0, "postgresql": 4.0}, 10.0, 2)
    'CPU: python 79 %, postgresql 21 % of what the server used'
    >>> limit_of({"python": 3.0, "postgresql": 1.0}, 10.0, 2)
    'nothing: the two used 20 % of 2 cores'
    >>> limit_of({"python": 3.0, "postgresql": 1.0}, 10.0, 2, 1.5)
    'other programs: they used 1.5 of 2 cores'
    """
    used = sum(cpu.values())
    if others > used / seconds and others > 0.6 * cores:
        return f"other programs: they used {others:.1f} of {cores} cores"
    if used < 0.6 * seconds * cores:
        return f"nothing: the two used {100 * used / seconds / cores:.0f} % of {cores} cores"
    shares = (f"{name} {100 * part / used:.0f} %" for name, part in cpu.items())
    return f"CPU: {', '.join(shares)} of what the server used"


def table(header, rows):
    """Return lines of a table of aligned columns.

    >>> print(chr(10).join(table(("a", "n"), [("x", 1), ("long", 10)])))
    | a    |  n |
    | ---- | -- |
    | x    |  1 |
    | long | 10 |
    """
    cells = [[_text(cell) for cell in row] for row in (header, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    cells.insert(1, ["-" * width for width in widths])
    return [
        "| "
        + " | ".join(
            cell.ljust(width) if n == 0 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        + " |"
        for line in cells
    ]


def _text(cell):
    return f"{cell:,.0f}" if isinstance(cell, float) else str(cell)
