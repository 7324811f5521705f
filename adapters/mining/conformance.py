"""符合性: how often each way of the lifecycle was walked in a log, and what went where the table knows no way.

The write side refuses a wrong step when it is decided; this reads what stands in a log, whoever wrote it.
`python -m adapters.mining.conformance docs/conformance.md` renews the document, over the timelines that are shipped.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from adapters.event_store.opening import open_in_memory
from adapters.packs import packs_folder
from adapters.play.reference import table
from adapters.play.running import play
from adapters.play.words import EVENTS
from domain.case import CaseKind
from domain.events import Event, topic
from domain.lifecycle import ALLOWED, MOVES, Move
from domain.write_side import KIND_OF_STATE, KINDS
from projections.log import Log, read_all

Step = tuple[StrEnum | None, type[Event], StrEnum]
NOT_THERE = "—"

PREFACE = """\
# 符合性

由 `python -m adapters.mining.conformance docs/conformance.md` 生成，不要手工修改：把自带的全部剧本各演练一遍，
把日志中的每一步同[生命周期](lifecycle.md)逐一核对。对自己的数据：`duban mining conformance`。

- 次数：日志中走过这一步的次数；0 表示自带的剧本没有走到（逐个事件的测试另有）。
- 走偏：生命周期表中没有的走法。
"""


class Astray(msgspec.Struct, frozen=True):
    """A step that the table does not know: the event, and from where to where it led."""

    kind: str
    case_id: UUID
    version: int
    event: str
    since: str
    to: str


class Walked(msgspec.Struct, frozen=True):
    """A row of the lifecycle, and how often a log walked it."""

    kind: str
    event: str
    since: str
    to: str
    times: int


class Conformance(msgspec.Struct, frozen=True):
    """What a log shows: how many cases of each kind, how often each row was walked, and what went astray."""

    cases: dict[str, int]
    walked: tuple[Walked, ...]
    astray: tuple[Astray, ...]


class Counted:
    """Counts steps over one log or several; keeps of each case its state, nothing else."""

    def __init__(self) -> None:
        self.cases: Counter[str] = Counter()
        self.steps: Counter[Step] = Counter()
        self.astray: list[Astray] = []

    def count(self, log: Log) -> None:
        """Raises CannotRead."""
        states: dict[UUID, Any] = {}
        for known in read_all(log):
            before = states.get(known.event.originator_id)
            if before is None and known.event.originator_version > 1:
                continue  # a standing case: it has no stages
            after = known.event.evolve(before) if before is not None else begun(known.event)
            if after is not None:
                states[known.event.originator_id] = after
                self._step(before, known.event, after)

    def _step(self, before: Any, event: Event, after: Any) -> None:
        kind = KIND_OF_STATE[type(after)]
        self.cases[kind.chinese] += before is None
        step = (before.stage if before is not None else None, type(event), after.stage)
        if step in ALLOWED[kind.state]:
            self.steps[step] += 1
        elif step[0] != step[2]:
            names = stage_name(kind, step[0]), stage_name(kind, step[2])
            self.astray.append(
                Astray(kind.chinese, event.originator_id, event.originator_version, EVENTS[topic(type(event))], *names)
            )

    def result(self) -> Conformance:
        walked = (row for kind in KINDS if kind.state in MOVES for row in self._rows(kind))
        return Conformance(dict(self.cases), tuple(walked), tuple(self.astray))

    def _rows(self, kind: CaseKind) -> Iterator[Walked]:
        for move in MOVES[kind.state]:
            for since in move.since or (None,):
                for to in move.to:
                    if since != to:
                        yield self._row(kind, move, since, to)

    def _row(self, kind: CaseKind, move: Move, since: StrEnum | None, to: StrEnum) -> Walked:
        names = stage_name(kind, since), stage_name(kind, to)
        return Walked(kind.chinese, EVENTS[topic(move.event)], *names, self.steps[since, move.event, to])


def begun(event: Event) -> Any:
    """The case that an event begins; None: a standing one, which has no stages."""
    kind = topic(type(event)).split(".")[0]
    return event.evolve(None) if kind in STAGED else None


STAGED = frozenset(kind.name for kind in KINDS if kind.state in MOVES)


def stage_name(kind: CaseKind, stage: StrEnum | None) -> str:
    return kind.stage_names[stage] if stage is not None else NOT_THERE


def conformance(log: Log) -> Conformance:
    """Raises CannotRead."""
    counted = Counted()
    counted.count(log)
    return counted.result()


# --- the document -----------------------------------------------------------------------------------------------------


def of_shipped_timelines(folder: Path) -> Conformance:
    counted = Counted()
    for file in sorted(folder.glob("*/scenarios/*.yaml")):
        with open_in_memory() as store:
            play(file, store, packs=folder)
            counted.count(store.recorder)
    return counted.result()


def document(found: Conformance) -> str:
    walked = sum(row.times > 0 for row in found.walked)
    ways = f"走过 {len(found.walked)} 种走法中的 {walked} 种"
    says = f"共 {sum(found.cases.values())} 件，{ways}，走偏 {len(found.astray)} 处。\n"
    kinds = (section(name, found) for name in dict.fromkeys(row.kind for row in found.walked))
    return "\n".join((PREFACE, says, *kinds))


def section(kind: str, found: Conformance) -> str:
    rows = [(row.event, row.since, row.to, str(row.times)) for row in found.walked if row.kind == kind]
    return f"## {kind}\n\n{found.cases.get(kind, 0)} 件\n\n{table(('事件', '从', '到', '次数'), rows)}\n"


def main(arguments: Iterable[str]) -> None:
    Path(next(iter(arguments))).write_text(document(of_shipped_timelines(packs_folder(None))), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
