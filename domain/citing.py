"""文号: the little that a person may write into an event as it is: the number or the name of a document, of a body.

Everything else that is written freely is sealed. So a number is checked for what it is: short, and nobody's own.
Source: domain reference, section 14 (4) and 14b; design section 4.
"""

from __future__ import annotations

from domain.personal_numbers import personal_number
from domain.refusal import Refused

LONGEST = 60
"""Characters: a number with the name of its issuer, or the title of a notice; no story."""


def cited(text: str, field: str) -> str:
    """The number or the name, without blanks around it. Raises Refused; ``field`` is its Chinese name."""
    if not text.strip():
        raise Refused("text_missing", field=field)
    return cited_if_any(text, field)


def cited_if_any(text: str, field: str) -> str:
    """The same where nothing need be cited."""
    plain = text.strip()
    if len(plain) > LONGEST or "\n" in plain:
        raise Refused("citation_too_long", field=field, most=LONGEST)
    if what := personal_number(plain):
        raise Refused("citation_personal", field=field, what=what)
    return plain
