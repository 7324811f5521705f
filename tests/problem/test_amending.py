"""更正 作废 合并: nothing is edited; what is grave takes two people."""

from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from adapters.day_tables import load_tables
from adapters.packs import packs_folder
from domain.calendar import BusinessCalendar, DayTable, Holiday
from domain.casework import Casework
from domain.policy import Duty
from domain.problem.amending import (
    AmendmentRejected,
    AmendmentRequested,
    ConfirmAmendment,
    CorrectDetails,
    DeadlineReset,
    DueDateCorrected,
    MergeReceived,
    ProblemCorrected,
    ProblemMerged,
    ProblemVoided,
    RejectAmendment,
    RequestDueCorrection,
    RequestMerge,
    RequestVoid,
)
from domain.problem.classification import Mode, Severity
from domain.problem.deriving import DeriveProblem
from domain.problem.looking_back import ReportRebound
from domain.problem.problem import Amendment, Place, Stage
from domain.problem.rectifying import ReportProgress
from domain.problem.registering import Dispatch
from domain.problem.suspending import GrantPause, ProblemResumed, RequestSuspension, Resume, SuspendReason
from domain.resetting import ResetDeadlines
from tests.problem.acts import (
    DUE,
    PHOTO,
    claimed,
    closed,
    dispatched,
    finding,
    handed_in,
    household_finding,
    layer_passed,
    registered,
    to_claimed,
    to_closed,
    to_dispatched,
    to_rectifying,
)
from tests.problem.people import COUNTY, HEAD, INSPECTOR, OFFICE, OTHER_TOWN, PERSON, SECOND_OFFICE, TEAM_LEAD, TOWN
from tests.problem.story import Act, Story, given, happened, packs, staffed_casework, stored_events

VOID = RequestVoid("登记错了", (PHOTO,))
CORRECT_DUE = RequestDueCorrection(date(2022, 9, 2), "文件写的是9月2日", "专班〔2022〕3号")


def two_problems() -> tuple[Story, Story]:
    """One due on 31 August, and another on the same matter due on 25 August."""
    casework = staffed_casework()
    first = given(*to_rectifying(), casework=casework)
    second = given(registered(), dispatched(due_on=date(2022, 8, 25)), casework=casework)
    return first, second


# --- correcting ---------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R004-14", "X-03")
def test_a_correction_names_its_reason_and_leaves_the_old_value_in_the_history() -> None:
    story = given(*to_claimed())
    story.when(
        CorrectDetails("重新核对", content="资料缺失", category="FUNDS", severity=Severity.SERIOUS), OFFICE
    ).then(happened(ProblemCorrected, reason="重新核对", content="资料缺失", category="FUNDS", severity="SERIOUS"))
    assert (story.problem.category, story.problem.severity) == ("FUNDS", Severity.SERIOUS)
    assert story.reveal(story.problem.content.ref) == "资料缺失"
    assert story.show(story.history[0])["content"] == "资料更新不及时"


def test_a_correction_without_a_change_a_reason_or_a_known_category_is_refused() -> None:
    story = given(registered())
    story.when(CorrectDetails("看错了"), OFFICE).refused("nothing_to_correct")
    story.when(CorrectDetails(" ", content="改"), OFFICE).refused("text_missing")
    story.when(CorrectDetails("看错了", category="WEATHER"), OFFICE).refused("unknown_category")


def test_what_is_being_checked_is_not_corrected_any_more() -> None:
    given(*to_closed()).when(CorrectDetails("看错了", content="改"), OFFICE).refused("wrong_stage")


