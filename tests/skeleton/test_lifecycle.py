"""The table of the lifecycles: it speaks of every kind of case, stops what it does not know, and is drawn in docs."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from adapters.lifecycle_diagrams import document
from domain.case import CaseKind
from domain.lifecycle import MOVES, LedAstray
from domain.problem.planning import ApprovePlan, PlanApproved
from domain.problem.problem import Stage
from domain.write_side import KINDS
from tests.problem.acts import to_plan_review
from tests.problem.people import OFFICE
from tests.problem.story import given

DOCUMENT = Path(__file__).parents[2] / "docs" / "lifecycle.md"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.stage_names], ids=lambda kind: kind.name)
def test_every_stage_of_a_kind_is_reached_from_its_beginning(kind: CaseKind) -> None:
    moves = MOVES[kind.state]
    reached = {to for move in moves if not move.since for to in move.to}
    while more := {to for move in moves if reached.intersection(move.since) for to in move.to} - reached:
        reached |= more
    assert reached == set(kind.stage_names)


def test_an_event_that_would_lead_elsewhere_than_the_table_says_stops_the_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    story = given(*to_plan_review())
    monkeypatch.setattr(PlanApproved, "apply", lambda event, state: replace(state, stage=Stage.CLOSED))
    with pytest.raises(LedAstray, match="PlanApproved leads Problem from PLAN_REVIEW to CLOSED"):
        story.when(ApprovePlan(), OFFICE, "2022-08-11 10:00")


def test_the_document_is_current() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), (
        "run: python -m adapters.lifecycle_diagrams docs/lifecycle.md"
    )
