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
from email.header import decode_header
from email.policy import compat32
from email.utils import getaddresses
from pathlib import Path

BOUNCE, AUTOMATIC, TICKET = "bounce", "automatic", "ticket"


@dataclass(frozen=True)
class Expected:
    """What should come of one mail.

    :param outcome: BOUNCE, AUTOMATIC or TICKET
    :param subject: decoded, spaces folded; None where nothing can be expected
    :param sender: address of the first author, lower case; None likewise
    :param words: words of its first text that the ticket must show
    """

    name: str
    raw: bytes
    outcome: str
    subject: str | None
    sender: str | None
    words: tuple[str, ...]


def read_mails(folder: Path) -> list[Expected]:
    """Return every mail with headers, in the order of their names."""
    return [_expected(path, folder) for path in sorted(folder.rglob("*.eml"))]


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


def _expected(path, folder):
    raw = path.read_bytes()
    mail = email.message_from_bytes(raw, policy=compat32)
    told = path.with_suffix(".json")
    subject, sender = _header(mail, "subject"), _sender(mail)
    if told.exists():
        headers = json.loads(told.read_text("utf-8"))["parts"][0]["headers"]
        subject = _told_subject(headers, subject)
    return Expected(
        name=str(path.relative_to(folder)),
        raw=raw,
        outcome=_outcome(mail, sender),
        subject=subject,
        sender=sender,
        words=_words(mail),
    )


def _told_subject(headers, otherwise):
    """Return the subject that the parser's expected file has."""
    for header in headers:
        if header["name"] == "subject" and "Text" in header["value"]:
            return folded(header["value"]["Text"])
    return otherwise


def _header(mail, name):
    value = mail.get(name)
    return None if value is None else folded(_decoded(value))


def _decoded(value):
    try:
        words = decode_header(str(value))
        return "".join(
            word if isinstance(word, str) else word.decode(charset or "utf-8")
            for word, charset in words
        )
    except (LookupError, UnicodeError, ValueError):
        return ""


def folded(text):
    """Return a text with runs of spaces as one."""
    return " ".join(re.sub(r"[\0\ufffd]", "", text).split())


def _sender(mail):
    pairs = getaddresses([str(value) for value in mail.get_all("from", [])])
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
