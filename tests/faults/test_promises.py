"""The checker finds what it is there to find: each promise is broken by hand, once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from adapters.clock import Clock
from adapters.installation import Installation, open_installation
from adapters.settings import Settings
from domain.calendar import SHANGHAI
from domain.casework import Caller
from domain.organisation import ORGANISATION_ID, UnitKind
from domain.organising import EstablishUnit
from domain.problem.claiming import Claim
from tests.faults import journal
from tests.faults.histories import let_everything
from tests.faults.journal import Journal, Line, Order
from tests.faults.promises import Verdict, damage, judge
from tests.faults.rounds import Plan, settle_in
from tests.problem.people import LEADER, PERSON

UPTO = datetime(2022, 8, 26, 12, 0, tzinfo=SHANGHAI).astimezone(UTC)
PLAN = Plan(number=1, seed=1, problems=6, households=2)


@dataclass(frozen=True)
class Lived:
    """A folder in which all has happened that was due up to ``UPTO``, and its journal."""

    opened: Installation
    journal: Path

    def judge(self, upto: datetime = UPTO) -> Verdict:
        """As another process finds it."""
        with open_installation(self.opened.settings) as opened:
            return judge(opened, journal.read(self.journal), upto)

    def change(self, statement: str, *parameters: object) -> None:
        with closing(sqlite3.connect(self.opened.folder.events)) as store, store:
            assert store.execute(statement, parameters).rowcount == 1

    def last(self, like: str) -> tuple[UUID, int, dict[str, Any]]:
        """The last event of a topic: its stream, its version, its content."""
        with closing(sqlite3.connect(self.opened.folder.events)) as store:
            stream, version, state = store.execute(
                "SELECT originator_id, originator_version, state FROM stored_events WHERE topic = ? "
                "ORDER BY notification_id DESC LIMIT 1",
                (like,),
            ).fetchone()
        return UUID(stream), version, msgspec.json.decode(state)

    def rewrite(self, like: str, change: Callable[[dict[str, Any]], object]) -> None:
        stream, version, content = self.last(like)
        change(content)
        where = "WHERE originator_id = ? AND originator_version = ?"
        state = msgspec.json.encode(content)
        self.change(f"UPDATE stored_events SET state = ? {where}", state, stream.hex, version)


@pytest.fixture
def lived(tmp_path: Path) -> Iterator[Lived]:
    clock = Clock(datetime.now(UTC), UPTO, 1.0)
    with open_installation(Settings(data=tmp_path / "data"), clock) as opened:
        path = tmp_path / "journal.jsonl"
        settle_in(opened, Journal(path), PLAN)
        let_everything(opened.casework, UPTO)
        opened.catch_up()
        yield Lived(opened, path)


def earlier(content: dict[str, Any]) -> None:
    content["timestamp"] = (datetime.fromisoformat(content["occurred_at"]) - timedelta(seconds=1)).isoformat()


def broken(verdict: Verdict) -> set[str]:
    names = ("missed", "doubled", "early", "lost", "differing", "tables")
    return {name for name in names if getattr(verdict, name)}


def test_what_was_lived_through_in_order_holds(lived: Lived) -> None:
    verdict = lived.judge()
    assert broken(verdict) == set()
    assert verdict.held
    assert verdict.moments >= 6 * 4
    assert verdict.accepted == len(journal.read(lived.journal).orders)


def test_what_was_due_and_has_not_happened_is_missed(lived: Lived) -> None:
    verdict = lived.judge(UPTO + timedelta(days=7))
    assert len(verdict.missed) >= 6
    assert any(" level " in words for words in verdict.missed)
    assert any("not INTERVIEW" in words for words in verdict.missed)  # by the count of our own
    assert "differing" in broken(verdict)


def test_a_moment_that_happened_twice_is_found(lived: Lived) -> None:
    stream, _, content = lived.last("problem.escalation_reached")
    end = lived.opened.casework.load(stream).version
    content["originator_version"] = end + 1
    lived.change(
        "INSERT INTO stored_events (originator_id, originator_version, topic, state) VALUES (?, ?, ?, ?)",
        *(stream.hex, end + 1, "problem.escalation_reached", msgspec.json.encode(content)),
    )
    verdict = lived.judge()
    assert len(verdict.doubled) == 1
    assert "1 times too often" in verdict.doubled[0]


def test_a_command_recorded_at_two_instants_is_doubled(lived: Lived) -> None:
    lived.rewrite("problem.screening_signed", earlier)
    assert "at 2 instants" in lived.judge().doubled[0]


def test_a_moment_recorded_before_its_instant_is_early(lived: Lived) -> None:
    lived.rewrite("problem.escalation_reached", earlier)
    verdict = lived.judge()
    assert len(verdict.early) == 1


def test_an_acknowledged_command_that_is_not_there_is_lost(lived: Lived) -> None:
    written = Journal(lived.journal)
    order = Order("app/1", Claim(LEADER, PERSON), LEADER, ORGANISATION_ID)
    written.ask(order)
    assert lived.judge().lost == ["never answered: app/1"]
    written.answer(order, "ok")
    assert lived.judge().lost == ["acknowledged: app/1"]


def test_a_refused_command_that_is_there_is_found(lived: Lived) -> None:
    Journal(lived.journal).write(Line("refused", "setup/40"))
    assert lived.judge().lost == ["refused, and there: setup/40"]


def test_a_gap_in_a_history_is_found(lived: Lived) -> None:
    stream, version, _ = lived.last("problem.dispatched")
    lived.change("DELETE FROM stored_events WHERE originator_id = ? AND originator_version = ?", stream.hex, version)
    assert f"{stream} goes from {version - 1} to {version + 1}" in lived.judge().lost


def test_a_history_other_than_plays_is_found(lived: Lived) -> None:
    lived.rewrite("problem.escalation_reached", lambda content: content.update(overdue_wd=99))
    [words] = lived.judge().differing
    assert "overdue_wd" in words
    assert "99" in words


@pytest.mark.parametrize("change", ["UPDATE applied SET events = events + 1", "DELETE FROM current_rows"])
def test_a_table_that_says_otherwise_than_the_log_is_found(lived: Lived, change: str) -> None:
    with lived.opened.ledgers.begin() as connection:
        assert connection.exec_driver_sql(change).rowcount
    assert broken(lived.judge()) == {"tables"}


def test_a_follower_that_lags_behind_is_found(lived: Lived) -> None:
    order = Order("app/1", EstablishUnit("另一市", UnitKind.CITY), "导入员", None)
    written = Journal(lived.journal)
    written.ask(order)
    lived.opened.casework.handle(order.command, Caller(person=order.by, command_id=order.id, recorded_at=UPTO))
    written.answer(order, "ok")
    verdict = lived.judge()
    assert broken(verdict) == {"tables"}
    assert "the follower stands at" in verdict.tables[0]


def test_a_damaged_file_is_found(lived: Lived) -> None:
    file = lived.opened.folder.root / "copy.sqlite3"
    with closing(sqlite3.connect(lived.opened.folder.events)) as store, closing(sqlite3.connect(file)) as copy:
        store.backup(copy)
    assert list(damage(file)) == []
    content = bytearray(file.read_bytes())
    content[4096 * 4 : 4096 * 5] = bytes(4096)
    file.write_bytes(content)
    assert list(damage(file))
