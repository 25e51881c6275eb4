# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What people write into a cell for phone numbers: several of them, with remarks.

A number that says who answers has a key (see `phone_key`). A hotline or a short code
answers for a company, and a number that a spreadsheet has spoilt is nobody's: they are
kept and shown, without a key.
"""

import re
from dataclasses import dataclass

from .phone_key import EXTENSION, cleaned_text, phone_key, split_numbers
from .phone_plan import kind_of, national_format

_SCIENTIFIC = re.compile(r"^\d+(?:[.,]\d+)?[eE]\+?\d+$")
_WORD = re.compile(r"\w")
_ZALO = re.compile(r"\bzalo\b", re.IGNORECASE)
#: "3822 1234/35": the second number differs in its last digits.
_SHORTHAND = re.compile(r"^(?P<first>.*\d)\s*/\s*(?P<last>\d{1,3})$")
_NUMBER = re.compile(r"[+(]*\d[\d\s.\-()/+]*")
_AROUND = " \t\n-–:,.;()/"


@dataclass(frozen=True)
class Phone:
    """One number of a cell.

    `kind` is mobile, landline, foreign, hotline, short, unknown (has the shape of a
    number, but no such range is in use) or unreadable; `raw` is what was written.
    """

    raw: str
    kind: str
    number: str
    key: str | None = None
    extension: str = ""
    is_zalo: bool = False
    note: str = ""


def read_phones(cell: str | None, country_code: str = "84") -> list[Phone]:
    """Return the numbers of a cell, in the order written, each once.

    >>> [(p.number, p.is_zalo) for p in read_phones("0912345678 (Zalo) / 19001234")]
    [('0912 345 678', True), ('1900 1234', False)]
    """
    found = {}
    for part in _parts(cleaned_text(cell), country_code):
        phone = _read(part, country_code)
        known = found.setdefault((phone.key or phone.number, phone.extension), phone)
        if phone.is_zalo and not known.is_zalo:
            found[known.key or known.number, known.extension] = phone
    return list(found.values())


def reversed_key(key: str | None) -> str | None:
    """Return the digits of a key backwards: its end is a prefix, which an index finds.

    >>> reversed_key("+84912345678")
    '87654321948'
    """
    return key[:0:-1] if key else None


def _parts(text, country_code):
    parts = [text] if _SCIENTIFIC.match(text) else split_numbers(text)
    for part in filter(_WORD.search, parts):
        digits = re.sub(r"\D", "", part)
        shorthand = _SHORTHAND.match(part)
        if shorthand and phone_key(shorthand["first"], country_code):
            first, last = shorthand["first"].rstrip(), shorthand["last"]
            yield first
            yield _with_end(first, last)
        elif re.fullmatch(r"0\d{9}0\d{9}", digits) and not re.search(r"[^\d\s.]", part):
            yield digits[:10]
            yield digits[10:]
        else:
            yield part


def _with_end(number, end):
    """Return a number whose last digits are others, whatever stands between them."""
    places = [at for at, char in enumerate(number) if char.isdigit()][-len(end) :]
    chars = list(number)
    for place, digit in zip(places, end, strict=False):
        chars[place] = digit
    return "".join(chars)


def _read(part, country_code):
    """Return what one number is."""
    extension = EXTENSION.search(part)
    text = EXTENSION.sub("", part)
    number = _NUMBER.search(text)
    values = {
        "raw": part.strip(),
        "extension": extension[1] if extension else "",
        "is_zalo": bool(_ZALO.search(part)),
        "note": _note(text, number),
    }
    digits = re.sub(r"\D", "", number[0]) if number else ""
    if not digits or _SCIENTIFIC.match(text.strip()):
        return Phone(kind="unreadable", number=part.strip(), **values | {"note": ""})
    hotline = digits.removeprefix("84") if digits.startswith("841") else digits
    hotline = hotline.removeprefix("0") if hotline.startswith("01") else hotline
    if country_code == "84" and kind_of(hotline) == "hotline":
        return Phone(kind="hotline", number=national_format(hotline), **values)
    key = phone_key(text, country_code)
    if not key:
        is_short = kind_of(digits) == "short" and not digits.startswith("0")
        kind = "short" if is_short else "unreadable"
        return Phone(kind=kind, number=number[0].strip(_AROUND), **values)
    if not key.startswith("+84"):
        return Phone(kind="foreign", number=key, key=key, **values)
    national = "0" + key[3:]
    return Phone(
        kind=kind_of(national), number=national_format(national), key=key, **values
    )


def _note(text, number):
    """Return what is said beside the number, without the word Zalo."""
    beside = f"{text[: number.start()]} {text[number.end() :]}" if number else ""
    words = _ZALO.sub(" ", beside)
    return " ".join(words.split()).strip(_AROUND)
