"""通报 约谈: the head of the leading group decides the whole paper, or its lines one by one in their problems."""

from __future__ import annotations

import pytest

from domain.casework import Casework
from domain.policy import Level
from domain.problem.escalating import AnnotateEscalation, ApproveEscalation, DeclineEscalation
from domain.problem.levels import EscalationApproved, EscalationDeclined, LevelPaperIssued
from domain.supervision_paper.deciding import ApprovePaper, DeclinePaper, PaperLinesDecided
from domain.supervision_paper.issuing import PaperFellAway, PaperIssued, SignLetter
from domain.supervision_paper.leaving import StrikeLine
from domain.supervision_paper.paper import LineState, Stage
from domain.supervision_paper.serving import (
    Means,
    PaperInterviewRecorded,
    ReceivePaper,
    RecordInterview,
    ServePaper,
)
from tests.problem.people import GROUP_HEAD, HEAD, OFFICE, TOWN
from tests.problem.story import happened, stored_events
from tests.supervision_paper.stage import drafted, given
from tests.twice import happens_once


def decisions(casework: Casework, cases: list, *classes: type) -> list[str]:  # type: ignore[type-arg]
    return [
        type(event).__name__
        for case_id in cases
        for event in stored_events(casework, case_id)
        if type(event) in classes
    ]


@pytest.mark.requirement("X-01", "X-08")
def test_a_circular_is_approved_in_one_act_and_every_problem_says_so() -> None:
    story, cases = drafted(3, Level.CIRCULATE)
    story.when(ApprovePaper("全县通报"), GROUP_HEAD, "2022-09-09 10:00").then(
        happened(
            PaperLinesDecided,
            approved=True,
            by=GROUP_HEAD,
            problem_nos=tuple(f"XX2022-甲镇-{n:04d}" for n in (1, 2, 3)),
        ),
        happened(PaperIssued, document_no="县通报〔2022〕1号", signer=GROUP_HEAD, copies=(), nth=0),
    )
    for case_id in cases:
        events = [
            e for e in stored_events(story.casework, case_id) if isinstance(e, EscalationApproved | LevelPaperIssued)
        ]
        assert [type(event).__name__ for event in events] == ["EscalationApproved", "LevelPaperIssued"]
        assert [p.approved for p in story.casework.problem(case_id).proposals] == [True]
    story.when(ServePaper(Means.DOCUMENT_SYSTEM), GROUP_HEAD).accepted()
    story.when(ReceivePaper(), HEAD).accepted()
    assert story.state.stage is Stage.RECEIVED


def test_a_declined_paper_falls_away_with_the_reason_in_each_problem() -> None:
    story, cases = drafted(2, Level.CIRCULATE)
    story.when(DeclinePaper(""), GROUP_HEAD).refused("text_missing")
    story.when(DeclinePaper("受灾"), GROUP_HEAD).then(
        happened(PaperLinesDecided, approved=False), happened(PaperFellAway, unit=TOWN)
    )
    assert decisions(story.casework, cases, EscalationDeclined, LevelPaperIssued) == ["EscalationDeclined"] * 2
    story.when(ApprovePaper("全县通报"), GROUP_HEAD).refused("wrong_stage")


@pytest.mark.requirement("X-08")
def test_only_the_head_of_the_group_decides_and_the_office_strikes_nothing_of_a_proposal() -> None:
    story, cases = drafted(2, Level.CIRCULATE)
    story.when(ApprovePaper("全县通报"), OFFICE).refused("not_permitted")
    story.when(ApprovePaper("全县通报"), "SYSTEM").refused("sod_8")
    story.when(SignLetter(), OFFICE).refused("decided_by_the_head")
    story.when(StrikeLine(cases[0], "误报"), OFFICE).refused("decided_by_the_head")


