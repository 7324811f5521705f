"""升级的人工决定: who approves and declines, what is annotated, and the levels up to a transfer."""

import pytest
from msgspec.structs import replace

from domain.casework import Casework
from domain.policy import Ladder, Level, Step
from domain.problem.escalating import AnnotateEscalation, ApproveEscalation, DeclineEscalation
from domain.problem.levels import EscalationAnnotated, EscalationApproved, EscalationDeclined, LevelPaperIssued
from domain.problem.looking_back import ReportRebound
from domain.problem.rechecking import EscalationProposed, EscalationReached
from tests.problem.acts import PHOTO, closed, handed_in, layer_passed, to_closed, to_rectifying
from tests.problem.people import GROUP_HEAD, HEAD, INSPECTOR, OFFICE
from tests.problem.story import Story, given, happened, packs


def overdue_until(at: str) -> Story:
    story = given(*to_rectifying())
    story.when_time_passes_until(at).accepted()
    return story


@pytest.mark.requirement("X-01")
def test_the_ladder_goes_up_to_a_transfer_and_stops_there() -> None:
    story = overdue_until("2022-12-30 18:00")
    assert story.happened(EscalationReached) == ["2022-09-01 09:00", "2022-09-05 09:00"]
    proposed = [e for e in story.history if isinstance(e, EscalationProposed)]
    assert [e.level for e in proposed] == [Level.CIRCULATE, Level.INTERVIEW, Level.REFER]
    assert story.happened(EscalationProposed) == ["2022-09-09 09:00", "2022-09-15 09:00", "2022-09-29 09:00"]
    assert story.casework.moments(story.problem) == []


@pytest.mark.requirement("X-01")
def test_the_steps_of_the_ladder_are_those_of_the_policy() -> None:
    story = given(*to_rectifying())
    pack = packs()["xiaoxian_2022"]
    ladder = Ladder(steps=(Step(Level.WARN, 2), Step(Level.CIRCULATE, 4)), proposal_from=Level.INTERVIEW)
    changed = {pack.id: replace(pack, policy=replace(pack.policy, ladder=ladder))}
    story.casework = Casework(story.casework.recorder, story.casework.vault, changed, story.casework.calendar)
    story.when_time_passes_until("2022-12-30 18:00").accepted()
    reached = [e for e in story.history if isinstance(e, EscalationReached)]
    assert [(e.level, e.overdue_wd) for e in reached] == [(Level.WARN, 2), (Level.CIRCULATE, 4)]
    assert story.happened(EscalationProposed) == []


@pytest.mark.requirement("X-01", "X-08")
def test_a_proposal_is_approved_or_declined_once_by_the_head_of_the_group() -> None:
    story = overdue_until("2022-09-16 09:30")
    story.when(ApproveEscalation(Level.CIRCULATE, "全县通报"), OFFICE).refused("not_permitted")
    story.when(ApproveEscalation(Level.CIRCULATE, "全县通报"), GROUP_HEAD).then(
        happened(EscalationApproved, level=Level.CIRCULATE, note="全县通报", by=GROUP_HEAD),
        happened(LevelPaperIssued, level=Level.CIRCULATE, signer=GROUP_HEAD),
    )
    story.when(DeclineEscalation(Level.CIRCULATE, "算了"), GROUP_HEAD).refused("level_not_proposed")
    story.when(DeclineEscalation(Level.INTERVIEW, ""), GROUP_HEAD).refused("text_missing")
    story.when(DeclineEscalation(Level.INTERVIEW, "已电话约谈"), GROUP_HEAD).then(
        happened(EscalationDeclined, level=Level.INTERVIEW, reason="已电话约谈")
    )
    assert [(p.level, p.approved) for p in story.problem.proposals] == [
        (Level.CIRCULATE, True),
        (Level.INTERVIEW, False),
    ]


def test_the_newest_of_two_proposals_of_one_level_is_the_one_decided() -> None:
    story = given(*to_closed())
    story.when(ReportRebound("又发生了", (PHOTO,)), INSPECTOR, "2022-09-20 10:00").accepted()
    story.doing(handed_in(at="2022-09-22 10:00"), layer_passed(at="2022-09-23 10:00"), closed(at="2022-09-26 10:00"))
    story.when(ReportRebound("又发生了", (PHOTO,)), INSPECTOR, "2022-10-10 10:00").accepted()
    story.when(ApproveEscalation(Level.CIRCULATE, "全县通报"), GROUP_HEAD).accepted()
    assert [proposal.approved for proposal in story.problem.proposals] == [None, True]


def test_what_was_not_proposed_is_not_approved_and_a_transfer_not_here() -> None:
    story = overdue_until("2022-09-05 09:30")
    story.when(ApproveEscalation(Level.LETTER, "发函"), GROUP_HEAD).refused("level_not_proposed")
    story.when(ApproveEscalation(Level.REFER, "移交"), GROUP_HEAD).refused("decided_on_the_referral")


@pytest.mark.requirement("X-03")
def test_a_wrongly_fired_level_is_annotated_never_taken_back() -> None:
    story = overdue_until("2022-09-05 09:30")
    story.when(AnnotateEscalation(Level.CIRCULATE, "误报"), OFFICE).refused("level_not_reached")
    story.when(AnnotateEscalation(Level.WARN, "材料已报，系统未录"), OFFICE).then(
        happened(EscalationAnnotated, level=Level.WARN, note="材料已报，系统未录")
    )
    story.when(AnnotateEscalation(Level.LETTER, "函已收到"), OFFICE).then(
        happened(EscalationAnnotated, level=Level.LETTER)
    )
    assert story.problem.level is Level.LETTER
    story.when(AnnotateEscalation(Level.WARN, "误报"), HEAD).refused("own_level")