# --- voiding ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("X-03", "X-08")
def test_voiding_takes_two_people_and_ends_everything_owed() -> None:
    story = given(*to_claimed())
    story.when(VOID, OFFICE).then(
        happened(AmendmentRequested, kind=Amendment.VOID, reason="登记错了", by=OFFICE),
    )
    asked = story.history[-1]
    assert isinstance(asked, AmendmentRequested)
    assert asked.evidence == (PHOTO,)
    assert story.problem.stage is Stage.CLAIMED
    story.when(ConfirmAmendment(), OFFICE).refused("sod_6", name=OFFICE)
    story.when(ConfirmAmendment(), SECOND_OFFICE).then(happened(ProblemVoided, requested_by=OFFICE, by=SECOND_OFFICE))
    assert story.problem.stage is Stage.VOIDED
    assert story.problem.obligations == ()
    assert story.casework.moments(story.problem) == []
    story.when(CorrectDetails("看错了", content="改"), OFFICE).refused("wrong_stage")


def test_what_was_signed_off_once_is_not_voided() -> None:
    story = given(*to_closed())
    story.when(VOID, OFFICE).refused("wrong_stage")
    story.when(ReportRebound("又发生了", (PHOTO,)), INSPECTOR).accepted()
    story.when(VOID, OFFICE).refused("closed_before")


def test_what_was_signed_off_since_somebody_asked_is_not_voided_either() -> None:
    story = given(*to_rectifying())
    story.when(VOID, OFFICE, "2022-08-19 10:00").accepted()
    story.doing(handed_in(), layer_passed(), closed())
    story.when(ReportRebound("又发生了", (PHOTO,)), INSPECTOR).accepted()
    story.when(ConfirmAmendment(), SECOND_OFFICE).refused("no_amendment_pending")
    story.when(VOID, OFFICE).refused("closed_before")


def test_voiding_needs_evidence_and_a_reason() -> None:
    story = given(registered())
    story.when(RequestVoid("登记错了", ()), OFFICE).refused("evidence_missing")
    story.when(RequestVoid("", (PHOTO,)), OFFICE).refused("text_missing")


def test_a_second_person_may_say_no_and_whoever_asked_may_take_it_back() -> None:
    story = given(*to_claimed())
    story.when(VOID, OFFICE).accepted()
    story.when(RejectAmendment("没有登记错"), SECOND_OFFICE).then(
        happened(AmendmentRejected, kind=Amendment.VOID, reason="没有登记错")
    )
    story.when(ConfirmAmendment(), SECOND_OFFICE).refused("no_amendment_pending")
    story.when(VOID, OFFICE).accepted()
    story.when(RejectAmendment("我看错了"), OFFICE).accepted()
    story.when(RejectAmendment("再说一次"), OFFICE).refused("no_amendment_pending")


def test_one_request_waits_at_a_time() -> None:
    story = given(*to_claimed())
    story.when(VOID, OFFICE).accepted()
    story.when(CORRECT_DUE, SECOND_OFFICE).refused("amendment_pending")


# --- merging ------------------------------------------------------------------------------------------------------


def test_a_merged_problem_ends_and_its_target_keeps_the_earlier_date() -> None:
    target, source = two_problems()
    source.when(RequestMerge(target.case, "同一件事"), OFFICE).accepted()
    source.when(ConfirmAmendment(), SECOND_OFFICE).then(
        happened(ProblemMerged, target=target.case, target_no=target.problem.problem_no)
    )
    assert source.problem.stage is Stage.MERGED
    assert source.problem.merged_into == target.case
    received = stored_events(target.casework, target.case)[-1]
    assert isinstance(received, MergeReceived)
    assert received.source_no == source.problem.problem_no
    assert target.problem.due_on == date(2022, 8, 25)
    assert target.problem.judged_due is not None
    assert target.problem.judged_due.on == date(2022, 8, 25)
    assert target.due(target.problem.final_duty) == "2022-08-25"


def test_a_later_date_of_the_merged_one_moves_nothing() -> None:
    first, second = two_problems()
    first.when(RequestMerge(second.case, "同一件事"), OFFICE).accepted()
    first.when(ConfirmAmendment(), SECOND_OFFICE).accepted()
    assert second.problem.due_on == date(2022, 8, 25)


