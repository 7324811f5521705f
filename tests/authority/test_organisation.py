"""机构变动: units are renamed, merged, moved and closed while cases are open; posts end; groups have their areas."""

from __future__ import annotations

from datetime import date

import pytest

from domain.organisation import ORGANISATION_ID, Area, Role, UnitKind
from domain.organising import AppointPerson, EstablishUnit
from domain.problem.claiming import Claim
from domain.problem.looking_back import ReportFalse
from domain.problem.planning import ApprovePlan, SubmitPlan
from domain.problem.problem import Stage
from domain.problem.rechecking import PassLayer
from domain.problem.registering import Dispatch, RegisterProblem
from domain.reorganising import (
    AssignAreas,
    CloseUnit,
    EndPost,
    FormGroup,
    Member,
    MergeUnit,
    MoveUnit,
    PostEnded,
    RenameUnit,
    UnitRenamed,
)
from domain.roles import Rank
from tests.authority.arranging import CLERK, appointed, arranged, last_actor
from tests.problem.acts import (
    DUE,
    MEASURES,
    PHOTO,
    finding,
    registered,
    to_checking,
    to_claimed,
    to_dispatched,
    to_plan_review,
)
from tests.problem.people import (
    CHECKER,
    COUNTY,
    GROUP,
    HEAD,
    INSPECTOR,
    LEADER,
    LIAISON,
    OFFICE,
    OTHER_CHECKER,
    OTHER_HEAD,
    OTHER_TOWN,
    PERSON,
    TOWN,
    TOWN_CLERK,
    TOWN_OFFICE,
    VILLAGE,
)
from tests.problem.story import Story, given, happened, instant

STREET = "甲街道"
MONDAY, TUESDAY = date(2022, 8, 15), date(2022, 8, 16)


# --- renamed ------------------------------------------------------------------------------------------------------


def test_a_unit_that_is_renamed_goes_on_with_its_people_from_that_day() -> None:
    story = given(*to_claimed())
    arranged(story, RenameUnit(TOWN, STREET, MONDAY, "〔2022〕5号")).then(happened(UnitRenamed, document="〔2022〕5号"))
    person = story.casework.organisation.person(PERSON)
    assert [post.unit for post in person.posts_at(instant("2022-08-14 23:59"))] == [TOWN]
    assert [post.unit for post in person.posts_at(instant("2022-08-15 00:00"))] == [STREET]
    story.when(SubmitPlan(MEASURES), PERSON, "2022-08-15 10:00").accepted()
    assert last_actor(story).unit == STREET
    story.when(ApprovePlan(), TOWN_CLERK, "2022-08-16 10:00").accepted()


def test_the_case_keeps_the_code_and_earlier_events_what_they_said() -> None:
    story = given(*to_claimed())
    before = story.history
    arranged(story, RenameUnit(TOWN, STREET, MONDAY)).accepted()
    assert story.problem.unit == TOWN
    assert story.history == before
    assert before[-1].envelope.actor.unit == TOWN


def test_before_its_day_a_change_changes_nothing() -> None:
    story = given(*to_claimed())
    arranged(story, RenameUnit(TOWN, STREET, MONDAY)).accepted()
    story.when(SubmitPlan(MEASURES), PERSON, "2022-08-12 17:00").accepted()
    assert last_actor(story).unit == TOWN
    sooner, later = (story.casework.organisation_at(instant(f"2022-08-{day} 12:00")) for day in (14, 15))
    assert sooner.reaches(TOWN_OFFICE, VILLAGE)
    assert STREET not in sooner.units
    assert later.reaches(STREET, VILLAGE)
    assert later.place_of(TOWN_OFFICE).code == STREET
    assert (sooner.current(TOWN), later.current(TOWN)) == (TOWN, STREET)


def test_nothing_new_is_given_to_a_name_that_is_no_more() -> None:
    story = given(registered())
    arranged(story, RenameUnit(TOWN, STREET, MONDAY)).accepted()
    story.when(Dispatch(TOWN, due_on=DUE), OFFICE, "2022-08-15 09:00").refused("unit_gone", hint=f"现为{STREET}")
    story.when(Dispatch(STREET, due_on=DUE), OFFICE, "2022-08-15 09:00").accepted()
    story.when(Claim(LEADER, PERSON), HEAD, "2022-08-15 10:00").accepted()


def test_whoever_is_appointed_under_the_old_name_before_the_day_goes_on_too() -> None:
    story = given(*to_dispatched())
    arranged(story, RenameUnit(TOWN, STREET, MONDAY)).accepted()
    arranged(story, AppointPerson("新镇长", "新镇长", "镇长", STREET, (Role.HEAD,), MONDAY)).accepted()
    arranged(story, AppointPerson("代镇长", "代镇长", "代镇长", TOWN, (Role.HEAD,))).refused("unit_gone")
    story.when(Claim(LEADER, PERSON), "新镇长", "2022-08-15 09:00").accepted()


