"""农户登记簿: one small stream per household: which case of it is open, how many there were, and aid beside them.

Rules over the cases of one household are kept here: at most one is open (I-11). Aid that was given while the household
was in no case is found out here: 只帮扶不纳入系统, 体外循环. Source: domain reference, section 6; R001-25.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from msgspec.structs import replace

from domain.circumstances import Circumstances
from domain.events import Elsewhere, Event, Named, NewEvent
from domain.monitoring_case.evidence import proven
from domain.organisation import UnitKind
from domain.problem.problem import Evidence, Place
from domain.refusal import Refused
from domain.sealing import Sealed


class AidKind(StrEnum):
    """What kind of help a household was given."""

    INCOME = "INCOME"
    MEDICAL = "MEDICAL"
    EDUCATION = "EDUCATION"
    HOUSING = "HOUSING"
    WATER = "WATER"
    JOB = "JOB"
    INDUSTRY = "INDUSTRY"
    TEMPORARY = "TEMPORARY"
    OTHER = "OTHER"


AID_KINDS = {
    AidKind.INCOME: "兜底保障",
    AidKind.MEDICAL: "医疗救助",
    AidKind.EDUCATION: "教育资助",
    AidKind.HOUSING: "住房改造",
    AidKind.WATER: "饮水保障",
    AidKind.JOB: "就业帮扶",
    AidKind.INDUSTRY: "产业帮扶",
    AidKind.TEMPORARY: "临时救助",
    AidKind.OTHER: "其他帮扶",
}


class Span(msgspec.Struct, frozen=True):
    """When a case of the household was open; ``until`` None: it is."""

    since: datetime
    until: datetime | None = None

    def covers(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


class HouseholdRegister(msgspec.Struct, frozen=True):
    """The cases of one household, in their order; whether it receives the subsistence allowance (None: unknown)."""

    version: int = 0
    open_case: UUID | None = None
    open_no: str = ""
    spans: tuple[Span, ...] = ()
    subsistence: bool | None = None

    @property
    def episodes(self) -> int:
        return len(self.spans)

    def covered(self, at: datetime) -> bool:
        """Whether a case was open then."""
        return any(span.covers(at) for span in self.spans)


# --- commands -----------------------------------------------------------------------------------------------------


class RecordAidGiven(msgspec.Struct, frozen=True):
    """登记帮扶: help given to a household, in whatever way, that is in no case."""

    household_ref: str
    village: str
    kind: AidKind
    reason: str
    evidence: tuple[Evidence, ...]


# --- events -------------------------------------------------------------------------------------------------------


class CaseOpened(Event, frozen=True, kw_only=True, tag="household.case_opened"):
    case_id: UUID
    monitor_no: str

    def apply(self, state: HouseholdRegister | None) -> HouseholdRegister:
        state = state or HouseholdRegister()
        return replace(
            state,
            version=self.originator_version,
            open_case=self.case_id,
            open_no=self.monitor_no,
            spans=(*state.spans, Span(self.occurred_at)),
        )


class CaseClosed(Event, frozen=True, kw_only=True, tag="household.case_closed"):
    case_id: UUID

    def apply(self, state: HouseholdRegister) -> HouseholdRegister:
        *before, last = state.spans
        spans = (*before, replace(last, until=self.occurred_at))
        return replace(state, version=self.originator_version, open_case=None, open_no="", spans=spans)


class HouseholdAidRecorded(Event, frozen=True, kw_only=True, tag="household.aid_recorded"):
    """Aid beside the cases. ``outside`` (体外循环): the household was in none when it was given."""

    household_ref: str
    place: Place
    kind: AidKind
    reason: Sealed
    by: Named
    evidence: tuple[Evidence, ...]
    outside: bool

    def apply(self, state: HouseholdRegister | None) -> HouseholdRegister:
        return replace(state or HouseholdRegister(), version=self.originator_version)


HOUSEHOLD_EVENTS: tuple[type[Event], ...] = (CaseOpened, CaseClosed, HouseholdAidRecorded)


# --- decisions ----------------------------------------------------------------------------------------------------


def record_aid_given(register: HouseholdRegister, command: RecordAidGiven, c: Circumstances) -> Iterator[NewEvent]:
    if register.open_case is not None and register.spans[-1].covers(c.at):
        raise Refused("aid_belongs_to_case", number=register.open_no)
    in_reach(command.village, c)
    yield (
        HouseholdAidRecorded,
        {
            "household_ref": command.household_ref,
            "place": place_of(command.village, c),
            "kind": command.kind,
            "reason": c.seal(command.household_ref, "帮扶情况", command.reason),
            "by": c.actor.named(),
            "evidence": proven(command.evidence, c),
            "outside": not register.covered(c.at),
        },
    )


# --- what the cases ask of it -------------------------------------------------------------------------------------


def register_of(household_ref: str) -> UUID:
    """The stream of a household."""
    return uuid5(NAMESPACE_URL, f"duban/household/{household_ref}")


def open_in_register(household_ref: str, case_id: UUID, monitor_no: str) -> Elsewhere:
    return Elsewhere(register_of(household_ref), CaseOpened, {"case_id": case_id, "monitor_no": monitor_no})


def close_in_register(household_ref: str, case_id: UUID) -> Elsewhere:
    return Elsewhere(register_of(household_ref), CaseClosed, {"case_id": case_id})


def no_open_case(household_ref: str, c: Circumstances) -> HouseholdRegister:
    """The household's register, which has no open case (I-11)."""
    register: HouseholdRegister = c.look(register_of(household_ref)) or HouseholdRegister()
    if register.open_case is not None:
        raise Refused("household_has_open_case", number=register.open_no)
    return register


def in_reach(village: str, c: Circumstances) -> None:
    """Whoever brings a household acts for its village, or for the places above it."""
    c.organisation.unit(village)
    if not c.organisation.touches(c.actor.unit, village):
        raise Refused("out_of_reach", name=c.actor.name, acting=c.actor.unit, unit=village)


def place_of(village: str, c: Circumstances) -> Place:
    """Where the household lives: a village of a town."""
    organisation = c.organisation
    town = organisation.above(village, UnitKind.TOWN)
    if organisation.unit(village).kind is not UnitKind.VILLAGE or not town:
        raise Refused("not_in_a_village", unit=village)
    return Place(organisation.above(village, UnitKind.COUNTY), town, village)
