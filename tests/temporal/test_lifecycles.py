"""Whatever has a moment ahead has a workflow, and its words for every stage."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping

import pytest

import workflows
from adapters.temporal.lifecycles import LIFECYCLES
from domain.case import CaseKind
from domain.lifecycle import MOVES
from domain.write_side import KINDS

WAITING = [kind for kind in KINDS if kind.waits]


def words() -> Iterator[Mapping[str, str]]:
    for module in pkgutil.iter_modules(workflows.__path__):
        found = vars(importlib.import_module(f"workflows.{module.name}"))
        yield from (value for name, value in found.items() if name.endswith("WAITS_FOR"))


def test_every_kind_that_waits_has_a_workflow_and_no_other() -> None:
    assert {kind.name for kind in WAITING} == LIFECYCLES.keys()


@pytest.mark.parametrize("kind", WAITING, ids=lambda kind: kind.name)
def test_a_workflow_has_words_for_every_stage_of_its_kind(kind: CaseKind) -> None:
    assert {str(stage) for stage in kind.stage_names} in [set(said) for said in words()]


@pytest.mark.parametrize("kind", WAITING, ids=lambda kind: kind.name)
def test_the_relay_knows_the_kind_by_the_first_word_of_its_topics(kind: CaseKind) -> None:
    for move in MOVES[kind.state]:
        assert str(move.event.__struct_config__.tag).partition(".")[0] == kind.name
