# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Measure the addons beside raw SQL, a bare model and what one would use today.

The database is a fresh one with the addons and those of benchmarks/addons installed;
it is filled with millions of rows and must be thrown away. An area is a module with
a TITLE and `run(bench, report)`; add it to AREAS, cheap ones first.

The result is one JSON and one table, compared with the committed ones in
benchmarks/results. At the tiny size no figure is judged: it fails on what is broken.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests" / "verify"))  # erp and bulk: loading is the same

import area_access  # noqa: E402
import area_attribution  # noqa: E402
import area_backfill  # noqa: E402
import area_calls  # noqa: E402
import area_capture  # noqa: E402
import area_chats  # noqa: E402
import area_create  # noqa: E402
import area_duplicates  # noqa: E402
import area_export  # noqa: E402
import area_gateway  # noqa: E402
import area_handover  # noqa: E402
import area_import  # noqa: E402
import area_journey  # noqa: E402
import area_journey_time  # noqa: E402
import area_reports  # noqa: E402
import area_segment  # noqa: E402
import area_sending  # noqa: E402
import area_statistics  # noqa: E402
import area_ticket_clock  # noqa: E402
import area_ticket_lists  # noqa: E402
import area_ticket_moves  # noqa: E402
import area_tickets  # noqa: E402
import area_timeline  # noqa: E402
import compare  # noqa: E402
import machine  # noqa: E402
import results  # noqa: E402
from bench import Bench  # noqa: E402
from report import Report  # noqa: E402

AREAS = {
    "capture": area_capture,
    "create": area_create,
    "handover": area_handover,
    "gateway": area_gateway,
    "tickets": area_tickets,
    "ticket_moves": area_ticket_moves,
    "ticket_lists": area_ticket_lists,  # before the clock, which opens very many
    "ticket_clock": area_ticket_clock,
    "journey": area_journey,
    "journey_time": area_journey_time,
    "access": area_access,
    "attribution": area_attribution,
    "segment": area_segment,
    "sending": area_sending,
    "duplicates": area_duplicates,
    "import": area_import,
    "export": area_export,
    "chats": area_chats,
    "statistics": area_statistics,
    "reports": area_reports,
    "backfill": area_backfill,
    "calls": area_calls,
    "timeline": area_timeline,
}


def main(arguments=None):
    """Run the chosen areas and return the exit code."""
    options = parse(arguments)
    report = Report()
    bench = Bench(options.database, options.config, options.scale)
    commit, before = machine.commit(), results.read(results.path_of(options.scale))
    for name in options.areas:
        run_area(bench, report, name, commit)
        # after each: a run that is ended early keeps what it measured
        keep(options, report.areas)
    return close(options, before, report.areas)


def run_area(bench, report, name, commit):
    """Run one area; one that fails does not keep the others from running."""
    area = AREAS[name]
    report.begin(name, area.TITLE)
    with bench.erp.environment() as env:
        facts = machine.facts(env)
    started = time.monotonic()
    try:
        area.run(bench, report)
    except Exception as error:
        traceback.print_exc()
        report.stop(error)
    seconds = round(time.monotonic() - started)
    print(f"     {name}: {seconds} s", flush=True)
    report.end(commit=commit, date=machine.today(), seconds=seconds, machine=facts)


def keep(options, now):
    """Write what was measured; another run may have written other areas meanwhile."""
    kept = results.read(results.path_of(options.scale))
    file = results.path_of(options.scale, options.save)
    results.write(file, options.scale, results.merge(kept, now, AREAS), AREAS)


def close(options, before, now):
    """Compare what was measured with what it was before; return the exit code."""
    broken = compare.broken(
        before, now, modules(), {a.__name__ for a in AREAS.values()}
    )
    if options.scale == "tiny":
        broken += compare.untrue(now)
    missed = results.missed(now)
    worse = [] if options.scale == "tiny" else compare.worse(before, now)
    say("Missed", [] if options.scale == "tiny" else missed)
    say("Worse than before", worse)
    say("Broken", broken)
    file = results.path_of(options.scale, options.save).with_suffix(".md")
    print(f"\nAll areas: {file.relative_to(ROOT)}")
    if options.scale == "tiny":
        whole = compare.whole(now, broken)
        print(f"{len(whole)} passed, {len(broken)} failed", flush=True)
        return 1 if broken or not whole else 0
    count = sum(len(area["targets"]) for area in now.values())
    print(f"{count - len(missed)} targets met, {len(missed)} missed", flush=True)
    return 1 if missed or broken or not count else 0


def modules():
    """Return the names of the modules in this folder that are areas."""
    return {file.stem for file in Path(__file__).parent.glob("area_*.py")}


def say(title, lines):
    """Print a section, when there is something to tell."""
    if lines:
        print(f"\n{title}:")
        for line in lines:
            print(f"  {line}")


def parse(arguments):
    """Return the options; `areas` as a list of known names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", required=True)
    parser.add_argument("--config", help="Odoo's configuration file (default: ODOO_RC)")
    parser.add_argument("--areas", default=",".join(AREAS), help="comma separated")
    parser.add_argument("--scale", choices=("full", "small", "tiny"), default="full")
    parser.add_argument("--save", action="store_true", help="write what is committed")
    options = parser.parse_args(arguments)
    options.areas = [name for name in options.areas.split(",") if name]
    unknown = set(options.areas) - set(AREAS)
    if unknown or not options.areas:
        known = ", ".join(AREAS)
        parser.error(f"no such area: {', '.join(sorted(unknown))}; there are {known}")
    return options


if __name__ == "__main__":
    sys.exit(main())
