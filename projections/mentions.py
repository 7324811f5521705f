"""谁的事: in which cases a unit, a person or a household is named; written by the follower, so that nobody searches.

Of a problem it is noted who acted in it and who answered for it, of any case which households it names. The cases that
name somebody stand together, a stretch of the log in one row: a row for each case would cost the follower too much.
Whoever asks looks at the cases themselves, from his viewpoint.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any
from uuid import UUID

from msgspec import inspect
from sqlalchemy import Connection, Table, select

from domain.events import SYSTEM, Envelope, Event, Named
from domain.problem.problem import ProblemEvent
from domain.sealing import Sealed
from projections.log import Known
from projections.tables import upsert_all

STRETCH = 5_000
"""Positions of the log whose mentions stand together."""

ID_BYTES = 16


# --- written by the follower ------------------------------------------------------------------------------------------


def write(connection: Connection, table: Table, batch: Sequence[Known]) -> None:
    """Note whom a batch names, beside what is noted already of the stretch in which it begins."""
    found: dict[tuple[str, int], dict[UUID, None]] = {}
    for position, _, event in batch:
        stretch = stretch_of(position)
        for subject in named_in(event):
            found.setdefault((subject, stretch), {})[event.originator_id] = None
    begun = stretch_of(batch[0].position)
    before = noted(connection, table, begun, [subject for subject, stretch in found if stretch == begun])
    rows = []
    for (subject, stretch), cases in found.items():
        known = dict.fromkeys(before.get(subject, ())) if stretch == begun else {}
        rows.append((subject, stretch, b"".join(case_id.bytes for case_id in known | cases)))
    upsert_all(connection, table, rows)


def stretch_of(position: int) -> int:
    return (position - 1) // STRETCH


def noted(connection: Connection, table: Table, stretch: int, subjects: Collection[str]) -> Mapping[str, list[UUID]]:
    wanted = select(table.c.subject, table.c.cases).where(table.c.stretch == stretch, table.c.subject.in_(subjects))
    return {subject: unpacked(cases) for subject, cases in connection.execute(wanted)}


def unpacked(cases: bytes) -> list[UUID]:
    return [UUID(bytes=cases[at : at + ID_BYTES]) for at in range(0, len(cases), ID_BYTES)]


# --- asked ------------------------------------------------------------------------------------------------------------


def cases_naming(connection: Connection, table: Table, subject: str) -> list[UUID]:
    """The cases that ever named a unit, a person or a household, in the order in which they first did."""
    wanted = select(table.c.cases).where(table.c.subject == subject).order_by(table.c.stretch)
    return list(dict.fromkeys(chain.from_iterable(map(unpacked, connection.scalars(wanted)))))


# --- whom an event names ----------------------------------------------------------------------------------------------


def named_in(event: Event) -> set[str]:
    names = set(households_in(event))
    if isinstance(event, ProblemEvent):
        actor = event.envelope.actor
        if actor.person != SYSTEM.person:
            names |= {actor.person, actor.unit, actor.on_behalf_of or ""}
        names.update(answerable(event))
    names.discard("")
    return names


def answerable(event: ProblemEvent) -> Iterator[str]:
    """责任单位, 责任领导 and 责任人, where the event says who they are from now on."""
    yield getattr(event, "unit", "")
    for field in ("leader", "person"):
        named: Named | None = getattr(event, field, None)
        if named is not None:
            yield from named.persons
    for named in getattr(event, "persons", ()):
        yield from named.persons


HOUSEHOLD_FIELDS = frozenset(
    {"household", "household_ref", "households", "ref", "subject", "id", "drawn_out", "visited", "items", "row"}
)
"""The fields in which the reference of a household may stand, beside other things, wherever in an event they are."""

NO_HOUSEHOLDS = (Sealed, Envelope, Named)

Names = Callable[[Any], Iterable[str]]


def households_in(event: Event) -> Iterable[str]:
    names = names_of_event(type(event))
    return names(event) if names else ()


@cache
def names_of_event(cls: type[Event]) -> Names | None:
    return names_of(inspect.type_info(cls))


def names_of(kind: inspect.Type, field: str = "") -> Names | None:
    """What reads such fields out of a value of this type; None: it has none."""
    match kind:
        case inspect.StrType() if field in HOUSEHOLD_FIELDS:
            return lambda value: (value,)
        case inspect.StructType(cls=cls, fields=fields) if cls not in NO_HOUSEHOLDS:
            parts = [(one.name, names) for one in fields if (names := names_of(one.type, one.name))]
            return (lambda value: of_fields(value, parts)) if parts else None
        case inspect.UnionType(types=types):
            some = [names for one in types if (names := names_of(one, field))]
            if len(some) > 1:
                raise TypeError(f"{field}: a household in one of several types")
            return (lambda value: () if value is None else some[0](value)) if some else None
        case inspect.VarTupleType(item_type=inner) | inspect.FrozenSetType(item_type=inner):
            return of_each(names_of(inner, field))
        case inspect.DictType(key_type=inner):
            return of_each(names_of(inner, field))
    return None


def of_fields(value: Any, parts: Sequence[tuple[str, Names]]) -> Iterator[str]:
    for field, names in parts:
        yield from names(getattr(value, field))


def of_each(names: Names | None) -> Names | None:
    return (lambda values: chain.from_iterable(map(names, values))) if names else None
