# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The cases of a file, and the calendar of the city.

Times in the files are what the clocks of Boston showed; here they are naive UTC. An
hour that was shown twice is the first of the two.
"""

from __future__ import annotations

import csv
import gzip
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple

from odoo.addons.crm_ticket_sla.tools.local_time import zone

ZONE = "America/New_York"
OPENING, CLOSING = 8.5, 17.0
HOLIDAYS = (
    date(2015, 1, 1),
    date(2015, 1, 19),
    date(2015, 2, 16),
    date(2015, 4, 20),
    date(2015, 5, 25),
    date(2015, 9, 7),
    date(2015, 10, 12),
    date(2015, 11, 11),
    date(2015, 11, 26),
    date(2015, 12, 25),
    date(2016, 1, 1),
    date(2016, 1, 18),
)
#: The city writes some due dates without their seconds.
NEAR = timedelta(seconds=120)
LATE, IN_TIME = "OVERDUE", "ONTIME"


class Case(NamedTuple):
    """One request; `verdict` is the city's own, at times empty."""

    number: str
    opened: datetime
    promised: datetime | None
    closed: datetime | None
    verdict: str

    @property
    def is_judged(self):
        """Tell whether it is closed, with a promise and the city's verdict."""
        return bool(self.closed and self.promised and self.verdict)

    def is_due(self, at):
        """Tell whether an instant is the city's due date."""
        return at is not None and abs(at - self.promised) <= NEAR


def read(path):
    """Return the cases of a file in its order."""
    tz = zone(ZONE)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        return [
            Case(
                row["CASE_ENQUIRY_ID"],
                instant(row["OPEN_DT"], tz),
                instant(row["TARGET_DT"], tz),
                instant(row["CLOSED_DT"], tz),
                row["OnTime_Status"],
            )
            for row in csv.DictReader(stream)
        ]


def instant(text, tz):
    """Return an instant from a local time such as 01/09/2015 08:42:40 PM.

    Read by place: strptime takes as long as everything else together.
    """
    if not text:
        return None
    hour = int(text[11:13]) % 12 + (12 if text[20] == "P" else 0)
    day = int(text[6:10]), int(text[:2]), int(text[3:5])
    local = datetime(*day, hour, int(text[14:16]), int(text[17:19]), tzinfo=tz)
    return local.astimezone(timezone.utc).replace(tzinfo=None)
