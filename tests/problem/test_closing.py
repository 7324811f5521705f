"""销号: the four checks, by a third person."""

import pytest
from msgspec.structs import replace

from domain.accountability import Misconduct
from domain.policy import Duty
from domain.problem.classification import AreaLevel, Severity
from domain.problem.closing import Check, ProblemClosed, RefuseClose, Satisfaction
from domain.problem.problem import Stage
from domain.problem.rechecking import ContactRecorded, FourCheck, PassLayer, ProblemReturned, RecordContact
from domain.referral.referral import Referral
from tests.problem.acts import (
    HOLDS,
    closed,
    closing,
    finding,
    handed_in,
    household_finding,
    layer_passed,
    to_checking,
    to_close_pending,
    to_closed,
    to_rectifying,
)
from tests.problem.people import (
    CADRE,
    CHECKER,
    GROUP_HEAD,
    HEAD,
    LEADER,
    OFFICE,
    PERSON,
    TOWN_CLERK,
)
from tests.problem.story import Act, given, happened

FAILS = Check(False, "尚有遗漏")
NOT_INVOLVED = Check(None, "不涉及群众")
ASKED = Satisfaction(CADRE, "当面")

# --- approving ----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R002-47", "R004-39", "R004-43")
def test_the_office_closes_when_the_four_checks_hold() -> None:
    story = (
        given(*to_close_pending())
        .when(closing(), OFFICE, "2022-08-24 10:00")
        .then(
            happened(
                ProblemClosed,
                by=OFFICE,
                checks={check: {"ok": True, "basis": "现场查看"} for check in FourCheck},
                responsibility="不涉及责任问题",
                completed_at="2022-08-22 10:00",
                satisfaction_asked_by=None,
                arms=(),
            )
        )
    )
    problem = story.problem
    assert problem.stage is Stage.CLOSED
    assert problem.closed_by == (OFFICE,)
    assert problem.obligations == ()
    assert story.casework.moments(problem) == []


def test_completed_is_the_submission_that_finally_passed() -> None:
    story = given(*to_checking())
    story.when(RefuseClose((FourCheck.RECTIFIED,), "不到位"), OFFICE).refused("wrong_stage")
    story.doing(layer_passed())
    story.when(RefuseClose((FourCheck.RECTIFIED,), "不到位"), OFFICE, "2022-08-24 10:00").accepted()
    story.doing(handed_in(at="2022-08-25 10:00"), layer_passed(at="2022-08-26 10:00"))
    story.when(closing(), OFFICE, "2022-08-29 10:00").then(happened(ProblemClosed, completed_at="2022-08-25 10:00"))


@pytest.mark.requirement("R002-28", "R002-35", "R004-39")
@pytest.mark.parametrize("check", list(FourCheck))
def test_none_of_the_four_checks_may_fail(check: FourCheck) -> None:
    given(*to_close_pending()).when(replace(closing(), **{check.value: FAILS}), OFFICE).refused("check_failed")


@pytest.mark.requirement("R004-39")
@pytest.mark.parametrize("check", list(FourCheck))
def test_each_check_has_a_basis(check: FourCheck) -> None:
    given(*to_close_pending()).when(replace(closing(), **{check.value: Check(True, " ")}), OFFICE).refused(
        "basis_missing"
    )


def test_a_matter_that_involves_no_public_says_so_with_a_reason() -> None:
    """不涉及 is confirmed by a rechecker, not only claimed at the close."""
    given(*to_close_pending()).when(closing(public_satisfied=NOT_INVOLVED), OFFICE).refused("not_involved_unconfirmed")
    confirmed = Act(PassLayer("到场查看", satisfaction_not_involved=True), CHECKER, "2022-08-23 10:00")
    story = given(*to_checking(), confirmed)
    story.when(closing(public_satisfied=Check(None)), OFFICE).refused("basis_missing", check="群众满意")
    story.when(closing(public_satisfied=NOT_INVOLVED), OFFICE).accepted()


@pytest.mark.requirement("R004-39")
@pytest.mark.parametrize("check", [FourCheck.CAUSE_CLEAR, FourCheck.RECTIFIED, FourCheck.EFFECT_MET])
def test_only_public_satisfaction_may_be_not_involved(check: FourCheck) -> None:
    given(*to_close_pending()).when(replace(closing(), **{check.value: NOT_INVOLVED}), OFFICE).refused(
        "not_involved_refused"
    )


