# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How well a lead fits, and how much it wants to: A to C and 1 to 3.

Fit is what the answers to the questions are worth, group by group, each group no more
than its cap. Engagement is what contacts are worth: the first rule that describes a
contact gives its points, which halve with every half-life; within one period a rule
gives no more than its cap. Periods are counted from a fixed day, so that points only
fall while nothing happens.

This is the reference of the SQL in `crm_qualification_grade.py`; they are tested against
each other. Instants are naive UTC.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

EPOCH = datetime(1970, 1, 1)
DAY = timedelta(days=1)
#: Half-lives after which a contact is forgotten: a thousandth of it is left.
HORIZON = 10


@dataclass(frozen=True)
class Choice:
    """A proposed answer, or the lower end of a band of numbers."""

    key: int
    points: float
    low: float | None = None


@dataclass(frozen=True)
class Rule:
    """What a contact of some kind is worth; None describes any."""

    key: int
    points: float
    type: int | None = None
    channel: str | None = None
    direction: str | None = None
    outcome: int | None = None
    cap: float = 0.0
    period_days: int = 7


@dataclass(frozen=True)
class Contact:
    """One thing that happened with the lead or its customer."""

    at: datetime
    type: int
    channel: str
    direction: str
    outcome: int | None = None
    #: False: nobody was there, the call was not answered
    happened: bool = True
    is_automatic: bool = False


@dataclass(frozen=True)
class Earned:
    """What a rule gave, from how many contacts."""

    count: int
    points: float


# ----------------------------------------------------------------
# Fit
# ----------------------------------------------------------------


def band_of(number, choices):
    """Return the band that a number lies in: that with the greatest lower end."""
    bands = [c for c in choices if c.low is not None and c.low <= number]
    return max(bands, key=lambda choice: choice.low, default=None)


def fit_points(answers, caps):
    """Return what answers are worth together.

    :param answers: (group, points) of each answer
    :param caps: ``{group: most points}``; 0 or none: no limit
    """
    groups = defaultdict(float)
    for group, points in answers:
        groups[group] += points
    return sum(limited(points, caps.get(group, 0)) for group, points in groups.items())


def fit_letter(points, a, b, *, is_disqualified=False):
    """Return A, B or C; whoever gave a disqualifying answer is C."""
    if is_disqualified:
        return "C"
    return "A" if points >= a else "B" if points >= b else "C"


def limited(points, cap):
    """Return points, but no more than a cap (0: no limit)."""
    return min(points, cap) if cap > 0 else points


# ----------------------------------------------------------------
# Engagement
# ----------------------------------------------------------------


def matches(rule, contact):
    """Tell whether a rule describes a contact.

    What did not happen, and what was sent automatically, counts only where a rule names
    that outcome or type.
    """
    return (
        rule.type in (None, contact.type)
        and rule.channel in (None, contact.channel)
        and rule.direction in (None, contact.direction)
        and rule.outcome in (None, contact.outcome)
        and (contact.happened or rule.outcome is not None)
        and (not contact.is_automatic or rule.type is not None)
    )


def decayed(points, age, half_life_days):
    """Return what is left of points after an age."""
    return points * 0.5 ** (age / (half_life_days * DAY))


def engagement(contacts, rules, now, half_life_days):
    """Return ``{key of a rule: Earned}`` of what contacts until now are worth.

    :param rules: in order; the first that describes a contact counts it
    """
    periods = defaultdict(list)
    for contact in contacts:
        age = now - contact.at
        if not timedelta() <= age < HORIZON * half_life_days * DAY:
            continue
        rule = next((rule for rule in rules if matches(rule, contact)), None)
        if rule:
            period = (contact.at - EPOCH) // (rule.period_days * DAY)
            left = decayed(rule.points, age, half_life_days)
            periods[rule, period].append(left)
    earned = {}
    for (rule, _period), points in periods.items():
        before = earned.get(rule.key, Earned(0, 0.0))
        earned[rule.key] = Earned(
            before.count + len(points),
            before.points + limited(sum(points), rule.cap),
        )
    return earned


def engagement_digit(points, one, two):
    """Return 1, 2 or 3; 1 is the most engaged."""
    return "1" if points >= one else "2" if points >= two else "3"
