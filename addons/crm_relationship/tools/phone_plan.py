# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The Vietnamese numbering plan: what a number is, and what it was before.

Landlines got new area codes in 2017 (04 became 024), mobile numbers of 11 digits
became ones of 10 in 2018. An old landline number that reads as a mobile number of
today is taken for that.
"""

import re

#: Renumbering of 2018: old 4-digit mobile prefix to the 3-digit one.
OLD_PREFIXES = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
    "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036",
    "0167": "037", "0168": "038", "0169": "039", "0186": "056", "0188": "058",
    "0199": "059",
}  # fmt: skip

#: Renumbering of 2017: old area code to the one of today.
OLD_AREAS = {
    "04": "024", "08": "028", "020": "0214", "022": "0212", "025": "0205",
    "026": "0206", "027": "0207", "029": "0216", "030": "0229", "031": "0225",
    "033": "0203", "036": "0227", "037": "0237", "038": "0238", "039": "0239",
    "052": "0232", "053": "0233", "054": "0234", "055": "0255", "056": "0256",
    "057": "0257", "058": "0258", "059": "0269", "060": "0260", "061": "0251",
    "062": "0252", "063": "0263", "064": "0254", "066": "0276", "067": "0277",
    "068": "0259", "070": "0270", "072": "0272", "073": "0273", "074": "0294",
    "075": "0275", "076": "0296", "077": "0297", "079": "0299",
    "0230": "0215", "0231": "0213", "0240": "0204", "0241": "0222", "0280": "0208",
    "0281": "0209", "0320": "0220", "0321": "0221", "0350": "0228", "0351": "0226",
    "0500": "0262", "0501": "0261", "0510": "0235", "0511": "0236", "0650": "0274",
    "0651": "0271", "0710": "0292", "0711": "0293", "0780": "0290", "0781": "0291",
}  # fmt: skip

#: Digits of a whole old number by the length of its area code.
_OLD_LENGTHS = {2: 10, 3: 10, 4: 11}
#: First digits that subscribers' numbers of landlines have.
_SUBSCRIBERS = tuple("234567")
_MOBILE = re.compile(
    r"0(?:3\d{8}|5(?:[1689]\d{7}|2[238]\d{6}|59\d{6})|7[06-9]\d{7}"
    r"|8(?:[1-8]\d{7}|9[6-9]\d{6})|9(?:[0-8]\d{7}|9[013-9]\d{6})"
    r"|1(?:[46]0\d{6}|21[0-3]\d{5}))"
)
_LANDLINE = re.compile(
    r"02(?:0[3-9]|1[0-689]|2[0-25-9]|[38][2-9]|4[2-8]|5[124-9]|6[0-39]|7[0-7]"
    r"|9[0-4679])\d{7}"
)
_HOTLINE = re.compile(r"1[89]00\d{4,6}")
_SHORT = re.compile(r"\d{3,6}")


def kind_of(digits: str) -> str:
    """Return what a national number of today is.

    :return: mobile, landline, hotline, short or unknown

    >>> [kind_of(n) for n in ("0912345678", "02838221234", "19001234", "113", "0400")]
    ['mobile', 'landline', 'hotline', 'short', 'short']
    """
    for kind, pattern in (
        ("mobile", _MOBILE),
        ("landline", _LANDLINE),
        ("hotline", _HOTLINE),
        ("short", _SHORT),
    ):
        if pattern.fullmatch(digits):
            return kind
    return "unknown"


def of_today(digits: str, area: str = "") -> str:
    """Return a national number as it is dialled today.

    :param area: the area code, where it was written apart, in brackets

    >>> of_today("01681234567"), of_today("05113822123"), of_today("0838221234", "08")
    ('0381234567', '02363822123', '02838221234')
    """
    if len(digits) == 11 and digits[:4] in OLD_PREFIXES:
        return OLD_PREFIXES[digits[:4]] + digits[4:]
    if area not in OLD_AREAS and kind_of(digits) in ("mobile", "landline"):
        return digits
    for length in (len(area),) if area in OLD_AREAS else (4, 3, 2):
        new = OLD_AREAS.get(digits[:length])
        is_subscriber = digits[length : length + 1] in _SUBSCRIBERS
        if new and is_subscriber and len(digits) == _OLD_LENGTHS[length]:
            return new + digits[length:]
    return digits


def national_format(digits: str) -> str:
    """Return a national number with the spaces that people expect.

    >>> national_format("0912345678"), national_format("02838221234")
    ('0912 345 678', '028 3822 1234')
    """
    kind = kind_of(digits)
    cuts = {"mobile": (4, 7), "hotline": (4,)}.get(kind, ())
    if kind == "landline":
        cuts = (3, 7) if digits[:3] in ("024", "028") else (4, 7)
    starts = (0, *cuts)
    ends = (*cuts, len(digits))
    return " ".join(digits[a:b] for a, b in zip(starts, ends, strict=True))
