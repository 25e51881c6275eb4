# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Mails that are attached to a mail, apart from the mail that brings them.

A parser that just walks through all parts reads the text of an attached mail as text of
whoever attached it, and files of the one as files of the other.
"""

from __future__ import annotations

import copy
import re
from email.message import EmailMessage

MAIL = "message/rfc822"
#: Mails in mails in mails: what lies deeper is kept, and not looked into.
DEEPEST = 20
LONGEST_NAME = 80


def enclosed(message: EmailMessage) -> list[EmailMessage]:
    """Return the parts that are attached mails, in order; a report has none.

    >>> from email.message import EmailMessage
    >>> inner, outer = EmailMessage(), EmailMessage()
    >>> inner["From"], inner["Subject"] = "lan@x.test", "Ink"
    >>> outer.set_content("See the mail.")
    >>> outer.add_attachment(inner)
    >>> [mail_of(part)["Subject"] for part in enclosed(outer)]
    ['Ink']
    """
    return [part for part in _parts(message, DEEPEST) if mail_of(part) is not None]


def mail_of(part: EmailMessage) -> EmailMessage | None:
    """Return the mail that a part is; None: it is none, or cannot be read as one."""
    payload = part.get_payload()
    if part.get_content_type() != MAIL or not isinstance(payload, list) or not payload:
        return None
    mail = payload[0]
    return mail if isinstance(mail, EmailMessage) and mail.get("From") else None


def without(message: EmailMessage, parts: list[EmailMessage]) -> EmailMessage:
    """Return the mail without some of its parts; the mail itself stays as it is."""
    if message.get_content_maintype() != "multipart" or not message.is_multipart():
        return message
    gone = {id(part) for part in parts}
    rest = copy.copy(message)
    rest.set_payload(
        [without(p, parts) for p in message.get_payload() if id(p) not in gone]
    )
    return rest


def file_name(part: EmailMessage) -> str:
    """Return the name to keep an attached mail under: its own, else by its subject."""
    name = part.get_filename() or str(mail_of(part).get("Subject") or "")
    name = re.sub(r"[\s/\\:*?\"<>|\x00-\x1f]+", " ", name).strip(" .")
    name = name.removesuffix(".eml")[:LONGEST_NAME].strip()
    return f"{name or 'mail'}.eml"


def _parts(message, depth):
    """Yield the parts of a mail, and not those of mails that are attached to it."""
    if message.get_content_type() == "multipart/report" or not depth:
        return
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.get_payload():
            yield from _parts(part, depth - 1)
    else:
        yield message
