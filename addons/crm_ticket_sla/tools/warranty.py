# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How long a delivered thing is covered.

A warranty runs from the day of the delivery, in the seller's zone, for the months of
the product and then for those that were sold with it or later. Its last day is covered.

>>> last_day(date(2026, 1, 31), 1)
datetime.date(2026, 2, 28)
>>> last_day(date(2026, 1, 31), 0) is None
True
>>> extra_months([Extension(12, 2, True)], serials=5)
24
>>> extra_months([Extension(12, 2, False)], serials=2)
12
>>> extra_months([Extension(12, 1, False)], serials=2)
0
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

NONE, ACTIVE, EXPIRED = STATES = ("none", "active", "expired")


class Extension(NamedTuple):
    """A sold extension.

    :param is_named: it names the serial number; else it is for all of its order
    """

    months: int
    quantity: float
    is_named: bool


def last_day(delivered: date | None, months: int) -> date | None:
    """Return the last covered day; None: there is no warranty, or nothing came."""
    if not delivered or months <= 0:
        return None
    return delivered + relativedelta(months=months)


def extra_months(extensions: Iterable[Extension], serials: int) -> int:
    """Return the months that extensions add for one of an order's serial numbers.

    One that names no serial number counts if there is one for each of them: which
    of three is covered by a single one, nobody can say.
    """
    total = 0
    for extension in extensions:
        each = 1 if extension.is_named else max(serials, 1)
        total += extension.months * int(extension.quantity // each)
    return total


def state(until: date | None, day: date) -> str:
    """Return how the warranty stands on a day."""
    if until is None:
        return NONE
    return ACTIVE if day <= until else EXPIRED
