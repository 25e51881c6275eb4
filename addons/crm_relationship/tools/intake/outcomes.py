# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How programs and contact centres say how a contact ended, in the codes of outcomes.

Only a proposal: people answer for each word of their files. A call that was answered has
ended in no particular way.
"""

from ..fold import fold

_WORDS = {
    "no_answer": (
        "no answer", "noanswer", "not answered", "unanswered", "missed", "abandon",
        "abandoned", "cancel", "left voicemail", "left live message", "voicemail",
        "khong tra loi", "khong nghe may", "khong bat may", "goi nho", "nho",
    ),
    "busy": ("busy", "line busy", "may ban", "ban"),
    "wrong_number": (
        "wrong number", "invalid number", "sai so", "nham so", "so khong dung",
    ),
    "no_show": ("no show", "noshow", "did not show up", "khong den"),
    "interested": ("interested", "quan tam"),
    "not_interested": ("not interested", "khong quan tam", "khong co nhu cau"),
    "successful": ("successful", "success", "thanh cong"),
    "needs_time": ("needs time", "call back", "callback", "goi lai", "hen goi lai"),
    "next_appointment": ("appointment", "meeting booked", "da hen", "hen gap"),
    "complaint": ("complaint", "complained", "khieu nai", "phan nan"),
}  # fmt: skip
_CODES = {word: code for code, words in _WORDS.items() for word in words}


def suggested_outcome(text: str) -> str:
    """Return the code of the outcome that a word of another program means, or "".

    >>> suggested_outcome("NO ANSWER"), suggested_outcome("NO_SHOW")
    ('no_answer', 'no_show')
    >>> suggested_outcome("Không nghe máy"), suggested_outcome("ANSWERED")
    ('no_answer', '')
    """
    words = " ".join(fold(text).replace("_", " ").replace("-", " ").split())
    return _CODES.get(words, "")
