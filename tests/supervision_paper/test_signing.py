"""督办函: signed by the office, line by line struck or overtaken before, then served and received."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from domain.casework import Casework
from domain.deputising import Delegate
from domain.events import Event
from domain.organisation import ORGANISATION_ID
from domain.policy import Level
from domain.problem.amending import ConfirmAmendment, RequestMerge, RequestVoid
from domain.problem.claiming import UpholdRefusal
from domain.problem.classification import Severity
from domain.problem.escalating import AnnotateEscalation
from domain.problem.levels import LevelPaperIssued, LevelPaperReceived, LevelPaperServed, LevelPaperStruck
from domain.problem.paper import RecordPaperDecision
from domain.problem.rectifying import GrantExtension
from domain.problem.unit_record import LetterCounted, unit_record_id
from domain.refusal import Refused
from domain.supervision_paper.deadlines import PaperDeadlinesReset, PaperOverdue, PaperReminded, ResetPaperDeadlines
from domain.supervision_paper.deciding import ApprovePaper
from domain.supervision_paper.issuing import PaperFellAway, PaperIssued, SignLetter
from domain.supervision_paper.leaving import PaperLineDropped, PaperLineStruck, StrikeLine
from domain.supervision_paper.paper import LineState, Overtaken, Stage
from domain.supervision_paper.serving import Means, PaperReceived, PaperServed, ReceivePaper, ServePaper
from tests.problem.acts import PHOTO, closed, extension_asked, handed_in, layer_passed, to_rectifying
from tests.problem.people import (
    BUREAU,
    GROUP_HEAD,
    HEAD,
    INSPECTOR,
    LEADER,
    LIAISON,
    OFFICE,
    OTHER_HEAD,
    PERSON,
    SECOND_OFFICE,
    TOWN,
    TOWN_CLERK,
)
from tests.problem.story import Story, happened, staffed_casework, stored_events
from tests.supervision_paper.stage import CAMPAIGN, dispatched_problems, drafted, given, paper_of, time_passes
from tests.twice import happens_once


def of_the_problem(casework: Casework, case_id: UUID, *classes: type[Event]) -> list[Event]:
    return [event for event in stored_events(casework, case_id) if isinstance(event, classes)]


@pytest.mark.requirement("X-01", "X-08")
def test_a_letter_is_signed_served_and_received_and_each_of_its_problems_says_so() -> None:
    story, cases = drafted()
    story.when(SignLetter(), OFFICE, "2022-09-05 10:00").then(
        happened(
            PaperIssued,
            document_no="县专班督办〔2022〕1号",
            paper_no="XX2022-甲镇-督办函-20220905",
            unit=TOWN,
            signer=OFFICE,
            copies=(),
            nth=1,
            late_wd=0,
            left_out=(),
        )
    )
    story.when(ServePaper(Means.IN_PERSON), OFFICE, "2022-09-05 15:00").then(
        happened(PaperServed, means=Means.IN_PERSON, by=OFFICE)
    )
    story.when(ReceivePaper(), LIAISON, "2022-09-05 16:00").then(happened(PaperReceived, by=LIAISON))
    assert story.state.stage is Stage.RECEIVED
    assert story.casework.moments(story.state) == [], "nobody is reminded of what is signed"
    for case_id in cases:
        told = of_the_problem(story.casework, case_id, LevelPaperIssued, LevelPaperServed, LevelPaperReceived)
        assert [type(event).__name__ for event in told] == [
            "LevelPaperIssued",
            "LevelPaperServed",
            "LevelPaperReceived",
        ]
        assert {event.document_no for event in told} == {"县专班督办〔2022〕1号"}  # type: ignore[attr-defined]


def test_each_command_sent_twice_happens_once() -> None:
    for commands in (
        [(SignLetter(), OFFICE)],
        [(SignLetter(), OFFICE), (ServePaper(Means.POST), OFFICE)],
        [(SignLetter(), OFFICE), (ServePaper(Means.POST), OFFICE), (ReceivePaper(), HEAD)],
    ):
        story, _ = drafted()
        for command, by in commands[:-1]:
            story.when(command, by).accepted()
        happens_once(story, (), *commands[-1])


@pytest.mark.requirement("X-08")
def test_who_may_not_sign_strike_or_receive() -> None:
    story, cases = drafted()
    for person in (HEAD, INSPECTOR, GROUP_HEAD):
        assert story.when(SignLetter(), person).refusal is not None
    story.when(SignLetter(), "SYSTEM").refused("sod_8")
    story.when(SignLetter(), TOWN_CLERK).refused("own_level")
    story.when(StrikeLine(cases[0], "误报"), TOWN_CLERK).refused("own_level")
    story.when(ApprovePaper("全县"), GROUP_HEAD).refused("signed_by_the_office")
    story.when(ServePaper(Means.POST), OFFICE).refused("wrong_stage")
    story.when(SignLetter(), OFFICE).accepted()
    story.when(SignLetter(), SECOND_OFFICE).refused("wrong_stage")
    story.when(ReceivePaper(), HEAD).refused("wrong_stage")
    story.when(ServePaper(Means.POST), OFFICE).accepted()
    for person in (OTHER_HEAD, LEADER, PERSON, OFFICE):
        story.when(ReceivePaper(), person).refused("not_permitted")


def test_nobody_receives_in_anothers_name() -> None:
    story, _ = drafted()
    given(
        story.casework, Delegate(HEAD, PERSON, date(2022, 9, 30), "外出学习"), HEAD, "2022-09-05 09:10", ORGANISATION_ID
    )
    for command in (SignLetter(), ServePaper(Means.POST)):
        story.when(command, OFFICE).accepted()
    story.when(ReceivePaper(), PERSON).refused("receipt_in_own_name", unit=TOWN)
    story.when(ReceivePaper(), HEAD).then(happened(PaperReceived, by=HEAD))


def test_a_late_signature_says_by_how_many_working_days() -> None:
    story, _ = drafted()
    story.when(SignLetter(), OFFICE, "2022-09-08 10:00").then(
        happened(PaperReminded, at="2022-09-06 09:00"),
        happened(PaperOverdue, at="2022-09-07 09:00", overdue_wd=1),
        happened(PaperIssued, late_wd=2),
    )


def test_serving_may_be_entered_late_with_a_reason_but_not_before_the_issue() -> None:
    story, cases = drafted()
    story.when(SignLetter(), OFFICE, "2022-09-05 10:00").accepted()
    serve = ServePaper(Means.DOCUMENT_SYSTEM)
    story.when(serve, OFFICE, "2022-09-07 10:00", occurred_at="2022-09-06 10:00").refused("late_reason_missing")
    story.when(serve, OFFICE, "2022-09-07 10:00", occurred_at="2022-09-05 09:30", late_reason="忘记登记").refused(
        "before_issue"
    )
    story.when(serve, OFFICE, "2022-09-07 10:00", occurred_at="2022-09-06 10:00", late_reason="忘记登记").then(
        happened(PaperServed, at="2022-09-06 10:00")
    )
    [served] = of_the_problem(story.casework, cases[0], LevelPaperServed)
    assert served.occurred_at < served.timestamp


def test_a_line_is_struck_with_a_reason_and_the_level_stays_reached() -> None:
    story, cases = drafted()
    story.when(StrikeLine(cases[0], " "), OFFICE).refused("text_missing")
    story.when(StrikeLine(story.case, "误报"), OFFICE).refused("not_on_this_paper")
    story.when(StrikeLine(cases[0], "材料昨日已报"), OFFICE).then(happened(PaperLineStruck, reason="材料昨日已报"))
    story.when(StrikeLine(cases[0], "材料昨日已报"), OFFICE).refused("line_not_listed")
    story.when(SignLetter(), OFFICE).accepted()
    [issued] = [event for event in story.history if isinstance(event, PaperIssued)]
    assert [line.problem for line in issued.lines] == [cases[1]]
    assert [(line.problem, line.state) for line in issued.left_out] == [(cases[0], LineState.STRUCK)]
    assert story.casework.problem(cases[0]).level is Level.LETTER
    assert len(of_the_problem(story.casework, cases[0], LevelPaperStruck)) == 1
    assert of_the_problem(story.casework, cases[0], LevelPaperIssued) == []


def test_a_draft_of_which_everything_was_struck_falls_away_and_nobody_owes_it() -> None:
    story, cases = drafted(1)
    story.when(StrikeLine(cases[0], "误报"), OFFICE).then(happened(PaperLineStruck), happened(PaperFellAway))
    assert (story.state.stage, story.state.obligations) == (Stage.FALLEN_AWAY, ())
    story.when(SignLetter(), OFFICE).refused("wrong_stage")


def test_a_problem_that_ends_before_the_signature_leaves_the_draft_with_the_reason() -> None:
    """Annotated, voided, and found not to exist: three of four problems; the fourth is signed."""
    story, cases = drafted(4)
    casework = story.casework
    act = (
        (cases[0], AnnotateEscalation(Level.LETTER, "误报"), OFFICE),
        (cases[1], RequestVoid("重复登记", (PHOTO,)), OFFICE),
        (cases[1], ConfirmAmendment(), SECOND_OFFICE),
        (cases[2], UpholdRefusal("现场没有这件事"), OFFICE),
    )
    for case_id, command, by in act:
        given(casework, command, by, "2022-09-05 11:00", case_id)
    dropped = [(event.problem, event.why) for event in story.history if isinstance(event, PaperLineDropped)]
    assert dropped == [
        (cases[0], Overtaken.ANNOTATED),
        (cases[1], Overtaken.VOIDED),
        (cases[2], Overtaken.NOT_FOUND),
    ]
    story.when(SignLetter(), OFFICE, "2022-09-05 12:00").accepted()
    [issued] = [event for event in story.history if isinstance(event, PaperIssued)]
    assert [line.problem for line in issued.lines] == [cases[3]]
    assert [line.why for line in issued.left_out] == [Overtaken.ANNOTATED, Overtaken.VOIDED, Overtaken.NOT_FOUND]


def test_a_problem_that_is_closed_before_the_signature_is_not_signed() -> None:
    story = overdue_and_handed_in()
    letter = paper_of(story.casework)
    assert letter is not None
    story.doing(layer_passed(at="2022-09-05 11:00"), closed(at="2022-09-05 12:00"))
    after = paper_of(story.casework)
    assert after is not None
    assert (after.stage, [line.why for line in after.lines]) == (Stage.FALLEN_AWAY, [Overtaken.CLOSED])
    with pytest.raises(Refused, match="未制发已失效"):
        given(story.casework, SignLetter(), OFFICE, "2022-09-05 13:00", letter.id)


def test_what_was_decided_on_paper_before_the_level_fired_takes_the_problem_off_the_draft() -> None:
    """The extension was granted on paper on 2 September, and is entered on the 5th, after the letter was drafted."""
    story = Story().doing(*to_rectifying(), extension_asked(at="2022-09-01 10:00"))
    granted = RecordPaperDecision(GrantExtension(), OFFICE, date(2022, 9, 2), "b" * 64, "周末停电")
    story.when(granted, SECOND_OFFICE, "2022-09-05 10:00").accepted()
    paper = paper_of(story.casework)
    assert paper is not None
    assert [line.why for line in paper.lines] == [Overtaken.ANNOTATED]


def test_a_merged_problem_leaves_the_draft_to_the_other() -> None:
    story, cases = drafted(2)
    for command, by in ((RequestMerge(cases[1], "同一件事"), OFFICE), (ConfirmAmendment(), SECOND_OFFICE)):
        given(story.casework, command, by, "2022-09-05 11:00", cases[0])
    assert [(line.state, line.why) for line in story.state.lines] == [
        (LineState.DROPPED, Overtaken.MERGED),
        (LineState.LISTED, None),
    ]


def overdue_and_handed_in() -> Story:
    """Handed in late, at 10:00 on the morning on which the letter was drafted."""
    return Story().doing(*to_rectifying(), handed_in(at="2022-09-05 10:00"))


def test_a_draft_whose_only_problem_is_overtaken_falls_away_by_itself() -> None:
    story, cases = drafted(1)
    given(story.casework, AnnotateEscalation(Level.LETTER, "误报"), OFFICE, "2022-09-05 11:00", cases[0])
    assert story.state.stage is Stage.FALLEN_AWAY
    assert story.casework.moments(story.state) == []


def test_what_is_annotated_after_the_signature_stays_on_the_paper() -> None:
    story, cases = drafted(1)
    story.when(SignLetter(), OFFICE, "2022-09-05 10:00").accepted()
    given(story.casework, AnnotateEscalation(Level.LETTER, "误报"), OFFICE, "2022-09-05 11:00", cases[0])
    assert story.state.stage is Stage.ISSUED


def signed(severity: Severity = Severity.ORDINARY, unit: str = TOWN) -> PaperIssued:
    story, _ = drafted(1, severity=severity, unit=unit)
    story.when(SignLetter(), OFFICE, "2022-09-05 10:00").accepted()
    event = story.history[-1]
    assert isinstance(event, PaperIssued)
    return event


def test_a_letter_is_copied_to_the_superior_when_it_is_grave() -> None:
    assert signed(Severity.ORDINARY).copies == ()
    assert signed(Severity.SERIOUS).copies == ("县委", "县政府")
    assert signed(Severity.MAJOR, unit=BUREAU).copies == ("县委", "县政府")


def test_from_the_second_letter_to_a_unit_in_the_campaign_it_is_copied_too() -> None:
    casework = staffed_casework()
    numbers, copies = [], []
    for due_on, day in ((date(2022, 8, 31), date(2022, 9, 5)), (date(2022, 9, 1), date(2022, 9, 6))):
        cases = dispatched_problems(casework, 1, due_on=due_on)
        time_passes(casework, cases, f"{day} 09:00")
        letter = paper_of(casework, day=day)
        assert letter is not None
        given(casework, SignLetter(), OFFICE, f"{day} 10:00", letter.id)
        issued = stored_events(casework, letter.id)[-1]
        assert isinstance(issued, PaperIssued)
        numbers.append((issued.document_no, issued.nth))
        copies.append(issued.copies)
    assert numbers == [("县专班督办〔2022〕1号", 1), ("县专班督办〔2022〕2号", 2)]
    assert copies == [(), ("县委", "县政府")]
    record = stored_events(casework, unit_record_id(CAMPAIGN, TOWN))
    assert [event.count for event in record if isinstance(event, LetterCounted)] == [1, 2]


def test_a_date_that_nothing_moves_is_not_reset() -> None:
    story, _ = drafted()
    story.when(ResetPaperDeadlines("节假日安排已公布"), OFFICE).refused("nothing_moves")
    assert not any(isinstance(event, PaperDeadlinesReset) for event in story.history)
