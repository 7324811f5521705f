"""线下签批补录: decided on paper, entered by a second person, shown with both dates, confirmed by the decider."""

from datetime import date

import pytest

from domain.case import Command
from domain.policy import Level
from domain.problem.claiming import Reassign
from domain.problem.closing import ProblemClosed
from domain.problem.levels import EscalationAnnotated
from domain.problem.paper import (
    ConfirmPaperDecision,
    PaperDecisionConfirmed,
    PaperDecisionRecorded,
    RecordPaperDecision,
)
from domain.problem.planning import ApprovePlan, PlanApproved
from domain.problem.problem import Stage
from domain.problem.rechecking import LayerPassed, PassLayer
from domain.problem.rectifying import ExtensionGranted, GrantExtension, SubmittedForRecheck
from tests.problem.acts import (
    HANDED_IN,
    closing,
    extension_asked,
    layer_passed,
    returned,
    to_checking,
    to_close_pending,
    to_plan_review,
    to_rectifying,
)
from tests.problem.people import CHECKER, HEAD, LEADER, LIAISON, OFFICE, PERSON, SECOND_OFFICE
from tests.problem.story import Act, given, happened, instant

SCAN = "c" * 64


def on_paper(decision: Command, decider: str, signed_on: date = date(2022, 8, 12)) -> RecordPaperDecision:
    return RecordPaperDecision(decision, decider, signed_on, SCAN, "县里停网")


def test_it_takes_effect_when_entered_and_names_the_decider_and_both_days() -> None:
    story = given(*to_plan_review())
    story.when(on_paper(ApprovePlan(), OFFICE, date(2022, 8, 10)), SECOND_OFFICE, "2022-08-11 10:00").then(
        happened(
            PaperDecisionRecorded,
            at="2022-08-11 10:00",
            decision="ApprovePlan",
            decider=OFFICE,
            signed_on="2022-08-10",
            entered_by=SECOND_OFFICE,
            late_wd=0,
        ),
        happened(PlanApproved, by=OFFICE, actor=SECOND_OFFICE),
    )
    assert story.problem.stage is Stage.RECTIFYING


def test_entered_later_than_allowed_it_says_by_how_much() -> None:
    story = given(*to_plan_review())
    story.when(on_paper(ApprovePlan(), OFFICE), SECOND_OFFICE, "2022-08-25 10:00").accepted()
    recorded = [e for e in story.history if isinstance(e, PaperDecisionRecorded)]
    assert [e.late_wd for e in recorded] == [4]  # nine working days after the 12th, five are allowed


@pytest.mark.parametrize(
    ("before", "decision", "decider", "what"),
    [
        ((*to_rectifying(), extension_asked()), GrantExtension(), OFFICE, ExtensionGranted),
        (to_checking(), PassLayer("看过了"), CHECKER, LayerPassed),
        (to_close_pending(), closing(), OFFICE, ProblemClosed),
    ],
)
def test_what_offices_sign_on_paper(before: tuple[Act, ...], decision: Command, decider: str, what: type) -> None:
    story = given(*before)
    story.when(on_paper(decision, decider, date(2022, 8, 24)), LIAISON, "2022-08-25 10:00").accepted()
    assert isinstance(story.history[-1], what)


def test_the_decider_must_have_had_the_right_and_separation_still_holds() -> None:
    story = given(*to_close_pending())
    story.when(on_paper(closing(), CHECKER), LIAISON, "2022-08-25 10:00").refused("sod_1", name=CHECKER)
    story.when(on_paper(closing(), HEAD), LIAISON, "2022-08-25 10:00").refused("not_permitted")
    story.when(on_paper(ApprovePlan(), OFFICE), LIAISON, "2022-08-25 10:00").refused("wrong_stage")


def test_nobody_enters_his_own_paper_nor_one_of_tomorrow_nor_without_a_scan() -> None:
    story = given(*to_plan_review())
    story.when(on_paper(ApprovePlan(), OFFICE, date(2022, 8, 10)), OFFICE).refused("paper_entered_by_decider")
    story.when(on_paper(ApprovePlan(), OFFICE, date(2022, 8, 31)), SECOND_OFFICE).refused("in_the_future")
    story.when(RecordPaperDecision(ApprovePlan(), OFFICE, date(2022, 8, 10), "扫描件", "停网"), SECOND_OFFICE).refused(
        "bad_hash"
    )
    story.when(on_paper(Reassign("乙镇", "改派"), OFFICE, date(2022, 8, 10)), SECOND_OFFICE).refused("not_on_paper")


