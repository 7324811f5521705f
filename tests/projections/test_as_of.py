"""As of then, as known then: for any two moments a table equals a fresh fold, and never changes once it is final."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.events import Event
from domain.problem.claiming import Claim
from domain.problem.classification import Mode
from domain.problem.rectifying import ReportProgress
from domain.problem.registering import Dispatch, RegisterProblem
from domain.refusal import Refused
from projections.as_of import Viewpoint, fold
from projections.ledger import LedgerRow, apply
from projections.ledger_lines import LedgerLine
from tests.problem.people import HEAD, INSPECTOR, LEADER, OFFICE, PERSON, TOWN
from tests.projections.chronicle import LONG_AFTER, Chronicle, when
from tests.projections.every_kind import area
from tests.projections.scenarios import tell_s2

FIRST, LAST = when("2022-08-07 00:00"), when("2022-10-21 00:00")
INSTANTS = st.datetimes(FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None), timezones=st.just(UTC))


def rows_by_the_definition(events: list[Event], as_of: datetime, known_at: datetime) -> dict[object, LedgerRow | None]:
    """Written as design.md 6 says it, an event at a time."""
    rows: dict[object, LedgerRow | None] = {}
    for position, event in enumerate(events):
        known_instant = max(earlier.timestamp for earlier in events[: position + 1])
        if known_instant <= known_at and event.occurred_at <= as_of:
            rows[event.originator_id] = apply(rows.get(event.originator_id), event)
    return {case_id: row for case_id, row in rows.items() if row is not None}


def late_entries(events: list[Event], as_of: datetime, known_at: datetime) -> list[Event]:
    return [event for event in events if event.occurred_at <= as_of < event.timestamp <= known_at]


@pytest.mark.requirement("X-02")
@given(as_of=INSTANTS, known_at=INSTANTS)
def test_a_table_is_the_fold_of_what_had_happened_by_then_and_was_known_by_then(
    every_kind: Chronicle, as_of: datetime, known_at: datetime
) -> None:
    view = Viewpoint(now=LAST, as_of=as_of, known_at=known_at)
    rows, _ = fold(every_kind.casework.recorder, view, apply)
    assert rows == rows_by_the_definition(every_kind.events(), as_of, known_at)


@pytest.mark.requirement("R002-49")
@pytest.mark.parametrize("told", ["every_kind", "further"])
def test_the_live_table_equals_a_fresh_fold_of_the_whole_log(told: str, request: pytest.FixtureRequest) -> None:
    chronicle: Chronicle = request.getfixturevalue(told)
    past = Viewpoint(now=chronicle.now + LONG_AFTER, as_of=chronicle.now, known_at=chronicle.now)
    live = Viewpoint(now=chronicle.now)
    assert live.live
    assert not past.live
    assert chronicle.ledgers.ledger(live).lines == chronicle.ledgers.ledger(past).lines


@given(at=INSTANTS)
def test_the_live_table_at_any_moment_of_its_growth_equals_the_fold_as_known_then(
    every_kind: Chronicle, at: datetime
) -> None:
    """What a reader saw then is what a reviewer sees now (I-5)."""
    events = every_kind.events()
    grown: dict[object, LedgerRow | None] = {}
    for event in events:
        if event.timestamp > at:
            break
        grown[event.originator_id] = apply(grown.get(event.originator_id), event)
    rows, _ = fold(every_kind.casework.recorder, Viewpoint(now=LAST, as_of=at, known_at=at), apply)
    assert rows == {case_id: row for case_id, row in grown.items() if row is not None}


@given(as_of=INSTANTS, known_at=INSTANTS)
def test_later_knowledge_differs_only_by_late_entries(
    every_kind: Chronicle, as_of: datetime, known_at: datetime
) -> None:
    """I-6: the cases that differ are those with events that happened by then and were recorded afterwards."""
    log = every_kind.casework.recorder
    known_at = max(as_of, known_at)
    then, _ = fold(log, Viewpoint(now=LAST, as_of=as_of, known_at=as_of), apply)
    later, _ = fold(log, Viewpoint(now=LAST, as_of=as_of, known_at=known_at), apply)
    changed = {case_id for case_id in {*then, *later} if then.get(case_id) != later.get(case_id)}
    assert changed <= {event.originator_id for event in late_entries(every_kind.events(), as_of, known_at)}


def test_a_problem_entered_late_is_unknown_then_and_known_later_of_the_same_day(every_kind: Chronicle) -> None:
    """Found on 08-10, entered on 08-18."""

    def numbers(known_at: str) -> set[str]:
        return {line.problem_no for line in every_kind.ledger(as_of="2022-08-11 12:00", known_at=known_at).lines}

    late = every_kind.number("late")
    assert late not in numbers("2022-08-11 12:00")
    assert late in numbers("2022-08-19 12:00")
    assert numbers("2022-08-19 12:00") - numbers("2022-08-11 12:00") == {late}


@pytest.mark.requirement("X-02")
def test_what_was_known_at_a_moment_never_changes_after_it(chronicle: Chronicle) -> None:
    tell_s2(chronicle)

    def known_then() -> tuple[LedgerLine, ...]:
        return chronicle.ledger(as_of="2023-09-30 12:00").lines

    before = known_then()
    found_earlier = RegisterProblem(area("HABITAT", "垃圾未清运"))
    chronicle.give("2023-10-16 10:00", INSPECTOR, found_earlier, "Q", happened_at="2023-09-28 10:00")
    assert known_then() == before
    assert len(chronicle.ledger(as_of="2023-09-30 12:00", known_at="2023-10-16 12:00").lines) == 2


def test_progress_entered_late_stands_where_it_happened_once_it_is_known(every_kind: Chronicle) -> None:
    """Reported for 08-12, entered on 08-16; the plan was approved on 08-09."""
    unknown = every_kind.line("water", as_of="2022-08-13 12:00")
    known = every_kind.line("water", as_of="2022-08-13 12:00", known_at="2022-08-16 12:00")
    assert (unknown.result, known.result) == ("整改中", "整改中：已联系供水站")


def test_work_entered_late_for_a_day_before_the_claim_starts_nothing_by_itself(chronicle: Chronicle) -> None:
    """Its start happened before the case was claimed: as of then there is no rectification yet."""
    chronicle.give("2022-08-08 09:00", OFFICE, RegisterProblem(area("BASICS", "公示栏陈旧")), "P")
    chronicle.give("2022-08-09 09:00", OFFICE, Dispatch(TOWN, Mode.IMMEDIATE, date(2022, 8, 12)), "P")
    chronicle.give("2022-08-10 09:00", HEAD, Claim(LEADER, PERSON), "P")
    chronicle.give("2022-08-10 10:00", PERSON, ReportProgress("已订购"), "P", happened_at="2022-08-08 15:00")
    line = chronicle.line("P", as_of="2022-08-08 18:00", known_at="2022-08-10 12:00")
    assert (line.state, line.due) == ("已登记待交办", "未定")


def test_a_table_is_provisional_until_something_later_is_known_or_the_clocks_must_have_passed(
    chronicle: Chronicle,
) -> None:
    tell_s2(chronicle)
    chronicle.follower.catch_up()
    last = chronicle.now

    def provisional(known_at: datetime, now: datetime) -> bool:
        view = Viewpoint(now=now, as_of=known_at, known_at=known_at)
        of_the_fold = chronicle.ledgers.ledger(view).basis.provisional
        assert chronicle.ledgers.trail(view, chronicle.number("P")).basis.provisional == of_the_fold
        return of_the_fold

    second = timedelta(seconds=1)
    assert not provisional(last - second, last)
    assert provisional(last + second, last + 2 * second)
    assert not provisional(last + second, last + timedelta(minutes=5))


def test_an_event_of_a_slow_clock_is_known_only_from_the_events_before_it(chronicle: Chronicle) -> None:
    """Another writer's clock was ten minutes behind: what it appended then was not known ten minutes before."""
    tell_s2(chronicle)
    chronicle.give("2023-10-16 10:00", INSPECTOR, RegisterProblem(area("HABITAT", "垃圾未清运")), "Q")
    chronicle.give("2023-10-16 09:50", INSPECTOR, RegisterProblem(area("BASICS", "资料未归档")), "R")
    chronicle.give("2023-10-16 10:30", INSPECTOR, RegisterProblem(area("BASICS", "公示栏陈旧")), "S")
    for known_at, cases in (("2023-10-16 09:55", {"P"}), ("2023-10-16 10:00", {"P", "Q", "R"})):
        lines = chronicle.ledger(as_of="2023-10-16 12:00", known_at=known_at).lines
        assert {line.problem_no for line in lines} == {chronicle.number(case) for case in cases}
    assert len(chronicle.trail("R", as_of="2023-10-16 12:00", known_at="2023-10-16 10:00").lines) == 2
    with pytest.raises(Refused):
        chronicle.trail("R", as_of="2023-10-16 12:00", known_at="2023-10-16 09:55")


