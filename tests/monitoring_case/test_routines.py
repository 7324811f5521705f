"""常态化比对预警, 月会商月研判: what is done again and again, and what comes of it."""

from __future__ import annotations

from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.case import Command
from domain.monitoring_case.consulting import (
    ConsultationBook,
    ConsultationHeld,
    ConsultationMissed,
    ConsultationReminded,
    ConsultationsOpened,
    DecidedClue,
    HoldConsultation,
    OpenConsultations,
    Verdict,
    book_of,
)
from domain.monitoring_case.match_run import Alert, MatchRun, MatchRunReported, ReportMatchRun
from domain.monitoring_case.monitoring_case import ClueSource, MonitoringCase
from domain.monitoring_case.verifying import RiskClueRegistered
from domain.policy import Duty
from domain.write_side import CONSULTATION, MATCH_RUN
from tests.monitoring_case.acts import HOUSEHOLD, HOUSEHOLDER, POOR, TO_VERIFIED, clue_found, rejected
from tests.monitoring_case.people import GRID_WORKER, INSURER, TOWN_REVIEWER
from tests.monitoring_case.story import HouseholdStory, everything, given, staffed
from tests.problem.people import CHECKER, HEAD, OFFICE, OTHER_CHECKER, OTHER_TOWN, TOWN, TOWN_CLERK, VILLAGE
from tests.problem.story import happened

# --- data over a whole place --------------------------------------------------------------------------------------


def alert(household: str) -> Alert:
    return Alert(household, HOUSEHOLDER, VILLAGE, (POOR,), "自付费用超过2万元")


RUN = ReportMatchRun(
    "8月医保大额自付与脱贫户名单比对", 480, (alert(HOUSEHOLD), alert("household/0008")), "xiaoxian_2022"
)


@pytest.mark.requirement("R002-12", "R003-38")
def test_every_household_that_stands_out_in_a_run_is_a_clue() -> None:
    story = given()
    story.when(RUN, INSURER, "2022-08-10 09:00").then(
        happened(MatchRunReported, department="医保局", by=INSURER, subject=RUN.subject, compared=480, known=())
    )
    run = story.state
    assert isinstance(run, MatchRun)
    cases = [story.casework.load(case_id).state for case_id in run.clues]
    assert [(case.household.ref, case.source, case.monitor_no) for case in cases] == [
        (HOUSEHOLD, ClueSource.DEPARTMENT_ALERT, "JC2022-甲镇-0001"),
        ("household/0008", ClueSource.DEPARTMENT_ALERT, "JC2022-甲镇-0002"),
    ]
    assert all(case.owes(Duty.MONITOR_ENTRY) for case in cases)


@pytest.mark.requirement("R002-12")
def test_a_household_that_is_in_a_case_already_is_named_and_not_doubled() -> None:
    found = given(clue_found())
    story = HouseholdStory(found.casework, now=found.now)
    story.when(RUN, INSURER).then(happened(MatchRunReported, known=(found.monitored.monitor_no,)))
    assert len(story.state.clues) == 1
    registered = [event for event in everything(story) if isinstance(event, RiskClueRegistered)]
    assert [event.household.ref for event in registered] == [HOUSEHOLD, "household/0008"]


def test_a_run_in_which_nobody_stands_out_is_a_fact_too() -> None:
    given().when(replace(RUN, alerts=()), INSURER).then(happened(MatchRunReported, clues=(), known=()))


def test_a_run_names_each_household_once_and_not_more_than_it_compared() -> None:
    given().when(replace(RUN, alerts=(RUN.alerts[0],) * 2), INSURER).refused("alerts_do_not_add_up")
    given().when(replace(RUN, compared=1), INSURER).refused("alerts_do_not_add_up", alerts=2, compared=1)


def test_runs_are_made_by_departments_of_households_in_their_reach() -> None:
    given().when(RUN, "甲镇干事").refused("not_a_department")
    given().when(RUN, GRID_WORKER).refused("not_permitted")
    given().when(replace(RUN, subject=" "), INSURER).refused("text_missing")
    elsewhere = replace(RUN.alerts[0], village="无此村")
    given().when(replace(RUN, alerts=(elsewhere,)), INSURER).refused("unknown_unit")


def test_one_alert_that_is_not_right_refuses_the_whole_run() -> None:
    nameless = replace(RUN.alerts[1], householder="")
    story = given()
    story.when(replace(RUN, alerts=(RUN.alerts[0], nameless)), INSURER).refused("text_missing", field="户主姓名")
    assert everything(story) == []


# --- every month ----------------------------------------------------------------------------------------------------

MEET = HoldConsultation("研判两条线索", 9)


def book(*held: str) -> HouseholdStory:
    """A town that meets every month since 10 August 2022, and met at these instants."""
    story = given()
    story.when(OpenConsultations(TOWN), TOWN_CLERK, "2022-08-10 09:00").accepted()
    for at in held:
        story.when(MEET, TOWN_CLERK, at).accepted()
    return story


@pytest.mark.requirement("R002-14")
def test_a_place_that_opens_its_book_owes_a_meeting_by_the_end_of_the_month() -> None:
    story = given()
    story.when(OpenConsultations(TOWN), TOWN_CLERK, "2022-08-10 09:00").then(
        happened(ConsultationsOpened, unit=TOWN, by=TOWN_CLERK, arms={Duty.RECURRING: "2022-08-31"})
    )
    assert story.case == book_of(TOWN)
    assert story.state.number == "甲镇月会商"


