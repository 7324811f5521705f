"""Every command to a household: given twice, given in every stage, given by somebody without a role."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain.authority import ACT_OF
from domain.case import Command
from domain.monitoring_case.assisting import AdjustPlan, RecordAid, RecordUrgentAid, RecordVisit, SetPlan
from domain.monitoring_case.clearing import ApproveClearance, ProposeClearance, RejectClearance
from domain.monitoring_case.deadlines import ResetMonitoringDeadlines
from domain.monitoring_case.entering import ApproveCase, EnterSystem, RejectCase, ReviewByTown
from domain.monitoring_case.following_up import EndCase, EndReason, RecordFollowUp, ReportRelapse
from domain.monitoring_case.household_register import AidKind, RecordAidGiven
from domain.monitoring_case.matching import MatchData
from domain.monitoring_case.monitoring_case import (
    MONITOR_STAGE_NAMES,
    OVER,
    ClearanceMode,
    ClueSource,
    MonitorClass,
    MonitorStage,
)
from domain.monitoring_case.reviewing import EndNotice, RaiseObjection
from domain.monitoring_case.subsistence import RecordSubsistence
from domain.monitoring_case.verifying import RecordConsent, RecordMembers, RegisterClue
from domain.write_side import HOUSEHOLD as HOUSEHOLD_KIND
from domain.write_side import MONITORING
from tests.monitoring_case.acts import (
    AGREED,
    FAMILY,
    HOUSEHOLD,
    MET,
    PAPER,
    PLAN,
    POOR,
    POSTED,
    REACHED,
    TO_APPROVED,
    TO_ASSISTED,
    TO_CLEAR_REVIEW,
    TO_CLEARABLE,
    TO_ENTERED,
    TO_FOLLOW_UP,
    TO_NOTICE,
    TO_REVIEWED,
    TO_TOWN_OK,
    TO_VERIFIED,
    clue,
    clue_found,
    consented,
    rejected,
    verification,
)
from tests.monitoring_case.people import APPROVER, GRID_WORKER, HELP_CONTACT, INSURER, TOWN_REVIEWER
from tests.monitoring_case.story import given
from tests.problem.people import BYSTANDER, CADRE, VILLAGE
from tests.problem.story import Act

DIED = EndCase(EndReason.DIED, "去世", (PAPER,))
FELL_BACK = ReportRelapse(ClueSource.FOLLOW_UP, (POOR,), "停产")
SIGNABLE = (*TO_NOTICE, Act(EndNotice(), CADRE, "2022-08-19 08:00"))

EACH_COMMAND: tuple[tuple[tuple[Act, ...], Command, str, str], ...] = (
    ((), RecordAidGiven(HOUSEHOLD, VILLAGE, AidKind.INCOME, "临时救助", (PAPER,)), TOWN_REVIEWER, "2022-08-10 09:00"),
    ((), RecordSubsistence(HOUSEHOLD, VILLAGE, True, "丧失劳动力", (PAPER,)), TOWN_REVIEWER, "2022-08-10 09:00"),
    ((), clue(), GRID_WORKER, "2022-08-10 09:00"),
    ((clue_found(),), RecordConsent((PAPER,)), CADRE, ""),
    ((clue_found(),), verification(), GRID_WORKER, ""),
    ((clue_found(), consented()), MatchData("正常"), INSURER, ""),
    (TO_VERIFIED, RecordMembers(FAMILY, "核对"), CADRE, ""),
    (TO_VERIFIED, RecordUrgentAid(AidKind.MEDICAL, "先行救助", (PAPER,)), TOWN_REVIEWER, ""),
    (TO_VERIFIED, MET, CADRE, ""),
    (TO_REVIEWED, POSTED, CADRE, ""),
    (TO_NOTICE, RaiseObjection("有异议"), CADRE, ""),
    (TO_NOTICE, EndNotice(), CADRE, "2022-08-19 09:00"),
    (TO_NOTICE, ReviewByTown("同意"), TOWN_REVIEWER, "2022-08-19 09:00"),
    (TO_TOWN_OK, ApproveCase(MonitorClass.UNSTABLE), APPROVER, ""),
    (TO_TOWN_OK, RejectCase("不符合", "已告知"), APPROVER, ""),
    (TO_APPROVED, EnterSystem("3413-0007"), TOWN_REVIEWER, ""),
    (TO_ENTERED, SetPlan(PLAN, TOWN_REVIEWER), HELP_CONTACT, ""),
    (TO_ASSISTED, AdjustPlan(PLAN, "岗位到期"), HELP_CONTACT, ""),
    (TO_ASSISTED, RecordVisit("正常"), CADRE, ""),
    (TO_ASSISTED, RecordAid(AidKind.JOB, "上岗"), HELP_CONTACT, ""),
    (TO_ASSISTED, ProposeClearance(ClearanceMode.ASSISTED, date(2022, 10, 1), "稳定"), CADRE, "2023-05-04 10:00"),
    (TO_CLEARABLE, ApproveClearance(AGREED), APPROVER, ""),
    (TO_CLEAR_REVIEW, RejectClearance("不稳定"), APPROVER, ""),
    (TO_FOLLOW_UP, RecordFollowUp("正常"), HELP_CONTACT, ""),
    (TO_FOLLOW_UP, FELL_BACK, HELP_CONTACT, ""),
    (TO_FOLLOW_UP, DIED, TOWN_REVIEWER, ""),
)
OTHERWISE = {RecordAidGiven: "reason", RecordSubsistence: "reason", RegisterClue: "detail"}
BYE = EndCase(EndReason.LOST, "失联", (PAPER,))
each_command = pytest.mark.parametrize(
    ("before", "command", "by", "at"), EACH_COMMAND, ids=[type(command).__name__ for _, command, _, _ in EACH_COMMAND]
)

OVER_BY: dict[MonitorStage, tuple[Act, ...]] = {
    MonitorStage.REJECTED: (*TO_VERIFIED, rejected(TOWN_REVIEWER, "2022-08-12 09:00")),
    MonitorStage.RELAPSED: (*TO_FOLLOW_UP, Act(FELL_BACK, HELP_CONTACT, "2023-08-10 10:00")),
    MonitorStage.ENDED: (*TO_ASSISTED, Act(DIED, TOWN_REVIEWER, "2022-09-10 10:00")),
}
EVERY_STAGE = REACHED | {MonitorStage.NOTICED: SIGNABLE} | OVER_BY


def test_every_command_to_a_household_is_in_the_list() -> None:
    of_another_calendar = {ResetMonitoringDeadlines}  # see tests/operating
    listed = {type(command) for _, command, _, _ in EACH_COMMAND}
    assert listed | of_another_calendar == {
        *HOUSEHOLD_KIND.creations,
        *MONITORING.creations,
        *MONITORING.decisions,
    }


@each_command
def test_a_command_sent_twice_happens_once(before: tuple[Act, ...], command: Command, by: str, at: str) -> None:
    story = given(*before)
    story.when(command, by, at or None, command_id="once").accepted()
    version, position = story.state.version, story.log_position
    again = story.when(command, by, "2023-12-30 15:00", command_id="once").then()
    assert (again.state.version, story.log_position) == (version, position)


@each_command
def test_the_same_id_with_another_body_is_refused(before: tuple[Act, ...], command: Command, by: str, at: str) -> None:
    """Another case would be another command: of the aid and the clue the household or the case is the same."""
    story = given(*before)
    story.when(command, by, at or None, command_id="once").accepted()
    other = replace(command, **{OTHERWISE[type(command)]: "另一内容"}) if type(command) in OTHERWISE else BYE
    story.when(other, by, "2023-12-30 15:00", command_id="once").refused("same_id_other_body")


# --- every stage --------------------------------------------------------------------------------------------------


def test_every_stage_is_reached_and_has_a_name() -> None:
    assert {stage: given(*acts).monitored.stage for stage, acts in EVERY_STAGE.items()} == {
        stage: stage for stage in MonitorStage
    }
    assert MONITOR_STAGE_NAMES.keys() == set(MonitorStage)


@pytest.mark.parametrize("stage", list(MonitorStage))
def test_in_a_stage_only_the_commands_of_its_rows_are_answered(stage: MonitorStage) -> None:
    story = given(*EVERY_STAGE[stage])
    for _, command, by, _ in EACH_COMMAND[3:]:
        act = ACT_OF[type(command)]
        if stage not in act.stages:
            story.when(command, by).refused("wrong_stage", number=story.monitored.monitor_no, command=act.chinese)


@pytest.mark.parametrize("stage", sorted(OVER))
def test_what_is_over_accepts_nothing(stage: MonitorStage) -> None:
    story = given(*EVERY_STAGE[stage])
    for _, command, by, _ in EACH_COMMAND[3:]:
        story.when(command, by).refused("wrong_stage")
    assert story.casework.moments(story.monitored) == []


@each_command
def test_whoever_has_no_role_may_do_nothing(before: tuple[Act, ...], command: Command, by: str, at: str) -> None:
    outcome = given(*before).when(command, BYSTANDER, at or None)
    if isinstance(command, RaiseObjection):
        outcome.accepted()  # anyone may
    else:
        outcome.refused("not_permitted")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (ApproveCase(MonitorClass.UNSTABLE), "decision_backdated"),
        (RejectCase("不符合", "已告知"), "decision_backdated"),
    ],
)
def test_a_decision_is_never_backdated(command: Command, code: str) -> None:
    outcome = given(*TO_TOWN_OK).when(
        command, APPROVER, "2022-08-22 10:00", occurred_at="2022-08-20 10:00", late_reason="补录"
    )
    outcome.refused(code)