def test_a_line_decided_in_its_problem_counts_and_the_paper_follows_the_last_one() -> None:
    story, cases = drafted(3, Level.CIRCULATE)
    casework, on = story.casework, "2022-09-09 10:00"
    given(casework, ApproveEscalation(Level.CIRCULATE, "全县通报"), GROUP_HEAD, on, cases[0])
    given(casework, DeclineEscalation(Level.CIRCULATE, "已办结"), GROUP_HEAD, on, cases[1])
    assert story.state.stage is Stage.DRAFTED
    assert [line.state for line in story.state.lines] == [LineState.APPROVED, LineState.DECLINED, LineState.LISTED]
    given(casework, ApproveEscalation(Level.CIRCULATE, "全县通报"), GROUP_HEAD, on, cases[2])
    [issued] = [event for event in story.history if isinstance(event, PaperIssued)]
    assert [line.problem for line in issued.lines] == [cases[0], cases[2]]
    assert [line.problem for line in issued.left_out] == [cases[1]]
    assert decisions(casework, cases, LevelPaperIssued) == ["LevelPaperIssued"] * 2


def test_what_was_decided_singly_is_not_decided_again_by_the_whole_paper() -> None:
    story, cases = drafted(2, Level.CIRCULATE)
    decline = DeclineEscalation(Level.CIRCULATE, "已办结")
    given(story.casework, decline, GROUP_HEAD, "2022-09-09 10:00", cases[0])
    story.when(ApprovePaper("全县通报"), GROUP_HEAD, "2022-09-09 11:00").accepted()
    found = decisions(story.casework, cases, EscalationApproved, EscalationDeclined)
    assert found == ["EscalationDeclined", "EscalationApproved"]
    with pytest.raises(Exception, match="没有待批"):
        given(story.casework, decline, GROUP_HEAD, "2022-09-09 12:00", cases[1])


def test_declining_the_rest_issues_what_was_approved_singly() -> None:
    story, cases = drafted(2, Level.CIRCULATE)
    approve = ApproveEscalation(Level.CIRCULATE, "全县通报")
    given(story.casework, approve, GROUP_HEAD, "2022-09-09 10:00", cases[0])
    story.when(DeclinePaper("受灾"), GROUP_HEAD, "2022-09-09 11:00").accepted()
    [issued] = [event for event in story.history if isinstance(event, PaperIssued)]
    assert [line.problem for line in issued.lines] == [cases[0]]


def test_when_the_last_undecided_line_is_overtaken_the_approved_ones_are_issued_under_the_approvers_name() -> None:
    story, cases = drafted(2, Level.CIRCULATE)
    on = "2022-09-09 10:00"
    given(story.casework, ApproveEscalation(Level.CIRCULATE, "全县通报"), GROUP_HEAD, on, cases[0])
    given(story.casework, AnnotateEscalation(Level.CIRCULATE, "误报"), OFFICE, on, cases[1])
    [issued] = [event for event in story.history if isinstance(event, PaperIssued)]
    assert (issued.signer.person, [line.problem for line in issued.lines]) == (GROUP_HEAD, [cases[0]])


def test_an_interview_is_recorded_once_with_what_was_promised() -> None:
    story, _ = drafted(1, Level.INTERVIEW)
    spoken = RecordInterview(HEAD, "当面约谈，说明逾期原因", ("九月底前整改到位",))
    story.when(spoken, OFFICE).refused("wrong_stage")
    story.when(ApprovePaper("约谈镇长"), GROUP_HEAD, "2022-09-15 10:00").accepted()
    story.when(RecordInterview(HEAD, "当面约谈", ()), OFFICE).refused("commitments_missing")
    story.when(spoken, OFFICE, "2022-09-16 10:00", occurred_at="2022-09-15 09:30", late_reason="昨日约谈").refused(
        "before_issue"
    )
    story.when(spoken, OFFICE, "2022-09-16 10:00").then(
        happened(
            PaperInterviewRecorded, interviewee=HEAD, record="当面约谈，说明逾期原因", commitments=("九月底前整改到位",)
        )
    )
    story.when(spoken, OFFICE).refused("interview_recorded")
    assert story.state.interview.commitments == 1


def test_there_is_no_interview_on_a_circular() -> None:
    story, _ = drafted(1, Level.CIRCULATE)
    story.when(ApprovePaper("全县通报"), GROUP_HEAD).accepted()
    story.when(RecordInterview(HEAD, "约谈", ("整改",)), OFFICE).refused("not_an_interview")


def test_a_decision_sent_twice_happens_once() -> None:
    for command in (ApprovePaper("全县通报"), DeclinePaper("受灾")):
        story, _ = drafted(2, Level.CIRCULATE)
        happens_once(story, (), command, GROUP_HEAD)
