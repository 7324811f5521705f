"""履责情况: what a unit, a person or a post held, and how: held, late, extended, returned, escalated, reopened.

Everything is read from the trails of the problems, so that no figure here differs from what a problem's own trail
says, and each line cites the event behind it. A unit and its people answer for what happened while they were
responsible; the supervising side for what it did too late, told by who did it at last. Source: features 42; X-02.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby

import msgspec

from domain.calendar import BusinessCalendar, local_date, start_of_day
from domain.events import SYSTEM, Event, Named
from domain.policy import Duty
from domain.problem.claiming import ProblemClaimed
from domain.problem.looking_back import ProblemReopened
from domain.problem.planning import PlanReturned
from domain.problem.problem import ProblemEvent
from domain.problem.rechecking import ProblemReturned
from domain.problem.rectifying import ExtensionGranted, SubmissionWithdrawn
from projections.as_of import Basis
from projections.hands import Hand, Side, answerable, hand_at
from projections.ledger_lines import OverdueSpan, Reveal, day_of
from projections.level_papers import ReachedLevel, columns
from projections.trail import Reckoned, SupervisorLateness, saying
from projections.trail_words import sentence


class Kind(StrEnum):
    """What is told of a unit or a person."""

    HELD = "HELD"
    PAUSED = "PAUSED"
    LATE = "LATE"
    EXTENDED = "EXTENDED"
    RETURNED = "RETURNED"
    ESCALATED = "ESCALATED"
    REOPENED = "REOPENED"
    SUPERVISOR_LATE = "SUPERVISOR_LATE"
    KEPT_WAITING = "KEPT_WAITING"


KIND_NAMES = {
    Kind.HELD: "经手",
    Kind.PAUSED: "暂缓或待答复",
    Kind.LATE: "逾期",
    Kind.EXTENDED: "延期",
    Kind.RETURNED: "退回",
    Kind.ESCALATED: "升级督办",
    Kind.REOPENED: "重新整改",
    Kind.SUPERVISOR_LATE: "上级超时",
    Kind.KEPT_WAITING: "等待上级超时",
}

TOLD_BY: Mapping[type[Event], Kind] = {
    ExtensionGranted: Kind.EXTENDED,
    ProblemReturned: Kind.RETURNED,
    PlanReturned: Kind.RETURNED,
    ProblemReopened: Kind.REOPENED,
}
"""The events that tell something of the responsible unit by themselves."""

TAKEN_BACK = frozenset({SubmissionWithdrawn, ProblemClaimed})
"""By these the unit takes a problem out of the hands of the supervising side."""

ON_THE_LADDER = frozenset({Duty.RECTIFY, Duty.IMMEDIATE, Duty.REWORK})
ONE_DAY = timedelta(days=1)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line: it cites its event by the number and ``version``. ``until`` and ``working_days`` belong to a span."""

    kind: Kind
    problem_no: str
    version: int
    at: datetime
    until: datetime | None = None
    unit: str
    answerable: tuple[Named, ...]
    says: str
    working_days: int = 0


class ProblemLine(msgspec.Struct, frozen=True):
    """What the subject had to do with one problem: how many entries of each kind, and the working days of each."""

    problem_no: str
    counts: dict[Kind, int]
    working_days: dict[Kind, int]


class DutyTrail(msgspec.Struct, frozen=True, kw_only=True):
    """履责情况 of a unit, or of a person, in one post or in all."""

    basis: Basis
    unit: str = ""
    person: str = ""
    post: str = ""
    campaign: str = ""
    counts: dict[Kind, int]
    working_days: dict[Kind, int]
    problems: tuple[ProblemLine, ...]
    entries: tuple[Entry, ...]


class Subject(msgspec.Struct, frozen=True):
    """Of whom it is told: a unit, or a person by his id, in the post of that title if one is given."""

    unit: str = ""
    person: str = ""
    post: str = ""

    def answers_for(self, entry: Entry) -> bool:
        if self.unit:
            return entry.unit == self.unit
        return any(self.person in one.persons and self.post in ("", one.post) for one in entry.answerable)


def duty_trail(
    problems: Iterable[Reckoned],
    subject: Subject,
    basis: Basis,
    calendar: BusinessCalendar,
    reveal: Reveal,
    campaign: str = "",
) -> DutyTrail:
    """What the trails of the problems tell of the subject. They are read one at a time; only its entries are kept."""
    found = [
        entry
        for problem in problems
        if campaign in ("", problem.last.campaign)
        for entry in entries(problem, calendar, reveal)
        if subject.answers_for(entry)
    ]
    found.sort(key=lambda entry: (entry.problem_no, entry.at, entry.version))
    return DutyTrail(
        basis=basis,
        unit=subject.unit,
        person=subject.person,
        post=subject.post,
        campaign=campaign,
        counts=counted(found),
        working_days=days_in(found),
        problems=tuple(
            ProblemLine(number, counted(each := list(lines)), days_in(each))
            for number, lines in groupby(found, key=lambda entry: entry.problem_no)
        ),
        entries=tuple(found),
    )


def counted(found: Iterable[Entry]) -> dict[Kind, int]:
    """How many entries of each kind; every kind is there."""
    counts = dict.fromkeys(Kind, 0)
    for entry in found:
        counts[entry.kind] += 1
    return counts


def days_in(found: Iterable[Entry]) -> dict[Kind, int]:
    days = dict.fromkeys(Kind, 0)
    for entry in found:
        days[entry.kind] += entry.working_days
    return days


# --- what one trail tells, whoever it is told of ----------------------------------------------------------------------


