"""记录履职: what was done is counted; at the end of each period the duty was met or missed, at that instant."""

import pytest

from domain.duty.performing import (
    DutyFulfilled,
    DutyMet,
    DutyMissed,
    DutyPerformed,
    DutyReminded,
    Paper,
    RecordPerformance,
    TakeUpDuty,
)
from domain.policy import Duty
from tests.archive.stage import G3, LEAD_3, casework_of_a_city, filed, of_group, opened
from tests.archive.stage import handed_over as archive_handed_over
from tests.duty.stage import (
    CONTEST,
    COUNTY_LEADER,
    DATA_PUSH,
    FOUR_VILLAGES,
    HEYUAN,
    OF_A_TOWN,
    PAIRING,
    PAIRING_VISIT,
    SECRETARY,
    TWENTY_HOUSEHOLDS,
    VILLAGE_SECRETARY,
    VILLAGES,
    given,
    in_words,
    lines,
    met,
    taken_up,
    visits,
)
from tests.problem.people import BUREAU, COUNTY, COUNTY_OFFICE, HEAD, LEAD_DEPT, OFFICE, TOWN, VILLAGE
from tests.problem.story import Act, Story, happened

# --- counting -----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R001-06", "R001-10")
def test_four_villages_a_month_are_four_different_ones() -> None:
    story = given(FOUR_VILLAGES, visits(SECRETARY, "2021-09-06 10:00", VILLAGES[0], VILLAGES[1]))
    story.when(RecordPerformance("再访", (VILLAGES[0],)), SECRETARY, "2021-09-13 10:00").then(
        happened(DutyPerformed, period="2021-09", visited=(VILLAGES[0],), by=SECRETARY, late=False)
    )
    story.doing(visits(SECRETARY, "2021-09-16 10:00", VILLAGES[2]))
    assert in_words(story) == [("2021-09", "进行中，还差1")]
    story.when(RecordPerformance("走访", (VILLAGES[3],)), SECRETARY, "2021-09-17 10:00").then(
        happened(DutyPerformed), happened(DutyFulfilled, period="2021-09")
    )
    assert story.due(Duty.RECURRING) is None
    (line,) = lines(story)
    assert (line.done, line.places) == (4, tuple(sorted(VILLAGES)))
    assert line.in_words == "已完成"


@pytest.mark.requirement("R001-07")
@pytest.mark.parametrize(("households", "said"), [(20, "达标"), (19, "未达标，差1"), (0, "未达标，差20"), (25, "达标")])
@pytest.mark.parametrize(("duty", "by"), [(TWENTY_HOUSEHOLDS, VILLAGE_SECRETARY), (OF_A_TOWN, HEAD)])
def test_twenty_households_a_month(duty: Act, by: str, households: int, said: str) -> None:
    story = given(duty)
    for number in range(households):
        story.doing(visits(by, f"2021-09-{number + 2:02d} 10:00", f"household/{number}"))
    story.when_time_passes_until("2021-10-01 00:00")
    assert in_words(story)[0] == ("2021-09", said)


@pytest.mark.requirement("R001-08")
def test_each_county_leader_has_a_village_of_his_own() -> None:
    without, with_one = given(PAIRING), given(PAIRING, visits(COUNTY_LEADER, "2021-09-06 10:00", VILLAGE))
    for story in (without, with_one):
        story.when_time_passes_until("2022-01-01 00:00")
    assert in_words(without)[0] == ("2021", "未达标，差1")
    assert in_words(with_one)[0] == ("2021", "达标")


@pytest.mark.requirement("R001-08")
def test_one_visit_a_quarter_counts_only_to_the_village_taken_on() -> None:
    story = given(PAIRING_VISIT)
    story.when(RecordPerformance("走访", ("西村",)), COUNTY_LEADER).refused("another_village", village=VILLAGE)
    story.doing(visits(COUNTY_LEADER, "2021-09-06 10:00", VILLAGE))
    story.when_time_passes_until("2022-01-01 00:00")
    assert in_words(story) == [("2021Q3", "达标"), ("2021Q4", "未达标，差1"), ("2022Q1", "进行中，还差1")]


