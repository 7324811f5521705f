"""given(what happened).when(somebody does something).then(what it comes to), over the real casework in memory.

Times are written as they are read in Asia/Shanghai. What an event shows is compared in plain words: a person by his
id, a sealed text by what the vault reveals, a deadline by its day, and the duties it arms as {duty: day}.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Self
from uuid import UUID

import msgspec
from msgspec.structs import replace

from adapters.event_store.memory import MemoryRecorder
from adapters.packs import load_packs, packs_folder, shipped_calendar
from adapters.vault import SealingVault
from domain.calendar import SHANGHAI, Due
from domain.case import Command
from domain.casework import Answer, Caller, Casework, Recorded
from domain.event_table import EVENTS
from domain.events import Event, Named
from domain.organisation import ORGANISATION_ID, Role
from domain.owing import Obligation
from domain.pack import Pack
from domain.policy import Duty, Layer, Level
from domain.problem.classification import Severity
from domain.problem.problem import Problem
from domain.refusal import Refused
from domain.sealing import Sealed
from tests.problem.people import POSTS, UNITS

ENVELOPE = frozenset(Event.__struct_fields__)
MASTER_KEY = bytes(range(32))
THREE_LAYERS = "three_layers"
HEAD_SIGNS = "head_signs"
INTERVIEWS_FIRST = "interviews_first"
DRAWN_LAYER = "drawn_third_layer"


@cache
def packs() -> dict[str, Pack]:
    """The packs as shipped, 萧县 with its first layer alone; with three layers of re-check, with a drawn third, with
    heads who sign what is grave, with 约谈 before 通报."""
    shipped = load_packs(packs_folder())
    layers = (
        Layer(1, "乡镇自查", (Role.TOWN,)),
        Layer(2, "部门核查", (Role.LEAD_DEPT,)),
        Layer(3, "领导小组抽查", (Role.INSPECTOR, Role.TEAM_LEAD)),
    )
    two_layers = shipped["xiaoxian_2022"]
    base = replace(two_layers, policy=replace(two_layers.policy, layers=two_layers.policy.layers[:1]))
    policy = replace(base.policy, layers=layers)
    swapped = {Level.CIRCULATE: 10, Level.INTERVIEW: 7}
    steps = (replace(step, overdue_wd=swapped.get(step.level, step.overdue_wd)) for step in base.policy.ladder.steps)
    interviews = replace(base.policy.ladder, steps=tuple(sorted(steps, key=lambda step: step.overdue_wd)))
    heads = replace(base.policy, head_signs=(Severity.MAJOR,), head_signs_reopened=True)
    return shipped | {
        base.id: base,
        THREE_LAYERS: replace(base, id=THREE_LAYERS, number_prefix="SC", policy=policy),
        DRAWN_LAYER: replace(
            base,
            id=DRAWN_LAYER,
            number_prefix="CC",
            policy=replace(policy, layers=(*layers[:2], replace(layers[2], rate_percent=20))),
        ),
        INTERVIEWS_FIRST: replace(
            base, id=INTERVIEWS_FIRST, number_prefix="YT", policy=replace(base.policy, ladder=interviews)
        ),
        HEAD_SIGNS: replace(base, id=HEAD_SIGNS, number_prefix="HS", policy=heads),
    }


def instant(written: str) -> datetime:
    """An instant written in Asia/Shanghai: "2022-08-10 09:00"."""
    return datetime.fromisoformat(written).replace(tzinfo=SHANGHAI).astimezone(UTC)


def written(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


# --- what the vault and the structs look like to a reader ---------------------------------------------------------


def open_casework(recorder: MemoryRecorder | None = None) -> Casework:
    """A casework as one process has it. Two over one recorder are two processes on one database."""
    recorder = recorder or MemoryRecorder()
    vault = SealingVault(MASTER_KEY, recorder)
    return Casework(recorder, vault, packs(), shipped_calendar(packs_folder()))


@cache
def organisation_events() -> tuple[Any, ...]:
    casework = open_casework()
    for number, command in enumerate((*UNITS, *POSTS)):
        caller = Caller(person="导入员", command_id=f"organisation/{number}", recorded_at=instant("2017-01-01 08:00"))
        casework.handle(command, caller)
    return tuple(casework.recorder.select_events(ORGANISATION_ID))


def staffed_casework() -> Casework:
    """A casework whose organisation is that of ``people``."""
    casework = open_casework()
    casework.recorder.insert_events(organisation_events())
    return casework


def stored_events(casework: Casework, case_id: UUID) -> list[Event]:
    """The case as the store has it, decoded from its bytes."""
    return [EVENTS.decode(stored.topic, stored.state) for stored in casework.recorder.select_events(case_id)]


def shown(value: Any, reveal: Callable[[str], str | None]) -> Any:
    """A value of an event in plain words."""
    match value:
        case Named():
            return value.person
        case Sealed():
            return reveal(value.ref)
        case Due():
            return value.on.isoformat()
        case date() if not isinstance(value, datetime):
            return value.isoformat()
        case datetime():
            return written(value)
        case tuple() if value and all(isinstance(item, Obligation) for item in value):
            return {item.duty: item.due.on.isoformat() for item in value}
        case tuple():
            return tuple(shown(item, reveal) for item in value)
        case dict():
            return {key: shown(item, reveal) for key, item in value.items()}
        case msgspec.Struct():
            return {name: shown(getattr(value, name), reveal) for name in value.__struct_fields__}
    return value


# --- given ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Act:
    """Somebody gives a command at an instant."""

    command: Command
    by: str
    at: str


@dataclass(frozen=True)
class Expected:
    """An event that must have happened, with what it must show; fields that are not named may be anything."""

    cls: type[Event]
    fields: dict[str, Any]


def happened(cls: type[Event], **fields: Any) -> Expected:
    """``at`` is the instant at which it happened, ``actor`` who acted; the rest are the event's own fields."""
    return Expected(cls, fields)


