"""公示公告: what may hang on a wall. Never an ID number, a phone, an account or an illness; a name only masked.

Source: domain reference, section 14 (3).
"""

from __future__ import annotations

import re

from domain.personal_numbers import PERSONAL_NUMBERS, without_dates
from domain.refusal import Refused

FORBIDDEN = (
    *PERSONAL_NUMBERS,
    (
        "健康情况",
        re.compile("病|癌|瘤|残疾|伤残|手术|住院|化疗|透析|瘫|失能|精神障碍|尿毒|高血压|糖尿|结核|肝炎|艾滋|怀孕|诊断"),
    ),
    ("未遮盖的姓名", re.compile(r"(?:户主|姓名)\s*:\s*(?![一-鿿]{0,3}[某*])[一-鿿]{2,4}")),
)


def fit_for_the_public(text: str) -> str:
    """The text as it was given. Raises Refused that says what must not be in it."""
    plain = without_dates(text)
    for what, pattern in FORBIDDEN:
        if pattern.search(plain):
            raise Refused("not_for_the_public", what=what)
    return text