@pytest.mark.requirement("R001-05")
@pytest.mark.parametrize("duty", ["PARTY_MEETING", "GOVERNMENT_MEETING"])
def test_a_meeting_is_owed_each_month_with_its_papers_and_those_that_are_missing_are_listed(duty: str) -> None:
    story = given(taken_up(duty, COUNTY))
    assert story.due(Duty.RECURRING) == "2021-09-30"
    papers = (Paper("会议通知", "1" * 64), Paper("会议记录", "2" * 64))
    story.when(RecordPerformance("研究巩固拓展工作", papers=papers), SECRETARY).then(
        happened(DutyPerformed, record="研究巩固拓展工作"), happened(DutyFulfilled)
    )
    assert lines(story)[0].papers_missing == ("会议纪要",)
    story.when_time_passes_until("2021-11-01 00:00")
    assert in_words(story)[:2] == [("2021-09", "达标"), ("2021-10", "未达标，差1")]


@pytest.mark.requirement("R002-14")
def test_the_monthly_consultation_keeps_its_minutes_and_the_clues_it_decided_on() -> None:
    act = taken_up("CONSULTATION", COUNTY_OFFICE, campaign="xiaoxian_2022", at="2022-08-10 09:00")
    story = given(Act(act.command, OFFICE, act.at))
    assert story.due(Duty.RECURRING) == "2022-08-31"
    record = RecordPerformance("研判三条线索", papers=(Paper("会商研判记录", "3" * 64),), clues=("XX2022-索-0001",))
    story.when(record, OFFICE, "2022-08-15 15:00").then(
        happened(DutyPerformed, record="研判三条线索", clues=("XX2022-索-0001",)), happened(DutyFulfilled)
    )


@pytest.mark.requirement("R001-62")
def test_risk_screening_is_recorded_with_the_measures_decided() -> None:
    story = given(taken_up("RISK_SCREENING", BUREAU))
    story.when(RecordPerformance("未发现规模性返贫风险；加强汛期排查"), LEAD_DEPT).then(
        happened(DutyPerformed, record="未发现规模性返贫风险；加强汛期排查"), happened(DutyFulfilled)
    )


def test_a_record_says_what_whom_and_shows_papers_of_the_duty() -> None:
    story = given(FOUR_VILLAGES)
    story.when(RecordPerformance(" ", (VILLAGE,)), SECRETARY).refused("text_missing", field="履职记录")
    story.when(RecordPerformance("走访"), SECRETARY).refused("visited_missing", of="村")
    story.when(RecordPerformance("走访", (TOWN,)), SECRETARY).refused("not_a_village", unit=TOWN)
    story.when(RecordPerformance("走访", ("查无此村",)), SECRETARY).refused("unknown_unit")
    strange = (Paper("合影", "1" * 64),)
    story.when(RecordPerformance("走访", (VILLAGE,), strange), SECRETARY).refused("unknown_paper", paper="合影")
    unhashed = (Paper("遍访台账", "x"),)
    story.when(RecordPerformance("走访", (VILLAGE,), unhashed), SECRETARY).refused("bad_hash")


# --- the end of a period --------------------------------------------------------------------------------------------


@pytest.mark.requirement("R001-09")
def test_a_period_in_which_nothing_was_done_is_reminded_and_missed_at_its_end() -> None:
    story = given(CONTEST)
    story.when_time_passes_until("2021-10-01 00:00").then(
        happened(DutyReminded, at="2021-09-30 09:00", actor="SYSTEM", duty=Duty.RECURRING, due_on="2021-09-30"),
        happened(
            DutyMissed,
            at="2021-10-01 00:00",
            actor="SYSTEM",
            period="2021Q3",
            count=0,
            at_least=1,
            arms={Duty.RECURRING: "2021-12-31"},
        ),
    )


def test_whoever_did_enough_is_not_reminded_and_has_met_it_at_the_end() -> None:
    story = given(CONTEST, met(OFFICE, "2021-09-16 10:00"))
    story.when_time_passes_until("2021-10-01 00:00").then(
        happened(DutyMet, at="2021-10-01 00:00", period="2021Q3", count=1, arms={Duty.RECURRING: "2021-12-31"})
    )


def test_it_goes_on_period_by_period_whether_a_timer_woke_or_not() -> None:
    punctual, slept = given(CONTEST), given(CONTEST)
    punctual.when_time_passes_until("2022-07-05 09:00")
    slept.let("period 2021Q3 ended", "2022-07-05 09:00")
    assert punctual.state == slept.state
    assert in_words(slept) == [
        ("2021Q3", "未达标，差1"),
        ("2021Q4", "未达标，差1"),
        ("2022Q1", "未达标，差1"),
        ("2022Q2", "未达标，差1"),
        ("2022Q3", "进行中，还差1"),
    ]


