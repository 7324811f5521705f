"""What the ledger says of problems that took another way than the common one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec
import pytest
from msgspec.structs import replace

from domain.event_table import PROBLEM_EVENTS
from domain.problem.amending import DeadlineReset
from domain.problem.claiming import OverturnRefusal, RefusalReason, RefuseClaim
from domain.problem.classification import PlaceKind
from domain.problem.looking_back import ReportRebound
from domain.problem.problem import Place, ProblemEvent
from domain.problem.rectifying import GrantExtension, ReportProgress, RequestExtension
from domain.problem.registering import RegisterProblem
from projections.ledger import LedgerRow, apply
from projections.ledger_lines import ERASED, OverdueSpan, Placed, Selection
from tests.problem.people import COUNTY, HEAD, INSPECTOR, OFFICE, OTHER_HEAD, OTHER_PERSON, OTHER_TOWN, PERSON, TOWN
from tests.projections.chronicle import Chronicle
from tests.projections.every_kind import (
    AFTER,
    CAMPAIGN,
    HOUSEHOLD,
    HOUSEHOLDER,
    area,
    household,
    how_it_was_rectified,
    how_the_units_answered,
    registered,
    tell_every_kind,
    what_was_found,
)

each_chronicle = pytest.mark.parametrize("told", ["every_kind", "further"])


def test_the_two_chronicles_have_every_event_of_a_problem(every_kind: Chronicle, further: Chronicle) -> None:
    of_another_calendar = {DeadlineReset}
    told = {type(event) for chronicle in (every_kind, further) for event in chronicle.events()}
    assert set(PROBLEM_EVENTS) - of_another_calendar <= told


def test_a_reopened_problem_is_no_longer_on_time_and_begins_a_new_episode(every_kind: Chronicle) -> None:
    closed = every_kind.line("water", as_of="2022-09-30 12:00")
    assert (closed.state, closed.on_time, closed.highest_level) == ("已销号", True, "LETTER")
    reopened = every_kind.line("water")
    assert (reopened.on_time, reopened.reopen_count, reopened.completed_on) == (False, 1, None)
    assert (reopened.due_on, reopened.judged_due_on) == (date(2022, 10, 17), date(2022, 8, 31))
    assert reopened.levels == ("CIRCULATE", "REMIND")


def test_an_extension_of_the_rework_moves_its_date_and_not_the_one_it_is_judged_by(chronicle: Chronicle) -> None:
    what_was_found(chronicle)
    how_the_units_answered(chronicle)
    how_it_was_rectified(chronicle)
    chronicle.give("2022-09-23 10:00", INSPECTOR, ReportRebound("又断水", (AFTER,)), "water")
    chronicle.give("2022-09-26 10:00", HEAD, RequestExtension("须换管网", date(2022, 10, 31)), "water")
    chronicle.give("2022-09-27 10:00", OFFICE, GrantExtension(), "water")
    line = chronicle.line("water")
    assert (line.due, line.judged_due_on) == ("原2022-09-30，延至2022-10-31", date(2022, 8, 31))
    assert (line.on_time, line.overdue_spans) == (False, ())


def test_a_refusal_that_did_not_hold_makes_the_days_of_its_verdict_late(chronicle: Chronicle) -> None:
    """Due on 08-10, refused the day before, overturned on 08-12: two days late, with no deduction."""
    registered(
        chronicle, "2022-08-08 09:00", area("HABITAT", "垃圾未清运", OTHER_TOWN), "P", OTHER_TOWN, date(2022, 8, 10)
    )
    chronicle.give("2022-08-09 09:00", OTHER_HEAD, RefuseClaim(RefusalReason.NOT_TRUE, "已清运"), "P")
    waiting = chronicle.line("P", as_of="2022-08-11 24:00")
    assert (waiting.overdue_days, waiting.on_time) == (0, None)
    verdict = OverturnRefusal("仍有垃圾", OTHER_HEAD, OTHER_PERSON, date(2022, 8, 26))
    chronicle.give("2022-08-12 10:00", INSPECTOR, verdict, "P")
    line = chronicle.line("P")
    assert line.overdue_spans == (OverdueSpan(date(2022, 8, 11), date(2022, 8, 12), days=2, wd=2),)
    assert (line.due, line.overdue_days, line.judged_due_on) == ("2022-08-26", 0, date(2022, 8, 26))


def test_a_level_that_awaits_a_person_is_named_as_proposed(every_kind: Chronicle) -> None:
    line = every_kind.line("water")
    assert (line.highest_level, line.highest_level_name) == ("CIRCULATE", "通报（待批）")


def test_returns_by_the_check_and_by_the_office_both_count(every_kind: Chronicle) -> None:
    assert every_kind.line("water").failed_rechecks == 2


def test_silence_is_printed_as_silence_and_its_mark_stays(every_kind: Chronicle) -> None:
    before = every_kind.line("silent", as_of="2022-08-15 12:00")
    assert (before.state, before.silent, before.claim_expired) == ("逾期未认领", True, True)
    after = every_kind.line("silent")
    assert (after.state, after.silent, after.claim_expired) == ("核实不存在（逾期未认领）", False, True)
    assert (after.overdue_days, after.on_time) == (0, None)


def test_a_refusal_by_statement_awaits_its_verdict_and_is_not_late(every_kind: Chronicle) -> None:
    line = every_kind.line("refused", as_of="2022-08-10 09:00")
    assert (line.state, line.silent, line.claim_expired) == ("未认领待核实", False, False)
    again = every_kind.line("refused")
    assert (again.state, again.unit, again.due) == ("已登记待交办", "", "未定")


def test_an_overturned_refusal_has_the_date_of_the_verdict_and_keeps_the_original_one(every_kind: Chronicle) -> None:
    line = every_kind.line("unfounded")
    assert (line.due, line.original_due_on, line.judged_due_on) == ("2022-09-09", date(2022, 8, 31), date(2022, 9, 9))
    assert line.person == "乙镇干事"


def test_measures_show_when_they_are_approved_not_before(every_kind: Chronicle) -> None:
    assert every_kind.line("undated", as_of="2022-08-14 12:00").measures == ()
    assert every_kind.line("undated", as_of="2022-08-15 12:00").measures == ("逐村归档", "逐户核对")


def test_the_plan_brings_the_date_that_was_left_open(every_kind: Chronicle) -> None:
    assert every_kind.line("undated", as_of="2022-08-14 12:00").due == "未定"
    assert every_kind.line("undated").due == "2022-09-15"


def test_a_denied_extension_is_no_longer_pending(every_kind: Chronicle) -> None:
    pending = every_kind.line("undated", as_of="2022-08-17 12:00")
    assert (pending.extension_pending, pending.state) == (date(2022, 9, 30), "整改中，延期待批")
    assert every_kind.line("undated").extension_pending is None


def test_lateness_under_the_old_date_and_under_the_new_one_are_two_spans(every_kind: Chronicle) -> None:
    line = every_kind.line("lagging", as_of="2022-10-10 12:00")
    assert line.overdue_spans == (
        OverdueSpan(date(2022, 8, 20), date(2022, 8, 31), days=12, wd=8),
        OverdueSpan(date(2022, 10, 1), date(2022, 10, 10), days=10, wd=3),
    )
    assert (line.overdue_days, line.overdue_wd) == (10, 3)


def test_what_was_fixed_on_the_spot_waits_for_its_recheck_with_its_measure(every_kind: Chronicle) -> None:
    line = every_kind.line("spot")
    assert (line.state, line.measures) == ("待第1层复核", ("已更换",))


def test_an_opening_statement_is_marked_as_not_verified_here(every_kind: Chronicle) -> None:
    line = every_kind.line("opening")
    assert (line.opening, line.opening_claims_done) == (True, True)
    assert line.measures == ("核对台账", "入户宣传")
    assert line.result == "整改中（期初，未经本系统核验）：已制定措施"


@pytest.mark.requirement("R004-33")
def test_the_result_is_the_accepted_effect_once_closed_and_progress_before(every_kind: Chronicle) -> None:
    assert every_kind.line("water", as_of="2022-08-17 12:00").result == "整改中：已联系供水站"
    assert every_kind.line("water", as_of="2022-08-26 12:00").result == "已全部完成"


def test_the_householder_is_masked_unless_the_reader_is_entitled(every_kind: Chronicle) -> None:
    view = every_kind.view()
    every_kind.follower.catch_up()
    assert every_kind.ledgers.ledger(view).lines[0].householder == "欧阳**"
    assert every_kind.ledgers.ledger(view, unmask=everyone).lines[0].householder == HOUSEHOLDER


def everyone(problems: Sequence[Placed]) -> set[str]:
    return {problem.subject for problem in problems}


def test_a_name_inside_a_text_is_masked_like_the_name_itself(chronicle: Chronicle) -> None:
    what = replace(household(), content=f"{HOUSEHOLDER}家中水压不足")
    registered(chronicle, "2022-08-08 09:00", what, "water")
    assert chronicle.line("water").content == "欧阳**家中水压不足"
    assert chronicle.trail("water").lines[0].what.endswith("：欧阳**家中水压不足")
    [shown] = chronicle.ledgers.ledger(chronicle.view(), unmask=everyone).lines
    assert shown.content == what.content


def test_the_texts_of_an_erased_household_are_gone_and_its_figures_stay(chronicle: Chronicle) -> None:
    tell_every_kind(chronicle)
    before = chronicle.line("water")
    chronicle.casework.recorder.insert_events([], sealed=chronicle.casework.vault.destruction([HOUSEHOLD]))
    after = chronicle.line("water")
    assert (after.content, after.householder, after.measures) == (ERASED, ERASED, (ERASED, ERASED))
    assert (after.due, after.levels, after.state) == (before.due, before.levels, before.state)


@pytest.mark.requirement("R002-35")
@pytest.mark.parametrize(
    ("chosen", "cases"),
    [
        (Selection(unit="乙镇"), {"refused", "unfounded"}),  # a place, and the responsible unit
        (Selection(unit="东村"), {"water"}),
        (Selection(unit="县"), None),
        (Selection(category="SEC"), {"water"}),
        (Selection(category="SEC.WATER", unit=TOWN), {"water"}),
        (Selection(category="SE"), set()),
        pytest.param(Selection(source="ON_SITE"), {"water"}, marks=pytest.mark.requirement("R000-04")),
        (Selection(source="SELF_CHECK", unit="东村"), set()),
        (Selection(campaign="heyuan_2018"), set()),
        (Selection(campaign=CAMPAIGN), None),
    ],
)
def test_a_selection_takes_units_places_with_what_lies_below_categories_and_sources(
    every_kind: Chronicle, chosen: Selection, cases: set[str] | None
) -> None:
    every_kind.follower.catch_up()
    lines = every_kind.ledgers.ledger(every_kind.view(), chosen).lines
    wanted = every_kind.cases if cases is None else cases
    assert {line.problem_no for line in lines} == {every_kind.number(case) for case in wanted}


def test_serial_numbers_follow_the_order_of_registration(every_kind: Chronicle) -> None:
    lines = every_kind.ledger().lines
    assert [line.serial for line in lines] == list(range(1, 12))
    assert lines[0].problem_no == every_kind.number("water")
    assert lines[-1].problem_no == every_kind.number("late")


@each_chronicle
def test_every_event_projected_twice_changes_nothing(told: str, request: pytest.FixtureRequest) -> None:
    chronicle: Chronicle = request.getfixturevalue(told)
    rows: dict[object, LedgerRow | None] = {}
    for event in chronicle.events():
        once = apply(rows.get(event.originator_id), event)
        assert apply(once, event) == once
        rows[event.originator_id] = once


@each_chronicle
def test_a_row_bears_events_without_their_predecessors(told: str, request: pytest.FixtureRequest) -> None:
    """As of a moment before a late entry's fellow events, any subset of a stream may be all there is."""
    chronicle: Chronicle = request.getfixturevalue(told)
    streams: dict[object, list[ProblemEvent]] = {}
    for event in chronicle.events():
        if isinstance(event, ProblemEvent):
            streams.setdefault(event.originator_id, []).append(event)
    for events in streams.values():
        for missing in range(1, len(events)):
            row: LedgerRow | None = None
            for event in (*events[:1], *events[missing + 1 :]):
                row = apply(row, event)
            assert row is not None


