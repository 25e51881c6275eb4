# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Vietnamese numbers of people and companies, and what is wrong with one.

Tax numbers have 10 digits, the last of them a check digit; a branch adds ``-001`` and so
on. The personal number of a citizen has 12: where the birth was registered (3), century
and sex (1), year (2), and 6 without meaning. Since July 2025 it is also the tax number
of a person.
"""

import re

_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
#: The 63 provinces of the time the numbers were given; from 100 on, countries of birth.
_PROVINCES = frozenset(
    "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033"
    " 034 035 036 037 038 040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066"
    " 067 068 070 072 074 075 077 079 080 082 083 084 086 087 089 091 092 093 094 095"
    " 096".split()
)
_COUNTRIES = range(100, 400)
#: Digits that are shown at either end of a masked number.
_SHOWN = 3


def digits_of(text: str | None) -> str:
    """Return a number without the spaces, dots and dashes that people put into it.

    >>> digits_of("079 090.123-456")
    '079090123456'
    """
    return re.sub(r"[\s.\-]", "", text or "")


def tax_fault(text: str, year: int) -> str | None:
    """Return what is wrong with a tax number: a code, or None.

    :param year: the year it is now
    :return: letters, length, check_digit, branch, or a code of `identity_fault`

    >>> tax_fault("0100109106", 2026), tax_fault("0100109106-011", 2026)
    (None, None)
    >>> tax_fault("0100109107", 2026), tax_fault("01001091", 2026)
    ('check_digit', 'length')
    """
    digits = digits_of(text)
    if not (digits.isascii() and digits.isdigit()):
        return "letters"
    if len(digits) == 12:
        return identity_fault(digits, year)
    if len(digits) not in (10, 13):
        return "length"
    if digits[2:9] == "0" * 7 or not _has_check_digit(digits):
        return "check_digit"
    return "branch" if digits[10:] == "000" else None


def _has_check_digit(digits):
    total = sum(w * int(d) for w, d in zip(_WEIGHTS, digits[:9], strict=True))
    return 10 - total % 11 == int(digits[9])


def identity_fault(text: str, year: int) -> str | None:
    """Return what is wrong with the personal number of a citizen: a code, or None.

    :param year: the year it is now
    :return: letters, old (a 9-digit number of before 2025), identity_length, province
        or born_later

    >>> identity_fault("079090123456", 2026), identity_fault("999090123456", 2026)
    (None, 'province')
    >>> identity_fault("079299123456", 2026), identity_fault("012345678", 2026)
    ('born_later', 'old')
    """
    digits = digits_of(text)
    if not (digits.isascii() and digits.isdigit()):
        return "letters"
    if len(digits) == 9:
        return "old"
    if len(digits) != 12:
        return "identity_length"
    if digits[:3] not in _PROVINCES and int(digits[:3]) not in _COUNTRIES:
        return "province"
    return "born_later" if birth_year(digits) > year else None


def birth_year(digits: str) -> int:
    """Return the year of birth in a personal number.

    >>> birth_year("079090123456"), birth_year("001305000001")
    (1990, 2005)
    """
    return 1900 + 100 * (int(digits[3]) // 2) + int(digits[4:6])


def gender_of(digits: str) -> str:
    """Return the sex in a personal number.

    >>> gender_of("079090123456"), gender_of("001305000001")
    ('male', 'female')
    """
    return "female" if int(digits[3]) % 2 else "male"


def masked(number: str | None) -> str:
    """Return a number of which only the ends can be read.

    >>> masked("079090123456"), masked("12345"), masked(None)
    ('079••••••456', '•••••', '')
    """
    number = number or ""
    if len(number) <= 2 * _SHOWN:
        return "•" * len(number)
    hidden = "•" * (len(number) - 2 * _SHOWN)
    return number[:_SHOWN] + hidden + number[-_SHOWN:]
