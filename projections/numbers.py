"""案件编号: which case a number means, whatever kind of case it is: written by the follower, asked by whoever acts.

A case has its number from its first event on. Numbers of one kind are told apart by their place and year; two kinds, or
two campaigns, may have a number alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Table, select

from domain.case import CaseKind
from domain.refusal import ANY_KIND, Refused
from domain.write_side import KIND_OF_STATE, KINDS
from projections.log import Known
from projections.tables import upsert

KIND_NAMES = {kind.name: kind.chinese for kind in KINDS}


class Numbered(msgspec.Struct, frozen=True):
    """A case by its number. ``kind`` is the name of its kind."""

    case_id: UUID
    kind: str
    number: str


def write(connection: Connection, table: Table, batch: Sequence[Known]) -> None:
    """Note the numbers of the cases that began."""
    upsert(connection, table, [msgspec.structs.asdict(numbered) for numbered in begun(batch)])


def begun(batch: Sequence[Known]) -> Iterator[Numbered]:
    for known in batch:
        if known.event.originator_version == 1:
            state: Any = known.event.evolve(None)
            kind = KIND_OF_STATE.get(type(state))
            if kind is not None and not kind.standing:
                yield Numbered(known.event.originator_id, kind.name, state.number)


def find(connection: Connection, table: Table, number: str, kind: str = "") -> Numbered:
    """The one case of a number, of a kind if one is given. Raises Refused where there is none, or more than one."""
    found = [
        Numbered(row.case_id, row.kind, row.number)
        for row in connection.execute(select(table).where(table.c.number == number).order_by(table.c.case_id))
        if kind in ("", row.kind)
    ]
    if not found:
        raise Refused("unknown_case", case=number, kind=KIND_NAMES.get(kind, ANY_KIND))
    if len(found) > 1:
        kinds = "、".join(KIND_NAMES[one.kind] for one in found)
        raise Refused("number_not_unique", number=number, kinds=kinds)
    return found[0]


def case_of(connection: Connection, table: Table, number: str, kind: CaseKind) -> UUID | None:
    """The case of a kind that has this number; None: the follower has met no such case."""
    of_kind = select(table.c.case_id).where(table.c.number == number, table.c.kind == kind.name)
    return connection.scalar(of_kind.order_by(table.c.case_id).limit(1))
