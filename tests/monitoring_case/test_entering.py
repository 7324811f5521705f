"""审核 审定 录入: who decides, into which class, and what a late entry comes to."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain.casework import AuditLine
from domain.monitoring_case.clearing import ApproveClearance, RejectClearance
from domain.monitoring_case.deadlines import MonitoringOverdueWarned, MonitoringReminded
from domain.monitoring_case.entering import (
    Announced,
    ApproveCase,
    CaseApproved,
    CaseEntered,
    CaseRejected,
    EnterSystem,
    RejectCase,
    ReviewByTown,
    TownReviewed,
)
from domain.monitoring_case.household_register import CaseClosed
from domain.monitoring_case.monitoring_case import HouseholdKind, MonitorClass, MonitorStage
from domain.monitoring_case.reviewing import NoticeCompleted, RaiseObjection
from domain.organisation import Role
from domain.policy import Duty
from domain.problem.claiming import Claim, ProblemClaimed
from domain.problem.classification import AreaLevel, Mode, Scope
from domain.problem.problem import Problem, Stage
from domain.problem.registering import ProblemDispatched, ProblemRegistered, ScreeningSigned
from tests.monitoring_case.acts import (
    HOUSEHOLD,
    TO_APPROVED,
    TO_CLEARABLE,
    TO_NOTICE,
    TO_TOWN_OK,
    TO_VERIFIED,
    approved,
    clue,
    clue_found,
    posted,
    rejected,
    reviewed,
    town_reviewed,
    verification,
    verified,
)
from tests.monitoring_case.people import APPROVER, GRID_WORKER, RESIDENT, SECOND_APPROVER, TOWN_REVIEWER, post
from tests.monitoring_case.story import WITHOUT_LEAF, HouseholdStory, everything, given, staffed
from tests.problem.people import CADRE, COUNTY, HEAD, LEADER, OFFICE, PERSON, TOWN
from tests.problem.story import Act, Story, happened

NOTICED = "2022-08-19 10:00"

# --- the town and the county --------------------------------------------------------------------------------------


def test_the_town_reviews_and_signs() -> None:
    story = given(*TO_NOTICE)
    story.when(ReviewByTown("情况属实，同意上报"), TOWN_REVIEWER, NOTICED).then(
        happened(NoticeCompleted),
        happened(TownReviewed, by=TOWN_REVIEWER, opinion="情况属实，同意上报", clearing=False),
    )
    assert story.monitored.stage is MonitorStage.TOWN_OK


def test_the_county_approves_into_a_class_and_announces_it() -> None:
    story = given(*TO_TOWN_OK)
    story.when(ApproveCase(MonitorClass.SUDDEN, "现公告如下"), APPROVER, "2022-08-22 10:00").then(
        happened(CaseApproved, by=APPROVER, monitor_class=MonitorClass.SUDDEN),
        happened(Announced, text="现公告如下", clearing=False),
    )
    assert story.monitored.stage is MonitorStage.APPROVED
    assert story.monitored.ahead == ()


@pytest.mark.parametrize(
    ("kind", "monitor_class", "fits"),
    [
        (HouseholdKind.LIFTED, MonitorClass.UNSTABLE, True),
        (HouseholdKind.LIFTED, MonitorClass.SUDDEN, True),
        (HouseholdKind.LIFTED, MonitorClass.MARGINAL, False),
        (HouseholdKind.MARGINAL, MonitorClass.MARGINAL, True),
        (HouseholdKind.ORDINARY, MonitorClass.MARGINAL, True),
        (HouseholdKind.ORDINARY, MonitorClass.SUDDEN, True),
        (HouseholdKind.ORDINARY, MonitorClass.UNSTABLE, False),
    ],
)
def test_the_class_fits_the_kind_of_household(kind: HouseholdKind, monitor_class: MonitorClass, fits: bool) -> None:
    story = given(clue_found(clue(kind=kind)), *TO_TOWN_OK[1:])
    outcome = story.when(ApproveCase(monitor_class), APPROVER)
    outcome.accepted() if fits else outcome.refused("class_does_not_fit")


@pytest.mark.parametrize("person", [TOWN_REVIEWER, OFFICE, HEAD, CADRE])
def test_only_the_approver_of_the_county_approves(person: str) -> None:
    given(*TO_TOWN_OK).when(ApproveCase(MonitorClass.UNSTABLE), person).refused("not_permitted")


# --- separation of duties -----------------------------------------------------------------------------------------


def with_post(person: str, role: Role, *acts: Act) -> HouseholdStory:
    """These acts, and a person who has also become the county's approver."""
    casework = staffed()
    Story(casework).when(post(person, COUNTY, role), "导入员").accepted()
    return given(*acts, casework=casework)


