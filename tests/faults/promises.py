"""The promises, checked on what a round has left: missed 0, doubled 0, early 0, lost 0, and the history of `play`."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
from sqlalchemy import select

from adapters.installation import Installation
from adapters.notify.drafting import TOPICS
from adapters.notify.messenger import Messenger
from adapters.notify.settings import Channels
from domain.calendar import BusinessCalendar, local_date
from domain.casework import Casework
from domain.events import Channel, Event, topic
from domain.message.message import MessageEvent, MessageSent, MessageWritten
from domain.policy import Level, Policy
from domain.problem.problem import Problem, Stage
from domain.write_side import KIND_OF_STATE
from projections.log import read_all
from projections.rebuild import rebuild
from projections.tables import LIVE, reached
from tests.faults.histories import MOMENT, ahead, differences, replay
from tests.faults.journal import Told


class Verdict(msgspec.Struct):
    """What was found; a list of words for each thing that must not be, figures for the rest."""

    missed: list[str] = []
    doubled: list[str] = []
    early: list[str] = []
    lost: list[str] = []
    differing: list[str] = []
    tables: list[str] = []
    cases: int = 0
    events: int = 0
    moments: int = 0
    crossed: int = 0
    accepted: int = 0
    refused: int = 0
    unknown: int = 0

    @property
    def held(self) -> bool:
        return not (self.missed or self.doubled or self.early or self.lost or self.differing or self.tables)


def judge(opened: Installation, journal: Told, upto: datetime) -> Verdict:
    """Everything that fell due up to the business instant ``upto`` must have happened. The machinery has stopped."""
    casework = opened.casework
    log = [known.event for known in read_all(casework.recorder)]
    if missing := [*gaps(log), *damage(opened.folder.events)]:
        return Verdict(lost=missing)  # nothing more can be said of it
    replayed = replay(casework, journal.orders, upto)
    played = [known.event for known in read_all(replayed.casework.recorder)]
    parting = differences(casework, replayed.casework, upto)
    return Verdict(
        missed=[*still_ahead(casework, log, upto), *levels_missing(casework, log, upto), *untold(opened)],
        doubled=[*doubled(log, played), *told_twice(log)],
        early=[told(event) for event in log if is_early(event)],
        lost=list(lost(log, journal)),
        differing=[*(f"{stream} {where}" for stream, where in parting.items()), *replayed.refused],
        tables=list(tables_differing(opened)),
        cases=len({event.originator_id for event in log}),
        events=len(log),
        moments=sum(event.envelope.channel is Channel.SYSTEM for event in log),
        crossed=replayed.crossed,
        accepted=len(journal.answered("ok")),
        refused=len(journal.answered("refused")),
        unknown=journal.unknown,
    )


def told(event: Event) -> str:
    key = event.envelope.command_id
    return f"{event.originator_id} {topic(type(event))} {key} at {event.occurred_at} on {event.timestamp}"


# --- missed ---------------------------------------------------------------------------------------------------------


def still_ahead(casework: Casework, log: Iterable[Event], upto: datetime) -> Iterator[str]:
    """What the rules say should have happened by then and has not."""
    for stream in {event.originator_id for event in log}:
        for moment in ahead(casework, stream):
            if moment.at <= upto:
                yield f"{stream} {moment.key} at {moment.at}"


def levels_missing(casework: Casework, log: Iterable[Event], upto: datetime) -> Iterator[str]:
    """The ladder by a count of our own: day after day from the due date, without the product's moments."""
    for stream in {event.originator_id for event in log}:
        state = casework.load(stream).state
        if isinstance(state, Problem):
            policy = casework.rules(state.campaign).policy
            expected = level_by_days(state, policy, casework.calendar, upto)
            if expected is not None and policy.ladder.above(expected, state.level):
                yield f"{stream} has {state.level.name}, not {expected.name}"


WITH_ITS_UNIT = (Stage.DISPATCHED, Stage.REFUSED, Stage.CLAIMED, Stage.PLAN_REVIEW, Stage.RECTIFYING)


def level_by_days(problem: Problem, policy: Policy, calendar: BusinessCalendar, upto: datetime) -> Level | None:
    """The highest level by the working days that have passed at nine o'clock since the due date, for a problem that
    its unit has had all the time since; None if it has none, or the unit has not."""
    due, since = problem.due, problem.ladder_since
    if due is None or problem.held or since is None or problem.stage not in WITH_ITS_UNIT or since > due.at:
        return None
    overdue, day, last = 0, due.on, last_scan(calendar, upto)
    while day < last:
        day += timedelta(1)
        overdue += calendar.is_working(day)
    reached = [step.level for step in policy.ladder.steps if step.overdue_wd <= overdue]
    return reached[-1] if reached else None


