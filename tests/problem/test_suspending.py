"""暂缓 恢复 长期坚持: the work rests, no level is reached, and the date moves on by the days it rested."""

from datetime import date

import pytest

from domain.calendar import explain
from domain.policy import Duty
from domain.problem.amending import CorrectDetails
from domain.problem.problem import Stage
from domain.problem.rechecking import EscalationReached
from domain.problem.rectifying import ExtensionGranted, GrantExtension, ReportProgress, RequestExtension
from domain.problem.registering import RecordOpening
from domain.problem.suspending import (
    SUSPEND_REASONS,
    DenyPause,
    GrantPause,
    LongTermReviewed,
    PauseDenied,
    PauseRequested,
    ProblemResumed,
    ProblemSuspended,
    RequestLongTerm,
    RequestSuspension,
    Resume,
    ReviewLongTerm,
    SuspendReason,
)
from tests.problem.acts import extension_asked, finding, to_plan_review, to_rectifying
from tests.problem.people import GROUP_HEAD, HEAD, INSPECTOR, LEADER, LIAISON, OFFICE, PERSON, TOWN
from tests.problem.story import Act, given, happened

RAIN = RequestSuspension(SuspendReason.DISASTER, "连日暴雨，道路冲毁", date(2022, 9, 20))
FOREVER = RequestLongTerm("管护须长期坚持", date(2022, 10, 31), date(2023, 3, 31))
ASKED = (*to_rectifying(), Act(RAIN, HEAD, "2022-08-22 10:00"))
RESTING = (*ASKED, Act(GrantPause(), OFFICE, "2022-08-23 10:00"))


def test_a_pause_is_asked_for_with_a_reason_and_a_day_and_granted_by_somebody_else() -> None:
    story = given(*to_rectifying())
    story.when(RAIN, HEAD, "2022-08-22 10:00").then(
        happened(
            PauseRequested,
            into=Stage.SUSPENDED,
            until="2022-09-20",
            late=False,
            reason=SuspendReason.DISASTER,
            arms={Duty.EXT_DECISION: "2022-08-24"},
        )
    )
    story.when(GrantPause(), LIAISON).refused("sod_5", unit=TOWN)
    story.when(GrantPause(), OFFICE, "2022-08-23 10:00").then(
        happened(ProblemSuspended, into=Stage.SUSPENDED, arms={Duty.SUSPEND_MAX: "2022-09-20"})
    )
    assert story.problem.stage is Stage.SUSPENDED
    assert story.due(Duty.RECTIFY) is None


def test_while_it_rests_nothing_is_reached_and_it_goes_on_by_itself() -> None:
    story = given(*RESTING)
    story.when_time_passes_until("2022-09-21 00:00").then(
        happened(ProblemResumed, at="2022-09-21 00:00", days=29, due="2022-09-29", actor="SYSTEM")
    )
    assert story.problem.stage is Stage.RECTIFYING
    assert story.due(Duty.RECTIFY) == "2022-09-29"
    assert story.problem.judged_due == story.problem.due
    assert story.happened(EscalationReached) == []


def test_the_date_explains_the_days_it_was_moved_by() -> None:
    story = given(*RESTING)
    story.when_time_passes_until("2022-09-21 00:00").accepted()
    due = story.problem.due
    assert due is not None
    assert explain(due) == ("文件明确的期限：2022年8月31日，遇休息日不顺延；暂缓整改29天，顺延至2022年9月29日")
    again = story.when(
        RequestSuspension(SuspendReason.FUNDING, "资金未到", date(2022, 10, 20)), HEAD, "2022-09-26 10:00"
    )
    again.accepted().when(GrantPause(), OFFICE, "2022-09-27 10:00").accepted()
    story.when(Resume("资金已到"), OFFICE, "2022-09-30 10:00").then(
        happened(ProblemResumed, days=3, due="2022-10-02", reason="资金已到")
    )
    assert story.problem.due is not None
    assert "暂缓整改32天，顺延至2022年10月2日" in explain(story.problem.due)
    assert story.problem.due.why.paused_from == date(2022, 8, 31)


@pytest.mark.requirement("R004-28")
def test_waiting_for_money_from_elsewhere_is_a_reason_to_suspend_and_to_extend() -> None:
    assert SUSPEND_REASONS[SuspendReason.FUNDING] == "等待项目资金"
    suspended = given(*to_rectifying())
    suspended.when(RequestSuspension(SuspendReason.FUNDING, "资金未到", date(2022, 9, 20)), HEAD).then(
        happened(PauseRequested, reason=SuspendReason.FUNDING, statement="资金未到")
    )
    suspended.when(GrantPause(), OFFICE).then(happened(ProblemSuspended, until="2022-09-20"))
    extended = given(*to_rectifying())
    extended.when(RequestExtension("资金未到", date(2022, 9, 20)), HEAD).accepted()
    extended.when(GrantExtension(), OFFICE).then(happened(ExtensionGranted, due="2022-09-20"))


def test_an_office_ends_a_pause_early() -> None:
    given(*RESTING).when(Resume("雨停了"), OFFICE, "2022-08-30 10:00").then(
        happened(ProblemResumed, days=7, due="2022-09-07", by=OFFICE, arms={Duty.RECTIFY: "2022-09-07"})
    )


