# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What got worse since the committed run, and what is not measured any more.

Compared are ratios, memory and counts of queries, never seconds or rates: these are
the machine's. A ratio moves with noise; a count of queries does not.
"""

from __future__ import annotations

import re

from report import show

#: A ratio is worse when it is so many times what it was, and by so much; memory by MB.
NOISE, LEAST, LEAST_MB = 1.3, 0.1, 10
#: Queries: one more on twenty, or on a single unit a hundredth.
QUERY_NOISE, QUERY_LEAST = 1.05, 0.01
TIME = re.compile(r"\b(?:s|ms|us|seconds?)\b|/s\b", re.IGNORECASE)
COUNTED = re.compile(r"\b(?:queries|statements|rows written|reads)\b")
NUMBER = re.compile(r"\d[\d,.]*")


def worse(before, now):
    """Return what is worse in the areas that both have, a line each."""
    lines = []
    for name in now:
        if name in before:
            lines += [
                f"{name}: {line}" for line in worse_targets(before[name], now[name])
            ]
            lines += [f"{name}: {line}" for line in worse_rows(before[name], now[name])]
    return lines


def worse_targets(before, now):
    """Return the targets of an area that were met and are missed, or moved far."""
    old = by_key(before["targets"])
    for key, target in by_key(now["targets"]).items():
        if key not in old:
            continue
        got, was = target["got"], old[key]["got"]
        if old[key]["met"] and not target["met"]:
            yield f"{target['label']}: {show(was)}, now {show(got)}: missed"
        elif is_compared(target, old[key]) and is_worse(target, got, was):
            yield f"{target['label']}: {show(was)}, now {show(got)}"


def is_compared(*targets):
    """Tell whether a target is of a figure that other machines have, too."""
    return all(
        "sign" in t and is_number(t["got"]) and not TIME.search(t["label"])
        for t in targets
    )


def is_worse(target, got, was):
    """Tell whether a figure is beyond what noise does."""
    if target["sign"] == ">=":
        return got * NOISE < was and was - got > LEAST
    if COUNTED.search(target["label"]):
        return is_more(got, was, QUERY_NOISE, QUERY_LEAST)
    return is_more(got, was, NOISE, LEAST_MB if "MB" in target["label"] else LEAST)


def is_more(got, was, times, least):
    """Tell whether a figure is so many times what it was, and by so much."""
    return got > was * times and got - was > least


def worse_rows(before, now):
    """Return the rows of an area that ask more queries than they did."""
    old = queries_of(before)
    for key, (label, got) in queries_of(now).items():
        if key in old and is_more(got, old[key][1], QUERY_NOISE, QUERY_LEAST):
            yield f"{label}: {show(old[key][1])} queries, now {show(got)}"


def queries_of(area):
    """Return {key: (label, queries)} of the rows of an area."""
    rows = []
    for part in area["tables"]:
        places = [i for i, name in enumerate(part["columns"]) if name == "queries"]
        for row in part["rows"]:
            rows += [
                {"label": row[0], "got": row[i]}
                for i in places
                if i < len(row) and is_number(row[i])
            ]
    return {key: (row["label"], row["got"]) for key, row in by_key(rows).items()}


def by_key(rows):
    """Return rows by their labels, whatever numbers these name; a second has a 2."""
    found = {}
    for row in rows:
        label = NUMBER.sub("#", row["label"])
        key, number = label, 1
        while key in found:
            number += 1
            key = f"{label} ({number})"
        found[key] = row
    return found


def is_number(value):
    """Tell whether it is a figure."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def broken(before, now, modules, registered):
    """Return what is no benchmark any more, a line each; times are not looked at.

    :param modules: the names of the areas' modules in the folder
    :param registered: the names of those that are run
    """
    lines = [f"{name} is in the folder and in no run" for name in modules - registered]
    for name, area in now.items():
        if area.get("stopped"):
            lines.append(f"{name} stopped: {area['stopped']}")
            continue
        if not area["targets"]:
            lines.append(f"{name} has no target")
        known = by_key(before.get(name, {}).get("targets", ()))
        gone = known.keys() - by_key(area["targets"]).keys()
        lines += [f"{name} does not tell any more: {key}" for key in sorted(gone)]
    return sorted(lines)


def whole(now, lines):
    """Return the areas of which none of the lines tells."""
    told = {line.split()[0].rstrip(":") for line in lines}
    return [name for name in now if name not in told]


def untrue(now):
    """Return what should hold whatever the size and does not, a line each."""
    return [
        f"{name}: {target['label']} {target['got']}".rstrip()
        for name, area in now.items()
        for target in area["targets"]
        if not target["met"] and "sign" not in target
    ]