def test_a_problem_that_is_not_registered_has_no_row(every_kind: Chronicle) -> None:
    events = [event for event in every_kind.events() if isinstance(event, ProblemEvent)]
    assert apply(None, events[1]) is None


@each_chronicle
def test_the_row_agrees_with_the_case_after_every_event(told: str, request: pytest.FixtureRequest) -> None:
    """What both the domain and the ledger keep is the same."""
    chronicle: Chronicle = request.getfixturevalue(told)
    rows: dict[object, LedgerRow | None] = {}
    cases: dict[object, object] = {}
    for event in chronicle.events():
        if not isinstance(event, ProblemEvent):
            continue
        case_id = event.originator_id
        rows[case_id] = row = apply(rows.get(case_id), event)
        cases[case_id] = problem = event.evolve(cases.get(case_id))  # type: ignore[arg-type]
        assert row is not None
        for name in ("stage", "unit", "leader", "person", "mode", "reopen_count", "opening", "closed_at", "compulsory"):
            assert getattr(row, name) == getattr(problem, name), (type(event).__name__, name)
        assert (row.due.on if row.due else None) == (problem.due.on if problem.due else None)
        assert (row.extension is not None) == (problem.pending_extension is not None)


def test_results_serialise_to_json_as_they_are(every_kind: Chronicle) -> None:
    every_kind.follower.catch_up()
    view, chosen = every_kind.view(), Selection(campaign=CAMPAIGN)
    asked = every_kind.ledgers
    answers = (
        asked.ledger(view),
        asked.household_annex(view, TOWN),
        asked.area_annex(view, TOWN),
        asked.plan_list(view, chosen),
        asked.summary(view, chosen),
        asked.trail(view, every_kind.number("water")),
    )
    for answer in answers:
        read_back = msgspec.json.decode(msgspec.json.encode(answer))
        assert msgspec.convert(read_back, type(answer)) == answer


