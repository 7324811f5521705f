"""标注: what a person may have put on a document besides its matter: 密级, 紧急程度, 附注. Never put there by itself.

Where several stand at the head, 份号 comes first, then 密级和保密期限, then 紧急程度. 份号 is stamped copy by copy.
Source: GB/T 9704-2012, 7.2.1 to 7.2.3 and 7.3.6.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from domain.citing import cited_if_any
from domain.refusal import Refused


class Secrecy(StrEnum):
    """密级."""

    SECRET = "SECRET"
    CONFIDENTIAL = "CONFIDENTIAL"
    TOP_SECRET = "TOP_SECRET"


SECRECY_NAMES = {Secrecy.SECRET: "秘密", Secrecy.CONFIDENTIAL: "机密", Secrecy.TOP_SECRET: "绝密"}


class Urgency(StrEnum):
    """紧急程度."""

    URGENT = "URGENT"
    MOST_URGENT = "MOST_URGENT"


URGENCY_NAMES = {Urgency.URGENT: "加急", Urgency.MOST_URGENT: "特急"}


class Marks(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """``kept_secret``: for how long (保密期限), such as 1年; ``footnote``: 附注, printed in brackets below the date."""

    secrecy: Secrecy | None = None
    kept_secret: str = ""
    urgency: Urgency | None = None
    footnote: str = ""

    @property
    def secrecy_text(self) -> str:
        """秘密★1年; without a period the level alone."""
        if self.secrecy is None:
            return ""
        return SECRECY_NAMES[self.secrecy] + (f"★{self.kept_secret}" if self.kept_secret else "")

    @property
    def urgency_text(self) -> str:
        return URGENCY_NAMES[self.urgency] if self.urgency else ""


UNMARKED = Marks()


def marked(marks: Marks) -> Marks:
    """The marks as they go into the event. Raises Refused for a period of secrecy without a level."""
    if marks.kept_secret.strip() and marks.secrecy is None:
        raise Refused("secrecy_missing")
    kept, foot = cited_if_any(marks.kept_secret, "保密期限"), cited_if_any(marks.footnote, "附注")
    return msgspec.structs.replace(marks, kept_secret=kept, footnote=foot)