@pytest.mark.requirement("X-02")
def test_the_trail_as_known_then_has_the_events_that_were_known_then(every_kind: Chronicle) -> None:
    trail = every_kind.trail("water", as_of="2022-08-13 12:00")
    assert trail.lines[-1].what == "同意整改方案"
    later = every_kind.trail("water", as_of="2022-08-13 12:00", known_at="2022-09-30 12:00")
    assert later.lines[-1].what == "报告整改进展（第1条措施已完成）：已联系供水站"


def test_a_past_trail_leaves_out_what_the_follower_has_not_met_and_says_so(chronicle: Chronicle) -> None:
    """Since when such an event was known is not known yet."""
    chronicle.give("2022-08-08 09:00", OFFICE, RegisterProblem(area("BASICS", "公示栏陈旧")), "P")
    chronicle.follower.catch_up()
    chronicle.give("2022-08-09 09:00", OFFICE, Dispatch(TOWN, due_on=date(2022, 8, 31)), "P")
    view, number = chronicle.view(as_of="2022-08-10 12:00"), chronicle.number("P")
    behind = chronicle.ledgers.trail(view, number)
    assert (len(behind.lines), behind.basis.provisional) == (2, True)
    chronicle.follower.catch_up()
    caught_up = chronicle.ledgers.trail(view, number)
    assert (len(caught_up.lines), caught_up.basis.provisional) == (3, False)
