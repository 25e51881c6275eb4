# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What ready-made journeys are made of.

A template is a `Ready`; its steps are `(uid, kind, name, config, branches)`, followed
for messages by their content: a subject and paragraphs. Texts are translated when a
journey is made from it. *{name}* in a content becomes the person's name.
"""

from dataclasses import dataclass, field

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


@dataclass(frozen=True)
class Ready:
    """A ready-made journey."""

    key: str
    icon: str
    name: object
    help: object
    segment: object
    rule: dict
    steps: tuple
    values: dict = field(default_factory=dict)


def wait(uid, then, amount, unit="days", at="09:00", name=None):
    """Return a step that lets time pass."""
    config = {"mode": "duration", "amount": amount, "unit": unit}
    if at:
        config["at"] = at
    return (uid, "wait", name or _lt("Wait"), config, {"next": then})


def mail(uid, then, name, subject, *paragraphs):
    """Return a step that writes, with what it says."""
    branches = {"next": then} if then else {}
    return (uid, "mail", name, {}, branches, subject, paragraphs)


def asks(uid, of, kind, yes, no, name, days=3):
    """Return a step that asks whether a message was reacted to."""
    config = {"mode": "reaction", "of": of, "kind": kind, "days": days}
    return (uid, "condition", name, config, {"yes": yes, "no": no})


def call(uid, then, name, summary):
    """Return a step that puts a call into a queue."""
    config = {"summary": summary, "days": 1, "owner": "salesperson"}
    return (uid, "call", name, config, {"next": then})


END = ("end", "exit", _lt("End"), {}, {})
REACHABLE = {"kind": "fields", "domain": [["email", "!=", False]]}
BOUGHT = {"kind": "bought", "op": "bought"}


def all_of(*rules):
    """Return the rule that all of some rules hold."""
    return {"kind": "and", "rules": list(rules)}
