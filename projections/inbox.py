"""通知台账和收件箱: which messages were written to whom, by which ways they went, what came of each, who has read.

A row is the message as of its last event. Beside it stand two indexes: whose inbox it lies in, and which of its
sendings are still to be made; the messenger asks the second, and then the message itself. Source: features 34.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, and_, func, not_, or_, select

from domain.message.message import Medium, Message, MessageEvent, Outcome, Receiver
from projections.log import Known
from projections.tables import Tables, upsert

decode = msgspec.json.Decoder(Message).decode
encode = msgspec.json.Encoder().encode


class OpenSending(msgspec.Struct, frozen=True):
    """A sending that waits, or that was begun and has no outcome."""

    message: UUID
    key: str
    outcome: Outcome
    look_at: datetime


# --- written by the follower --------------------------------------------------------------------------------------


def write(connection: Connection, tables: Tables, batch: Sequence[Known]) -> None:
    """Fold a batch into the messages it speaks of, each read once and written once."""
    batch = [known for known in batch if isinstance(known.event, MessageEvent)]
    if not batch:
        return
    states = messages_by_id(connection, tables, {known.event.originator_id for known in batch})
    last: dict[UUID, int] = {}
    for known in batch:
        message = known.event.originator_id
        states[message] = known.event.evolve(states.get(message))
        last[message] = known.position
    changed = [states[message] for message in last]
    upsert(connection, tables.messages, [row_of(state, last[state.id]) for state in changed])
    upsert(connection, tables.inbox, [row for state in changed for row in inbox_rows(state)])
    upsert(connection, tables.sendings, [row for state in changed for row in sending_rows(state)])


def row_of(message: Message, position: int) -> dict[str, Any]:
    return {
        "message_id": message.id,
        "case_id": message.source.case_id,
        "number": message.number,
        "position": position,
        "row": encode(message).decode(),
    }


def inbox_rows(message: Message) -> Iterator[dict[str, Any]]:
    for person in message.answerable:
        yield {"message_id": message.id, "person": person, "unread": person not in message.read}


def sending_rows(message: Message) -> Iterator[dict[str, Any]]:
    for key, progress in message.progress.items():
        yield {
            "message_id": message.id,
            "sending": key,
            "outcome": progress.outcome.value,
            "look_at": progress.look_at,
        }


# --- asked --------------------------------------------------------------------------------------------------------


def messages_by_id(connection: Connection, tables: Tables, wanted: Collection[UUID]) -> dict[UUID, Message]:
    table = tables.messages
    rows = connection.execute(select(table.c.message_id, table.c.row).where(table.c.message_id.in_(wanted)))
    return {message: decode(row) for message, row in rows}


def inbox(connection: Connection, tables: Tables, person: str, *, unread_only: bool) -> list[Message]:
    """What was told to a person, the newest first."""
    messages, lines = tables.messages, tables.inbox
    mine = select(messages.c.row).join(lines, lines.c.message_id == messages.c.message_id)
    mine = mine.where(lines.c.person == person)
    if unread_only:
        mine = mine.where(lines.c.unread)
    return newest_first(decode(row) for (row,) in connection.execute(mine))


def of_case(connection: Connection, tables: Tables, case_id: UUID) -> list[Message]:
    """What was told of one case, the newest first."""
    table = tables.messages
    rows = connection.execute(select(table.c.row).where(table.c.case_id == case_id))
    return newest_first(decode(row) for (row,) in rows)


def about(connection: Connection, tables: Tables, cases: Collection[UUID]) -> list[UUID]:
    """The ids of the messages that speak of these cases."""
    table = tables.messages
    return list(connection.scalars(select(table.c.message_id).where(table.c.case_id.in_(cases))))


def all_messages(connection: Connection, tables: Tables) -> list[Message]:
    """The whole ledger, the newest first."""
    return newest_first(decode(row) for (row,) in connection.execute(select(tables.messages.c.row)))


def with_outcome(connection: Connection, tables: Tables, outcomes: Collection[Outcome]) -> list[Message]:
    """The messages of which a sending came to one of these ends, the newest first."""
    messages, sendings = tables.messages, tables.sendings
    such = select(sendings.c.message_id).where(sendings.c.outcome.in_([one.value for one in outcomes]))
    rows = connection.execute(select(messages.c.row).where(messages.c.message_id.in_(such)))
    return newest_first(decode(row) for (row,) in rows)


def unread(connection: Connection, tables: Tables) -> list[Message]:
    """The messages that somebody has not read, the newest first."""
    messages, lines = tables.messages, tables.inbox
    such = select(lines.c.message_id).where(lines.c.unread)
    rows = connection.execute(select(messages.c.row).where(messages.c.message_id.in_(such)))
    return newest_first(decode(row) for (row,) in rows)


def sendings_by_outcome(connection: Connection, tables: Tables) -> dict[Outcome, int]:
    """How many sendings, over all time, are waiting, under way, sent, given up ...; none of an outcome is 0."""
    table = tables.sendings
    counted = connection.execute(select(table.c.outcome, func.count()).group_by(table.c.outcome))
    return dict.fromkeys(Outcome, 0) | {Outcome(outcome): number for outcome, number in counted}


def open_sendings(
    connection: Connection,
    tables: Tables,
    due_by: datetime,
    begun_by: datetime,
    limit: int,
    resting: Collection[str] = (),
) -> list[OpenSending]:
    """Those that wait and are due, and those that were begun so long ago that their outcome will not come.

    ``resting``: keys, or media as a whole, of which nothing waits: however much there is, it holds up nothing else.
    """
    table = tables.sendings
    due = and_(table.c.outcome == Outcome.WAITING.value, table.c.look_at <= due_by, table.c.sending.not_in(resting))
    for medium in set(Medium) & set(resting):
        due = and_(due, not_(table.c.sending.startswith(f"{medium}:")))
    lost = and_(table.c.outcome == Outcome.UNDER_WAY.value, table.c.look_at <= begun_by)
    wanted = select(table).where(or_(due, lost)).order_by(table.c.look_at, table.c.message_id, table.c.sending)
    return [
        OpenSending(row.message_id, row.sending, Outcome(row.outcome), row.look_at)
        for row in connection.execute(wanted.limit(limit))
    ]


def newest_first(messages: Iterator[Message]) -> list[Message]:
    return sorted(messages, key=lambda message: (message.about_at, message.number), reverse=True)


def receivers_of(message: Message, person: str) -> tuple[Receiver, ...]:
    """The lines under which a person is told."""
    return tuple(receiver for receiver in message.receivers if receiver.who.person == person)
