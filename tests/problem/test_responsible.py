"""责任人按岗位, 第一责任人, 原因分析: who answers for a problem, and why it came about."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain.measures import CauseClass, MeasureRules
from domain.organisation import Role, UnitKind
from domain.organising import AppointPerson, EstablishUnit
from domain.problem.claiming import Claim, ProblemClaimed, Reassign
from domain.problem.planning import MeasureDraft, PlanSubmitted, ReturnPlan, SubmitPlan
from domain.problem.problem import Place
from domain.problem.rectifying import SubmittedForRecheck
from domain.problem.registering import Dispatch, ProblemDispatched, RecordFixedOnSpot, RegisterSelfFound
from domain.reorganising import CloseUnit, EndPost
from tests.problem.acts import (
    DUE,
    HANDED_IN,
    MEASURES,
    PHOTO,
    closed,
    closing,
    dispatched,
    finding,
    plan_approved,
    plan_submitted,
    registered,
    to_claimed,
    to_close_pending,
    to_dispatched,
    to_rectifying,
)
from tests.problem.people import COUNTY, HEAD, LEADER, OFFICE, OTHER_HEAD, OTHER_TOWN, PERSON, TOWN, VILLAGE
from tests.problem.story import Act, Story, given, happened

WEST = "西村"
SECRETARY, TEAM, WEST_SECRETARY, WEST_TEAM = "东村第一书记", "东村队员", "西村第一书记", "西村队员"
EACH_VILLAGE = ("第一书记", "驻村工作队")
TWO_VILLAGES = (
    EstablishUnit(WEST, UnitKind.VILLAGE, TOWN),
    AppointPerson(SECRETARY, SECRETARY, "第一书记", VILLAGE, (Role.VILLAGE,)),
    AppointPerson(TEAM, TEAM, "队员", VILLAGE, (Role.RESIDENT_TEAM,)),
    AppointPerson(WEST_SECRETARY, WEST_SECRETARY, "西村第一书记", WEST, (Role.VILLAGE,)),
    AppointPerson(WEST_TEAM, WEST_TEAM, "队员", WEST, (Role.RESIDENT_TEAM,)),
)


def two_villages(*acts: Act) -> Story:
    """A town of two villages, in each a first secretary and a resident team, and what happened to a problem of it."""
    staffed = given()
    for number, command in enumerate(TWO_VILLAGES):
        staffed.when(command, "导入员", f"2022-08-01 09:0{number}").accepted()
    return given(*acts, casework=staffed.casework)


# --- a role in each village, resolved to persons ----------------------------------------------------------------------


@pytest.mark.requirement("R004-23")
def test_a_measure_is_owed_by_whoever_holds_the_posts_in_every_village() -> None:
    plan = SubmitPlan((MeasureDraft("逐户走访", posts=EACH_VILLAGE),))
    story = two_villages(*to_claimed()).when(plan, PERSON).accepted()
    persons = story.problem.measures[0].persons
    assert {(named.unit, named.person) for named in persons} == {
        (VILLAGE, SECRETARY),
        (VILLAGE, TEAM),
        (WEST, WEST_SECRETARY),
        (WEST, WEST_TEAM),
    }


def test_a_village_that_is_gone_owes_nothing() -> None:
    story = two_villages(*to_claimed())
    Story(story.casework).when(CloseUnit(WEST, date(2022, 8, 9)), "导入员", "2022-08-09 09:00").accepted()
    story.when(SubmitPlan((MeasureDraft("逐户走访", posts=("第一书记",)),)), PERSON, "2022-08-10 10:00").accepted()
    assert [named.person for named in story.problem.measures[0].persons] == [SECRETARY]


@pytest.mark.requirement("R004-23")
def test_the_persons_are_those_of_the_moment_of_planning() -> None:
    plan = SubmitPlan((MeasureDraft("逐户走访", posts=("第一书记",), villages=(VILLAGE,)),))
    story = two_villages(*to_claimed()).when(plan, PERSON, "2022-08-10 10:00").accepted()
    organisation = Story(story.casework)
    organisation.when(
        EndPost(SECRETARY, VILLAGE, "第一书记", date(2022, 8, 12)), "导入员", "2022-08-12 09:00"
    ).accepted()
    organisation.when(
        AppointPerson("新书记", "新书记", "第一书记", VILLAGE, since=date(2022, 8, 13)), "导入员", "2022-08-12 10:00"
    ).accepted()
    assert [named.person for named in story.problem.measures[0].persons] == [SECRETARY]
    later = two_villages_of(story, *to_claimed()).when(plan, PERSON, "2022-08-15 10:00").accepted()
    assert [named.person for named in later.problem.measures[0].persons] == ["新书记"]


def two_villages_of(story: Story, *acts: Act) -> Story:
    """Another problem in the same place."""
    return given(*acts, casework=story.casework)


@pytest.mark.requirement("R004-23")
def test_a_vacant_post_is_named_and_the_plan_refused() -> None:
    plan = SubmitPlan((MeasureDraft("逐户走访", posts=("第一书记", "会计")),))
    two_villages(*to_claimed()).when(plan, PERSON).refused("post_vacant", posts="东村会计、西村会计")


@pytest.mark.requirement("R004-23")
def test_the_person_of_a_problem_may_be_a_role_in_each_village() -> None:
    story = two_villages(*to_dispatched())
    story.when(Claim(LEADER, posts=EACH_VILLAGE), HEAD, "2022-08-09 10:00").then(
        happened(ProblemClaimed, persons=(SECRETARY, TEAM, WEST_SECRETARY, WEST_TEAM), person=SECRETARY)
    )
    assert set(story.problem.answerable) == {LEADER, SECRETARY, TEAM, WEST_SECRETARY, WEST_TEAM}


@pytest.mark.requirement("R004-23")
def test_of_each_village_one_of_them_signs() -> None:
    claimed = Act(Claim(LEADER, posts=EACH_VILLAGE), HEAD, "2022-08-09 10:00")
    story = two_villages(*to_dispatched(), claimed, plan_submitted(by=HEAD), plan_approved())
    alone = replace(HANDED_IN, signed_by=(LEADER, SECRETARY))
    story.when(alone, LEADER).refused("signature_missing", who="西村责任人（西村第一书记、西村队员之一）")
    story.when(replace(HANDED_IN, signed_by=(LEADER, TEAM, WEST_SECRETARY)), LEADER).then(happened(SubmittedForRecheck))


def test_a_problem_in_one_village_is_that_villages() -> None:
    what = replace(finding(), place=Place(COUNTY, TOWN, WEST))
    story = two_villages(registered(what), dispatched())
    story.when(Claim(LEADER, posts=EACH_VILLAGE), HEAD).then(
        happened(ProblemClaimed, persons=(WEST_SECRETARY, WEST_TEAM))
    )


@pytest.mark.parametrize(
    ("claim", "code"),
    [
        (Claim(LEADER), "person_or_posts"),
        (Claim(LEADER, PERSON, EACH_VILLAGE), "person_or_posts"),
        (Claim(LEADER, posts=EACH_VILLAGE, villages=("无此村",)), "unknown_unit"),
        (Claim(LEADER, posts=EACH_VILLAGE, villages=(OTHER_TOWN,)), "village_outside"),
    ],
)
def test_either_a_person_or_posts_in_villages_of_its_own(claim: Claim, code: str) -> None:
    two_villages(*to_dispatched()).when(claim, HEAD).refused(code)


def test_a_unit_without_villages_has_no_such_posts() -> None:
    story = given(registered(finding(town=OTHER_TOWN)), dispatched(OTHER_TOWN))
    story.when(Claim(OTHER_HEAD, posts=("第一书记",)), OTHER_HEAD).refused("no_villages", unit=OTHER_TOWN)


# --- 第一责任人 -------------------------------------------------------------------------------------------------------

FIRST = "各村“两委”和驻村（扶贫）工作队"


@pytest.mark.requirement("R004-37")
def test_a_problem_names_the_first_responsible_of_its_pack_however_it_comes_in() -> None:
    in_assessment = finding("assessment_2020", "BASICS")
    story = given(registered(in_assessment)).when(Dispatch(TOWN, due_on=DUE), OFFICE)
    assert story.then(happened(ProblemDispatched, first_responsible=FIRST)).problem.first_responsible == FIRST
    own = given().when(RegisterSelfFound(in_assessment, TOWN, LEADER, PERSON, due_on=DUE), HEAD).accepted()
    assert own.problem.first_responsible == FIRST


@pytest.mark.requirement("R004-37")
def test_who_dispatches_may_name_another_and_other_packs_name_none() -> None:
    story = given(registered()).when(Dispatch(TOWN, due_on=DUE, first_responsible="东村党支部"), OFFICE)
    assert story.accepted().problem.first_responsible == "东村党支部"
    assert given(*to_dispatched()).problem.first_responsible == ""


# --- 原因分析 ---------------------------------------------------------------------------------------------------------

WHY = SubmitPlan(MEASURES, cause="管护人员没有培训", cause_class="制度机制不健全")
INSTITUTION = CauseClass("INSTITUTION", "制度机制不健全")


@pytest.mark.requirement("R004-44")
def test_the_cause_is_stated_with_its_class_when_the_work_is_planned() -> None:
    story = given(*to_claimed()).when(WHY, PERSON).then(happened(PlanSubmitted, cause="管护人员没有培训"))
    assert story.problem.cause is not None
    assert story.reveal(story.problem.cause.ref) == "管护人员没有培训"
    assert story.problem.cause_class == INSTITUTION


@pytest.mark.requirement("R004-44")
@pytest.mark.parametrize(
    ("plan", "code"),
    [
        (replace(WHY, cause_class=""), "unknown_cause_class"),
        (replace(WHY, cause_class="天意"), "unknown_cause_class"),
        (replace(WHY, cause=" "), "text_missing"),
    ],
)
def test_a_cause_has_a_text_and_a_class_of_the_pack(plan: SubmitPlan, code: str) -> None:
    given(*to_claimed()).when(plan, PERSON).refused(code)


IN_ASSESSMENT = finding("assessment_2020", "BASICS")


@pytest.mark.requirement("R004-44")
def test_where_the_place_says_so_nothing_is_handed_in_without_its_cause() -> None:
    story = given(*to_rectifying(IN_ASSESSMENT))
    story.when(HANDED_IN, PERSON, "2022-08-22 10:00").refused("cause_missing")
    with_cause = replace(HANDED_IN, cause="底册没有核对", cause_class="WORK")
    story.when(with_cause, PERSON).then(happened(SubmittedForRecheck, cause="底册没有核对"))
    assert story.problem.cause_class == CauseClass("WORK", "工作不细致")
    planned = given(*to_claimed(IN_ASSESSMENT), Act(WHY, PERSON, "2022-08-10 10:00"), plan_approved())
    planned.when(HANDED_IN, PERSON, "2022-08-22 10:00").then(happened(SubmittedForRecheck, cause=None))


@pytest.mark.requirement("R004-44", "R002-35")
def test_nor_is_it_closed_without_its_cause() -> None:
    """It may have been handed in before the place asked for causes."""
    story = given(*to_close_pending())
    campaign = story.problem.campaign
    pack = story.casework.packs[campaign]
    story.casework.packs = {
        **story.casework.packs,
        campaign: replace(pack, measures=MeasureRules(cause_before_close=True)),
    }
    story.when(closing(), OFFICE, "2022-08-24 10:00").refused("cause_missing")


def test_where_no_place_asks_for_it_a_problem_is_closed_as_before() -> None:
    given(*to_close_pending()).doing(closed())


@pytest.mark.requirement("R004-44")
def test_what_was_fixed_at_once_has_its_cause_and_may_say_of_which_class() -> None:
    fixed = RecordFixedOnSpot(finding(), TOWN, LEADER, PERSON, "疏忽", "补填", "已补齐", (PHOTO,), "WORK")
    story = given().when(fixed, HEAD).accepted()
    assert story.problem.cause_class == CauseClass("WORK", "工作不细致")
    assert given().when(replace(fixed, cause_class=""), HEAD).accepted().problem.cause_class is None


def test_another_unit_looks_for_the_cause_anew() -> None:
    story = given(*to_claimed(), Act(WHY, PERSON, "2022-08-10 10:00"), plan_approved())
    story.when(Reassign(OTHER_TOWN, "改派"), OFFICE).accepted()
    assert (story.problem.cause, story.problem.cause_class) == (None, None)


def test_a_plan_that_is_written_again_keeps_the_cause_unless_it_states_another() -> None:
    returned = Act(ReturnPlan("再想想"), OFFICE, "2022-08-11 10:00")
    story = given(*to_claimed(), Act(WHY, PERSON, "2022-08-10 10:00"), returned)
    story.when(SubmitPlan(MEASURES), PERSON).accepted()
    assert story.problem.cause_class == INSTITUTION
    story.doing(Act(ReturnPlan("再想想"), OFFICE, "2022-08-15 10:00"))
    story.when(replace(WHY, cause_class="OTHER"), PERSON).accepted()
    assert story.problem.cause_class == CauseClass("OTHER", "其他原因")