def test_what_has_no_date_moves_none_where_it_is_merged() -> None:
    target, _ = two_problems()
    undated = given(registered(), dispatched(due_on=None), casework=target.casework)
    undated.when(RequestMerge(target.case, "同一件事"), OFFICE).accepted()
    undated.when(ConfirmAmendment(), SECOND_OFFICE).accepted()
    assert target.problem.due_on == DUE


def test_what_fell_due_in_the_target_happens_before_the_merge() -> None:
    target, source = two_problems()
    source.when(RequestMerge(target.case, "同一件事"), OFFICE, "2022-09-02 10:00").accepted()
    source.when(ConfirmAmendment(), SECOND_OFFICE, "2022-09-02 11:00").accepted()
    names = [type(event).__name__ for event in stored_events(target.casework, target.case)][-4:]
    assert names == ["Reminded", "Reminded", "EscalationReached", "MergeReceived"]


@pytest.mark.parametrize(
    ("other", "code"),
    [
        (finding(category="FUNDS"), "merge_other_matter"),
        (finding(town=OTHER_TOWN), "merge_other_matter"),
        (finding(campaign="haogou_2023", category="DUTY"), "merge_not_open"),
    ],
)
def test_only_the_same_matter_is_merged(other: object, code: str) -> None:
    casework = staffed_casework()
    target = given(registered(other), casework=casework)  # type: ignore[arg-type]
    source = given(registered(), casework=casework)
    source.when(RequestMerge(target.case, "同一件事"), OFFICE).refused(code)


def test_two_households_of_one_village_are_two_matters() -> None:
    casework = staffed_casework()
    target = given(registered(household_finding()), casework=casework)
    neighbour = replace(household_finding(), household_ref="household/0002", householder="赵某某")
    given(registered(neighbour), casework=casework).when(RequestMerge(target.case, "同一件事"), OFFICE).refused(
        "merge_other_matter"
    )
    again = given(registered(household_finding()), casework=casework)
    again.when(RequestMerge(target.case, "同一件事"), OFFICE).accepted()


def test_nothing_is_merged_into_what_is_closed_gone_or_itself() -> None:
    casework = staffed_casework()
    closed = given(*to_closed(), casework=casework)
    story = given(registered(), casework=casework)
    story.when(RequestMerge(closed.case, "同一件事"), OFFICE).refused("merge_into_closed")
    story.when(RequestMerge(story.case, "同一件事"), OFFICE).refused("merge_in_circle")
    story.when(RequestMerge(UUID(int=7), "同一件事"), OFFICE).refused("unknown_case")
    voided = given(registered(), casework=casework)
    voided.when(VOID, OFFICE).accepted()
    voided.when(ConfirmAmendment(), SECOND_OFFICE).accepted()
    story.when(RequestMerge(voided.case, "同一件事"), OFFICE).refused("merge_not_open")


def test_a_parent_of_open_children_is_not_merged_away() -> None:
    target, parent = two_problems()
    parent.when(DeriveProblem(finding(), TOWN, DUE), OFFICE).accepted()
    parent.when(RequestMerge(target.case, "同一件事"), OFFICE).refused("merge_has_children")


def test_the_target_is_looked_at_again_when_the_second_person_confirms() -> None:
    target, source = two_problems()
    source.when(RequestMerge(target.case, "同一件事"), OFFICE).accepted()
    target.when(CorrectDetails("看错了", category="FUNDS"), OFFICE).accepted()
    source.when(ConfirmAmendment(), SECOND_OFFICE).refused("merge_other_matter")


# --- the date -----------------------------------------------------------------------------------------------------


def test_a_slip_of_the_pen_in_the_date_is_corrected_by_two_people_citing_the_document() -> None:
    story = given(*to_rectifying())
    story.when(CORRECT_DUE, OFFICE).accepted()
    story.when(ConfirmAmendment(), OFFICE).refused("sod_6")
    story.when(ConfirmAmendment(), SECOND_OFFICE).then(
        happened(DueDateCorrected, due="2022-09-02", document="专班〔2022〕3号", requested_by=OFFICE)
    )
    problem = story.problem
    assert problem.due is not None
    assert problem.due == problem.original_due == problem.judged_due
    assert story.due(Duty.RECTIFY) == "2022-09-02"


