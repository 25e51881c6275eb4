# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A mail as bytes, built fast: two parts, text and HTML, both in base64.

Python's e-mail package spends more time on folding and encoding one mail than a server
needs to take it. Only what this module is sure of is built here; mails with
attachments or several receivers go through core's builder.
"""

from __future__ import annotations

import re
from binascii import b2a_base64
from email.header import Header
from email.utils import format_datetime, formataddr, parseaddr
from functools import lru_cache
from html import unescape

#: An address that is written in the one plain way, which need not be parsed.
_PLAIN = re.compile(
    r"(?:\"[ !#-\[\]-~]*\" |[A-Za-z0-9 ]+ )?<([\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)>",
    re.ASCII,
)
_CONTROL = re.compile(r"[\r\n\x00]+")
_DROP = re.compile(
    r"<!--.*?-->|<(style|script|head|title)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE
)
_LINK = re.compile(
    r"<a\b[^>]*?href=[\"']([^\"']+)[\"'][^>]*>(.*?)</a\s*>", re.DOTALL | re.IGNORECASE
)
_LINE = re.compile(
    r"<br\s*/?>|</(?:p|div|tr|h[1-6]|li|table|ul|ol|blockquote)\s*>", re.IGNORECASE
)
_TAG = re.compile(r"<[^>]+>")
_BLANK = re.compile(r"\n{3,}")


def plain_text(html: str) -> str:
    """Return what the HTML says, with the addresses of its links.

    >>> plain_text('<p>Hi&nbsp;Lan</p><p>See <a href="https://x.test">this</a></p>')
    'Hi Lan\\nSee this (https://x.test)'
    """
    text = " ".join(_DROP.sub("", html).split())
    text = _LINK.sub(_link_text, text)
    text = unescape(_TAG.sub("", _LINE.sub("\n", text)))
    text = "\n".join([" ".join(line.split()) for line in text.split("\n")])
    return _BLANK.sub("\n\n", text).strip()


def _link_text(match: re.Match) -> str:
    target, words = match.group(1), _TAG.sub("", match.group(2)).strip()
    if not words:
        return ""
    return words if target in (words, "#") else f"{words} ({target})"


def header(value: str) -> str:
    """Return a header value without line breaks, encoded where it must be.

    >>> header("Sale\\r\\nBcc: x@y.test")
    'Sale Bcc: x@y.test'
    """
    clean = _CONTROL.sub(" ", value)
    if clean.isascii():
        return clean if len(clean) < 900 else clean[:900]
    return Header(clean, "utf-8", maxlinelen=70).encode(linesep="\r\n")


@lru_cache(maxsize=1024)
def address(value: str) -> str:
    """Return one address with its name encoded.

    >>> address('"Lan, An" <lan@x.test>')
    '"Lan, An" <lan@x.test>'
    """
    name, mail = parseaddr(_CONTROL.sub(" ", value))
    return formataddr((name, mail), "utf-8") if name else mail


def plain_address(value: str) -> str | None:
    """Return the only address of a value that needs no parsing or encoding, else None.

    >>> plain_address('"Lan" <Lan@X.test>'), plain_address("lan@x.test, an@x.test")
    ('lan@x.test', None)
    """
    match = _PLAIN.fullmatch(value)
    return match.group(1).lower() if match else None


def build(headers: list[tuple[str, str]], text: str, html: str, boundary: str) -> bytes:
    """Return the mail; the values of the headers are encoded already.

    :param boundary: a word that is in no base64 text, unique to the mail
    """
    lines = [f"{name}: {value}" for name, value in headers]
    lines += [
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative; boundary="{boundary}"',
    ]
    parts = [
        _part("plain", text, boundary),
        _part("html", html, boundary),
        f"--{boundary}--\r\n".encode(),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + b"".join(parts)


def _part(kind: str, content: str, boundary: str) -> bytes:
    head = (
        f"--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    code = b2a_base64(content.encode(), newline=False)
    lines = [code[start : start + 76] for start in range(0, len(code), 76)]
    return b"".join([head.encode(), b"\r\n".join(lines), b"\r\n"])


def date(at) -> str:
    """Return an aware instant as a Date header."""
    return format_datetime(at)
