# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The incidents of the log, each with its events and what they changed.

Times have no zone in the file; they are taken as UTC. The audit is in the order of the
file: one of 77,011 events is dated before the one above it, and a few before their
incident was opened. A change happens not before the last one, nor before the opening.
"""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from typing import NamedTuple

UNKNOWN = "?"
#: What an audit event can change, by the name of its column.
WATCHED = (
    "incident_state",
    "assignment_group",
    "assigned_to",
    "category",
    "priority",
)
STATE, PRIORITY = WATCHED[0], WATCHED[-1]
RESOLVED, CLOSED, NEW = "Resolved", "Closed", "New"
ENDED = (RESOLVED, CLOSED)


class Step(NamedTuple):
    """What one event changed: {column: new value}."""

    at: datetime
    values: dict


@dataclass
class Incident:
    """One incident; `rows` are its events as the file has them."""

    number: str
    rows: list

    @cached_property
    def opened(self):
        """Return when it was opened."""
        return instant(self.rows[0]["opened_at"])

    @cached_property
    def resolved(self):
        """Return when it was resolved for good; the file does not know it of all."""
        return instant(self.rows[-1]["resolved_at"])

    @cached_property
    def closed(self):
        """Return when it was closed."""
        return instant(self.rows[-1]["closed_at"])

    @cached_property
    def first(self):
        """Return the watched values that it begins with; its state is *New*."""
        return {name: self.rows[0][name] for name in WATCHED} | {STATE: NEW}

    @cached_property
    def steps(self):
        """Return what changed after the opening, in order.

        The audit of an ended incident goes on: edits, and at times a second ending
        without a reopening. It ends when the file says so, which is at one of these.
        """
        known, found = dict(self.first), []
        ends = {RESOLVED: self.resolved, CLOSED: self.closed}
        for place, row in enumerate(self.rows):
            values = {n: row[n] for n in WATCHED if row[n] != known[n]}
            state = values.get(STATE)
            if state in ends and self._ends_later(place, state, ends[state]):
                del values[STATE]
            if values:
                earliest = found[-1].at if found else self.opened
                at = max(earliest, instant(row["sys_updated_at"]))
                found.append(Step(at, values))
                known |= values
        return found

    def _ends_later(self, place, state, end):
        """Tell whether a later event of the stay that begins here is its real end."""
        later = []
        for row in self.rows[place + 1 :]:
            if row[STATE] != state:
                break
            later.append(instant(row["sys_updated_at"]))
        return end in later and end != instant(self.rows[place]["sys_updated_at"])

    @property
    def reopened(self):
        """Return how often the file says that it was reopened."""
        return int(self.rows[-1]["reopen_count"])

    @property
    def reassigned(self):
        """Return how often the file says that it was reassigned."""
        return max(int(row["reassignment_count"]) for row in self.rows)


def read(path):
    """Return the incidents in the order of the file."""
    found = {}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            found.setdefault(row["number"], []).append(row)
    return [Incident(number, rows) for number, rows in found.items()]


@cache
def instant(text):
    """Return an instant from 29/2/2016 01:16; None where the file has none."""
    if text == UNKNOWN:
        return None
    date, time = text.split()
    day, month, year = map(int, date.split("/"))
    return datetime(year, month, day, *map(int, time.split(":")))