def test_more_than_enough_is_fulfilled_once() -> None:
    story = given(CONTEST, met(OFFICE, "2021-09-16 10:00"))
    story.when(RecordPerformance("又一次"), OFFICE).then(happened(DutyPerformed))


@pytest.mark.requirement("R001-10")
def test_what_is_entered_after_the_judgement_is_shown_and_does_not_change_it() -> None:
    story = given(FOUR_VILLAGES, visits(SECRETARY, "2021-09-06 10:00", *VILLAGES[:3]))
    story.when(
        RecordPerformance("走访", (VILLAGES[3],)),
        SECRETARY,
        "2021-10-08 10:00",
        occurred_at="2021-09-29 10:00",
        late_reason="国庆前未及录入",
    ).then(
        happened(DutyReminded, at="2021-09-30 09:00"),
        happened(DutyMissed, at="2021-10-01 00:00", count=3),
        happened(DutyPerformed, at="2021-09-29 10:00", period="2021-09", late=True),
    )
    assert in_words(story) == [("2021-09", "未达标，差1，事后补录1"), ("2021-10", "进行中，还差4")]


# --- by the fourth of the month -------------------------------------------------------------------------------------


@pytest.mark.requirement("R003-37")
def test_a_push_on_the_third_is_that_of_last_month_one_on_the_fifth_of_this_month() -> None:
    story = given(DATA_PUSH)
    story.when(RecordPerformance("推送九月数据"), OFFICE, "2018-10-03 10:00").then(
        happened(DutyReminded, at="2018-09-30 09:00"),  # the last working day before the fourth
        happened(DutyPerformed, period="2018-09"),
        happened(DutyFulfilled, period="2018-09"),
    )
    story.when(RecordPerformance("推送十月数据"), OFFICE, "2018-10-05 10:00").then(
        happened(DutyMet, at="2018-10-05 00:00", period="2018-09", arms={Duty.RECURRING: "2018-11-04"}),
        happened(DutyPerformed, period="2018-10"),
        happened(DutyFulfilled, period="2018-10"),
    )


@pytest.mark.requirement("R003-37")
def test_a_late_push_names_its_month_and_the_month_stays_missed() -> None:
    story = given(DATA_PUSH)
    story.when(RecordPerformance("推送九月数据", period="2018-09"), OFFICE, "2018-10-08 10:00").then(
        happened(DutyReminded),
        happened(DutyMissed, at="2018-10-05 00:00", period="2018-09", count=0),
        happened(DutyPerformed, period="2018-09", late=True),
    )
    assert in_words(story)[0] == ("2018-09", "未达标，差1，事后补录1")


@pytest.mark.requirement("R003-18")
def test_each_group_reports_to_the_leading_group_every_month() -> None:
    story = given(taken_up("REPORT", G3, campaign=HEYUAN, at="2018-09-10 09:00"))
    story.when_time_passes_until("2018-11-01 00:00")
    assert in_words(story) == [("2018-09", "未达标，差1"), ("2018-10", "未达标，差1"), ("2018-11", "进行中，还差1")]


# --- counted by itself ----------------------------------------------------------------------------------------------


def group_with_archive_duty() -> Story:
    casework = casework_of_a_city()
    package = Story(casework).doing(opened())
    duty = TakeUpDuty(HEYUAN, "ARCHIVE", G3)
    return Story(casework, now=package.now).doing(Act(duty, LEAD_3, "2018-07-03 09:00"))


@pytest.mark.requirement("R003-19")
def test_handing_over_the_archive_counts_as_doing_the_duty_and_nobody_enters_it_again() -> None:
    story = group_with_archive_duty()
    assert story.due(Duty.RECURRING) == "2018-09-30"
    of_group(story, G3).doing(filed(), archive_handed_over())
    assert story.happened(DutyPerformed) == story.happened(DutyFulfilled) == ["2018-09-30 16:00"]
    story.when_time_passes_until("2018-10-01 00:00").then(happened(DutyMet, period="2018Q3", count=1))


def test_a_late_hand_over_counts_for_its_own_quarter_which_stays_missed() -> None:
    story = group_with_archive_duty()
    of_group(story, G3).doing(filed(), archive_handed_over(at="2018-10-08 10:00"))
    assert in_words(story) == [("2018Q3", "未达标，差1，事后补录1"), ("2018Q4", "进行中，还差1")]
