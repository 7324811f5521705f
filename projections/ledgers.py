"""What can be asked of the ledgers: one method for each question, each from any viewpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Engine

from domain.calendar import BusinessCalendar
from domain.events import Event
from domain.issue.preparing import PrepareTable
from domain.message.message import Message
from domain.pack import Pack
from domain.papers import LedgerCode
from domain.problem.problem import ProblemEvent
from domain.refusal import Refused
from domain.write_side import PROBLEM
from projections import (
    alike,
    dossier,
    frozen_tables,
    inbox,
    numbers,
    problem_tables,
    signals,
    traces,
    trail,
)
from projections.accounts import Accounts, accounts
from projections.alike import Alike
from projections.annexes import Annex, annex_of
from projections.as_of import Basis, Viewpoint
from projections.case_sheet import CaseSheet, Reading, sheet
from projections.cleared import Cleared, cleared
from projections.collecting import collector_resting
from projections.documents import source as documents
from projections.dossier import DossierFacts
from projections.duty_trail import DutyTrail, Subject, duty_trail
from projections.household_trail import HouseholdTrail, household_trail, is_problem_of
from projections.ledger import LedgerRow
from projections.ledger_lines import Gate, Ledger, Reveal, Selection, ledger_lines, nobody
from projections.log import CASES_AT_ONCE, Log
from projections.message_ledger import by_case
from projections.monitoring_ledger import HouseholdRow, MonitoringRow
from projections.monitoring_lines import MonitoringLedger, monitoring_ledger
from projections.printed import Source, chosen_household
from projections.problem_tables import PROBLEM_TABLES, ProblemForm, Problems, TableStream
from projections.seeing import FromTables, Seen, seen
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

    def seen(self, view: Viewpoint) -> AbstractContextManager[FromTables]:
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
        return self._annex(LedgerCode.L1, view, reporting_unit, chosen, unmask)

    def area_annex(
        self, view: Viewpoint, reporting_unit: str, chosen: Selection = EVERYTHING, unmask: Gate = nobody
    ) -> Annex:
        """L2 附件1-2 面上问题整改台账."""
        return self._annex(LedgerCode.L2, view, reporting_unit, chosen, unmask)

    def plan_list(self, view: Viewpoint, chosen: Selection, unmask: Gate = nobody) -> Annex:
        """L7 整改方案清单 of the chosen campaign. Raises Refused."""
        self._pack(chosen)
        return self._annex(LedgerCode.L7, view, chosen.unit, chosen, unmask)

    def _annex(self, code: LedgerCode, view: Viewpoint, reporting_unit: str, chosen: Selection, unmask: Gate) -> Annex:
        problems = self._problems(view, reporting_unit, chosen, unmask)
        return annex_of(problem_tables.table(problems, PROBLEM_TABLES[code]).whole(), problems.basis)

    def summary(self, view: Viewpoint, chosen: Selection) -> Summary:
        """L3 附件2 整改情况汇总表 of the chosen campaign. Raises Refused."""
        pack = self._pack(chosen)
        with collector_resting():
            rows, cases, basis = self._problems_and_cases(view, chosen)
            return summarise(rows, pack, basis, cases)

    def filled_in(self, command: PrepareTable, now: datetime) -> PrepareTable:
        """填报: the command with its table as the log has it at the moments that it names. Raises Refused."""
        chosen = frozen_tables.chosen(command, self.packs)
        with self.source(frozen_tables.view_of(command, now), chosen) as source:
            return frozen_tables.filled_in(command, source)

    @contextmanager
    def source(self, view: Viewpoint, chosen: Selection) -> Iterator[Source]:
        """What any printed ledger of the chosen campaign is made of (see frozen_tables.LEDGERS). Raises Refused."""
        self._pack(chosen)
        with self.seen(view) as then:
            yield Source(chosen, then, self.packs, self.calendar, self.reveal)

    @contextmanager
    def documents(self, view: Viewpoint) -> Iterator[documents.Source]:
        """What a document that is being drafted is read from."""
        with self.seen(view) as then:
            yield documents.Source(then, self.packs, self.calendar, self.reveal)

    def by_problem(
        self, view: Viewpoint, form: ProblemForm, chosen: Selection, unmask: Gate = nobody, *, handed_back: bool = False
    ) -> tuple[TableStream, Basis]:
        """A table with a row for each of the chosen problems, row by row. Raises Refused.

        ``handed_back``: as it is filled in by offices and comes back.
        """
        self._pack(chosen)
        problems = self._problems(view, chosen.unit, chosen, unmask)
        return problem_tables.table(problems, form, handed_back=handed_back), problems.basis

    def _problems(self, view: Viewpoint, unit: str, chosen: Selection, unmask: Gate) -> Problems:
        rows, basis = self._rows(view, chosen)
        return Problems(chosen.campaign, unit, rows, basis, self.packs, self.calendar, self.reveal, unmask(rows))

    def accounts_of(self, view: Viewpoint, chosen: Selection) -> tuple[list[LedgerRow], list[MonitoringRow], Basis]:
        """我方账目: problems and households as the ledgers have them, to be laid beside the accounts of others."""
        return self._problems_and_cases(view, chosen)

    def monitoring(self, view: Viewpoint, chosen: Selection = EVERYTHING, unmasked: bool = False) -> MonitoringLedger:
        """L12 监测台账. ``unmasked`` shows 户主姓名 in full: only for the entitled."""
        rows, basis = self._monitored(view, chosen)
        return monitoring_ledger(rows, basis, self.packs, self.reveal, unmasked)

    def cleared(self, view: Viewpoint, chosen: Selection, first: date, last: date) -> Cleared:
        """动态清零, day by day, of the chosen campaign. Raises Refused."""
        with self.seen(view) as then:
            return cleared(then, self._pack(chosen), chosen, first, last)

    def accounts(self, view: Viewpoint, chosen: Selection = EVERYTHING, read: Gate = nobody) -> Accounts:
        """三方比对台账. ``read`` says of which households the texts may be read."""
        with self.seen(view) as then:
            return accounts(then, self.packs, self.reveal, chosen, read)

    def trail(self, view: Viewpoint, problem_no: str, unmask: Gate = nobody) -> Trail:
        """L8 责任链条. Raises Refused for a number that was not known then."""
        with self.seen(view) as then:
            case_id = numbers.case_of(then.connection, LIVE.numbers, problem_no, PROBLEM)
            for told in self._trails(then, [case_id] if case_id else [], unmask):
                return told
        raise Refused("unknown_case", case=problem_no, kind="问题")

    def duty_trail(self, view: Viewpoint, subject: Subject, campaign: str = "") -> DutyTrail:
        """履责情况 of a unit, a person or a post, over all problems that ever had to do with it."""
        with self.seen(view) as then:
            named = then.naming(subject.unit or subject.person)
            streams = (problem_events(events) for _, events in then.streams(named))
            problems = (trail.reckon(events, then.basis, self.calendar) for events in streams if events)
            return duty_trail(problems, subject, then.basis, self.calendar, self.reveal, campaign)

    def household_trail(
        self,
        view: Viewpoint,
        household: str,
        words: Mapping[str, str],
        may_know: Callable[[UUID], bool],
        unmask: Gate = nobody,
    ) -> HouseholdTrail:
        """All that happened about one household. ``words``: what each topic is called. Raises Refused if it is unknown.

        ``may_know``: whether whoever asks may know of a case (限知悉范围).
        """
        with self.seen(view) as then:
            streams = dict(then.streams(filter(may_know, then.naming(household))))
            own = [case_id for case_id, events in streams.items() if is_problem_of(household, events)]
            trails = list(self._trails(then, own, unmask))
        others = {case_id: events for case_id, events in streams.items() if case_id not in own}
        found = household_trail(household, then.basis, trails, others, words)
        if not found.lines:
            raise Refused("unknown_household", household=household)
        return found

    def dossier(self, view: Viewpoint, problem_no: str, unmask: Gate = nobody) -> DossierFacts:
        """履责情况追溯材料 of one problem. Raises Refused for a number that was not known then."""
        with self.seen(view) as then:
            case_id = numbers.case_of(then.connection, LIVE.numbers, problem_no, PROBLEM)
            streams = then.streams([case_id] if case_id else [])
            events = [event for _, stream in streams for event in problem_events(stream)]
            events = [event for event in events if not trail.on_a_transfer(event)]
            if not events:
                raise Refused("unknown_case", case=problem_no, kind="问题")
            messages = inbox.of_case(then.connection, LIVE, events[0].originator_id)
            told = [stream for _, stream in then.streams(message.id for message in messages)]
            papers = tuple(dossier.papers_seen(then, events))
        row = list(trail.rows_after(events))[-1]
        unmasked = unmask([row])
        written = [message for stream in told if (message := dossier.message_in(stream)) is not None]
        return DossierFacts(
            trail=self._trail(then.basis, events, written, lambda rows: unmasked),
            line=ledger_lines([row], view.at, self.calendar, self.packs, self.reveal, unmasked)[0],
            row=row,
            events=tuple(events),
            told=tuple(event for stream in told for event in stream),
            evidence=dossier.cited_evidence(events),
            papers=papers,
            in_full=row.subject in unmasked,
        )

    def case(self, view: Viewpoint, case_id: UUID, number: str, read: Reading) -> CaseSheet:
        """One case of any kind, called by this number; ``read`` says what of its texts is shown. Raises Refused."""
        with self.seen(view) as then:
            return sheet(then, case_id, number, read)

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

    def _trails(self, then: Seen, cases: Sequence[UUID], unmask: Gate = nobody) -> Iterator[Trail]:
        """The trails of these cases, one at a time; of a case that is no problem, or was not there then, none."""
        for first in range(0, len(cases), CASES_AT_ONCE):
            some = cases[first : first + CASES_AT_ONCE]
            messages = by_case(then.messages(some))
            for case_id, stream in then.streams(some):
                if events := problem_events(stream):
                    yield self._trail(then.basis, events, messages[case_id], unmask)

    def _trail(self, basis: Basis, events: Sequence[ProblemEvent], messages: Sequence[Message], unmask: Gate) -> Trail:
        kept = self.packs[events[0].envelope.campaign].policy.retention
        return trail.tell(events, basis, self.calendar, self.reveal, kept, messages, unmask)

    def _pack(self, chosen: Selection) -> Pack:
        if chosen.campaign not in self.packs:
            raise Refused("unknown_campaign", campaign=chosen.campaign)
        return self.packs[chosen.campaign]


def problem_events(stream: Sequence[Event]) -> list[ProblemEvent]:
    """None of any other case."""
    return [event for event in stream if isinstance(event, ProblemEvent)]


def chosen_problems(then: Seen, chosen: Selection) -> list[LedgerRow]:
    return [row for row in then.rows(PROBLEMS) if chosen.admits_problem(row)]


def chosen_households(then: Seen, chosen: Selection) -> list[HouseholdRow]:
    return [row for row in then.rows(HOUSEHOLDS) if chosen_household(row, chosen)]