def test_levels_that_fired_in_between_are_annotated() -> None:
    story = given(*to_rectifying(), extension_asked(date(2022, 9, 15), at="2022-09-01 10:00"))
    assert story.problem.level is Level.WARN, "on the day that the paper was signed"
    story.when(on_paper(GrantExtension(), OFFICE, date(2022, 9, 1)), SECOND_OFFICE, "2022-09-06 10:00").accepted()
    noted = [e for e in story.history if isinstance(e, EscalationAnnotated)]
    assert [(e.level, story.reveal(e.note.ref)) for e in noted] == [(Level.LETTER, "线下已批")]
    assert story.problem.level is Level.LETTER


def test_on_time_is_judged_by_the_paper_only_once_its_signer_confirms_it() -> None:
    story = given(*to_rectifying())
    signed = on_paper(HANDED_IN, PERSON, date(2022, 8, 31))
    story.when(signed, LIAISON, "2022-09-02 10:00").accepted()
    assert isinstance(story.history[-1], SubmittedForRecheck)
    assert story.problem.completed_at == story.history[-1].occurred_at
    story.when(ConfirmPaperDecision(), LEADER).refused("no_paper_to_confirm")
    story.when(ConfirmPaperDecision(), PERSON, "2022-09-02 11:00").then(
        happened(PaperDecisionConfirmed, decision="SubmitForRecheck", signed_on="2022-08-31")
    )
    story.doing(layer_passed(at="2022-09-02 14:00"), Act(closing(), OFFICE, "2022-09-02 15:00"))
    closed = story.history[-1]
    assert isinstance(closed, ProblemClosed)
    assert story.show(closed)["completed_at"] == "2022-08-31 00:00"
    story.when(ConfirmPaperDecision(), PERSON).refused("no_paper_to_confirm")


def test_of_two_papers_the_last_one_says_when_it_was_completed() -> None:
    story = given(*to_rectifying())
    for signed_on, entered in ((date(2022, 8, 22), "2022-08-22"), (date(2022, 8, 25), "2022-08-25")):
        story.when(on_paper(HANDED_IN, PERSON, signed_on), LIAISON, f"{entered} 10:00").accepted()
        story.when(ConfirmPaperDecision(), PERSON, f"{entered} 11:00").accepted()
        if signed_on.day == 22:
            story.doing(returned(at="2022-08-23 10:00"))
    assert story.problem.completed_at == instant("2022-08-25 00:00")


def test_a_paper_says_nothing_of_a_later_submission_that_was_handed_in_here() -> None:
    """The paper of 08-22 was sent back; what passed was handed in on 09-02, two days late."""
    story = given(*to_rectifying())
    story.when(on_paper(HANDED_IN, PERSON, date(2022, 8, 22)), LIAISON, "2022-08-22 10:00").accepted()
    story.when(ConfirmPaperDecision(), PERSON, "2022-08-22 11:00").accepted()
    story.doing(returned(at="2022-08-23 10:00"), Act(HANDED_IN, PERSON, "2022-09-02 10:00"))
    assert story.problem.completed_at == instant("2022-09-02 10:00")
    story.doing(layer_passed(at="2022-09-02 14:00"), Act(closing(), OFFICE, "2022-09-02 15:00"))
    assert story.show(story.history[-1])["completed_at"] == "2022-09-02 10:00"


def test_a_paper_that_is_confirmed_after_the_close_still_decides_whether_it_was_on_time() -> None:
    story = given(*to_rectifying())
    story.when(on_paper(HANDED_IN, PERSON, date(2022, 8, 31)), LIAISON, "2022-09-02 10:00").accepted()
    story.doing(layer_passed(at="2022-09-02 14:00"), Act(closing(), OFFICE, "2022-09-02 15:00"))
    assert story.show(story.history[-1])["completed_at"] == "2022-09-02 10:00"
    story.when(ConfirmPaperDecision(), PERSON, "2022-09-05 10:00").then(
        happened(PaperDecisionConfirmed, signed_on="2022-08-31", completed_at="2022-08-31 00:00")
    )
    assert story.problem.completed_at == instant("2022-08-31 00:00")
