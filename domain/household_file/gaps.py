"""查漏补缺: what a file lacks by the list of its campaign, each thing with a code and in words.

A gap is found, not refused: the paper is in the file as it is. Source: R004-12, R004-13, R004-15, R004-19, R004-22,
R004-25, R004-30, R002-32.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from domain.household_file.household_file import HouseholdFile, Paper
from domain.household_file.rules import Keeper, PaperKind, PaperPart
from domain.pack import Pack
from domain.thresholds import Verdict, amount, judge


class GapCode(StrEnum):
    MISSING = "MISSING"
    BLANK = "BLANK"
    UNDATED = "UNDATED"
    UNSIGNED = "UNSIGNED"
    NO_CONCLUSION = "NO_CONCLUSION"
    NO_GRADE = "NO_GRADE"
    OUT_OF_ORDER = "OUT_OF_ORDER"
    NOT_HANDED_OUT = "NOT_HANDED_OUT"
    NOBODY_AWARE = "NOBODY_AWARE"
    NO_WATER_RECORD = "NO_WATER_RECORD"
    NO_WATER = "NO_WATER"
    WORKS_WITHOUT_WATER = "WORKS_WITHOUT_WATER"


class Gap(msgspec.Struct, frozen=True):
    """One thing that a file lacks. ``paper`` is the code of the paper, empty where it is none."""

    code: GapCode
    says: str
    paper: str = ""


def gaps(file: HouseholdFile, pack: Pack) -> tuple[Gap, ...]:
    """Everything that the file lacks, in the order of the list."""
    return (*(gap for kind in expected(file, pack) for gap in gaps_of(kind, file, pack)), *gaps_of_life(file, pack))


# --- papers -------------------------------------------------------------------------------------------------------


def expected(file: HouseholdFile, pack: Pack) -> tuple[PaperKind, ...]:
    """The papers that should be in the file, or are."""
    return tuple(kind for kind in pack.household_file.papers if is_expected(kind, file) or file.paper(kind.code))


def is_expected(kind: PaperKind, file: HouseholdFile) -> bool:
    """A household whose 户类型 nobody has said is asked for everything."""
    if kind.keeper is not keeper_of(file):
        return False
    if kind.residence and file.residence not in kind.residence:
        return False
    return not kind.of or file.household_kind in ("", *kind.of)


def keeper_of(file: HouseholdFile) -> Keeper:
    if file.household:
        return Keeper.HOUSEHOLD
    return Keeper.VILLAGE if file.place.village else Keeper.TOWN


def holds(file: HouseholdFile, kind: PaperKind) -> bool:
    """Whether the paper is there: one that wants a signature is nothing without it (R004-13)."""
    paper = file.paper(kind.code)
    return paper is not None and (paper.signed or PaperPart.SIGNATURE not in kind.parts)


def gaps_of(kind: PaperKind, file: HouseholdFile, pack: Pack) -> Iterator[Gap]:
    paper = file.paper(kind.code)
    if paper is None:
        yield Gap(GapCode.MISSING, f"缺少{kind.label}", kind.code)
    else:
        yield from blanks(kind, paper)
        yield from parts_left_out(kind, paper)
        yield from dates_out_of_order(kind, paper, file, pack)
    if kind.handed_out and not file.was_handed_out(kind.code):
        yield Gap(GapCode.NOT_HANDED_OUT, f"{kind.label}没有发放到户的签收", kind.code)


def blanks(kind: PaperKind, paper: Paper) -> Iterator[Gap]:
    if paper.blank:
        yield Gap(GapCode.BLANK, f"{kind.label}漏填{'、'.join(paper.blank)}", kind.code)


def parts_left_out(kind: PaperKind, paper: Paper) -> Iterator[Gap]:
    for part, code, there, words in (
        (PaperPart.DATE, GapCode.UNDATED, paper.dated_on is not None, "没有日期"),
        (PaperPart.SIGNATURE, GapCode.UNSIGNED, paper.signed, "未签字，视同没有"),
        (PaperPart.CONCLUSION, GapCode.NO_CONCLUSION, bool(paper.conclusion), "没有结论"),
        (PaperPart.GRADE, GapCode.NO_GRADE, bool(paper.grade), "没有等级"),
    ):
        if part in kind.parts and not there:
            yield Gap(code, f"{kind.label}{words}", kind.code)


def dates_out_of_order(kind: PaperKind, paper: Paper, file: HouseholdFile, pack: Pack) -> Iterator[Gap]:
    """An application is not dated later than its confirmation (R004-15)."""
    other_kind = pack.household_file.kind(kind.not_after)
    other = file.paper(kind.not_after)
    if other_kind is None or other is None or paper.dated_on is None or other.dated_on is None:
        return
    if paper.dated_on > other.dated_on:
        says = f"{kind.label}的日期 {paper.dated_on} 晚于{other_kind.label}的日期 {other.dated_on}"
        yield Gap(GapCode.OUT_OF_ORDER, says, kind.code)


# --- what is known beside them ------------------------------------------------------------------------------------


def gaps_of_life(file: HouseholdFile, pack: Pack) -> Iterator[Gap]:
    if file.household:
        yield from nobody_aware(file, pack)
        yield from water(file, pack)


def nobody_aware(file: HouseholdFile, pack: Pack) -> Iterator[Gap]:
    if not is_aware(file, pack):
        yield Gap(GapCode.NOBODY_AWARE, "没有长期在家的政策明白人")


def is_aware(file: HouseholdFile, pack: Pack) -> bool:
    """Whether as many members know the policies as the campaign wants (R004-22)."""
    wanted = next((known for known in pack.thresholds if known.code == pack.household_file.aware), None)
    return wanted is None or judge(wanted, amount(len(file.aware))).verdict is Verdict.MET


def water(file: HouseholdFile, pack: Pack) -> Iterator[Gap]:
    """供水设施齐全，但不通水 is one thing, no works another (R004-25)."""
    if file.water is None:
        if pack.household_file.water:
            yield Gap(GapCode.NO_WATER_RECORD, "没有饮水记录")
    elif not file.water.has_water:
        if file.water.has_works:
            yield Gap(GapCode.WORKS_WITHOUT_WATER, "供水设施齐全，但不通水")
        else:
            yield Gap(GapCode.NO_WATER, "没有供水设施，也不通水")