def test_a_corrected_date_arms_nothing_while_the_work_is_checked() -> None:
    story = given(*to_rectifying(), handed_in())
    story.when(CORRECT_DUE, OFFICE).accepted()
    story.when(ConfirmAmendment(), SECOND_OFFICE).then(happened(DueDateCorrected, due="2022-09-02", arms=()))


def test_a_date_is_not_corrected_once_somebody_was_warned() -> None:
    story = given(*to_rectifying())
    story.when(CORRECT_DUE, OFFICE, "2022-09-01 10:00").refused("level_has_fired")


def test_a_correction_of_the_date_asked_before_the_warning_is_not_confirmed_after_it() -> None:
    story = given(*to_rectifying())
    story.when(CORRECT_DUE, OFFICE, "2022-08-31 10:00").accepted()
    story.when(ConfirmAmendment(), SECOND_OFFICE, "2022-09-01 10:00").refused("level_has_fired")


def test_a_date_that_is_not_there_is_not_corrected_and_a_document_is_cited() -> None:
    given(registered()).when(CORRECT_DUE, OFFICE).refused("due_missing")
    story = given(*to_dispatched())
    story.when(RequestDueCorrection(date(2022, 9, 2), "笔误", " "), OFFICE).refused("text_missing", field="依据的文件")


def test_who_may_ask_and_confirm() -> None:
    story = given(*to_claimed())
    story.when(VOID, HEAD).refused("not_permitted")
    story.when(VOID, TEAM_LEAD).accepted()
    story.when(ConfirmAmendment(), HEAD).refused("not_permitted")


def test_what_nobody_has_yet_may_be_voided_and_corrected_by_an_office() -> None:
    story = given(registered())
    story.when(CorrectDetails("地点写错", place=Place(COUNTY, OTHER_TOWN)), OFFICE).accepted()
    story.when(Dispatch(OTHER_TOWN, due_on=DUE), OFFICE).accepted()
    assert story.problem.place.town == OTHER_TOWN


# --- a calendar that was provisional ------------------------------------------------------------------------------


def with_the_notice_of_2027(story: Story, *, off_until: int, worked: tuple[date, ...] = ()) -> None:
    """From now on the story goes on by a calendar in which the notice of 2027 is loaded."""
    new_year = Holiday("元旦", date(2027, 1, 1), date(2027, 1, off_until))
    year = DayTable(2027, 1, ("国办发明电〔2026〕0号",), (new_year,), worked)
    calendar = BusinessCalendar([*load_tables(packs_folder() / "calendar"), year])
    story.casework = Casework(story.casework.recorder, story.casework.vault, packs(), calendar)


def test_a_date_that_a_newly_loaded_notice_leaves_alone_is_not_touched() -> None:
    story = given(registered(at="2026-12-30 09:00"), dispatched(due_on=date(2027, 3, 1), at="2026-12-30 10:00"))
    claim = story.problem.owes(Duty.CLAIM)
    assert claim is not None
    assert (claim.due.on, claim.due.why.provisional) == (date(2027, 1, 4), True)
    with_the_notice_of_2027(story, off_until=3)
    story.when(ResetDeadlines("2027年放假安排公布"), OFFICE, "2026-12-31 10:00").refused("nothing_moves")


def test_what_a_newly_loaded_notice_moves_is_armed_anew_by_an_event_and_what_is_literal_stays() -> None:
    story = given(registered(at="2026-12-31 09:00"), dispatched(due_on=date(2027, 3, 1), at="2026-12-31 10:00"))
    assert story.due(Duty.CLAIM) == "2027-01-05"
    with_the_notice_of_2027(story, off_until=1, worked=(date(2027, 1, 2), date(2027, 1, 3)))
    assert story.due(Duty.CLAIM) == "2027-01-05", "nothing moves by itself"
    story.when(ResetDeadlines("2027年放假安排公布"), OFFICE, "2026-12-31 11:00").then(
        happened(DeadlineReset, reason="2027年放假安排公布", due=None, arms={Duty.CLAIM: "2027-01-03"})
    )
    assert story.problem.due_on == date(2027, 3, 1)
    story.when(ResetDeadlines("再算一次"), OFFICE, "2026-12-31 12:00").refused("nothing_moves")
    story.when(ResetDeadlines(" "), OFFICE, "2026-12-31 13:00").refused("text_missing")


