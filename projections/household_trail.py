"""一户的来龙去脉: all that happened about one household, in time order, whatever kind of case it happened in.

Its problems are told as their trails tell them. Of other cases (监测, 督查入户, ...) it is told what happened, when and
by whom, and no text: those have a reading of their own. Of a case that is not about this household alone, only the
events that name it; of the streams that were always there, only the household's register (帮扶 beside its cases).
Source: the trails of domain reference, section 11 (L8), per household.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.events import Event, topic
from domain.monitoring_case.household_register import HouseholdRegister
from domain.problem.registering import ProblemRegistered
from domain.write_side import KIND_OF_STATE
from projections.as_of import Basis
from projections.trail import Trail

PROBLEM_NAME = "问题"


class HouseholdLine(msgspec.Struct, frozen=True, kw_only=True):
    """One event; it is cited by the kind of its case, the case's number and ``version``."""

    kind: str
    number: str
    version: int
    occurred_at: datetime
    recorded_at: datetime
    what: str
    who: str
    post: str
    unit: str


class HouseholdTrail(msgspec.Struct, frozen=True):
    """``problems`` are the trails themselves; ``lines`` has all events together, in time order."""

    basis: Basis
    household: str
    problems: tuple[Trail, ...]
    lines: tuple[HouseholdLine, ...]


def household_trail(
    household: str,
    basis: Basis,
    trails: Sequence[Trail],
    others: Mapping[UUID, Sequence[Event]],
    words: Mapping[str, str],
) -> HouseholdTrail:
    """``others``: the events of cases that name the household; ``words``: what a topic is called."""
    lines = [line for trail in trails for line in problem_lines(trail)]
    lines += [line for events in others.values() for line in other_lines(events, household, words)]
    lines.sort(key=lambda line: (line.occurred_at, line.number, line.version))
    problems = sorted(trails, key=lambda trail: (trail.lines[0].occurred_at, trail.problem_no))
    return HouseholdTrail(basis, household, tuple(problems), tuple(lines))


def problem_lines(trail: Trail) -> Iterator[HouseholdLine]:
    for line in trail.lines:
        yield HouseholdLine(
            kind=PROBLEM_NAME,
            number=trail.problem_no,
            version=line.version,
            occurred_at=line.occurred_at,
            recorded_at=line.recorded_at,
            what=line.what,
            who=line.who,
            post=line.post,
            unit=line.unit,
        )


def other_lines(events: Sequence[Event], household: str, words: Mapping[str, str]) -> Iterator[HouseholdLine]:
    state = folded(events)
    kind = KIND_OF_STATE.get(type(state))
    if kind is None or (kind.standing and not isinstance(state, HouseholdRegister)):
        return
    own = is_about(state, household)
    for event in events:
        if own or names(event, household):
            actor = event.envelope.actor
            yield HouseholdLine(
                kind=kind.chinese,
                number=getattr(state, "number", ""),
                version=event.originator_version,
                occurred_at=event.occurred_at,
                recorded_at=event.timestamp,
                what=words[topic(type(event))],
                who=actor.name,
                post=actor.post,
                unit=actor.unit,
            )


def is_problem_of(household: str, events: Sequence[Event]) -> bool:
    first = next(iter(events), None)
    return isinstance(first, ProblemRegistered) and is_about(first, household)


def is_about(state: Any, household: str) -> bool:
    """Whether the whole case is about this household: it is said by its reference, or by its reference and name."""
    said = getattr(state, "household", None)
    return household in (said, getattr(said, "ref", None))


def folded(events: Iterable[Event]) -> Any:
    state: Any = None
    for event in events:
        state = event.evolve(state)
    return state


def names(event: Event, household: str) -> bool:
    return msgspec.json.encode(household) in msgspec.json.encode(event)
