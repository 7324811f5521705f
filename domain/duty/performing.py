"""落实 履职 期满: a duty is taken up, what was done is counted, and at the end of each period it was met or missed.

Source: domain reference, section 12; R001-05 to R001-10, R001-62, R002-14, R003-09, R003-18, R003-37.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.calendar import BusinessCalendar
from domain.case import Moment
from domain.circumstances import Circumstances
from domain.duty.duty import (
    PLACES,
    DutyEvent,
    Judged,
    Performance,
    Period,
    Stage,
    StandingDuty,
    Terms,
    count,
    done_in,
    duty_id,
    enough,
    period_at,
    period_following,
    terms_of,
)
from domain.events import Elsewhere, Named, NewEvent
from domain.organisation import ACTS_FOR_PARENT, UnitKind
from domain.owing import ALL_DUTIES, Obligation
from domain.policy import Duty, Policy
from domain.problem.rectifying import sound_hash
from domain.refusal import Refused
from domain.reminding import Told, tell
from domain.resetting import DeadlinesReset, ResetDeadlines
from domain.sealing import Sealed
from domain.standards import RecurringDuty

# --- commands -----------------------------------------------------------------------------------------------------


class TakeUpDuty(msgspec.Struct, frozen=True):
    """落实常态职责: a duty of the pack falls to a unit, or to a person in it.

    ``village`` is the one that he takes on (包联), if any. ``from_next``: counted from the next period on.
    """

    campaign: str
    duty: str
    unit: str
    person: str = ""
    village: str = ""
    from_next: bool = False


class Paper(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One of the papers that show it (会议通知, 会议纪要: as the pack names them), by the SHA-256 of its file."""

    kind: str
    sha256: str


class RecordPerformance(msgspec.Struct, frozen=True):
    """记录履职: what was done and decided; the villages or households visited; its papers; the clues decided on.

    ``period`` (2018-09) says for which period, where it is not the one that the day lies in.
    """

    record: str
    visited: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()
    clues: tuple[str, ...] = ()
    period: str = ""


class EndDuty(msgspec.Struct, frozen=True):
    """终止常态职责: it falls to this holder no longer."""

    reason: str


class ResetDutyDeadlines(ResetDeadlines, frozen=True):
    """职责时限重算."""


# --- events -------------------------------------------------------------------------------------------------------


class DutyTakenUp(DutyEvent, frozen=True, kw_only=True, tag="duty.taken_up"):
    code: str
    what: str
    terms: Terms
    unit: str
    period: Period
    person: Named | None = None
    village: str = ""

    def apply(self, state: StandingDuty | None) -> StandingDuty:
        return StandingDuty(
            id=self.originator_id,
            version=self.originator_version,
            campaign=self.envelope.campaign,
            code=self.code,
            what=self.what,
            terms=self.terms,
            unit=self.unit,
            period=self.period,
            person=self.person,
            village=self.village,
        )


class DutyPerformed(DutyEvent, frozen=True, kw_only=True, tag="duty.performed"):
    """``late``: entered after the period had been judged; the judgement stays."""

    period: str
    record: Sealed
    by: Named
    visited: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()
    clues: tuple[str, ...] = ()
    late: bool = False

    def apply(self, state: StandingDuty) -> StandingDuty:
        kinds = tuple(paper.kind for paper in self.papers)
        done = Performance(self.period, self.visited, kinds, self.late)
        return replace(state, performed=(*state.performed, done))


class DutyFulfilled(DutyEvent, frozen=True, kw_only=True, tag="duty.fulfilled"):
    """As often as the period wants it: nothing more is owed until the next one begins."""

    period: str
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.RECURRING})


class PeriodEnded(DutyEvent, frozen=True, kw_only=True):
    """The base of the judgement at the end of a period; the next one is owed from here on."""

    period: str
    count: int
    at_least: int
    following: Period
    met: ClassVar[bool]

    def apply(self, state: StandingDuty) -> StandingDuty:
        return replace(state, judged=(*state.judged, Judged(state.period, self.met)), period=self.following)


