"""缺人的环节: at which stage of a unit's problems nobody at the node could act, and by which way it goes on.

Judged on an imagined problem of the unit that is walked along the main path: whoever hands it in checks and closes no
more. A campaign opens only when each gap is bridged (campaign/opening.py). Source: domain reference, section 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.authorising import UNIT
from domain.authority import ACT_NAMED, ACT_OF
from domain.case import Command
from domain.events import Actor, Named, Way
from domain.organisation import Organisation, Role, UnitKind
from domain.permitting import Asked, Eligible, eligible
from domain.policy import Policy
from domain.problem.claiming import Claim, UpholdRefusal
from domain.problem.classification import AreaLevel, Mode, Scope, Severity
from domain.problem.closing import ApproveClose
from domain.problem.looking_back import PassLookBack
from domain.problem.planning import ApprovePlan, SubmitPlan
from domain.problem.problem import CHECK_STAGES, STAGE_NAMES, Problem, Rectification, Stage
from domain.problem.rechecking import PassLayer
from domain.problem.rectifying import GrantExtension, SubmitForRecheck
from domain.sealing import Sealed

BEFORE_CHECKING: tuple[tuple[Stage, type[Command]], ...] = (
    (Stage.DISPATCHED, Claim),
    (Stage.REFUSED, UpholdRefusal),
    (Stage.CLAIMED, SubmitPlan),
    (Stage.PLAN_REVIEW, ApprovePlan),
    (Stage.RECTIFYING, GrantExtension),
    (Stage.RECTIFYING, SubmitForRecheck),
)


class Gap(msgspec.Struct, frozen=True):
    """Nobody at ``node`` may do this act. ``way`` and ``people``: how it would go on; none: it would not."""

    unit: str
    stage: Stage
    act: str
    node: str
    way: Way | None
    people: tuple[str, ...]

    @property
    def bridged(self) -> bool:
        """Whether somebody was named, or drawn, beforehand; that it would go up a level by itself is not enough."""
        return self.way in (Way.SUBSTITUTE, Way.CROSS_CHECK)

    @property
    def in_words(self) -> str:
        """What is missing where: 复核通过（待第一层复核，甲镇）."""
        return f"{ACT_NAMED[self.act].chinese}（{STAGE_NAMES[self.stage]}，{self.node}）"


class Unnamed(msgspec.Struct, frozen=True):
    """A unit that has not named all who answer for it: 主要负责同志 分管负责同志 专人."""

    unit: str
    roles: tuple[Role, ...]


# --- what is asked ------------------------------------------------------------------------------------------------


def gaps(organisation: Organisation, policy: Policy, at: datetime, units: Iterable[str]) -> Iterator[Gap]:
    """The gaps of these units at that moment; ``organisation`` as of the same moment."""
    for unit in units:
        yield from gaps_of(unit, organisation, policy, at)


def gaps_within(organisation: Organisation, policy: Policy, at: datetime, places: Iterable[str]) -> tuple[Gap, ...]:
    """The gaps of every unit in these places to which problems are given."""
    units = dict.fromkeys(unit for place in places for unit in answering_units(organisation, at, place))
    return tuple(gaps(organisation, policy, at, units))


def unnamed(organisation: Organisation, at: datetime, units: Iterable[str]) -> Iterator[Unnamed]:
    for unit in units:
        missing = organisation.lacks(unit, UNIT, at)
        if missing:
            yield Unnamed(unit, missing)


def answering_units(organisation: Organisation, at: datetime, under: str = "") -> tuple[str, ...]:
    """The units to which problems are given: every town, and wherever somebody answers for a unit."""
    return tuple(
        unit.code
        for unit in organisation.units.values()
        if unit.code not in organisation.gone
        and (not under or organisation.is_within(unit.code, under))
        and (unit.kind is UnitKind.TOWN or holder(organisation, unit.code, UNIT, at))
    )


# --- the imagined problem -----------------------------------------------------------------------------------------


def gaps_of(unit: str, organisation: Organisation, policy: Policy, at: datetime) -> Iterator[Gap]:
    problem = imagined(unit, organisation, at)

    def asked(stage: Stage, command: type[Command]) -> Eligible:
        return eligible(Asked(ACT_OF[command], replace(problem, stage=stage), organisation, policy, at))

    for stage, command in BEFORE_CHECKING:
        yield from missing(unit, stage, command, asked(stage, command))
    problem = handed_in(problem)
    for layer in policy.layers:
        if layer.applies_to(problem.mode, problem.scope, problem.severity):
            stage = CHECK_STAGES[layer.number]
            checkers = asked(stage, PassLayer)
            yield from missing(unit, stage, PassLayer, checkers)
            closers = asked(Stage.CLOSE_PENDING, ApproveClose)
            problem = checked_by(least_missed(checkers.actors, closers.actors), problem)
    closers = asked(Stage.CLOSE_PENDING, ApproveClose)
    yield from missing(unit, Stage.CLOSE_PENDING, ApproveClose, closers)
    problem = replace(problem, closed_by=tuple(actor.person for actor in closers.actors[:1]))
    yield from missing(unit, Stage.CLOSED, PassLookBack, asked(Stage.CLOSED, PassLookBack))


def missing(unit: str, stage: Stage, command: type[Command], found: Eligible) -> Iterator[Gap]:
    if found.way is not None or not found.actors:
        people = tuple(actor.name for actor in found.actors)
        yield Gap(unit, stage, ACT_OF[command].name, found.node or unit, found.way, people)


def imagined(unit: str, organisation: Organisation, at: datetime) -> Problem:
    """A problem of the unit, claimed with the people whom it would name: two, if it has two."""
    leader = holder(organisation, unit, (Role.RESP_LEADER, Role.HEAD), at)
    person = holder(organisation, unit, (Role.RESP_PERSON, Role.RESP_LEADER, Role.HEAD), at)
    below_county = organisation.unit(unit).kind in (UnitKind.TOWN, UnitKind.VILLAGE, UnitKind.GRID)
    return Problem(
        id=UUID(int=0),
        version=0,
        problem_no="",
        campaign="",
        category="",
        scope=Scope.HOUSEHOLD if below_county else Scope.AREA,
        area_level=None if below_county else AreaLevel.COUNTY,
        severity=Severity.ORDINARY,
        stage=Stage.DISPATCHED,
        mode=Mode.TIME_LIMITED,
        content=Sealed("", ""),
        registered_at=at,
        registered_by=Named("", ""),
        unit=unit,
        leader=leader,
        person=person,
        plan_by=(person.person,) if person else (),
    )


def handed_in(problem: Problem) -> Problem:
    return replace(problem, current=Rectification(submitters=problem.answerable))


def checked_by(actor: Actor | None, problem: Problem) -> Problem:
    if actor is None:
        return problem
    recheckers = (*problem.current.recheckers, actor.person)
    return replace(problem, current=replace(problem.current, recheckers=recheckers))


def least_missed(actors: tuple[Actor, ...], later: tuple[Actor, ...]) -> Actor | None:
    """Who checks it so that somebody is left who may close it."""
    needed = {actor.person for actor in later}
    free = (actor for actor in actors if actor.person not in needed)
    return next(free, actors[0] if actors else None)


def holder(organisation: Organisation, unit: str, roles: tuple[Role, ...], at: datetime) -> Named | None:
    """Whoever holds one of these roles in the unit, in the order of the roles."""
    holders = tuple(organisation.holders([unit], at))
    for role in roles:
        for person, post in holders:
            if role in post.roles:
                return organisation.named(person.id, at, unit)
    return None