APPROVING = (ApproveCase(MonitorClass.UNSTABLE), RejectCase("不符合", "已告知"))


@pytest.mark.requirement("X-08")
def test_sod_10_who_brought_the_clue_does_not_decide_it() -> None:
    story = with_post(GRID_WORKER, Role.COUNTY_APPROVER, *TO_TOWN_OK)
    for decision in APPROVING:
        story.when(decision, GRID_WORKER).refused("sod_10", name=GRID_WORKER)
    line = story.casework.recorder.audit_log[-1]
    assert isinstance(line, AuditLine)
    assert (line.person, line.code) == (GRID_WORKER, "sod_10")


def test_sod_10_who_reported_it_to_the_one_who_registered_it_does_not_decide_it() -> None:
    told = replace(clue(), reported_by=APPROVER)
    story = given(clue_found(told), *TO_TOWN_OK[1:])
    for decision in APPROVING:
        story.when(decision, APPROVER).refused("sod_10", name=APPROVER)
    story.when(ApproveCase(MonitorClass.UNSTABLE), SECOND_APPROVER).accepted()


def test_sod_10_holds_for_the_clearance_too() -> None:
    story = with_post(GRID_WORKER, Role.COUNTY_APPROVER, *TO_CLEARABLE)
    for decision in (ApproveClearance(), RejectClearance("不稳定")):
        story.when(decision, GRID_WORKER).refused("sod_10")


@pytest.mark.parametrize("person", [RESIDENT, TOWN_REVIEWER])
def test_who_verified_or_reviewed_it_does_not_decide_it_for_the_county(person: str) -> None:
    story = with_post(person, Role.COUNTY_APPROVER, *TO_TOWN_OK)
    for decision in APPROVING:
        story.when(decision, person).refused("sod_own_case", name=person)


def test_who_proposed_a_clearance_does_not_decide_it() -> None:
    story = with_post(CADRE, Role.COUNTY_APPROVER, *TO_CLEARABLE)
    for decision in (ApproveClearance(), RejectClearance("不稳定")):
        story.when(decision, CADRE).refused("sod_own_case", name=CADRE)


def test_the_town_may_reject_what_its_own_people_found() -> None:
    found_by_the_town = given(clue_found(by=TOWN_REVIEWER), verified())
    found_by_the_town.when(RejectCase("不符合", "已告知"), TOWN_REVIEWER).accepted()


# --- rejected -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "by"),
    [(TO_VERIFIED, TOWN_REVIEWER), (TO_VERIFIED, APPROVER), (TO_TOWN_OK, APPROVER)],
)
def test_a_case_is_rejected_with_a_reason_and_a_reply(before: tuple[Act, ...], by: str) -> None:
    story = given(*before)
    story.when(RejectCase("收入稳定", "已当面说明"), by).then(
        happened(CaseRejected, by=by, reason="收入稳定", reply="已当面说明")
    )
    assert isinstance(everything(story)[-1], CaseClosed)
    assert (story.monitored.stage, story.monitored.obligations) == (MonitorStage.REJECTED, ())
    assert story.casework.moments(story.monitored) == []
    assert story.register(HOUSEHOLD).open_case is None


