"""时限重算 of every kind of case: what is counted moves by an event when the notice is loaded, and no other date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from msgspec.structs import replace

from adapters.recounting import COMMANDS
from domain.archive.package import ArchiveDeadlinesReset, ResetArchiveDeadlines
from domain.calendar import Holiday, explain
from domain.clue import ClueDeadlinesReset, RegisterClue, ResetClueDeadlines
from domain.duty.performing import DutyDeadlinesReset, RecordPerformance, ResetDutyDeadlines, TakeUpDuty
from domain.inspection.inspection import InspectionDeadlinesReset, ResetInspectionDeadlines
from domain.monitoring_case.deadlines import MonitoringDeadlinesReset, ResetMonitoringDeadlines
from domain.monitoring_case.reviewing import EndNotice, NoticeCompleted, NoticeSigned
from domain.policy import Duty, Level, Period
from domain.referral.proposing import ApproveReferral
from domain.referral.referral import ReferralDeadlinesReset, ResetReferralDeadlines
from domain.resetting import DeadlinesReset, ResetDeadlines
from domain.supervision_paper.deadlines import PaperDeadlinesReset, ResetPaperDeadlines
from domain.supervision_paper.paper import paper_id
from domain.write_side import KIND_OF_STATE, KINDS
from tests.archive import stage as archives
from tests.duty import stage as duties
from tests.inspection import city
from tests.monitoring_case import acts as households
from tests.monitoring_case.story import given as household
from tests.monitoring_case.story import staffed
from tests.operating.notices import NEW_YEAR, with_2026_amended, with_the_notice_of_2027
from tests.problem.people import CADRE, GROUP_HEAD, INSPECTOR, OFFICE, TOWN
from tests.problem.story import Story, given, happened, instant, staffed_casework
from tests.referral import stage as referrals
from tests.supervision_paper import stage as papers

WHY = "2027年放假安排公布"
WORKED = (date(2027, 1, 2), date(2027, 1, 3))


def a_household_in_its_notice() -> Story:
    """By the rules of a place that counts the days of a notice as working days."""
    casework = staffed()
    pack = casework.packs["xiaoxian_2022"]
    counted = replace(pack.policy, periods={**pack.policy.periods, Duty.NOTICE_END: Period(working_days=5)})
    casework.packs = {**casework.packs, pack.id: replace(pack, policy=counted)}
    return household(
        households.clue_found(at="2026-12-23 09:00"),
        households.consented(at="2026-12-23 15:00"),
        households.verified(at="2026-12-24 09:00"),
        households.reviewed(at="2026-12-25 15:00"),
        households.posted(at="2026-12-28 09:00"),
        casework=casework,
    )


def an_inspection() -> Story:
    return city.inspected(city.city(), city.GROUPS[0], "2026-12-29", "2026-12-30")


def a_duty() -> Story:
    taken_up = TakeUpDuty(duties.HEYUAN, "ARCHIVE", archives.G3, from_next=True)
    return duties.given().when(taken_up, duties.CITY_CLERK, "2026-12-31 09:00").accepted()


def a_referral() -> Story:
    story = referrals.given(referrals.proposed(at="2026-10-03 09:00"))
    story.when(ApproveReferral(), GROUP_HEAD, "2026-10-04 09:00").accepted()
    return story.when(referrals.HANDED, OFFICE, "2026-10-05 09:00").accepted()


def a_clue() -> Story:
    return (
        given()
        .when(RegisterClue("xiaoxian_2022", TOWN, "台账有名，实地无人"), INSPECTOR, "2026-12-25 10:00")
        .accepted()
    )


def a_letter() -> Story:
    """Of a problem due on Monday 28 December: drafted on the 31st, to be signed on the next working day."""
    casework = staffed_casework()
    cases = papers.dispatched_problems(casework, 1, due_on=date(2026, 12, 28))
    papers.time_passes(casework, cases, "2026-12-31 09:00")
    letter = paper_id(papers.CAMPAIGN, TOWN, Level.LETTER, date(2026, 12, 31), 1)
    return Story(casework, letter, instant("2026-12-31 10:00"))


SPRING = Holiday("清明节", date(2027, 3, 31), date(2027, 4, 5))
EACH_KIND = [
    pytest.param(
        a_household_in_its_notice,
        ResetMonitoringDeadlines,
        OFFICE,
        MonitoringDeadlinesReset,
        (Duty.NOTICE_END, "2027-01-05", "2027-01-03"),
        id="monitoring",
    ),
    pytest.param(
        an_inspection,
        ResetInspectionDeadlines,
        city.CITY_CLERK,
        InspectionDeadlinesReset,
        (Duty.LETTER, "2027-01-04", "2027-01-02"),
        id="inspection",
    ),
    pytest.param(
        a_referral,
        ResetReferralDeadlines,
        OFFICE,
        ReferralDeadlinesReset,
        (Duty.REFERRAL_FEEDBACK, "2027-01-04", "2027-01-03"),
        id="referral",
    ),
    pytest.param(
        a_letter,
        ResetPaperDeadlines,
        OFFICE,
        PaperDeadlinesReset,
        (Duty.LETTER_SIGN, "2027-01-04", "2027-01-02"),
        id="paper",
    ),
    pytest.param(
        a_clue, ResetClueDeadlines, OFFICE, ClueDeadlinesReset, (Duty.CLUE, "2027-01-11", "2027-01-07"), id="clue"
    ),
    pytest.param(
        a_duty,
        ResetDutyDeadlines,
        duties.CITY_CLERK,
        DutyDeadlinesReset,
        (Duty.RECURRING, "2027-03-31", "2027-03-30"),
        id="duty",
    ),
]


@pytest.mark.requirement("X-04")
@pytest.mark.parametrize(("begin", "command", "by", "event", "moves"), EACH_KIND)
def test_what_a_case_of_this_kind_owes_moves_by_an_event_once_the_notice_is_loaded(
    begin: Callable[[], Story],
    command: type[ResetDeadlines],
    by: str,
    event: type[DeadlinesReset],
    moves: tuple[Duty, str, str],
) -> None:
    duty, before, after = moves
    story = begin()
    story.when(command(WHY), by, "2026-12-31 15:00").refused("nothing_moves")
    with_the_notice_of_2027(story, NEW_YEAR, SPRING, worked=WORKED)
    assert story.due(duty) == before, "nothing moves by itself"
    story.when(command(" "), by).refused("text_missing", field="重算原因")
    story.when(command(WHY), by).then(happened(event, reason=WHY, arms={duty: after}))
    assert story.due(duty) == after
    assert "暂定" not in explain(story.state.obligations[-1].due)
    story.when(command("再算一次"), by).refused("nothing_moves")


def test_the_last_working_day_of_a_quarter_moves_when_the_notice_of_its_year_is_amended() -> None:
    story = archives.given(archives.opened(period="2026Q4", at="2026-10-12 09:00"))
    assert story.due(Duty.QUARTER_ARCHIVE) == "2026-12-31"
    with_2026_amended(story, Holiday("元旦", date(2026, 12, 31), date(2026, 12, 31)))
    story.when(ResetArchiveDeadlines(WHY), archives.ARCHIVIST, "2026-12-15 09:00").then(
        happened(ArchiveDeadlinesReset, reason=WHY, arms={Duty.QUARTER_ARCHIVE: "2026-12-30"})
    )


def test_a_notice_on_the_wall_hangs_until_its_new_end() -> None:
    story = a_household_in_its_notice()
    with_the_notice_of_2027(story, NEW_YEAR, worked=WORKED)
    story.when(ResetMonitoringDeadlines(WHY), OFFICE, "2026-12-31 15:00").accepted()
    assert story.state.notice_until == instant("2027-01-04 00:00")
    story.when(EndNotice(), CADRE, "2027-01-04 09:00").then(
        happened(NoticeCompleted, at="2027-01-04 00:00"), happened(NoticeSigned)
    )


def test_the_period_of_a_duty_that_is_done_already_ends_on_its_new_day_too() -> None:
    story = a_duty()
    done = RecordPerformance("档案移交", period="2027Q1")
    story.when(done, archives.LEAD_3, "2027-01-04 09:00").accepted()
    assert story.state.obligations == ()
    with_the_notice_of_2027(story, NEW_YEAR, SPRING)
    story.when(ResetDutyDeadlines(WHY), duties.CITY_CLERK, "2027-01-05 09:00").then(
        happened(DutyDeadlinesReset, arms=())
    )
    assert story.state.period.due.on == date(2027, 3, 30)


def test_the_reason_is_sealed_with_the_texts_of_the_case() -> None:
    story = a_household_in_its_notice()
    with_the_notice_of_2027(story, NEW_YEAR, worked=WORKED)
    story.when(ResetMonitoringDeadlines("钱某某家问起"), OFFICE, "2026-12-31 15:00").accepted()
    event = story.history[-1]
    assert isinstance(event, DeadlinesReset)
    assert event.reason.digest == story.casework.vault.digest(story.state.subject, "钱某某家问起")


@pytest.mark.parametrize("by", [INSPECTOR, CADRE])
def test_nobody_but_an_office_above_counts_anew(by: str) -> None:
    story = a_clue()
    with_the_notice_of_2027(story, NEW_YEAR, worked=WORKED)
    story.when(ResetClueDeadlines(WHY), by, "2026-12-31 15:00").refused("not_permitted")


def test_every_kind_that_counts_days_can_count_them_anew() -> None:
    """A campaign, its reports and the monthly consultations have days that a document or the month names."""
    literal = {"campaign", "report", "consultation"}
    waiting = {kind.name for kind in KINDS if kind.waits}
    assert waiting - literal == {KIND_OF_STATE[state].name for state in COMMANDS}


def test_other_rules_of_the_pack_move_no_date_that_is_set_and_hold_for_what_is_set_from_then_on() -> None:
    """A changed policy touches no case; a date moves by 时限重算 alone, and that counts by the calendar."""
    story = a_clue()
    before = story.due(Duty.CLUE)
    pack = story.casework.packs["xiaoxian_2022"]
    longer = replace(pack.policy, version="2", periods={**pack.policy.periods, Duty.CLUE: Period(working_days=15)})
    story.casework.packs = {**story.casework.packs, pack.id: replace(pack, policy=longer)}
    moment = story.casework.moments(story.state)[0].at
    assert story.due(Duty.CLUE) == before
    story.when(ResetClueDeadlines(WHY), OFFICE, "2026-12-31 15:00").refused("nothing_moves")
    assert (story.due(Duty.CLUE), story.casework.moments(story.state)[0].at) == (before, moment)
    later = Story(casework=story.casework)
    later.when(RegisterClue("xiaoxian_2022", TOWN, "台账有名，实地无人"), INSPECTOR, "2026-12-25 11:00").accepted()
    assert later.due(Duty.CLUE) > before
