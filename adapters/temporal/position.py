"""How far the relay has told Temporal about the log: one row, moved by compare-and-set."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import BigInteger, Column, Engine, MetaData, String, Table, select, update

from adapters.event_store.schema import prepare
from adapters.refusals import SetupRefused

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "positions_version"

positions = Table(
    "positions",
    MetaData(),
    Column("name", String(64), primary_key=True),
    Column("at", BigInteger, nullable=False),
)


class FencedOff(SetupRefused):
    """Another one with the same name has moved the position: this one must stop."""


class Position:
    """A position in the log, in the ledgers database. A notification id: it never leaves this table."""

    def __init__(self, engine: Engine, name: str) -> None:
        """Makes the table when it is missing; not in several threads at once, which alembic does not bear."""
        prepare(engine, MIGRATIONS, VERSION_TABLE)
        self.engine = engine
        self.name = name

    def read(self) -> int:
        """The last notification that was dealt with; 0 before the first."""
        with self.engine.connect() as connection:
            at: int = connection.execute(select(positions.c.at).where(positions.c.name == self.name)).scalar_one()
        return at

    def move(self, old: int, new: int) -> None:
        """From ``old`` to ``new``; FencedOff if it does not stand at ``old``."""
        here = (positions.c.name == self.name) & (positions.c.at == old)
        with self.engine.begin() as connection:
            moved = connection.execute(update(positions).where(here).values(at=new)).rowcount
        if moved != 1:
            raise FencedOff(f"另一个督办进程正在做同一件事（{self.name}），这一个已停下；同一事件库只运行一套")
