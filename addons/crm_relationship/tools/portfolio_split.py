# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who gets which customers when somebody hands them over.

A *holding* is a customer, or a document of nobody's customer, with what the split
looks at. A *seat* is a successor: how many customers he has and can look after, and,
where the split goes by province or tier, which are his. Every holding gets a seat,
whatever the capacity: what is past it is marked, never left to nobody.

The larger customers are dealt first, so that each successor gets large and small
ones; equal ones by their key, so that the same question has the same answer.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

METHODS = ("one", "round_robin", "capacity", "province", "tier")


@dataclass(frozen=True)
class Holding:
    """A customer to give, or a document without one."""

    key: Hashable
    revenue: float = 0.0
    province: Hashable | None = None
    tier: Hashable | None = None
    #: whether it counts against the capacity: documents alone do not
    counts: bool = True


@dataclass
class Seat:
    """A successor; `load` grows while customers are dealt."""

    key: Hashable
    capacity: int = 0  # 0: as many as there are
    load: int = 0
    provinces: frozenset = frozenset()
    tiers: frozenset = frozenset()
    #: how many holdings were dealt to him, and what they are worth
    dealt: int = 0
    revenue: float = field(default=0.0)

    @property
    def is_full(self):
        return bool(self.capacity) and self.load >= self.capacity

    @property
    def fullness(self):
        """Return the share of the capacity that is taken; without one, nothing is."""
        return self.load / self.capacity if self.capacity else 0.0

    def take(self, holding):
        """Take a holding; tell whether it is past the capacity."""
        overflows = holding.counts and self.is_full
        self.load += holding.counts
        self.dealt += 1
        self.revenue += holding.revenue
        return overflows


def split(holdings: Iterable[Holding], seats: Sequence[Seat], method: str) -> dict:
    """Deal holdings to seats.

    :param method: one of METHODS
    :return: ``{holding's key: (seat's key, whether it is past the capacity)}``
    :raise ValueError: without a seat, or for an unknown method
    """
    if not seats:
        raise ValueError("nobody to give to")
    if method not in METHODS:
        raise ValueError(f"unknown method {method!r}")
    ordered = sorted(holdings, key=lambda h: (-h.revenue, str(h.key)))
    found = {}
    for holding in ordered:
        seat = _choose(holding, seats, method)
        found[holding.key] = (seat.key, seat.take(holding))
    return found


def _choose(holding, seats, method):
    if method == "one":
        return seats[0]
    among = list(seats)
    if method in ("province", "tier"):
        among = _responsible(holding, seats, method)
    free = [seat for seat in among if not seat.is_full] or among
    if method == "round_robin":
        return min(free, key=lambda seat: seat.dealt)
    return min(free, key=lambda seat: (seat.fullness, seat.dealt))


def _responsible(holding, seats, method):
    """Return those for the holding's province or tier, else those who take any."""
    value = getattr(holding, method)
    sets = [(seat, getattr(seat, f"{method}s")) for seat in seats]
    theirs = [seat for seat, values in sets if value is not None and value in values]
    anyone = [seat for seat, values in sets if not values]
    return theirs or anyone or list(seats)
