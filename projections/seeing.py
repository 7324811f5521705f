"""What is seen from a viewpoint: the rows of any ledger and the events of any case, with what they rest on.

From the tables, for now the rows as they stand; for any other moment the versions that were known then and had happened
by then. A ledger of few events, or of few cases, keeps no versions: it is folded from the events of its own, up to the
same position. ``ByFolding`` is the definition of all that: a plain fold of the log.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine

from domain.events import Event, topic
from domain.message.message import MESSAGE_EVENTS, Message
from projections import inbox, mentions, versioned
from projections.as_of import Apply, Basis, Viewpoint, fold
from projections.collecting import collector_resting
from projections.log import Log, read_streams, read_topics
from projections.message_ledger import message_after
from projections.tables import LIVE, reached
from projections.versioned import Past, Versioned

Row = TypeVar("Row")

MESSAGE_TOPICS = tuple(topic(cls) for cls in MESSAGE_EVENTS)
MANY = 10_000
"""Of more cases the events of some topics are found sooner by going through the log once."""


class Seen(Protocol):
    """From one viewpoint; all of it of one state of the log."""

    view: Viewpoint
    basis: Basis

    def rows(self, kept: Versioned[Row]) -> Iterable[Row]:
        """Every row of a ledger that keeps its versions, in the order in which the cases began. Raises CannotRead."""

    def folded(self, apply: Apply[Row], topics: Sequence[str], of: Collection[UUID] | None = None) -> dict[UUID, Row]:
        """The rows of a ledger that keeps none, from the events of its topics, in the order of their first events.

        ``of``: of these cases alone. ``apply`` must leave a row as it is for an event of any other topic. Raises
        CannotRead.
        """

    def streams(self, cases: Iterable[UUID], topics: Sequence[str] = ()) -> Iterator[tuple[UUID, list[Event]]]:
        """Case by case its events (of these topics) in their order, of which some may have none. Raises CannotRead."""

    def messages(self, about: Collection[UUID]) -> Iterable[Message]:
        """The messages that speak of these cases."""

    def naming(self, name: str) -> Iterable[UUID]:
        """All cases that may name a unit, a person or a household; whoever asks looks at their events."""


class FromTables:
    """What the follower has not carried over yet is not seen: ``basis`` says up to where it came.

    ``basis.provisional`` (暂定): something that was known then may still be on its way into the tables.
    """

    def __init__(self, connection: Connection, log: Log, view: Viewpoint) -> None:
        self.connection = connection
        self.log = log
        self.view = view
        point = reached(connection)
        if view.live:
            self.basis = view.basis(point.position, final=False)
        else:
            met_all = view.settled and point.position >= (log.max_notification_id() or 0)
            known = versioned.position_known_at(connection, LIVE, view.known)
            self.basis = view.basis(known, final=point.known_at > view.known or met_all)

    def rows(self, kept: Versioned[Row]) -> Iterator[Row]:
        if self.view.live:
            return versioned.current_rows(self.connection, LIVE, kept)
        return Past(self.connection, LIVE, self.log, kept, self.basis.position, self.view.at).rows()

    def streams(self, cases: Iterable[UUID], topics: Sequence[str] = ()) -> Iterator[tuple[UUID, list[Event]]]:
        for case_id, events in read_streams(self.log, cases, self.basis.position, topics):
            yield case_id, [event for _, event in events if self._happened(event)]

    def folded(self, apply: Apply[Row], topics: Sequence[str], of: Collection[UUID] | None = None) -> dict[UUID, Row]:
        if of is not None and len(of) <= MANY:
            return self._folded_case_by_case(apply, topics, of)
        rows: dict[UUID, Row] = {}
        for event in read_topics(self.log, topics, self.basis.position, None if of is None else frozenset(of)):
            if self._happened(event):
                row = apply(rows.get(event.originator_id), event)
                if row is not None:
                    rows[event.originator_id] = row
        return rows

    def messages(self, about: Collection[UUID]) -> Iterable[Message]:
        of = inbox.about(self.connection, LIVE, about) if len(about) <= MANY else None
        found = self.folded(message_after, MESSAGE_TOPICS, of).values()
        return found if of is not None else about_any(found, about)

    def naming(self, name: str) -> Iterable[UUID]:
        return mentions.cases_naming(self.connection, LIVE.mentions, name)

    def _folded_case_by_case(self, apply: Apply[Row], topics: Sequence[str], of: Collection[UUID]) -> dict[UUID, Row]:
        begun: list[tuple[int, UUID, Row]] = []
        for case_id, events in read_streams(self.log, of, self.basis.position, topics):
            row: Row | None = None
            since = 0
            for position, event in events:
                if self._happened(event):
                    before, row = row, apply(row, event)
                    since = position if before is None else since
            if row is not None:
                begun.append((since, case_id, row))
        return {case_id: row for _, case_id, row in sorted(begun, key=itemgetter(0))}

    def _happened(self, event: Event) -> bool:
        return self.view.live or event.occurred_at <= self.view.at


class ByFolding:
    """The same from the log alone, read from its beginning for every answer."""

    def __init__(self, log: Log, view: Viewpoint) -> None:
        self.log = log
        self.view = view
        _, self.basis = fold(log, view, lambda row, event: None)

    def rows(self, kept: Versioned[Row]) -> Iterable[Row]:
        return fold(self.log, self.view, kept.apply)[0].values()

    def folded(self, apply: Apply[Row], topics: Sequence[str], of: Collection[UUID] | None = None) -> dict[UUID, Row]:
        rows, _ = fold(self.log, self.view, apply)
        wanted = rows.keys() if of is None else frozenset(of)
        return {case_id: row for case_id, row in rows.items() if case_id in wanted}

    def streams(self, cases: Iterable[UUID], topics: Sequence[str] = ()) -> Iterator[tuple[UUID, list[Event]]]:
        told: dict[UUID, list[Event]] = {case_id: [] for case_id in cases}

        def note(row: None, event: Event) -> None:
            if event.originator_id in told and (not topics or topic(type(event)) in topics):
                told[event.originator_id].append(event)

        fold(self.log, self.view, note)
        yield from told.items()

    def messages(self, about: Collection[UUID]) -> Iterable[Message]:
        return about_any(self.folded(message_after, MESSAGE_TOPICS).values(), about)

    def naming(self, name: str) -> Iterable[UUID]:
        return fold(self.log, self.view, lambda row, event: True)[0]


def about_any(messages: Iterable[Message], about: Collection[UUID]) -> Iterator[Message]:
    wanted = frozenset(about)
    return (message for message in messages if message.source.case_id in wanted)


@contextmanager
def seen(engine: Engine, log: Log, view: Viewpoint) -> Iterator[FromTables]:
    """All that is asked within it is of one state of the tables, whatever the follower writes meanwhile."""
    with engine.connect() as connection, collector_resting():
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield FromTables(connection, log, view)
