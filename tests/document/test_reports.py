"""督查报告: problems and good practices come from what was recorded; what nobody wrote blocks the draft."""

from __future__ import annotations

import pytest

from adapters.word.filling import filled
from adapters.word.own import shipped
from domain.campaign.report import report_id
from domain.document.approving import DocumentReviewed, DocumentSigned, ReviewDocument, SignDocument, WithdrawDocument
from domain.document.document import Stage
from domain.document.drafting import DraftDocument, WrittenPart
from domain.document.kinds import DocumentKind
from domain.inspection.finding import MakeFinding, RecordGoodPractice
from domain.problem.amending import CorrectDetails
from domain.problem.finding import Finding
from domain.problem.problem import Place
from domain.refusal import Refused
from tests.campaign.places import COUNTY, GROUP_HEAD, INSPECTOR, OFFICE, OTHER_TOWN_HEAD, TEAM_LEAD, TOWN, TOWN_GROUP
from tests.document.drafts import document, drafted, letter, read
from tests.inspection.trips import Trip, drawn, planned, pledged, visited
from tests.problem.story import Story, happened
from tests.twice import happens_once
from tests.word.reading import paragraphs

CAMPAIGN = "haogou_2023"
ADVICE = WrittenPart("意见建议", "一是压实责任。\n二是举一反三。")
AT = "2023-09-24 09:00"


def report(*parts: WrittenPart) -> DraftDocument:
    about = report_id(CAMPAIGN, "INSPECTION", TOWN_GROUP)
    return DraftDocument(CAMPAIGN, DocumentKind.INSPECTION_REPORT, about, parts=parts)


@pytest.fixture
def trip() -> Trip:
    """One village inspected: two findings, and something done well."""
    trip = drawn(pledged(planned()))
    visited(trip, "A村", "2023-09-14 09:00")
    for text in ("工作记录不全", "台账没有更新"):
        found = Finding(CAMPAIGN, "DUTY.VILLAGE", text, place=Place(COUNTY, TOWN, "A村"), source="INSPECTION")
        trip.do(MakeFinding(found, "现场查看台账", "工作方案第二条"))
    trip.do(RecordGoodPractice("A村", "逐户建卡、一月一访"))
    return trip


@pytest.mark.requirement("R000-17", "R003-41")
def test_the_parts_are_filled_from_what_was_recorded_and_the_rest_is_written(trip: Trip) -> None:
    story = drafted(trip.casework, report(ADVICE), TEAM_LEAD, AT)
    parts = {part.name: part.text for part in letter(story).content.parts}
    assert list(parts) == ["督查基本情况", "典型经验", "存在的主要问题及困难", "意见建议"]
    assert "督查A村，入户15户，发现问题2个" in parts["督查基本情况"]
    assert parts["典型经验"] == "A村：逐户建卡、一月一访"
    assert parts["存在的主要问题及困难"].startswith("共排查问题2个，已整改0个，正在整改2个，整改率0.0%。")
    assert parts["意见建议"] == ADVICE.text


@pytest.mark.requirement("R000-17")
def test_a_part_that_nobody_wrote_and_no_ledger_knows_blocks_the_draft(trip: Trip) -> None:
    story = Story(trip.casework)
    story.when(read(trip.casework, report(), AT), TEAM_LEAD, AT).refused("report_part_missing", parts="意见建议")
    stranger = WrittenPart("附言", "另有")
    with pytest.raises(Refused, match="没有“附言”这些部分"):
        read(trip.casework, report(ADVICE, stranger), AT)


@pytest.mark.requirement("R000-01")
def test_it_is_reviewed_and_signed_by_others_and_numbered_at_the_signature(trip: Trip) -> None:
    story = drafted(trip.casework, report(ADVICE), TEAM_LEAD, AT)
    assert document(story).number == "HTK2023-文稿-0001"
    story.when(SignDocument(), GROUP_HEAD, AT).refused("wrong_stage")
    story.when(ReviewDocument(), TEAM_LEAD, AT).refused("drafted_it_himself")
    story.when(ReviewDocument(), INSPECTOR, AT).then(happened(DocumentReviewed, by=INSPECTOR))
    story.when(SignDocument(), TEAM_LEAD, AT).refused("drafted_it_himself")
    story.when(SignDocument(), "SYSTEM", AT).refused("sod_8")
    story.when(SignDocument(), OFFICE, AT).then(
        happened(DocumentSigned, document_no=f"{TOWN_GROUP}报告〔2023〕1号", signer=OFFICE)
    )
    signed = document(story)
    assert (signed.stage, signed.intact, signed.masthead.basis) == (Stage.SIGNED, True, "蒿政字〔2023〕16号")
    story.when(WithdrawDocument("改"), TEAM_LEAD, AT).refused("wrong_stage")


def test_what_is_corrected_after_the_draft_is_not_in_it(trip: Trip) -> None:
    story = drafted(trip.casework, report(ADVICE), TEAM_LEAD, AT)
    story.when(ReviewDocument(), INSPECTOR, AT).accepted()
    story.when(SignDocument(), OFFICE, AT).accepted()
    told = letter(story)
    before = filled(shipped(told.kind), told.kind, told.content)
    found = trip.inspection.findings[0].problem
    correction = CorrectDetails("改类别", category="WORK")
    Story(trip.casework, found).when(correction, OFFICE, AT).accepted()
    again = letter(story)
    assert filled(shipped(again.kind), again.kind, again.content) == before
    assert paragraphs(before)[3:5] == ["镇督查工作领导小组：", "一、督查基本情况"]


def test_a_withdrawn_draft_takes_no_number_and_the_next_one_is_the_first(trip: Trip) -> None:
    first = drafted(trip.casework, report(ADVICE), TEAM_LEAD, AT)
    first.when(WithdrawDocument("重写"), TEAM_LEAD, AT).accepted()
    second = drafted(trip.casework, report(ADVICE), TEAM_LEAD, "2023-09-24 10:00")
    second.when(ReviewDocument(), INSPECTOR, "2023-09-24 10:10").accepted()
    second.when(SignDocument(), OFFICE, "2023-09-24 10:20").accepted()
    assert document(second).document_no == f"{TOWN_GROUP}报告〔2023〕1号"


def test_what_a_document_says_is_typed_by_nobody_and_drafted_by_nobody_else(trip: Trip) -> None:
    story = Story(trip.casework)
    story.when(report(ADVICE), TEAM_LEAD, AT).refused("document_unread")
    story.when(read(trip.casework, report(ADVICE), AT), OTHER_TOWN_HEAD, AT).refused("out_of_reach")
    letter_kind = DraftDocument(CAMPAIGN, DocumentKind.SUPERVISION_LETTER)
    story.when(letter_kind, TEAM_LEAD, AT).refused("not_drafted_here")


def test_sent_twice_it_happens_once(trip: Trip) -> None:
    story = Story(trip.casework)
    happens_once(story, (), read(trip.casework, report(ADVICE), AT), TEAM_LEAD)
