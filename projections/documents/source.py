"""What a document is read from: the ledgers and the log from one viewpoint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from domain.calendar import BusinessCalendar
from domain.campaign.report import Report
from domain.campaign.reporting import ReportOwed
from domain.case import CaseEvent
from domain.event_table import PROBLEM_EVENTS
from domain.events import topic
from domain.inspection.finding import GoodPracticeRecorded
from domain.inspection.inspection import Inspection
from domain.pack import Pack
from domain.problem.problem import ProblemEvent
from projections import ledger, sampling_ledger
from projections.as_of import Basis
from projections.ledger import LedgerRow
from projections.ledger_lines import LedgerLine, Reveal, Selection, ledger_lines
from projections.monitoring_ledger import MonitoringRow
from projections.seeing import Seen
from projections.versioned import HOUSEHOLDS, PROBLEMS

PROBLEM_TOPICS = tuple(topic(cls) for cls in PROBLEM_EVENTS)


class Source:
    """What is seen from a viewpoint. ``reveal`` gives the plain texts of sealed ones."""

    def __init__(self, seen: Seen, packs: Mapping[str, Pack], calendar: BusinessCalendar, reveal: Reveal) -> None:
        self.seen, self.packs, self.calendar, self.reveal = seen, packs, calendar, reveal

    @property
    def basis(self) -> Basis:
        return self.seen.basis

    def rows(self, chosen: Selection) -> list[LedgerRow]:
        return [row for row in self.seen.rows(PROBLEMS) if chosen.admits(row)]

    def problem(self, case_id: UUID | None) -> LedgerRow | None:
        found = self.seen.folded(ledger.apply, PROBLEM_TOPICS, [case_id] if case_id else [])
        return next(iter(found.values()), None)

    def lines(self, chosen: Selection) -> tuple[tuple[LedgerRow, LedgerLine], ...]:
        """The chosen problems with what the ledger shows of each."""
        rows = self.rows(chosen)
        return tuple(zip(rows, self.shown(rows), strict=True))

    def shown(self, rows: Sequence[LedgerRow]) -> tuple[LedgerLine, ...]:
        """What the ledger shows of problems, names masked."""
        return ledger_lines(rows, self.basis.as_of, self.calendar, self.packs, self.reveal)

    def monitored(self, chosen: Selection) -> list[MonitoringRow]:
        return [row for row in self.seen.rows(HOUSEHOLDS) if isinstance(row, MonitoringRow) and chosen.admits(row)]

    def inspections_of(self, campaign: str, group: str) -> list[Inspection]:
        rows = self.seen.folded(sampling_ledger.apply, sampling_ledger.TOPICS).values()
        return [row for row in rows if row.campaign == campaign and row.group == group]

    def report(self, case_id: UUID | None) -> Report | None:
        state: Report | None = None
        for _, events in self.seen.streams([case_id] if case_id else []):
            for event in events:
                if isinstance(event, CaseEvent) and (state or isinstance(event, ReportOwed)):
                    state = event.evolve(state)
        return state

    def events_of(self, case_id: UUID) -> tuple[ProblemEvent, ...]:
        """The events of a problem."""
        [(_, events)] = self.seen.streams([case_id])
        return tuple(event for event in events if isinstance(event, ProblemEvent))

    def practices(self, inspections: list[Inspection]) -> list[GoodPracticeRecorded]:
        """典型经验 that was recorded in these inspections, in its order."""
        streams = self.seen.streams((one.id for one in inspections), [topic(GoodPracticeRecorded)])
        return [event for _, events in streams for event in events if isinstance(event, GoodPracticeRecorded)]
