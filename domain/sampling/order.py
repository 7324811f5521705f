"""The order of a draw: who is served when. It is told in words at the top of this package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

import msgspec

from domain.refusal import Refused
from domain.sampling.frame import ANYONE, Entry, Frame, frame_hash, sha256
from domain.sampling.rule import DrawPlan, DrawRule, Quota


class Pick(msgspec.Struct, frozen=True):
    """One of the sample, the stratum that it was drawn for (ANYONE: for none), and its group."""

    id: str
    stratum: str = ANYONE
    group: str = ""


class Waiting:
    """Who of a group has not been served yet, in the order of the draw."""

    def __init__(self, group: str, line: Sequence[Entry]) -> None:
        self.group = group
        self.served: dict[str, Entry] = {}
        self._line = line
        self._queues: dict[str, Iterator[Entry]] = {}

    def next_of(self, stratum: str) -> Pick | None:
        queue = self._queues.setdefault(stratum, (entry for entry in self._line if entry.is_in(stratum)))
        for entry in queue:
            if entry.id not in self.served:
                self.served[entry.id] = entry
                return Pick(entry.id, stratum, self.group)
        return None


def lines_of(frame: Frame, seed: str, plan: DrawPlan) -> dict[str, list[Entry]]:
    """The entries of each group in the order of the draw; the groups in ascending order."""
    prefix = f"{seed}\n{frame_hash(frame)}\n{plan.purpose}\n"
    lines: dict[str, list[Entry]] = {group: [] for group in sorted({group_of(e, plan) for e in frame.entries})}
    for entry in sorted(frame.entries, key=lambda entry: sha256(f"{prefix}{entry.id}")):
        lines[group_of(entry, plan)].append(entry)
    return lines


def group_of(entry: Entry, plan: DrawPlan) -> str:
    if not plan.rule.per:
        return ""
    if plan.rule.per not in entry.attributes:
        raise Refused("attribute_missing", id=entry.id, attribute=plan.rule.per)
    return entry.attributes[plan.rule.per]


def first_picks(frame: Frame, seed: str, plan: DrawPlan) -> Iterator[Pick]:
    """The draw itself, before any act."""
    for group, line in lines_of(frame, seed, plan).items():
        waiting = Waiting(group, line)
        by_quota = tuple(serve_quotas(waiting, plan.rule.quotas))
        yield from by_quota
        yield from islice(serve_others(waiting, plan.rule), max(0, plan.rule.size(len(line)) - len(by_quota)))


def whole_line(group: str, line: Sequence[Entry], rule: DrawRule) -> Iterator[Pick]:
    """Everyone of a group in the order in which a draw without end would take them."""
    waiting = Waiting(group, line)
    return chain(serve_quotas(waiting, rule.quotas), serve_others(waiting, rule))


def serve_quotas(waiting: Waiting, quotas: Iterable[Quota]) -> Iterator[Pick]:
    for quota in quotas:
        while sum(entry.is_in(quota.code) for entry in waiting.served.values()) < quota.at_least:
            pick = waiting.next_of(quota.code)
            if pick is None:
                break
            yield pick


def serve_others(waiting: Waiting, rule: DrawRule) -> Iterator[Pick]:
    """The priority strata in turn until they are exhausted, then the rest."""
    strata = [stratum.code for stratum in rule.priority]
    while strata:
        picks = {stratum: pick for stratum in strata if (pick := waiting.next_of(stratum)) is not None}
        yield from picks.values()
        strata = list(picks)
    while (pick := waiting.next_of(ANYONE)) is not None:
        yield pick
