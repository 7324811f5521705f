"""What can be asked of the ledgers: one method for each question, each from any viewpoint."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Engine

from domain.calendar import BusinessCalendar
from domain.issue.preparing import PrepareTable
from domain.pack import Pack
from domain.problem.problem import ProblemEvent
from domain.refusal import Refused
from domain.write_side import PROBLEM
from projections import alike, annexes, frozen_tables, inbox, numbers, signals, traces, trail, versioned
from projections.accounts import Accounts, accounts
from projections.alike import Alike
from projections.annexes import Annex
from projections.as_of import Basis, Viewpoint
from projections.case_sheet import CaseSheet, Reading, sheet
from projections.cleared import Cleared, cleared
from projections.collecting import collector_resting
from projections.ledger import LedgerRow
from projections.ledger_lines import Gate, Ledger, Reveal, Selection, ledger_lines, nobody
from projections.log import Log, decode
from projections.monitoring_ledger import AidBeside, HouseholdRow, MonitoringRow
from projections.monitoring_lines import MonitoringLedger, monitoring_ledger
from projections.seeing import Seen, seen
from projections.signals import Signals
from projections.summary import Summary, summarise
from projections.tables import LIVE
from projections.trail import Trail
from projections.versioned import HOUSEHOLDS, PROBLEMS

EVERYTHING = Selection()


class Ledgers:
    """The reading side. For now it reads the tables that the follower keeps; for any other moment it folds the log.

    ``reveal`` gives the plain texts of sealed ones; whoever passes it answers for logging what is revealed.
    """

    def __init__(
        self, engine: Engine, log: Log, packs: Mapping[str, Pack], calendar: BusinessCalendar, reveal: Reveal
    ) -> None:
        self.engine = engine
        self.log = log
        self.packs = packs
        self.calendar = calendar
        self.reveal = reveal

    def seen(self, view: Viewpoint) -> AbstractContextManager[Seen]:
        """The rows from this viewpoint, as long as it is open."""
        return seen(self.engine, self.log, view)

    def ledger(self, view: Viewpoint, chosen: Selection = EVERYTHING, unmask: Gate = nobody) -> Ledger:
        """台账. ``unmask`` says whose 户主姓名 stands in full."""
        rows, basis = self._rows(view, chosen)
        lines = ledger_lines(rows, view.at, self.calendar, self.packs, self.reveal, unmask(rows))
        return Ledger(basis, lines)

    def household_annex(
        self, view: Viewpoint, reporting_unit: str, chosen: Selection = EVERYTHING, unmask: Gate = nobody
    ) -> Annex:
        """L1 附件1-1 户内问题整改台账."""
        return annexes.household_annex(self.ledger(view, chosen, unmask), reporting_unit)

    def area_annex(
        self, view: Viewpoint, reporting_unit: str, chosen: Selection = EVERYTHING, unmask: Gate = nobody
    ) -> Annex:
        """L2 附件1-2 面上问题整改台账."""
        return annexes.area_annex(self.ledger(view, chosen, unmask), reporting_unit)

    def plan_list(self, view: Viewpoint, chosen: Selection, unmask: Gate = nobody) -> Annex:
        """L7 整改方案清单 of the chosen campaign. Raises Refused."""
        return annexes.plan_list(self.ledger(view, chosen, unmask), self._pack(chosen))

    def summary(self, view: Viewpoint, chosen: Selection) -> Summary:
        """L3 附件2 整改情况汇总表 of the chosen campaign. Raises Refused."""
        pack = self._pack(chosen)
        with collector_resting():
            rows, cases, basis = self._problems_and_cases(view, chosen)
            return summarise(rows, pack, basis, cases)

    def filled_in(self, command: PrepareTable, now: datetime) -> PrepareTable:
        """填报: the command with its table as the log has it at the moments that it names. Raises Refused."""
        view, chosen = frozen_tables.view_of(command, now), frozen_tables.chosen(command)
        self._pack(chosen)
        rows, cases, basis = self._problems_and_cases(view, chosen)
        source = frozen_tables.Source(rows, cases, basis, self.packs, self.calendar, self.reveal)
        return frozen_tables.filled_in(command, source)

    def accounts_of(self, view: Viewpoint, chosen: Selection) -> tuple[list[LedgerRow], list[MonitoringRow], Basis]:
        """我方账目: problems and households as the ledgers have them, to be laid beside the accounts of others."""
        return self._problems_and_cases(view, chosen)

    def monitoring(self, view: Viewpoint, chosen: Selection = EVERYTHING, unmasked: bool = False) -> MonitoringLedger:
        """L12 监测台账. ``unmasked`` shows 户主姓名 in full: only for the entitled."""
        rows, basis = self._monitored(view, chosen)
        return monitoring_ledger(rows, basis, self.packs, self.reveal, unmasked)

    def cleared(self, view: Viewpoint, chosen: Selection, first: date, last: date) -> Cleared:
        """动态清零, day by day, of the chosen campaign. Raises Refused."""
        return cleared(self.log, view, self._pack(chosen), chosen, first, last)

    def accounts(self, view: Viewpoint, chosen: Selection = EVERYTHING, read: Gate = nobody) -> Accounts:
        """三方比对台账. ``read`` says of which households the texts may be read."""
        return accounts(self.log, view, self.packs, self.reveal, chosen, read)

    def trail(self, view: Viewpoint, problem_no: str) -> Trail:
        """L8 责任链条. Raises Refused for a number that was not known then."""
        with self.engine.connect() as connection:
            case_id = numbers.case_of(connection, LIVE.numbers, problem_no, PROBLEM)
            messages = inbox.of_case(connection, LIVE, case_id) if case_id else []
        if case_id is None:
            raise Refused("unknown_case", case=problem_no, kind="问题")
        events, basis = self._events(view, case_id)
        if not events:
            raise Refused("unknown_case", case=problem_no, kind="问题")
        kept = self.packs[events[0].envelope.campaign].policy.retention
        return trail.tell(events, basis, self.calendar, self.reveal, kept, messages)

    def case(self, view: Viewpoint, case_id: UUID, number: str, read: Reading) -> CaseSheet:
        """One case of any kind, called by this number; ``read`` says what of its texts is shown. Raises Refused."""
        return sheet(self.log, case_id, number, view, read)

    def signals(self, view: Viewpoint, chosen: Selection = EVERYTHING, read: Gate = nobody) -> Signals:
        """虚假整改线索 that touch one of the chosen problems, which are compared with all others.

        ``read`` says whose texts may be read, for comparing measures; without it no text is.
        """
        with self.seen(view) as then:
            folded, basis = then.folded(traces.apply, traces.TOPICS), then.basis
        found = list(signals.signals_in(list(folded.values()), self.packs))
        planned = [trace for trace in folded.values() if trace.measures]
        readable = set(read(planned))
        compared = [trace for trace in planned if trace.subject in readable]
        texts = self.reveal(ref for trace in compared for ref in trace.measures)
        found += signals.copied_measures(compared, self.packs, texts)
        touched = {case_id for case_id, trace in folded.items() if chosen.admits(trace)}
        told = (one for one in found if any(cited.case_id in touched for cited in one.cites))
        return Signals(basis, len(compared), tuple(told))

    def alike(self, view: Viewpoint, chosen: Selection = EVERYTHING, at_least: int = 2) -> Alike:
        """同类问题: the chosen problems grouped by leaf and class of cause; groups of at least so many."""
        rows, basis = self._rows(view, chosen)
        return alike.alike(rows, self.packs, basis, at_least)

    def _rows(self, view: Viewpoint, chosen: Selection) -> tuple[list[LedgerRow], Basis]:
        """The chosen rows from this viewpoint, in the order of registration."""
        with self.seen(view) as then:
            return chosen_problems(then, chosen), then.basis

    def _monitored(self, view: Viewpoint, chosen: Selection) -> tuple[list[HouseholdRow], Basis]:
        """The chosen households from this viewpoint, in the order in which they were found."""
        with self.seen(view) as then:
            return chosen_households(then, chosen), then.basis

    def _problems_and_cases(
        self, view: Viewpoint, chosen: Selection
    ) -> tuple[list[LedgerRow], list[MonitoringRow], Basis]:
        """Both as they were at the same position of the log."""
        with self.seen(view) as then:
            cases = [row for row in chosen_households(then, chosen) if isinstance(row, MonitoringRow)]
            return chosen_problems(then, chosen), cases, then.basis

    def _events(self, view: Viewpoint, case_id: UUID) -> tuple[list[ProblemEvent], Basis]:
        """The events of a case from this viewpoint, in stream order."""
        stream = [decode(stored) for stored in self.log.select_events(case_id)]
        events = [event for event in stream if isinstance(event, ProblemEvent)]
        last = self.log.max_notification_id() or 0
        if view.live:
            return events, view.basis(last, final=False)
        with self.seen(view) as then:
            row = versioned.rows_of(then.connection, LIVE, PROBLEMS, [case_id])[case_id]
            later = trail.known_later(then.connection, LIVE.known_later, case_id)
        happened = [
            event
            for event in events[: row.version]
            if later.get(event.originator_version, event.timestamp) <= view.known and event.occurred_at <= view.at
        ]
        return happened, then.basis

    def _pack(self, chosen: Selection) -> Pack:
        if chosen.campaign not in self.packs:
            raise Refused("unknown_campaign", campaign=chosen.campaign)
        return self.packs[chosen.campaign]


def chosen_problems(then: Seen, chosen: Selection) -> list[LedgerRow]:
    rows = then.rows(PROBLEMS)
    return [row for row in rows if chosen.admits(row) and chosen.lies_at in (None, row.lies_at)]


def chosen_households(then: Seen, chosen: Selection) -> list[HouseholdRow]:
    return [row for row in then.rows(HOUSEHOLDS) if chosen_household(row, chosen)]


def chosen_household(row: HouseholdRow, chosen: Selection) -> bool:
    """Aid beside the cases is in no campaign; it is chosen by its place alone."""
    if isinstance(row, AidBeside):
        return chosen.unit in ("", row.place.county, row.place.town, row.place.village)
    return isinstance(row, MonitoringRow) and chosen.admits(row)
