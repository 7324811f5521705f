"""The rows that are kept by version give, from any viewpoint, what a fresh fold of the log gives; on both databases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, func, insert, select

from adapters.event_store.memory import MemoryRecorder
from adapters.play.words import EVENTS
from domain.assessment import Compared
from domain.calendar import BusinessCalendar
from domain.events import Event, topic
from domain.problem.registering import ProblemRegistered
from domain.refusal import Refused
from projections import seeing, traces, versioned
from projections.as_of import Viewpoint, fold
from projections.duty_trail import Subject
from projections.follower import Follower
from projections.frozen_tables import LEDGERS
from projections.household_trail import HouseholdTrail
from projections.ledger_lines import Selection
from projections.ledgers import Ledgers
from projections.log import Known, read_all
from projections.rebuild import rebuild
from projections.seeing import ByFolding, Seen, seen
from projections.standings import standings_table
from projections.tables import FOLLOWER, LIVE, START
from projections.versioned import PROBLEMS, VERSIONED, Versioned
from tests.monitoring_case.story import staffed
from tests.projections.chronicle import Chronicle, open_ledgers, when
from tests.projections.every_kind import CAMPAIGN
from tests.projections.histories import History, Streams, history, streams_of
from tests.projections.households import tell_the_ledger

FIRST, LAST = when("2022-08-07 00:00"), when("2022-12-21 00:00")
INSTANTS = st.datetimes(FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None), timezones=st.just(UTC))
VIEWPOINTS_OF_EACH = 12


@pytest.fixture(scope="session")
def monitored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chronicle]:
    """The chronicle of households at risk; told once, so tests only read it."""
    engine = open_ledgers(tmp_path_factory.mktemp("monitored") / "ledgers.sqlite3")
    told = Chronicle(staffed(), engine)
    tell_the_ledger(told)
    told.follower.catch_up()
    yield told
    engine.dispose()


@pytest.fixture(scope="session")
def streams(every_kind: Chronicle, further: Chronicle, monitored: Chronicle) -> Streams:
    return streams_of(every_kind, further, monitored)


def emptied(engine: Engine) -> None:
    """Before the first event, as if nothing had been followed."""
    with engine.begin() as connection:
        for table in LIVE.metadata.sorted_tables:
            connection.execute(delete(table))
        connection.execute(insert(LIVE.followers).values(name=FOLLOWER, **START._asdict()))


class Listed(msgspec.Struct, frozen=True):
    """The events of which a case is told."""

    versions: tuple[int, ...]


def listed(row: Listed | None, event: Event) -> Listed | None:
    """Any event may begin a row; each third one changes none."""
    if row is None:
        return Listed((event.originator_version,))
    return row if event.originator_version % 3 == 0 else Listed((*row.versions, event.originator_version))


LISTING = Versioned("listing", listed, Listed, frozenset().union(*(kept.events for kept in VERSIONED)))
"""A ledger as hard to keep as can be: which events are in its rows is all that its rows say."""


def followed(engine: Engine, told: History) -> MemoryRecorder:
    """The history in a log, carried into the tables batch by batch."""
    recorder = MemoryRecorder()
    recorder.insert_events(told.stored())
    emptied(engine)
    follower = Follower(engine, recorder, applied=lambda batch: list_too(engine, batch))
    position = 0
    for batch in told.batches:
        position += batch
        follower.catch_up(upto=position)
    return recorder


def list_too(engine: Engine, batch: Sequence[Known]) -> None:
    with engine.begin() as connection:
        versioned.carry(connection, LIVE, LISTING, [known for known in batch if type(known.event) in LISTING.events])


def equal_to_a_fresh_fold(engine: Engine, log: Any, view: Viewpoint, kept: Versioned[Any]) -> None:
    rows, basis = fold(log, view, kept.apply)
    with seen(engine, log, view) as then:
        assert list(then.rows(kept)) == list(rows.values())
        assert then.basis == basis


def folded_of_its_topics(engine: Engine, log: Any, view: Viewpoint, cases: Sequence[UUID]) -> None:
    """A ledger that keeps no versions: read by its topics, or from some cases alone, up to the same position."""
    rows, _ = fold(log, view, traces.apply)
    of_some = [(case_id, row) for case_id, row in rows.items() if case_id in cases]
    with seen(engine, log, view) as then:
        assert list(then.folded(traces.apply, traces.TOPICS).items()) == list(rows.items())
        assert list(then.folded(traces.apply, traces.TOPICS, cases).items()) == of_some
        with pytest.MonkeyPatch.context() as few:
            few.setattr(seeing, "MANY", 0)
            assert list(then.folded(traces.apply, traces.TOPICS, cases).items()) == of_some


def streams_as_they_were(engine: Engine, log: Any, view: Viewpoint, cases: Sequence[UUID]) -> None:
    """The events of some cases, all of them and of one topic."""
    fresh, told = ByFolding(log, view), topic(ProblemRegistered)
    with seen(engine, log, view) as then:
        assert list(then.streams(cases)) == list(fresh.streams(cases))
        assert list(then.streams(cases, [told])) == list(fresh.streams(cases, [told]))


def every_view_holds(engine: Engine, streams: Streams, seed: int) -> None:
    draw = Random(seed)
    told = history(streams, draw)
    log = followed(engine, told)
    for view in told.viewpoints(draw, VIEWPOINTS_OF_EACH):
        for kept in (*VERSIONED, LISTING):
            equal_to_a_fresh_fold(engine, log, view, kept)
        cases = draw.sample(sorted({event.originator_id for event in told.log}), k=5)
        folded_of_its_topics(engine, log, view, cases)
        streams_as_they_were(engine, log, view, cases)
    now = Viewpoint(max(event.timestamp for event in told.log))
    for kept in VERSIONED:
        rows, _ = fold(log, Viewpoint(now.now + timedelta(days=400)), kept.apply)
        with seen(engine, log, now) as then:
            assert list(then.rows(kept)) == list(rows.values())


@pytest.mark.requirement("X-02")
@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 2**32))
def test_whatever_happened_and_was_entered_late_every_past_table_is_a_fresh_fold(
    streams: Streams, one_file: Engine, seed: int
) -> None:
    every_view_holds(one_file, streams, seed)


@pytest.mark.parametrize("seed", range(8))
def test_it_is_so_on_every_database(streams: Streams, ledgers_database: Engine, seed: int) -> None:
    every_view_holds(ledgers_database, streams, 1_000_000 + seed)


@pytest.fixture(scope="module")
def one_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Emptied before each history."""
    engine = open_ledgers(tmp_path_factory.mktemp("versions") / "ledgers.sqlite3")
    yield engine
    engine.dispose()


