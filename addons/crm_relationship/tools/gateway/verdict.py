# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a provider's answer means, and until when one may write to somebody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

UTC_ZONE = ZoneInfo("UTC")


class Verdict(NamedTuple):
    """What becomes of a message: sent, unknown, failed, or ready to be tried again."""

    state: str
    #: why: rate, token, window, recipient, quota, night, blocked, refused, provider
    reason: str = ""
    detail: str = ""
    ref: str = ""


class WindowRules(NamedTuple):
    """How long one may answer, and what it costs."""

    #: hours after the customer's last message in which answers are free
    free_hours: int = 24
    #: hours in which they are let through at all
    late_hours: int = 24
    #: free answers to one message; 0: any number
    free_replies: int = 0


class Standing(NamedTuple):
    """Whether one may write now: free, late (paid, or by a person only), closed."""

    kind: str
    #: naive UTC instant at which this ends, None when it never began
    until: datetime | None


def standing(
    rules: WindowRules, last_in_at: datetime | None, replies: int, now: datetime
) -> Standing:
    """Return whether one may write to a customer, and until when.

    >>> noon = datetime(2026, 5, 4, 12)
    >>> zalo = WindowRules(48, 168, 8)
    >>> standing(zalo, noon, 3, noon + timedelta(hours=2)).kind
    'free'
    >>> standing(zalo, noon, 8, noon + timedelta(hours=2)).kind
    'late'
    >>> standing(zalo, noon, 0, noon + timedelta(days=8)).kind
    'closed'
    >>> standing(zalo, None, 0, noon)
    Standing(kind='closed', until=None)
    """
    if last_in_at is None:
        return Standing("closed", None)
    free = last_in_at + timedelta(hours=max(rules.free_hours, 0))
    late = last_in_at + timedelta(hours=max(rules.late_hours, rules.free_hours, 0))
    is_used_up = 0 < rules.free_replies <= replies
    if now < free and not is_used_up:
        return Standing("free", free)
    if now < late and late > free:
        return Standing("late", late)
    return Standing("closed", free if is_used_up else late)


def period(now: datetime, zone: str, unit: str) -> tuple[datetime, datetime]:
    """Return begin and end of the day or month, there, as naive UTC.

    >>> period(datetime(2026, 5, 4, 18), "Asia/Ho_Chi_Minh", "day")
    (datetime.datetime(2026, 5, 4, 17, 0), datetime.datetime(2026, 5, 5, 17, 0))
    >>> period(datetime(2026, 12, 31, 18), "Asia/Ho_Chi_Minh", "month")[1]
    datetime.datetime(2027, 1, 31, 17, 0)
    """
    here = now.replace(tzinfo=UTC_ZONE).astimezone(ZoneInfo(zone))
    begin = here.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    if unit == "month":
        begin = begin.replace(day=1)
        end = (begin + timedelta(days=32)).replace(day=1)
    else:
        end = begin + timedelta(days=1)
    return _naive(begin), _naive(end)


def next_hour(now: datetime, zone: str, hour: int) -> datetime:
    """Return when it is this hour there next, as naive UTC.

    >>> next_hour(datetime(2026, 5, 4, 18), "Asia/Ho_Chi_Minh", 6)
    datetime.datetime(2026, 5, 4, 23, 0)
    >>> next_hour(datetime(2026, 5, 4, 23), "Asia/Ho_Chi_Minh", 6)
    datetime.datetime(2026, 5, 5, 23, 0)
    """
    here = now.replace(tzinfo=UTC_ZONE).astimezone(ZoneInfo(zone))
    then = here.replace(hour=hour, minute=0, second=0, microsecond=0)
    return _naive(then if then > here else then + timedelta(days=1))


def _naive(aware: datetime) -> datetime:
    return aware.astimezone(UTC_ZONE).replace(tzinfo=None)
