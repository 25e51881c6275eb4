# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What stands in one cell, as the value that is stored."""

import re
from decimal import Decimal, InvalidOperation
from html import unescape

from ..fold import fold
from ..phone_cell import read_phones
from .errors import IntakeError

SPOILT = re.compile(r"^[#][A-Z/0!?]+[!?A0]?$")
_SCIENTIFIC = re.compile(r"^\+?\d+(?:[.,]\d+)?[eE]\+?\d+$")
_MAIL = re.compile(r"^[^@\s,;<>\"()]+@[^@\s,;<>\"()]+\.[^@\s,;<>\"().]{2,}$")
_ANGLE = re.compile(r"<([^<>]+)>")
_YES = frozenset("1 true yes y t x co dung on si oui ja".split())
_NO = frozenset("0 false no n f khong sai off non nein".split())
_HIDDEN_MONEY = re.compile(r"[^\d.,\-]")
#: Dong have no decimals: a point in them is of thousands.
_DONG = re.compile("[₫đ]|vnd", re.IGNORECASE)
_CLOCK = re.compile(r"^(\d+):(\d{1,2})(?::(\d{1,2}))?$")
_WORDS = re.compile(
    r"^(?:(\d+)\s*h\w*)?\s*(?:(\d+)\s*(?:m|ph)\w*)?\s*(?:(\d+)\s*(?:s|gi)\w*)?$"
)
_HTML = re.compile(r"^\s*<(?:p|div|span|ul|ol|table|h\d|br|b|i)\b[^>]*>", re.IGNORECASE)
_LINE_END = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|h\d)>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_UPPER_WORD = re.compile(r"\w+", re.UNICODE)


def phones(text: str) -> list[str]:
    """Return the numbers of a cell as they are stored.

    :raise IntakeError: when a spreadsheet has lost digits

    >>> phones("912345678"), phones("0912 345 678 ::: 028 3822 1234")
    (['0912345678'], ['0912 345 678', '028 3822 1234'])
    """
    numbers = []
    for phone in read_phones(text.replace(":::", ";")):
        if phone.kind == "unreadable" and _SCIENTIFIC.match(phone.raw.strip()):
            raise IntakeError("phone_scientific", value=text)
        raw = phone.raw
        if re.fullmatch(r"[35789]\d{8}(?:\.0)?", raw):
            raw = "0" + raw.removesuffix(".0")  # a spreadsheet takes the zero away
        numbers.append(raw.removesuffix(".0") if re.fullmatch(r"\d+\.0", raw) else raw)
    return numbers


def emails(text: str) -> list[str]:
    """Return the mail addresses of a cell.

    >>> emails("Lan <LAN@A.vn>; b@c.com")
    ['lan@a.vn', 'b@c.com']
    """
    found = []
    for part in re.split(r"[;,\n]|:::|\s\|\s", text):
        angle = _ANGLE.search(part)
        address = (angle[1] if angle else part).strip().removeprefix("mailto:").lower()
        if not address or address in found:
            continue
        if not _MAIL.match(address) or len(address) > 254:
            raise IntakeError("email_bad", value=part.strip())
        found.append(address)
    return found


def plain_text(text: str) -> str:
    """Return the text of a note that a program keeps as HTML, and any other as it is.

    >>> plain_text("<p>A &amp; B<br/>x</p><p>1 &lt; 2</p>"), plain_text("a < b")
    ('A & B\\nx\\n1 < 2', 'a < b')
    """
    if not _HTML.match(text):
        return text
    words = _TAG.sub("", _LINE_END.sub("\n", text))
    lines = (line.strip() for line in unescape(words).splitlines())
    return "\n".join(filter(None, lines))


def yes_no(text: str) -> bool | None:
    """Return what a cell answers, None when it does not.

    >>> yes_no("Có"), yes_no("0"), yes_no("maybe")
    (True, False, None)
    """
    word = fold(text)
    return True if word in _YES else False if word in _NO else None


def number(text: str) -> float:
    """Return an amount, whichever way thousands and decimals are written.

    >>> number("1.234.567,50 ₫"), number("$1,234.5"), number("1.500.000"), number("(20)")
    (1234567.5, 1234.5, 1500000.0, -20.0)
    >>> number("500.000 ₫"), number("500.000")
    (500000.0, 500.0)
    """
    plain = text.strip()
    if _SCIENTIFIC.match(plain):
        return float(plain.replace(",", "."))
    minus = plain.startswith("(") and plain.endswith(")")
    digits = _HIDDEN_MONEY.sub("", plain)
    letters = [char for char in fold(plain) if char.isalpha()]
    if not any(char.isdigit() for char in digits) or len(letters) > 4:
        raise IntakeError("number_bad", value=text)
    try:
        value = float(Decimal(_decimal(digits, bool(_DONG.search(plain)))))
    except (InvalidOperation, OverflowError) as error:
        raise IntakeError("number_bad", value=text) from error
    return -value if minus else value


def _decimal(digits, is_dong):
    comma, point = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and point >= 0:
        last = "," if comma > point else "."
        other = "." if last == "," else ","
        return digits.replace(other, "").replace(last, ".")
    mark = "," if comma >= 0 else "."
    parts = digits.split(mark)
    is_thousands = len(parts) > 2 or (
        len(parts) == 2 and (mark == "," or is_dong) and len(parts[1]) == 3
    )
    return "".join(parts) if is_thousands else ".".join(parts)


def seconds(text: str, unit: int = 1) -> int:
    """Return a duration in seconds; a plain number is of that many seconds each.

    >>> seconds("1:30"), seconds("00:01:30"), seconds("15", 60), seconds("2m 5s")
    (90, 90, 900, 125)
    """
    plain = " ".join(text.split()).lower()[:100]
    if clock := _CLOCK.match(plain):
        first, second, third = (int(clock[at] or 0) for at in (1, 2, 3))
        found = first * 3600 + second * 60 + third if clock[3] else first * 60 + second
    elif (words := _WORDS.match(plain)) and any(words.groups()):
        found = sum(int(words[at] or 0) * of for at, of in ((1, 3600), (2, 60), (3, 1)))
    else:
        found = round(number(plain) * unit)
    if not 0 <= found < 2**31:
        raise IntakeError("number_bad", value=text)
    return found


def person_name(text: str) -> str:
    """Return a name with single spaces; one in capitals only gets small letters.

    >>> person_name("NGUYỄN  THỊ ĐÀO"), person_name("van der Berg")
    ('Nguyễn Thị Đào', 'van der Berg')
    """
    words = " ".join(text.split())
    if len(words) > 3 and words.isupper() and " " in words:
        return _capitalised(words)
    return words


def in_capitals(name: str) -> str:
    """Return a person's name; one in small letters only gets its capitals.

    >>> in_capitals("lê thanh sơn"), in_capitals("van der Berg"), in_capitals("a b@c.vn")
    ('Lê Thanh Sơn', 'van der Berg', 'a b@c.vn')
    """
    is_name = name.islower() and " " in name and "@" not in name
    return _capitalised(name) if is_name else name


def _capitalised(words):
    return _UPPER_WORD.sub(lambda word: word[0].capitalize(), words)


def gender(text: str) -> str:
    """Return male, female or other, empty when the cell does not say.

    >>> gender("Nữ"), gender("M"), gender("")
    ('female', 'male', '')
    """
    word = fold(text)
    if word in ("nam", "m", "male", "man", "anh", "ong", "mr", "1"):
        return "male"
    if word in ("nu", "f", "female", "woman", "chi", "ba", "mrs", "ms", "2"):
        return "female"
    return "other" if word in ("khac", "o", "other") else ""
