"""How far the relay has told Temporal about the log: one row, moved by compare-and-set."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Engine, MetaData, String, Table, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateTable

positions = Table(
    "positions",
    MetaData(),
    Column("name", String(64), primary_key=True),
    Column("at", BigInteger, nullable=False),
)


class FencedOff(Exception):
    """Another one with the same name has moved the position: this one must stop."""


class Position:
    """A position in the log, in the ledgers database. A notification id: it never leaves this table."""

    def __init__(self, engine: Engine, name: str) -> None:
        self.engine = engine
        self.name = name

    def read(self) -> int:
        """The last notification that was dealt with; 0 before the first."""
        with self.engine.begin() as connection:
            connection.execute(CreateTable(positions, if_not_exists=True))
            at = connection.scalar(select(positions.c.at).where(positions.c.name == self.name))
        return self._begin() if at is None else at

    def move(self, old: int, new: int) -> None:
        """From ``old`` to ``new``; FencedOff if it does not stand at ``old``."""
        here = (positions.c.name == self.name) & (positions.c.at == old)
        with self.engine.begin() as connection:
            moved = connection.execute(update(positions).where(here).values(at=new)).rowcount
        if moved != 1:
            raise FencedOff(f"the position of {self.name} is not at {old}: another {self.name} is running")

    def _begin(self) -> int:
        try:
            with self.engine.begin() as connection:
                connection.execute(insert(positions).values(name=self.name, at=0))
        except IntegrityError:
            return self.read()  # another one was faster
        return 0
