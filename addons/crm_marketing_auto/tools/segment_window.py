# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The window of a condition as instants: when it begins, and when it is over."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

UTC = ZoneInfo("UTC")


def bounds(leaf, now, zone):
    """Return (first instant, first instant after), naive UTC; None where open.

    :param now: naive UTC; what is later has not happened and never counts
    :param zone: name of the time zone that says when a day begins
    """
    if leaf.get("days"):
        return now - timedelta(days=leaf["days"]), None
    start, stop = leaf.get("from"), leaf.get("to")
    return (
        midnight(date.fromisoformat(start), zone) if start else None,
        midnight(date.fromisoformat(stop) + timedelta(days=1), zone) if stop else None,
    )


def midnight(day, zone):
    """Return the instant, naive UTC, at which a day begins in a zone."""
    local = datetime.combine(day, time.min, ZoneInfo(zone))
    return local.astimezone(UTC).replace(tzinfo=None)


def local_day(now, zone):
    """Return the day that it is in a zone at an instant (naive UTC)."""
    return now.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()


def coming_days(today, count):
    """Return today and so many days after as month * 100 + day, each once.

    In a year without 29 February, who was born on it celebrates on the 28th.
    """
    keys = {}
    for offset in range(count + 1):
        day = today + timedelta(days=offset)
        keys[day.month * 100 + day.day] = None
        if (day.month, day.day) == (2, 28) and (day + timedelta(days=1)).month == 3:
            keys[229] = None
    return list(keys)
