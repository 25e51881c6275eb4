# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the e-mail files say, read apart from Odoo and from the addons.

Python's lenient parser (policy compat32) and the expected files beside the mails; no
code of the intake, or it would agree with itself.
"""

from __future__ import annotations

import email
import json
import re
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.policy import compat32
from email.utils import getaddresses
from pathlib import Path

BOUNCE, AUTOMATIC, TICKET = "bounce", "automatic", "ticket"
ANSWER, COPY = "answer", "copy"
MESSAGE_ID = re.compile(rb"(?im)^message-id:[^\r\n]*")


@dataclass(frozen=True)
class Expected:
    """What should come of one mail.

    :param outcome: BOUNCE, AUTOMATIC, ANSWER (to an earlier file), COPY (of one: the
        same Message-ID, sender, subject and date) or TICKET
    :param subject: decoded, spaces folded; None where nothing can be expected
    :param sender: address of the first author, lower case; None likewise
    :param words: words of its first text that the ticket must show
    :param attachments: parts that have a file name
    """

    name: str
    raw: bytes
    outcome: str
    subject: str | None
    sender: str | None
    words: tuple[str, ...]
    attachments: int


def read_mails(folder: Path) -> list[Expected]:
    """Return every mail with headers, in the order of their names."""
    found, ids, keys = [], set(), set()
    for path in sorted(folder.rglob("*.eml")):
        found.append(_expected(path, folder, ids, keys))
    return found


def with_other_id(raw: bytes, number: int) -> bytes:
    """Return a mail as another one: with a Message-ID and thread of its own."""
    raw = re.sub(rb"(?im)^(in-reply-to|references):", rb"X-Old-\1:", raw)
    return MESSAGE_ID.sub(b"Message-ID: <%d@verify.test>" % number, raw, count=1)


def read_replies(folder: Path):
    """Return (name, text, what is new, the rest) of the replies with expected files."""
    found = []
    for path in sorted((folder / "email_reply_trimmer" / "emails").iterdir()):
        parts = [_text(path)]
        for kind in ("trimmed", "elided"):
            expected = folder / "email_reply_trimmer" / kind / path.name
            parts.append(_text(expected) if expected.exists() else "")
        found.append((path.stem, *parts))
    return found


def read_bodies(folder: Path):
    """Return (name, text) of the replies that nothing is expected of."""
    paths = sorted((folder / "github_email_reply_parser").glob("*.txt"))
    return [(path.stem, _text(path)) for path in paths]


def _text(path):
    return path.read_bytes().decode("utf-8")


def _expected(path, folder, ids, keys):
    raw = path.read_bytes()
    mail = email.message_from_bytes(raw, policy=compat32)
    told = path.with_suffix(".json")
    subject, sender = _subject(mail), _sender(mail)
    outcome = _outcome(mail, sender)
    own = str(mail.get("message-id") or "").strip()
    key = (own, sender, subject, str(mail.get("date")))
    names = f"{mail.get('references') or ''} {mail.get('in-reply-to') or ''}"
    if outcome != BOUNCE and own and key in keys:
        outcome = COPY
    elif outcome == TICKET and ids.intersection(re.findall(r"<[^<>]+>", names)):
        outcome = ANSWER
    if outcome != BOUNCE and own:
        ids.add(own)
        keys.add(key)
    if told.exists():
        headers = json.loads(told.read_text("utf-8"))["parts"][0]["headers"]
        subject = _told_subject(headers, subject)
    return Expected(
        name=str(path.relative_to(folder)),
        raw=raw,
        outcome=outcome,
        subject=subject,
        sender=sender,
        words=_words(mail),
        attachments=sum(
            bool(part.get_filename()) and not part.is_multipart()
            for part in mail.walk()
        ),
    )


def _told_subject(headers, otherwise):
    """Return the subject that the parser's expected file has."""
    for header in headers:
        if header["name"] == "subject" and "Text" in header["value"]:
            return folded(header["value"]["Text"])
    return otherwise


def _headers(mail, name):
    """Return the values of a header; raw bytes are UTF-8, or else of the West."""
    found = []
    for key, value in mail.raw_items():
        if key.lower() == name:
            raw = str(value).encode("ascii", "surrogateescape")
            try:
                found.append(raw.decode("utf-8"))
            except UnicodeError:
                found.append(raw.decode("latin-1"))
    return found


def _subject(mail):
    """Return the subject; of several all, as nobody can say which one counts."""
    values = _headers(mail, "subject")
    values = dict.fromkeys(map(_decoded, values))
    return folded(" ".join(values)) if values else None


def _decoded(value):
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, UnicodeError, ValueError):
        return ""


def folded(text):
    """Return a text with runs of spaces as one."""
    return " ".join(re.sub(r"[\0\ufffd]", "", text).split())


def _sender(mail):
    pairs = getaddresses(_headers(mail, "from"))
    found = [address for _name, address in pairs if re.fullmatch(r"\S+@\S+", address)]
    return found[0].lower() if found else None


def _outcome(mail, sender):
    local = (sender or "").partition("@")[0]
    if local == "mailer-daemon" or mail.get_content_type() == "multipart/report":
        return BOUNCE
    submitted = str(mail.get("auto-submitted") or "no").lower()
    machine = (
        not submitted.startswith("no")
        or str(mail.get("precedence") or "").lower() in ("bulk", "junk", "auto_reply")
        or any(name in mail for name in ("x-autoreply", "x-autorespond"))
        or str(mail.get("return-path") or "?").strip() in ("", "<>")
    )
    return AUTOMATIC if machine else TICKET


def _words(mail):
    """Return words of the first plain text, where its charset is one."""
    for part in mail.walk():
        if part.get_content_type() != "text/plain" or part.is_multipart():
            continue
        if part.get_filename() or "attachment" in str(part["content-disposition"]):
            continue
        try:
            raw = part.get_payload(decode=True) or b""
            text = raw.decode(part.get_content_charset() or "ascii")
        except (LookupError, UnicodeError, ValueError, AssertionError):
            return ()
        return tuple(re.findall(r"\w{3,}", text)[:20])
    return ()
