"""个人号码: numbers that belong to one person or household, as they stand in a text: ID card, telephone, account.

Source: domain reference, section 14 (3) and (4).
"""

from __future__ import annotations

import re
import unicodedata

DATE = re.compile(r"\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?")
BETWEEN_DIGITS = re.compile(r"(?<=\d)[ \-—–]+(?=[\dXx])")

PERSONAL_NUMBERS = (
    ("身份证号", re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?![\dXx])")),
    ("电话号码", re.compile(r"(?<!\d)(?:86)?1[3-9]\d{9}(?!\d)|(?<!\d)0\d{9,11}(?!\d)")),
    ("银行账号", re.compile(r"(?<!\d)\d{12,}(?!\d)")),
)


def without_dates(text: str) -> str:
    """The text in half width, its dates taken out, its numbers in one piece: the form in which it is searched."""
    return BETWEEN_DIGITS.sub("", DATE.sub("某日", unicodedata.normalize("NFKC", text)))


def personal_number(text: str) -> str:
    """What kind of a person's number the text holds; empty: none."""
    plain = without_dates(text)
    return next((what for what, pattern in PERSONAL_NUMBERS if pattern.search(plain)), "")


WRITTEN_NUMBER = re.compile(r"\d(?:[ \-—–]*[\dXxＸｘ])+")
WITHHELD = "〔含个人号码，不予显示〕"


def without_personal_numbers(text: str) -> str:
    """The text with its kind in place of every number of a person; one that cannot be cut out leaves nothing of it."""
    shown = WRITTEN_NUMBER.sub(lambda found: named_only(found[0]), text)
    return WITHHELD if personal_number(shown) else shown


def named_only(number: str) -> str:
    what = personal_number(number)
    return f"〔{what}〕" if what else number
