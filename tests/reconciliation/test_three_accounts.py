"""三方比对: what the system, the ledger and the household say stands side by side; whatever differs becomes a clue."""

from __future__ import annotations

import pytest

from domain.clue import ClueOpened, clue_of
from domain.reconciliation import Check, Difference, Mismatch, three_accounts
from domain.reconciling import AccountsCompared, CompareAccounts, Stage, ThreeAccounts
from projections.accounts import HIDDEN, Accounts, accounts
from projections.as_of import Viewpoint
from projections.ledger_lines import Gate, Selection, nobody
from projections.seeing import ByFolding
from tests.problem.people import CADRE, COUNTY, INSPECTOR, OFFICE, OTHER_TOWN, TEAM_LEAD, TOWN, TOWN_CLERK, VILLAGE
from tests.problem.story import Story, given, happened, packs, staffed_casework, stored_events
from tests.twice import happens_once

CAMPAIGN, HOUSEHOLD = "xiaoxian_2022", "household/0042"
MEMBERS = ThreeAccounts("MONITORING", "家庭人口", "4人", "4人", "3人，长女已嫁")
GRADE = ThreeAccounts("SEC.HOUSE", "住房等级", "B级", "B级 ", "B级")
TWO = CompareAccounts(CAMPAIGN, VILLAGE, HOUSEHOLD, (MEMBERS, GRADE))
DIFFERS = Mismatch(Check.THREE_ACCOUNTS, HOUSEHOLD, Difference.HOUSEHOLD_ALONE, "MONITORING")


@pytest.mark.requirement("R003-39")
@pytest.mark.parametrize(
    ("system", "ledger", "household", "alone"),
    [
        ("4人", "4人", " 4人", None),
        ("5人", "4人", "4人", Difference.SYSTEM_ALONE),
        ("4人", "5人", "4人", Difference.LEDGER_ALONE),
        ("4人", "4人", "5人", Difference.HOUSEHOLD_ALONE),
        ("4人", "5人", "6人", Difference.ALL_THREE),
        ("无", "4人", "无", Difference.LEDGER_ALONE),
    ],
)
def test_it_is_told_which_of_the_three_stands_alone(
    system: str, ledger: str, household: str, alone: Difference | None
) -> None:
    assert three_accounts(system, ledger, household) is alone


@pytest.mark.requirement("R003-39")
def test_the_three_are_recorded_side_by_side_and_a_mismatch_becomes_a_clue() -> None:
    story = given()
    clue = clue_of(CAMPAIGN, VILLAGE, DIFFERS)
    story.when(TWO, INSPECTOR, "2022-08-15 09:00").then(
        happened(
            AccountsCompared,
            unit=VILLAGE,
            place={"county": COUNTY, "town": TOWN, "village": VILLAGE, "park": "", "project": ""},
            household_ref=HOUSEHOLD,
            by=INSPECTOR,
            accounts=(
                {
                    "category": "MONITORING",
                    "item": "家庭人口",
                    "system": "4人",
                    "ledger": "4人",
                    "household": "3人，长女已嫁",
                    "difference": Difference.HOUSEHOLD_ALONE,
                    "clue": clue,
                },
                {
                    "category": "SEC.HOUSE",
                    "item": "住房等级",
                    "system": "B级",
                    "ledger": "B级",
                    "household": "B级",
                    "difference": None,
                    "clue": None,
                },
            ),
        )
    )
    assert (story.state.stage, story.state.compared) == (Stage.MISMATCHED, 2)
    [opened] = stored_events(story.casework, clue)
    assert isinstance(opened, ClueOpened)
    assert (opened.clue_no, opened.unit, opened.mismatch) == ("XX2022-索-0001", VILLAGE, DIFFERS)