@pytest.mark.requirement("R002-14")
def test_a_meeting_has_minutes_and_decides_about_households() -> None:
    casework = staffed()
    found = given(*TO_VERIFIED, casework=casework)
    story = HouseholdStory(casework, now=found.now)
    story.when(OpenConsultations(TOWN), TOWN_CLERK).accepted()
    decided = replace(MEET, decided=(DecidedClue(found.case, Verdict.PROPOSE),))
    story.when(decided, TOWN_CLERK, "2022-08-12 09:00").then(
        happened(
            ConsultationHeld,
            month="2022-08",
            by=TOWN_CLERK,
            minutes="研判两条线索",
            attendance=9,
            decided=({"case": found.case, "verdict": Verdict.PROPOSE},),
            arms={Duty.RECURRING: "2022-09-30"},
        )
    )


@pytest.mark.requirement("R002-14")
def test_the_second_meeting_of_a_month_does_not_stand_for_the_next_one() -> None:
    story = book("2022-08-15 09:00")
    story.when(MEET, TOWN_CLERK, "2022-08-30 09:00").then(happened(ConsultationHeld, arms=()))
    assert story.due(Duty.RECURRING) == "2022-09-30"
    assert story.state.held == ("2022-08", "2022-08")


@pytest.mark.requirement("R002-14")
def test_a_month_in_which_nobody_met_is_a_fact_of_its_own() -> None:
    """August was met; September and October are missed; 2022-10-31 is a Monday."""
    story = book("2022-08-15 09:00")
    story.when_time_passes_until("2022-11-01 00:00").then(
        happened(ConsultationReminded, at="2022-09-30 09:00", due_on="2022-09-30"),
        happened(ConsultationMissed, at="2022-10-01 00:00", month="2022-09", arms={Duty.RECURRING: "2022-10-31"}),
        happened(ConsultationReminded, at="2022-10-31 09:00", due_on="2022-10-31"),
        happened(ConsultationMissed, at="2022-11-01 00:00", month="2022-10", arms={Duty.RECURRING: "2022-11-30"}),
    )
    state = story.state
    assert isinstance(state, ConsultationBook)
    assert (state.held, state.missed) == (("2022-08",), ("2022-09", "2022-10"))


def test_a_meeting_after_months_of_silence_finds_them_missed_and_stands_for_its_own() -> None:
    story = book("2022-08-15 09:00")
    story.when(MEET, TOWN_CLERK, "2022-10-20 09:00").then(
        happened(ConsultationReminded),
        happened(ConsultationMissed, month="2022-09"),
        happened(ConsultationHeld, month="2022-10", arms={Duty.RECURRING: "2022-11-30"}),
    )


def test_a_book_that_is_opened_on_the_last_day_is_not_reminded_of_the_morning_before() -> None:
    story = given()
    story.when(OpenConsultations(TOWN), CHECKER, "2022-08-31 15:00").accepted()
    story.when_time_passes_until("2022-09-01 00:00").then(happened(ConsultationMissed, month="2022-08"))


def test_a_meeting_decides_only_about_open_cases_of_its_place() -> None:
    casework = staffed()
    over = given(*TO_VERIFIED, rejected(TOWN_REVIEWER, "2022-08-12 09:00"), casework=casework)
    story = HouseholdStory(casework, now=over.now)
    story.when(OpenConsultations(TOWN), TOWN_CLERK).accepted()
    unknown = DecidedClue(UUID(int=4), Verdict.WATCH)
    story.when(replace(MEET, decided=(unknown,)), TOWN_CLERK).refused("not_a_case_of_the_place")
    story.when(replace(MEET, decided=(DecidedClue(over.case, Verdict.WATCH),)), TOWN_CLERK).refused("case_is_over")
    elsewhere = HouseholdStory(casework, now=over.now)
    elsewhere.when(OpenConsultations(OTHER_TOWN), OFFICE).accepted()
    of_the_other = replace(MEET, decided=(DecidedClue(over.case, Verdict.WATCH),))
    elsewhere.when(of_the_other, OFFICE).refused("not_a_case_of_the_place", unit=OTHER_TOWN)
    assert isinstance(casework.load(over.case).state, MonitoringCase)


def test_a_meeting_is_attended_and_minuted() -> None:
    book().when(HoldConsultation("纪要", 0), TOWN_CLERK).refused("nobody_attended")
    book().when(HoldConsultation(" ", 9), TOWN_CLERK).refused("text_missing", field="会商纪要")


def test_a_place_keeps_its_own_book() -> None:
    given().when(OpenConsultations(TOWN), OTHER_CHECKER).refused("out_of_reach")
    given().when(OpenConsultations("无此镇"), OFFICE).refused("unknown_unit")
    book().when(OpenConsultations(TOWN), TOWN_CLERK).refused("already_exists")
    book().when(MEET, OTHER_CHECKER).refused("not_permitted")
    book().when(MEET, HEAD).accepted()


# --- sent twice -----------------------------------------------------------------------------------------------------

EACH: tuple[tuple[Command, str], ...] = ((RUN, INSURER), (OpenConsultations(TOWN), TOWN_CLERK), (MEET, TOWN_CLERK))


def test_every_command_is_in_the_list() -> None:
    kinds = (MATCH_RUN, CONSULTATION)
    assert {type(command) for command, _ in EACH} == {c for kind in kinds for c in (*kind.creations, *kind.decisions)}


@pytest.mark.parametrize(("command", "by"), EACH)
def test_a_command_sent_twice_happens_once(command: Command, by: str) -> None:
    story = book() if command == MEET else given()
    story.when(command, by, "2022-08-20 09:00", command_id="once").accepted()
    position = story.log_position
    story.when(command, by, "2022-08-20 10:00", command_id="once").then()
    assert story.log_position == position
