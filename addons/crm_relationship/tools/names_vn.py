# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How a person is called and greeted, in Vietnamese and in English.

A Vietnamese name is family, middle, given: people are called by the last word, with a
word of kinship before it (an honorific) that says how old they are for the one who
speaks. Who speaks has such a word too. Elsewhere the given name stands first.
"""

from .fold import fold

#: Word of kinship or rank: (in Vietnamese, in English, of a company).
HONORIFICS = {
    "anh": ("anh", "Mr"),
    "chi": ("chị", "Ms"),
    "ong": ("ông", "Mr"),
    "ba": ("bà", "Mrs"),
    "co": ("cô", "Ms"),
    "chu": ("chú", "Mr"),
    "bac": ("bác", ""),
    "em": ("em", ""),
    "ban": ("bạn", ""),
    "thay": ("thầy", "Mr"),
    "quy_khach": ("quý khách", ""),
    "quy_cong_ty": ("quý công ty", ""),
}
#: How the one who speaks calls themself before somebody, when nothing else is said.
SELF_WORDS = {
    "em": "anh/chị",
    "chu": "cháu", "co": "cháu", "bac": "cháu", "ong": "cháu", "ba": "cháu",
    "anh": "em", "chi": "em", "thay": "em",
    "ban": "mình",
    "quy_khach": "chúng tôi", "quy_cong_ty": "chúng tôi",
}  # fmt: skip
OF_GENDER = {"male": "anh", "female": "chi"}
#: With these a company or a stranger is addressed, without a name.
NAMELESS = {"quy_khach", "quy_cong_ty"}

#: Family names of nearly all Vietnamese, without accents.
_FAMILY_NAMES = frozenset(
    "an bach banh be bui ca cam cao chau chu chung chuong cu cung dam dang dao dau dien"
    " dinh do doan doi dong du duong giang giap ha han ho hoang hong hua huynh kha khong"
    " khuat khuc kieu kim la lai lam le lo loi lu luc luong luu ly ma mac mach mai nghiem"
    " ngo ngon nguy nguyen nhan nhu nong ong pham phan phi pho phu phung phuong quach"
    " quan sam son su ta tang thach thai than thi thieu ti tiet to ton tong tra tran trang"
    " trieu trinh truong tu tuong uong van vi vien vo vu vuong xa yen".split()
)
#: Of these, what others have for a name too. Without accents they say little.
_COMMON_NAMES = frozenset(
    "an bach ca chu do ha kim la lai lam le lo ma mai on ong phi quan sam son ta tang thai"
    " than to ton tong van vi yen".split()
)


def is_vietnamese(name: str) -> bool:
    """Tell whether a whole name is a Vietnamese one, by its family name.

    >>> is_vietnamese("Nguyễn Thị Đào"), is_vietnamese("tran van an")
    (True, True)
    >>> is_vietnamese("Mary Tran"), is_vietnamese("Đào"), is_vietnamese("Kim Novak")
    (False, False, False)
    """
    plain = fold(name)
    words = plain.split()
    if len(words) < 2 or words[0] not in _FAMILY_NAMES:
        return False
    is_accented = plain != " ".join(name.casefold().split())
    return is_accented or len(words) > 2 or words[0] not in _COMMON_NAMES


def given_name(name: str | None, *, vietnamese: bool | None = None) -> str:
    """Return the name by which a person is called.

    :param vietnamese: whether the given name stands last; by the family name if unsaid

    >>> given_name("Nguyễn Thị Đào"), given_name("Mary Ann Smith"), given_name("")
    ('Đào', 'Mary', '')
    """
    words = (name or "").split()
    if not words:
        return ""
    last = is_vietnamese(name) if vietnamese is None else vietnamese
    return words[-1 if last else 0]


def honorific_of(honorific: str | None, gender: str | None, *, is_company: bool) -> str:
    """Return the honorific that fits what is known, empty when nothing is.

    >>> honorific_of("bac", "male", is_company=False)
    'bac'
    >>> honorific_of(None, "female", is_company=False)
    'chi'
    """
    if honorific in HONORIFICS:
        return honorific
    return "quy_cong_ty" if is_company else OF_GENDER.get(gender or "", "")


def address(honorific: str, called: str, lang: str) -> str:
    """Return how a person is addressed, within a sentence.

    >>> address("chi", "Đào", "vi_VN"), address("chi", "Đào", "en_US")
    ('chị Đào', 'Ms Đào')
    >>> address("", "Đào", "vi_VN"), address("quy_khach", "Đào", "vi_VN")
    ('anh/chị Đào', 'quý khách')
    """
    vietnamese, english = HONORIFICS.get(honorific, ("anh/chị", ""))
    if lang.startswith("vi"):
        if honorific in NAMELESS or not called:
            return vietnamese if honorific else "quý khách"
        return f"{vietnamese} {called}"
    if honorific in NAMELESS or not called:
        return "customer" if honorific != "quy_cong_ty" else "Sir or Madam"
    return f"{english} {called}".strip()


def greeting(honorific: str, called: str, lang: str) -> str:
    """Return the first words of a letter.

    >>> greeting("chi", "Đào", "vi_VN"), greeting("quy_cong_ty", "An Phát", "vi_VN")
    ('Chào chị Đào', 'Kính gửi quý công ty')
    >>> greeting("", "Đào", "en_US"), greeting("quy_cong_ty", "An Phát", "en_US")
    ('Dear Đào', 'Dear Sir or Madam')
    """
    whom = address(honorific, called, lang)
    if not lang.startswith("vi"):
        return f"Dear {whom}"
    formal = honorific in NAMELESS | {"ong", "ba"} or not called
    return f"{'Kính gửi' if formal else 'Chào'} {whom}"


def self_word(honorific: str, chosen: str | None, lang: str) -> str:
    """Return how the one who speaks calls themself.

    >>> self_word("bac", None, "vi_VN"), self_word("bac", "con", "vi_VN")
    ('cháu', 'con')
    >>> self_word("bac", None, "en_US")
    'I'
    """
    if not lang.startswith("vi"):
        return "I"
    return chosen or SELF_WORDS.get(honorific, "tôi")
