"""案件: what one case of any kind is from a viewpoint: its stage, what is owed and why, and what happened in it.

Its texts are sealed: what of them is shown, the reading that is handed in decides (masked, or in full and noted).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.calendar import explain
from domain.events import Event, topic
from domain.owing import Obligation
from domain.policy import DUTY_NAMES
from domain.refusal import ANY_KIND, Refused
from domain.sealing import sealed_in
from domain.write_side import KIND_OF_STATE
from projections.as_of import Basis
from projections.ledger import Ref
from projections.seeing import Seen


class Owed(msgspec.Struct, frozen=True):
    """An obligation: the duty, its last day, and why it is that day."""

    duty: str
    name: str
    due_on: date
    explanation: str


class Said(msgspec.Struct, frozen=True):
    """A text of an event as it may be shown, under its name (入户核实记录)."""

    name: str
    text: str


Reading = Callable[[Any, Sequence[Event]], Mapping[Ref, Said]]
"""From a case, as its state and its events, to what is shown of each text in them. Raises Refused."""


class Happening(msgspec.Struct, frozen=True):
    """An event: its topic, when it happened, who acted in which post, and what was written."""

    version: int
    occurred_at: datetime
    topic: str
    who: str
    post: str
    texts: tuple[Said, ...] = ()


class CaseSheet(msgspec.Struct, frozen=True, kw_only=True):
    basis: Basis
    kind: str
    kind_name: str
    number: str
    campaign: str
    stage: str
    stage_name: str
    unit: str
    due_on: date | None
    provisional: bool  # 暂定
    owes: tuple[Owed, ...]
    happened: tuple[Happening, ...]


def sheet(then: Seen, case_id: UUID, number: str, read: Reading) -> CaseSheet:
    """Raises Refused for a case that was not there then, or whose texts may not be read."""
    [(_, events)] = then.streams([case_id])
    state: Any = None
    for event in events:
        state = event.evolve(state)
    kind = KIND_OF_STATE.get(type(state))
    if kind is None:
        raise Refused("unknown_case", case=number, kind=ANY_KIND)
    texts = read(state, events)
    return CaseSheet(
        basis=then.basis,
        kind=kind.name,
        kind_name=kind.chinese,
        number=state.number,
        campaign=state.campaign,
        stage=state.stage.name,
        stage_name=kind.stage_names[state.stage],
        unit=state.unit,
        due_on=state.due_on,
        provisional=is_provisional(state),
        owes=tuple(map(owed, state.obligations)),
        happened=tuple(happening(event, texts) for event in events),
    )


def is_provisional(state: Any) -> bool:
    """Whether the date of the case rests on a year whose notice is not out (暂定)."""
    dates = [owed.due for owed in state.obligations if owed.due.on == state.due_on]
    return any(due.why.provisional for due in dates)


def owed(obligation: Obligation) -> Owed:
    duty, due = obligation.duty, obligation.due
    return Owed(duty.name, DUTY_NAMES[duty], due.on, explain(due))


def happening(event: Event, texts: Mapping[Ref, Said]) -> Happening:
    actor = event.envelope.actor
    return Happening(
        event.originator_version,
        event.occurred_at,
        topic(type(event)),
        actor.name,
        f"{actor.unit}{actor.post}",
        tuple(texts[sealed.ref] for sealed in sealed_in(event)),
    )
