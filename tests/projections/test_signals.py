"""Signals of false rectification: what is false is found, with the events behind it; what is innocent is left alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.event_store.opening import open_in_memory
from domain.event_table import EVENTS
from domain.problem.claiming import Claim, Reassign
from domain.problem.classification import Mode, Scope
from domain.problem.finding import Finding
from domain.problem.looking_back import ReportFalse, ReportRebound
from domain.problem.planning import ApprovePlan, MeasureDraft, SubmitPlan
from domain.problem.problem import Evidence, EvidenceKind, ProblemEvent
from domain.problem.rechecking import FourCheck, PassLayer, ReturnRectification
from domain.problem.rectifying import AddEvidence, SubmitForRecheck
from domain.problem.registering import Dispatch, RecordFixedOnSpot, RegisterProblem
from projections.as_of import Viewpoint, fold
from projections.ledger_lines import Placed, Selection
from projections.signals import Signal, SignalKind, bursts, signals_in
from projections.traces import Trace, apply
from tests.problem.people import (
    CHECKER,
    HEAD,
    INSPECTOR,
    LEAD_DEPT,
    LEADER,
    OFFICE,
    OTHER_HEAD,
    OTHER_PERSON,
    OTHER_TOWN,
    PERSON,
    TOWN,
)
from tests.problem.story import THREE_LAYERS, packs
from tests.projections.chronicle import Chronicle, when
from tests.projections.crowd import Planted, crowd
from tests.projections.every_kind import area, registered
from tests.projections.scenarios import CLOSED, PASSED, rectified

KINDS = SignalKind
MEASURE = "由村两委逐户上门核对收入登记表，漏填的当场补填并由户主签字，九月底前送乡镇复核归档"


def photo(digit: str, taken: str | None = None) -> Evidence:
    return Evidence(digit * 64, EvidenceKind.IMAGE, when(taken) if taken else None)


def signals(story: Chronicle, kind: SignalKind | None = None, **chosen: str) -> list[Signal]:
    story.follower.catch_up()
    found = story.ledgers.signals(story.view(), Selection(**chosen)).signals
    return [one for one in found if kind in (None, one.kind)]


def cites(story: Chronicle, one: Signal) -> list[tuple[str, str]]:
    """The events cited: the case by its name in the test, and the topic."""
    names = {case_id: name for name, case_id in story.cases.items()}
    told = []
    for cited in one.cites:
        stored = list(story.casework.recorder.select_events(cited.case_id))[cited.version - 1]
        event = EVENTS.decode(stored.topic, stored.state)
        assert (cited.occurred_at, cited.problem_no) == (event.occurred_at, story.number(names[cited.case_id]))
        told.append((names[cited.case_id], stored.topic))
    return told


def under_way(story: Chronicle, *cases: str, at: str = "2022-08-08 09:00") -> None:
    """立行立改, claimed: evidence may come."""
    for case in cases:
        story.give(at, OFFICE, RegisterProblem(area("HABITAT", f"{case}垃圾未清运")), case)
        story.give(at, OFFICE, Dispatch(TOWN, Mode.IMMEDIATE, date(2022, 8, 31)), case)
        story.give(at, HEAD, Claim(LEADER, PERSON), case)


def closed(story: Chronicle, *cases: str, evidence: dict[str, Evidence] | None = None) -> None:
    """Handed in, passed and closed on 2022-08-10, the closings a minute apart."""
    for number, case in enumerate(cases):
        piece = (evidence or {}).get(case, Evidence(f"{number:064x}"))
        story.give("2022-08-10 09:00", PERSON, SubmitForRecheck("已清运", evidence=(piece,)), case)
    for case in cases:
        story.give("2022-08-10 10:00", CHECKER, PASSED, case)
    for number, case in enumerate(cases):
        story.give(f"2022-08-10 11:{number:02d}", OFFICE, CLOSED, case)


# --- one photo for two problems ---------------------------------------------------------------------------------------


def test_one_photo_for_two_problems_is_shown_with_both_events(chronicle: Chronicle) -> None:
    under_way(chronicle, "A", "B", "C")
    chronicle.give("2022-08-09 09:00", PERSON, AddEvidence((photo("a"), photo("b"))), "A")
    chronicle.give("2022-08-09 10:00", PERSON, AddEvidence((photo("c"),)), "C")
    assert signals(chronicle) == []
    chronicle.give("2022-08-09 11:00", PERSON, SubmitForRecheck("已清运", evidence=(photo("b"),)), "B")
    [one] = signals(chronicle)
    assert (one.kind, one.key) == (KINDS.SAME_EVIDENCE, f"SAME_EVIDENCE/{'b' * 64}")
    assert cites(chronicle, one) == [("A", "problem.evidence_added"), ("B", "problem.submitted_for_recheck")]
    assert chronicle.number("A") in one.says
    assert chronicle.number("B") in one.says


def test_a_third_use_adds_to_the_same_signal(chronicle: Chronicle) -> None:
    under_way(chronicle, "A", "B", "C")
    for case in "AB":
        chronicle.give("2022-08-09 09:00", PERSON, AddEvidence((photo("a"),)), case)
    [before] = signals(chronicle)
    chronicle.give("2022-08-09 10:00", PERSON, AddEvidence((photo("a"),)), "C")
    [after] = signals(chronicle)
    assert after.key == before.key
    assert len(after.cites) == len(before.cites) + 1


def test_the_same_photo_twice_in_one_problem_is_nothing(chronicle: Chronicle) -> None:
    under_way(chronicle, "A")
    for at in ("2022-08-09 09:00", "2022-08-09 10:00"):
        chronicle.give(at, PERSON, AddEvidence((photo("a"),)), "A")
    assert signals(chronicle) == []


def test_one_visit_may_serve_two_problems_of_one_household_but_not_a_third_elsewhere(chronicle: Chronicle) -> None:
    for case, household in (("A", "h1"), ("B", "h1"), ("C", "h2")):
        found = Finding(
            "xiaoxian_2022",
            "HABITAT",
            "院落杂乱",
            scope=Scope.HOUSEHOLD,
            place=area("HABITAT", "-").place,
            household_ref=household,
            householder="某某",
        )
        chronicle.give("2022-08-08 09:00", OFFICE, RegisterProblem(found), case)
        chronicle.give("2022-08-08 09:00", OFFICE, Dispatch(TOWN, Mode.IMMEDIATE, date(2022, 8, 31)), case)
        chronicle.give("2022-08-08 09:00", HEAD, Claim(LEADER, PERSON), case)
    for case in "AB":
        chronicle.give("2022-08-09 09:00", PERSON, AddEvidence((photo("a"),)), case)
    assert signals(chronicle) == []
    chronicle.give("2022-08-09 10:00", PERSON, AddEvidence((photo("a"),)), "C")
    [one] = signals(chronicle)
    assert [case for case, _ in cites(chronicle, one)] == ["A", "B", "C"]


# --- evidence older than the problem ----------------------------------------------------------------------------------


def test_a_photo_from_before_the_problem_is_shown_and_one_of_the_same_day_is_not(chronicle: Chronicle) -> None:
    under_way(chronicle, "A", "B")
    chronicle.give("2022-08-09 09:00", PERSON, AddEvidence((photo("a", "2022-08-08 07:00"), photo("b"))), "A")
    chronicle.give("2022-08-09 09:00", PERSON, AddEvidence((photo("c", "2022-08-07 23:59"),)), "B")
    [one] = signals(chronicle)
    assert (one.kind, cites(chronicle, one)) == (KINDS.OLD_EVIDENCE, [("B", "problem.evidence_added")])
    assert "拍摄于2022-08-07" in one.says


def test_what_was_fixed_on_the_spot_may_show_how_it_was_before(chronicle: Chronicle) -> None:
    pieces = (photo("a", "2022-08-01 09:00"), photo("b", "2022-08-08 09:00"))
    spot = RecordFixedOnSpot(area("HABITAT", "井盖破损"), TOWN, LEADER, PERSON, "巡查不够", "已更换", "已恢复", pieces)
    chronicle.give("2022-08-08 10:20", PERSON, spot, "A")
    assert signals(chronicle) == []


def test_after_a_reopening_a_photo_of_the_first_round_is_old(chronicle: Chronicle) -> None:
    under_way(chronicle, "A")
    closed(chronicle, "A", evidence={"A": photo("a", "2022-08-10 08:00")})
    chronicle.give("2022-12-12 10:00", INSPECTOR, ReportRebound("又有垃圾", (photo("b"),)), "A")
    chronicle.give("2022-12-13 10:00", PERSON, AddEvidence((photo("c", "2022-08-11 08:00"),)), "A")
    [one] = signals(chronicle, KINDS.OLD_EVIDENCE)
    assert "早于问题登记或重新打开的2022-12-12" in one.says


# --- closing in bulk --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "found"), [(10, 0), (11, 1)])
def test_more_than_ten_closings_within_ten_minutes_are_shown_once(
    chronicle: Chronicle, number: int, found: int
) -> None:
    cases = [f"P{n}" for n in range(number)]
    under_way(chronicle, *cases)
    closed(chronicle, *cases)
    shown = signals(chronicle, KINDS.BULK_CLOSING)
    assert len(shown) == found
    for one in shown:
        assert f"{OFFICE}在10分钟内销号11件（2022-08-10 11:00起）" in one.says
        assert cites(chronicle, one) == [(case, "problem.closed") for case in cases]


@given(
    minutes=st.lists(st.integers(0, 90), max_size=40).map(sorted),
    more_than=st.integers(1, 6),
    within=st.integers(0, 20),
)
def test_every_crowded_window_lies_in_exactly_one_burst(minutes: list[int], more_than: int, within: int) -> None:
    begin = datetime(2022, 8, 10, tzinfo=UTC)
    found = bursts([begin + timedelta(minutes=n) for n in minutes], more_than, timedelta(minutes=within))
    crowded = [n for n in range(len(minutes) - more_than) if minutes[n + more_than] - minutes[n] <= within]
    for first in crowded:
        assert sum(begins <= first and first + more_than <= ends for begins, ends in found) == 1
    inside = {n for first in crowded for n in range(first, first + more_than + 1)}
    assert {n for begins, ends in found for n in range(begins, ends + 1)} == inside
    assert all(before[1] < after[0] for before, after in pairwise(found))


# --- back again -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("on", "quick"), [("2022-09-09", True), ("2022-09-10", False)])
def test_a_problem_reopened_within_thirty_days_came_back_quickly(chronicle: Chronicle, on: str, quick: bool) -> None:
    under_way(chronicle, "A")
    closed(chronicle, "A")
    chronicle.give(f"{on} 10:00", INSPECTOR, ReportRebound("又有垃圾", (photo("b"),)), "A")
    shown = signals(chronicle, KINDS.QUICK_REBOUND)
    assert [cites(chronicle, one) for one in shown] == [[("A", "problem.closed"), ("A", "problem.reopened")]] * quick


def test_a_look_back_that_fails_what_was_passed_names_who_passed_it(chronicle: Chronicle) -> None:
    under_way(chronicle, "A")
    closed(chronicle, "A")
    chronicle.give("2022-11-10 10:00", INSPECTOR, ReportRebound("又有垃圾", (photo("b"),)), "A")
    [one] = signals(chronicle)
    assert one.kind is KINDS.CONTRADICTED_CHECK
    assert CHECKER in one.says
    assert INSPECTOR in one.says
    assert cites(chronicle, one) == [("A", "problem.layer_passed"), ("A", "problem.rebound_found")]


def test_a_false_rectification_contradicts_who_passed_it_before_or_after_the_closing(chronicle: Chronicle) -> None:
    under_way(chronicle, "A")
    closed(chronicle, "A")
    chronicle.give("2022-11-10 10:00", INSPECTOR, ReportFalse("照片系摆拍", (photo("b"),)), "A")
    [one] = signals(chronicle)
    assert one.kind is KINDS.CONTRADICTED_CHECK
    assert cites(chronicle, one) == [("A", "problem.layer_passed"), ("A", "problem.false_rectification_found")]
    handed_in = SubmitForRecheck("重新清运", evidence=(photo("c"),))
    chronicle.give("2022-11-11 10:00", PERSON, handed_in, "A")
    chronicle.give("2022-11-12 10:00", INSPECTOR, ReportFalse("仍未清运", (photo("d"),)), "A")
    assert signals(chronicle) == [one]  # nobody had passed it in this round, and no closing came back
    chronicle.give("2022-11-14 10:00", PERSON, handed_in, "A")
    chronicle.give("2022-11-14 11:00", CHECKER, PASSED, "A")
    chronicle.give("2022-11-15 10:00", INSPECTOR, ReportFalse("仍未清运", (photo("e"),)), "A")
    [_, again] = signals(chronicle)
    assert cites(chronicle, again) == [("A", "problem.layer_passed"), ("A", "problem.false_rectification_found")]


def test_signals_are_of_the_unit_that_has_the_problem_now(chronicle: Chronicle) -> None:
    under_way(chronicle, "A")
    chronicle.give("2022-08-08 10:00", OFFICE, Reassign(OTHER_TOWN, "属乙镇", date(2022, 8, 31)), "A")
    chronicle.give("2022-08-08 11:00", OTHER_HEAD, Claim(OTHER_HEAD, OTHER_PERSON), "A")
    late = photo("a", "2022-08-01 09:00")
    chronicle.give("2022-08-09 09:00", OTHER_PERSON, SubmitForRecheck("已清运", evidence=(late,)), "A")
    assert len(signals(chronicle, unit=OTHER_TOWN)) == 1


def test_a_later_layer_that_returns_contradicts_the_earlier_one_and_a_first_layer_nobody(chronicle: Chronicle) -> None:
    found = replace(area("HABITAT", "垃圾未清运"), campaign=THREE_LAYERS)
    chronicle.give("2022-08-08 09:00", OFFICE, RegisterProblem(found), "A")
    chronicle.give("2022-08-08 09:00", OFFICE, Dispatch(TOWN, Mode.IMMEDIATE, date(2022, 8, 31)), "A")
    chronicle.give("2022-08-08 09:00", HEAD, Claim(LEADER, PERSON), "A")
    handed_in, unmet = SubmitForRecheck("已清运", evidence=(photo("a"),)), (FourCheck.EFFECT_MET,)
    chronicle.give("2022-08-09 09:00", PERSON, handed_in, "A")
    chronicle.give("2022-08-09 10:00", CHECKER, ReturnRectification(unmet, "未清完"), "A")
    assert signals(chronicle) == []
    chronicle.give("2022-08-10 09:00", PERSON, handed_in, "A")
    chronicle.give("2022-08-10 10:00", CHECKER, PassLayer("到场查看"), "A")
    chronicle.give("2022-08-10 11:00", LEAD_DEPT, ReturnRectification(unmet, "未清完"), "A")
    [one] = signals(chronicle)
    assert cites(chronicle, one) == [("A", "problem.layer_passed"), ("A", "problem.returned")]


# --- copied measures --------------------------------------------------------------------------------------------------


def planned(story: Chronicle, **measures: str) -> None:
    for case, text in measures.items():
        registered(story, "2022-08-08 09:00", area("BASICS", f"{case}资料缺漏"), case)
        story.give("2022-08-09 10:00", HEAD, Claim(LEADER, PERSON), case)
        story.give("2022-08-09 11:00", PERSON, SubmitPlan((MeasureDraft(text), MeasureDraft("定期上报"))), case)
        story.give("2022-08-10 11:00", OFFICE, ApprovePlan(), case)


def test_copied_measures_are_compared_only_of_those_whose_texts_may_be_read(chronicle: Chronicle) -> None:
    other = "请区水务部门对各水源点重新取样检测，检测报告写明结论，水管破损的月底前全部更换到位"
    planned(chronicle, A=MEASURE, B=other, C=MEASURE.replace("，", "， "), D=MEASURE.replace("九月", "十月"))
    assert signals(chronicle) == []
    heard: list[set[str]] = []

    def all_but_d(problems: Sequence[Placed]) -> set[str]:
        heard.append({problem.subject for problem in problems})
        return heard[0] - {str(chronicle.cases["D"])}

    for read, cases in ((everyone, "ACD"), (all_but_d, "AC")):
        chronicle.follower.catch_up()
        found = chronicle.ledgers.signals(chronicle.view(), read=read)
        [one] = found.signals
        assert one.kind is KINDS.COPIED_MEASURES
        assert cites(chronicle, one) == [(case, "problem.plan_submitted") for case in cases]
        assert MEASURE[:8] not in one.says
        assert found.plans_compared == len(cases) + 1
    assert heard == [{str(chronicle.cases[case]) for case in "ABCD"}]


def everyone(problems: Sequence[Placed]) -> set[str]:
    return {problem.subject for problem in problems}


def test_texts_that_cannot_be_read_any_more_are_not_compared(chronicle: Chronicle) -> None:
    planned(chronicle, A=MEASURE, B=MEASURE)
    reveal = chronicle.casework.vault.reveal
    erased = {sealed.text.ref for sealed in chronicle.problem("B").measures}
    chronicle.ledgers.reveal = lambda refs: reveal(ref for ref in refs if ref not in erased)
    chronicle.follower.catch_up()
    assert chronicle.ledgers.signals(chronicle.view(), read=everyone).signals == ()


# --- from any viewpoint, and among many -------------------------------------------------------------------------------


def test_signals_are_those_of_the_moment_spoken_of(chronicle: Chronicle) -> None:
    under_way(chronicle, "A", "B")
    chronicle.give("2022-08-09 09:00", PERSON, AddEvidence((photo("a"),)), "A")
    chronicle.give("2022-08-10 09:00", PERSON, AddEvidence((photo("a"),)), "B")
    chronicle.follower.catch_up()
    assert chronicle.ledgers.signals(chronicle.view("2022-08-09 12:00")).signals == ()
    assert len(chronicle.ledgers.signals(chronicle.view("2022-08-10 12:00")).signals) == 1


def test_a_selection_takes_the_signals_that_touch_it(chronicle: Chronicle) -> None:
    under_way(chronicle, "A", "B")
    for case in "AB":
        chronicle.give("2022-08-09 09:00", PERSON, AddEvidence((photo("a"),)), case)
    assert len(signals(chronicle, unit=TOWN)) == 1
    assert signals(chronicle, unit=OTHER_TOWN) == []
    assert signals(chronicle, campaign="heyuan_2018") == []


def test_a_trace_bears_the_same_event_twice_and_events_without_their_predecessors(every_kind: Chronicle) -> None:
    events = [event for event in every_kind.events() if isinstance(event, ProblemEvent)]
    for missing in (None, *range(len(events))):
        traces: dict[object, Trace | None] = {}
        for number, event in enumerate(events):
            if number != missing:
                once = apply(traces.get(event.originator_id), event)
                assert apply(once, event) == once
                traces[event.originator_id] = once
        list(signals_in([trace for trace in traces.values() if trace], packs()))


def test_two_photo_reuses_among_five_thousand_problems_are_found(
    chronicle: Chronicle, capsys: pytest.CaptureFixture[str]
) -> None:
    planted = Planted(shared_photos=[(17, 4711), (2500, 2603)], old_photos=[99, 3210])
    store = open_in_memory()
    store.recorder.insert_events(crowd(told_once(chronicle), 5_000, planted))
    begun = perf_counter()
    traces, _ = fold(store.recorder, Viewpoint(datetime(2030, 1, 1, tzinfo=UTC)), apply)
    shown: dict[SignalKind, list[tuple[int, ...]]] = defaultdict(list)
    for one in signals_in(list(traces.values()), packs()):
        shown[one.kind].append(tuple(int(cited.problem_no.removeprefix("Q")) for cited in one.cites))
    took = perf_counter() - begun
    reused, old = shown[KINDS.SAME_EVIDENCE], {problem for (problem,) in shown[KINDS.OLD_EVIDENCE]}
    false = set(reused) - set(planted.shared_photos)
    others = {
        kind.value: len(found) for kind, found in shown.items() if kind not in (KINDS.SAME_EVIDENCE, KINDS.OLD_EVIDENCE)
    }
    with capsys.disabled():
        print(
            f"\n5,000 problems in {took:.1f} s: 2 photo reuses planted, {len(reused) - len(false)} found, "
            f"{len(false)} false alarms; false alarms of other kinds: {others or 0}"
        )
    assert sorted(reused) == planted.shared_photos
    assert old == set(planted.old_photos)
    assert others == {}


def told_once(story: Chronicle) -> list[ProblemEvent]:
    """One problem from its registration to its closing."""
    planned(story, A=MEASURE)
    rectified(story, "2022-08-12 09:00", "2022-08-15 09:00", "2022-08-16 09:00", "A")
    return [event for event in story.events() if isinstance(event, ProblemEvent)]
