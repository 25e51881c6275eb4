# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Phone numbers as one key, whatever people typed.

The key of a number is its E.164 form (``+84912345678``). Two records are the same
number when their keys are equal. National numbers are read as Vietnamese unless
another country calling code is given; Vietnamese numbers of before the renumberings of
2017 and 2018 become today's. An extension is no part of the key. Hotlines (1900, 1800) and
short codes identify a company, never a person: they have no key.
"""

import re
import unicodedata

from .phone_plan import of_today

_SEPARATORS = re.compile(r"[\s.\-()/]+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_SPREADSHEET_FLOAT = re.compile(r"^(\d{8,15})\.0$")
#: The letter O typed for a leading zero.
_LETTER_ZERO = re.compile(r"(?<![^\s(+])[Oo](?=\d)")
#: A cell may hold several numbers; one that is longer holds something else.
LONGEST, LONGEST_ONE = 600, 200
_BLANKS = re.compile(r"[^\S\n]{2,}")
#: "ext. 12", "máy lẻ 12", "#12" behind a number.
EXTENSION = re.compile(
    r"[\s,;(]*(?:\bext(?:ension)?\b\.?|(?<=\d)\s*x(?=\s*\d)|\bm(?:áy|ay) l(?:ẻ|e)\b"
    r"|\bs(?:ố|o) l(?:ẻ|e)\b|\bn(?:ội|oi) b(?:ộ|o)\b|#)\s*[:.]?\s*(\d{1,6})\)?(?!\d)",
    re.IGNORECASE,
)
#: An area code written apart: "(08) 3822 1234".
_AREA = re.compile(r"^\D*\((0\d{1,3})\)")
#: Words before and after a number, such as "Tel" or "(Zalo)".
_LABELS = re.compile(r"^[^\d+(]*|[A-Za-zÀ-ỹ(][^\d+]*$|[\s\-:,.]+[^\d+]*$")
_NUMBER_AHEAD = r"(?=\s*[+0(Oo](?:[\s.\-()]*\d){6,})"
_ALTERNATIVES = re.compile(
    rf"\s*[;,|\n&]\s*|(?<=\d{{9}})\s+(?=[+0]\d{{8}})|\s+/\s+|\s+(?:-|–|hoặc|và|or|and)\s+{_NUMBER_AHEAD}|/{_NUMBER_AHEAD}",
    re.IGNORECASE,
)


def split_numbers(text: str | None) -> list[str]:
    """Return the parts of a cell that holds several numbers.

    >>> split_numbers("0912 345 678 / 028 3822 1234")
    ['0912 345 678', '028 3822 1234']
    """
    text = _BLANKS.sub(" ", (text or "")[:LONGEST])
    return [part for part in _ALTERNATIVES.split(text) if part.strip()]


def phone_key(text: str | None, country_code: str = "84") -> str | None:
    """Return the E.164 key of one phone number, or None when it has none.

    :param text: a number as typed, perhaps with a label, spaces or punctuation
    :param country_code: calling code of national numbers, digits only

    >>> phone_key("(091) 234-5678"), phone_key("01681234567"), phone_key("1900 1234")
    ('+84912345678', '+84381234567', None)
    """
    digits, is_international = _digits(text)
    if not digits:
        return None
    if is_international and not digits.startswith(country_code):
        is_number = 8 <= len(digits) <= 15 and not digits.startswith("0")
        return f"+{digits}" if is_number else None
    if digits.startswith(country_code) and not digits.startswith("0"):
        # the trunk zero of +84 (0)91… is dropped
        national = "0" + digits.removeprefix(country_code).removeprefix("0")
        key = _national_key(national, country_code)
        if key or is_international:
            return key
    if not digits.startswith("0") and len(digits) == 9:
        digits = "0" + digits  # a spreadsheet dropped the leading zero
    area = _AREA.match(text)
    return _national_key(digits, country_code, area[1] if area else "")


def cleaned_text(text: str | None) -> str:
    """Return the text in plain characters: no full-width digits, nothing invisible."""
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", text or "")).strip()


def _digits(text: str | None) -> tuple[str, bool]:
    """Return the digits of a number and whether it carries a country code."""
    cleaned = EXTENSION.sub("", _BLANKS.sub(" ", cleaned_text(text)[:LONGEST_ONE]))
    spreadsheet = _SPREADSHEET_FLOAT.match(cleaned)
    cleaned = spreadsheet.group(1) if spreadsheet else cleaned
    cleaned = _LABELS.sub("", _LETTER_ZERO.sub("0", cleaned))
    cleaned = _SEPARATORS.sub("", cleaned)
    is_international = cleaned.startswith(("+", "00"))
    cleaned = cleaned.removeprefix("+" if cleaned[:1] == "+" else "00")
    is_number = cleaned.isascii() and cleaned.isdigit()
    return (cleaned, is_international) if is_number else ("", False)


def _national_key(digits: str, country_code: str, area: str = "") -> str | None:
    if country_code != "84":
        is_number = 7 <= len(digits) <= 14
        return f"+{country_code}{digits.removeprefix('0')}" if is_number else None
    digits = of_today(digits, area)
    if not digits.startswith("0") or len(digits) not in (10, 11):
        return None
    if len(digits) == 11 and not digits.startswith("02"):
        return None
    return f"+84{digits[1:]}"
