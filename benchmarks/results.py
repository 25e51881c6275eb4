# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What was measured, as one JSON and one table, area by area.

A run of some areas takes the place of these only: each area keeps the commit, the day
and the machine of its own run.
"""

from __future__ import annotations

import json
from pathlib import Path

from report import describe, show

FOLDER = Path(__file__).with_name("results")
#: A run that was not to be kept; git does not see it.
LAST = "last-"


def path_of(scale, is_kept=True):
    """Return the file of a scale: the committed one, or that of the last run."""
    return FOLDER / f"{'' if is_kept else LAST}{scale}.json"


def read(file):
    """Return the areas in a file; none where there is no file."""
    return json.loads(file.read_text())["areas"] if file.exists() else {}


def merge(before, now, order):
    """Return all areas, those that were run now from now.

    An area that stopped keeps what was measured before, and one that is gone goes.
    """
    whole = {name: area for name, area in now.items() if not area.get("stopped")}
    merged = {**before, **whole}
    return {name: merged[name] for name in order if name in merged}


def write(file, scale, areas, order):
    """Write the JSON, and the table beside it."""
    file.parent.mkdir(exist_ok=True)
    text = json.dumps({"scale": scale, "areas": areas}, indent=1, ensure_ascii=False)
    file.write_text(text + "\n")
    file.with_suffix(".md").write_text(table(scale, areas, order))


def table(scale, areas, order):
    """Return everything as Markdown."""
    lines = [f"# Benchmarks, {scale} size", ""]
    if scale == "tiny":
        lines += ["It shows that everything works: no figure counts at this size.", ""]
    lines += summary(areas, order)
    for area in areas.values():
        lines += ["", f"## {area['title']}", "", run_of(area), "", *targets(area)]
        for part in area["tables"]:
            lines += ["", *figures(part)]
        lines += ["", *(f"- {cell(note)}" for note in area["notes"])]
    return "\n".join(lines).rstrip() + "\n"


def summary(areas, order):
    """Return a line for each area, the one that was never run included."""
    lines = ["| area | targets met | missed | commit | day |", "|---|--:|--:|---|---|"]
    for name in order:
        area = areas.get(name)
        if not area:
            lines.append(f"| {name} | | | not run at this size | |")
            continue
        met = sum(target["met"] for target in area["targets"])
        missed = len(area["targets"]) - met
        lines.append(
            f"| {name} | {met} | {missed or ''} | {area['commit']} | {area['date']} |"
        )
    return lines


def run_of(area):
    """Return when and where an area was run, in one sentence."""
    machine = area["machine"]
    facts = [f"{area['seconds']} s by the clock", f"{machine['cores']} cores"]
    facts += [f"load {machine['load']} at its start", f"{machine['memory_gb']} GB"]
    facts += [f"PostgreSQL {machine['postgresql']}", f"Python {machine['python']}"]
    return f"Commit {area['commit']}, {area['date']}: {', '.join(facts)}."


def targets(area):
    """Return the targets as a table."""
    lines = ["| target | got | limit | |", "|---|--:|--:|---|"]
    for target in area["targets"]:
        limit = f"{target['sign']} {show(target['limit'])}" if "sign" in target else ""
        verdict = "met" if target["met"] else "**missed**"
        got = cell(show(target["got"]))
        lines.append(f"| {cell(target['label'])} | {got} | {limit} | {verdict} |")
    return lines


def figures(part):
    """Return the rows that were measured as a table."""
    width = max(len(row) for row in [part["columns"], *part["rows"]])
    rows = [part["columns"], ["---"] + ["--:"] * (width - 1), *part["rows"]]
    return [
        "| "
        + " | ".join(cell(show(v)) for v in [*row, *[""] * (width - len(row))])
        + " |"
        for row in rows
    ]


def cell(text):
    """Return a text that does not end a cell."""
    return str(text).replace("|", "\\|").replace("\n", " ")


def missed(areas):
    """Return the targets that were missed, a line each."""
    return [
        f"{name}: {describe(target)}"
        for name, area in areas.items()
        for target in area["targets"]
        if not target["met"]
    ]
