# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Measure the addons beside raw SQL, a bare model and what one would use today.

The database is a fresh one with the addons and those of benchmarks/addons installed;
it is filled with millions of rows and must be thrown away. An area is a module with
a TITLE and `run(bench, report)`; add it to AREAS, cheap ones first.
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
    for name in options.areas:
        area = AREAS[name]
        report.begin(area.TITLE)
        started = time.monotonic()
        try:
            area.run(bench, report)
        except Exception as error:
            traceback.print_exc()
            summary = f"{type(error).__name__}: {error}".splitlines()[0]
            report.holds(f"{name} stopped: {summary}", False)
        report.note(f"{name}: {time.monotonic() - started:.0f} s")
    return report.close()


def parse(arguments):
    """Return the options; `areas` as a list of known names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", required=True)
    parser.add_argument("--config", help="Odoo's configuration file (default: ODOO_RC)")
    parser.add_argument("--areas", default=",".join(AREAS), help="comma separated")
    parser.add_argument("--scale", choices=("full", "small"), default="full")
    options = parser.parse_args(arguments)
    options.areas = [name for name in options.areas.split(",") if name]
    unknown = set(options.areas) - set(AREAS)
    if unknown:
        known = ", ".join(AREAS)
        parser.error(f"no such area: {', '.join(sorted(unknown))}; there are {known}")
    return options


if __name__ == "__main__":
    sys.exit(main())
