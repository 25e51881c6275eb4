# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the intake reads in a mail before it knows the ticket.

A *token* is the number of a ticket in square brackets in a subject: ``[T00012]``. Mail
programs keep it when they lose the headers that say what a mail answers; it proves
nothing, so whoever uses it has to belong to the ticket.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_TOKEN = re.compile(r"\[\s*#?([^\[\]\s#]{2,32})\s*\]")
_REPLY = re.compile(r"^\s*(?:(?:re|fw|fwd|aw|wg|sv|tr|tl|trả lời|fwd?)\s*:\s*)+", re.I)
#: A mail that waited longer at the server has a wrong clock, or comes from an archive.
LONGEST_WAIT = timedelta(days=7)
#: Letters that no other language on the Latin alphabet has.
_VIETNAMESE = re.compile(r"[ơưđƠƯĐạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.I)
#: Words of a bare courtesy; nothing else may be said beside them.
_COURTESY = frozenset(
    "thanks thank you so very much many a lot for your the help support reply answer"
    " quick prompt great perfect ok okay okie oki got it noted received well good nice"
    " day have all best regards kind cheers dear team again that works now solved"
    " sir madam hi hello everyone this fine super awesome appreciated thx ty tks"
    " cảm ơn cám rất nhiều bạn anh chị em ad shop đội ngũ đã hỗ trợ giúp đỡ nhé nha ạ"
    " vâng dạ được rồi mình tôi xin trân trọng chân thành nhận hài lòng tốt quá lắm và"
    " công ty cam on nhieu ban da ho tro nhe a duoc roi ok rui ơn".split()
)
#: One of these makes it a courtesy rather than a greeting.
_THANKS = re.compile(
    r"\b(?:thanks?|thank you|thx|ty|tks|cheers|great|perfect|ok|okay|noted|received"
    r"|appreciated|cảm ơn|cám ơn|cam on)\b"
)
LONGEST_COURTESY = 25  # words


def subject_tokens(subject: str | None) -> list[str]:
    """Return what may be ticket numbers in a subject, the last one first.

    >>> subject_tokens("Re: [T00012] printer [#T00013]")
    ['T00013', 'T00012']
    """
    return _TOKEN.findall(subject or "")[::-1]


def with_token(subject: str | None, number: str) -> str:
    """Return a subject that names its ticket, once.

    >>> with_token("Re: Printer", "T00012"), with_token("[T00012] Printer", "T00012")
    ('Re: [T00012] Printer', '[T00012] Printer')
    """
    subject = " ".join((subject or "").split())
    if number in subject_tokens(subject):
        return subject
    prefix = _REPLY.match(subject)
    start = prefix.end() if prefix else 0
    return f"{subject[:start]}[{number}] {subject[start:]}".strip()


def bare_subject(subject: str | None) -> str:
    """Return a subject without marks of replies, for the title of a ticket.

    >>> bare_subject("Re: Fwd:  Máy in hỏng")
    'Máy in hỏng'
    """
    subject = " ".join((subject or "").split())
    return _REPLY.sub("", subject) or subject


def is_courtesy(text: str | None) -> bool:
    """Tell whether a reply only thanks or confirms, in English or Vietnamese.

    A question mark, a number or any other word makes it a request.

    >>> is_courtesy("Cảm ơn anh nhiều ạ!"), is_courtesy("Thanks, but it broke again")
    (True, False)
    """
    plain = unicodedata.normalize("NFC", text or "").lower()
    words = re.findall(r"[^\W\d_]+", plain)
    if not words or len(words) > LONGEST_COURTESY or re.search(r"[?\d]", plain):
        return False
    return all(word in _COURTESY for word in words) and bool(_THANKS.search(plain))


def is_vietnamese(text: str | None) -> bool:
    """Tell whether a text is written in Vietnamese, by its letters."""
    text = unicodedata.normalize("NFC", text or "")
    return len(_VIETNAMESE.findall(text)) >= max(2, len(text) // 50)


def received_at(received: Iterable[str], now: datetime) -> datetime:
    """Return when the mail server had the mail, naive UTC, whole seconds.

    The newest ``Received`` header, which is the first, is the server's own: the
    sender cannot choose it, unlike ``Date``. A time that cannot be is now.

    >>> received_at(
    ...     ["by mx with SMTP; Mon, 01 Jun 2026 10:00:00 +0200"],
    ...     datetime(2026, 6, 1, 9),
    ... )
    datetime.datetime(2026, 6, 1, 8, 0)
    """
    for header in received:
        try:
            at = parsedate_to_datetime(str(header).rpartition(";")[2].strip())
        except (TypeError, ValueError, IndexError, OverflowError):
            return now
        if at.tzinfo:
            at = at.astimezone(UTC).replace(tzinfo=None)
        at = at.replace(microsecond=0)
        return at if now - LONGEST_WAIT <= at <= now else now
    return now
