"""What a document is read from: the log from one viewpoint, folded once for each ledger that it asks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from domain.calendar import BusinessCalendar
from domain.campaign.report import Report
from domain.campaign.reporting import ReportOwed
from domain.case import CaseEvent
from domain.events import Event
from domain.inspection.finding import GoodPracticeRecorded
from domain.inspection.inspection import Inspection
from domain.pack import Pack
from domain.problem.problem import ProblemEvent
from projections import ledger, monitoring_ledger, sampling_ledger
from projections.as_of import Apply, Basis, Viewpoint, fold
from projections.ledger import LedgerRow
from projections.ledger_lines import LedgerLine, Reveal, Selection, ledger_lines
from projections.log import Log
from projections.monitoring_ledger import MonitoringRow

Row = TypeVar("Row")


class Source:
    """The log from a viewpoint. ``reveal`` gives the plain texts of sealed ones."""

    def __init__(
        self, log: Log, view: Viewpoint, packs: Mapping[str, Pack], calendar: BusinessCalendar, reveal: Reveal
    ) -> None:
        self.log, self.view, self.packs, self.calendar, self.reveal = log, view, packs, calendar, reveal

    def folded(self, apply: Apply[Row]) -> dict[UUID, Row]:
        return fold(self.log, self.view, apply)[0]

    @cached_property
    def problems(self) -> tuple[tuple[LedgerRow, ...], Basis]:
        rows, basis = fold(self.log, self.view, ledger.apply)
        return tuple(rows.values()), basis

    @property
    def basis(self) -> Basis:
        return self.problems[1]

    def rows(self, chosen: Selection) -> list[LedgerRow]:
        return [row for row in self.problems[0] if chosen.admits(row)]

    def lines(self, chosen: Selection) -> tuple[tuple[LedgerRow, LedgerLine], ...]:
        """The chosen problems with what the ledger shows of each, names masked."""
        rows = self.rows(chosen)
        shown = ledger_lines(rows, self.view.at, self.calendar, self.packs, self.reveal)
        return tuple(zip(rows, shown, strict=True))

    def monitored(self, chosen: Selection) -> list[MonitoringRow]:
        rows = self.folded(monitoring_ledger.apply).values()
        return [row for row in rows if isinstance(row, MonitoringRow) and chosen.admits(row)]

    def inspections_of(self, campaign: str, group: str) -> list[Inspection]:
        rows = self.folded(sampling_ledger.apply).values()
        return [row for row in rows if row.campaign == campaign and row.group == group]

    def report(self, case_id: UUID | None) -> Report | None:
        def apply(row: Report | None, event: Event) -> Report | None:
            if event.originator_id != case_id or not isinstance(event, CaseEvent):
                return row
            after: Report | None = event.evolve(row) if row or isinstance(event, ReportOwed) else None
            return after

        return self.folded(apply).get(case_id) if case_id else None

    def events_of(self, case_id: UUID) -> tuple[ProblemEvent, ...]:
        """The events of a problem."""

        def apply(row: tuple[ProblemEvent, ...] | None, event: Event) -> tuple[ProblemEvent, ...] | None:
            if event.originator_id == case_id and isinstance(event, ProblemEvent):
                return (*(row or ()), event)
            return row

        return self.folded(apply).get(case_id, ())

    def practices(self, inspections: list[Inspection]) -> list[GoodPracticeRecorded]:
        """典型经验 that was recorded in these inspections, in its order."""
        ours = {inspection.id for inspection in inspections}

        def apply(
            row: tuple[GoodPracticeRecorded, ...] | None, event: Event
        ) -> tuple[GoodPracticeRecorded, ...] | None:
            if event.originator_id in ours and isinstance(event, GoodPracticeRecorded):
                return (*(row or ()), event)
            return row

        return [one for recorded in self.folded(apply).values() for one in recorded]