# --- merged, moved, closed ----------------------------------------------------------------------------------------


def test_a_merged_unit_is_answered_for_by_its_successor_and_its_posts_end() -> None:
    story = given(*to_claimed())
    arranged(story, MergeUnit(TOWN, OTHER_TOWN, MONDAY)).accepted()
    assert story.casework.organisation.person(HEAD).posts_at(instant("2022-08-15 00:00")) == ()
    story.when(SubmitPlan(MEASURES), HEAD, "2022-08-15 10:00").refused("not_permitted", roles="目前无任职")
    story.when(SubmitPlan(MEASURES), OTHER_HEAD, "2022-08-15 10:00").accepted()
    assert story.casework.organisation.reaches(OTHER_TOWN, VILLAGE)


def test_after_a_merger_separation_of_duties_asks_for_the_successor() -> None:
    story = given(*to_checking(finding("three_layers")))
    arranged(story, MergeUnit(TOWN, OTHER_TOWN, date(2022, 8, 23))).accepted()
    story.when(PassLayer("看过了"), OTHER_CHECKER, "2022-08-23 10:00").accepted()
    appointed(story, OTHER_HEAD, "住建局", Role.LEAD_DEPT)
    story.when(PassLayer("看过了"), OTHER_HEAD, "2022-08-23 11:00").refused("sod_2")


def test_a_village_that_moves_is_reached_by_its_new_town_only() -> None:
    story = given()
    arranged(story, MoveUnit(VILLAGE, OTHER_TOWN, MONDAY)).accepted()
    sooner, later = (story.casework.organisation_at(instant(f"2022-08-{day} 12:00")) for day in (14, 15))
    assert (sooner.reaches(TOWN, VILLAGE), sooner.reaches(OTHER_TOWN, VILLAGE)) == (True, False)
    assert (later.reaches(TOWN, VILLAGE), later.reaches(OTHER_TOWN, VILLAGE)) == (False, True)


def test_what_is_open_in_a_closed_unit_waits_for_the_office_above() -> None:
    story = given(registered())
    story.when(Dispatch(VILLAGE, due_on=DUE), OFFICE, "2022-08-09 09:00").accepted()
    arranged(story, CloseUnit(VILLAGE, MONDAY)).accepted()
    story.when(Claim(LEADER, PERSON), "东村干部", "2022-08-15 09:00").refused("not_permitted")
    organisation = story.casework.organisation_at(instant("2022-08-15 09:00"))
    assert organisation.reaches("县专班", VILLAGE)
    other = given(registered(at="2022-08-15 09:00"), casework=story.casework)
    other.when(Dispatch(VILLAGE, due_on=DUE), OFFICE).refused("unit_gone", hint="已撤销")


def test_changes_that_make_no_sense_are_refused() -> None:
    story = given()
    arranged(story, RenameUnit(TOWN, OTHER_TOWN, MONDAY)).refused("unit_exists")
    arranged(story, RenameUnit(TOWN, " ", MONDAY)).refused("text_missing")
    arranged(story, MoveUnit(COUNTY, VILLAGE, MONDAY)).refused("unit_in_itself")
    arranged(story, MergeUnit(TOWN, VILLAGE, MONDAY)).refused("unit_in_itself")
    arranged(story, CloseUnit(TOWN, MONDAY)).refused("units_below", below=f"{TOWN_OFFICE}、{VILLAGE}")
    arranged(story, RenameUnit("丁镇", "戊镇", MONDAY)).refused("unknown_unit")


def test_a_change_does_not_come_before_one_that_was_told_already() -> None:
    story = given()
    arranged(story, RenameUnit(TOWN, STREET, TUESDAY)).accepted()
    arranged(story, MoveUnit(STREET, "市", MONDAY)).refused("change_before_another")
    arranged(story, RenameUnit(TOWN, "甲办事处", TUESDAY)).refused("unit_gone")
    arranged(story, RenameUnit(STREET, "甲办事处", TUESDAY)).accepted()
    assert story.casework.organisation_at(instant("2022-08-16 12:00")).current(TOWN) == "甲办事处"


def test_a_unit_stands_under_a_renamed_one_by_its_new_name() -> None:
    story = given()
    arranged(story, RenameUnit(TOWN, STREET, MONDAY)).accepted()
    arranged(story, EstablishUnit("西村", UnitKind.VILLAGE, TOWN)).refused("unit_gone")
    arranged(story, EstablishUnit("西村", UnitKind.VILLAGE, STREET)).accepted()
    assert story.casework.organisation_at(instant("2022-08-20 12:00")).reaches(TOWN_OFFICE, "西村")


