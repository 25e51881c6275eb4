# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a campaign did: the rate of those in it against those left out on purpose.

The *lift* is the difference of two proportions. Its z is that of the two-proportion
test with pooled variance; its interval is Newcombe's hybrid of two Wilson scores, which
keeps its coverage with small groups and with rates near zero, where the textbook
interval does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

CONFIDENCE = 0.95
#: Fewer people in an arm, or fewer conversions or misses in both, tell nothing.
LEAST_PEOPLE = 30
LEAST_EVENTS = 5


@dataclass(frozen=True)
class Arm:
    """A group of people, and how many of them converted."""

    people: int
    converted: int

    def __post_init__(self):
        if not 0 <= self.converted <= self.people:
            raise ValueError(f"{self.converted} of {self.people} is no share")

    @property
    def rate(self) -> float:
        """Return the share that converted."""
        return self.converted / self.people if self.people else 0.0


@dataclass(frozen=True)
class Lift:
    """What one arm did beyond the other."""

    lift: float
    z: float | None
    p_value: float | None
    low: float
    high: float
    verdict: str  # better, worse, no_difference, not_enough_data


def wilson(arm: Arm, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the Wilson score interval of a rate."""
    if not arm.people:
        return 0.0, 1.0
    q = NormalDist().inv_cdf((1 + confidence) / 2)
    n, rate = arm.people, arm.rate
    centre = (rate + q * q / (2 * n)) / (1 + q * q / n)
    half = q / (1 + q * q / n) * sqrt(rate * (1 - rate) / n + q * q / (4 * n * n))
    # at the ends the sum is exact in theory only
    low = 0.0 if not arm.converted else max(0.0, centre - half)
    return low, 1.0 if arm.converted == n else min(1.0, centre + half)


def newcombe(
    treated: Arm, held: Arm, confidence: float = CONFIDENCE
) -> tuple[float, float]:
    """Return Newcombe's interval of the difference of two rates."""
    low, high = wilson(treated, confidence)
    held_low, held_high = wilson(held, confidence)
    lift = treated.rate - held.rate
    below = sqrt((treated.rate - low) ** 2 + (held_high - held.rate) ** 2)
    above = sqrt((high - treated.rate) ** 2 + (held.rate - held_low) ** 2)
    return max(-1.0, lift - below), min(1.0, lift + above)


def z_score(treated: Arm, held: Arm) -> float | None:
    """Return the z of the two-proportion test; None where it does not exist."""
    people = treated.people + held.people
    if not treated.people or not held.people:
        return None
    pooled = (treated.converted + held.converted) / people
    variance = pooled * (1 - pooled) * (1 / treated.people + 1 / held.people)
    return (treated.rate - held.rate) / sqrt(variance) if variance else None


def compare(treated: Arm, held: Arm, confidence: float = CONFIDENCE) -> Lift:
    """Compare those in a campaign with those left out."""
    low, high = newcombe(treated, held, confidence)
    z = z_score(treated, held)
    p_value = None if z is None else 2 * (1 - NormalDist().cdf(abs(z)))
    return Lift(
        treated.rate - held.rate,
        z,
        p_value,
        low,
        high,
        _verdict(treated, held, low, high),
    )


def _verdict(treated, held, low, high):
    people = treated.people + held.people
    converted = treated.converted + held.converted
    if min(treated.people, held.people) < LEAST_PEOPLE:
        return "not_enough_data"
    if min(converted, people - converted) < LEAST_EVENTS:
        return "not_enough_data"
    if low > 0:
        return "better"
    return "worse" if high < 0 else "no_difference"
