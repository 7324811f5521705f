"""案件编号: the number of any case leads to it, however the tables came about."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import Engine, insert, inspect, select, text

from adapters.event_store.schema import prepare
from domain.check_pool import pool_id, pool_name
from domain.refusal import Refused
from projections import numbers
from projections.follower import Follower
from projections.numbers import Numbered
from projections.rebuild import rebuild
from projections.tables import LIVE, MIGRATIONS, VERSION_TABLE
from tests.play.stage import player, timeline
from tests.play.test_kinds import DRAW, DRAWN
from tests.projections.chronicle import Chronicle
from tests.projections.scenarios import tell_s2

POOL = pool_name("heyuan_2018", 2)


def found(engine: Engine, number: str, kind: str = "") -> Numbered:
    with engine.connect() as connection:
        return numbers.find(connection, LIVE.numbers, number, kind)


@pytest.fixture
def drawn(ledgers_database: Engine) -> Engine:
    """Four problems and the pool in which they waited."""
    stage = player(timeline(DRAW, DRAWN))
    assert stage.play().ok
    Follower(ledgers_database, stage.casework.recorder).catch_up()
    return ledgers_database


def test_a_case_of_any_kind_is_found_by_its_number(drawn: Engine) -> None:
    assert found(drawn, POOL) == Numbered(pool_id("heyuan_2018", 2), "check_pool", POOL)
    assert found(drawn, "DC2018-甲镇-0003").kind == "problem"
    assert found(drawn, POOL, "check_pool") == found(drawn, POOL)


def test_registers_and_the_organisation_have_no_number(drawn: Engine) -> None:
    with drawn.connect() as connection:
        kinds = connection.scalars(select(LIVE.numbers.c.kind)).all()
    assert sorted(kinds) == ["check_pool", *["problem"] * 4]


def test_a_number_that_no_case_has_is_refused(drawn: Engine) -> None:
    for number, kind in (("DC2018-甲镇-0099", ""), (POOL, "problem")):
        with pytest.raises(Refused) as refused:
            found(drawn, number, kind)
        assert (refused.value.code, refused.value.facts["case"]) == ("unknown_case", number)


def test_a_number_that_two_cases_have_is_refused_until_the_kind_is_said(drawn: Engine) -> None:
    with drawn.begin() as connection:
        alike = Numbered(uuid4(), "problem", POOL)
        connection.execute(insert(LIVE.numbers).values(case_id=alike.case_id, kind=alike.kind, number=alike.number))
    with pytest.raises(Refused) as refused:
        found(drawn, POOL)
    assert refused.value.code == "number_not_unique"
    assert sorted(refused.value.facts["kinds"].split("、")) == ["抽查池", "问题"]
    assert found(drawn, POOL, "problem") == alike


def test_a_rebuild_gives_the_same_numbers(chronicle: Chronicle) -> None:
    tell_s2(chronicle)
    chronicle.follower.catch_up()
    rebuilt = rebuild(chronicle.engine, chronicle.casework.recorder)
    [compared] = [one for one in rebuilt.tables if one.table == "numbers"]
    assert (compared.rows, compared.different) == (3, 0)  # the problem, its letter, and the pool of look-backs


def test_tables_of_before_there_were_numbers_are_filled_from_the_log(chronicle: Chronicle) -> None:
    tell_s2(chronicle)
    chronicle.follower.catch_up()
    before = chronicle.ledger().lines
    make_old(chronicle.engine)
    prepare(chronicle.engine, MIGRATIONS, VERSION_TABLE)
    Follower(chronicle.engine, chronicle.casework.recorder).catch_up()
    assert found(chronicle.engine, before[0].problem_no).kind == "problem"
    assert chronicle.ledger().lines == before
    assert rebuild(chronicle.engine, chronicle.casework.recorder).equal


def make_old(engine: Engine) -> None:
    with engine.begin() as connection:
        for later in LIVE.metadata.tables.keys() - {"followers", "applied"}:
            connection.execute(text(f"DROP TABLE {later}"))
        for gone in ("ledger", "known_later"):
            connection.execute(text(f"CREATE TABLE {gone} (case_id CHAR(32) PRIMARY KEY)"))
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '0001'"))
    assert not inspect(engine).has_table("numbers")