# --- beside the main path -----------------------------------------------------------------------------------------


def test_what_was_voided_or_merged_is_counted_nowhere_and_names_where_it_went(further: Chronicle) -> None:
    assert (further.line("voided").state, further.line("merged").state) == ("错误登记已作废", "已并入其他问题")
    row = further.summary(CAMPAIGN, category="FUNDS").total
    assert row.found.problems == (further.number("goes_on"),)


def test_a_pause_moves_both_dates_and_leaves_no_lateness(further: Chronicle) -> None:
    line = further.line("resting", as_of="2022-11-02 12:00")
    assert (line.due_on, line.judged_due_on, line.overdue_days) == (date(2022, 11, 25), date(2022, 11, 25), 0)


def test_a_reassigned_problem_stands_with_its_new_unit(further: Chronicle) -> None:
    line = further.line("resting", as_of="2022-11-03 12:00")
    assert (line.unit, line.person, line.due_on) == ("乙镇", "", date(2022, 11, 30))


def test_a_correction_changes_the_table_from_then_on(further: Chronicle) -> None:
    assert further.line("goes_on", as_of="2022-11-04 09:30").content == "收益未分配"
    corrected = further.line("goes_on")
    assert (corrected.content, corrected.original_due_on) == ("收益未分配到户", date(2022, 11, 29))


