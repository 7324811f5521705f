"""The four outcomes: ok, refused, unknown, and unknown until it was asked again."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.problem.registering import Dispatch
from tests.faults.journal import Journal, Order, read
from tests.faults.load import problem
from tests.problem.people import OFFICE, TOWN

REGISTER = Order("app/1", problem(1), OFFICE, None)
DISPATCH = Order("app/2", Dispatch(TOWN, due_days=3), OFFICE, None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


def test_what_was_asked_and_answered_is_read_back(path: Path) -> None:
    written = Journal(path)
    for order, what in ((REGISTER, "ok"), (DISPATCH, "refused")):
        written.ask(order)
        written.answer(order, what, "wrong_stage")  # type: ignore[arg-type]
    told = read(path)
    assert told.orders == {"app/1": REGISTER, "app/2": DISPATCH}
    assert told.answered("ok") == ["app/1"]
    assert told.answered("refused") == ["app/2"]
    assert list(told.open) == []
    assert told.unknown == 0


def test_asked_without_an_answer_is_unknown_and_open_until_it_is_asked_again(path: Path) -> None:
    Journal(path).ask(REGISTER)
    assert read(path).unknown == 1
    assert list(read(path).open) == [REGISTER]
    again = Journal(path)
    again.ask(REGISTER)
    assert read(path).unknown == 2
    again.answer(REGISTER, "ok")
    assert read(path).unknown == 1
    assert list(read(path).open) == []


def test_an_error_is_no_answer(path: Path) -> None:
    written = Journal(path)
    written.ask(REGISTER)
    written.answer(REGISTER, "unknown", "OperationalError")
    assert read(path).unknown == 1
    assert list(read(path).open) == [REGISTER]


def test_a_line_cut_off_by_a_kill_is_no_line_and_spoils_no_other(path: Path) -> None:
    Journal(path).ask(REGISTER)
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:40])
    Journal(path).ask(DISPATCH)
    assert list(read(path).orders) == ["app/1", "app/2"]
