# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whether a message may go to a person now: what is asked, what is known, the verdict.

A request names an identity: a mail address, a phone number or a chat handle in its
normal form. What is known is read for many requests at once (facts); the verdict is
arithmetic over them. The first reason that holds is the one that is told. Reasons
without a later moment are final; quiet hours and limits say when to ask again.

Instants are naive UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .send_window import Window, next_opening

#: Statements after which nothing is sent that needs the person's goodwill.
CLOSED = frozenset({"withdrawn", "refused", "requested"})
#: A limit that frees up later than this is as good as a refusal.
PATIENCE = timedelta(days=31)
#: Who is held by another worker, or comes after a more urgent message, asks again then.
BUSY = timedelta(minutes=1)


@dataclass(frozen=True)
class SendRequest:
    """One message that somebody wants to send."""

    key: int
    channel: str
    identity: str | None
    partner_id: int | None
    company_id: int
    purpose: str = "marketing"
    message_class: str = "marketing"
    journey_id: int | None = None
    priority: int = 10
    ref: str | None = None
    list_id: int | None = None


@dataclass(frozen=True)
class Verdict:
    """What became of a request; `retry_at` says when to ask again."""

    allowed: bool
    reason: str | None = None
    retry_at: datetime | None = None


@dataclass(frozen=True)
class Cap:
    """At most `count` messages in any `hours` hours; `sent`: the instants that count."""

    count: int
    hours: int
    sent: tuple[datetime, ...] = ()
    #: None: messages of all channels count
    channel: str | None = None

    def counts(self, channel: str) -> bool:
        return self.channel in (None, channel)

    def also(self, instants) -> Cap:
        """Return the limit with more instants that count."""
        return replace(self, sent=(*self.sent, *instants))


@dataclass
class Facts:
    """What is known about the person of one request."""

    own_statement: str | None = None
    person_statement: str | None = None
    list_statement: str | None = None
    is_blacklisted: bool = False
    suppressed_by: str | None = None
    duplicate: bool = False
    consent_needed: bool = False
    windows: tuple[Window, ...] = ()
    caps: tuple[Cap, ...] = ()
    #: messages of more urgent journeys that are due to the same person now
    ahead: int = 0
    is_busy: bool = False
    #: the law asks for a registered sender, and there is none
    lacks_brandname: bool = False


ALLOWED = Verdict(True)


def decide(request: SendRequest, facts: Facts, now: datetime) -> Verdict:
    """Return the verdict on one request."""
    if not request.identity:
        return Verdict(False, "no_address")
    if facts.duplicate:
        return Verdict(False, "duplicate")
    if request.message_class == "transactional":
        return ALLOWED
    reason = _goodwill(facts, request.message_class)
    if reason:
        return Verdict(False, reason)
    if facts.lacks_brandname:
        return Verdict(False, "no_brandname")
    opening = next_opening(now, facts.windows)
    if opening is None:
        return Verdict(False, "quiet")
    if opening > now:
        return Verdict(False, "quiet", opening)
    if facts.is_busy:
        return Verdict(False, "cap", now + BUSY)
    return _limits(facts, now)


def _goodwill(facts: Facts, message_class: str) -> str | None:
    if facts.suppressed_by == "dnc":
        return "dnc"
    if facts.suppressed_by:
        return "optout"
    statements = (facts.own_statement, facts.person_statement, facts.list_statement)
    if "withdrawn" in statements or "refused" in statements:
        return "optout"
    # core's list knows no purposes: who refused advertising only still gets care
    if facts.is_blacklisted and message_class == "marketing":
        return "blacklist"
    if "requested" in statements:
        return "no_consent"
    if facts.consent_needed and "given" not in statements:
        return "no_consent"
    return None


def _limits(facts: Facts, now: datetime) -> Verdict:
    frees_at = max(
        (at for cap in facts.caps if (at := cap_frees_at(cap, now))), default=None
    )
    if frees_at is not None:
        if frees_at - now > PATIENCE:
            return Verdict(False, "cap")
        return Verdict(False, "cap", frees_at)
    if any(cap_frees_at(cap, now, facts.ahead) for cap in facts.caps):
        return Verdict(False, "cap", now + BUSY)
    return ALLOWED


def cap_frees_at(cap: Cap, now: datetime, ahead: int = 0) -> datetime | None:
    """Return when the limit lets one more through; None: now.

    :param ahead: messages that go first, now

    >>> day = datetime(2027, 1, 1)
    >>> cap_frees_at(Cap(1, 24, (day,)), day + timedelta(hours=5))
    datetime.datetime(2027, 1, 2, 0, 0)
    """
    if cap.count <= 0:
        return datetime.max
    span = timedelta(hours=cap.hours)
    recent = sorted(at for at in (*cap.sent, *[now] * ahead) if at > now - span)
    if len(recent) < cap.count:
        return None
    return recent[len(recent) - cap.count] + span
