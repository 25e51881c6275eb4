# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What came of running a step for one participant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

DONE, SKIPPED, FAILED, UNKNOWN, READY = "done", "skipped", "failed", "unknown", "ready"
#: After the first, second, ... failed attempt the step is tried again this much later.
BACKOFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
)
#: A step at which the system fails is tried again after as long as it has waited.
LEAST, MOST = timedelta(minutes=1), timedelta(hours=2)
#: The reason of those who wait for the system to be mended.
FAULT = "fault"


@dataclass(frozen=True)
class Outcome:
    """The result of one trace.

    :param state: done, skipped, failed or unknown; `ready`: it is put off to
        `retry_at` and stays the same row
    :param branch: the way out that is taken
    :param reason: code of a crm.journey.reason
    :param detail: what an error said
    :param retry_at: naive UTC
    :param values: more columns of the trace (channel, identity, made_model, ...)
    """

    state: str = DONE
    branch: str | None = "next"
    reason: str | None = None
    detail: str | None = None
    retry_at: datetime | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


def after_fault(text: str, held_at: datetime | None, now: datetime) -> Outcome:
    """Return what an error of the system makes of a trace: it waits, for ever.

    :param held_at: since when it has waited; None: it happens for the first time
    """
    waited = now - held_at if held_at else LEAST
    return Outcome(
        READY,
        reason=FAULT,
        detail=_short(text),
        retry_at=now + min(max(waited, LEAST), MOST),
    )


def after_passing(text: str, now: datetime) -> Outcome:
    """Return what an error that passes by itself makes of a trace: a pause."""
    return Outcome(READY, detail=_short(text), retry_at=now + LEAST)


def _short(text: str) -> str:
    return " ".join(str(text).split())[:500]


def after_error(text: str, attempt: int, now: datetime) -> Outcome:
    """Return what an error makes of a trace: tried again later, or given up.

    :param attempt: how often it was tried before
    """
    detail = _short(text)
    if attempt < len(BACKOFF):
        return Outcome(
            READY, reason="error", detail=detail, retry_at=now + BACKOFF[attempt]
        )
    return Outcome(FAILED, reason="error", detail=detail)
