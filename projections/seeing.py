"""What is seen from a viewpoint: rows of any ledger, all of one state of the tables, with what they rest on.

For now they are the rows as they stand; for any other moment the versions that were known then and had happened by
then. A ledger of few events keeps no versions: it is folded from the events of its own, up to the same position.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine

from projections import versioned
from projections.as_of import Apply, Viewpoint
from projections.collecting import collector_resting
from projections.log import Log, read_all
from projections.tables import LIVE, reached
from projections.versioned import Past, Versioned

Row = TypeVar("Row")


class Seen:
    """From one viewpoint. What the follower has not carried over yet is not seen: ``basis`` says up to where it came.

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

    def rows(self, kept: Versioned[Row]) -> list[Row]:
        """Every row of a ledger that keeps its versions, in the order in which the cases began. Raises CannotRead."""
        with collector_resting():
            if self.view.live:
                return versioned.current_rows(self.connection, LIVE, kept)
            return Past(self.connection, LIVE, self.log, kept, self.basis.position, self.view.at).rows()

    def folded(self, apply: Apply[Row], topics: Sequence[str]) -> dict[UUID, Row]:
        """The rows of a ledger that keeps none, from the events of its topics, in the order of their first events.

        ``apply`` must leave a row as it is for an event of any other topic. Raises CannotRead.
        """
        rows: dict[UUID, Row] = {}
        for known in read_all(self.log, topics, self.basis.position):
            if self.view.live or known.event.occurred_at <= self.view.at:
                row = apply(rows.get(known.event.originator_id), known.event)
                if row is not None:
                    rows[known.event.originator_id] = row
        return rows


@contextmanager
def seen(engine: Engine, log: Log, view: Viewpoint) -> Iterator[Seen]:
    """All that is asked within it is of one state of the tables, whatever the follower writes meanwhile."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield Seen(connection, log, view)
