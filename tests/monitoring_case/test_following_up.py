"""持续关注: every quarter, back into monitoring in a new episode, or out of it for good."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.monitoring_case.clearing import RiskCleared
from domain.monitoring_case.deadlines import MonitoringOverdueWarned, MonitoringReminded
from domain.monitoring_case.following_up import (
    CaseEnded,
    EndCase,
    EndReason,
    FollowUpRecorded,
    RecordFollowUp,
    RelapseFound,
    ReportRelapse,
    end_of_next_quarter,
)
from domain.monitoring_case.household_register import CaseClosed, CaseOpened
from domain.monitoring_case.monitoring_case import ClueSource, MonitorStage, Risk, RiskKind
from domain.monitoring_case.verifying import RiskClueRegistered
from domain.policy import Duty
from domain.problem.classification import Scope
from domain.problem.registering import RegisterProblem
from tests.monitoring_case.acts import HOUSEHOLD, HOUSEHOLDER, MET, PAPER, REACHED, TO_FOLLOW_UP, clue, verification
from tests.monitoring_case.people import GRID_WORKER, HELP_CONTACT, OTHER_CADRE, TOWN_REVIEWER
from tests.monitoring_case.story import HouseholdStory, everything, given
from tests.problem.acts import finding
from tests.problem.people import CADRE, OFFICE
from tests.problem.story import Story, happened

SEEN = RecordFollowUp("收入稳定，无新风险")
FELL_BACK = ReportRelapse(ClueSource.FOLLOW_UP, (Risk(RiskKind.JOB, "3"),), "务工企业停产")
DIED = EndCase(EndReason.DIED, "独居老人去世", (PAPER,))


# --- every quarter ------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R002-18")
@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2023, 5, 15), date(2023, 9, 30)),
        (date(2023, 6, 30), date(2023, 9, 30)),
        (date(2023, 7, 1), date(2023, 12, 31)),
        (date(2023, 12, 31), date(2024, 3, 31)),
        (date(2023, 1, 1), date(2023, 6, 30)),
    ],
)
def test_the_next_look_is_due_by_the_end_of_the_next_quarter(day: date, due: date) -> None:
    assert end_of_next_quarter(day) == due


@pytest.mark.requirement("R002-18")
def test_a_cleared_household_is_looked_at_once_in_each_quarter() -> None:
    story = given(*TO_FOLLOW_UP)
    assert story.due(Duty.FOLLOW_UP) == "2023-09-30"
    story.when(SEEN, HELP_CONTACT, "2023-08-10 10:00").then(
        happened(FollowUpRecorded, by=HELP_CONTACT, arms={Duty.FOLLOW_UP: "2023-12-31"})
    )
    story.when(SEEN, HELP_CONTACT, "2023-09-10 10:00").then(happened(FollowUpRecorded, arms=()))
    assert story.monitored.stage is MonitorStage.FOLLOW_UP


@pytest.mark.requirement("R002-18")
def test_a_look_that_is_missed_is_reminded_of_and_warned_of() -> None:
    """2023-09-30 is in the National Day holiday: the last working day before it is the 28th, the next 10-07."""
    story = given(*TO_FOLLOW_UP)
    story.when_time_passes_until("2023-12-31 23:00").then(
        happened(MonitoringReminded, at="2023-09-28 09:00", duty=Duty.FOLLOW_UP, due_on="2023-09-30"),
        happened(MonitoringOverdueWarned, at="2023-10-07 09:00", duty=Duty.FOLLOW_UP, overdue_wd=1),
    )
    story.when(SEEN, HELP_CONTACT, "2024-01-05 10:00").then(happened(FollowUpRecorded))


def test_it_is_the_contact_who_looks() -> None:
    for person in (CADRE, GRID_WORKER, TOWN_REVIEWER):
        given(*TO_FOLLOW_UP).when(SEEN, person).refused("not_permitted")


# --- back again ---------------------------------------------------------------------------------------------------


def fallen_back() -> tuple[HouseholdStory, HouseholdStory]:
    """The old case and the new one."""
    story = given(*TO_FOLLOW_UP)
    story.when(FELL_BACK, HELP_CONTACT, "2023-08-10 10:00").accepted()
    found = story.history[-1]
    assert isinstance(found, RelapseFound)
    return story, HouseholdStory(story.casework, found.next_case, story.now)


@pytest.mark.requirement("R002-18")
def test_a_household_that_falls_back_begins_a_new_numbered_episode_as_verified() -> None:
    old, new = fallen_back()
    assert (old.monitored.stage, old.monitored.obligations) == (MonitorStage.RELAPSED, ())
    case = new.monitored
    assert (case.stage, case.episode, case.monitor_no) == (MonitorStage.VERIFIED, 2, "JC2023-甲镇-0001")
    assert case.risks == FELL_BACK.risks
    assert case.members == old.monitored.members
    assert new.due(Duty.MONITOR_ENTRY) == "2023-08-25"
    [begun] = new.history
    assert isinstance(begun, RiskClueRegistered)
    assert (begun.previous, begun.source) == (old.case, ClueSource.FOLLOW_UP)
    assert new.show(begun)["detail"] == "务工企业停产"
    assert new.register(HOUSEHOLD).open_case == new.case


def test_the_old_episode_ends_and_the_new_one_begins_in_one_append() -> None:
    old, _ = fallen_back()
    command_id = old.history[-1].envelope.command_id
    appended = [type(event) for event in everything(old) if event.envelope.command_id == command_id]
    assert {RelapseFound, CaseClosed, CaseOpened, RiskClueRegistered} <= set(appended)


def test_the_new_episode_goes_the_whole_way_again() -> None:
    _, new = fallen_back()
    new.when(MET, CADRE, "2023-08-11 10:00").accepted()
    assert new.monitored.stage is MonitorStage.REVIEWED


def test_the_new_episode_may_be_verified_again() -> None:
    _, new = fallen_back()
    new.when(verification(), GRID_WORKER, "2023-08-11 10:00").accepted()
    assert new.monitored.positive


def test_a_relapse_sent_twice_begins_one_episode() -> None:
    story = given(*TO_FOLLOW_UP)
    for _ in range(2):
        story.when(FELL_BACK, HELP_CONTACT, "2023-08-10 10:00", command_id="once").accepted()
    assert story.register(HOUSEHOLD).episodes == 2


def test_a_relapse_says_at_what_risk_and_of_whom() -> None:
    story = given(*TO_FOLLOW_UP)
    story.when(ReportRelapse(ClueSource.FOLLOW_UP, (), "停产"), HELP_CONTACT).refused("risk_missing")
    unknown = ReportRelapse(ClueSource.FOLLOW_UP, (Risk(RiskKind.JOB, "9"),), "停产")
    story.when(unknown, HELP_CONTACT).refused("unknown_member")
    story.when(FELL_BACK, OTHER_CADRE).refused("not_permitted")
    out_of_nothing = ReportRelapse(ClueSource.PROBLEM, FELL_BACK.risks, "停产", problem=UUID(int=3))
    story.when(out_of_nothing, HELP_CONTACT).refused("clue_problem_missing")


def test_a_relapse_out_of_a_problem_belongs_to_the_row_of_the_problem() -> None:
    story = given(*TO_FOLLOW_UP)
    found = Story(story.casework, now=story.now)
    of_the_household = replace(
        finding(category="JOBS"), scope=Scope.HOUSEHOLD, household_ref=HOUSEHOLD, householder=HOUSEHOLDER
    )
    found.when(RegisterProblem(of_the_household), OFFICE).accepted()
    story.when(ReportRelapse(ClueSource.PROBLEM, FELL_BACK.risks, "停产", problem=found.case), OFFICE).accepted()
    relapse = story.history[-1]
    assert isinstance(relapse, RelapseFound)
    assert story.casework.load(relapse.next_case).state.category == "JOBS"


# --- for good -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", list(REACHED))
def test_a_case_ends_in_any_stage_when_nobody_is_left_to_help(stage: MonitorStage) -> None:
    story = given(*REACHED[stage])
    story.when(DIED, TOWN_REVIEWER).accepted()
    ended = story.history[-1]
    assert isinstance(ended, CaseEnded)
    assert (ended.reason, story.show(ended)["statement"]) == (EndReason.DIED, "独居老人去世")
    assert (story.monitored.stage, story.monitored.obligations) == (MonitorStage.ENDED, ())
    assert story.register(HOUSEHOLD).open_case is None


def test_an_end_is_proven() -> None:
    given(*TO_FOLLOW_UP).when(EndCase(EndReason.LOST, "失联", ()), TOWN_REVIEWER).refused("evidence_missing")
    given(*TO_FOLLOW_UP).when(EndCase(EndReason.MOVED_AWAY, " ", (PAPER,)), TOWN_REVIEWER).refused("text_missing")
    given(*TO_FOLLOW_UP).when(DIED, CADRE).refused("not_permitted")


def test_after_the_end_the_household_may_be_found_anew() -> None:
    story = given(*TO_FOLLOW_UP)
    story.when(DIED, TOWN_REVIEWER).accepted()
    again = HouseholdStory(story.casework, now=story.now)
    again.when(clue(), GRID_WORKER).accepted()
    assert again.monitored.episode == 2


def test_the_risk_is_cleared_only_once_in_an_episode() -> None:
    assert len([event for event in given(*TO_FOLLOW_UP).history if isinstance(event, RiskCleared)]) == 1
