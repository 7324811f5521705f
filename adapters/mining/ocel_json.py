"""OCEL 2.0 as JSON: events, objects, and how they touch each other. Source: the OCEL 2.0 standard, JSON format.

Written as a stream: what is kept in memory is one case, and of people, units and households their ids. The objects come
last; those of cases are gathered in a file of their own meanwhile.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import msgspec

from adapters.mining.mined import MinedCase, MinedEvent, Relation

encode = msgspec.json.Encoder().encode
TEXT = "string"


def write_json(cases: Iterable[MinedCase], file: Path) -> int:
    """Write the log; returns the number of events."""
    beside: dict[str, Relation] = {}
    types: dict[str, None] = {}
    attributed: dict[str, tuple[str, ...]] = {}
    written: set[str] = set()
    events = 0
    with file.open("wb") as out, TemporaryFile(dir=file.parent) as objects:
        out.write(b'{"events":[')
        for case in cases:
            spoken_of: dict[Relation, None] = {}
            attributed[case.type] = tuple({change.name: None for change in case.changes})
            for mined in case.events:
                comma(out, events == 0).write(encode(event_object(mined)))
                events += 1
                types.setdefault(mined.name)
                beside.update((one.object_id, one) for one in mined.related if one.object_id not in written)
                spoken_of.update(dict.fromkeys(other_objects(case, mined)))
            written.add(case.id)
            comma(objects, len(written) == 1).write(encode(case_object(case, spoken_of)))
            beside.pop(case.id, None)
        for name, one in beside.items():
            if name not in written:
                comma(objects, not written).write(encode({"id": name, "type": one.type, "attributes": []}))
                written.add(name)
                attributed.setdefault(one.type, ())
        out.write(b'],"objects":[')
        objects.seek(0)
        shutil.copyfileobj(objects, out)
        out.write(b'],"eventTypes":' + encode([event_type(name) for name in types]))
        out.write(b',"objectTypes":' + encode([object_type(*one) for one in attributed.items()]) + b"}")
    return events


def comma(out: IO[bytes], first: bool) -> IO[bytes]:
    if not first:
        out.write(b",\n")
    return out


def event_object(mined: MinedEvent) -> dict[str, Any]:
    return {
        "id": mined.id,
        "type": mined.name,
        "time": instant(mined.event.occurred_at),
        "attributes": [{"name": name, "value": value} for name, value in mined.attributes.items()],
        "relationships": [{"objectId": one.object_id, "qualifier": one.qualifier} for one in mined.related],
    }


def case_object(case: MinedCase, spoken_of: Iterable[Relation]) -> dict[str, Any]:
    """A case with its attributes as they changed, and what it speaks of."""
    return {
        "id": case.id,
        "type": case.type,
        "attributes": [{"name": one.name, "time": instant(one.at), "value": one.value} for one in case.changes],
        "relationships": [{"objectId": one.object_id, "qualifier": one.qualifier} for one in spoken_of],
    }


def other_objects(case: MinedCase, mined: MinedEvent) -> Iterator[Relation]:
    """The cases, units and households that an event of a case speaks of: not those who acted in it."""
    return (one for one in mined.related[1:] if not one.acts and one.object_id != case.id)


def instant(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def event_type(name: str) -> dict[str, Any]:
    return {"name": name, "attributes": [{"name": one, "type": TEXT} for one in MinedEvent.ATTRIBUTES]}


def object_type(name: str, attributes: tuple[str, ...]) -> dict[str, Any]:
    return {"name": name, "attributes": [{"name": one, "type": TEXT} for one in attributes]}