def test_a_pause_asked_in_time_holds_and_denied_counts_from_the_date() -> None:
    story = given(*to_rectifying(), Act(RAIN, HEAD, "2022-08-30 10:00"))
    story.when(DenyPause("可以完成"), OFFICE, "2022-09-02 10:00").accepted()
    assert story.happened(EscalationReached) == ["2022-09-02 09:00"]  # 上级超时: the decision was due on 1 September
    assert isinstance(story.history[-1], PauseDenied)
    story.when_time_passes_until("2022-09-05 09:00").accepted()
    assert story.problem.level.name == "LETTER"


def test_a_pause_asked_late_does_not_bring_back_on_time() -> None:
    story = given(*to_rectifying(), Act(RAIN, HEAD, "2022-09-01 10:00"))
    assert not story.problem.held, "meanwhile the ladder goes on"
    story.when(GrantPause(), OFFICE, "2022-09-02 10:00").accepted()
    story.when(Resume("雨停了"), OFFICE, "2022-09-05 10:00").accepted()
    problem = story.problem
    assert problem.due_on == date(2022, 9, 3)
    assert problem.judged_due is not None
    assert problem.judged_due.on == date(2022, 8, 31)


def test_a_pause_is_neither_endless_nor_past_nor_twice() -> None:
    story = given(*to_rectifying())
    for until in (date(2022, 8, 11), date(2022, 12, 31)):
        story.when(RequestSuspension(SuspendReason.SEASON, "等开春", until), HEAD).refused("pause_limit", max_days=60)
    story.when(RAIN, HEAD).accepted()
    story.when(RAIN, HEAD).refused("extension_pending")
    story.when(RequestExtension("来不及", date(2022, 9, 15)), HEAD).refused("extension_pending")
    given(*to_rectifying(), extension_asked()).when(RAIN, HEAD).refused("extension_pending")


def test_a_grant_that_comes_after_the_day_itself_is_refused() -> None:
    story = given(*to_rectifying(), Act(RAIN, HEAD, "2022-08-30 10:00"))
    story.when(GrantPause(), OFFICE, "2022-09-21 10:00").refused("due_in_past")


def test_there_is_nothing_to_grant_before_it_is_asked() -> None:
    story = given(*to_rectifying())
    story.when(GrantPause(), OFFICE).refused("no_pause_pending")
    story.when(DenyPause("不行"), OFFICE).refused("no_pause_pending")
    given(*to_plan_review()).when(RAIN, HEAD).refused("wrong_stage")


def test_nothing_is_done_while_it_rests() -> None:
    story = given(*RESTING)
    story.when(ReportProgress("在办"), PERSON).refused("wrong_stage")
    story.when(RAIN, HEAD).refused("wrong_stage")
    story.when(Resume("雨停了"), LEADER).refused("not_permitted")
    story.when(CorrectDetails("地名有误", content="改"), OFFICE).accepted()


def test_what_rested_without_a_date_owes_its_rework_when_it_goes_on() -> None:
    undated = RecordOpening(finding(), TOWN, "在改", LEADER, PERSON)
    story = given(Act(undated, OFFICE, "2022-08-08 09:00"), Act(RAIN, HEAD, "2022-08-09 10:00"))
    story.when(GrantPause(), OFFICE, "2022-08-09 11:00").accepted()
    story.when(Resume("雨停了"), OFFICE, "2022-08-15 10:00").then(
        happened(ProblemResumed, days=6, due=None, arms={Duty.REWORK: "2022-08-22"})
    )


# --- 长期坚持 ------------------------------------------------------------------------------------------------------


def test_what_cannot_be_finished_is_kept_up_reviewed_and_expires() -> None:
    story = given(*to_rectifying(), Act(FOREVER, HEAD, "2022-08-22 10:00"))
    story.when(GrantPause(), GROUP_HEAD, "2022-08-23 10:00").then(
        happened(
            ProblemSuspended,
            into=Stage.LONG_TERM,
            arms={Duty.SUSPEND_MAX: "2023-03-31", Duty.LONG_TERM_REVIEW: "2022-10-31"},
        )
    )
    story.when(ReviewLongTerm("管护到位", date(2022, 12, 30)), INSPECTOR, "2022-10-28 10:00").then(
        happened(LongTermReviewed, arms={Duty.LONG_TERM_REVIEW: "2022-12-30"})
    )
    story.when_time_passes_until("2023-04-01 00:00").accepted()
    last = story.history[-1]
    assert isinstance(last, ProblemResumed)
    assert story.problem.stage is Stage.RECTIFYING
    assert story.due(Duty.LONG_TERM_REVIEW) is None
    late_review = [e for e in story.history if isinstance(e, EscalationReached)]
    assert [(e.supervising, e.duty) for e in late_review] == [(True, Duty.LONG_TERM_REVIEW)]


def test_a_review_lies_before_the_end_and_the_end_within_a_year() -> None:
    story = given(*to_rectifying())
    story.when(RequestLongTerm("长期", date(2023, 4, 1), date(2023, 3, 31)), HEAD).refused("review_outside")
    story.when(RequestLongTerm("长期", date(2022, 10, 1), date(2024, 3, 31)), HEAD).refused("pause_limit", max_days=365)
    story.when(FOREVER, HEAD).accepted()
    story.when(GrantPause(), OFFICE).accepted()
    story.when(ReviewLongTerm("在管", date(2023, 4, 1)), OFFICE).refused("review_outside")
    story.when(ReviewLongTerm("在管", date(2023, 3, 31)), OFFICE).accepted()