class DutyMet(PeriodEnded, frozen=True, kw_only=True, tag="duty.met"):
    met: ClassVar[bool] = True


class DutyMissed(PeriodEnded, frozen=True, kw_only=True, tag="duty.missed"):
    met: ClassVar[bool] = False


class DutyEnded(DutyEvent, frozen=True, kw_only=True, tag="duty.ended"):
    reason: Sealed
    by: Named
    discharges: ClassVar[frozenset[Duty]] = ALL_DUTIES

    def apply(self, state: StandingDuty) -> StandingDuty:
        return replace(state, stage=Stage.ENDED)


class DutyReminded(Told, frozen=True, kw_only=True, tag="duty.reminded"):
    """履职提醒: on the last working day of a period in which it was not done often enough yet."""


class DutyDeadlinesReset(DeadlinesReset, DutyEvent, frozen=True, kw_only=True, tag="duty.deadlines_reset"):
    """``period``: the one that runs, with its new end; it has one even when the duty is done already."""

    period: Period

    def apply(self, state: StandingDuty) -> StandingDuty:
        return replace(state, period=self.period)


# --- decisions ----------------------------------------------------------------------------------------------------


def take_up(case_id: UUID, command: TakeUpDuty, c: Circumstances) -> Iterator[NewEvent]:
    known = next((duty for duty in c.pack.duties if duty.code == command.duty), None)
    if known is None:
        raise Refused("unknown_duty", duty=command.duty, known="、".join(duty.code for duty in c.pack.duties))
    falls_to_such_a_unit(known, command.unit, c)
    terms = terms_of(known)
    period = period_at(terms, c.at, c.today, c.calendar)
    if command.from_next:
        period = period_following(terms, period, c.calendar)
    taken_up = {
        "code": known.code,
        "what": known.what,
        "terms": terms,
        "unit": command.unit,
        "period": period,
        "person": c.named(command.person, command.unit) if command.person else None,
        "village": a_village(command.village, c) if command.village else "",
        "arms": (owed(period, c),),
    }
    yield DutyTakenUp, taken_up


def record_performance(duty: StandingDuty, command: RecordPerformance, c: Circumstances) -> Iterator[NewEvent]:
    for place in command.visited:
        counts_here(place, duty, c)
    if duty.terms.of in PLACES and not command.visited:
        raise Refused("visited_missing", of=duty.terms.of)
    for paper in command.papers:
        if paper.kind not in duty.terms.papers:
            known = "、".join(duty.terms.papers) or "（无）"
            raise Refused("unknown_paper", paper=paper.kind, known=known)
        sound_hash(paper.sha256)
    done = {
        "record": c.seal(duty.subject, "履职记录", command.record),
        "visited": command.visited,
        "papers": command.papers,
        "clues": command.clues,
    }
    yield from performed(duty, command.period or period_of_day(duty, c), done, c)


def end_duty(duty: StandingDuty, command: EndDuty, c: Circumstances) -> Iterator[NewEvent]:
    yield DutyEnded, {"reason": c.seal(duty.subject, "终止理由", command.reason), "by": c.actor.named()}


def count_towards(topic: str, unit: str, record: str, done_for: str | date, c: Circumstances) -> Iterator[NewEvent]:
    """What a unit did elsewhere counts as doing the duties whose pack names that event: nobody enters it twice.

    For the decisions of other cases to yield from. ``done_for`` is the period, or a day of it; a period in which the
    unit did not have the duty counts nowhere.
    """
    for known in c.pack.duties:
        case_id = duty_id(c.campaign, known.code, unit)
        duty = c.look(case_id) if topic in known.counted_from else None
        if not isinstance(duty, StandingDuty) or duty.stage is not Stage.RUNNING:
            continue
        period = done_for if isinstance(done_for, str) else period_at(duty.terms, c.at, done_for, c.calendar).name
        if period in had_in(duty):
            done = {"record": c.seal(duty.subject, "履职记录", record)}
            for new in performed(duty, period, done, c):
                yield Elsewhere(case_id, *new)


