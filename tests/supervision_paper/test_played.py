"""The same in `duban play`: forty problems of one unit late on one day, one more of it on the next."""

from __future__ import annotations

import pytest

from domain.policy import Level
from domain.supervision_paper.paper import SupervisionPaper
from domain.write_side import SUPERVISION_PAPER
from tests.play.stage import player, timeline

FORTY = (
    "- {at: 2018-09-10 09:00, repeat: 40, problem: {case: 'E{n}', unit: 甲镇, due: 2018-09-28, stage: DISPATCHED}}\n"
    "- {at: 2018-09-10 10:00, problem: {case: F, unit: 甲镇, due: 2018-09-29, stage: DISPATCHED}}\n"
    "- {at: 2018-10-09 10:00, check: {event: LETTER, times: 41}}\n"
)


@pytest.mark.requirement("X-01")
def test_forty_lines_on_the_paper_of_the_day_and_one_on_that_of_the_next() -> None:
    stage = player(timeline(FORTY))
    assert stage.play().ok
    papers = [stage.world.state(label) for label in stage.world.of_kind(SUPERVISION_PAPER)]
    assert all(isinstance(paper, SupervisionPaper) and paper.level is Level.LETTER for paper in papers)
    assert {paper.number: len(paper.lines) for paper in papers} == {
        "DC2018-甲镇-督办函-20181008": 40,
        "DC2018-甲镇-督办函-20181009": 1,
    }
