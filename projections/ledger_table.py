"""台账: the live table: written by the follower, read by whoever asks for now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Table, select

from domain.problem.problem import ProblemEvent
from projections.ledger import LedgerRow, apply
from projections.log import Known
from projections.tables import upsert

decode = msgspec.json.Decoder(LedgerRow).decode
encode = msgspec.json.Encoder().encode


def write(connection: Connection, table: Table, batch: Sequence[Known]) -> None:
    """Fold a batch into the rows of its cases, each read once and written once."""
    batch = [known for known in batch if isinstance(known.event, ProblemEvent)]
    rows = rows_of(connection, table, {known.event.originator_id for known in batch})
    first: dict[UUID, Known] = {}
    last: dict[UUID, Known] = {}
    for known in batch:
        case_id = known.event.originator_id
        row = apply(rows.get(case_id), known.event)
        if row is not None:
            rows[case_id] = row
            first.setdefault(case_id, known)
            last[case_id] = known
    upsert(
        connection,
        table,
        [
            {
                "case_id": case_id,
                "problem_no": rows[case_id].problem_no,
                "since_position": first[case_id].position,
                "position": known.position,
                "known_at": known.known_at,
                "row": encode(rows[case_id]).decode(),
            }
            for case_id, known in last.items()
        ],
        keep=("since_position",),
    )


def rows_of(connection: Connection, table: Table, cases: Collection[UUID]) -> dict[UUID, LedgerRow]:
    """The rows of these cases."""
    wanted = select(table.c.case_id, table.c.row).where(table.c.case_id.in_(cases))
    return {case_id: decode(row) for case_id, row in connection.execute(wanted)}


def all_rows(connection: Connection, table: Table) -> list[LedgerRow]:
    """Every problem, in the order of registration."""
    return [decode(row) for (row,) in connection.execute(select(table.c.row).order_by(table.c.since_position))]


def case_of(connection: Connection, table: Table, problem_no: str) -> UUID | None:
    """The case of a 问题编号; None: the follower has met no such problem."""
    return connection.scalar(select(table.c.case_id).where(table.c.problem_no == problem_no))
