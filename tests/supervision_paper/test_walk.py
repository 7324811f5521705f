"""Anybody decides anything about papers and their problems at any time: what must hold between the two all the same."""

from __future__ import annotations

from random import Random
from uuid import UUID

from domain.case import Command
from domain.casework import Casework
from domain.event_table import SUPERVISION_PAPER_EVENTS
from domain.problem.escalating import AnnotateEscalation, ApproveEscalation, DeclineEscalation
from domain.problem.levels import LevelPaperIssued, LevelPaperReceived, LevelPaperServed, LevelPaperStruck
from domain.refusal import Refused
from domain.supervision_paper.deciding import ApprovePaper, DeclinePaper
from domain.supervision_paper.issuing import SignLetter
from domain.supervision_paper.leaving import StrikeLine
from domain.supervision_paper.paper import OUT, LineState, Stage, SupervisionPaper
from domain.supervision_paper.serving import Means, ReceivePaper, ServePaper
from domain.supervision_paper.vetting import ReviewPaper
from tests.problem.people import GROUP_HEAD, HEAD, OFFICE, SECOND_OFFICE
from tests.problem.story import staffed_casework, stored_events
from tests.supervision_paper.stage import DAYS, dispatched_problems, given, paper_of, time_passes

PROBLEMS, STEPS, WALKS = 4, 25, 12


def somebody_does_something(
    chance: Random, cases: list[UUID], papers: list[SupervisionPaper]
) -> tuple[Command, str, UUID]:
    """A command, by whom, to which case."""
    problem, paper = chance.choice(cases), chance.choice(papers)
    level = chance.choice(tuple(DAYS))
    return chance.choice(
        (
            (SignLetter(), OFFICE, paper.id),
            (ReviewPaper(), SECOND_OFFICE, paper.id),
            (StrikeLine(problem, "误报"), OFFICE, paper.id),
            (ApprovePaper("全县"), GROUP_HEAD, paper.id),
            (DeclinePaper("受灾"), GROUP_HEAD, paper.id),
            (ServePaper(Means.POST), OFFICE, paper.id),
            (ReceivePaper(), HEAD, paper.id),
            (ApproveEscalation(level, "全县"), GROUP_HEAD, problem),
            (DeclineEscalation(level, "受灾"), GROUP_HEAD, problem),
            (AnnotateEscalation(level, "误报"), OFFICE, problem),
        )
    )


def papers_in(casework: Casework) -> list[SupervisionPaper]:
    return [paper for level in DAYS if (paper := paper_of(casework, level)) is not None]


def holds(casework: Casework, paper: SupervisionPaper) -> None:
    """A paper and the problems on it say the same."""
    assert paper.stage is not Stage.DRAFTED or paper.listed
    assert (paper.stage in OUT) is bool(paper.document_no)
    for line in paper.lines:
        told = [e for e in stored_events(casework, line.problem) if getattr(e, "paper", None) == paper.id]
        names = [type(event) for event in told]
        on_it = line.state in (LineState.LISTED, LineState.APPROVED) and paper.stage in OUT
        assert names.count(LevelPaperIssued) == on_it
        assert names.count(LevelPaperServed) == (on_it and paper.served_at is not None)
        assert names.count(LevelPaperReceived) == (on_it and paper.received_at is not None)
        assert names.count(LevelPaperStruck) == (line.state is LineState.STRUCK)
        if paper.proposed:
            [proposal] = [p for p in casework.problem(line.problem).proposals if p.paper == paper.id]
            approved = {LineState.APPROVED: True, LineState.DECLINED: False}.get(line.state)
            assert proposal.approved is approved or line.state is LineState.DROPPED


def walked(seed: int) -> set[str]:
    """The events of the papers of one walk, each step of which was looked at."""
    chance, casework = Random(seed), staffed_casework()
    cases = dispatched_problems(casework, PROBLEMS)
    for day in DAYS.values():
        time_passes(casework, cases, f"{day} 09:00")
        for step in range(STEPS):
            command, by, case_id = somebody_does_something(chance, cases, papers_in(casework))
            try:
                given(casework, command, by, f"{day} {10 + step // 10}:{step % 10:02d}", case_id, f"{day}/{step}")
            except Refused:
                continue
            for paper in papers_in(casework):
                holds(casework, paper)
    return {type(event).__name__ for paper in papers_in(casework) for event in stored_events(casework, paper.id)}


def test_papers_and_problems_agree_whatever_people_do() -> None:
    met = set[str]().union(*(walked(seed) for seed in range(WALKS)))
    elsewhere = {"PaperInterviewRecorded", "PaperDeadlinesReset"}
    assert {cls.__name__ for cls in SUPERVISION_PAPER_EVENTS} - elsewhere == met
