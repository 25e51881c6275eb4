# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How a machine is: queues, scheduled jobs, disk and clock, each judged by numbers.

A state is *ok*, *warn* (somebody should look in working hours) or *bad* (something
that should happen does not). The worst of all is the state of the whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

OK, WARN, BAD = STATES = ("ok", "warn", "bad")
#: What waits this many times longer than it should does not go on at all.
MUCH_TOO_LONG = 4
#: A job that is later than this is not run by anybody.
OVERDUE = timedelta(minutes=30)
#: A job that failed so often in a row does not recover by itself.
FAILED_OFTEN = 3
GIGABYTE = 1024**3


def worst(states: Iterable[str]) -> str:
    """Return the worst of states; of none, *ok*.

    >>> worst(["ok", "bad", "warn"]), worst([])
    ('bad', 'ok')
    """
    return max(states, key=STATES.index, default=OK)


def of_waiting(age: timedelta | None, patience: timedelta | None) -> str:
    """Judge the oldest row that is due by how long it should wait at most.

    >>> hour = timedelta(hours=1)
    >>> of_waiting(hour, hour), of_waiting(2 * hour, hour), of_waiting(5 * hour, hour)
    ('ok', 'warn', 'bad')
    """
    if age is None or patience is None or age <= patience:
        return OK
    return BAD if age > MUCH_TOO_LONG * patience else WARN


def of_job(
    now: datetime, *, active: bool, next_at: datetime, failures: int, every: timedelta
) -> tuple[str, str]:
    """Judge a scheduled job: its state, and why.

    A job is late when its time has passed by half an hour, or by its own rhythm where
    that is longer: a night's job may wait for the next night.

    :return: (state, one of *off*, *failing*, *late*, *fine*)
    """
    if not active:
        return BAD, "off"
    if failures:
        return (BAD if failures >= FAILED_OFTEN else WARN), "failing"
    late = now - next_at
    if late > OVERDUE:
        return (BAD if late > max(MUCH_TOO_LONG * OVERDUE, every / 4) else WARN), "late"
    return OK, "fine"


def of_disk(free: int, total: int) -> str:
    """Judge the room left on a disk.

    >>> of_disk(50 * GIGABYTE, 100 * GIGABYTE), of_disk(GIGABYTE, 100 * GIGABYTE)
    ('ok', 'warn')
    """
    share = free / total if total else 0.0
    if free < GIGABYTE / 4:
        return BAD
    return WARN if free < 2 * GIGABYTE or share < 0.03 else OK


def of_skew(skew: timedelta) -> str:
    """Judge how far the clocks of two machines are apart.

    >>> of_skew(timedelta(seconds=-1)), of_skew(timedelta(days=1))
    ('ok', 'bad')
    """
    apart = abs(skew)
    if apart <= timedelta(seconds=5):
        return OK
    return WARN if apart <= timedelta(minutes=1) else BAD
