"""开展专项行动: under its own code, on its document, with the phases and reports of its pack."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from domain.campaign.campaign import BridgedGap, GroupAreas, Past, Stage, campaign_id
from domain.campaign.opening import CampaignClosed, CampaignOpened, CloseCampaign
from domain.campaign.report import ReportOverdue
from domain.campaign.reporting import ReportOwed
from domain.campaign.timetable import PhaseEnded
from domain.deputising import DrawCrossCheck, NameSubstitute, RecordAbsence, SubstituteNamed
from domain.events import Way
from domain.gaps import gaps_within
from domain.organisation import ORGANISATION_ID, UnitKind
from domain.problem.finding import Finding
from domain.problem.problem import Place
from domain.problem.registering import RegisterProblem
from domain.timetable import BasisDocument, Per, Phase
from tests.authority.arranging import arranged
from tests.campaign.places import (
    BUREAU,
    BUREAU_HEAD,
    CLERK,
    COUNTY,
    COUNTY_CLERK,
    OFFICE,
    OTHER_CHECKER,
    OTHER_TOWN,
    OTHER_TOWN_HEAD,
    TEAM_LEAD,
    TOWN,
    TOWN_CHECKER,
    TOWN_GROUP,
    A,
    staffed,
)
from tests.campaign.stories import (
    COUNTY_CAMPAIGN,
    ISSUED,
    TOWN_CAMPAIGN,
    campaign,
    county_opened,
    opened,
    owed,
    report_story,
)
from tests.problem.story import Story, happened, instant, packs, stored_events

# --- opening ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R000-02")
def test_a_campaign_is_opened_on_its_document_after_it_began_and_that_is_seen() -> None:
    story = Story(staffed())
    story.when(TOWN_CAMPAIGN, OFFICE, ISSUED).then(
        happened(
            CampaignOpened,
            at="2023-09-13 10:00",
            actor=OFFICE,
            code="haogou_2023",
            unit=TOWN,
            scope=(TOWN,),
            starts_on="2023-09-10",
            backdated_days=3,
        )
    )
    assert campaign(story).basis.issued_on == date(2023, 9, 13)
    assert story.case == campaign_id("haogou_2023")


@pytest.mark.requirement("R000-12")
def test_a_phase_that_ended_before_the_document_was_issued_is_never_late() -> None:
    story = opened()
    past = {window.code: window.past for window in campaign(story).phases}
    assert past == {"PREPARATION": Past.BEFORE_ISSUE, "ON_SITE": None, "FEEDBACK": None}
    paper = owed(story, "PREPARATION-1", TOWN_GROUP)
    assert (paper.title, paper.past, paper.obligations) == ("成立督查工作领导小组", Past.BEFORE_ISSUE, ())
    story.when_time_passes_until("2023-09-19 23:59").then_nothing()
    report_story(story, "PREPARATION-1", TOWN_GROUP).when_time_passes_until("2023-12-31 23:59").then_nothing()


def test_a_phase_that_ended_before_the_campaign_was_opened_here_is_never_late_either() -> None:
    story = opened(at="2023-09-21 10:00")
    past = {window.code: window.past for window in campaign(story).phases}
    assert past["ON_SITE"] is Past.BEFORE_OPENING
    story.when_time_passes_until("2023-09-25 23:59").then_nothing()


@pytest.mark.requirement("R000-14", "R000-16")
def test_a_phase_ends_at_its_instant_and_says_what_was_missing_then() -> None:
    story = opened()
    story.when_time_passes_until("2023-09-26 00:00").then(
        happened(PhaseEnded, at="2023-09-21 00:00", actor="SYSTEM", phase="ON_SITE"),
        happened(PhaseEnded, at="2023-09-26 00:00", phase="FEEDBACK"),
    )
    ended = [event for event in story.history if isinstance(event, PhaseEnded)]
    assert [[(ref.code, ref.unit) for ref in event.missing] for event in ended] == [
        [("ON_SITE-1", TOWN_GROUP)],
        [("INSPECTION", TOWN_GROUP)],
    ]


@pytest.mark.requirement("R001-44", "R001-45", "R001-47", "R001-48")
def test_each_unit_of_the_scope_owes_the_papers_and_reports_of_the_phases() -> None:
    story = county_opened()
    units: dict[str, set[str]] = {}
    for ref in campaign(story).reports:
        units.setdefault(ref.code, set()).add(ref.unit)
    lower = {BUREAU, TOWN, OTHER_TOWN}
    papers = {code: {COUNTY, *lower} for code in ("ARRANGEMENT-1", "ARRANGEMENT-2", "ARRANGEMENT-3", "CHECK-1")}
    assert units == papers | {"CHECK_PLAN": {BUREAU}, "WORK": lower, "COUNTY": {COUNTY}}
    work = owed(story, "WORK", TOWN)
    assert work.due is not None
    assert work.due.on == date(2021, 9, 21), "a holiday: the day of the document is literal"
    assert owed(story, "COUNTY", COUNTY).due_on == date(2021, 9, 30)


@pytest.mark.requirement("R001-47")
def test_phases_may_share_a_day() -> None:
    story = county_opened()
    on = {day: [w.code for w in campaign(story).phases_on(date(2021, 9, day))] for day in (19, 20, 21)}
    assert on == {19: ["CHECK"], 20: ["CHECK", "SUMMARY"], 21: ["SUMMARY"]}


def test_what_nobody_handed_in_is_asked_for_the_morning_after() -> None:
    story = county_opened()
    late = report_story(story, "WORK", TOWN)
    late.when_time_passes_until("2021-09-30 23:59").accepted()
    assert late.happened(ReportOverdue) == ["2021-09-22 09:00"]


@pytest.mark.requirement("R000-35")
def test_no_village_owes_anything_even_if_a_pack_has_villages_report() -> None:
    casework = staffed()
    pack = casework.packs["qijia_2021"]
    by_villages = tuple(replace(form, by=(*form.by, UnitKind.VILLAGE)) for form in pack.reports)
    casework.packs = dict(casework.packs) | {"qijia_2021": replace(pack, reports=by_villages)}
    story = Story(casework)
    story.when(replace(COUNTY_CAMPAIGN, within=(COUNTY, A)), COUNTY_CLERK, "2021-08-26 09:00").accepted()
    assert not [ref for ref in campaign(story).reports if ref.unit.endswith("村")]


@pytest.mark.requirement("R003-01")
def test_a_standing_campaign_has_no_end_but_its_document_may_name_one() -> None:
    basis = BasisDocument("河扶〔2018〕1号", "市领导小组", date(2018, 6, 15), until=date(2020, 12, 31))
    standing = replace(
        TOWN_CAMPAIGN, campaign="ST", basis_document=basis, phases=(Phase("MONTHLY", "每月督查"),), starts_on=None
    )
    story = opened(standing, at="2018-06-15 10:00")
    assert campaign(story).ends_on == date(2020, 12, 31)
    assert campaign(story).starts_on == date(2018, 6, 15)
    story.when_time_passes_until("2019-12-31 23:59").then_nothing()


@pytest.mark.requirement("R003-02")
def test_a_campaign_whose_document_names_no_last_day_goes_on_and_is_repeated_every_month() -> None:
    phase = replace(packs()["heyuan_2018"].phases[0], reports=())
    story = opened(replace(TOWN_CAMPAIGN, campaign="ST", phases=(phase,), starts_on=None))
    assert (campaign(story).ends_on, campaign(story).phases[0].last) == (None, None)
    story.when_time_passes_until("2025-12-31 23:59").then_nothing()
    assert campaign(story).stage is Stage.OPEN
    [inspecting] = [duty for duty in packs()["heyuan_2018"].duties if duty.code == "INSPECTION"]
    assert (inspecting.per, inspecting.at_least) == (Per.MONTH, 1)


# --- the code -----------------------------------------------------------------------------------------------------


def test_a_code_is_given_once() -> None:
    story = opened()
    Story(story.casework).when(TOWN_CAMPAIGN, CLERK, "2023-09-14 10:00").refused("already_exists")


def test_opening_twice_by_the_same_command_happens_once() -> None:
    story = Story(staffed())
    first = story.when(TOWN_CAMPAIGN, OFFICE, ISSUED, command_id="once").accepted()
    position = first.log_position
    Story(story.casework).when(TOWN_CAMPAIGN, OFFICE, "2023-09-14 10:00", command_id="once").then_nothing()
    assert story.log_position == position


def test_a_code_that_a_pack_has_stands_for_that_pack() -> None:
    wrong = replace(TOWN_CAMPAIGN, campaign="xiaoxian_2022")
    Story(staffed()).when(wrong, OFFICE, ISSUED).refused("code_of_a_pack", campaign="xiaoxian_2022")
    nameless = replace(TOWN_CAMPAIGN, campaign=" ")
    Story(staffed()).when(nameless, OFFICE, ISSUED).refused("text_missing")


def test_an_unknown_pack_opens_nothing() -> None:
    unknown = replace(TOWN_CAMPAIGN, campaign="X", pack="nowhere_2030")
    Story(staffed()).when(unknown, OFFICE, ISSUED).refused("unknown_pack", pack="nowhere_2030")


def test_a_problem_is_registered_under_the_code_of_an_opened_campaign() -> None:
    story = opened(replace(TOWN_CAMPAIGN, campaign="镇督查-2023"))
    finding = Finding("镇督查-2023", "DUTY", "未明确责任人", place=Place(COUNTY, TOWN, A))
    problem = Story(story.casework)
    problem.when(RegisterProblem(finding), TEAM_LEAD, "2023-09-15 10:00").accepted()
    assert problem.problem.campaign == "镇督查-2023"
    assert problem.problem.problem_no.startswith("HTK2023-")
    envelope = problem.history[0].envelope
    assert (envelope.campaign, envelope.policy) == ("镇督查-2023", "haogou_2023/1")
    elsewhere = replace(finding, campaign="未开展")
    Story(story.casework).when(RegisterProblem(elsewhere), TEAM_LEAD).refused("unknown_campaign", campaign="未开展")


# --- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"basis_document": BasisDocument("", "沟镇人民政府", date(2023, 9, 13))}, "document_missing"),
        ({"phases": (Phase("X", "反了", date(2023, 9, 20), date(2023, 9, 10)),)}, "phase_backwards"),
        ({"within": (OTHER_TOWN,)}, "out_of_reach"),
        ({"unit": "没有的镇"}, "unknown_unit"),
        ({"groups": (GroupAreas("没有的组"),)}, "unknown_unit"),
    ],
)
def test_it_is_not_opened(changed: dict[str, Any], code: str) -> None:
    Story(staffed()).when(replace(TOWN_CAMPAIGN, campaign="X", **changed), OFFICE, ISSUED).refused(code)


def test_a_pack_without_a_document_needs_one() -> None:
    bare = replace(TOWN_CAMPAIGN, campaign="X", pack="qijia_2021")
    Story(staffed()).when(bare, OFFICE, ISSUED).refused("document_missing")


def test_whoever_is_no_office_opens_nothing() -> None:
    Story(staffed()).when(TOWN_CAMPAIGN, BUREAU_HEAD, ISSUED).refused("not_permitted")


# --- where people are missing -------------------------------------------------------------------------------------

AT = "2021-08-26 09:00"
CHECKS_FOR_IT = NameSubstitute(
    TOWN_CHECKER, OTHER_TOWN, ("复核通过", "return_rectification"), date(2021, 12, 31), "核查员外派"
)


def without_a_checker() -> Story:
    """The one who checks for the other town is away until the end of the year."""
    story = Story(staffed())
    away = RecordAbsence(OTHER_CHECKER, date(2021, 8, 2), date(2021, 12, 31))
    arranged(story, away, OTHER_TOWN_HEAD, "2021-08-02 09:00").accepted()
    return story


def test_a_campaign_in_which_nobody_could_act_at_some_stage_is_not_opened_and_the_gap_is_named() -> None:
    refused = without_a_checker().when(COUNTY_CAMPAIGN, COUNTY_CLERK, AT)
    refused.refused("gap_without_substitute", gaps="坡镇：复核通过（待第1层复核，坡镇）")
    assert refused.refusal is not None
    assert "补任人员" in refused.refusal.message
    assert "指定替代人" in refused.refusal.message


def test_that_it_would_go_up_a_level_is_no_reason_to_open_it() -> None:
    """提级办理 is for what comes later: at the opening it is known who does it."""
    story = without_a_checker()
    organisation = story.casework.organisation_at(instant(AT))
    [gap] = gaps_within(organisation, packs()["qijia_2021"].policy, instant(AT), (COUNTY,))
    assert (gap.way, gap.bridged) == (Way.LEVEL_UP, False)


def test_it_opens_with_a_substitute_who_then_acts_there() -> None:
    story = without_a_checker()
    story.when(replace(COUNTY_CAMPAIGN, substitutes=(CHECKS_FOR_IT,)), COUNTY_CLERK, AT).accepted()
    [opened_with] = [event for event in story.history if isinstance(event, CampaignOpened)]
    assert opened_with.gaps == (BridgedGap(OTHER_TOWN, "CHECK_1", "pass_layer", OTHER_TOWN, Way.SUBSTITUTE),)
    [named] = [event for event in stored_events(story.casework, ORGANISATION_ID) if isinstance(event, SubstituteNamed)]
    assert (named.substitute.person, named.substitute.acts) == (TOWN_CHECKER, ("pass_layer", "return_rectification"))
    assert named.by.person == COUNTY_CLERK


def test_whoever_was_named_or_drawn_before_is_enough() -> None:
    story = without_a_checker()
    arranged(story, CHECKS_FOR_IT, COUNTY_CLERK, "2021-08-25 09:00").accepted()
    story.when(COUNTY_CAMPAIGN, COUNTY_CLERK, AT).accepted()
    drawn = without_a_checker()
    by_a_neighbour = DrawCrossCheck(OTHER_TOWN, ("pass_layer",), date(2021, 12, 31), "核查员外派")
    arranged(drawn, by_a_neighbour, COUNTY_CLERK, "2021-08-25 09:00").accepted()
    drawn.when(COUNTY_CAMPAIGN, COUNTY_CLERK, AT).accepted()
    assert [event.gaps[0].way for event in drawn.history if isinstance(event, CampaignOpened)] == [Way.CROSS_CHECK]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (replace(CHECKS_FOR_IT, acts=("approve_close",)), "gap_without_substitute"),
        (replace(CHECKS_FOR_IT, node=TOWN), "gap_without_substitute"),
        (replace(CHECKS_FOR_IT, person=OTHER_TOWN_HEAD), "gap_without_substitute"),  # he hands it in himself
        (replace(CHECKS_FOR_IT, person="查无此人"), "unknown_person"),
        (replace(CHECKS_FOR_IT, until=date(2021, 8, 1)), "term_over"),
        (replace(CHECKS_FOR_IT, node=COUNTY), "own_substitute"),
    ],
)
def test_a_substitute_who_does_not_bridge_the_gap_opens_nothing(wrong: NameSubstitute, code: str) -> None:
    story = without_a_checker()
    story.when(replace(COUNTY_CAMPAIGN, substitutes=(wrong,)), COUNTY_CLERK, AT).refused(code)


def test_only_the_units_of_the_scope_are_asked_about() -> None:
    without_a_checker().when(replace(COUNTY_CAMPAIGN, within=(TOWN,)), COUNTY_CLERK, AT).accepted()


# --- groups -------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R003-04", "R003-06")
def test_groups_and_their_areas_are_data() -> None:
    story = opened(replace(TOWN_CAMPAIGN, groups=(GroupAreas(TOWN_GROUP, (TOWN,), "副科级以上"),)))
    assert campaign(story).areas_of(TOWN_GROUP) == (TOWN,)
    assert campaign(story).areas_of("第六组") == ()


# --- closing ------------------------------------------------------------------------------------------------------


def test_a_campaign_with_missing_reports_is_closed_only_with_a_word_about_them() -> None:
    story = opened()
    story.when(CloseCampaign(), OFFICE, "2023-09-28 10:00").refused("reports_missing", count=3)
    story.when(CloseCampaign("督查报告由县里统一编写"), OFFICE, "2023-09-28 11:00").then(
        happened(PhaseEnded), happened(PhaseEnded), happened(CampaignClosed, leaving="督查报告由县里统一编写")
    )
    story.when(CloseCampaign("再次"), OFFICE).refused("wrong_stage")


def test_a_closed_campaign_waits_for_nothing() -> None:
    story = opened(at="2023-09-19 10:00")
    story.when(CloseCampaign("提前结束"), OFFICE, "2023-09-19 12:00").accepted()
    view = story.casework.view(story.case)
    assert view is not None
    assert view.next_moment is None


def test_every_report_is_a_case_of_its_own_in_the_same_append() -> None:
    story = Story(staffed())
    recorded = story.when(TOWN_CAMPAIGN, OFFICE, ISSUED).recorded
    assert recorded is not None
    owed_events = [event for case in recorded.beside for event in stored_events(story.casework, case)]
    assert {type(event) for event in owed_events} == {ReportOwed}
    assert len(owed_events) == len(campaign(story).reports) == 3
