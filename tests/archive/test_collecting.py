"""归集 移交 签收: the package of a group and a quarter, due on its last working day."""

import pytest
from msgspec.structs import replace

from domain.archive.collecting import (
    ArchiveHandedOver,
    ArchiveItemsFiled,
    ArchiveOpened,
    ArchiveQuarterEnded,
    ArchiveReceived,
    FileItems,
    HandOverArchive,
    OpenArchive,
    ReceiveArchive,
)
from domain.archive.package import ArchiveOverdue, ArchiveReminded, ItemKind, Stage, archive_id, hash_of
from domain.calendar import explain
from domain.case import Command
from domain.casework import Caller
from domain.organisation import Role
from domain.organising import AppointPerson
from domain.policy import Duty
from tests.archive.stage import (
    ARCHIVIST,
    CAMPAIGN,
    COUNTY_ARCHIVIST,
    G3,
    G4,
    LEAD_3,
    LEAD_4,
    LETTER,
    MEMBER_3,
    PAPERS,
    QUESTIONS,
    RECEIPT_NUMBER,
    SECTION,
    TO_RECEIVED,
    casework_of_a_city,
    filed,
    given,
    handed_over,
    of_group,
    opened,
    package,
)
from tests.problem.people import TEAM_LEAD
from tests.problem.story import Act, Story, happened, instant
from tests.twice import happens_once

# --- opening ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R003-19")
def test_the_third_quarter_of_2018_is_due_on_a_worked_sunday() -> None:
    story = given().when(OpenArchive(CAMPAIGN, G3, "2018Q3"), LEAD_3, "2018-07-02 09:00")
    opened_story = story.then(
        happened(ArchiveOpened, group=G3, period="2018Q3", unit=G3, arms={Duty.QUARTER_ARCHIVE: "2018-09-30"})
    )
    assert opened_story.state.number == "督查三组2018Q3"
    (owed,) = opened_story.state.obligations
    assert explain(owed.due).startswith("截至2018年9月30日的最后一个工作日：9月30日（调休上班）")


@pytest.mark.requirement("R003-19")
def test_the_fourth_quarter_of_2018_is_due_on_a_worked_saturday() -> None:
    assert given(opened(period="2018Q4")).due(Duty.QUARTER_ARCHIVE) == "2018-12-29"


def test_with_the_first_quarter_the_package_of_the_year_is_opened_and_with_the_others_not_again() -> None:
    story = given(opened())
    year = package(story, "", "2018")
    assert (year.of_year, year.unit, year.stage) == (True, "市", Stage.COLLECTING)
    assert [(owed.duty, owed.due.on.isoformat()) for owed in year.obligations] == [(Duty.YEAR_ARCHIVE, "2018-12-29")]
    of_group(story, G4).when(OpenArchive(CAMPAIGN, G4, "2018Q3"), LEAD_4).accepted()
    assert package(story, "", "2018").version == 1


@pytest.mark.parametrize("period", ["2018", "2018Q5", "2018-09", "18Q3", "2018Q3 "])
def test_what_is_no_quarter_is_refused(period: str) -> None:
    given().when(OpenArchive(CAMPAIGN, G3, period), LEAD_3).refused("bad_quarter", period=period)


def test_a_package_is_opened_once_for_a_group_that_exists_by_someone_above_it() -> None:
    given(opened()).when(OpenArchive(CAMPAIGN, G3, "2018Q3"), LEAD_3).refused("already_exists")
    given().when(OpenArchive(CAMPAIGN, "督查九组", "2018Q3"), LEAD_3).refused("unknown_unit")
    given().when(OpenArchive(CAMPAIGN, G3, "2018Q3"), TEAM_LEAD).refused("out_of_reach")
    given().when(OpenArchive(CAMPAIGN, G3, "2018Q3"), MEMBER_3).refused("not_permitted")


