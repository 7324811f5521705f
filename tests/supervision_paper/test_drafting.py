"""拟稿: levels are reached problem by problem, the paper is one for each unit and working day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID

import pytest

from adapters.event_store.opening import OpenStore
from adapters.packs import packs_folder, shipped_calendar
from domain.casework import CONFLICT_RETRIES, Casework
from domain.policy import Duty, Level
from domain.problem.rechecking import EscalationProposed, EscalationReached
from domain.supervision_paper.issuing import SignLetter
from domain.supervision_paper.paper import Stage, paper_id
from tests.conftest import Database
from tests.problem.acts import NOT_EFFECTIVE, handed_in, returned, to_rectifying
from tests.problem.people import CHECKER, OFFICE, OTHER_TOWN, TOWN
from tests.problem.story import Story, instant, packs, staffed_casework, stored_events, written
from tests.supervision_paper.stage import (
    CAMPAIGN,
    LETTER_DAY,
    dispatched_problems,
    drafted,
    given,
    paper_of,
    time_passes,
    with_people,
)


def levels(casework: Casework, case_id: UUID, level: Level) -> list[EscalationReached | EscalationProposed]:
    return [
        event
        for event in stored_events(casework, case_id)
        if isinstance(event, EscalationReached | EscalationProposed) and event.level is level
    ]


@pytest.mark.requirement("X-01")
def test_forty_problems_late_the_same_day_are_one_draft_with_forty_lines_and_forty_levels() -> None:
    casework = staffed_casework()
    cases = dispatched_problems(casework, 40)
    time_passes(casework, cases, "2022-09-05 18:00")
    paper = paper_of(casework)
    assert paper is not None
    assert paper.number == "XX2022-甲镇-督办函-20220905"
    assert (paper.stage, paper.unit, paper.day) == (Stage.DRAFTED, TOWN, LETTER_DAY)
    assert [line.problem_no for line in paper.lines] == [f"XX2022-甲镇-{n:04d}" for n in range(1, 41)]
    assert {(line.basis, line.overdue_wd) for line in paper.lines} == {("逾期3个工作日", 3)}
    assert all(len(levels(casework, case_id, Level.LETTER)) == 1 for case_id in cases)
    assert {event.paper for case_id in cases for event in levels(casework, case_id, Level.LETTER)} == {paper.id}
    assert paper_of(casework, serial=2) is None


@pytest.mark.requirement("X-01")
def test_eight_timers_at_once_make_the_same_one_paper(store: OpenStore) -> None:
    casework = with_people(Casework(store.recorder, store.vault, packs(), shipped_calendar(packs_folder())))
    cases = dispatched_problems(casework, 40)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda case_id: time_passes(casework, [case_id], "2022-09-05 09:00"), cases))
    paper = paper_of(casework)
    assert paper is not None
    assert [line.problem_no for line in paper.lines] == [f"XX2022-甲镇-{n:04d}" for n in range(1, 41)]
    assert [len(levels(casework, case_id, Level.LETTER)) for case_id in cases] == [1] * 40
    assert len(stored_events(casework, paper.id)) == 41
    assert paper_of(casework, serial=2) is None


def test_of_sixteen_timers_on_one_paper_none_loses_again_and_again(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With half of the usual patience: whoever lost decides again in line, not against the whole crowd."""
    monkeypatch.setattr("domain.casework.CONFLICT_RETRIES", CONFLICT_RETRIES // 2)
    with sqlite_database.open() as opened:
        casework = with_people(Casework(opened.recorder, opened.vault, packs(), shipped_calendar(packs_folder())))
        cases = dispatched_problems(casework, 120)
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(lambda case_id: time_passes(casework, [case_id], "2022-09-05 09:00"), cases))
        paper = paper_of(casework)
        assert paper is not None
        assert len(paper.lines) == 120


