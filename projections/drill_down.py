"""数据来源: which cases, and which events of each, made the value of a cell; the same for every table.

Of each case the events are told with which the value of the cell changed, the last of them made it what it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.events import Event, topic
from domain.issue.content import TableContent, TableRow
from domain.refusal import Refused
from projections.as_of import Basis
from projections.printed import LedgerTable, Source, Traced

NOTHING: tuple[Any, ...] = (None, "", 0, False, ())


class CitedEvent(msgspec.Struct, frozen=True):
    """An event: which one of its case, what, when it happened and was recorded, who did it in which post."""

    version: int
    topic: str
    occurred_at: datetime
    recorded_at: datetime
    who: str
    post: str


class CaseBehind(msgspec.Struct, frozen=True):
    number: str
    events: tuple[CitedEvent, ...]


class CellBehind(msgspec.Struct, frozen=True):
    """A cell of a table, and the cases that made it what it is."""

    basis: Basis
    title: str
    row: str
    column: str
    value: str
    cases: tuple[CaseBehind, ...]


def behind_cell(table: LedgerTable, source: Source, row: str, column: str) -> CellBehind:
    """``row`` is a key (a category, a number), what a cell of that row says or its 序号; ``column`` a title or a number
    from 1.

    Raises Refused where the table has no such row or column, or more than one.
    """
    content = table.content
    line, place = row_named(content, row), column_named(content, column)
    traced = list(table.behind(line.key, place))
    events = source.events({one.case_id for one in traced})
    title = content.columns[place]
    return CellBehind(
        basis=source.basis,
        title=content.title,
        row=name_of(content, line),
        column=f"{title.group}/{title.title}" if title.group else title.title,
        value=line.cells[place],
        cases=tuple(case for case in (case_behind(one, events) for one in traced) if case.events),
    )


def case_behind(traced: Traced, events: Mapping[UUID, Sequence[Event]]) -> CaseBehind:
    return CaseBehind(traced.number, tuple(cited(traced, events.get(traced.case_id, ()))))


def cited(traced: Traced, events: Sequence[Event]) -> Iterator[CitedEvent]:
    """The events with which the value changed."""
    row, before = None, None
    for event in events:
        row = traced.apply(row, event)
        value = None if row is None else traced.value(row)
        if value != before and not (value in NOTHING and before in NOTHING):
            yield told(event)
        before = value


def told(event: Event) -> CitedEvent:
    actor = event.envelope.actor
    return CitedEvent(
        version=event.originator_version,
        topic=topic(type(event)),
        occurred_at=event.occurred_at,
        recorded_at=event.timestamp,
        who=actor.name,
        post=f"{actor.unit}{actor.post}",
    )


# --- finding the cell -----------------------------------------------------------------------------------------------


def row_named(content: TableContent, word: str) -> TableRow:
    found = [row for row in content.rows if row.key == word]
    found = found or [row for row in content.rows if word in row.cells]
    found = found or numbered(content, word)
    if not found and not word.isdigit():
        found = [row for row in content.rows if any(word in cell for cell in row.cells)]
    if len(found) != 1:
        keys = "、".join(name_of(content, row) for row in (found or content.rows)[:ROWS_NAMED])
        raise Refused("no_such_row", row=word, rows=keys or "（无）")
    return found[0]


def numbered(content: TableContent, word: str) -> list[TableRow]:
    """Those with this 序号, which begins anew under each heading; a sum has none."""
    if not (content.numbered and word.isascii() and word.isdigit()):
        return []
    lines = [row for row in content.rows if not row.total]
    under = {section: [row for row in lines if row.section == section] for section in {row.section for row in lines}}
    return [rows[int(word) - 1] for rows in under.values() if 0 < int(word) <= len(rows)]


def name_of(content: TableContent, line: TableRow) -> str:
    """Its number; or, where the key is only a code, the words of the first column that tells all rows apart."""
    if line.key.isascii():
        for place in range(len(content.columns)):
            if len({row.cells[place] for row in content.rows}) == len(content.rows):
                return line.cells[place]
    return line.key


def column_named(content: TableContent, word: str) -> int:
    """The place of the column whose title is meant; 序号 of the print is none."""
    titles = [column.title for column in content.columns]
    found = [place for place, title in enumerate(titles) if word in (title, str(place + 1))]
    found = found or [place for place, title in enumerate(titles) if word in title]
    if len(found) != 1:
        known = "、".join(f"{place}.{title}" for place, title in enumerate(titles, start=1))
        raise Refused("no_such_column", column=word, columns=known)
    return found[0]


ROWS_NAMED = 20
"""So many keys are named in a refusal."""