# --- filing -------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R002-33")
def test_the_group_files_its_papers_by_their_hashes() -> None:
    given(opened()).when(PAPERS, MEMBER_3).then(
        happened(
            ArchiveItemsFiled,
            items=(
                {"kind": ItemKind.LETTER, "text": "九月整改函", "sha256": "1" * 64, "number": ""},
                {"kind": ItemKind.QUESTION_LIST, "text": "九月问题清单", "sha256": "2" * 64, "number": ""},
            ),
        )
    )


@pytest.mark.requirement("R002-33")
def test_a_paper_without_a_hash_or_filed_before_is_refused() -> None:
    story = given(opened(), filed())
    story.when(FileItems(()), LEAD_3).refused("archive_empty")
    story.when(FileItems((replace(LETTER, sha256=""),)), LEAD_3).refused("bad_hash")
    story.when(FileItems((LETTER,)), LEAD_3).refused("filed_already", kind="整改函")
    story.when(FileItems((replace(LETTER, sha256="3" * 64),)), LEAD_3).accepted()


def test_of_a_referral_only_the_number_of_its_receipt_is_filed() -> None:
    story = given(opened())
    with_content = replace(RECEIPT_NUMBER, sha256="4" * 64)
    story.when(FileItems((with_content,)), LEAD_3).refused("receipt_by_number_only")
    story.when(FileItems((replace(RECEIPT_NUMBER, number=" "),)), LEAD_3).refused("receipt_by_number_only")
    story.when(FileItems((RECEIPT_NUMBER,)), LEAD_3).accepted()


def test_another_group_files_nothing_here_and_nobody_into_the_package_of_the_year() -> None:
    story = given(opened())
    story.when(PAPERS, LEAD_4).refused("not_permitted")
    of_group(story, "", "2018").when(PAPERS, LEAD_3).refused("wrong_stage")


# --- handing over -------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R002-33", "R003-19")
def test_what_is_missing_is_listed_and_what_did_not_arise_is_told_from_it() -> None:
    story = given(opened(), filed())
    story.when(handed_over().command, LEAD_3, "2018-09-30 16:00").then(
        happened(ArchiveReminded, at="2018-09-30 09:00", due_on="2018-09-30"),
        happened(
            ArchiveHandedOver,
            by=LEAD_3,
            missing=(
                ItemKind.NOTICE,
                ItemKind.SAMPLING_RECORD,
                ItemKind.VISIT_RECORD,
                ItemKind.EVIDENCE_LIST,
                ItemKind.VIEWS_NOTE,
                ItemKind.REPLY,
                ItemKind.RECHECK_RECORD,
                ItemKind.LOOK_BACK_RECORD,
                ItemKind.ISSUED_TABLE,
            ),
            none_arose=(ItemKind.EXTENSION_PAPER, ItemKind.REFERRAL_RECEIPT),
            late_days=0,
            late_wd=0,
        ),
    )
    assert story.state.manifest == hash_of(story.state)
    assert story.due(Duty.QUARTER_ARCHIVE) is None


@pytest.mark.requirement("R003-19")
def test_on_8_october_it_is_8_calendar_days_and_1_working_day_late() -> None:
    story = given(opened(G4, LEAD_4), filed(LEAD_4))
    story.when(HandOverArchive(), LEAD_4, "2018-10-08 10:00").then(
        happened(ArchiveReminded, at="2018-09-30 09:00"),
        happened(ArchiveQuarterEnded, at="2018-10-01 00:00"),
        happened(ArchiveOverdue, at="2018-10-08 09:00", overdue_wd=1),
        happened(ArchiveHandedOver, late_days=8, late_wd=1),
    )
    assert story.state.late_days == 8


def test_an_empty_package_is_not_handed_over_and_nothing_that_arose_is_denied() -> None:
    given(opened()).when(HandOverArchive(), LEAD_3).refused("archive_empty")
    given(opened(), filed()).when(HandOverArchive((ItemKind.LETTER,)), LEAD_3).refused(
        "arose_after_all", kinds="整改函"
    )