@dataclass(repr=False)
class Story:
    """One case and what was done to it."""

    casework: Casework = field(default_factory=staffed_casework)
    case_id: UUID | None = None
    now: datetime = field(default_factory=lambda: instant("2022-08-08 08:00"))
    given: int = 0
    started_at: int = field(init=False)  # the position in the log: tells the command ids of several stories apart

    def __post_init__(self) -> None:
        self.started_at = self.log_position

    def when(
        self,
        command: Command,
        by: str,
        at: str | None = None,
        *,
        command_id: str | None = None,
        occurred_at: str | None = None,
        late_reason: str = "",
    ) -> Outcome:
        """Give a command; without ``at`` an hour after the one before."""
        self.now = instant(at) if at else self.now + timedelta(hours=1)
        self.given += 1
        caller = Caller(
            person=by,
            command_id=command_id or f"story-{self.started_at}/{self.given}",
            recorded_at=self.now,
            occurred_at=instant(occurred_at) if occurred_at else None,
            late_reason=late_reason,
        )
        before = self.log_position
        try:
            recorded = self.casework.handle(command, caller, self.case_id)
        except Refused as refusal:
            return Outcome(self, before, refusal=refusal)
        self.case_id = recorded.case_id
        return Outcome(self, before, recorded)

    def doing(self, *acts: Act) -> Self:
        """Give several commands, each of which must be accepted."""
        for act in acts:
            self.when(act.command, act.by, act.at).accepted()
        return self

    def when_time_passes_until(self, at: str) -> Outcome:
        """Let every moment happen at its own instant, as timers that are in time would."""
        before = self.log_position
        recorded = Recorded(self.case, self.state.version, tuple(punctual_moments(self.casework, self.case, at)))
        self.now = instant(at)
        return Outcome(self, before, recorded)

    def let(self, key: str, at: str) -> Answer:
        """A timer asks for one moment."""
        self.now = instant(at)
        return self.casework.let(self.case, key, self.now, cause="a timer")

    @property
    def case(self) -> UUID:
        assert self.case_id is not None, "nothing was registered yet"
        return self.case_id

    @property
    def problem(self) -> Problem:
        return self.casework.problem(self.case)

    @property
    def state(self) -> Any:
        """The case of any kind, as it is now."""
        return self.casework.load(self.case, fresh=True).state

    @property
    def history(self) -> list[Event]:
        return stored_events(self.casework, self.case)

    @property
    def log_position(self) -> int:
        return self.casework.recorder.max_notification_id() or 0

    def show(self, event: Event) -> dict[str, Any]:
        """The event's own fields in plain words, when it happened (``at``) and who acted (``actor``)."""
        own = {name: shown(getattr(event, name), self.reveal) for name in type(event).__struct_fields__}
        fields = {name: value for name, value in own.items() if name not in ENVELOPE}
        return {"at": written(event.occurred_at), "actor": event.envelope.actor.person, **fields}

    def reveal(self, ref: str) -> str | None:
        return self.casework.vault.reveal([ref]).get(ref)

    def happened(self, cls: type[Event]) -> list[str]:
        """When events of a class happened."""
        return [written(event.occurred_at) for event in self.history if isinstance(event, cls)]

    def due(self, duty: Duty) -> str | None:
        """The day by which a duty is owed now; None if it is not."""
        owed = next((o for o in self.state.obligations if o.duty is duty), None)
        return owed.due.on.isoformat() if owed else None


@dataclass(repr=False)
class Outcome:
    """What came of one command, or of time passing."""

    story: Story
    position_before: int
    recorded: Recorded | None = None
    refusal: Refused | None = None

    def accepted(self) -> Story:
        if self.refusal is not None:
            raise self.refusal
        return self.story

    def then(self, *expected: Expected) -> Story:
        """Exactly these events happened, in this order: first the moments that fell due, then the command's own."""
        self.accepted()
        assert self.recorded is not None
        assert [type(event).__name__ for event in self.recorded.events] == [e.cls.__name__ for e in expected]
        for event, wanted in zip(self.recorded.events, expected, strict=True):
            actual = self.story.show(event)
            assert {name: actual[name] for name in wanted.fields} == wanted.fields, type(event).__name__
        return self.story

    def then_nothing(self) -> Story:
        return self.then()

    def refused(self, code: str, **facts: Any) -> Story:
        """Refused with this code and these facts, in Chinese; not one event was appended anywhere."""
        assert self.refusal is not None, "it was accepted"
        assert self.refusal.code == code, self.refusal.message
        assert {name: self.refusal.facts[name] for name in facts} == facts
        assert "{" not in self.refusal.message
        assert "+00:00" not in self.refusal.message, "times are those of Beijing"
        assert self.story.log_position == self.position_before
        return self.story


def given(*acts: Act, casework: Casework | None = None) -> Story:
    """A case to which these acts happened; without any, an empty ledger and its people."""
    return (Story(casework) if casework else Story()).doing(*acts)


def punctual_moments(casework: Casework, case_id: UUID, until: str | datetime) -> Iterator[Event]:
    """Let each moment happen at its own instant, one call each."""
    end = instant(until) if isinstance(until, str) else until
    while (view := casework.view(case_id)) and view.next_moment and view.next_moment.at <= end:
        answer = casework.let(case_id, view.next_moment.key, view.next_moment.at, cause="a timer")
        assert answer == "acted"
        yield from stored_events(casework, case_id)[view.version :]
