"""常态职责台账 (L13): who owed which recurring duty in which period, what was done of it, and whether that was enough.

A row is the duty as its events tell it. Nobody fills the ledger in: each record of doing it counts by itself.
Source: domain reference, sections 11 and 12; R001-05 to R001-10, R003-37.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.duty.duty import DutyEvent, DutyLine, StandingDuty, lines_of
from domain.event_table import DUTY_EVENTS
from domain.events import Event, topic
from domain.papers import ColumnTitle, LedgerCode
from projections.ledger_lines import Say
from projections.printed import Cells, LedgerTable, OfCases, Source

TOPICS = tuple(topic(cls) for cls in DUTY_EVENTS)
HOUSEHOLDS = "户"


def apply(duty: StandingDuty | None, event: Event) -> StandingDuty | None:
    """The duty after this event; None as long as nobody has it."""
    if not isinstance(event, DutyEvent) or (duty is not None and event.originator_version <= duty.version):
        return duty
    after: StandingDuty = event.evolve(duty)
    return after


class PeriodLine(NamedTuple):
    """What one holder owed in one period."""

    duty: StandingDuty
    line: DutyLine


COLUMNS: Cells[PeriodLine] = (
    (ColumnTitle("职责"), lambda one: one.duty.what),
    (ColumnTitle("责任单位"), lambda one: one.duty.unit),
    (ColumnTitle("责任人"), lambda one: one.duty.person.name if one.duty.person else ""),
    (ColumnTitle("周期"), lambda one: one.line.period),
    (ColumnTitle("期限"), lambda one: f"{one.line.due_on}{'（暂定）' if one.line.provisional else ''}"),
    (ColumnTitle("应完成"), lambda one: str(one.line.needed)),
    (ColumnTitle("已完成"), lambda one: str(one.line.done)),
    (ColumnTitle("走访的村、户"), lambda one: places_text(one)),
    (ColumnTitle("缺少材料"), lambda one: "、".join(one.line.papers_missing)),
    (ColumnTitle("结果"), lambda one: one.line.in_words),
)


def places_text(one: PeriodLine) -> str:
    """Villages by name; households, who are opaque, by their number."""
    if one.duty.terms.of == HOUSEHOLDS:
        return f"{len(one.line.places)}户" if one.line.places else ""
    return "、".join(one.line.places)


def duty_table(source: Source) -> LedgerTable:
    duties = [duty for duty in source.seen.folded(apply, TOPICS).values() if chosen(duty, source)]

    def lines(duty: StandingDuty, say: Say) -> Iterator[tuple[str, PeriodLine]]:
        for line in lines_of(duty):
            yield f"{duty.number}/{line.period}", PeriodLine(duty, line)

    shape = OfCases(COLUMNS, apply, lambda duty: (duty.id, duty.number), lines)
    return shape.printed(duties, source.title(LedgerCode.L13, "常态职责台账"), source.head(LedgerCode.L13))


def chosen(duty: StandingDuty, source: Source) -> bool:
    wanted = source.chosen
    return (
        duty.campaign == wanted.campaign
        and wanted.unit in ("", duty.unit, duty.village)
        and wanted.number in ("", duty.number)
    )