@pytest.mark.parametrize("told", ["every_kind", "further", "monitored"])
@settings(deadline=None)
@given(as_of=INSTANTS, known_at=INSTANTS)
def test_a_told_chronicle_seen_from_anywhere_is_a_fresh_fold(
    request: pytest.FixtureRequest, told: str, as_of: datetime, known_at: datetime
) -> None:
    chronicle: Chronicle = request.getfixturevalue(told)
    view = Viewpoint(LAST + timedelta(days=400), as_of, known_at)
    for kept in VERSIONED:
        equal_to_a_fresh_fold(chronicle.engine, chronicle.casework.recorder, view, kept)


def test_the_random_histories_meet_what_they_are_made_for(streams: Streams, one_file: Engine) -> None:
    """Late entries that overtake, clocks that are behind, batches of several events of one case, both ledgers."""
    followed(
        one_file, next(told for told in (history(streams, Random(seed)) for seed in range(50)) if disorderly(told))
    )
    with one_file.connect() as connection:
        for table in (LIVE.late_entries, LIVE.row_versions):
            assert connection.scalar(select(func.count()).select_from(table)) > 0
        ledgers = set(connection.scalars(select(LIVE.current_rows.c.ledger)))
    assert ledgers == {kept.name for kept in (*VERSIONED, LISTING)}


def disorderly(told: History) -> bool:
    late = any(event.occurred_at < event.timestamp for event in told.log)
    behind = any(one.timestamp > other.timestamp for one, other in zip(told.log, told.log[1:], strict=False))
    kinds = {type(event) for event in told.log}
    return late and behind and all(kinds & kept.events for kept in VERSIONED)


def test_a_rebuild_gives_the_same_versions_in_other_batches(streams: Streams, ledgers_database: Engine) -> None:
    log = followed(ledgers_database, history(streams, Random(7)))
    with ledgers_database.begin() as connection:
        for table in (LIVE.current_rows, LIVE.row_versions, LIVE.late_entries):
            connection.execute(delete(table).where(table.c.ledger == LISTING.name))
    assert rebuild(ledgers_database, log).equal


