# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the answer of a mail server means for one mail.

*Refused* is final; *later* was surely not taken; *doubtful* means the line broke, so
that the server may have taken the mail without saying so.
"""

from __future__ import annotations

import smtplib

SENT = "sent"
REFUSED, LATER, DOUBTFUL = "refused", "later", "doubtful"


def of_smtp_error(error: Exception) -> tuple[str, str]:
    """Return (kind, words) of an error raised while a mail was handed over.

    >>> of_smtp_error(smtplib.SMTPDataError(554, b"spam"))
    ('refused', '554 spam')
    >>> of_smtp_error(smtplib.SMTPSenderRefused(451, b"slow down", "a@b.test"))
    ('later', '451 slow down')
    >>> of_smtp_error(ConnectionResetError("reset"))[0]
    'doubtful'
    >>> of_smtp_error(smtplib.SMTPDataError(222, b"22222"))[0]  # cut in mid-answer
    'doubtful'
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return _of_code(code, words)
    if isinstance(error, smtplib.SMTPResponseException):
        return _of_code(error.smtp_code, error.smtp_error)
    return DOUBTFUL, f"{type(error).__name__}: {error}"[:300]


def _of_code(code: int, words: bytes | str) -> tuple[str, str]:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    kind = REFUSED if code >= 500 else LATER if code >= 400 else DOUBTFUL
    return kind, f"{code} {text}"[:300]
