# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Bodies of strangers as plain data that a database takes, or refused.

A body may be nested too deeply, hold numbers that are none, characters that no text
column takes, or the secret that it was sent with: what is stored has none of these.
"""

from __future__ import annotations

import json
import math
import re
from html import unescape
from urllib.parse import parse_qsl

from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import (
    BLANK_LINE_RE,
    Data,
    Epilogue,
    Field,
    File,
    MultipartDecoder,
    NeedData,
)

from .call import GatewayCall, Refused

MAX_DEPTH = 32
MAX_ITEMS = 20_000
MAX_PARTS = 2_000
#: What the header of a part may have: more bytes and options cost more than they say.
#: The name of a file has a semicolon for each letter that its page cannot write.
MAX_PART_HEADER = 8 * 1024
MAX_PART_OPTIONS = 200
#: Longer numbers are kept as text.
MAX_DIGITS = 100
JSON_TYPES = frozenset({"application/json", "text/json"})
FORM_TYPE = "application/x-www-form-urlencoded"
PARTS_TYPE = "multipart/form-data"
#: How browsers post the forms of pages.
FORM_TYPES = frozenset({FORM_TYPE, PARTS_TYPE})
#: Where the names of files are that came with a form, and were left out.
FILES = "files left out"
STRIPPED = "…"
#: Headers that are kept with an event: none of them lets anybody in.
KEPT_HEADERS = (
    "content-type",
    "user-agent",
    "x-timestamp",
    "x-event-id",
    "x-request-id",
)
_SECRET = re.compile(
    r"^(x[-_])?(google[-_]?key|secret|.*[-_]secret|pass(word|wd)?|pwd|(access|refresh|auth|"
    r"verify|page|hub\.verify)[-_]?token|token|signature|hub[-_]signature(-256)?|"
    r"authorization|api[-_]?key|apikey|cookie|mac)$",
    re.IGNORECASE,
)
#: What jsonb and text columns refuse, and half characters.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def parse_json(body: bytes):
    """Return what a JSON body says.

    :raise Refused: when it is none, or one that no honest sender sends

    >>> parse_json(b'{"a": [1, 2]}')
    {'a': [1, 2]}
    """
    try:
        value = json.loads(body.decode("utf-8-sig"), parse_constant=_no_number)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Refused(400, "bad_json", "The body is not JSON in UTF-8.") from error
    return clean(value)


def parse_object(body: bytes) -> dict:
    """Return the object that a JSON body is.

    :raise Refused: when it is none
    """
    value = parse_json(body)
    if not isinstance(value, dict):
        raise Refused(400, "not_an_object", "Send a JSON object.")
    return value


def parse_form(body: bytes) -> dict[str, str]:
    """Return the fields of a form; of one given twice, the last that is not empty.

    >>> parse_form(b"name=Lan&phone=0912+345+678&name=")
    {'name': 'Lan', 'phone': '0912 345 678'}
    """
    try:
        pairs = parse_qsl(
            body.decode(),
            keep_blank_values=True,
            max_num_fields=MAX_PARTS,
            errors="surrogateescape",
        )
    except (UnicodeDecodeError, ValueError) as error:
        raise Refused(400, "bad_form", "The body is no form in UTF-8.") from error
    raw = [[part.encode("utf-8", "surrogateescape") for part in pair] for pair in pairs]
    return clean(_last_filled((decoded(n), decoded(v)) for n, v in raw))


def decoded(raw: bytes) -> str:
    """Return what a page posted.

    A page that is not in UTF-8 posts in its own letters, others as numbers.

    >>> decoded("Đỗ".encode()), decoded(b"Kh\\xe1nh &#272;")
    ('Đỗ', 'Khánh Đ')
    """
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return unescape(raw.decode("windows-1252", "replace"))


def parse_multipart(body: bytes, content_type: str) -> dict:
    """Return the fields of a form with parts, as `parse_form` does; files are left out.

    Their names are kept under `FILES`: nobody looks for what was never taken.

    >>> body = b'--x\\r\\nContent-Disposition: form-data; name="a"\\r\\n\\r\\nb\\r\\n--x--\\r\\n'
    >>> parse_multipart(body, "multipart/form-data; boundary=x")
    {'a': 'b'}
    """
    boundary = parse_options_header(content_type)[1].get("boundary")
    if not boundary:
        raise Refused(400, "bad_form", "The form names no boundary.")
    try:
        fields, files = _parts(body, boundary.encode("latin-1"))
    except (ValueError, LookupError, HTTPException) as error:
        raise Refused(400, "bad_form", "The body is no form with parts.") from error
    found = _last_filled((name, decoded(value)) for name, value in fields)
    if names := [text(name, 80) for name in files if name]:
        found[FILES] = ", ".join(names)[:500]
    return clean(found)


def _parts(body, boundary):
    """Return the fields of a body, as bytes, and the names of its files."""
    decoder = MultipartDecoder(boundary)
    _check_part_headers(body, decoder)
    decoder.receive_data(body)
    decoder.receive_data(None)
    fields, files, is_field = [], [], False
    while not isinstance(event := decoder.next_event(), Epilogue | NeedData):
        if isinstance(event, Field):
            fields.append((event.name, b""))
        elif isinstance(event, File):
            files.append(event.filename)
        elif isinstance(event, Data) and is_field:
            name, value = fields[-1]
            fields[-1] = (name, value + event.data)
        is_field = isinstance(event, Field) or (is_field and isinstance(event, Data))
        if len(fields) + len(files) > MAX_PARTS:
            raise ValueError("too many parts")
    return fields, files


def _check_part_headers(body, decoder):
    """Refuse a body with a part whose header no browser sends.

    Parts are found as the decoder finds them, each header is looked at once.

    :raise Refused: when one is too long, or has too many options
    """
    found = decoder.preamble_re.search(body)
    while found and not found[1].startswith(b"--"):
        start = found.end()
        most = start + MAX_PART_HEADER
        blank = BLANK_LINE_RE.search(body, start, most + len(b"\r\n\r\n"))
        end = blank.start() if blank else min(most + 1, len(body))
        if end > most or body.count(b";", start, end) > MAX_PART_OPTIONS:
            raise Refused(400, "bad_form", "A part of the form has too long a header.")
        if not blank:
            return  # cut off: the decoder says so
        found = decoder.boundary_re.search(body, (blank.start() + blank.end()) // 2)


def _last_filled(pairs):
    found: dict[str, str] = {}
    for name, value in pairs:
        if value or name not in found:
            found[name] = value
    return found


def parse_body(call: GatewayCall) -> dict:
    """Return the object or form of a call by its content type.

    :raise Refused: for other types
    """
    if call.mimetype in JSON_TYPES:
        return parse_object(call.body)
    if call.mimetype == FORM_TYPE:
        return parse_form(call.body)
    if call.mimetype == PARTS_TYPE:
        return parse_multipart(call.body, call.headers.get("content-type", ""))
    raise Refused(415, "bad_type", "Send application/json.")


def clean(value):
    """Return plain data that a database takes, or refuse it.

    >>> clean({"a\\x00": "b\\ud800"})
    {'a': 'b'}
    """
    left = [MAX_ITEMS]
    try:
        return _clean(value, MAX_DEPTH, left)
    except OverflowError as error:
        raise Refused(400, "too_complex", str(error)) from error


def _clean(value, depth, left):
    left[0] -= 1
    if depth < 0 or left[0] < 0:
        raise OverflowError("The body is nested too deeply or has too many parts.")
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value)
    if isinstance(value, dict):
        return {
            _UNSTORABLE.sub("", str(name)): _clean(each, depth - 1, left)
            for name, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [_clean(each, depth - 1, left) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise OverflowError("A number is out of bounds.")
    if isinstance(value, int) and abs(value) >= 10**MAX_DIGITS:
        return str(value)
    return value


def _no_number(text):
    raise ValueError(f"{text} is no number")


def strip_secrets(value):
    """Return data without what lets somebody in.

    >>> strip_secrets({"google_key": "k", "lead": [{"token": "t", "name": "Lan"}]})
    {'google_key': '…', 'lead': [{'token': '…', 'name': 'Lan'}]}
    """
    if isinstance(value, dict):
        return {
            name: STRIPPED if _SECRET.match(name) else strip_secrets(each)
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [strip_secrets(each) for each in value]
    return value


def kept_headers(headers: dict[str, str]) -> dict[str, str]:
    """Return the headers that are stored with an event.

    >>> kept_headers({"user-agent": "Shop", "authorization": "Bearer x"})
    {'user-agent': 'Shop'}
    """
    return {
        name: clean(headers[name])[:300] for name in KEPT_HEADERS if headers.get(name)
    }


def text(value, limit: int = 250) -> str:
    """Return a value of a payload as one short line; nothing for lists and objects.

    >>> text("  Nguyễn\\n Lan "), text(12), text(["x"])
    ('Nguyễn Lan', '12', '')
    """
    if value is None or isinstance(value, bool | dict | list):
        return ""
    return " ".join(str(value).split())[:limit]
