# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Opaque cursors of keyset pages.

A page is continued after the last row it showed, named by its *key*: the instant
(UTC, whole microseconds) and the id. Rows that arrive meanwhile cannot shift the
following pages, and no page is counted. A cursor is text that a client only hands
back; anything that this module did not write is refused.
"""

import base64
import binascii
from datetime import datetime

MAX_LENGTH = 64
MAX_ID = 2**31 - 1  # what an id column holds


def encode(at: datetime, row_id: int) -> str:
    """Return the cursor of the row with this instant (naive UTC) and id.

    >>> decode(encode(datetime(2026, 1, 2, 3, 4, 5), 42))
    (datetime.datetime(2026, 1, 2, 3, 4, 5), 42)
    """
    text = f"{at.isoformat(timespec='microseconds')}|{row_id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str) -> tuple[datetime, int]:
    """Return the instant (naive UTC) and id of a cursor.

    :raise ValueError: for anything that :func:`encode` does not produce
    """
    if not isinstance(cursor, str) or len(cursor) > MAX_LENGTH:
        raise ValueError("not a cursor")
    try:
        raw = base64.b64decode(
            cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True
        )
        at_text, id_text = raw.decode("ascii").split("|")
        at, row_id = datetime.fromisoformat(at_text), int(id_text)
    except (binascii.Error, UnicodeError, ValueError) as error:
        raise ValueError("not a cursor") from error
    if not 0 < row_id <= MAX_ID or at.tzinfo or encode(at, row_id) != cursor:
        raise ValueError("not a cursor")
    return at, row_id
