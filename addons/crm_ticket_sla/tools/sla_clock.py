# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Arithmetic of working time.

`Windows` are the working hours of one calendar: sorted, merged, half-open intervals
``[start, stop)`` in UTC and whole seconds, with the working seconds before each of
them, so that every question is one bisection. They are *known* within a horizon: a
deadline that lies beyond is None (*unplannable*), a count beyond it is an error.

>>> from datetime import datetime as at
>>> monday = (at(2026, 6, 1, 9), at(2026, 6, 1, 17))
>>> tuesday = (at(2026, 6, 2, 9), at(2026, 6, 2, 17))
>>> hours = Windows.of([monday, tuesday])
>>> hours.deadline(at(2026, 6, 1, 15), 4 * 3600)
datetime.datetime(2026, 6, 2, 11, 0)
>>> hours.working_time(at(2026, 6, 1, 15), at(2026, 6, 2, 11))
14400
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from .local_time import to_instant, to_seconds

Pair = tuple[datetime, datetime]
EARLIEST, LATEST = datetime(1900, 1, 1), datetime(3000, 1, 1)


class OutsideHorizon(ValueError):
    """Working time was asked for where the calendar has not been read."""


@dataclass(frozen=True, slots=True)
class Windows:
    """Working intervals, immutable; build them with `of` or `of_seconds`."""

    starts: tuple[int, ...]
    stops: tuple[int, ...]
    #: working seconds before each interval, and in the end all of them
    sums: tuple[int, ...]
    #: the horizon: first second, and the second after the last
    known: tuple[int, int]

    @classmethod
    def of(cls, pairs: Iterable[Pair], known: Pair | None = None) -> Windows:
        """Build from pairs of instants in any order; without a horizon: all time."""
        low, high = known or (EARLIEST, LATEST)
        seconds = ((to_seconds(start), to_seconds(stop)) for start, stop in pairs)
        return cls.of_seconds(seconds, (to_seconds(low), to_seconds(high)))

    @classmethod
    def of_seconds(cls, pairs, known: tuple[int, int]) -> Windows:
        """Build from pairs of seconds since 1970: sort, clip to the horizon, merge."""
        low, high = known
        starts, stops, sums, total = [], [], [0], 0
        for start, stop in sorted(pairs):
            start, stop = max(start, low), min(stop, high)
            if start >= stop:
                continue
            if stops and start <= stops[-1]:
                total += max(0, stop - stops[-1])
                stops[-1], sums[-1] = max(stop, stops[-1]), total
                continue
            starts.append(start)
            stops.append(stop)
            total += stop - start
            sums.append(total)
        return cls(tuple(starts), tuple(stops), tuple(sums), (low, high))

    # --- questions ---

    def working_time(self, start: datetime, stop: datetime) -> int:
        """Return the working seconds from `start` to `stop`; negative if before it.

        :raise OutsideHorizon: when one of them is not in the known years
        """
        return self._worked(to_seconds(stop)) - self._worked(to_seconds(start))

    def deadline(self, start: datetime, seconds: int) -> datetime | None:
        """Return the earliest instant at which `seconds` working seconds are over.

        A budget that fills a day exactly is over when the day closes, not when the
        next one opens. None: not within the horizon. Negative seconds: see `before`.
        """
        if seconds <= 0:
            return self.before(start, -seconds)
        try:
            goal = self._worked(to_seconds(start)) + seconds
        except OutsideHorizon:
            if to_seconds(start) < self.known[0]:
                raise
            return None
        if goal > self.sums[-1]:
            return None
        index = bisect_left(self.sums, goal) - 1
        return to_instant(self.starts[index] + goal - self.sums[index])

    def before(self, stop: datetime, seconds: int) -> datetime | None:
        """Return the latest instant with `seconds` working seconds left until `stop`.

        An hour before 10:00, when work begins at 9:00, is 9:00 and not the closing of
        the day before. None: not within the horizon.
        """
        if not seconds:
            return stop.replace(microsecond=0)
        goal = self._worked(to_seconds(stop)) - seconds
        if goal < 0:
            return None
        index = bisect_right(self.sums, goal) - 1
        return to_instant(self.starts[index] + goal - self.sums[index])

    def opening(self, at: datetime) -> datetime | None:
        """Return the first working instant from `at` on; a closing is not one."""
        second = to_seconds(at)
        index = bisect_right(self.stops, second)
        if index == len(self.starts):
            return None
        return to_instant(max(second, self.starts[index]))

    def closing(self, at: datetime) -> datetime | None:
        """Return the last instant up to `at` that working time reaches."""
        second = to_seconds(at)
        index = bisect_left(self.starts, second) - 1
        return None if index < 0 else to_instant(min(self.stops[index], second))

    def is_open(self, at: datetime) -> bool:
        """Tell whether `at` is in working time."""
        second = to_seconds(at)
        index = bisect_right(self.starts, second) - 1
        return index >= 0 and second < self.stops[index]

    def covers(self, start: datetime, stop: datetime) -> bool:
        """Tell whether the span lies within the horizon."""
        low, high = self.known
        return low <= to_seconds(start) and to_seconds(stop) <= high

    def between(self, start: datetime, stop: datetime) -> Iterator[Pair]:
        """Yield the working intervals within a span, clipped to it."""
        low, high = to_seconds(start), to_seconds(stop)
        for index in range(bisect_right(self.stops, low), len(self.starts)):
            if self.starts[index] >= high:
                break
            yield (
                to_instant(max(low, self.starts[index])),
                to_instant(min(high, self.stops[index])),
            )

    # --- sets ---

    def __and__(self, other: Windows) -> Windows:
        return self._combine(other, lambda mine, theirs: mine and theirs)

    def __or__(self, other: Windows) -> Windows:
        return self._combine(other, lambda mine, theirs: mine or theirs)

    def __sub__(self, other: Windows) -> Windows:
        return self._combine(other, lambda mine, theirs: mine and not theirs)

    def subtract(self, pauses: Iterable[Pair]) -> Windows:
        """Return the windows without some spans, such as pauses."""
        return self - Windows.of(pauses, tuple(map(to_instant, self.known)))

    # --- support ---

    def _worked(self, second: int) -> int:
        """Return the working seconds from the horizon's beginning to a second."""
        if not self.known[0] <= second <= self.known[1]:
            raise OutsideHorizon(f"{to_instant(second)} is outside the known years")
        index = bisect_right(self.starts, second) - 1
        if index < 0:
            return 0
        return self.sums[index] + min(second, self.stops[index]) - self.starts[index]

    def seconds(self) -> Iterator[tuple[int, int]]:
        """Iterate over the intervals, in seconds since 1970."""
        return zip(self.starts, self.stops, strict=True)

    def _combine(self, other: Windows, rule) -> Windows:
        """Sweep over both; both horizons bound the result."""
        both = enumerate((self, other))
        edges = sorted(
            (second, which)
            for which, windows in both
            for second in chain(windows.starts, windows.stops)
        )
        inside, since, pairs = [False, False], None, []
        for second, which in edges:
            inside[which] = not inside[which]
            if rule(*inside):
                since = second if since is None else since
            elif since is not None:
                pairs.append((since, second))
                since = None
        low = max(self.known[0], other.known[0])
        return Windows.of_seconds(pairs, (low, min(self.known[1], other.known[1])))


#: Every second is a working second; what holds where there is no calendar at all.
ALWAYS = Windows.of([(EARLIEST, LATEST)])


def percent_of(seconds: int, percent: int) -> int:
    """Return a percentage of a budget, rounded up to whole seconds.

    >>> percent_of(8 * 3600, 75)
    21600
    """
    return -(-seconds * percent // 100)


def percent_used(consumed: int, seconds: int) -> int:
    """Return how much of a budget is used, in whole per cent, rounded down."""
    return consumed * 100 // seconds if seconds else 100