def entries(problem: Reckoned, calendar: BusinessCalendar, reveal: Reveal) -> Iterator[Entry]:
    """Every entry of a problem, each with the unit and the people whom it is told of."""
    by_version = {event.originator_version: event for event in problem.events}
    for hand in problem.hands:
        yield from held(problem, hand, by_version.get(hand.until_version or 0))
    for span in problem.overdue_spans:
        yield from late(problem, span, calendar)
    yield from told(problem, [event for event in problem.events if type(event) in TOLD_BY], reveal)
    for level in problem.levels:
        yield of_the_unit(problem, Kind.ESCALATED, level.version, level.reached_at, level_words(level))
    for lateness in problem.supervisor_lateness:
        yield from too_late(problem, lateness, by_version)


def told(problem: Reckoned, events: Sequence[ProblemEvent], reveal: Reveal) -> Iterator[Entry]:
    """What an event tells by itself, in the words of the trail."""
    if events:
        say = saying(events, problem.last, reveal)
        for event in events:
            what = sentence(event, lambda sealed: say(sealed.ref))
            yield of_the_unit(problem, TOLD_BY[type(event)], event.originator_version, event.occurred_at, what)


def held(problem: Reckoned, hand: Hand, ended_by: ProblemEvent | None) -> Iterator[Entry]:
    """The unit's own stretches, and apart from them those that rested; the others belong to whoever ended them."""
    if hand.side is not Side.SUPERVISING:
        kind = Kind.HELD if hand.side is Side.UNIT else Kind.PAUSED
        yield stretch(problem, kind, hand, hand.unit, answerable(hand))
    elif ended_by is not None and of_the_supervising_side(ended_by):
        actor = ended_by.envelope.actor
        yield stretch(problem, Kind.HELD, hand, actor.unit, (actor.named(),))


def of_the_supervising_side(event: ProblemEvent) -> bool:
    """Whether a person of it did this: not the unit that took the problem back, nor time alone."""
    return type(event) not in TAKEN_BACK and event.envelope.actor.person != SYSTEM.person


def stretch(problem: Reckoned, kind: Kind, hand: Hand, unit: str, people: tuple[Named, ...]) -> Entry:
    return Entry(
        kind=kind,
        problem_no=problem.last.problem_no,
        version=hand.since_version,
        at=hand.since,
        until=hand.until,
        unit=unit,
        answerable=people,
        says=f"在{hand.holder}手中",
        working_days=hand.working_days,
    )


def late(problem: Reckoned, span: OverdueSpan, calendar: BusinessCalendar) -> Iterator[Entry]:
    """A stretch of lateness, parted between those who were responsible in turn: reassigning takes nothing away."""
    due_on = span.first - ONE_DAY
    turns = [list(turn) for _, turn in groupby(problem.hands, key=lambda hand: (hand.unit, answerable(hand)))]
    for number, turn in enumerate(turns):
        after = max(due_on, day_of(turn[0].since)) if number else due_on
        until = min(span.last, last_day(turn[-1], problem))
        if until > after:
            yield Entry(
                kind=Kind.LATE,
                problem_no=problem.last.problem_no,
                version=setting(problem, due_on) or turn[0].since_version,
                at=start_of_day(after + ONE_DAY),
                unit=turn[0].unit,
                answerable=answerable(turn[0]),
                says=f"时限{due_on}，逾期{after + ONE_DAY}至{until}",
                working_days=calendar.working_days(after, until),
            )


def last_day(hand: Hand, problem: Reckoned) -> date:
    return day_of(hand.until or problem.basis.as_of)


def setting(problem: Reckoned, due_on: date) -> int | None:
    """The version of the event that last set this day as the unit's date."""
    found = [kept.set_by for kept in problem.deadlines if kept.duty in ON_THE_LADDER and kept.due_on == due_on]
    return max(found, default=None)


def of_the_unit(problem: Reckoned, kind: Kind, version: int, at: datetime, says: str) -> Entry:
    hand = hand_at(problem.hands, version)
    return Entry(
        kind=kind,
        problem_no=problem.last.problem_no,
        version=version,
        at=at,
        unit=hand.unit if hand else "",
        answerable=answerable(hand) if hand else (),
        says=says,
    )


def level_words(level: ReachedLevel) -> str:
    """督办函：制发 2022-09-06，送达 2022-09-07，未签收."""
    names = ("制发", "送达", "签收")
    said = (
        f"{name} {local_date(when)}" if isinstance(when, datetime) else when
        for name, when in zip(names, columns(level), strict=True)
    )
    return f"{level.name}：{'，'.join(dict.fromkeys(said))}"


def too_late(
    problem: Reckoned, lateness: SupervisorLateness, by_version: Mapping[int, ProblemEvent]
) -> Iterator[Entry]:
    """What the supervising side did too late: told of who did it at last, and of the unit that was kept waiting."""
    version = lateness.cites[0]
    done = f"，{lateness.done_on}办结" if lateness.done_on else "，尚未办结"
    says = f"{lateness.name}应于{lateness.due_on}{done}"
    doing = by_version.get(lateness.done_by or 0)
    waiting = of_the_unit(problem, Kind.KEPT_WAITING, version, by_version[version].occurred_at, says)
    yield msgspec.structs.replace(waiting, working_days=lateness.overdue_wd)
    if doing is not None and of_the_supervising_side(doing):
        actor = doing.envelope.actor
        yield Entry(
            kind=Kind.SUPERVISOR_LATE,
            problem_no=problem.last.problem_no,
            version=doing.originator_version,
            at=doing.occurred_at,
            unit=actor.unit,
            answerable=(actor.named(),),
            says=says,
            working_days=lateness.overdue_wd,
        )