# --- moments ------------------------------------------------------------------------------------------------------


def moved_period(duty: StandingDuty, c: Circumstances) -> dict[str, Period]:
    due = c.calendar.recounted(duty.period.due)
    return {"period": replace(duty.period, due=due)} if due.at != duty.period.due.at else {}


def moments(duty: StandingDuty, policy: Policy, calendar: BusinessCalendar) -> list[Moment]:
    if duty.stage is Stage.ENDED:
        return []
    found = [Moment(duty.period.due.at, f"period {duty.period.name} ended", "本期届满", end_period)]
    for owing in duty.obligations:
        key = f"remind {owing.key}"
        at = calendar.scan_at(calendar.working_on_or_before(owing.due.on))
        if key not in duty.told and at >= owing.armed_at:
            found.append(Moment(at, key, "履职提醒", tell(DutyReminded, owing, key)))
    return sorted(found, key=lambda moment: moment.at)


def end_period(duty: StandingDuty, c: Circumstances) -> Iterator[NewEvent]:
    following = period_following(duty.terms, duty.period, c.calendar)
    judged = {
        "period": duty.period.name,
        "count": count(duty.terms, done_in(duty, duty.period.name)),
        "at_least": duty.terms.at_least,
        "following": following,
        "arms": (owed(following, c),),
    }
    yield DutyMet if enough(duty) else DutyMissed, judged


# --- shared -------------------------------------------------------------------------------------------------------


def performed(
    duty: StandingDuty, period: str, done: dict[str, Any], c: Circumstances
) -> Iterator[tuple[type[DutyEvent], dict[str, Any]]]:
    """The record itself, and, the first time that it is enough, that nothing more is owed in the period."""
    late = period != duty.period.name
    if period not in had_in(duty):
        raise Refused("outside_duty", period=period, current=duty.period.name)
    yield DutyPerformed, {"period": period, "by": c.actor.named(), "late": late, **done}
    now = Performance(period, done.get("visited", ()))
    after = count(duty.terms, (*done_in(duty, period), now))
    if not late and not enough(duty) and after >= duty.terms.at_least:
        yield DutyFulfilled, {"period": period}


def had_in(duty: StandingDuty) -> set[str]:
    """The periods for which it was owed by now: those that were judged, and the one that runs."""
    return {duty.period.name, *(one.period.name for one in duty.judged)}


def period_of_day(duty: StandingDuty, c: Circumstances) -> str:
    """The period in which it was done, which may have been judged before the record was entered."""
    return period_at(duty.terms, c.at, c.today, c.calendar).name


def owed(period: Period, c: Circumstances) -> Obligation:
    return Obligation(Duty.RECURRING, period.due, c.at)


def falls_to_such_a_unit(known: RecurringDuty, unit: str, c: Circumstances) -> None:
    """The unit is of the kind that the pack says, or acts for a place that is."""
    held_in = c.organisation.unit(unit)
    if not c.organisation.reaches(c.actor.unit, unit):
        raise Refused("out_of_reach", name=c.actor.name, acting=c.actor.unit, unit=unit)
    kinds = {held_in.kind}
    if held_in.kind in ACTS_FOR_PARENT and held_in.parent:
        kinds.add(c.organisation.unit(held_in.parent).kind)
    if known.level not in kinds:
        raise Refused("duty_of_another_level", unit=unit, what=known.what, post=known.post)


def a_village(code: str, c: Circumstances) -> str:
    if c.organisation.unit(code).kind is not UnitKind.VILLAGE:
        raise Refused("not_a_village", unit=code)
    return code


def counts_here(place: str, duty: StandingDuty, c: Circumstances) -> None:
    """A village is one of the tree, and the one taken on where one was."""
    if duty.terms.of == "村":
        a_village(place, c)
    if duty.village and place != duty.village:
        raise Refused("another_village", village=duty.village)
