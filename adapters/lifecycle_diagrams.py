"""生命周期图: how each kind of case goes from stage to stage, drawn from the domain's own table.

`python -m adapters.lifecycle_diagrams docs/lifecycle.md` renews the document.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path

from adapters.play.reference import table
from adapters.play.words import EVENTS
from domain.case import CaseKind
from domain.events import topic
from domain.lifecycle import MOVES, Move
from domain.write_side import KINDS

BEGIN = "[*]"
MANY = 6
"""From so many stages on, a move is drawn once, from the box around them."""

PREFACE = """\
# 生命周期

由程序中的生命周期表（`domain/lifecycle.py`）生成，不要手工修改：
`python -m adapters.lifecycle_diagrams docs/lifecycle.md`。

- 办理时发生的每个事件都按此表核对，表中没有的走法不会发生。
- 方框内的各状态都可以走从方框引出的箭头。
- 某状态下谁能办什么，见[权限表](authority.md)；到期自动发生的（逾期未认领、暂缓期满等）也在图中。
"""


def document() -> str:
    return "\n".join((PREFACE, *(section(kind) for kind in KINDS if kind.state in MOVES)))


def section(kind: CaseKind) -> str:
    moves = MOVES[kind.state]
    rows = [(event_name(move), stages(move.since, kind) or "—", stages(move.to, kind)) for move in moves]
    drawn = "" if len(moves) == 1 else "```mermaid\n" + "\n".join(diagram(kind, moves)) + "\n```\n\n"
    return f"## {kind.chinese}\n\n{drawn}{table(('事件', '从', '到'), rows)}\n"


def diagram(kind: CaseKind, moves: tuple[Move, ...]) -> Iterator[str]:
    """The lines of a Mermaid state diagram; arrows between the same two ends are one, with all their names."""
    box = max((move.since for move in moves if len(move.since) >= MANY), key=len, default=())
    named: dict[tuple[str, str], list[str]] = {}
    for move in moves:
        for since in begins(move, box):
            for to in move.to:
                if since != to:
                    named.setdefault((since, to), []).append(event_name(move))
    yield "stateDiagram-v2"
    if box:
        yield '    state "未办结" as UNFINISHED {'
        yield from (f"        {state(stage, kind)}" for stage in box)
        yield "    }"
    yield from (f"    {state(stage, kind)}" for stage in kind.stage_names if stage not in box)
    yield from (f"    {since} --> {to}: {'、'.join(names)}" for (since, to), names in named.items())


def begins(move: Move, box: tuple[StrEnum, ...]) -> Iterable[str]:
    if not move.since:
        return (BEGIN,)
    if box and set(move.since) >= set(box):
        return ("UNFINISHED", *(stage for stage in move.since if stage not in box))
    return move.since


def state(stage: StrEnum, kind: CaseKind) -> str:
    return f'state "{kind.stage_names[stage]}" as {stage}'


def stages(found: tuple[StrEnum, ...], kind: CaseKind) -> str:
    return "、".join(kind.stage_names[stage] for stage in found)


def event_name(move: Move) -> str:
    return EVENTS[topic(move.event)]


def main(arguments: list[str]) -> None:
    Path(arguments[0]).write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