@pytest.mark.requirement("X-01")
def test_another_day_and_another_unit_have_papers_of_their_own() -> None:
    casework = staffed_casework()
    today = dispatched_problems(casework, 2)
    tomorrow = dispatched_problems(casework, 1, due_on=date(2022, 9, 1))
    others = dispatched_problems(casework, 1, unit=OTHER_TOWN)
    time_passes(casework, [*today, *tomorrow, *others], "2022-09-06 18:00")
    first, second = paper_of(casework), paper_of(casework, day=date(2022, 9, 6))
    other = paper_of(casework, unit=OTHER_TOWN)
    assert first is not None
    assert second is not None
    assert other is not None
    assert [len(paper.lines) for paper in (first, second, other)] == [2, 1, 1]
    assert second.number == "XX2022-甲镇-督办函-20220906"


def test_a_letter_is_owed_by_the_office_within_a_working_day_and_a_proposal_is_not() -> None:
    letter, _ = drafted()
    assert letter.due(Duty.LETTER_SIGN) == "2022-09-06"
    circular, _ = drafted(level=Level.CIRCULATE)
    assert circular.state.proposed
    assert circular.state.obligations == ()


def test_the_office_is_reminded_on_the_last_day_and_asked_for_it_after_that() -> None:
    story, _ = drafted()
    story.when_time_passes_until("2022-09-30 18:00").accepted()
    told = [(type(event).__name__, written(event.occurred_at)) for event in story.history[-2:]]
    assert told == [("PaperReminded", "2022-09-06 09:00"), ("PaperOverdue", "2022-09-07 09:00")]
    assert story.casework.moments(story.state) == []


def test_what_reaches_the_level_after_the_paper_was_signed_is_on_a_further_one_of_that_day() -> None:
    casework = staffed_casework()
    first, second = dispatched_problems(casework, 2)
    time_passes(casework, [first], "2022-09-05 09:00")
    letter = paper_of(casework)
    assert letter is not None
    given(casework, SignLetter(), OFFICE, "2022-09-05 09:30", letter.id)
    time_passes(casework, [second], "2022-09-05 09:00")
    further = paper_of(casework, serial=2)
    assert further is not None
    assert further.number == "XX2022-甲镇-督办函-20220905-2"
    assert [line.problem for line in further.lines] == [second]


def test_a_fact_is_listed_like_lateness_and_on_a_rest_day_on_the_next_working_day() -> None:
    """The second failed re-check falls on Saturday 27 August 2022."""
    story = Story().doing(*to_rectifying(), handed_in(), returned(), handed_in(at="2022-08-26 10:00"))
    story.when(NOT_EFFECTIVE, CHECKER, "2022-08-27 10:00").accepted()
    paper = paper_of(story.casework, day=date(2022, 8, 29))
    assert paper is not None
    assert [(line.basis, line.overdue_wd) for line in paper.lines] == [("第2次复核不通过", 0)]
    assert paper.obligations[0].due.on == date(2022, 8, 30)


def test_a_level_slept_through_is_on_the_paper_of_its_own_day() -> None:
    casework = staffed_casework()
    [case_id] = dispatched_problems(casework, 1)
    casework.let(case_id, casework.moments(casework.problem(case_id))[0].key, instant("2022-09-19 12:00"), "late")
    papers = [paper_of(casework, level) for level in (Level.LETTER, Level.CIRCULATE, Level.INTERVIEW)]
    assert [paper.day.isoformat() for paper in papers if paper] == ["2022-09-05", "2022-09-09", "2022-09-15"]


def test_reminders_warnings_and_transfers_have_no_such_paper() -> None:
    casework = staffed_casework()
    [case_id] = dispatched_problems(casework, 1)
    time_passes(casework, [case_id], "2022-12-30 18:00")
    papers = [event.paper for level in (Level.WARN, Level.REFER) for event in levels(casework, case_id, level)]
    assert set(papers) == {None}
    assert casework.load(paper_id(CAMPAIGN, TOWN, Level.REFER, date(2022, 9, 29), 1)).state is None
