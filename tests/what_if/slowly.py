"""The same question asked the long way: every deed and moment through the whole casework, in one order of time.

It stores each event, loads each case anew, lets the moments of all cases happen in the order of their instants, and
makes papers, registers and referrals, too. What takes the short way must come to the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from msgspec.structs import replace

from adapters.event_store.opening import open_in_memory
from adapters.play.world import World
from adapters.what_if.reckoning import FACTS, Reckoning
from adapters.what_if.replaying import LEVELS_REACHED, MOMENT, NOT_READY, Deed, deed_of
from adapters.what_if.sides import Side
from domain.calendar import BusinessCalendar
from domain.casework import Casework
from domain.circumstances import Circumstances
from domain.event_table import EVENTS
from domain.events import Event, NewEvent, topic
from domain.lifecycle import follow
from domain.organisation import ORGANISATION_ID
from domain.pack import Pack
from domain.policy import Policy
from domain.problem.claiming import RefusalOverturned
from domain.problem.problem import Problem, ProblemEvent
from domain.problem.rechecking import escalated
from projections.ledger import LedgerRow, apply
from projections.log import START, Log, read_all


class SlowReplay:
    def __init__(self, campaign: str, was: Policy, pack: Pack, calendar: BusinessCalendar) -> None:
        self.campaign = campaign
        self.reckoning = Reckoning(was, pack, calendar)
        self.store = open_in_memory()
        self.casework = Casework(self.store.recorder, self.store.vault, {campaign: pack}, calendar)
        self.world = World(self.casework)
        self.undone: list[Deed] = []
        self.until = START.known_at
        self.overturned: Counter[str] = Counter()

    def run(self, log: Log) -> None:
        for deed in self.deeds(log):
            self.world.pass_time(deed[0].timestamp)
            self.do(deed)
        self.world.pass_time(self.until)

    def deeds(self, log: Log) -> Iterator[Sequence[Event]]:
        told = (event for event in self.heard(log) if self.is_of_people(event))
        for _, together in groupby(told, key=lambda event: (event.envelope.command_id, event.timestamp)):
            yield list(together)

    def heard(self, log: Log) -> Iterator[Event]:
        for known in read_all(log):
            self.until = known.known_at
            yield known.event

    def is_of_people(self, event: Event) -> bool:
        if event.envelope.command_id.startswith(MOMENT):
            return False
        ours = isinstance(event, ProblemEvent) and event.envelope.campaign == self.campaign
        return ours or event.originator_id == ORGANISATION_ID

    def do(self, deed: Sequence[Event]) -> None:
        kept = [event for event in deed if not isinstance(event, LEVELS_REACHED)]
        states: dict[UUID, Any] = {}
        for event in kept:
            stream = event.originator_id
            state = states[stream] if stream in states else self.casework.load(stream, fresh=True).state
            try:
                states[stream] = self.after(state, event)
            except NOT_READY:
                self.undone.extend(deed_of(event, state))
                return
        for event in kept:
            self.add(event)
            self.reach(event)
        self.world.listen()

    def after(self, state: Any, event: Event) -> Any:
        if (state is None) != (event.originator_version == 1):
            raise LookupError("what it speaks of is not there")
        anew = self.reckoning.reckoned(event, state)
        after = anew.evolve(state)
        follow(state, anew, after)
        return after

    def add(self, event: Event) -> None:
        loaded = self.casework.load(event.originator_id, fresh=True)
        anew = replace(self.reckoning.reckoned(event, loaded.state), originator_version=loaded.version + 1)
        stored = StoredEvent(anew.originator_id, anew.originator_version, topic(type(anew)), EVENTS.encode(anew))
        self.store.recorder.insert_events([stored])

    def reach(self, event: Event) -> None:
        problem = self.casework.load(event.originator_id, fresh=True).state
        fact = FACTS.get(type(event))
        if fact is None:
            return
        ladder = self.reckoning.policy.ladder
        level, basis = fact(problem, ladder, self.overturned[problem.unit] + 1)
        if isinstance(event, RefusalOverturned):
            self.overturned[problem.unit] += 1
        if level is None or not ladder.above(level, problem.level):
            return

        def happening(state: Problem, c: Circumstances) -> Iterator[NewEvent]:
            return escalated(state, level, basis, c)

        key = f"what-if {event.originator_version} {level.name}"
        self.casework.note(problem.id, key, happening, event.timestamp, "what-if", self.campaign)


def counted(log: Log, campaign: str) -> tuple[dict[UUID, LedgerRow], Side]:
    """The rows of a campaign's problems as the bare log has them, and what the ladder did to each unit."""
    rows: dict[UUID, LedgerRow] = {}
    side = Side()
    for known in read_all(log):
        event = known.event
        if isinstance(event, ProblemEvent) and event.envelope.campaign == campaign:
            row = apply(rows.get(event.originator_id), event)
            if row is not None:
                rows[event.originator_id] = row
            side.take(event, row)
    return rows, side
