"""OCEL 2.0 as an SQLite database. Source: the OCEL 2.0 standard, relational format.

A table for each type of event and of object, named after its topic; what people call it stands in the map tables.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from adapters.mining.mined import CASE_ATTRIBUTES, MinedCase, MinedEvent
from adapters.mining.ocel_json import instant, other_objects

SHARED = """
CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT NOT NULL);
CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT NOT NULL);
CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT NOT NULL REFERENCES event_map_type (ocel_type));
CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT NOT NULL REFERENCES object_map_type (ocel_type));
CREATE TABLE event_object (
    ocel_event_id TEXT NOT NULL REFERENCES event (ocel_id), ocel_object_id TEXT NOT NULL REFERENCES object (ocel_id),
    ocel_qualifier TEXT NOT NULL, PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier));
CREATE TABLE object_object (
    ocel_source_id TEXT NOT NULL REFERENCES object (ocel_id), ocel_target_id TEXT NOT NULL REFERENCES object (ocel_id),
    ocel_qualifier TEXT NOT NULL, PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier));
"""
BEGINNING = "1970-01-01T00:00:00Z"
"""The instant of what an object has always been, by the standard."""

LATIN = {"人员": "person", "单位": "unit", "被访农户": "visited_household"}


def write_sqlite(cases: Iterable[MinedCase], file: Path) -> int:
    """Write the log into a new database; returns the number of events. Raises FileExistsError."""
    if file.exists():
        raise FileExistsError(file)
    with closing(sqlite3.connect(file)) as database, database:
        database.executescript(SHARED)
        writer = Writer(database)
        for case in cases:
            writer.write(case)
        writer.flush()
        return writer.events


AT_ONCE = 20_000
"""So many rows wait in memory, to be inserted together."""


class Writer:
    """Makes the table of a type when it meets the first of it. Rows wait for many of their table; ``flush`` ends it."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database
        self.events = 0
        self._tables: set[str] = set()
        self._objects: set[str] = set()
        self._waiting: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
        self._rows = 0

    def write(self, case: MinedCase) -> None:
        table = self._table("object", case.type, case.name, CASE_ATTRIBUTES)
        self._object(case.id, case.type)
        self._insert(table, {"ocel_id": case.id, "ocel_time": BEGINNING})
        for change in case.changes:
            row = {"ocel_id": case.id, "ocel_time": instant(change.at), "ocel_changed_field": change.name}
            self._insert(table, row | {change.name: change.value})
        for mined in case.events:
            self._event(mined)
            for other in other_objects(case, mined):
                relation = (case.id, other.object_id, other.qualifier)
                self._wait("INSERT OR IGNORE INTO object_object VALUES (?, ?, ?)", relation)

    def _event(self, mined: MinedEvent) -> None:
        table = self._table("event", mined.name, mined.type.replace(".", "_"), MinedEvent.ATTRIBUTES)
        self._wait("INSERT INTO event VALUES (?, ?)", (mined.id, mined.name))
        self._insert(table, {"ocel_id": mined.id, "ocel_time": instant(mined.event.occurred_at), **mined.attributes})
        for one in mined.related:
            self._beside(one.object_id, one.type)
            relation = (mined.id, one.object_id, one.qualifier)
            self._wait("INSERT OR IGNORE INTO event_object VALUES (?, ?, ?)", relation)
        self.events += 1

    def _beside(self, object_id: str, kind: str) -> None:
        """An object that is named; a case among them gets what is said of it when its own turn comes."""
        if kind in LATIN:
            table = self._table("object", kind, LATIN[kind], ())
            if self._object(object_id, kind):
                self._insert(table, {"ocel_id": object_id, "ocel_time": BEGINNING})
        else:
            self._object(object_id, kind)

    def _object(self, object_id: str, kind: str) -> bool:
        new = object_id not in self._objects
        if new:
            self._objects.add(object_id)
            self._wait("INSERT INTO object VALUES (?, ?)", (object_id, kind))
        return new

    def _table(self, prefix: str, name: str, latin: str, attributes: Iterable[str]) -> str:
        table = f"{prefix}_{latin}"
        if table not in self._tables:
            self._tables.add(table)
            changed = ("ocel_changed_field",) if prefix == "object" else ()
            columns = ", ".join(f'"{one}" TEXT' for one in ("ocel_time", *changed, *attributes))
            key = "PRIMARY KEY " if prefix == "event" else ""
            of_all = f"ocel_id TEXT {key}REFERENCES {prefix} (ocel_id)"
            self.database.execute(f'CREATE TABLE "{table}" ({of_all}, {columns})')
            self.database.execute(f"INSERT INTO {prefix}_map_type VALUES (?, ?)", (name, latin))
        return table

    def _insert(self, table: str, fields: dict[str, str]) -> None:
        names = ", ".join(f'"{name}"' for name in fields)
        marks = ", ".join("?" * len(fields))
        self._wait(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', tuple(fields.values()))

    def _wait(self, statement: str, row: tuple[str, ...]) -> None:
        self._waiting[statement].append(row)
        self._rows += 1
        if self._rows == AT_ONCE:
            self.flush()

    def flush(self) -> None:
        for statement, rows in self._waiting.items():
            self.database.executemany(statement, rows)
        self._waiting.clear()
        self._rows = 0