def test_the_household_is_told_why() -> None:
    given(*TO_VERIFIED).when(RejectCase("收入稳定", " "), TOWN_REVIEWER).refused("text_missing", field="对农户的答复")
    given(*TO_VERIFIED).when(RejectCase("", "已说明"), TOWN_REVIEWER).refused("text_missing", field="不予纳入理由")


def test_what_lies_with_the_county_is_no_longer_the_towns_to_reject() -> None:
    given(*TO_TOWN_OK).when(RejectCase("不符合", "已告知"), TOWN_REVIEWER).refused("not_permitted")


def test_a_household_whose_verification_was_negative_can_only_be_rejected() -> None:
    story = given(clue_found(), verified(verification(positive=False)))
    story.when(RejectCase("不符合", "已告知"), TOWN_REVIEWER).accepted()


# --- entered ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R002-15")
def test_a_household_entered_on_the_fifteenth_day_is_in_time() -> None:
    story = given(*TO_APPROVED)
    story.when(EnterSystem("3413-0007"), TOWN_REVIEWER, "2022-08-25 23:30").then(
        happened(MonitoringReminded, at="2022-08-25 09:00", duty=Duty.MONITOR_ENTRY, due_on="2022-08-25"),
        happened(
            CaseEntered,
            by=TOWN_REVIEWER,
            external_id="3413-0007",
            entered_on="2022-08-25",
            days_used=15,
            late=False,
            problem=None,
            arms={Duty.HOUSEHOLD_PLAN: "2022-09-05"},
        ),
    )
    assert story.monitored.stage is MonitorStage.ENTERED
    assert story.due(Duty.MONITOR_ENTRY) is None


def late_entry(campaign: str = "xiaoxian_2022") -> HouseholdStory:
    to_approved = (clue_found(clue(campaign=campaign)), *TO_APPROVED[1:])
    story = given(*to_approved)
    story.when(EnterSystem("3413-0007"), TOWN_REVIEWER, "2022-08-26 10:00").accepted()
    return story


@pytest.mark.requirement("R002-15")
def test_a_late_entry_is_marked_and_raises_exactly_one_problem_against_the_town() -> None:
    story = late_entry()
    overdue, entered = story.history[-2:]
    assert isinstance(overdue, MonitoringOverdueWarned)
    assert (story.show(overdue)["at"], overdue.duty, overdue.overdue_wd) == ("2022-08-26 09:00", Duty.MONITOR_ENTRY, 1)
    assert isinstance(entered, CaseEntered)
    assert (entered.days_used, entered.late) == (16, True)
    raised = [event for event in everything(story) if isinstance(event, ProblemRegistered)]
    assert [event.originator_id for event in raised] == [entered.problem]
    problem = story.casework.problem(raised[0].originator_id)
    assert (problem.category, problem.scope, problem.area_level) == ("MONITORING", Scope.AREA, AreaLevel.TOWN)
    assert (problem.stage, problem.unit, problem.mode) == (Stage.DISPATCHED, TOWN, Mode.IMMEDIATE)
    assert story.reveal(problem.content.ref) == "监测对象JC2022-甲镇-0001应于2022-08-25前录入系统，实际用时16天"
    assert (problem.campaign, problem.household) == ("xiaoxian_2022", None)


def test_the_problem_of_a_late_entry_begins_in_the_same_append_as_the_entry() -> None:
    story = late_entry()
    command_id = story.history[-1].envelope.command_id
    appended = [event for event in everything(story) if event.envelope.command_id == command_id]
    assert {type(event) for event in appended} >= {CaseEntered, ProblemRegistered, ScreeningSigned, ProblemDispatched}
    assert {event.timestamp for event in appended} == {story.now}