def last_scan(calendar: BusinessCalendar, upto: datetime) -> date:
    """The last working day whose scan is not after ``upto``."""
    day = local_date(upto)
    while not (calendar.is_working(day) and calendar.scan_at(day) <= upto):
        day -= timedelta(1)
    return day


def untold(opened: Installation) -> Iterator[str]:
    """What the messenger has passed by, and somebody should have been told of."""
    messenger, now = Messenger(opened, Channels()), opened.now()
    position = 0
    while page := opened.casework.recorder.select_notifications(
        position, 5_000, messenger.at, inclusive_of_start=False
    ):
        position = page[-1].id
        for one in page:
            if one.topic in TOPICS and messenger.drafting.draft(one, now) is not None:
                yield f"nobody was told of {one.originator_id} {one.originator_version} {one.topic}"


# --- doubled, early, lost -------------------------------------------------------------------------------------------


def doubled(log: list[Event], played: list[Event]) -> Iterator[str]:
    """A moment that happened more often than in memory, a command that was recorded at two instants."""
    more = Counter(map(moment_of, filter(is_moment, log))) - Counter(map(moment_of, filter(is_moment, played)))
    in_memory = {moment_of(event) for event in played}
    yield from (f"{moment} {number} times too often" for moment, number in more.items() if moment in in_memory)
    instants: dict[str, set[datetime]] = defaultdict(set)
    for event in log:
        if not is_moment(event) and not isinstance(event, MessageEvent):
            instants[event.envelope.command_id].add(event.timestamp)
    yield from (f"command {name} at {len(at)} instants" for name, at in instants.items() if len(at) > 1)


def told_twice(log: Iterable[Event]) -> Iterator[str]:
    """Two messages about one event, or one message sent twice to the same receiver by the same way."""
    about = Counter(event.source for event in log if isinstance(event, MessageWritten))
    sent = Counter((event.originator_id, event.sending) for event in log if isinstance(event, MessageSent))
    yield from (f"{number} messages about {one}" for one, number in about.items() if number > 1)
    yield from (f"message {one} sent {number} times" for one, number in sent.items() if number > 1)


def is_moment(event: Event) -> bool:
    return event.envelope.command_id.startswith(MOMENT)


def moment_of(event: Event) -> tuple[UUID, str, str]:
    return event.originator_id, topic(type(event)), event.envelope.command_id


def is_early(event: Event) -> bool:
    """Recorded, by the clock of whoever recorded it, before the instant at which it was due."""
    return is_moment(event) and event.timestamp < event.occurred_at


def lost(log: Iterable[Event], journal: Told) -> Iterator[str]:
    """Acknowledged and not there; refused and there nevertheless; never answered although asked again."""
    there = {event.envelope.command_id for event in log}
    yield from (f"acknowledged: {name}" for name in journal.answered("ok") if name not in there)
    yield from (f"refused, and there: {name}" for name in journal.answered("refused") if name in there)
    yield from (f"never answered: {order.id}" for order in journal.open)


def gaps(log: Iterable[Event]) -> Iterator[str]:
    last: dict[UUID, int] = defaultdict(int)
    for event in log:
        if event.originator_version != last[event.originator_id] + 1:
            yield f"{event.originator_id} goes from {last[event.originator_id]} to {event.originator_version}"
        last[event.originator_id] = event.originator_version


def damage(file: Path) -> Iterator[str]:
    """What SQLite finds wrong with a file that is there."""
    if file.exists():
        try:
            with closing(sqlite3.connect(file)) as connection:
                found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        except sqlite3.DatabaseError as error:
            found = [str(error)]
        yield from (f"{file.name}: {words}" for words in found if words != "ok")


# --- tables ---------------------------------------------------------------------------------------------------------


def tables_differing(opened: Installation) -> Iterator[str]:
    """The live tables against a recount and a rebuild, row by row."""
    last = opened.casework.recorder.max_notification_id() or 0
    with opened.ledgers.connect() as connection:
        at = reached(connection).position
        counted = {row.topic: row.events for row in connection.execute(select(LIVE.applied))}
    if at != last:
        yield f"the follower stands at {at}, the log ends at {last}"
    recounted = Counter(topic(type(known.event)) for known in read_all(opened.casework.recorder, upto=at))
    for name in counted.keys() | recounted.keys():
        if counted.get(name, 0) != recounted[name]:
            yield f"{name}: applied {counted.get(name, 0)}, there are {recounted[name]}"
    for table in rebuild(opened.ledgers, opened.casework.recorder).tables:
        if table.different:
            yield f"{table.table}: {table.different} of {table.rows} rows"


def waits(casework: Casework, stream: UUID) -> bool:
    kind = KIND_OF_STATE.get(type(casework.load(stream).state))
    return kind is not None and kind.waits
