"""How far the relay is, in the ledgers database: SQLite and PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from adapters.temporal.position import FencedOff, Position
from tests.conftest import Database


def test_it_begins_at_nothing_and_moves_on_from_where_it_stands(database: Database) -> None:
    engine = database.engine()
    position = Position(engine, "relay")
    assert position.read() == 0
    position.move(0, 7)
    assert Position(engine, "relay").read() == 7
    engine.dispose()


def test_whoever_comes_from_another_place_is_fenced_off_and_moves_nothing(database: Database) -> None:
    engine = database.engine()
    position = Position(engine, "relay")
    position.read()
    position.move(0, 7)
    with pytest.raises(FencedOff):
        position.move(0, 5)
    assert position.read() == 7
    engine.dispose()


def test_of_many_that_move_at_once_one_gets_through(database: Database) -> None:
    engines = [database.engine() for _ in range(8)]
    positions = [Position(engine, "relay") for engine in engines]

    def move(position: Position) -> bool:
        try:
            position.move(0, 1)
        except FencedOff:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(move, positions)) == 1
    for engine in engines:
        engine.dispose()
