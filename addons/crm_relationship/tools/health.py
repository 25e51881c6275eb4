# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How well a relationship is, from 0 to 100, and why.

A component has a score from 0 to 100 and a weight; one that nothing is known of has no
score and counts for nothing: the others carry its weight. What each was told stays with
it, so that the score can be explained.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

WEIGHTS = {
    "contact": 25,
    "orders": 30,
    "payment": 20,
    "mood": 15,
    "reply": 10,
    "service": 15,
}
#: The least score of each band, best first; together they cover 0 to 100.
BANDS = (("good", 70), ("fair", 40), ("poor", 0))
#: A component below this is a reason to worry, from this on one to be glad.
WORRY, GLAD = 50, 80


@dataclass(frozen=True)
class Component:
    """One thing that is known of a relationship, or is not: then `score` is None."""

    key: str
    score: float | None
    facts: dict = field(default_factory=dict)

    @property
    def weight(self) -> int:
        """Return how much it counts."""
        return WEIGHTS[self.key]

    def as_json(self):
        """Return what is stored of it."""
        score = None if self.score is None else round(self.score)
        return {
            "key": self.key, "score": score, "weight": self.weight, **self.facts
        }  # fmt: skip


def total(components: Iterable[Component]) -> int | None:
    """Return the score of a relationship; None when nothing is known of it.

    >>> total([Component("contact", 100), Component("orders", None)])
    100
    >>> total([Component("contact", 100), Component("orders", 0)])
    45
    >>> total([]) is None
    True
    """
    known = [c for c in components if c.score is not None]
    weight = sum(c.weight for c in known)
    return round(sum(c.score * c.weight for c in known) / weight) if weight else None


def band(score: int | None) -> str | None:
    """Return the band of a score.

    >>> [band(score) for score in (100, 70, 69, 40, 39, 0, None)]
    ['good', 'good', 'fair', 'fair', 'poor', 'poor', None]
    """
    if score is None:
        return None
    return next(name for name, least in BANDS if score >= least)


def contact(silent_days: float | None, cadence: int | None) -> Component:
    """Score the last human contact against how often there should be one.

    Full while it is due later, nothing when twice as long has passed.

    >>> [contact(days, 30).score for days in (10, 30, 45, 60, 90)]
    [100.0, 100.0, 50.0, 0.0, 0.0]
    """
    facts = {"days": silent_days, "cadence": cadence}
    if silent_days is None or not cadence:
        return Component("contact", None, facts)
    return Component("contact", _falling(silent_days, cadence, 2 * cadence), facts)


def orders(recent: float, before: float, churn_risk: float | None) -> Component:
    """Score what was bought lately against the time before, and the silence.

    :param recent: worth of the orders of the last days
    :param before: worth of those of as many days before
    :param churn_risk: 0 to 1; None for who never ordered

    >>> orders(50, 100, 0.0).score, orders(100, 100, 0.0).score
    (50.0, 100.0)
    >>> orders(0, 0, 0.25).score, orders(0, 0, None).score
    (75.0, None)
    """
    facts = {"recent": recent, "before": before, "churn": churn_risk}
    if churn_risk is None:
        return Component("orders", None, facts)
    staying = 100 * (1 - churn_risk)
    trend = min(1.0, recent / before) if before > 0 and recent < before else 1.0
    # no order yet in a slow rhythm is no falling trend: the silence says it
    return Component("orders", staying * trend if recent else staying, facts)


def payment(overdue: float, invoiced: float, late_days: float) -> Component:
    """Score the share of a year's invoices that is overdue, and for how long.

    >>> payment(0, 100, 0).score, payment(25, 100, 0).score, payment(0, 100, 30).score
    (100.0, 50.0, 50.0)
    >>> payment(0, 0, 0).score is None
    True
    """
    facts = {"overdue": overdue, "invoiced": invoiced, "days": late_days}
    if invoiced <= 0 and overdue <= 0:
        return Component("payment", None, facts)
    share = overdue / max(invoiced, overdue)
    score = min(_falling(share, 0, 0.5), _falling(late_days, 0, 60))
    return Component("payment", score, facts)


def mood(good: int, neutral: int, bad: int) -> Component:
    """Score how the last contacts ended.

    >>> mood(2, 0, 0).score, mood(1, 2, 1).score, mood(0, 0, 5).score
    (100.0, 50.0, 0.0)
    """
    count = good + neutral + bad
    facts = {"good": good, "neutral": neutral, "bad": bad}
    score = 100 * (good + neutral / 2) / count if count else None
    return Component("mood", score, facts)


def reply(waiting_days: float | None, has_written: bool) -> Component:
    """Score how long the customer has waited for an answer of ours.

    >>> [reply(days, True).score for days in (None, 1, 4, 9)]
    [100.0, 100.0, 50.0, 0.0]
    """
    facts = {"days": waiting_days}
    if not has_written:
        return Component("reply", None, facts)
    return Component("reply", _falling(waiting_days or 0, 1, 7), facts)


def service(waiting: int, breached: int, satisfaction: float | None) -> Component:
    """Score tickets: those that are open, promises that were broken, and the ratings.

    :param satisfaction: mean of the ratings from 1 to 5; None when nobody rated

    >>> service(0, 0, None).score, service(2, 0, None).score, service(1, 2, None).score
    (100, 80, 40)
    >>> service(0, 0, 3.0).score, service(0, 0, 1.0).score
    (75.0, 50.0)
    """
    facts = {"open": waiting, "breached": breached, "rating": satisfaction}
    score = max(0, 100 - 10 * waiting - 25 * breached)
    if satisfaction is not None:
        score = (score + 25 * (satisfaction - 1)) / 2
    return Component("service", score, facts)


def _falling(value, full, nothing):
    """Return 100 up to one value, 0 from another on, in a line between."""
    return 100 * min(1.0, max(0.0, (nothing - value) / (nothing - full)))
