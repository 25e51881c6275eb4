# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Phone numbers as one key, whatever people typed.

The key of a number is its E.164 form (``+84912345678``). Two records are the same
number when their keys are equal. National numbers are read as Vietnamese unless
another country calling code is given; Vietnamese 11-digit mobile numbers of before
2018 become today's 10-digit ones. Hotlines (1900, 1800) and short codes identify a
company, never a person: they have no key.
"""

import re
import unicodedata

#: Renumbering of 2018: old 4-digit mobile prefix to the 3-digit one.
OLD_PREFIXES = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
    "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036",
    "0167": "037", "0168": "038", "0169": "039", "0186": "056", "0188": "058",
    "0199": "059",
}  # fmt: skip

_SEPARATORS = re.compile(r"[\s.\-()/]+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_SPREADSHEET_FLOAT = re.compile(r"^(\d{8,15})\.0$")
#: The letter O typed for a leading zero.
_LETTER_ZERO = re.compile(r"(?<![^\s(+])[Oo](?=\d)")
#: Words before and after a number, such as "Tel" or "(Zalo)".
_LABELS = re.compile(r"^[^\d+(]*|[A-Za-zÀ-ỹ(][^\d+]*$|[\s\-:,.]+[^\d+]*$")
_NUMBER_AHEAD = r"(?=\s*[+0(Oo](?:[\s.\-()]*\d){6,})"
_ALTERNATIVES = re.compile(
    rf"\s*[;,|\n&]\s*|\s+/\s+|\s+(?:-|–|hoặc|và|or|and)\s+{_NUMBER_AHEAD}|/{_NUMBER_AHEAD}",
    re.IGNORECASE,
)


def split_numbers(text: str | None) -> list[str]:
    """Return the parts of a cell that holds several numbers.

    >>> split_numbers("0912 345 678 / 028 3822 1234")
    ['0912 345 678', '028 3822 1234']
    """
    return [part for part in _ALTERNATIVES.split(text or "") if part.strip()]


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
    if is_international:
        if digits.startswith(country_code):
            return _national_key(
                "0" + _trunk(digits[len(country_code) :]), country_code
            )
        is_number = 8 <= len(digits) <= 15 and not digits.startswith("0")
        return f"+{digits}" if is_number else None
    if not digits.startswith("0") and digits.startswith(country_code):
        national = _national_key(
            "0" + _trunk(digits[len(country_code) :]), country_code
        )
        if national:
            return national
    if not digits.startswith("0") and len(digits) == 9:
        digits = "0" + digits  # a spreadsheet dropped the leading zero
    return _national_key(digits, country_code)


def _digits(text: str | None) -> tuple[str, bool]:
    """Return the digits of a number and whether it carries a country code."""
    cleaned = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text or "")).strip()
    spreadsheet = _SPREADSHEET_FLOAT.match(cleaned)
    cleaned = spreadsheet.group(1) if spreadsheet else cleaned
    cleaned = _LABELS.sub("", _LETTER_ZERO.sub("0", cleaned))
    cleaned = _SEPARATORS.sub("", cleaned)
    is_international = cleaned.startswith(("+", "00"))
    cleaned = cleaned.removeprefix("+" if cleaned[:1] == "+" else "00")
    is_number = cleaned.isascii() and cleaned.isdigit()
    return (cleaned, is_international) if is_number else ("", False)


def _trunk(digits: str) -> str:
    """Drop the trunk zero of +84 (0)91…"""
    return digits.removeprefix("0")


def _national_key(digits: str, country_code: str) -> str | None:
    if country_code != "84":
        return (
            f"+{country_code}{digits.removeprefix('0')}"
            if 7 <= len(digits) <= 14
            else None
        )
    if len(digits) == 11 and digits[:4] in OLD_PREFIXES:
        digits = OLD_PREFIXES[digits[:4]] + digits[4:]
    if not digits.startswith("0") or len(digits) not in (10, 11):
        return None
    if len(digits) == 11 and not digits.startswith("02"):
        return None
    return f"+84{digits[1:]}"