def test_a_late_entry_sent_twice_raises_one_problem() -> None:
    story = given(*TO_APPROVED)
    for at in ("2022-08-26 10:00", "2022-08-29 10:00"):
        story.when(EnterSystem("3413-0007"), TOWN_REVIEWER, at, command_id="once").accepted()
    assert len([event for event in everything(story) if isinstance(event, ProblemRegistered)]) == 1


@pytest.mark.parametrize(("campaign", "category"), [("haogou_2023", "WORK"), ("heyuan_2018", "H3")])
def test_where_the_taxonomy_has_another_name_for_monitoring_the_problem_stands_there(
    campaign: str, category: str
) -> None:
    entered = late_entry(campaign).history[-1]
    assert isinstance(entered, CaseEntered)
    assert entered.problem is not None
    problem = late_entry(campaign).casework.load(entered.problem).state
    assert isinstance(problem, Problem)
    assert problem.category == category


@pytest.mark.parametrize("campaign", [WITHOUT_LEAF, ""])
def test_where_there_is_no_such_category_the_late_mark_alone_stands(campaign: str) -> None:
    story = late_entry(campaign)
    entered = story.history[-1]
    assert isinstance(entered, CaseEntered)
    assert (entered.late, entered.problem) == (True, None)
    assert not [event for event in everything(story) if isinstance(event, ProblemRegistered)]


def test_the_town_claims_the_problem_of_its_late_entry_like_any_other() -> None:
    story = late_entry()
    entered = story.history[-1]
    assert isinstance(entered, CaseEntered)
    about_the_town = Story(story.casework, entered.problem, story.now)
    about_the_town.when(Claim(LEADER, PERSON), HEAD, "2022-08-29 09:00").then(
        happened(ProblemClaimed, due="2022-09-01", arms={Duty.IMMEDIATE: "2022-09-01"})
    )


def test_the_day_is_the_one_that_the_national_system_shows() -> None:
    """Entered there on the 24th, said here on the 29th: in time."""
    story = given(*TO_APPROVED)
    story.when(EnterSystem("3413-0007", date(2022, 8, 24)), TOWN_REVIEWER, "2022-08-29 10:00").accepted()
    entered = story.history[-1]
    assert isinstance(entered, CaseEntered)
    assert (entered.days_used, entered.late) == (14, False)
    assert story.due(Duty.HOUSEHOLD_PLAN) == "2022-09-05", "ten days from the 24th end on a Saturday"


@pytest.mark.parametrize("day", [date(2022, 8, 21), date(2022, 8, 30)])
def test_nobody_is_entered_before_the_approval_or_in_the_future(day: date) -> None:
    given(*TO_APPROVED).when(EnterSystem("3413-0007", day), TOWN_REVIEWER, "2022-08-29 10:00").refused(
        "entry_day_wrong", entered_on=day
    )


def test_an_entry_has_the_id_of_the_record() -> None:
    given(*TO_APPROVED).when(EnterSystem(" "), TOWN_REVIEWER).refused("text_missing", field="系统标注编号")


def test_an_objection_does_not_stop_the_fifteen_days() -> None:
    """The whole way twice: entered on day 16."""
    again = (
        *TO_NOTICE,
        Act(RaiseObjection("有异议"), CADRE, "2022-08-16 09:00"),
        reviewed(at="2022-08-17 09:00"),
        posted(at="2022-08-18 09:00"),
        town_reviewed("2022-08-24 09:00"),
        approved(at="2022-08-25 09:00"),
    )
    story = given(*again)
    story.when(EnterSystem("3413-0007"), TOWN_REVIEWER, "2022-08-26 08:00").accepted()
    entered = story.history[-1]
    assert isinstance(entered, CaseEntered)
    assert (entered.days_used, entered.late) == (16, True)


def test_a_rejected_case_is_not_warned_of_any_more() -> None:
    story = given(*TO_VERIFIED, rejected(TOWN_REVIEWER, "2022-08-12 10:00"))
    story.when_time_passes_until("2022-12-31 09:00").then()