def test_only_the_lead_of_the_group_hands_over_and_afterwards_nothing_is_added() -> None:
    story = given(opened(), filed())
    story.when(HandOverArchive(), MEMBER_3).refused("not_permitted")
    story.when(HandOverArchive(), LEAD_4).refused("not_permitted")
    story.when(HandOverArchive(), LEAD_3).accepted()
    story.when(FileItems((replace(QUESTIONS, sha256="5" * 64),)), LEAD_3).refused("wrong_stage", stage="已移交")


# --- receiving ----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R003-19")
def test_the_section_signs_for_it_with_a_receipt_once() -> None:
    story = given(opened(), filed(), handed_over())
    story.when(ReceiveArchive(" "), ARCHIVIST).refused("text_missing", field="回执编号")
    story.when(ReceiveArchive("业收〔2018〕3号"), ARCHIVIST).then(
        happened(ArchiveReceived, receipt="业收〔2018〕3号", by=ARCHIVIST)
    )
    story.when(ReceiveArchive("业收〔2018〕4号"), ARCHIVIST).refused("wrong_stage")


def test_nobody_signs_for_what_he_handed_over_nor_does_an_archivist_of_elsewhere() -> None:
    story = given(opened(), filed(), handed_over())
    both = AppointPerson(LEAD_3, LEAD_3, "兼职干部", SECTION, (Role.ARCHIVIST,))
    caller = Caller(person="导入员", command_id="both", recorded_at=instant("2018-09-30 16:30"))
    story.casework.handle(both, caller)
    story.when(ReceiveArchive("1"), LEAD_3).refused("own_hand_over")
    story.when(ReceiveArchive("1"), COUNTY_ARCHIVIST).refused("not_permitted")


# --- the quarter ends -----------------------------------------------------------------------------------------------


def test_when_a_quarter_ends_the_next_package_is_opened_by_itself() -> None:
    story = given(*TO_RECEIVED)
    story.when_time_passes_until("2018-12-30 12:00").then(
        happened(ArchiveQuarterEnded, at="2018-10-01 00:00", actor="SYSTEM", following="2018Q4")
    )
    following = package(story, G3, "2018Q4")
    assert following.due_on is not None
    assert following.due_on.isoformat() == "2018-12-29"
    fourth = of_group(story, G3, "2018Q4")
    fourth.when_time_passes_until("2019-01-02 12:00").then(
        happened(ArchiveReminded, at="2018-12-29 09:00"),
        happened(ArchiveQuarterEnded, at="2019-01-01 00:00", following="2019Q1"),
        happened(ArchiveOverdue, at="2019-01-02 09:00", due_on="2018-12-29", overdue_wd=1),
    )
    assert package(story, "", "2019").unit == "市"


def test_a_package_that_somebody_opened_before_is_not_opened_again() -> None:
    story = given(*TO_RECEIVED)
    of_group(story, G3, "2018Q4").when(OpenArchive(CAMPAIGN, G3, "2018Q4"), LEAD_3, "2018-09-30 18:00").accepted()
    story.when_time_passes_until("2018-10-02 12:00").then(happened(ArchiveQuarterEnded, following="2018Q4"))
    assert package(story, G3, "2018Q4").version == 1


def test_after_the_last_day_that_the_document_speaks_of_none_follows() -> None:
    story = given(opened(period="2020Q4", at="2020-10-09 09:00"))
    story.when_time_passes_until("2021-01-04 12:00")
    assert story.casework.rules(CAMPAIGN).basis is not None
    assert story.casework.load(archive_id(CAMPAIGN, G3, "2021Q1"), fresh=True).state is None


# --- sent twice ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "command", "by"),
    [
        ((), OpenArchive(CAMPAIGN, G3, "2018Q3"), LEAD_3),
        ((opened(),), PAPERS, LEAD_3),
        ((opened(), filed()), HandOverArchive(), LEAD_3),
        ((opened(), filed(), handed_over()), ReceiveArchive("业收1号"), ARCHIVIST),
    ],
)
def test_a_command_sent_twice_happens_once(before: tuple[Act, ...], command: Command, by: str) -> None:
    happens_once(Story(casework_of_a_city(), now=instant("2018-08-08 08:00")), before, command, by)