def test_the_same_organisation_comes_of_the_stored_events() -> None:
    story = given(*to_plan_review())
    for command in (
        RenameUnit(TOWN, STREET, MONDAY),
        MoveUnit(VILLAGE, OTHER_TOWN, MONDAY),
        EndPost(CHECKER, OTHER_TOWN, "核查员", TUESDAY),
        AssignAreas(GROUP, (Area(STREET, LIAISON),)),
    ):
        arranged(story, command)
    kept = story.casework.load(ORGANISATION_ID).state
    story.casework.cache.evict(ORGANISATION_ID)
    assert story.casework.load(ORGANISATION_ID).state == kept


# --- posts, groups ------------------------------------------------------------------------------------------------


def test_a_post_that_is_ended_permits_nothing_after_its_last_day() -> None:
    story = given(*to_dispatched())
    arranged(story, EndPost(HEAD, TOWN, "镇长", date(2022, 8, 9))).then(happened(PostEnded, person=HEAD))
    story.when(Claim(LEADER, PERSON), HEAD, "2022-08-10 00:00").refused("not_permitted")
    story.when(Claim(LEADER, PERSON), HEAD, "2022-08-09 23:59").accepted()


def test_only_a_post_that_is_held_is_ended() -> None:
    story = given()
    arranged(story, EndPost(HEAD, TOWN, "书记", MONDAY)).refused("no_such_post", title="书记")
    arranged(story, EndPost(HEAD, TOWN, "镇长", MONDAY)).accepted()
    arranged(story, EndPost(HEAD, TOWN, "镇长", TUESDAY)).refused("no_such_post")


@pytest.mark.requirement("R002-38", "R003-05")
def test_a_group_has_members_until_a_day_and_a_leader_of_the_rank_asked_for() -> None:
    members = (
        Member(LEADER, "组长", (Role.TEAM_LEAD,), rank=Rank.DEPUTY_DIVISION),
        Member("抽调干部", "组员", until=MONDAY, name="抽调干部"),
    )
    story = given()
    arranged(story, FormGroup("督导二组", COUNTY, members, Rank.DIVISION)).refused("rank_too_low", person=LEADER)
    arranged(story, FormGroup("督导二组", COUNTY, members, Rank.DEPUTY_DIVISION)).accepted()
    lent = story.casework.organisation.person("抽调干部")
    assert [post.unit for post in lent.posts_at(instant("2022-08-15 23:59"))] == ["督导二组"]
    assert lent.posts_at(instant("2022-08-16 00:00")) == ()
    story.when(RegisterProblem(finding()), "抽调干部", "2022-08-16 09:00").refused("not_permitted")


def test_a_group_is_formed_of_people_who_are_known_or_named() -> None:
    story = given()
    arranged(story, FormGroup("督导二组", COUNTY, (Member("无名", "组员"),))).refused("unknown_person")
    arranged(story, FormGroup(TOWN, COUNTY, (Member(LEADER, "组员"),))).refused("unit_exists")


@pytest.mark.requirement("R003-06")
def test_a_group_sees_only_its_areas() -> None:
    story = given()
    assert story.casework.organisation.reaches(GROUP, OTHER_TOWN)
    arranged(story, AssignAreas(GROUP, (Area(TOWN, LIAISON),))).accepted()
    organisation = story.casework.organisation
    assert organisation.reaches(GROUP, VILLAGE)
    assert not organisation.reaches(GROUP, OTHER_TOWN)
    assert organisation.areas[GROUP] == (Area(TOWN, LIAISON),)


def test_only_a_group_has_areas() -> None:
    story = given()
    arranged(story, AssignAreas(TOWN_OFFICE, (Area(TOWN),))).refused("not_a_group")
    arranged(story, AssignAreas(GROUP, (Area("丁镇"),))).refused("unknown_unit")
    arranged(story, AssignAreas(GROUP, (Area(TOWN, "查无此人"),))).refused("unknown_person")


def test_a_group_looks_back_in_its_areas_only() -> None:
    story: Story = given(*to_checking())
    arranged(story, AssignAreas(GROUP, (Area(OTHER_TOWN),)), CLERK).accepted()

    story.when(ReportFalse("照片是别处的", (PHOTO,)), INSPECTOR).refused("not_permitted")
    arranged(story, AssignAreas(GROUP, (Area(OTHER_TOWN), Area(TOWN))), CLERK).accepted()
    story.when(ReportFalse("照片是别处的", (PHOTO,)), INSPECTOR).accepted()
    assert story.problem.stage is Stage.RECTIFYING
