"""监测台账 (L12): days from the clue to entry and first aid, lists of what is lacking, as of any moment."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.event_table import MONITORING_EVENTS
from domain.monitoring_case.assisting import RecordUrgentAid
from domain.monitoring_case.clearing import ApproveClearance, RejectClearance
from domain.monitoring_case.following_up import EndCase, EndReason, RecordFollowUp, ReportRelapse
from domain.monitoring_case.household_register import AidKind
from domain.monitoring_case.matching import MatchData
from domain.monitoring_case.monitoring_case import ClueSource, HouseholdKind, MonitorClass, MonitorStage, Risk, RiskKind
from domain.monitoring_case.reviewing import RaiseObjection
from domain.monitoring_case.verifying import MemberDraft, RecordMembers
from projections.as_of import Viewpoint, fold
from projections.monitoring_ledger import HouseholdRow, apply
from projections.monitoring_lines import GAPS, AidLine, VisitLine, printed_kind
from tests.monitoring_case.acts import (
    AGREED,
    FAMILY,
    HOUSEHOLDER,
    PAPER,
    TO_CLEARABLE,
    TO_NOTICE,
    clue,
    clue_found,
    consented,
    verified,
)
from tests.monitoring_case.people import APPROVER, GRID_WORKER, HELP_CONTACT, INSURER, TOWN_REVIEWER
from tests.monitoring_case.story import TWO_NOTICES
from tests.problem.people import CADRE, TOWN, VILLAGE
from tests.problem.story import Act
from tests.projections.chronicle import Chronicle, when
from tests.projections.households import tell_the_ledger

EVENING = "2022-09-30 18:00"


@pytest.fixture
def told(households: Chronicle) -> Chronicle:
    tell_the_ledger(households)
    return households


def happen(story: Chronicle, case: str, *acts: Act) -> None:
    for act in acts:
        story.give(act.at, act.by, act.command, case)


# --- figures --------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R001-23", "R002-15")
def test_a_line_counts_the_days_to_entry_and_to_first_aid(told: Chronicle) -> None:
    line = told.monitored("helped", as_of=EVENING)
    assert (line.clue_on, line.entry_due_on, line.entered_on) == (
        date(2022, 8, 10),
        date(2022, 8, 25),
        date(2022, 8, 23),
    )
    assert (line.days_used, line.late, line.first_aid_after) == (13, False, 0)
    assert (line.external_id, line.monitor_class, line.household_kind) == ("3413-0007", "脱贫不稳定户", "脱贫户")
    assert (line.plan_version, line.members, line.aids, line.urgent_aids) == (1, 4, 1, 1)
    assert line.state == "帮扶中"


@pytest.mark.requirement("R002-15")
def test_a_late_entry_is_marked_and_its_problem_is_named(told: Chronicle) -> None:
    line = told.monitored("late", as_of=EVENING)
    assert (line.days_used, line.late, line.late_problem) == (16, True, True)
    assert line.first_aid_after is None
    assert (line.monitor_class, line.household_kind) == ("突发严重困难户", "一般农户")
    assert line.gaps == ("录入超期", "无帮扶方案", "无帮扶措施落实")


@pytest.mark.requirement("R001-26")
def test_how_long_a_household_that_reported_itself_waited_for_an_answer(told: Chronicle) -> None:
    line = told.monitored("late", as_of=EVENING)
    assert (line.source, line.answered_after) == ("农户自主申报", 2)


@pytest.mark.requirement("R002-13")
def test_who_was_verified_and_not_entered_stands_on_a_list(told: Chronicle) -> None:
    def on_the_list(as_of: str) -> list[str]:
        return [line.monitor_no for line in told.monitoring(as_of).lines if GAPS["not_entered"] in line.gaps]

    helped, late, waiting = (told.monitored(case).monitor_no for case in ("helped", "late", "waiting"))
    assert on_the_list("2022-08-11 18:00") == []
    assert on_the_list("2022-08-20 18:00") == [helped, late, waiting]
    assert on_the_list("2022-08-24 18:00") == [late, waiting]
    assert on_the_list(EVENING) == [waiting]
    line = told.monitored("waiting", as_of=EVENING)
    assert (line.days_used, line.entered_on, line.gaps) == (51, None, ("应纳未录", "超期未录"))
    assert GAPS["entry_overdue"] not in told.monitored("waiting", as_of="2022-08-25 24:00").gaps
    assert GAPS["entry_overdue"] in told.monitored("waiting", as_of="2022-08-26 12:00").gaps


@pytest.mark.requirement("R002-13")
def test_who_was_entered_and_has_no_plan_or_no_aid_stands_on_a_list(told: Chronicle) -> None:
    assert told.monitored("helped", as_of="2022-08-24 18:00").gaps == ("无帮扶方案",)
    assert told.monitored("helped", as_of=EVENING).gaps == ()
    assert told.monitored("late", as_of="2022-08-26 18:00").gaps == ("录入超期", "无帮扶方案", "无帮扶措施落实")


@pytest.mark.requirement("R002-11")
def test_visits_of_each_field_role_are_counted_with_their_intervals(told: Chronicle) -> None:
    """帮扶联系人 on the 5th and the 25th of September, 驻村工作队 on the 26th; asked on the 30th."""
    assert told.monitored("helped", as_of=EVENING).visits == (
        VisitLine("帮扶联系人", 2, date(2022, 9, 25), 5, 20),
        VisitLine("驻村工作队", 1, date(2022, 9, 26), 4, 4),
    )
    assert told.monitored("helped", as_of="2022-10-31 18:00").visits[0].longest_interval == 36


@pytest.mark.requirement("R002-17")
def test_a_clearance_is_due_when_the_income_has_been_stable_for_half_a_year(told: Chronicle) -> None:
    """Stable since 2022-09-01, as the visit of the 5th says."""
    told.pass_until("2023-03-31 12:00")
    assert GAPS["clearance_due"] not in told.monitored("helped", as_of="2023-02-28 18:00").gaps
    assert GAPS["clearance_due"] in told.monitored("helped", as_of="2023-03-01 18:00").gaps


@pytest.mark.requirement("R000-09")
def test_where_clues_came_from_and_what_followed_is_seen_village_by_village(told: Chronicle) -> None:
    lines = told.monitoring(EVENING, unit=VILLAGE).lines
    assert [(line.source, line.state) for line in lines] == [
        ("基层排查", "帮扶中"),
        ("农户自主申报", "已录入待定方案"),
        ("基层排查", "已核实待评议"),
    ]
    assert len(told.monitoring(EVENING, unit=TOWN).lines) == 3
    assert told.monitoring(EVENING, unit="西村").lines == ()
    assert told.monitoring(EVENING, campaign="haogou_2023").lines == ()


@pytest.mark.requirement("R001-25")
def test_aid_outside_the_system_stands_in_the_ledger(told: Chronicle) -> None:
    expected = AidLine("household/0010", VILLAGE, date(2022, 9, 28), "兜底保障", outside=True)
    assert told.monitoring(EVENING).aid_beside == (expected,)
    assert told.monitoring(EVENING, unit=TOWN).aid_beside == (expected,)
    assert told.monitoring(EVENING, unit="西村").aid_beside == ()
    assert told.monitoring("2022-09-27 18:00").aid_beside == ()


def test_a_name_is_masked_unless_one_is_entitled(told: Chronicle) -> None:
    assert told.monitored("helped").householder == "诸葛**"
    unmasked = told.ledgers.monitoring(told.view(), unmasked=True)
    assert {line.householder for line in unmasked.lines} == {HOUSEHOLDER}


def test_the_urgent_aid_that_came_after_the_fifteen_days_is_aid_outside(told: Chronicle) -> None:
    told.give("2022-09-29 10:00", TOWN_REVIEWER, RecordUrgentAid(AidKind.MEDICAL, "急救", (PAPER,)), "waiting")
    line = told.monitored("waiting", as_of=EVENING)
    assert (line.first_aid_after, line.gaps) == (50, ("应纳未录", "超期未录", "体外循环"))


@pytest.mark.requirement("R001-29")
def test_the_departments_that_have_not_matched_their_data_are_listed(households: Chronicle) -> None:
    story = households
    happen(story, "M", clue_found(clue(campaign=TWO_NOTICES)), consented())
    assert story.monitored("M").unmatched_departments == ("医保局", "住建局")
    story.give("2022-08-11 10:00", INSURER, MatchData("正常", ("社保不符",)), "M")
    line = story.monitored("M")
    assert (line.unmatched_departments, line.mismatches) == (("住建局",), 1)


def test_a_member_who_is_not_in_the_plan_is_a_gap_until_it_is_adjusted(told: Chronicle) -> None:
    grown = RecordMembers((*FAMILY, MemberDraft("新生儿")), "添丁")
    told.give("2022-09-29 10:00", CADRE, grown, "helped")
    line = told.monitored("helped", as_of=EVENING)
    assert (line.members, line.gaps) == (5, ("方案未覆盖全部成员",))


# --- the end of it --------------------------------------------------------------------------------------------------


def test_a_cleared_household_shows_how_when_and_how_often_it_was_followed_up(households: Chronicle) -> None:
    happen(households, "M", *TO_CLEARABLE)
    assert households.monitored("M").state == "风险消除审核中"
    households.give("2023-05-15 10:00", APPROVER, ApproveClearance(AGREED), "M")
    households.give("2023-08-10 10:00", HELP_CONTACT, RecordFollowUp("正常"), "M")
    line = households.monitored("M")
    assert (line.clearance, line.cleared_on, line.follow_ups, line.last_follow_up_on) == (
        "帮扶消除",
        date(2023, 5, 15),
        1,
        date(2023, 8, 10),
    )
    fell_back = ReportRelapse(ClueSource.FOLLOW_UP, (Risk(RiskKind.JOB),), "停产")
    households.give("2023-08-20 10:00", HELP_CONTACT, fell_back, "M")
    old, new = households.monitoring().lines
    assert (old.state, new.state, new.episode, new.members) == ("已转入新一轮监测", "已核实待评议", 2, 4)


def test_a_clearance_that_was_refused_leaves_the_household_helped(households: Chronicle) -> None:
    happen(households, "M", *TO_CLEARABLE)
    households.give("2023-05-15 10:00", APPROVER, RejectClearance("不稳定"), "M")
    line = households.monitored("M")
    assert (line.state, line.clearance, GAPS["clearance_due"] in line.gaps) == ("帮扶中", "", False)


def test_why_a_case_ended(households: Chronicle) -> None:
    happen(households, "M", clue_found(), verified())
    households.give("2022-08-12 10:00", TOWN_REVIEWER, EndCase(EndReason.MOVED_AWAY, "迁往外县", (PAPER,)), "M")
    line = households.monitored("M")
    assert (line.state, line.end_reason, line.days_used, line.gaps) == ("自然终止", "整户迁出", None, ())


def test_an_objection_shows_and_sends_the_case_back(households: Chronicle) -> None:
    happen(households, "M", *TO_NOTICE)
    households.give("2022-08-15 09:00", CADRE, RaiseObjection("有异议"), "M")
    line = households.monitored("M")
    assert (line.objections, line.stage) == (1, MonitorStage.VERIFIED)


@pytest.mark.parametrize(
    ("kind", "monitor_class", "printed"),
    [
        (HouseholdKind.ORDINARY, None, "一般农户"),
        (HouseholdKind.LIFTED, MonitorClass.UNSTABLE, "脱贫户"),
        (HouseholdKind.LIFTED, MonitorClass.SUDDEN, "脱贫户"),
        (HouseholdKind.MARGINAL, MonitorClass.SUDDEN, "一般农户"),
        (HouseholdKind.ORDINARY, MonitorClass.MARGINAL, "边缘易致贫户"),
    ],
)
def test_the_kind_of_household_is_one_of_the_three_that_the_annex_prints(
    kind: HouseholdKind, monitor_class: MonitorClass | None, printed: str
) -> None:
    assert printed_kind(kind, monitor_class) == printed


# --- as of then, known then -------------------------------------------------------------------------------------------


def test_what_was_entered_late_is_unknown_then_and_known_later(households: Chronicle) -> None:
    households.give("2022-08-15 09:00", GRID_WORKER, clue(), "M", happened_at="2022-08-12 16:00")
    assert households.monitoring(as_of="2022-08-13 12:00").lines == ()
    [line] = households.monitoring(as_of="2022-08-13 12:00", known_at="2022-08-16 12:00").lines
    assert (line.clue_on, line.entry_due_on) == (date(2022, 8, 12), date(2022, 8, 27))


FIRST, LAST = (when(day).replace(tzinfo=None) for day in ("2022-08-09 00:00", "2022-10-01 00:00"))
INSTANTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))


def test_the_ledger_at_any_moment_is_the_fold_of_what_had_happened_and_was_known(told: Chronicle) -> None:
    events = told.events()

    @settings(max_examples=60, deadline=None)
    @given(as_of=INSTANTS, known_at=INSTANTS)
    def holds(as_of: datetime, known_at: datetime) -> None:
        expected: dict[UUID, HouseholdRow | None] = {}
        for position, event in enumerate(events):
            known_instant = max(earlier.timestamp for earlier in events[: position + 1])
            if known_instant <= known_at and event.occurred_at <= as_of:
                expected[event.originator_id] = apply(expected.get(event.originator_id), event)
        view = Viewpoint(now=when("2023-01-01 00:00"), as_of=as_of, known_at=known_at)
        rows, _ = fold(told.casework.recorder, view, apply)
        assert rows == {case_id: row for case_id, row in expected.items() if row is not None}

    holds()


def test_the_ledger_of_now_equals_the_fold_of_the_whole_log(told: Chronicle) -> None:
    past = told.monitoring(as_of=f"{told.now.date()} 24:00")
    now = told.ledgers.monitoring(Viewpoint(now=told.now))
    assert now.lines == past.lines
    assert now.aid_beside == past.aid_beside


def test_every_event_twice_gives_the_same_rows(told: Chronicle) -> None:
    once: dict[UUID, HouseholdRow | None] = {}
    twice: dict[UUID, HouseholdRow | None] = {}
    for event in told.events():
        case_id = event.originator_id
        once[case_id] = apply(once.get(case_id), event)
        twice[case_id] = apply(apply(twice.get(case_id), event), event)
    assert once == twice


def test_an_event_without_its_predecessors_tells_nothing_and_does_no_harm(told: Chronicle) -> None:
    met = {type(event) for event in told.events()} & set(MONITORING_EVENTS)
    assert len(met) > 10
    for event in told.events():
        if type(event) in met and event.originator_version > 1:
            assert apply(None, event) is None
