"""The whole matrix: every role, in every relation to the case, with every command in every stage.

What the table denies is refused by stage or by authority; what it allows is reachable: refused, if at all, for what
the command says. Rows of every kind are judged on a bare case; those of problems also through the real casework.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from adapters.event_store.memory import MemoryRecorder
from domain.authorising import Act, Where
from domain.authority import ACT_OF, ACTS
from domain.case import Command
from domain.casework import Caller, Casework
from domain.check_pool import PoolStage
from domain.events import Actor
from domain.organisation import ORGANISATION_ID, Organisation, Role, UnitKind
from domain.organising import AppointPerson
from domain.permitting import authorise
from domain.policy import Policy
from domain.problem.drawing import CommitSeed, DrawPool
from domain.problem.planning import ApprovePlan
from domain.problem.problem import Stage
from domain.refusal import Refused
from domain.sampling.frame import commitment
from domain.write_side import KIND_OF
from tests.authority.relations import (
    FURTHER_UNITS,
    UNIT_OF,
    Holding,
    Part,
    Relation,
    bystander,
    kept_apart,
    lies_right,
    permitted,
    roster,
)
from tests.authority.test_authority import COMMANDS, REACHED
from tests.problem.acts import finding, layer_passed, to_checking
from tests.problem.people import CHECKER, COUNTY_OFFICE, INSPECTOR, LEADER, OFFICE, PERSON, POSTS, TOWN, UNITS
from tests.problem.story import DRAWN_LAYER, Story, instant, open_casework

NOW = instant("2022-08-08 12:00")
TABLE_CODES = {"wrong_stage", "not_permitted", "level_too_low", "own_work", "own_level", "substitute_not_needed"}


# --- any kind of case, bare ---------------------------------------------------------------------------------------


@cache
def organisation() -> Organisation:
    return staffed().organisation


@cache
def organisation_events() -> tuple[Any, ...]:
    casework = open_casework()
    for number, command in enumerate((*UNITS, *POSTS, *FURTHER_UNITS, *roster())):
        caller = Caller(person="导入员", command_id=f"organisation/{number}", recorded_at=instant("2017-01-01 08:00"))
        casework.handle(command, caller)
    return tuple(casework.recorder.select_events(ORGANISATION_ID))


def staffed() -> Casework:
    casework = open_casework()
    casework.recorder.insert_events(organisation_events())
    return casework


def bare(act: Act) -> Act:
    """The row without what depends on the rest of the state."""
    return Act(act.command, act.name, act.chinese, act.stages, act.roles, act.where)


BARE_ACTS = [act for act in ACTS if act.stages]


@pytest.mark.parametrize("act", BARE_ACTS, ids=lambda act: act.name)
def test_a_row_permits_its_roles_where_it_says_and_nobody_else(act: Act) -> None:
    kind = KIND_OF[act.command]
    for stage in type(act.stages[0]):
        case = SimpleNamespace(stage=stage, unit=TOWN, number="1", answerable=())
        for role in Role:
            for relation in Relation:
                code = asked(bare(act), bystander(role, relation), case, kind)
                if stage not in act.stages:
                    assert code == "wrong_stage"
                else:
                    may = role in act.roles and lies_right(act.where, role, relation)
                    assert code == ("" if may else "not_permitted"), (stage, role, relation)


@pytest.mark.parametrize("act", [act for act in ACTS if not act.stages], ids=lambda act: act.name)
def test_a_row_that_makes_a_case_asks_for_the_role_only(act: Act) -> None:
    for role in Role:
        for relation in Relation:
            code = asked(act, bystander(role, relation), None, KIND_OF[act.command])
            may = act.where is Where.MACHINE or role in act.roles
            assert code == ("" if may else "not_permitted"), (role, relation)


def asked(act: Act, person: str, case: Any, kind: Any) -> str:
    try:
        answer = authorise(act, person, case, organisation(), Policy(version="1"), NOW, kind)
    except Refused as refused:
        return refused.code
    assert isinstance(answer, Actor)
    return ""


# --- problems, through the casework -------------------------------------------------------------------------------


def story_at(stage: Stage) -> Story:
    return Story(staffed()).doing(*REACHED[stage])


def outcome(story: Story, command: Command, person: str) -> Refused | None:
    """What would come of it, an hour after what happened last; nothing is appended."""
    try:
        story.casework.rehearse(command, Caller(person=person, command_id="matrix", recorded_at=story.now), story.case)
    except Refused as refused:
        return refused
    return None


def judge(story: Story, command: Command, person: str, holdings: list[Holding], parts: tuple[Part, ...] = ()) -> str:
    """The refusal must be that of the table; answers what the table said."""
    act, problem = ACT_OF[type(command)], story.problem
    refused = outcome(story, command, person)
    code = refused.code if refused else ""
    by_table = refused is not None and refused.facts.get("command", act.chinese) == act.chinese
    if problem.stage not in act.stages or (act.fits is not None and not act.fits(problem)):
        assert code == "wrong_stage"
        return "wrong stage"
    apart = kept_apart(act, problem, holdings, parts)
    if apart:
        assert code in apart, (act.name, person, code)
        return "kept apart"
    policy = story.casework.rules(problem.campaign).policy
    if permitted(act, problem, policy, holdings, person in problem.answerable):
        refused_by_table = by_table and (code in TABLE_CODES or code.startswith("sod_"))
        assert not refused_by_table, (act.name, person, code)
        return "allowed"
    assert code in ("not_permitted", "level_too_low"), (act.name, person, code)
    return "denied"


@pytest.mark.parametrize("stage", REACHED)
def test_whoever_did_nothing_in_the_case_may_what_his_role_may_from_where_he_is(stage: Stage) -> None:
    story = story_at(stage)
    told: Counter[str] = Counter()
    for command in COMMANDS:
        reached = stage in ACT_OF[type(command)].stages
        for role in Role:
            for relation in Relation if reached else (Relation.SAME, Relation.OFFICE_ABOVE):
                told[judge(story, command, bystander(role, relation), [(role, relation)])] += 1
    assert told["wrong stage"] > 0
    assert told.total() > len(COMMANDS) * len(Role)


PARTS = {
    LEADER: (Part.LEADER,),
    PERSON: (Part.PERSON,),
    CHECKER: (Part.RECHECKER,),
    INSPECTOR: (Part.REGISTRANT,),
    OFFICE: (Part.CLOSER,),
}
HELD_BEFORE: dict[str, Holding] = {
    LEADER: (Role.RESP_LEADER, Relation.SAME),
    PERSON: (Role.RESP_PERSON, Relation.SAME),
    CHECKER: (Role.TOWN, Relation.SAME),
    INSPECTOR: (Role.INSPECTOR, Relation.DEPARTMENT),  # a group of the county
    OFFICE: (Role.OFFICE, Relation.OFFICE_ABOVE),
}


@pytest.mark.requirement("X-08")
@pytest.mark.parametrize("stage", REACHED)
def test_whoever_did_something_in_the_case_may_not_judge_it_in_whatever_role(stage: Stage) -> None:
    told: Counter[str] = Counter()
    before = story_at(stage)
    for role in Role:
        story = with_further_post(before, role)
        for command in COMMANDS:
            if stage not in ACT_OF[type(command)].stages:
                continue
            for person, parts in PARTS.items():
                holdings = [HELD_BEFORE[person], (role, Relation.OFFICE_ABOVE)]
                told[judge(story, command, person, holdings, played(story, parts))] += 1
    assert (told["kept apart"] > 0) is bool(before.problem.unit)


def with_further_post(before: Story, role: Role) -> Story:
    """The same history in another store, in which those who took part hold this role in the office above too."""
    recorder = MemoryRecorder()
    for stream in (ORGANISATION_ID, *other_streams(before), before.case):
        recorder.insert_events(list(before.casework.recorder.select_events(stream)))
    story = Story(open_casework(recorder), before.case, before.now)
    for person in PARTS:
        command = AppointPerson(person, person, "兼职", COUNTY_OFFICE, (role,))
        Story(story.casework, now=story.now).when(command, "导入员").accepted()
    return story


def other_streams(story: Story) -> Iterator[UUID]:
    seen = {ORGANISATION_ID, story.case}
    for notification in story.casework.recorder.select_notifications(0, 100_000, inclusive_of_start=False):
        if notification.originator_id not in seen:
            seen.add(notification.originator_id)
            yield notification.originator_id


def played(story: Story, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts that the case remembers at this stage."""
    problem = story.problem
    remembered = {
        Part.LEADER: LEADER in problem.current.submitters,
        Part.PERSON: PERSON in (*problem.current.submitters, *problem.plan_by),
        Part.RECHECKER: CHECKER in problem.current.recheckers,
        Part.REGISTRANT: True,
        Part.CLOSER: OFFICE in problem.closed_by,
    }
    return tuple(part for part in parts if remembered[part])


