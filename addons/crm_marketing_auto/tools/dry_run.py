# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a dry run counts, and what it assumes of a future that nobody knows.

People walk through the graph in thought. Where the way depends on what they will do
(open, click, reply, order), a share of them does it: the share that did in the past,
or an assumption that is stated with the result. Who is in the share is drawn by lot,
the same lot every time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime

#: What is assumed of messages while there is no history of one's own.
ASSUMED = {"open": 0.25, "click": 0.04, "reply": 0.01, "bounce": 0.02, "optout": 0.005}
ASSUMED_INTERACTION = 0.05
#: So many messages have to be known before their rates are trusted.
ENOUGH = 200
MAX_SAMPLES = 20
#: Of so many people everything that they would get is listed.
MAX_PEOPLE = 100
COUNTERS = ("blocked", "deferred", "actions", "ends", "cost")
NESTED = ("sends", "steps")


class Tally:
    """The figures of a dry run, added up person by person."""

    def __init__(self):
        self.entered = self.holdout = self.looked = 0
        self.sends = defaultdict(Counter)  # day: channel: messages
        self.blocked = Counter()  # reason: messages never sent
        self.deferred = Counter()  # reason: messages sent later
        self.actions = Counter()  # kind: steps that are no messages
        self.ends = Counter()
        self.cost = Counter()  # currency id, as text: amount
        self.steps = defaultdict(Counter)  # step: visits, done, skipped, way out
        self.samples = []
        self.people = {}  # record id: [[step, instant, why not]]

    @classmethod
    def resume(cls, found: dict) -> Tally:
        """Return a tally that goes on from the figures of an earlier one."""
        tally = cls()
        for name in ("entered", "holdout", "looked"):
            setattr(tally, name, found[name])
        for name in COUNTERS:
            getattr(tally, name).update(found[name])
        for name in NESTED:
            counters = getattr(tally, name)
            for key, counts in found[name].items():
                counters[key].update(counts)
        tally.samples = list(found["samples"])
        tally.people = {row["res_id"]: list(row["gets"]) for row in found["people"]}
        return tally

    def note(self, res_id: int, step_uid: str, at: datetime, reason=None):
        """Remember what one of the first people would get and when, or why not."""
        if res_id not in self.people:
            if len(self.people) >= MAX_PEOPLE:
                return
            self.people[res_id] = []
        self.people[res_id].append([step_uid, at.isoformat(), reason])

    def send(self, step_uid: str, channel: str, at: datetime, price=0.0, currency=None):
        """Count a message that would go out."""
        self.sends[at.date().isoformat()][channel] += 1
        self.steps[step_uid]["done"] += 1
        if currency:
            self.cost[str(currency)] += price

    def block(self, step_uid: str, reason: str):
        """Count a message that would not."""
        self.blocked[reason] += 1
        self.steps[step_uid]["skipped"] += 1
        self.steps[step_uid][f"why {reason}"] += 1

    def put_off(self, step_uid: str, reason: str):
        """Count a message that has to wait for a better hour."""
        self.deferred[reason] += 1
        self.steps[step_uid]["put off"] += 1

    def as_dict(self) -> dict:
        """Return the figures as plain data."""
        return {
            "entered": self.entered,
            "holdout": self.holdout,
            "looked": self.looked,
            "messages": sum(sum(day.values()) for day in self.sends.values()),
            "sends": {day: dict(self.sends[day]) for day in sorted(self.sends)},
            "blocked": dict(self.blocked.most_common()),
            "deferred": dict(self.deferred.most_common()),
            "actions": dict(self.actions),
            "ends": dict(self.ends),
            "cost": {key: round(value, 6) for key, value in self.cost.items()},
            "steps": {uid: dict(found) for uid, found in self.steps.items()},
            "samples": self.samples,
            "people": [
                {"res_id": res_id, "gets": gets} for res_id, gets in self.people.items()
            ],
        }


def rates(sent: int, reacted: dict[str, int]) -> dict[str, tuple[float, bool]]:
    """Return {reaction: (share, whether it comes from history)}.

    >>> rates(1000, {"open": 300})["open"], rates(10, {"open": 3})["open"]
    ((0.3, True), (0.25, False))
    """
    known = sent >= ENOUGH
    return {
        kind: (reacted.get(kind, 0) / sent, True) if known else (assumed, False)
        for kind, assumed in ASSUMED.items()
    }