@pytest.mark.requirement("R003-39")
def test_that_all_three_agree_is_a_record_too() -> None:
    story = given()
    story.when(CompareAccounts(CAMPAIGN, VILLAGE, HOUSEHOLD, (GRADE,)), OFFICE).accepted()
    assert (story.state.stage, story.state.clues) == (Stage.CLEAN, ())
    assert [line.result for line in table(story).lines] == ["三方一致"]


def test_a_comparison_is_of_a_household_an_item_and_three_accounts() -> None:
    story = given()
    story.when(CompareAccounts(CAMPAIGN, VILLAGE, HOUSEHOLD, ()), OFFICE).refused("nothing_compared")
    story.when(CompareAccounts(CAMPAIGN, VILLAGE, " ", (GRADE,)), OFFICE).refused("text_missing", field="农户编号")
    missing = ThreeAccounts("SEC.HOUSE", "住房等级", "B级", "", "B级")
    story.when(CompareAccounts(CAMPAIGN, VILLAGE, HOUSEHOLD, (missing,)), OFFICE).refused(
        "text_missing", field="台账资料"
    )
    unknown = ThreeAccounts("SEC.AIR", "住房等级", "B级", "B级", "B级")
    story.when(CompareAccounts(CAMPAIGN, VILLAGE, HOUSEHOLD, (unknown,)), OFFICE).refused("unknown_category")
    story.when(CompareAccounts(CAMPAIGN, OTHER_TOWN, HOUSEHOLD, (GRADE,)), TOWN_CLERK).refused("out_of_reach")
    story.when(TWO, CADRE).refused("not_permitted")


def test_no_text_of_the_household_stands_in_an_event() -> None:
    story = given()
    story.when(TWO, TEAM_LEAD).accepted()
    notifications = story.casework.recorder.select_notifications(1, 100)
    assert not any("长女已嫁".encode() in one.state or "家庭人口".encode() in one.state for one in notifications)


def test_a_comparison_sent_twice_happens_once() -> None:
    happens_once(Story(staffed_casework()), (), TWO, OFFICE)


# --- side by side ---------------------------------------------------------------------------------------------------


def table(story: Story, unit: str = "", read: Gate = nobody) -> Accounts:
    recorder, reveal = story.casework.recorder, story.casework.vault.reveal
    return accounts(ByFolding(recorder, Viewpoint(story.now)), packs(), reveal, Selection(CAMPAIGN, unit), read)


@pytest.mark.requirement("R003-39")
def test_the_three_are_shown_side_by_side_with_the_clue() -> None:
    story = given()
    story.when(TWO, OFFICE, "2022-08-15 09:00").accepted()
    shown = table(story, read=lambda rows: {row.subject for row in rows})
    first, second = shown.lines
    assert (first.category_name, first.item) == ("防止返贫动态监测帮扶方面", "家庭人口")
    assert (first.system, first.ledger, first.found) == ("4人", "4人", "3人，长女已嫁")
    assert (first.result, first.clue_no) == ("入户与系统、台账不符", "XX2022-索-0001")
    assert (second.result, second.clue_no, shown.differing) == ("三方一致", "", 1)


def test_what_they_say_is_hidden_from_whoever_may_not_read_it() -> None:
    story = given()
    story.when(TWO, OFFICE, "2022-08-15 09:00").accepted()
    line = table(story).lines[0]
    assert {line.item, line.system, line.ledger, line.found} == {HIDDEN}
    assert line.result == "入户与系统、台账不符"


def test_a_place_sees_what_lies_in_it_and_a_moment_what_was_known() -> None:
    story = given()
    story.when(TWO, OFFICE, "2022-08-15 09:00").accepted()
    assert len(table(story, TOWN).lines) == len(table(story, VILLAGE).lines) == 2
    assert table(story, OTHER_TOWN).lines == ()
    before = Viewpoint(story.now, as_of=story.now.replace(day=14))
    log, reveal = story.casework.recorder, story.casework.vault.reveal
    assert accounts(ByFolding(log, before), packs(), reveal, Selection(CAMPAIGN)).lines == ()
