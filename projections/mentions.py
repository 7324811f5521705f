"""谁的事: in which cases a unit, a person or a household is named; written by the follower, so that nobody searches.

Of a problem it is noted who acted in it and who answers for it, of any case which households it names. All that a
stretch of the log names stands in one row: a row for each name would cost the follower as much as a ledger does, and
all rows together are read in a tenth of a second for a million events. Whoever asks looks at the cases themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from msgspec import inspect
from sqlalchemy import Connection, Table, select

from domain.events import SYSTEM, Envelope, Event, Named
from domain.problem.problem import ProblemEvent
from domain.sealing import Sealed
from projections.log import Known
from projections.tables import upsert_all

STRETCH = 1_000
"""Positions of the log whose names stand in one row."""

ID_BYTES = 16

encode = msgspec.msgpack.Encoder(order="deterministic").encode
decode = msgspec.msgpack.Decoder(dict[str, bytes]).decode


# --- written by the follower ------------------------------------------------------------------------------------------


def write(connection: Connection, table: Table, batch: Sequence[Known]) -> None:
    """Note whom a batch names, stretch by stretch, beside what is noted already of the first."""
    parts: dict[int, list[Event]] = defaultdict(list)
    for position, _, event, _ in batch:
        parts[(position - 1) // STRETCH].append(event)
    first = min(parts)
    noted = connection.scalar(select(table.c.names).where(table.c.stretch == first))
    rows = []
    for stretch, events in parts.items():
        names = named_in(events)
        for name, cases in decode(noted).items() if noted and stretch == first else ():
            names[name].update(unpacked(cases))
        rows.append((stretch, encode({name: packed(cases) for name, cases in names.items()})))
    upsert_all(connection, table, rows)


def packed(cases: Iterable[int]) -> bytes:
    """The same bytes in whatever batches the cases came."""
    return b"".join([case_id.to_bytes(ID_BYTES, "big") for case_id in sorted(cases)])


def unpacked(cases: bytes) -> Iterator[int]:
    return (int.from_bytes(cases[at : at + ID_BYTES], "big") for at in range(0, len(cases), ID_BYTES))


# --- asked ------------------------------------------------------------------------------------------------------------


def cases_naming(connection: Connection, table: Table, name: str) -> list[UUID]:
    """The cases that ever named a unit, a person or a household, those first that did so in an earlier stretch."""
    rows = connection.scalars(select(table.c.names).order_by(table.c.stretch))
    found = dict.fromkeys(chain.from_iterable(unpacked(decode(names).get(name, b"")) for names in rows))
    return [UUID(int=case_id) for case_id in found]


# --- whom an event names ----------------------------------------------------------------------------------------------

Names = Callable[[Any], Iterable[str]]


class Whom(NamedTuple):
    """Of a kind of event: whether it is noted who acted, and what else is read in it."""

    actor: bool
    others: Names | None


def named_in(events: Iterable[Event]) -> dict[str, set[int]]:
    """Whom the events name, each with the cases in which they do."""
    found: dict[str, set[int]] = defaultdict(set)
    for event in events:
        actor, others = whom(type(event))
        case_id = event.originator_id.int
        if actor:
            by = event.envelope.actor
            found[by.person].add(case_id)
            found[by.unit].add(case_id)
            if by.on_behalf_of:
                found[by.on_behalf_of].add(case_id)
        if others is not None:
            for name in others(event):
                found[name].add(case_id)
    found.pop("", None)
    found.pop(SYSTEM.person, None)
    return found


@cache
def whom(kind: type[Event]) -> Whom:
    """Chosen once for a kind: every event is asked, and most say nothing but who acted."""
    households = names_of(inspect.type_info(kind))
    if not issubclass(kind, ProblemEvent):
        return Whom(False, households)
    own = [answering(field) for field in ("unit", "leader", "person", "persons") if field in kind.__struct_fields__]
    return Whom(True, together([*own, *filter(None, [households])]))


def answering(field: str) -> Names:
    """责任单位, 责任领导 or 责任人, where the event says who it is from now on."""

    def names(event: Any) -> Iterable[str]:
        said = getattr(event, field)
        if isinstance(said, Named):
            return said.persons
        return chain.from_iterable(one.persons for one in said) if isinstance(said, tuple) else (said or "",)

    return names


HOUSEHOLD_FIELDS = frozenset(
    {"household", "household_ref", "households", "ref", "subject", "id", "drawn_out", "visited", "items", "row"}
)
"""The fields in which the reference of a household may stand, beside other things, wherever in an event they are."""

NO_HOUSEHOLDS = (Sealed, Envelope, Named)


def names_of(kind: inspect.Type, field: str = "") -> Names | None:
    """What reads such fields out of a value of this type; None: it has none."""
    match kind:
        case inspect.StrType() if field in HOUSEHOLD_FIELDS:
            return lambda value: (value,)
        case inspect.StructType(cls=cls, fields=fields) if cls not in NO_HOUSEHOLDS:
            return together([part(one.name, names) for one in fields if (names := names_of(one.type, one.name))])
        case inspect.UnionType(types=types):
            some = [names for one in types if (names := names_of(one, field))]
            if len(some) > 1:
                raise TypeError(f"{field}: a household in one of several types")
            return (lambda value: () if value is None else some[0](value)) if some else None
        case inspect.VarTupleType(item_type=inner) | inspect.FrozenSetType(item_type=inner):
            return each(names_of(inner, field))
        case inspect.DictType(key_type=inner):
            return each(names_of(inner, field))
    return None


def part(field: str, names: Names) -> Names:
    return lambda value: names(getattr(value, field))


def each(names: Names | None) -> Names | None:
    return (lambda values: chain.from_iterable(map(names, values))) if names else None


def together(parts: Sequence[Names]) -> Names | None:
    if len(parts) == 1:
        return parts[0]
    return (lambda value: chain.from_iterable([names(value) for names in parts])) if parts else None
