# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Text without case, accents and odd letters, so that what looks alike is alike.

Two texts are the same to a person who types without accents when their folds are
equal. Vietnamese is written with composed letters (NFC), with combining marks (NFD)
and, in old lists, with the Icelandic Eth ``Ð`` where ``Đ`` belongs.
"""

import re
import unicodedata

#: Letters that no decomposition reduces: Đ and what people type for it.
_D_LETTERS = str.maketrans({"Đ": "D", "Ð": "D", "Ɖ": "D", "đ": "d", "ð": "d", "ɖ": "d"})
#: Eth and African D, wrong in Vietnamese, beside the letter that is right.
_WRONG_D = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "ɖ": "đ"})
#: What shows that a text is Vietnamese, where Eth is nothing but a wrong Đ.
_VIETNAMESE = re.compile("[ăơưĂƠƯạ-ỹẠ-Ỹ]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


def fold(text: str | None) -> str:
    """Return the text lower, without accents, with single spaces.

    >>> fold("NGUYỄN  THỊ ĐÀO") == fold("nguyen thi dao") == "nguyen thi dao"
    True
    """
    plain = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text or ""))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(plain.translate(_D_LETTERS).casefold().split())


def composed(text: str) -> str:
    """Return the text with composed letters, the way it is stored.

    A wrong Đ is put right where other letters show that the text is Vietnamese; an
    Icelander keeps the Eth.

    >>> composed("Ðặng"), composed("Ðorsteinn")
    ('Đặng', 'Ðorsteinn')
    """
    text = unicodedata.normalize("NFC", text)
    return text.translate(_WRONG_D) if _VIETNAMESE.search(text) else text