@pytest.mark.requirement("R000-07")
def test_the_responsibility_trace_is_answered_and_ledger_matches_fact() -> None:
    story = given(*to_close_pending())
    story.when(closing(responsibility=""), OFFICE).refused("responsibility_missing")
    story.when(closing(ledger_vs_fact=False), OFFICE).refused("ledger_vs_fact")


# --- the household is asked ---------------------------------------------------------------------------------------


@pytest.mark.requirement("R004-31", "R004-45")
def test_a_household_is_asked_by_someone_other_than_the_submitter() -> None:
    story = given(*to_close_pending(household_finding()))
    story.when(closing(), OFFICE).refused("satisfaction_missing")
    story.when(closing(satisfaction=Satisfaction(CADRE, " ")), OFFICE).refused("satisfaction_missing")
    story.when(closing(satisfaction=Satisfaction(PERSON, "当面")), OFFICE).refused("satisfaction_by_submitter")
    story.when(closing(satisfaction=Satisfaction("查无此人", "当面")), OFFICE).refused("unknown_person")
    story.when(closing(satisfaction=ASKED), OFFICE).then(
        happened(ProblemClosed, satisfaction_asked_by=CADRE, satisfaction_basis="当面")
    )


def test_how_a_household_was_asked_is_said_in_a_known_word_and_only_the_word_is_kept() -> None:
    story = given(*to_close_pending(household_finding()))
    story.when(closing(satisfaction=Satisfaction(CADRE, "问过钱某某")), OFFICE).refused("satisfaction_basis_unknown")
    asked = closing(satisfaction=Satisfaction(CADRE, "当面问过钱某某，又电话回访"))
    story.when(asked, OFFICE).then(happened(ProblemClosed, satisfaction_basis="当面、电话"))


@pytest.mark.requirement("R004-45")
def test_a_households_satisfaction_is_always_involved() -> None:
    command = closing(public_satisfied=NOT_INVOLVED, satisfaction=ASKED)
    given(*to_close_pending(household_finding())).when(command, OFFICE).refused("not_involved_refused")


# --- who ----------------------------------------------------------------------------------------------------------


def test_neither_who_handed_it_in_nor_who_checked_it_closes_it() -> None:
    story = given(*to_close_pending())
    for person, acted in ((PERSON, "申请人"), (LEADER, "申请人"), (CHECKER, "复核人")):
        story.when(closing(), person).refused("sod_1", acted=acted)
        story.when(RefuseClose((FourCheck.RECTIFIED,), "不到位"), person).refused("sod_1")


def test_only_an_office_closes() -> None:
    story = given(*to_close_pending())
    story.when(closing(), HEAD).refused("not_permitted")
    story.when(closing(), TOWN_CLERK).accepted()


@pytest.mark.requirement("R004-43")
def test_what_was_not_checked_is_not_closed_and_nothing_is_closed_twice() -> None:
    given(*to_rectifying()).when(closing(), OFFICE).refused("wrong_stage")
    given(*to_checking()).when(closing(), OFFICE).refused("wrong_stage")
    given(*to_closed()).when(closing(), OFFICE).refused("wrong_stage")


# --- refusing -----------------------------------------------------------------------------------------------------


def test_the_office_refuses_to_close_and_says_which_check_fails() -> None:
    story = (
        given(*to_close_pending())
        .when(RefuseClose((FourCheck.PUBLIC_SATISFIED,), "群众不满意"), OFFICE, "2022-08-24 10:00")
        .then(
            happened(
                ProblemReturned,
                layer=0,
                by=OFFICE,
                failing=(FourCheck.PUBLIC_SATISFIED,),
                reason="群众不满意",
                arms={Duty.REWORK: "2022-08-31"},
            )
        )
    )
    assert story.problem.stage is Stage.RECTIFYING
    assert story.due(Duty.CLOSE) is None
    assert story.problem.failed_rechecks == 1


def test_refusing_to_close_needs_a_failing_check_and_a_reason() -> None:
    story = given(*to_close_pending())
    story.when(RefuseClose((), "不到位"), OFFICE).refused("no_failing_check")
    story.when(RefuseClose((FourCheck.RECTIFIED,), ""), OFFICE).refused("text_missing")


# --- whether it will be looked at again ---------------------------------------------------------------------------


