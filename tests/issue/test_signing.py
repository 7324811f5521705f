"""签发: with the last signature a table is issued and stays as it is; what changes later goes into the next one."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain.events import SYSTEM
from domain.issue.content import Change, TableContent, TableRow, digest_of
from domain.issue.issue import Issue, Stage
from domain.issue.preparing import PrepareTable
from domain.issue.signing import SignTable, TableSigned, TableWithdrawn, WithdrawTable
from domain.papers import LedgerCode
from domain.sealing import Fingerprint
from projections.issues import from_the_issue_before, sheet
from tests.campaign.places import PARTY_HEAD, TOWN_CHECKER, TOWN_HEAD
from tests.campaign.places import TOWN as THE_TOWN
from tests.campaign.stories import HALF_DAY, county_opened
from tests.issue.tables import filled_in, issue, issued, prepared, read, table
from tests.problem.people import CHECKER, HEAD, LEADER, OTHER_HEAD, PERSON, TOWN, TOWN_CLERK
from tests.problem.story import Story, given, happened
from tests.twice import happens_once

pytestmark = pytest.mark.requirement("R002-56")


def at_t2() -> Story:
    """Issued on the last morning, before 上午下班."""
    return issued(given(), filled_in(), "2022-08-31 11:05", "2022-08-31 11:10")


def again(first: Story, content: TableContent) -> Story:
    later = filled_in(content, "2022-09-02 18:00")
    return issued(first, later, "2022-09-02 18:05", "2022-09-02 18:10")


# --- signatures ---------------------------------------------------------------------------------------------------


def test_the_head_signs_the_digest_of_what_is_printed() -> None:
    story = prepared(given())
    story.when(SignTable(), HEAD, "2022-08-31 11:10").then(
        happened(TableSigned, signature={"signer": HEAD, "post": "主要负责人"}, issued=True, late=False)
    )
    assert issue(story).stage is Stage.ISSUED
    assert story.history[-1].digest == issue(story).digest  # type: ignore[attr-defined]


@pytest.mark.parametrize("by", [LEADER, PERSON, CHECKER, OTHER_HEAD])
def test_only_a_head_of_the_unit_signs(by: str) -> None:
    filler = TOWN_CLERK  # that whoever filled it in may not sign is another rule
    prepared(given(), by=filler).when(SignTable(), by, "2022-08-31 11:10").refused("not_permitted")


@pytest.mark.parametrize("by", [SYSTEM.person, "agent:填表程序"])
def test_neither_the_system_nor_a_program_signs(by: str) -> None:
    prepared(given()).when(SignTable(), by, "2022-08-31 11:10").refused("sod_8")


@pytest.mark.requirement("R001-50")
def test_a_town_of_a_campaign_that_wants_two_heads_is_signed_by_both() -> None:
    opened = county_opened()
    command = PrepareTable("QJ-2021", LedgerCode.L4, THE_TOWN, read=read(table(), "2021-09-20 16:00"))
    story = prepared(opened, command, "2021-09-20 16:05", TOWN_CHECKER)
    assert issue(story).posts == ("党委主要负责同志", "政府主要负责同志")
    story.when(SignTable(), PARTY_HEAD, "2021-09-20 16:10").refused("post_not_wanted")
    story.when(SignTable("党委主要负责同志"), PARTY_HEAD, "2021-09-20 16:10").accepted()
    assert issue(story).stage is Stage.PREPARED
    story.when(SignTable("政府主要负责同志"), PARTY_HEAD, "2021-09-20 16:11").refused("signed_twice")
    story.when(SignTable("政府主要负责同志"), TOWN_HEAD, "2021-09-20 16:12").accepted()
    assert issue(story).stage is Stage.ISSUED
    assert [one.signer.person for one in issue(story).signatures] == [PARTY_HEAD, TOWN_HEAD]


def test_nothing_of_an_issued_table_is_taken_back() -> None:
    story = at_t2()
    story.when(WithdrawTable("想改数字"), CHECKER, "2022-08-31 11:12").refused("wrong_stage")
    story.when(SignTable(), HEAD, "2022-08-31 11:13").refused("wrong_stage")


def test_what_waits_for_a_signature_may_be_taken_back_with_a_reason() -> None:
    story = prepared(given())
    story.when(WithdrawTable(" "), CHECKER, "2022-08-31 11:08").refused("text_missing", field="撤回理由")
    story.when(WithdrawTable("漏了一村"), CHECKER, "2022-08-31 11:09").then(
        happened(TableWithdrawn, by=CHECKER, reason="漏了一村")
    )
    story.when(SignTable(), HEAD, "2022-08-31 11:10").refused("wrong_stage")


def test_a_signature_sent_twice_is_given_once() -> None:
    story = prepared(given())
    story.when(SignTable(), HEAD, "2022-08-31 11:10", command_id="once").accepted()
    story.when(SignTable(), HEAD, "2022-08-31 11:10", command_id="once").then_nothing()


# --- in time ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R002-42")
@pytest.mark.parametrize(("signed_at", "late", "days"), [
    ("2022-08-31 12:00", False, 0),
    ("2022-08-31 12:30", True, 0),
    ("2022-09-01 09:00", True, 1),
])  # fmt: skip
def test_it_is_late_after_the_morning_of_the_last_day(signed_at: str, late: bool, days: int) -> None:
    story = issued(given(), filled_in(), "2022-08-31 11:05", signed_at)
    assert (issue(story).late, issue(story).late_days) == (late, days)


def test_a_campaign_that_was_opened_says_until_when() -> None:
    opened = county_opened(HALF_DAY, "2022-08-09 09:00")
    command = PrepareTable("xiaoxian_2022", LedgerCode.L3, THE_TOWN, read=read(table()))
    story = prepared(opened, command, "2022-08-31 11:05", TOWN_CHECKER)
    assert issue(story).due_on == date(2022, 8, 31)
    later = county_opened(HALF_DAY, "2022-09-05 09:00")  # over before anybody could keep it
    command = PrepareTable("xiaoxian_2022", LedgerCode.L3, THE_TOWN, read=read(table(), "2022-09-05 10:00"))
    assert issue(prepared(later, command, "2022-09-05 10:05", TOWN_CHECKER)).due_on is None


def test_a_table_that_goes_with_no_report_is_never_late() -> None:
    story = issued(given(), filled_in(code=LedgerCode.L1), "2022-09-05 10:00", "2022-09-05 11:00")
    assert (issue(story).due_on, issue(story).late) == (None, False)


# --- frozen, and issued again -------------------------------------------------------------------------------------


def test_what_changes_later_goes_into_a_second_issue_with_the_list_of_what_differs() -> None:
    first = at_t2()
    before = first.history
    second = again(first, table("2", "19"))
    assert first.history == before
    assert (issue(first).stage, issue(first).issue_no) == (Stage.ISSUED, 1)
    replaced = issue(second).replaces
    assert replaced is not None
    assert (replaced.issue, replaced.number) == (first.case, "XX2022-甲镇-L3-0001")
    assert [(one.key, one.change) for one in issue(second).differences] == [("BASICS", Change.CHANGED)]
    assert [(one.key, one.total) for one in replaced.differences] == [("BASICS", False), ("TOTAL", True)]
    assert replaced.digest == digest_of(replaced.differences)
    assert (issue(second).issue_no, issue(second).late) == (2, False)


def test_the_list_names_what_was_added_what_is_gone_and_which_cells_changed() -> None:
    kept, gone = TableRow("P1", (TOWN, "住房", "0")), TableRow("P2", (TOWN, "饮水", "1"))
    first = issued(given(), filled_in(table("1", "18", kept, gone)), "2022-08-31 11:05", "2022-08-31 11:10")
    second = again(
        first, table("1", "18", replace(kept, cells=(TOWN, "住房", "1")), TableRow("P3", (TOWN, "医保", "0")))
    )
    reveal = first.casework.vault.reveal
    rows = from_the_issue_before(issue(first), issue(second), reveal)
    assert [row.in_words for row in rows] == ["住房：已整改数 0→1", "新增 医保", "减少 饮水"]
    assert [(one.key, one.change) for one in issue(second).differences] == [
        ("P1", Change.CHANGED),
        ("P3", Change.ADDED),
        ("P2", Change.REMOVED),
    ]


def test_an_issue_that_says_the_same_has_an_empty_list() -> None:
    second = again(at_t2(), table())
    assert issue(second).differences == ()
    assert issue(second).replaces is not None


# --- what was signed is what is shown -------------------------------------------------------------------------------


def shown_of(story: Story, one: Issue) -> tuple[bool, tuple[str, ...]]:
    vault = story.casework.vault
    told = sheet(one, vault.reveal, vault.digest)
    return told.intact, told.altered


def test_an_issue_shows_what_was_signed() -> None:
    story = at_t2()
    assert shown_of(story, issue(story)) == (True, ())
    told = sheet(issue(story), story.casework.vault.reveal, story.casework.vault.digest)
    assert [row.cells for row in told.rows] == [(TOWN, "基础工作", "1"), (TOWN, "合计", "18")]


def test_whatever_is_touched_in_it_shows() -> None:
    story = at_t2()
    one = issue(story)
    basics, total = one.content.rows
    forged = replace(basics, cells=replace(basics.cells, digest="0" * 64))
    for touched in (
        replace(one, unit=OTHER_HEAD),
        replace(one, as_of=one.prepared_at),
        replace(one, content=replace(one.content, title="另一张表")),
        replace(one, content=replace(one.content, rows=(basics,))),
        replace(one, content=replace(one.content, rows=(forged, total))),
        replace(one, digest=Fingerprint("0" * 64)),
    ):
        assert shown_of(story, touched)[0] is False
    swapped = replace(one, content=replace(one.content, rows=(replace(basics, cells=total.cells), total)))
    assert shown_of(story, swapped)[0] is False


def test_another_text_under_the_same_seal_shows_and_says_which_row() -> None:
    story = at_t2()

    def another_text(refs: object) -> dict[str, str]:
        plain = story.casework.vault.reveal([row.cells.ref for row in issue(story).content.rows])
        return {ref: text.replace('"1"', '"2"') for ref, text in plain.items()}

    told = sheet(issue(story), another_text, story.casework.vault.digest)
    assert (told.intact, told.altered) == (False, ("BASICS",))


def test_a_household_that_is_erased_leaves_the_issue_and_the_digest_stands() -> None:
    row = TableRow("XX2022-甲镇-0001", (TOWN, "金**家漏雨", "0"), subject="household/1")
    story = issued(given(), filled_in(table("1", "18", row)), "2022-08-31 11:05", "2022-08-31 11:10")
    vault = story.casework.vault
    story.casework.recorder.insert_events([], sealed=vault.destruction(["household/1"]))
    told = sheet(issue(story), vault.reveal, vault.digest)
    assert [(one.key, one.erased) for one in told.rows] == [
        ("BASICS", False),
        ("XX2022-甲镇-0001", True),
        ("TOTAL", False),
    ]
    assert told.intact


def test_a_command_sent_twice_happens_once() -> None:
    happens_once(given(), (), filled_in(at="2022-08-08 08:30"), CHECKER)
