# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Exports of Mailchimp: members, campaigns, what people did, and who left.

A file is known by its columns. Rows that say too little are kept with their line, field
and reason; a file that is none of the four is refused whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

#: {kind: columns that it has}; the first that fits
KINDS = {
    "members": {"id", "list_id", "email_address", "status"},
    "activity": {"action", "member_id", "timestamp"},
    "unsubscribes": {"campaign_id", "member_id", "list_id", "timestamp"},
    "campaigns": {"id", "title"},
}
CAMPAIGN_COLUMNS = ("campaign_id", "automation_email_id")
#: How a member stands who gets nothing any more.
LEFT = ("unsubscribed", "cleaned")


class UnknownFile(ValueError):
    """A file that is none of Mailchimp's that are understood."""


@dataclass(frozen=True)
class Refused:
    """A row that says too little."""

    line: int
    field: str
    code: str
    cells: tuple


@dataclass
class MailchimpFile:
    """What a file says: its rows by column, with their lines."""

    kind: str
    header: tuple
    rows: list[tuple[int, dict]] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


NEEDED = {
    "members": ("id", "list_id", "email_address", "status"),
    "activity": ("action", "member_id", "timestamp"),
    "unsubscribes": ("member_id", "list_id"),
    "campaigns": ("id",),
}


def parse(lines: Iterable[Sequence]) -> MailchimpFile:
    """Read a file; its first line is the header."""
    lines = [tuple(line) for line in lines]
    header = tuple(str(cell or "").strip() for cell in lines[0]) if lines else ()
    names = set(header)
    kind = next((kind for kind, has in KINDS.items() if has <= names), None)
    if kind is None or (kind == "activity" and not names & set(CAMPAIGN_COLUMNS)):
        raise UnknownFile(", ".join(header[:6]))
    found = MailchimpFile(kind, header)
    for line, cells in enumerate(lines[1:], 2):
        row = dict(zip(header, (str(c or "").strip() for c in cells), strict=False))
        if not any(row.values()):
            continue
        problem = _problem(kind, row)
        if problem:
            found.refused.append(Refused(line, *problem, cells))
        else:
            found.rows.append((line, row))
    return found


def _problem(kind, row):
    for name in NEEDED[kind]:
        if not row.get(name):
            return name, "empty"
    if kind == "members" and "@" not in row["email_address"]:
        return "email_address", "address"
    if kind == "activity" and instant(row["timestamp"]) is None:
        return "timestamp", "day"
    return None


def campaign_of(row: dict) -> str:
    """Return the campaign, or mail of an automation, that a row is about."""
    return next((row[name] for name in CAMPAIGN_COLUMNS if row.get(name)), "")


def instant(text: str) -> datetime | None:
    """Return an instant (Mailchimp writes UTC), or None where there is none."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None, microsecond=0)
    except ValueError:
        return None
