"""回头看 反弹: closed problems are visited again by someone who did not close them."""

from datetime import date
from uuid import NAMESPACE_URL, uuid5

import pytest
from msgspec.structs import replace

from domain.casework import Casework
from domain.policy import Duty, Level
from domain.problem.looking_back import (
    FalseRectificationFound,
    LookBackPassed,
    PassLookBack,
    ProblemReopened,
    ReboundFound,
    ReopenReason,
    ReportFalse,
    ReportRebound,
)
from domain.problem.problem import Evidence, Stage
from domain.problem.rechecking import EscalationProposed, EscalationReached
from domain.problem.rectifying import ExtensionGranted, GrantExtension, RequestExtension
from domain.problem.suspending import GrantPause, RequestSuspension, SuspendReason
from domain.referral.referral import Referral
from tests.problem.acts import (
    HANDED_IN,
    PHOTO,
    closed,
    closing,
    finding,
    handed_in,
    layer_passed,
    to_checking,
    to_close_pending,
    to_closed,
    to_rectifying,
)
from tests.problem.people import HEAD, INSPECTOR, LEADER, OFFICE, OTHER_CHECKER, OTHER_HEAD, PERSON, TEAM_LEAD
from tests.problem.story import Act, Story, given, happened, packs

WATER = finding(category="SEC.WATER")
NORMAL = PassLookBack("水龙头有水")
REBOUND = ReportRebound("又停水了", (PHOTO,))


def closed_water() -> Story:
    return given(*to_closed(WATER))


# --- all is well --------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R004-42")
def test_a_look_back_that_finds_all_well_arms_the_next() -> None:
    story = closed_water()
    story.when(NORMAL, INSPECTOR, "2022-09-20 10:00").then(
        happened(LookBackPassed, by=INSPECTOR, record="水龙头有水", arms={Duty.LOOK_BACK: "2022-11-22"})
    )
    assert story.problem.stage is Stage.CLOSED
    assert story.problem.look_backs_done == 1


def test_after_the_last_look_back_nothing_more_is_owed() -> None:
    story = closed_water()
    story.when(NORMAL, INSPECTOR, "2022-09-20 10:00").accepted()
    story.when(NORMAL, TEAM_LEAD, "2022-11-20 10:00").then(happened(LookBackPassed, arms=()))
    assert story.problem.obligations == ()


def test_look_backs_follow_each_other_on_the_days_of_the_policy() -> None:
    story = closed_water()
    pack = packs()["xiaoxian_2022"]
    thrice = replace(pack.policy.look_back, after_days=(30, 60, 90))
    changed = {pack.id: replace(pack, policy=replace(pack.policy, look_back=thrice))}
    story.casework = Casework(story.casework.recorder, story.casework.vault, changed, story.casework.calendar)
    for at, following in (("2022-09-20 10:00", "2022-10-24"), ("2022-10-20 10:00", "2022-11-22")):
        story.when(NORMAL, INSPECTOR, at).then(happened(LookBackPassed, arms={Duty.LOOK_BACK: following}))
    story.when(NORMAL, INSPECTOR, "2022-11-20 10:00").then(happened(LookBackPassed, arms=()))


def test_what_was_not_drawn_may_be_looked_at_and_owes_nothing_afterwards() -> None:
    given(*to_closed()).when(NORMAL, INSPECTOR).then(happened(LookBackPassed, arms=()))


def test_a_look_back_has_a_record() -> None:
    closed_water().when(PassLookBack(""), INSPECTOR).refused("text_missing", field="回头看记录")


def test_a_look_back_after_the_day_of_the_second_warns_for_that_one_from_then_on() -> None:
    story = closed_water()
    story.when(NORMAL, INSPECTOR, "2022-12-05 10:00").accepted()
    assert story.due(Duty.LOOK_BACK) == "2022-11-22"
    story.when_time_passes_until("2022-12-06 09:00").then(
        happened(EscalationReached, at="2022-12-06 09:00", duty=Duty.LOOK_BACK, supervising=True, overdue_wd=10)
    )