def test_the_due_date_itself_moves_with_the_notice_that_it_was_counted_by() -> None:
    story = given(registered(at="2026-12-31 09:00"))
    story.when(Dispatch(TOWN, due_days=2), OFFICE, "2026-12-31 10:00").accepted()
    assert story.problem.due_on == date(2027, 1, 4)
    with_the_notice_of_2027(story, off_until=1, worked=(date(2027, 1, 2),))
    story.when(ResetDeadlines("2027年放假安排公布"), OFFICE, "2026-12-31 11:00").then(
        happened(DeadlineReset, due="2027-01-02", arms={Duty.CLAIM: "2027-01-04", Duty.RECTIFY: "2027-01-02"})
    )
    problem = story.problem
    assert problem.due == problem.original_due == problem.judged_due


def test_a_plan_that_was_capped_stays_capped_by_the_date_as_it_is_now() -> None:
    story = given(registered(at="2026-12-31 09:00"))
    story.when(Dispatch(TOWN, due_days=2), OFFICE, "2026-12-31 10:00").accepted()
    story.doing(claimed(at="2026-12-31 11:00"))
    assert story.due(Duty.PLAN) == "2027-01-04"
    with_the_notice_of_2027(story, off_until=1, worked=(date(2027, 1, 2), date(2027, 1, 3)))
    story.when(ResetDeadlines("2027年放假安排公布"), OFFICE, "2026-12-31 12:00").then(
        happened(DeadlineReset, due="2027-01-02", arms={Duty.RECTIFY: "2027-01-02", Duty.PLAN: "2027-01-02"})
    )


def test_what_rested_keeps_the_days_it_rested_when_it_is_counted_anew() -> None:
    story = given(
        registered(at="2026-12-30 09:00"), dispatched(mode=Mode.IMMEDIATE, due_on=None, at="2026-12-30 10:00")
    )
    story.doing(claimed(at="2026-12-30 11:00"), Act(ReportProgress("已动手"), PERSON, "2026-12-30 12:00"))
    assert story.problem.due_on == date(2027, 1, 5)
    rain = RequestSuspension(SuspendReason.DISASTER, "道路冲毁", date(2027, 1, 20))
    story.doing(Act(rain, HEAD, "2026-12-30 13:00"), Act(GrantPause(), OFFICE, "2026-12-30 14:00"))
    story.when(Resume("雨停了"), OFFICE, "2027-01-03 10:00").then(happened(ProblemResumed, days=4, due="2027-01-09"))
    with_the_notice_of_2027(story, off_until=1, worked=(date(2027, 1, 2),))
    story.when(ResetDeadlines("2027年放假安排公布"), OFFICE, "2027-01-03 11:00").then(
        happened(DeadlineReset, due="2027-01-08", arms={Duty.IMMEDIATE: "2027-01-08"})
    )


def test_what_was_never_capped_may_lie_after_the_date() -> None:
    story = given(registered(at="2026-12-31 09:00"))
    story.when(Dispatch(TOWN, due_days=1), OFFICE, "2026-12-31 10:00").accepted()
    assert (story.problem.due_on, story.due(Duty.CLAIM)) == (date(2027, 1, 4), "2027-01-05")
    with_the_notice_of_2027(story, off_until=1, worked=(date(2027, 1, 2),))
    story.when(ResetDeadlines("2027年放假安排公布"), OFFICE, "2026-12-31 11:00").then(
        happened(DeadlineReset, due="2027-01-02", arms={Duty.CLAIM: "2027-01-04", Duty.RECTIFY: "2027-01-02"})
    )
