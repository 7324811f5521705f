"""报送 签收 退回 汇总: a report is in when it is whole and signed, and received when each form of it has come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest
from msgspec.structs import replace

from domain.campaign.report import ReportOverdue, ReportReminded, Stage
from domain.campaign.reporting import (
    ConfirmDelivery,
    DeliveryConfirmed,
    ItemScreened,
    PartText,
    ReportReturned,
    ReportRolledUp,
    ReportSubmitted,
    ReturnReport,
    RollUp,
    SignedAs,
    SignScreening,
    SubmitReport,
    TableHandedIn,
    VillageScreeningSigned,
    leaves,
)
from domain.organisation import UnitKind
from domain.organising import EstablishUnit
from domain.papers import LedgerCode
from domain.policy import Duty
from tests.campaign.places import (
    BUREAU,
    BUREAU_HEAD,
    CITY_CLERK,
    COUNTY,
    COUNTY_CLERK,
    COUNTY_HEAD,
    COUNTY_PARTY_HEAD,
    INSPECTOR,
    OFFICE,
    OTHER_PARTY_HEAD,
    OTHER_TOWN,
    OTHER_TOWN_HEAD,
    PARTS,
    PARTY_HEAD,
    TEAM_LEAD,
    TOWN,
    TOWN_CHECKER,
    TOWN_CLERK,
    TOWN_GROUP,
    TOWN_HEAD,
    VILLAGES,
    enter,
)
from tests.campaign.stories import (
    HALF_DAY,
    county_opened,
    issued,
    opened,
    report,
    report_story,
    table_filled_in,
    table_issued,
)
from tests.problem.story import Story, happened

TABLE = (LedgerCode.L4,)
OPINION = (PartText("相关意见及建议", "加强培训"),)
TOWN_SIGNED = (SignedAs(PARTY_HEAD, "党委主要负责同志"), SignedAs(TOWN_HEAD, "政府主要负责同志"))
OTHER_SIGNED = (SignedAs(OTHER_PARTY_HEAD, "党委主要负责同志"), SignedAs(OTHER_TOWN_HEAD, "政府主要负责同志"))
BUREAU_SIGNED = (SignedAs(BUREAU_HEAD, "单位主要负责同志"),)
COUNTY_SIGNED = (SignedAs(COUNTY_PARTY_HEAD, "县委主要负责同志"), SignedAs(COUNTY_HEAD, "县政府主要负责同志"))
WORK = SubmitReport(OPINION, TABLE, TOWN_SIGNED)
AT = "2021-09-20 16:00"
BASIS = "蒿政字〔2023〕16号"
SELF_CHECK_PARTS = (
    "排查“回头看”工作开展情况",
    "排查问题及整改落实情况",
    "动态管理及帮扶工作情况",
    "下一步工作安排",
)


def written(parts: Iterable[str]) -> SubmitReport:
    return SubmitReport(tuple(PartText(title, f"{title}如下") for title in parts))


def inspection_report() -> Story:
    return report_story(opened(), "INSPECTION", TOWN_GROUP)


def reporting(unit: str) -> Story:
    """The report of a unit that has issued its table (L4)."""
    story = county_opened()
    table_issued(story, unit)
    return report_story(story, "WORK", unit)


def town_report() -> Story:
    return reporting(TOWN)


# --- all parts ----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R000-16")
def test_a_report_of_four_parts_is_refused_with_three_and_accepted_with_four() -> None:
    story = inspection_report()
    refused = story.when(written(PARTS[:3]), TEAM_LEAD, "2023-09-25 16:00")
    refused.refused("report_part_missing", parts="意见建议", title="督查报告")
    story.when(written(PARTS), TEAM_LEAD, "2023-09-25 17:00").then(
        happened(ReportReminded, at="2023-09-25 09:00", duty=Duty.REPORT),
        happened(
            ReportSubmitted,
            at="2023-09-25 17:00",
            actor=TEAM_LEAD,
            late=False,
            late_days=0,
            to="镇督查工作领导小组",
            basis_document=BASIS,
        ),
    )
    assert report(story).stage is Stage.HANDED_IN
    assert report(story).obligations == ()
    assert not report(story).late


@pytest.mark.requirement("R001-42")
def test_a_department_hands_in_its_own_plan_of_the_check_as_a_document() -> None:
    story = report_story(county_opened(), "CHECK_PLAN", BUREAU)
    assert report(story).due_on == date(2021, 8, 29)
    plan = SubmitReport(signatures=BUREAU_SIGNED, file_sha256="a" * 64)
    story.when(replace(plan, file_sha256=""), BUREAU_HEAD, "2021-08-27 10:00").refused(
        "report_file_missing", title="本系统核查方案"
    )
    story.when(replace(plan, file_sha256="a"), BUREAU_HEAD).refused("bad_hash", sha256="a")
    story.when(plan, BUREAU_HEAD).accepted()
    [handed_in] = [event for event in story.history if isinstance(event, ReportSubmitted)]
    assert (handed_in.file_sha256, handed_in.late) == ("a" * 64, False)


def test_an_empty_part_is_a_missing_part() -> None:
    parts = (*written(PARTS[:3]).parts, PartText("意见建议", "  "))
    inspection_report().when(SubmitReport(parts), TEAM_LEAD, "2023-09-25 16:00").refused("report_part_missing")


def test_further_parts_may_be_added() -> None:
    inspection_report().when(written((*PARTS, "附：名单")), TEAM_LEAD, "2023-09-25 16:00").accepted()


@pytest.mark.requirement("R002-42")
def test_a_report_and_its_table_are_due_together_at_an_hour_of_the_last_day() -> None:
    county = county_opened(HALF_DAY, "2022-08-01 09:00")
    table_issued(county, TOWN, LedgerCode.L3)
    story = report_story(county, "SELF_CHECK", TOWN)
    signed = (SignedAs(TOWN_CLERK, "填报人"), SignedAs(TOWN_HEAD, "主要负责人"))
    whole = replace(written(SELF_CHECK_PARTS), tables=(LedgerCode.L3,), signatures=signed)
    story.when(replace(whole, tables=()), TOWN_HEAD, "2022-08-31 11:00").refused("report_table_missing", tables="L3")
    story.when(whole, TOWN_HEAD, "2022-08-31 12:01").accepted()
    assert report(story).late


def test_what_is_late_is_late_by_so_many_days() -> None:
    story = town_report()
    story.when(WORK, TOWN_HEAD, "2021-09-24 10:00").then(
        happened(ReportReminded, at="2021-09-18 09:00"),
        happened(ReportOverdue, at="2021-09-22 09:00", overdue_wd=1, due_on="2021-09-21"),
        happened(ReportSubmitted, late=True, late_days=3),
    )


# --- the tables with it -------------------------------------------------------------------------------------------


@pytest.mark.requirement("R001-50")
def test_only_a_table_that_its_heads_have_signed_goes_with_a_report() -> None:
    county = county_opened()
    story = report_story(county, "WORK", TOWN)
    story.when(WORK, TOWN_HEAD, "2021-09-17 10:00").refused("report_table_not_issued", table="L4", unit=TOWN)
    filled_in = table_filled_in(county, TOWN)
    refused = story.when(WORK, TOWN_HEAD, "2021-09-17 12:00")
    refused.refused("report_table_unsigned", number=filled_in.state.number, posts="党委主要负责同志、政府主要负责同志")
    issue = issued(filled_in)
    story.when(WORK, TOWN_HEAD, "2021-09-18 12:00").accepted()
    [event] = [event for event in story.history if isinstance(event, ReportSubmitted)]
    assert event.tables == (TableHandedIn(LedgerCode.L4, issue.number, issue.digest),)


def test_the_table_of_another_unit_does_not_go_with_it() -> None:
    county = county_opened()
    table_issued(county, OTHER_TOWN)
    story = report_story(county, "WORK", TOWN)
    story.when(WORK, TOWN_HEAD, "2021-09-17 10:00").refused("report_table_not_issued", unit=TOWN)


def test_a_table_that_is_not_asked_for_has_to_be_issued_as_well() -> None:
    story = town_report()
    more = replace(WORK, tables=(LedgerCode.L4, LedgerCode.L3))
    story.when(more, TOWN_HEAD, AT).refused("report_table_not_issued", table="L3")


def test_a_report_that_comes_again_takes_the_table_as_it_was_corrected() -> None:
    county = county_opened()
    first = table_issued(county, TOWN, closed=1)
    story = report_story(county, "WORK", TOWN)
    story.when(WORK, TOWN_HEAD, "2021-09-18 10:00").accepted()
    story.when(ReturnReport("汇总表与台账不符"), COUNTY_CLERK, "2021-09-18 11:00").accepted()
    second = table_issued(county, TOWN, closed=2)
    story.when(WORK, TOWN_HEAD, "2021-09-18 16:00").accepted()
    handed_in = [event.tables[0] for event in story.history if isinstance(event, ReportSubmitted)]
    assert [(one.number, one.digest) for one in handed_in] == [(i.number, i.digest) for i in (first, second)]
    assert first.digest != second.digest


# --- signatures ---------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R001-50", "R001-53")
def test_a_town_needs_the_heads_of_party_and_government() -> None:
    story = town_report()
    one = replace(WORK, signatures=TOWN_SIGNED[1:])
    story.when(one, TOWN_HEAD, AT).refused("report_signature_missing", posts="党委主要负责同志")
    story.when(WORK, TOWN_HEAD, "2021-09-20 17:00").accepted()
    [event] = [event for event in story.history if isinstance(event, ReportSubmitted)]
    assert [(s.signer.person, s.signer.unit, s.post) for s in event.signatures] == [
        (PARTY_HEAD, TOWN, "党委主要负责同志"),
        (TOWN_HEAD, TOWN, "政府主要负责同志"),
    ]


def test_one_head_does_not_sign_for_both() -> None:
    both = tuple(SignedAs(TOWN_HEAD, signature.post) for signature in TOWN_SIGNED)
    town_report().when(replace(WORK, signatures=both), TOWN_HEAD, AT).refused("signed_twice")


@pytest.mark.requirement("R001-53")
def test_only_a_head_of_the_unit_signs_as_its_head() -> None:
    clerk = (TOWN_SIGNED[0], SignedAs(OTHER_TOWN_HEAD, "政府主要负责同志"))
    town_report().when(replace(WORK, signatures=clerk), TOWN_HEAD, AT).refused("signer_of_another_unit")
    story = reporting(BUREAU)
    signed = SubmitReport(OPINION, TABLE, (SignedAs(BUREAU_HEAD, "单位主要负责同志"), SignedAs(BUREAU_HEAD, "填报人")))
    story.when(signed, BUREAU_HEAD, AT).refused("signed_twice")
    inspection = inspection_report()
    whole = replace(written(PARTS), signatures=(SignedAs(INSPECTOR, "督查组主要负责人"),))
    inspection.when(whole, TEAM_LEAD, "2023-09-25 16:00").refused("signer_not_head", name=INSPECTOR)
    filled_in = replace(written(PARTS), signatures=(SignedAs(INSPECTOR, "填报人"),))
    inspection.when(filled_in, TEAM_LEAD, "2023-09-25 17:00").accepted()


@pytest.mark.requirement("R001-51")
def test_a_department_needs_its_head() -> None:
    story = reporting(BUREAU)
    unsigned = SubmitReport(OPINION, TABLE)
    story.when(unsigned, BUREAU_HEAD, AT).refused("report_signature_missing", posts="单位主要负责同志")
    story.when(replace(unsigned, signatures=BUREAU_SIGNED), BUREAU_HEAD, AT).accepted()


# --- delivery -----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R001-49")
def test_both_forms_of_delivery_are_confirmed_one_by_one() -> None:
    story = town_report()
    story.when(ConfirmDelivery("电子版"), COUNTY_CLERK, AT).refused("wrong_stage")
    story.when(WORK, TOWN_HEAD, "2021-09-20 17:00").accepted()
    story.when(ConfirmDelivery("传真"), COUNTY_CLERK).refused("unknown_channel", known="电子版、纸质版")
    story.when(ConfirmDelivery("电子版"), COUNTY_CLERK).then(happened(DeliveryConfirmed, channel="电子版"))
    assert report(story).stage is Stage.HANDED_IN
    story.when(ConfirmDelivery("电子版"), COUNTY_CLERK).refused("delivered_already", channel="电子版")
    story.when(ConfirmDelivery("纸质版"), COUNTY_CLERK).accepted()
    assert report(story).stage is Stage.RECEIVED


def test_where_no_form_is_asked_for_one_receipt_is_enough() -> None:
    story = inspection_report()
    story.when(written(PARTS), TEAM_LEAD, "2023-09-25 16:00").accepted()
    story.when(ConfirmDelivery(), OFFICE).accepted()
    assert report(story).stage is Stage.RECEIVED


def test_nobody_confirms_the_report_of_his_own_unit() -> None:
    story = town_report()
    story.when(WORK, TOWN_HEAD, "2021-09-20 17:00").accepted()
    story.when(ConfirmDelivery("电子版"), OFFICE).refused("own_report", unit=TOWN)
    story.when(ReturnReport("重报"), OFFICE).refused("own_report")


def test_a_returned_report_is_owed_again_and_its_day_stands() -> None:
    story = town_report()
    story.when(WORK, TOWN_HEAD, "2021-09-18 10:00").accepted()
    story.when(ReturnReport("汇总表与台账不符"), COUNTY_CLERK, "2021-09-22 10:00").then(
        happened(ReportReturned, reason="汇总表与台账不符", arms={Duty.REPORT: "2021-09-21"})
    )
    story.when_time_passes_until("2021-09-23 12:00").then(happened(ReportOverdue, at="2021-09-23 09:00", overdue_wd=2))
    story.when(WORK, TOWN_HEAD, "2021-09-24 10:00").then(happened(ReportSubmitted, late=True, late_days=3))
    assert [submission.returned_at is None for submission in report(story).submissions] == [False, True]
    story.when(ReturnReport(""), COUNTY_CLERK).refused("text_missing")


def test_whether_it_was_in_is_asked_of_the_instant() -> None:
    story = town_report()
    story.when(WORK, TOWN_HEAD, "2021-09-18 10:00").accepted()
    story.when(ReturnReport("重报"), COUNTY_CLERK, "2021-09-22 10:00").accepted()
    at = [story.history[0].occurred_at, *(event.occurred_at for event in story.history[-2:])]
    assert [report(story).in_by(instant) for instant in at] == [False, True, False]


# --- rolling up ---------------------------------------------------------------------------------------------------


def lower_reports_in(story: Story, *units: str) -> None:
    signed = {
        TOWN: (TOWN_HEAD, TOWN_SIGNED),
        OTHER_TOWN: (OTHER_TOWN_HEAD, OTHER_SIGNED),
        BUREAU: (BUREAU_HEAD, BUREAU_SIGNED),
    }
    for unit in units:
        by, signatures = signed[unit]
        table_issued(story, unit)
        report_story(story, "WORK", unit).when(replace(WORK, signatures=signatures), by, AT).accepted()


@pytest.mark.requirement("R001-52")
def test_the_county_rests_its_report_on_signed_reports_only() -> None:
    story = county_opened()
    lower_reports_in(story, TOWN, BUREAU)
    table_issued(story, COUNTY)
    county = report_story(story, "COUNTY", COUNTY)
    signed = SubmitReport(tables=TABLE, signatures=COUNTY_SIGNED)
    county.when(signed, COUNTY_HEAD, "2021-09-22 09:00").refused("not_rolled_up")
    every = RollUp((TOWN, OTHER_TOWN, BUREAU))
    county.when(every, COUNTY_CLERK, "2021-09-22 10:00").refused("source_not_signed", units=OTHER_TOWN)
    county.when(RollUp((TOWN, BUREAU)), COUNTY_CLERK, "2021-09-22 11:00").accepted()
    [event] = [event for event in county.history if isinstance(event, ReportRolledUp)]
    assert ({ref.unit for ref in event.sources}, [ref.unit for ref in event.missing]) == ({TOWN, BUREAU}, [OTHER_TOWN])
    county.when(replace(signed, signatures=COUNTY_SIGNED[:1]), COUNTY_HEAD).refused("report_signature_missing")
    county.when(signed, COUNTY_HEAD).then(happened(ReportSubmitted, to="市领导小组办公室"))
    county.when(ConfirmDelivery(), COUNTY_CLERK).refused("own_report")
    county.when(ConfirmDelivery(), CITY_CLERK).accepted()


def test_a_roll_up_sent_twice_happens_once() -> None:
    story = county_opened()
    lower_reports_in(story, TOWN)
    county = report_story(story, "COUNTY", COUNTY)
    county.when(RollUp((TOWN,)), COUNTY_CLERK, "2021-09-22 10:00", command_id="once").accepted()
    position = county.log_position
    county.when(RollUp((TOWN,)), COUNTY_CLERK, "2021-09-23 10:00", command_id="once").then_nothing()
    assert county.log_position == position


@pytest.mark.parametrize("units", [(), ("没有的镇",), (COUNTY,)])
def test_only_what_the_units_below_owe_is_rolled_up(units: tuple[str, ...]) -> None:
    county = report_story(county_opened(), "COUNTY", COUNTY)
    county.when(RollUp(units), COUNTY_CLERK, "2021-09-22 10:00").refused("nothing_to_roll_up")


# --- who may ------------------------------------------------------------------------------------------------------


def test_a_unit_hands_in_its_own_report() -> None:
    story = town_report()
    for stranger in (OTHER_TOWN_HEAD, BUREAU_HEAD):
        story.when(WORK, stranger, AT).refused("not_permitted")
    story.when(WORK, OFFICE, AT).accepted()


@pytest.mark.parametrize(
    ("before", "command", "by"),
    [
        ((), WORK, TOWN_HEAD),
        ((WORK,), ConfirmDelivery("电子版"), COUNTY_CLERK),
        ((WORK,), ReturnReport("重报"), COUNTY_CLERK),
    ],
    ids=["submit", "confirm", "return"],
)
def test_sent_twice_it_happens_once(before: tuple[SubmitReport, ...], command: SubmitReport, by: str) -> None:
    story = town_report()
    for earlier in before:
        story.when(earlier, TOWN_HEAD, "2021-09-18 10:00").accepted()
    story.when(command, by, AT, command_id="once").accepted()
    position = story.log_position
    story.when(command, by, "2021-12-20 16:00", command_id="once").then_nothing()
    assert story.log_position == position


# --- 全覆盖自查 ---------------------------------------------------------------------------------------------------


def screened(village: str, leave_out: str = "") -> SignScreening:
    codes = leaves(county_opened().casework.rules("qijia_2021"))
    return SignScreening(village, tuple(ItemScreened(code) for code in codes if code != leave_out))


@pytest.mark.requirement("R001-41")
def test_an_item_that_nobody_signed_is_a_gap_and_the_report_says_how_many() -> None:
    story = town_report()
    for village in VILLAGES[:-1]:
        story.when(screened(village), TOWN_CHECKER, AT).accepted()
    story.when(screened(VILLAGES[-1], leave_out="D3.2"), TOWN_CHECKER).then(
        happened(VillageScreeningSigned, village=VILLAGES[-1], signer=TOWN_CHECKER)
    )
    story.when(WORK, TOWN_HEAD).then(happened(ReportSubmitted, unscreened=1))


@pytest.mark.requirement("R002-44")
def test_where_coverage_is_counted_by_grid_all_of_them_are_the_target() -> None:
    opened_in_august = county_opened(HALF_DAY, "2022-08-09 09:00")
    grids = tuple(f"{village}{number}格" for village in VILLAGES for number in (1, 2))
    table_issued(opened_in_august, TOWN, LedgerCode.L3)
    enter(opened_in_august.casework, *(EstablishUnit(grid, UnitKind.GRID, grid[:2]) for grid in grids))
    story = report_story(opened_in_august, "SELF_CHECK", TOWN)
    every = tuple(ItemScreened(code) for code in leaves(story.casework.rules("xiaoxian_2022")))
    signed = (SignedAs(TOWN_CLERK, "填报人"), SignedAs(TOWN_HEAD, "主要负责人"))
    whole = replace(written(SELF_CHECK_PARTS), tables=(LedgerCode.L3,), signatures=signed)
    for grid in grids[:-1]:
        story.when(SignScreening(grid, every), TOWN_CHECKER, "2022-08-19 10:00").accepted()
    story.when(whole, TOWN_HEAD, "2022-08-19 11:00").then(happened(ReportSubmitted, unscreened=len(every)))
    story.when(ReturnReport("还有一个网格没有排查"), COUNTY_CLERK).accepted()
    story.when(SignScreening(grids[-1], every), TOWN_CHECKER).accepted()
    story.when(whole, TOWN_HEAD).then(happened(ReportSubmitted, unscreened=0))


def test_a_report_without_any_signed_item_has_every_gap() -> None:
    items = len(screened(VILLAGES[0]).screened)
    town_report().when(WORK, TOWN_HEAD, AT).then(
        happened(ReportReminded), happened(ReportSubmitted, unscreened=6 * items)
    )


def test_only_villages_of_the_town_and_categories_of_the_pack_are_signed() -> None:
    story = town_report()
    story.when(screened(BUREAU), TOWN_CHECKER, AT).refused("village_outside", village=BUREAU)
    unknown = SignScreening(VILLAGES[0], (ItemScreened("NONE"),))
    story.when(unknown, TOWN_CHECKER).refused("unknown_category", category="NONE")
    story.when(screened(VILLAGES[0]), BUREAU_HEAD).refused("not_permitted")


def test_a_signed_screening_sent_twice_happens_once() -> None:
    story = town_report()
    story.when(screened(VILLAGES[0]), TOWN_CHECKER, AT, command_id="once").accepted()
    position = story.log_position
    story.when(screened(VILLAGES[0]), TOWN_CHECKER, "2021-10-20 16:00", command_id="once").then_nothing()
    assert story.log_position == position


@pytest.mark.requirement("R001-53")
def test_the_plan_of_a_town_is_signed_by_its_heads_like_its_report() -> None:
    plan = report_story(county_opened(), "ARRANGEMENT-2", TOWN)
    assert report(plan).title == "制定具体工作方案"
    plan.when(SubmitReport(), TOWN_HEAD, "2021-08-28 10:00").refused("report_signature_missing")
    plan.when(SubmitReport(signatures=TOWN_SIGNED), TOWN_HEAD, "2021-08-28 11:00").accepted()