def test_what_nobody_could_see_between_two_events_is_not_kept(every_kind: Chronicle) -> None:
    """Of what a command says at once only the last event leaves a version, except for moments that differ."""
    log = list(read_all(every_kind.casework.recorder))
    with every_kind.engine.connect() as connection:
        kept = set(connection.scalars(select(LIVE.row_versions.c.position)))
    told = [pair for pair in pairwise(log) if type(pair[1].event) in PROBLEMS.events]
    joined = [(before, after) for before, after in told if after.joined]
    at_once = [before for before, after in joined if before.event.occurred_at == after.event.occurred_at]
    assert len(at_once) > 20
    assert not kept & {known.position for known in at_once}
    assert kept >= {after.position for _, after in told} - {before.position for before, _ in joined}


@pytest.mark.parametrize("at_once", [1, 2, 7])
def test_what_a_batch_was_split_at_leaves_no_trace(every_kind: Chronicle, one_file: Engine, at_once: int) -> None:
    """Also where the events of one command are met one by one."""
    emptied(one_file)
    Follower(one_file, every_kind.casework.recorder, at_once=at_once).catch_up()
    assert rebuild(one_file, every_kind.casework.recorder).equal


# --- the printed tables -----------------------------------------------------------------------------------------------


class Folded(Ledgers):
    """The same questions, answered by folding the whole log anew."""

    @contextmanager
    def seen(self, view: Viewpoint) -> Iterator[Seen]:
        yield ByFolding(self.log, view)


def folded(ledgers: Ledgers) -> Folded:
    calendar: BusinessCalendar = ledgers.calendar
    return Folded(ledgers.engine, ledgers.log, ledgers.packs, calendar, ledgers.reveal)


@pytest.mark.requirement("X-02")
@settings(deadline=None, max_examples=10)
@given(as_of=INSTANTS, known_at=INSTANTS)
def test_the_printed_tables_of_any_moment_are_those_of_a_fresh_fold(
    every_kind: Chronicle, monitored: Chronicle, as_of: datetime, known_at: datetime
) -> None:
    """L1 to L13, and the assessment."""
    view, chosen = Viewpoint(LAST + timedelta(days=400), as_of, known_at), Selection(campaign=CAMPAIGN)
    for told in (every_kind, monitored):
        kept, fresh = told.ledgers, folded(told.ledgers)
        assert kept.household_annex(view, "甲镇", chosen) == fresh.household_annex(view, "甲镇", chosen)
        assert kept.summary(view, chosen) == fresh.summary(view, chosen)
        assert kept.plan_list(view, chosen) == fresh.plan_list(view, chosen)
        assert kept.monitoring(view, chosen) == fresh.monitoring(view, chosen)
        with kept.source(view, chosen) as here, fresh.source(view, chosen) as there:
            for read in LEDGERS.values():
                assert read(here).content == read(there).content
            assert standings_table(here, Compared.TOWN).content == standings_table(there, Compared.TOWN).content


@pytest.mark.requirement("X-02")
@settings(deadline=None, max_examples=10)
@given(as_of=INSTANTS, known_at=INSTANTS)
def test_what_is_told_of_somebody_at_any_moment_is_told_of_all_cases_folded_anew(
    every_kind: Chronicle, monitored: Chronicle, as_of: datetime, known_at: datetime
) -> None:
    """履责情况 of every unit and person, all that happened about every household, 虚假整改线索."""
    view = Viewpoint(LAST + timedelta(days=400), as_of, known_at)
    for told in (every_kind, monitored):
        kept, fresh = told.ledgers, folded(told.ledgers)
        for subject in subjects(told):
            assert kept.duty_trail(view, subject) == fresh.duty_trail(view, subject)
        for household in households(told):
            assert of_household(kept, view, household) == of_household(fresh, view, household)
        assert kept.signals(view) == fresh.signals(view)


def subjects(told: Chronicle) -> Iterator[Subject]:
    actors = {event.envelope.actor for event in told.events()}
    yield from (Subject(unit=unit) for unit in sorted({actor.unit for actor in actors} - {""}))
    yield from (Subject(person=person) for person in sorted({actor.person for actor in actors}))


def households(told: Chronicle) -> list[str]:
    """Every household that a row of a ledger is about."""
    rows = [row for kept in VERSIONED for row in fold(told.casework.recorder, told.view(), kept.apply)[0].values()]
    return sorted({row.household for row in rows} - {""})


def of_household(ledgers: Ledgers, view: Viewpoint, household: str) -> HouseholdTrail | None:
    try:
        return ledgers.household_trail(view, household, EVENTS, lambda case_id: True)
    except Refused:
        return None
