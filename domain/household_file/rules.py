"""户档目录: which papers a household, a village and a town keep, and what each has to show. A place's list is data.

Source: R004-12, R004-13, R004-15, R004-19, R004-22, R004-25, R004-30, R004-34, R002-32.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Keeper(StrEnum):
    """Whose paper it is: each level has a list of its own."""

    HOUSEHOLD = "HOUSEHOLD"
    VILLAGE = "VILLAGE"
    TOWN = "TOWN"


KEEPER_NAMES = {Keeper.HOUSEHOLD: "户", Keeper.VILLAGE: "村", Keeper.TOWN: "乡镇"}


class PaperPart(StrEnum):
    """What may stand on a paper, or be left out."""

    DATE = "DATE"
    SIGNATURE = "SIGNATURE"
    CONCLUSION = "CONCLUSION"
    GRADE = "GRADE"


PART_NAMES = {
    PaperPart.DATE: "日期",
    PaperPart.SIGNATURE: "签字",
    PaperPart.CONCLUSION: "结论",
    PaperPart.GRADE: "等级",
}


class ResidenceKind(StrEnum):
    """How somebody lives elsewhere."""

    RENTED = "RENTED"
    WITH_RELATIVES = "WITH_RELATIVES"


RESIDENCE_NAMES = {ResidenceKind.RENTED: "租赁房屋", ResidenceKind.WITH_RELATIVES: "投亲靠友"}


class PaperKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of paper (收入登记表, 房屋安全认定表): whose it is, and what it has to show."""

    code: str
    label: str
    keeper: Keeper = Keeper.HOUSEHOLD
    of: tuple[str, ...] = ()
    """户类型 (of those that the pack names for monitoring) of the households that have one; none: every household."""
    fields: tuple[str, ...] = ()
    """What has to be filled in."""
    parts: tuple[PaperPart, ...] = ()
    """What has to stand on it: without it, it is found by the check."""
    refused_without: tuple[PaperPart, ...] = ()
    """What it is not taken into the file without (R004-30)."""
    conclusions: tuple[str, ...] = ()
    """One of which it comes to."""
    grades: tuple[str, ...] = ()
    not_after: str = ""
    """The code of the paper than which it may not be dated later (R004-15)."""
    handed_out: bool = False
    """It is handed out to the household, against a receipt (R002-32)."""
    residence: tuple[ResidenceKind, ...] = ()
    """It is wanted only of a household that lives so (R004-34)."""


class HouseholdFileRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """户档: the list of papers of all levels, and what else is known of every household."""

    papers: tuple[PaperKind, ...] = ()
    aware: str = ""
    """The code of the threshold for the 政策明白人 of a household (R004-22); empty: none are asked for."""
    water: bool = False
    """Every household has a record of its water (R004-25)."""

    def kind(self, name: str) -> PaperKind | None:
        """The kind of paper of this code or label."""
        return next((kind for kind in self.papers if name in (kind.code, kind.label)), None)
