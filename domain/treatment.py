"""结果运用: 限期整改 约谈 问责 of a unit and of people, 通报表扬 and 通报批评; decided by a named person, on paper.

Each falls on one unit or one person, and both are recorded. Criticism and praise count in the yearly assessment.
Source: domain reference, section 5 ("results other than per-problem") and 10; R003-25, R003-27.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from domain.assessment import Citation
from domain.case import CaseEvent
from domain.circumstances import Circumstances
from domain.citing import cited
from domain.events import Named, NewEvent
from domain.owing import Obligation
from domain.refusal import Refused
from domain.sealing import Sealed


class Treatment(StrEnum):
    """What is done."""

    PRAISE = "PRAISE"
    CRITICISM = "CRITICISM"
    RECTIFY_BY = "RECTIFY_BY"
    INTERVIEW = "INTERVIEW"
    ACCOUNTABILITY = "ACCOUNTABILITY"


TREATMENT_NAMES = {
    Treatment.PRAISE: "通报表扬",
    Treatment.CRITICISM: "通报批评",
    Treatment.RECTIFY_BY: "责令限期整改",
    Treatment.INTERVIEW: "约谈有关人员",
    Treatment.ACCOUNTABILITY: "问责",
}


class Stage(StrEnum):
    DECIDED = "DECIDED"


STAGE_NAMES = {Stage.DECIDED: "已作出"}


class Treated(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One treatment of one unit, or of one person."""

    treatment: Treatment
    unit: str = ""
    person: Named | None = None


class Notice(msgspec.Struct, frozen=True):
    """A document by which units or people were treated, as it was decided."""

    id: UUID
    version: int
    campaign: str
    document: str
    unit: str
    decided_at: datetime
    treated: tuple[Treated, ...]
    obligations: tuple[Obligation, ...] = ()

    @property
    def stage(self) -> Stage:
        return Stage.DECIDED

    @property
    def number(self) -> str:
        return self.document

    @property
    def answerable(self) -> tuple[str, ...]:
        return ()

    @property
    def due_on(self) -> date | None:
        return None


# --- command ------------------------------------------------------------------------------------------------------


class TreatmentDraft(msgspec.Struct, frozen=True):
    """Of a unit or of a person: one of the two."""

    treatment: Treatment
    unit: str = ""
    person: str = ""


class DecideTreatment(msgspec.Struct, frozen=True):
    """作出处理: by a document, with the grounds, of units and people."""

    campaign: str
    document: str
    reason: str
    treated: tuple[TreatmentDraft, ...]


# --- event --------------------------------------------------------------------------------------------------------


class TreatmentDecided(CaseEvent, frozen=True, kw_only=True, tag="treatment.decided"):
    document: str
    unit: str
    reason: Sealed
    treated: tuple[Treated, ...]
    by: Named

    def apply(self, state: Notice | None) -> Notice:
        return Notice(
            id=self.originator_id,
            version=self.originator_version,
            campaign=self.envelope.campaign,
            document=self.document,
            unit=self.unit,
            decided_at=self.occurred_at,
            treated=self.treated,
        )


# --- decision -----------------------------------------------------------------------------------------------------


def decide(case_id: UUID, command: DecideTreatment, c: Circumstances) -> Iterator[NewEvent]:
    document = cited(command.document, "文号")
    if not command.treated:
        raise Refused("nobody_treated")
    yield (
        TreatmentDecided,
        {
            "document": document,
            "unit": c.actor.unit,
            "reason": c.seal(str(case_id), "处理理由", command.reason),
            "treated": tuple(treated(draft, c) for draft in command.treated),
            "by": c.actor.named(),
        },
    )


def treated(draft: TreatmentDraft, c: Circumstances) -> Treated:
    """On one unit or one person, within the reach of whoever decides, and never on himself or his own unit."""
    if bool(draft.unit) == bool(draft.person):
        raise Refused("treated_whom", treatment=TREATMENT_NAMES[draft.treatment])
    if draft.unit:
        below(c.organisation.unit(draft.unit).code, c)
        return Treated(draft.treatment, unit=draft.unit)
    person = c.named(draft.person)
    below(person.unit, c)
    return Treated(draft.treatment, person=person)


def below(unit: str, c: Circumstances) -> None:
    if unit == c.actor.unit:
        raise Refused("own_treatment", name=c.actor.name, unit=unit)
    if not unit or not c.organisation.reaches(c.actor.unit, unit):
        raise Refused("out_of_reach", name=c.actor.name, acting=c.actor.unit, unit=unit)


# --- what counts in the assessment ----------------------------------------------------------------------------------


def criticisms(notices: Iterable[Notice]) -> tuple[Citation, ...]:
    """通报批评 of units, with the document of each: a line each in their assessment."""
    return tuple(
        Citation(one.unit, notice.document)
        for notice in notices
        for one in notice.treated
        if one.treatment is Treatment.CRITICISM and one.unit
    )
