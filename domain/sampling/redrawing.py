"""复核抽样: a recorded draw is drawn again, and what differs is named."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Literal

import msgspec
from msgspec.structs import replace

from domain.refusal import Refused
from domain.sampling.drawing import METHOD, Addition, Drawn, Substitution, following, replacement
from domain.sampling.frame import Frame, commitment, frame_hash
from domain.sampling.order import first_picks


class Difference(msgspec.Struct, frozen=True):
    """Where a recorded draw is not what follows from frame, seed and plan. ``number`` counts picks and acts from 1."""

    what: Literal["method", "commitment", "frame", "pick", "addition", "substitution"]
    recorded: str
    redrawn: str
    number: int = 0

    @property
    def message(self) -> str:
        place = DIFFERENCE_NAMES[self.what].format(number=self.number)
        return f"{place}：记录为{self.recorded or '无'}，复核为{self.redrawn or '无'}"


DIFFERENCE_NAMES = {
    "method": "抽样方法",
    "commitment": "种子承诺",
    "frame": "抽样框哈希",
    "pick": "第{number}个抽中对象",
    "addition": "第{number}次变更（增抽）",
    "substitution": "第{number}次变更（替换）",
}


def redraw(frame: Frame, recorded: Drawn, committed: str) -> tuple[Difference, ...]:
    """复核抽样: draw again and say exactly what differs; nothing differs if the draw is true.

    Another frame, or another method, makes everything differ: then only that is said. Each act is judged by the
    record before it, so that one false entry is one difference. Raises Refused for a malformed seed.
    """
    seed_again = commitment(recorded.seed)
    made_of = (
        Difference("method", recorded.method, METHOD),
        Difference("frame", recorded.frame_hash, frame_hash(frame)),
        Difference("commitment", committed, seed_again),
    )
    differing = tuple(difference for difference in made_of if difference.recorded != difference.redrawn)
    if any(difference.what != "commitment" for difference in differing):
        return differing
    return (*differing, *differing_picks(frame, recorded), *differing_acts(frame, recorded))


def differing_picks(frame: Frame, recorded: Drawn) -> Iterator[Difference]:
    again = (pick.id for pick in first_picks(frame, recorded.seed, recorded.plan))
    for number, (was, now) in enumerate(zip_longest(recorded.ids, again, fillvalue=""), start=1):
        if was != now:
            yield Difference("pick", was, now, number)


def differing_acts(frame: Frame, recorded: Drawn) -> Iterator[Difference]:
    """An act that nothing can follow from (it takes or replaces whom it cannot) is left out of the record before it."""
    known = {entry.id for entry in frame.entries}
    before = replace(recorded, ids=tuple(id for id in recorded.ids if id in known), acts=())
    for number, act in enumerate(recorded.acts, start=1):
        now = due_act(frame, before, act)
        if act.taken != now:
            yield Difference(act.kind, act.taken, now, number)
        replaces_nobody = isinstance(act, Substitution) and act.out not in before.current
        if act.taken in known - before.used and not replaces_nobody:
            before = replace(before, acts=(*before.acts, act))


def due_act(frame: Frame, before: Drawn, act: Addition | Substitution) -> str:
    """Whom the act should have taken; nobody where it should have been refused."""
    try:
        if isinstance(act, Addition):
            return following(frame, before, act.group, act.stratum)
        return replacement(frame, before, act.out)
    except Refused:
        return ""