# --- pools --------------------------------------------------------------------------------------------------------


def test_a_pool_is_drawn_by_whoever_its_rows_name_wherever_he_is() -> None:
    story = Story(staffed()).doing(*to_checking(finding(DRAWN_LAYER)), layer_passed())
    story.doing(layer_passed("住建局科长", "2022-08-24 10:00"))
    [pool] = [s for s in other_streams(story) if hasattr(story.casework.load(s).state, "members")]
    drawer = Story(story.casework, pool, story.now)
    seed = "5" * 64
    for command, stage in ((CommitSeed(commitment(seed)), PoolStage.COLLECTING), (DrawPool(seed), PoolStage.COMMITTED)):
        for other in (CommitSeed(commitment(seed)), DrawPool(seed)):
            act = ACT_OF[type(other)]
            for role in Role:
                for relation in UNIT_OF:
                    refused = outcome(drawer, other, bystander(role, relation))
                    expected = (
                        "wrong_stage" if stage not in act.stages else "" if role in act.roles else "not_permitted"
                    )
                    assert (refused.code if refused else "") == expected
        drawer.when(command, "督查组长", None).accepted()


def test_a_policy_with_levels_asks_for_the_level_too() -> None:
    """分级: what the pack says of plans is judged on the same case."""
    story = story_at(Stage.PLAN_REVIEW)
    act = ACT_OF[ApprovePlan]
    policy = replace(story.casework.rules("xiaoxian_2022").policy, plan_level=UnitKind.COUNTY)
    kind = KIND_OF[act.command]
    for relation in Relation:
        person = bystander(Role.OFFICE, relation)
        try:
            authorise(act, person, story.problem, organisation(), policy, story.now, kind)
            code = ""
        except Refused as refused:
            code = refused.code
        may = permitted(act, story.problem, policy, [(Role.OFFICE, relation)], named=False)
        below = relation in (Relation.SAME, Relation.ITS_OFFICE)
        assert code == ("" if may else "level_too_low" if below else "not_permitted")
