# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""By which words mail programs introduce quotes, and devices sign, in many languages."""

from __future__ import annotations

import re

#: A line of punctuation: signature separators and rulers.
DELIMITER = re.compile(r"^\s*(?:[-=_*#~+]{2,}|ᐧ|—{1,2})\s*$")

_HEADERS = (
    # English, French, German, Spanish, Italian, Dutch, Vietnamese, Polish, Danish…
    "from|reply-to|sent|date|to|cc|bcc|subject|importance|sender",
    "de|envoyé|répondre à|à|objet|date d'envoi|copie à",
    "von|gesendet|antwort an|an|betreff|datum|kopie",
    "de|enviado|responder a|para|asunto|fecha|assunto|data|enviada em",
    "da|risposta|inviato|a|oggetto|data",
    "van|verzonden|aan|onderwerp",
    "từ|người gửi|gửi|đã gửi|ngày|vào lúc|đến|tới|chủ đề|tiêu đề",
    "od|do|wysłano|temat|data|fra|til|sendt|emne|från|till|skickat|ämne",
    "от|кому|отправлено|тема|дата|发件人|收件人|主题|抄送|发送时间|日期|差出人|宛先|件名",
)
HEADER = re.compile(
    r"^\s*\*?\s*(?:" + "|".join(_HEADERS) + r")\s*\*?\s*[:：]\*?(?:\s.*|)$", re.I
)

_SIGNATURES = (
    r"(?:sent|posted|written) (?:from|via|with|by|on|using) ",
    r"from my (?:iphone|ipad|mobile|phone|cell|android)",
    r"(?:someone )?from (?:my )?mobile\b",
    r"get \[?outlook for ",
    r"envoyé (?:depuis|de|à partir de) ",
    r"von meinem .* gesendet",
    r"gesendet (?:von|mit) ",
    r"diese nachricht wurde von .* gesendet",
    r"enviado (?:desde|do|de) (?:mi|meu|o|outlook|el)",
    r"inviato da(?:l mio)? ",
    r"verzonden (?:met|vanaf|van) ",
    r"send[t] fra ",
    r"skickat från ",
    r"wysłan[eo] z ",
    r"отправлено (?:с|из) ",
    r"надіслано (?:з|із) ",
    r"(?:được )?gửi (?:từ|bằng) (?:iphone|ipad|điện thoại|outlook|thiết bị|samsung|yahoo)",
    r"đã gửi từ ",
    r"從我的 .* 傳送|从我的 .* 发送|发自我的",
)
SIGNATURE = re.compile(
    r"^\s*[<(\[]*\s*(?:" + "|".join(_SIGNATURES) + r").{0,120}$", re.I
)

#: Introductions with the verb behind the name, or before it; a date or an address on
#: the line tells them from sentences.
_VERBS = (
    r"wrote|writes|a écrit|schrieb|geschrieben|escribió|escreveu|ha scritto|scrive"
    r"|schreef|geschreven|skrev|napisał(?:a|\(a\))?|napsal|пишет|написал[аи]?|пише"
    r"|đã viết|viết|写道|寫道|のメール"
)
_ADDRESS = r"[\w.+%-]+@[\w.-]+"
_DAY = (
    r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}:\d\d|\b(?:19|20)\d\d\b"
    r"|\d{1,2}\.? \w{3,}|\w{3,}\.? \d{1,2}\b|\d+年)"
)
_ENDS = re.compile(
    rf"^[>\s]*(?P<who>[^>\s].*?)\s*(?:{_VERBS})(?:\s*(?:het volgende))?\s*(?:[:：]|-{{4}})\s*$",
    re.I,
)
_VERB_INSIDE = re.compile(
    rf"^[>\s]*(?:am|op|den|le|em|el|il|dnia|on|vào)\b.+\b(?:{_VERBS})\b.+[:：]\s*$"
    rf"|^[>\s]*[^>\s].* schrieb (?:am|via) .+[:：]\s*$"
    rf"|^[>\s]*op .+ schreef .+ het volgende geschreven[:：]\s*$",
    re.I,
)
_DATE_FIRST = re.compile(
    rf"^[>\s]*(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}})\b(?:[T ,]+\d{{1,2}}:\d\d(?: \S+)?)?"
    rf"\s+\S.*?(?:<\s*{_ADDRESS}\s*>[:：]?|)\s*$"
)
_RULED = re.compile(
    r"^[>\s*]*-{2,}\s*(?:original message|forwarded message|message d'origine"
    r"|message transféré|urspr(?:ü|ue)ngliche (?:nachricht|mail)|weitergeleitete nachricht"
    r"|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht"
    r"|исходное сообщение|пересылаемое сообщение|thư gốc|tin nhắn gốc"
    r"|thư đã chuyển tiếp|forwarded message|原始邮件|original-nachricht)\s*-{2,}[\s*]*$"
    r"|^[>\s]*begin forwarded message:\s*$",
    re.I,
)
LONGEST = 400  # characters of an introduction
LONGEST_LINE = 1000  # characters of any line that is looked at


def squeezed(line: str) -> str:
    """Return a line as it is looked at: single blanks, and no more than a mark has.

    What a stranger sends is matched against many patterns: blanks without end, and
    lines without end, would keep them busy for hours.

    >>> squeezed("  Sent   from my  phone ")
    'Sent from my phone'
    """
    return " ".join(line[: 4 * LONGEST_LINE].split())[:LONGEST_LINE]


def introduces(line: str) -> bool:
    """Tell whether a line, with its continuation, introduces what follows as a quote.

    >>> introduces("Vào 10:00 Th 2, 1 thg 6, 2026 Lan <lan@x.test> đã viết:")
    True
    >>> introduces("figured it out, I wrote one of my own:")
    False
    """
    if len(line) > LONGEST or line.count("<") > line.count(">"):
        return False
    if _RULED.match(line) or _VERB_INSIDE.match(line) and is_dated(line):
        return True
    if _DATE_FIRST.match(line):
        return True
    match = _ENDS.match(line)
    return bool(match and is_dated(match["who"]))


def begins_introduction(line: str) -> bool:
    """Tell whether an introduction, perhaps wrapped, can begin with a line."""
    if len(line) > LONGEST:
        return False
    if _RULED.match(line) or re.search(_DAY, line):
        return True
    is_whole = not line.lstrip("> ").startswith(("<", "mailto:"))
    is_whole = is_whole and line.count("<") >= line.count(">")
    return is_whole and bool(re.search(_ADDRESS, line) or "wrote" in line)


def is_dated(text: str) -> bool:
    """Tell whether a text has a date, a time or an address."""
    return bool(re.search(_DAY, text) or re.search(_ADDRESS, text))
