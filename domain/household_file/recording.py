"""登记资料 发放到户: papers come into a file, edition by edition; what is handed out leaves a receipt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.calendar import local_date
from domain.circumstances import Circumstances
from domain.events import NewEvent
from domain.household_file.household_file import FileEvent, Handout, HouseholdFile, Paper, file_of, kept_for, known_kind
from domain.household_file.rules import KEEPER_NAMES, PART_NAMES, Keeper, PaperKind, PaperPart
from domain.monitoring_case.evidence import proven
from domain.organisation import UnitKind
from domain.problem.problem import Evidence, Place
from domain.refusal import Refused
from domain.sealing import Sealed

# --- commands -----------------------------------------------------------------------------------------------------


class RecordPaper(msgspec.Struct, frozen=True):
    """登记资料: a paper as it is, gaps and all; ``blank`` are the fields that are not filled in.

    Without ``household_ref`` it is a paper that the village (or town) named by ``village`` keeps itself. A further
    edition of a paper says why (``reason``).
    """

    campaign: str
    village: str
    kind: str
    blank: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    household_ref: str = ""
    dated_on: date | None = None
    signed: bool = False
    conclusion: str = ""
    grade: str = ""
    reason: str = ""
    householder: str = ""
    household_kind: str = ""


class RecordHandout(msgspec.Struct, frozen=True):
    """发放到户: the household got a paper, and signed for it; ``receiver`` is who signed, ``evidence`` the receipt."""

    campaign: str
    village: str
    household_ref: str
    kind: str
    receiver: str
    evidence: tuple[Evidence, ...]


# --- events -------------------------------------------------------------------------------------------------------


class PaperRecorded(FileEvent, frozen=True, kw_only=True, tag="household_file.paper_recorded"):
    """``reason`` stands where it is a further edition."""

    kind: str
    edition: int
    evidence: tuple[Evidence, ...]
    dated_on: date | None = None
    blank: tuple[str, ...] = ()
    signed: bool = False
    conclusion: str = ""
    grade: str = ""
    reason: Sealed | None = None
    householder: Sealed | None = None
    household_kind: str = ""

    def apply(self, state: HouseholdFile) -> HouseholdFile:
        paper = Paper(self.kind, self.edition, self.dated_on, self.blank, self.signed, self.conclusion, self.grade)
        return replace(
            state,
            papers=(*state.papers, paper),
            householder=self.householder or state.householder,
            household_kind=self.household_kind or state.household_kind,
        )


class PaperHandedOut(FileEvent, frozen=True, kw_only=True, tag="household_file.handed_out"):
    kind: str
    receiver: Sealed
    evidence: tuple[Evidence, ...]

    def apply(self, state: HouseholdFile) -> HouseholdFile:
        handout = Handout(self.kind, local_date(self.occurred_at))
        return replace(state, handouts=(*state.handouts, handout))


# --- decisions ----------------------------------------------------------------------------------------------------


def record_paper(file: HouseholdFile, command: RecordPaper, c: Circumstances) -> Iterator[NewEvent]:
    kind = known_kind(command.kind, c)
    kept = whose(file, kind, command, c)
    only_fields_of_the_form(kind, command)
    not_dated_ahead(command, c)
    nothing_left_out_that_must_be_there(kind, command)
    among(kind, PaperPart.CONCLUSION, command.conclusion, kind.conclusions)
    among(kind, PaperPart.GRADE, command.grade, kind.grades)
    subject = command.household_ref or str(file_of("", command.village))
    household_kind = one_of_the_place(command.household_kind, c)
    told = {
        "kind": kind.code,
        "edition": len(file.editions(kind.code)) + 1,
        "dated_on": command.dated_on,
        "blank": command.blank,
        "signed": command.signed,
        "conclusion": command.conclusion,
        "grade": command.grade,
        "evidence": proven(command.evidence, c),
        "reason": why_again(file, kind, command, subject, c),
        "householder": c.seal(subject, "户主姓名", command.householder) if command.householder else None,
        "household_kind": household_kind,
    }
    yield PaperRecorded, kept | told


def record_handout(file: HouseholdFile, command: RecordHandout, c: Circumstances) -> Iterator[NewEvent]:
    kind = known_kind(command.kind, c)
    kept = kept_for(file, command.household_ref, command.village, c)
    if not kind.handed_out:
        raise Refused("not_handed_out", paper=kind.label)
    told = {
        "kind": kind.code,
        "receiver": c.seal(command.household_ref, "签收人", command.receiver),
        "evidence": proven(command.evidence, c),
    }
    yield PaperHandedOut, kept | told


# --- rules --------------------------------------------------------------------------------------------------------


def whose(file: HouseholdFile, kind: PaperKind, command: RecordPaper, c: Circumstances) -> dict[str, Any]:
    """The household whose paper it is, or the village or town that keeps it itself."""
    if kind.keeper is Keeper.HOUSEHOLD:
        return kept_for(file, command.household_ref, command.village, c)
    level = UnitKind[kind.keeper.name]
    if command.household_ref or c.organisation.unit(command.village).kind is not level:
        raise Refused("paper_of_another_level", paper=kind.label, keeper=KEEPER_NAMES[kind.keeper])
    if not c.organisation.reaches(c.actor.unit, command.village):
        raise Refused("out_of_reach", name=c.actor.name, acting=c.actor.unit, unit=command.village)
    above = {level: c.organisation.above(command.village, level) for level in (UnitKind.COUNTY, UnitKind.TOWN)}
    village = command.village if kind.keeper is Keeper.VILLAGE else ""
    return {
        "household": "",
        "place": Place(above[UnitKind.COUNTY], above[UnitKind.TOWN], village),
        "by": c.actor.named(),
    }


def only_fields_of_the_form(kind: PaperKind, command: RecordPaper) -> None:
    for field in command.blank:
        if field not in kind.fields:
            raise Refused("unknown_field", paper=kind.label, field=field, known="、".join(kind.fields) or "（无）")


def not_dated_ahead(command: RecordPaper, c: Circumstances) -> None:
    if command.dated_on is not None and command.dated_on > c.today:
        raise Refused("paper_dated_ahead", dated=command.dated_on, today=c.today)


def nothing_left_out_that_must_be_there(kind: PaperKind, command: RecordPaper) -> None:
    """Of some forms nothing is kept that lacks its date or its grade (R004-30)."""
    there = {
        PaperPart.DATE: command.dated_on is not None,
        PaperPart.SIGNATURE: command.signed,
        PaperPart.CONCLUSION: bool(command.conclusion),
        PaperPart.GRADE: bool(command.grade),
    }
    lacking = [PART_NAMES[part] for part in kind.refused_without if not there[part]]
    if lacking:
        raise Refused("paper_incomplete", paper=kind.label, parts="、".join(lacking))


def among(kind: PaperKind, part: PaperPart, given: str, known: tuple[str, ...]) -> None:
    """A conclusion or a grade is one of the form's own words: nothing personal can be written there."""
    if given and given not in known:
        known_words = "、".join(known) or "（无）"
        raise Refused("unknown_on_paper", paper=kind.label, part=PART_NAMES[part], given=given, known=known_words)


def one_of_the_place(household_kind: str, c: Circumstances) -> str:
    known = c.pack.monitoring.household_kinds
    if household_kind and household_kind not in known:
        raise Refused("unknown_household_kind", kind=household_kind, known="、".join(known) or "（无）")
    return household_kind


def why_again(
    file: HouseholdFile, kind: PaperKind, command: RecordPaper, subject: str, c: Circumstances
) -> Sealed | None:
    """A paper is corrected by a further edition, never overwritten (R004-14); the edition says why."""
    before = file.paper(kind.code)
    if before is None:
        return None
    if not command.reason.strip():
        raise Refused("edition_unexplained", paper=kind.label, edition=before.edition)
    return c.seal(subject, "更正理由", command.reason)