def test_the_target_of_a_merge_keeps_the_earlier_date(further: Chronicle) -> None:
    assert further.line("goes_on").due_on == date(2022, 11, 25)


def test_of_six_in_the_pool_two_are_drawn_and_four_go_on(further: Chronicle) -> None:
    states = [further.line(f"drawn{n}", as_of="2022-11-10 10:00").state for n in range(6)]
    assert sorted(states) == ["待第3层复核"] * 2 + ["待销号审批"] * 4


def test_a_householder_named_inside_a_text_is_masked_there_too(chronicle: Chronicle) -> None:
    what_was_found(chronicle)
    how_the_units_answered(chronicle)
    chronicle.give("2022-08-17 10:00", PERSON, ReportProgress(f"已到{HOUSEHOLDER}家测压"), "water")
    assert chronicle.line("water").result == "整改中：已到欧阳**家测压"
    assert "已到欧阳**家测压" in chronicle.trail("water").lines[-1].what
    chronicle.casework.recorder.insert_events([], sealed=chronicle.casework.vault.destruction([HOUSEHOLD]))
    assert chronicle.line("water").result == f"整改中：{ERASED}"


def test_whose_identity_was_only_asserted_is_noted_on_every_problem_he_acted_in(chronicle: Chronicle) -> None:
    what_was_found(chronicle)
    assert {line.unverified for line in chronicle.ledger().lines} == {True}


# --- how far down -------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R001-66")
def test_the_ledger_says_how_far_down_a_problem_lies_and_narrows_to_it(chronicle: Chronicle) -> None:
    places = {
        PlaceKind.COUNTY: Place(COUNTY),
        PlaceKind.TOWN: Place(COUNTY, TOWN),
        PlaceKind.VILLAGE: Place(COUNTY, TOWN, "东村"),
        PlaceKind.PARK: Place(COUNTY, TOWN, park="食品园"),
        PlaceKind.PROJECT: Place(COUNTY, TOWN, "东村", "食品园", "冷库"),
    }
    findings = {kind: replace(area("INDUSTRY", f"{kind}问题"), place=place) for kind, place in places.items()}
    findings[PlaceKind.HOUSEHOLD] = household()
    findings[PlaceKind.PERSON] = replace(household(), member_ref="2")
    for minute, (kind, found) in enumerate(findings.items(), start=10):
        chronicle.give(f"2022-08-08 09:{minute}", OFFICE, RegisterProblem(found), kind)
    assert [line.lies_at for line in chronicle.ledger().lines] == list(PlaceKind)
    for kind in PlaceKind:
        [line] = chronicle.ledger(lies_at=kind).lines
        assert line.lies_at is kind
    assert chronicle.line(PlaceKind.PROJECT).place == f"{COUNTY}{TOWN}东村食品园冷库"