# --- a rebound ----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R004-42")
def test_a_rebound_reopens_the_problem_under_its_number_and_proposes_a_circular() -> None:
    story = closed_water()
    number = story.problem.problem_no
    story.when(REBOUND, INSPECTOR, "2022-09-20 10:00").then(
        happened(ReboundFound, by=INSPECTOR, record="又停水了"),
        happened(EscalationProposed, level=Level.CIRCULATE, basis="回头看发现反弹"),
        happened(ProblemReopened, reason=ReopenReason.REBOUND, due="2022-09-27", arms={Duty.REWORK: "2022-09-27"}),
    )
    problem = story.problem
    assert problem.stage is Stage.RECTIFYING
    assert (problem.problem_no, problem.reopen_count, problem.cycle) == (number, 1, 2)
    assert problem.level is Level.NONE, "the reopened cycle starts its own ladder"
    assert problem.completed_at is None
    assert (problem.due_on, problem.judged_due) == (date(2022, 9, 27), problem.due)
    assert (problem.closed_at, problem.closed_by, problem.failed_rechecks) == (None, (), 0)
    assert story.due(Duty.LOOK_BACK) is None


def test_a_reopened_problem_is_rectified_checked_and_closed_anew_and_always_looked_back_at() -> None:
    story = given(*to_closed())
    story.when(REBOUND, INSPECTOR, "2022-09-20 10:00").accepted()
    story.when(HANDED_IN, PERSON, "2022-09-22 10:00").accepted()
    story.doing(layer_passed(at="2022-09-23 10:00"))
    story.when(closing(), OFFICE, "2022-09-26 10:00").accepted()
    assert story.problem.stage is Stage.CLOSED
    assert story.due(Duty.LOOK_BACK) == "2022-10-26"


def test_after_a_second_close_the_look_backs_begin_again() -> None:
    story = closed_water()
    story.when(NORMAL, INSPECTOR, "2022-09-20 10:00").accepted()
    story.when(REBOUND, INSPECTOR, "2022-09-21 10:00").accepted()
    story.doing(handed_in(at="2022-09-22 10:00"), layer_passed(at="2022-09-23 10:00"), closed(at="2022-09-26 10:00"))
    story.when(NORMAL, INSPECTOR, "2022-10-20 10:00").then(
        happened(LookBackPassed, arms={Duty.LOOK_BACK: "2022-12-26"})
    )


def test_measures_and_evidence_of_the_first_cycle_do_not_serve_the_second() -> None:
    story = given(*to_closed())
    story.when(REBOUND, INSPECTOR, "2022-09-20 10:00").accepted()
    assert story.problem.measures_done == frozenset()
    assert story.problem.evidence == ()


def test_a_second_rebound_proposes_again_because_it_is_another_cycle() -> None:
    story = given(*to_closed())
    story.when(REBOUND, INSPECTOR, "2022-09-20 10:00").accepted()
    story.doing(handed_in(at="2022-09-22 10:00"), layer_passed(at="2022-09-23 10:00"))
    story.when(closing(), OFFICE, "2022-09-26 10:00").accepted()
    story.when(REBOUND, INSPECTOR, "2022-10-10 10:00").then(
        happened(ReboundFound), happened(EscalationProposed), happened(ProblemReopened)
    )
    assert story.problem.reopen_count == 2


def test_a_rebound_needs_evidence_and_a_record() -> None:
    story = closed_water()
    story.when(ReportRebound("又停水了", ()), INSPECTOR).refused("evidence_missing")
    story.when(ReportRebound("又停水了", (Evidence("x"),)), INSPECTOR).refused("bad_hash")
    story.when(ReportRebound("", (PHOTO,)), INSPECTOR).refused("text_missing")


def test_the_rework_of_a_reopened_problem_is_what_an_extension_extends() -> None:
    story = given(*to_closed())
    story.when(REBOUND, INSPECTOR, "2022-09-20 10:00").accepted()
    story.when(RequestExtension("管网改造", date(2022, 10, 14)), HEAD, "2022-09-21 10:00").accepted()
    story.when(GrantExtension(), OFFICE, "2022-09-21 11:00").then(
        happened(ExtensionGranted, due="2022-10-14", arms={Duty.REWORK: "2022-10-14"})
    )
    assert story.due(Duty.REWORK) == "2022-10-14"


