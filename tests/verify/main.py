# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Load real data sets through the addons and compare with their reference figures.

The database is a fresh one with the addons installed; it is written to, so never
give one that is needed. A set is a module with a TITLE, the FILES it reads (relative
to the data folder; or `files(folder)`, when there are many) and
`run(erp, folder, report)`; add it to SETS.
A missing or changed file fails; nothing is ever skipped.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback
from pathlib import Path

import ad_files
import bank_marketing
import boston311
import cdnow
import emails
import import_files
import import_retail
import incident_log
import lunar
import mail_experiment
import online_retail
import sending
import sums
import vietnam_people
from erp import Erp
from report import Report

SETS = {
    "online_retail": online_retail,
    "bank_marketing": bank_marketing,
    "boston311": boston311,
    "cdnow": cdnow,
    "emails": emails,
    "incident_log": incident_log,
    "lunar": lunar,
    "vietnam_people": vietnam_people,
    "mail_experiment": mail_experiment,
    "ad_files": ad_files,
    "import_files": import_files,
    "import_retail": import_retail,
    "sending": sending,
}


def main(arguments=None):
    """Run the chosen sets and return the exit code."""
    options = parse(arguments)
    report = Report()
    sound = [name for name in options.sets if check_files(name, options.data, report)]
    if sound:
        erp = Erp(options.database, options.config)
        for name in sound:
            run(erp, name, options.data, report)
        if os.environ.get("SCREENSHOT"):
            take_screenshot(erp, options, report)
    return report.close()


def parse(arguments):
    """Return the options; `sets` as a list of known names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", required=True)
    parser.add_argument(
        "--data", required=True, type=Path, help="folder of the data sets"
    )
    parser.add_argument("--config", help="Odoo's configuration file (default: ODOO_RC)")
    parser.add_argument("--sets", default=",".join(SETS), help="comma separated")
    options = parser.parse_args(arguments)
    options.sets = [name for name in options.sets.split(",") if name]
    unknown = set(options.sets) - set(SETS)
    if unknown:
        parser.error(
            f"no such set: {', '.join(sorted(unknown))}; there are {', '.join(SETS)}"
        )
    return options


def check_files(name, folder, report):
    """Tell whether the set's files are the known ones; report each that is not."""
    files = getattr(SETS[name], "files", None)
    found = sums.problems(folder, files(folder) if files else SETS[name].FILES)
    report.section = SETS[name].TITLE
    for problem in found:
        report.fail(problem)
    return not found


def run(erp, name, folder, report):
    """Run one set; a crash is a failure of that set and the next one still runs."""
    data_set = SETS[name]
    report.begin(data_set.TITLE)
    started = time.monotonic()
    try:
        data_set.run(erp, folder, report)
    except Exception as error:
        traceback.print_exc()
        report.fail(f"{name} stopped: {type(error).__name__}: {error}".splitlines()[0])
    report.note(f"{name}: {time.monotonic() - started:.0f} s")


def take_screenshot(erp, options, report):
    """Keep a picture of the busiest customer's timeline in build/."""
    import screenshot

    report.begin("Screenshot")
    try:
        path = screenshot.take(erp, options.database, options.config)
    except Exception as error:
        traceback.print_exc()
        report.fail(f"no picture: {type(error).__name__}: {error}".splitlines()[0])
    else:
        report.check(f"picture of customer 14646: {path}", True, path.exists())


if __name__ == "__main__":
    sys.exit(main())
