"""在谁手中: in whose hands a problem lay, from which event to which, and how many working days in each.

The stretches follow each other without a gap as long as the problem is open. Working days are counted after the day on
which a stretch begins, so that those of all stretches add up to those between the first day and the last; what passes
on at 24:00 (a claim that expired, a rest that is over) passes on on the day that ends. What rests
(暂缓整改, 长期坚持) and what waits for an answer that was asked for in time (延期, 暂缓) stands apart from what lies
with the unit. Source: domain reference, section 3 ("holds") and section 11 (L8).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from domain.calendar import BusinessCalendar
from domain.events import Named
from domain.problem.problem import ENDED, LAYER_OF, STAGE_NAMES, ProblemEvent, Stage
from projections.ledger import LedgerRow
from projections.ledger_lines import day_of


class Side(StrEnum):
    """On which side of the work it lay."""

    UNIT = "UNIT"
    SUPERVISING = "SUPERVISING"
    HELD = "HELD"
    PAUSED = "PAUSED"


SIDE_NAMES = {
    Side.UNIT: "责任单位",
    Side.SUPERVISING: "督办方",
    Side.HELD: "等待答复",
    Side.PAUSED: "暂缓",
}

SUPERVISING_HOLDERS = {
    Stage.REGISTERED: "交办方",
    Stage.REFUSED: "不认领核实方",
    Stage.PLAN_REVIEW: "方案审批方",
    Stage.CLOSE_PENDING: "销号审批方",
    **{stage: f"第{layer}层复核方" for stage, layer in LAYER_OF.items()},
}
"""Who holds a problem that does not lie with the responsible unit."""

PAUSED_STAGES = frozenset({Stage.SUSPENDED, Stage.LONG_TERM})


class Holder(msgspec.Struct, frozen=True):
    """Who must act next, and who answers for the problem meanwhile: its unit, 责任领导 and 责任人, once named."""

    side: Side
    name: str
    unit: str
    leader: Named | None
    persons: tuple[Named, ...]


class Hand(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch: ``since_version`` and ``until_version`` cite the events that began and ended it; None: it lasts."""

    holder: str
    side: Side
    unit: str
    leader: Named | None
    persons: tuple[Named, ...]
    since: datetime
    since_version: int
    until: datetime | None
    until_version: int | None
    working_days: int


class Taken(msgspec.Struct, frozen=True):
    """The problem came into these hands, or (None) ended."""

    holder: Holder | None
    at: datetime
    version: int


def hands(
    events: Sequence[ProblemEvent], rows: Sequence[LedgerRow], at: datetime, calendar: BusinessCalendar
) -> Iterator[Hand]:
    """The stretches up to ``at``, of which those of no length are left out; ``rows``: the ledger after each event."""
    taken = list(handovers(events, rows))
    for now, after in zip(taken, [*taken[1:], None], strict=True):
        if now.holder is not None and (after is None or after.at != now.at):
            last = day_of(after.at if after else at)
            yield Hand(
                holder=now.holder.name,
                side=now.holder.side,
                unit=now.holder.unit,
                leader=now.holder.leader,
                persons=now.holder.persons,
                since=now.at,
                since_version=now.version,
                until=after.at if after else None,
                until_version=after.version if after else None,
                working_days=calendar.working_days(day_of(now.at), last),
            )


def handovers(events: Sequence[ProblemEvent], rows: Sequence[LedgerRow]) -> Iterator[Taken]:
    """Each change of hands, in stream order. What was observed before the last one, and told later, moves none back."""
    before: Taken | None = None
    for event, row in zip(events, rows, strict=True):
        holder = holder_of(row)
        if before is None or before.holder != holder:
            at = max(event.occurred_at, before.at) if before else event.occurred_at
            before = Taken(holder, at, event.originator_version)
            yield before


def holder_of(row: LedgerRow) -> Holder | None:
    """Nobody holds what has ended."""
    if row.stage in ENDED:
        return None
    side, name = side_of(row)
    persons = row.persons or ((row.person,) if row.person else ())
    return Holder(side, name, row.unit, row.leader, persons)


def side_of(row: LedgerRow) -> tuple[Side, str]:
    if row.stage in SUPERVISING_HOLDERS:
        return Side.SUPERVISING, SUPERVISING_HOLDERS[row.stage]
    if row.stage in PAUSED_STAGES:
        return Side.PAUSED, f"{row.unit}（{STAGE_NAMES[row.stage]}）"
    if row.extension is not None and not row.extension.late:
        return Side.HELD, "延期审批方"
    if row.waits_since is not None:
        return Side.HELD, "暂缓审批方"
    return Side.UNIT, row.unit


def who(hand: Hand) -> str:
    """甲镇，责任领导某某，责任人某某; before anybody was named, the unit alone."""
    named = [f"责任领导{hand.leader.name}"] if hand.leader else []
    named += [f"责任人{'、'.join(one.name for one in hand.persons)}"] if hand.persons else []
    return "，".join(part for part in (hand.unit, *named) if part)


def answerable(hand: Hand) -> tuple[Named, ...]:
    """责任领导 and 责任人 of that stretch."""
    return (hand.leader, *hand.persons) if hand.leader else hand.persons


def hand_at(stretches: Sequence[Hand], version: int) -> Hand | None:
    """The stretch in which an event of this version fell: the last that began at or before it."""
    begun = [hand for hand in stretches if hand.since_version <= version]
    return begun[-1] if begun else next(iter(stretches), None)