def test_a_request_to_rest_that_nobody_decided_does_not_hold_the_cycle_after_it() -> None:
    rain = RequestSuspension(SuspendReason.DISASTER, "道路冲毁", date(2022, 9, 20))
    story = given(*to_rectifying(), Act(rain, HEAD, "2022-08-19 10:00"), handed_in(), layer_passed(), closed())
    story.when(REBOUND, INSPECTOR, "2022-09-20 10:00").accepted()
    assert not story.problem.held
    story.when(GrantPause(), OFFICE, "2022-09-21 10:00").refused("no_pause_pending")
    story.when(RequestExtension("管网改造", date(2022, 10, 14)), HEAD, "2022-09-21 11:00").accepted()


# --- who and when -------------------------------------------------------------------------------------------------


def test_only_inspectors_look_back() -> None:
    for command in (NORMAL, REBOUND):
        story = closed_water()
        story.when(command, OTHER_HEAD).refused("not_permitted")
        story.when(command, OTHER_CHECKER).refused("not_permitted")
        story.when(command, TEAM_LEAD).accepted()


def test_whoever_closed_it_does_not_look_back_at_it() -> None:
    for command in (NORMAL, REBOUND):
        closed_water().when(command, OFFICE).refused("sod_7")


def test_there_is_nothing_to_look_back_at_before_the_close() -> None:
    given(*to_checking(WATER)).when(NORMAL, INSPECTOR).refused("wrong_stage")
    given(*to_checking(WATER)).when(REBOUND, INSPECTOR).refused("wrong_stage")


# --- 虚假整改 -----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R001-59")
@pytest.mark.parametrize(
    "before",
    [to_closed(), to_checking(), to_close_pending()],
    ids=["closed", "checking", "close_pending"],
)
def test_what_was_claimed_falsely_is_reopened_and_proposed_for_transfer(before: tuple[Act, ...]) -> None:
    story = given(*before)
    story.when(ReportFalse("照片是别处的", (PHOTO,)), INSPECTOR, "2022-08-26 10:00").accepted()
    assert [type(event) for event in story.history[-3:]] == [
        FalseRectificationFound,
        EscalationProposed,
        ProblemReopened,
    ]
    found, proposed, reopened = map(story.show, story.history[-3:])
    assert (found["record"], found["by"]) == ("照片是别处的", INSPECTOR)
    assert (proposed["level"], proposed["basis"]) == (Level.REFER, "发现虚假整改")
    assert (reopened["reason"], reopened["due"]) == (ReopenReason.FALSE, "2022-09-02")
    problem = story.problem
    assert (problem.stage, problem.cycle, problem.reopen_count) == (Stage.RECTIFYING, 2, 1)
    assert [owed.duty for owed in problem.obligations] == [Duty.REWORK]
    fact = uuid5(NAMESPACE_URL, f"duban/referral/{story.case}/problem.false_rectification_found/1/FALSE_RECTIFICATION")
    assert isinstance(story.casework.load(fact).state, Referral)


def test_whoever_handed_in_what_is_false_is_answerable_too() -> None:
    by_the_head = replace(HANDED_IN, signed_by=(PERSON, LEADER))
    story = given(*to_rectifying(), handed_in(by=HEAD, command=by_the_head))
    story.when(ReportFalse("照片是别处的", (PHOTO,)), INSPECTOR, "2022-08-26 10:00").accepted()
    fact = uuid5(NAMESPACE_URL, f"duban/referral/{story.case}/problem.false_rectification_found/1/FALSE_RECTIFICATION")
    referral = story.casework.load(fact).state
    assert isinstance(referral, Referral)
    assert set(referral.persons) == {LEADER, PERSON, HEAD}


def test_a_false_rectification_is_shown_by_evidence_and_not_found_by_whoever_closed_it() -> None:
    story = given(*to_closed())
    story.when(ReportFalse("照片是别处的", ()), INSPECTOR).refused("evidence_missing")
    story.when(ReportFalse("照片是别处的", (PHOTO,)), OFFICE).refused("sod_7")
    story.when(ReportFalse("照片是别处的", (PHOTO,)), OTHER_HEAD).refused("not_permitted")
