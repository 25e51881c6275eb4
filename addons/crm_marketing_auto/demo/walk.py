# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How somebody of the story walks through a drawing: which steps, when, with what end.

A walk is the same every time: what is drawn by lot is drawn from the person's name.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256

UNITS = {"hours": 1 / 24, "days": 1, "weeks": 7, "months": 30}
MESSAGES = ("mail", "sms")
#: Out of a hundred messages, what happens to them.
SHARES = {"open": 46, "click": 17, "reply": 6, "optout": 2, "skip": 7}
SKIPS = ("optout", "no_consent", "cap", "no_address")


def lot(*key):
    """Return a number below 100 that belongs to a key."""
    return int(sha256(":".join(map(str, key)).encode()).hexdigest()[:8], 16) % 100


@dataclass
class Visit:
    """What happened at one step."""

    uid: str
    kind: str
    due_at: object
    state: str = "done"
    branch: str = "next"
    reason: str | None = None
    reactions: list = field(default_factory=list)


def walk(steps, entry, person, entered_at, now):
    """Return the visits of a person up to now, and how it stands with them."""
    visits, uid, at, reacted = [], entry, entered_at, {}
    while uid:
        step = steps[uid]
        if step["kind"] == "wait":
            at = _due(step["config"], at)
        visit = Visit(uid, step["kind"], at)
        visits.append(visit)
        if at > now:
            visit.state = "ready"
            return visits, "active", None
        if step["kind"] in MESSAGES:
            if _is_lost(visit, person, reacted):
                return visits, "exited", visit.reason
            reacted[uid] = {kind for kind, _at in visit.reactions}
        elif step["kind"] == "condition":
            config = step["config"]
            visit.branch = "yes" if config["kind"] in reacted[config["of"]] else "no"
        at += timedelta(minutes=2)
        uid = step["branches"].get(visit.branch)
    return visits, "done", None


def _due(config, at):
    days = UNITS[config["unit"]] * config["amount"]
    later = at + timedelta(days=days)
    if config.get("at"):  # nine o'clock in Vietnam is two in UTC
        later = later.replace(hour=2, minute=lot(at) % 60)
    return later


def _is_lost(visit, person, reacted):
    """Let a message be skipped, or be reacted to; tell whether the person leaves."""
    drawn = lot(person, visit.uid)
    if drawn < SHARES["skip"]:
        visit.state, visit.reason = "skipped", SKIPS[drawn % len(SKIPS)]
        return False
    happened = [
        ("open", lot(person, visit.uid, "open") < SHARES["open"], 3),
        ("click", lot(person, visit.uid, "open") < SHARES["click"], 4),
        ("reply", lot(person, visit.uid, "reply") < SHARES["reply"], 20),
    ]
    visit.reactions = [
        (kind, visit.due_at + timedelta(hours=hours))
        for kind, yes, hours in happened
        if yes
    ]
    if lot(person, visit.uid, "optout") < SHARES["optout"]:
        visit.reactions.append(("optout", visit.due_at + timedelta(hours=5)))
        visit.reason = "optout"
        return True
    return False
