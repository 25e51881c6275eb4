# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The calendars of the acceptance cases: W, L and H in Paris, in 2026.

W is Monday to Friday 9-17, L has a lunch break (9-12, 13-17), H is day and night.
1 June 2026 is a Monday; the clocks change on 29 March and 25 October.
"""

from datetime import datetime
from functools import cache

from ..tools.calendar_windows import Leave, Schedule, build
from ..tools.local_time import to_instant, zone
from ..tools.sla_ledger import Event, apply
from ..tools.sla_state import state_of
from ..tools.working_days import Target

HOUR = 3600
YEARS = (2026, 2027)
COMPANY, OTHER_COMPANY = 1, 2
PARIS = "Europe/Paris"


def rows(days, *slots, **fields):
    """Return attendance rows: the same slots (from, to) on several weekdays."""
    return tuple(
        {"dayofweek": str(day), "hour_from": start, "hour_to": stop, **fields}
        for day in days
        for start, stop in slots
    )


W = Schedule(PARIS, rows(range(5), (9, 17)), id=1)
L = Schedule(PARIS, rows(range(5), (9, 12), (13, 17)), id=2)
H = Schedule(PARIS, rows(range(7), (0, 24)), id=3)


def at(text: str, tz: str = PARIS, year: int = 2026) -> datetime:
    """Return the instant of a wall time such as ``06-01 10:00`` (naive UTC)."""
    local = datetime.fromisoformat(f"{year}-{text}").replace(tzinfo=zone(tz))
    return to_instant(int(local.timestamp()))


def leave(first: str, last: str, *, tz: str = PARIS, **fields) -> Leave:
    """Return time off typed as wall times in a zone."""
    fields = {"company_id": COMPANY, "typed_in": (tz,), **fields}
    return Leave(at(first, tz), at(last, tz), **fields)


def calendar(schedule: Schedule = W, *leaves: Leave):
    """Return the working time of a schedule for the company of the cases."""
    return build(schedule, leaves, YEARS, COMPANY)


@cache
def standard():
    """Return the calendars that a clock is given when a test brings none."""
    return {"W": calendar(W), "H": calendar(H)}


def hours(count: float) -> Target:
    """Return a target in working hours."""
    return Target(seconds=int(count * HOUR))


class Clock:
    """A clock driven by wall times, for tests that read like a story."""

    def __init__(self, calendars=None, key="W"):
        self.calendars = calendars or standard()
        self.key = key
        self.segments = ()

    def do(self, text: str, *kinds: str, **fields) -> "Clock":
        """Apply events at a wall time; a start takes the clock's calendar."""
        for kind in kinds:
            if kind == "start":
                fields.setdefault("calendar", self.key)
            event = Event(at(text), kind, **fields)
            self.segments = apply(self.segments, event, self.calendars)
        return self

    def state(self, text: str):
        """Return the state at a wall time."""
        return state_of(self.segments, self.calendars, at(text))

    def shape(self):
        """Return (clock, working seconds) of each segment."""
        return [(part.clock, part.seconds) for part in self.segments]
