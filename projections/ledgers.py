"""What can be asked of the ledgers: one method for each question, each from any viewpoint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Engine

from domain.calendar import BusinessCalendar
from domain.issue.preparing import PrepareTable
from domain.pack import Pack
from domain.problem.problem import ProblemEvent
from domain.refusal import Refused
from projections import alike, annexes, frozen_tables, inbox, ledger_table, signals, traces, trail
from projections import monitoring_ledger as households
from projections.accounts import Accounts, accounts
from projections.alike import Alike
from projections.annexes import Annex
from projections.as_of import Apply, Basis, Row, Viewpoint, fold, fold_now
from projections.case_events import events_of
from projections.case_sheet import CaseSheet, Reading, sheet
from projections.cleared import Cleared, cleared
from projections.ledger import LedgerRow, apply
from projections.ledger_lines import Gate, Ledger, Reveal, Selection, ledger_lines, nobody
from projections.log import Log, decode
from projections.monitoring_ledger import AidBeside, HouseholdRow, MonitoringRow
from projections.monitoring_lines import MonitoringLedger, monitoring_ledger
from projections.printed import Source
from projections.signals import Signals
from projections.summary import Summary, summarise
from projections.tables import LIVE, reached
from projections.trail import Trail

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
        rows, basis = self._rows(view, chosen)
        monitored, _ = self._monitored(view, chosen, basis.position)
        cases = [row for row in monitored if isinstance(row, MonitoringRow)]
        return summarise(rows, pack, basis, cases)

    def filled_in(self, command: PrepareTable, now: datetime) -> PrepareTable:
        """填报: the command with its table as the log has it at the moments that it names. Raises Refused."""
        source = self.source(frozen_tables.view_of(command, now), frozen_tables.chosen(command))
        return frozen_tables.filled_in(command, source)

    def source(self, view: Viewpoint, chosen: Selection) -> Source:
        """What any printed ledger of the chosen campaign is made of (see frozen_tables.LEDGERS). Raises Refused."""
        self._pack(chosen)
        rows, basis = self._rows(view, chosen)
        monitored, _ = self._monitored(view, chosen, basis.position)

        def folded(apply: Apply[Row], topics: Sequence[str]) -> Mapping[UUID, Row]:
            if view.live:
                return fold_now(self.log, view, apply, topics, basis.position)[0]
            return fold(self.log, view, apply)[0]

        return Source(
            chosen=chosen,
            rows=rows,
            cases=[row for row in monitored if isinstance(row, MonitoringRow)],
            basis=basis,
            packs=self.packs,
            calendar=self.calendar,
            reveal=self.reveal,
            folded=folded,
            events=lambda cases: events_of(self.log, view, cases),
        )

    def accounts_of(self, view: Viewpoint, chosen: Selection) -> tuple[list[LedgerRow], list[MonitoringRow], Basis]:
        """我方账目: problems and households as the ledgers have them, to be laid beside the accounts of others."""
        rows, basis = self._rows(view, chosen)
        monitored, _ = self._monitored(view, chosen, basis.position)
        return rows, [row for row in monitored if isinstance(row, MonitoringRow)], basis

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
            case_id = ledger_table.case_of(connection, LIVE.ledger, problem_no)
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
        folded, basis = fold(self.log, view, traces.apply)
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
        if view.live:
            with self.engine.connect() as connection:
                point = reached(connection)
                rows = ledger_table.all_rows(connection, LIVE.ledger)
            basis = view.basis(point.position, final=False)
        else:
            folded, basis = fold(self.log, view, apply)
            rows = list(folded.values())
        return [row for row in rows if chosen.admits_problem(row)], basis

    def _monitored(
        self, view: Viewpoint, chosen: Selection, upto: int | None = None
    ) -> tuple[list[HouseholdRow], Basis]:
        """The chosen households from this viewpoint, in the order in which they were found; for now, up to there."""
        if view.live:
            rows, basis = fold_now(self.log, view, households.apply, households.TOPICS, upto)
        else:
            rows, basis = fold(self.log, view, households.apply)
        return [row for row in rows.values() if chosen_household(row, chosen)], basis

    def _events(self, view: Viewpoint, case_id: UUID) -> tuple[list[ProblemEvent], Basis]:
        """The events of a case from this viewpoint, in stream order."""
        stream = [decode(stored) for stored in self.log.select_events(case_id)]
        events = [event for event in stream if isinstance(event, ProblemEvent)]
        last = self.log.max_notification_id() or 0
        if view.live:
            return events, view.basis(last, final=False)
        with self.engine.connect() as connection:
            point = reached(connection)
            applied = ledger_table.rows_of(connection, LIVE.ledger, [case_id])[case_id].version
            later = trail.known_later(connection, LIVE.known_later, case_id)
        final = point.known_at > view.known or (point.position >= last and view.settled)
        seen = [
            event
            for event in events[:applied]
            if later.get(event.originator_version, event.timestamp) <= view.known and event.occurred_at <= view.at
        ]
        return seen, view.basis(point.position, final=final)

    def _pack(self, chosen: Selection) -> Pack:
        if chosen.campaign not in self.packs:
            raise Refused("unknown_campaign", campaign=chosen.campaign)
        return self.packs[chosen.campaign]


def chosen_household(row: HouseholdRow, chosen: Selection) -> bool:
    """Aid beside the cases is in no campaign; it is chosen by its place alone."""
    if isinstance(row, AidBeside):
        return chosen.unit in ("", row.place.county, row.place.town, row.place.village)
    return isinstance(row, MonitoringRow) and chosen.admits(row)