@pytest.mark.requirement("R002-28")
@pytest.mark.parametrize(
    "what", [finding(category="SEC.WATER"), finding(category="SEC.EDU"), finding(severity=Severity.MAJOR)]
)
def test_what_matters_most_is_always_looked_back_at(what: object) -> None:
    story = given(*to_close_pending(what))  # type: ignore[arg-type]
    story.when(closing(), OFFICE, "2022-08-24 10:00").then(happened(ProblemClosed, arms={Duty.LOOK_BACK: "2022-09-23"}))


def test_a_closed_problem_waits_only_for_its_look_back() -> None:
    story = given(*to_close_pending(finding(category="SEC.WATER")), closed())
    assert [owed.duty for owed in story.problem.obligations] == [Duty.LOOK_BACK]


def test_the_basis_of_each_check_is_sealed() -> None:
    story = given(*to_close_pending()).when(closing(cause_clear=Check(True, "据账目查清")), OFFICE).accepted()
    states = [stored.state for stored in story.casework.recorder.select_events(story.case)]
    assert not any("据账目查清".encode() in state for state in states)
    assert HOLDS.basis.encode() not in b"".join(states)


# --- 分级销号 -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "who", "code"),
    [
        (AreaLevel.VILLAGE, TOWN_CLERK, None),
        (AreaLevel.TOWN, TOWN_CLERK, "level_too_low"),
        (AreaLevel.TOWN, OFFICE, None),
        (AreaLevel.COUNTY, TOWN_CLERK, "not_permitted"),
        (AreaLevel.COUNTY, OFFICE, "not_permitted"),
        (AreaLevel.COUNTY, GROUP_HEAD, None),
        (AreaLevel.TOWN, GROUP_HEAD, "not_permitted"),
        (None, TOWN_CLERK, None),
    ],
)
def test_each_level_is_struck_off_at_its_own_level_what_is_the_countys_by_the_leading_group(
    level: AreaLevel | None, who: str, code: str | None
) -> None:
    outcome = given(*to_close_pending(replace(finding(), area_level=level))).when(closing(), who)
    if code is None:
        outcome.accepted()
    else:
        outcome.refused(code)


# --- the household was not reached ----------------------------------------------------------------------------------

SPOKEN_FOR = closing(satisfaction=Satisfaction(CADRE, "村民代表"))


@pytest.mark.requirement("R004-31")
def test_somebody_else_speaks_for_a_household_only_after_three_days_without_meeting_it() -> None:
    story = given(*to_close_pending(household_finding()))
    story.when(SPOKEN_FOR, OFFICE, "2022-08-24 09:00").refused("not_reached_too_few", have=0, needed=3)
    for day in ("2022-08-24", "2022-08-25", "2022-08-26"):
        story.when(RecordContact(False, "家中无人"), CADRE, f"{day} 10:00").accepted()
    assert [event.reached for event in story.history if isinstance(event, ContactRecorded)] == [False] * 3
    story.when(RecordContact(False, "家中无人"), PERSON).refused("sod_1")
    story.when(SPOKEN_FOR, OFFICE, "2022-08-26 15:00").accepted()
    assert story.due(Duty.LOOK_BACK) == "2022-09-26"  # drawn for look-back: 25 September is a Sunday


@pytest.mark.requirement("R004-31")
def test_two_attempts_on_one_day_count_as_one() -> None:
    story = given(*to_close_pending(household_finding()))
    for at in ("2022-08-24 10:00", "2022-08-24 15:00", "2022-08-25 10:00"):
        story.when(RecordContact(False, "家中无人"), CADRE, at).accepted()
    story.when(SPOKEN_FOR, OFFICE, "2022-08-26 15:00").refused("not_reached_too_few", have=2)


def test_only_a_household_is_contacted() -> None:
    given(*to_close_pending()).when(RecordContact(True, "见到了"), CHECKER).refused("household_missing")


# --- 责任追溯 -----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R000-33")
def test_misconduct_behind_a_problem_is_proposed_for_transfer_and_closing_goes_on() -> None:
    story = given(*to_close_pending())
    answered = replace(closing(), responsibility="驻村干部长期不在岗", misconduct=(Misconduct.DUTY, Misconduct.CONDUCT))
    outcome = story.when(answered, OFFICE)
    outcome.accepted()
    assert story.problem.stage is Stage.CLOSED
    assert outcome.recorded is not None
    states = [story.casework.load(stream).state for stream in outcome.recorded.beside]
    proposed = [state for state in states if isinstance(state, Referral)]
    assert {referral.kind for referral in proposed} == {Misconduct.DUTY, Misconduct.CONDUCT}
    assert {referral.behind.number for referral in proposed if referral.behind} == {story.problem.problem_no}
