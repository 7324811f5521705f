"""What a person writes freely is sealed, or is a code, an id, a checked number: an event tells nobody's story."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain.event_table import EVENTS
from domain.problem.amending import RequestDueCorrection
from domain.problem.finding import Finding
from domain.problem.problem import Evidence
from domain.problem.rectifying import AddEvidence, EvidenceAdded, ReportProgress
from domain.problem.registering import ProblemRegistered, RecordIssuedPlan, RegisterProblem
from tests.problem.acts import finding, household_finding, to_rectifying
from tests.problem.people import INSPECTOR, LEADER, OFFICE, PERSON, TOWN
from tests.problem.story import Story, given, happened

HOUSEHOLDER = "钱某某"
PHONE = "1" + "3" + "8" + "0" * 8
ID_NUMBER = "3" * 6 + "19900101" + "00" + "1X"
HASH = "a" * 64
ENDS = date(2022, 8, 31)
PLAN = RecordIssuedPlan(finding(), TOWN, LEADER, PERSON, (), "专班〔2022〕1号", due_on=ENDS)


def whole_history(story: Story) -> str:
    return "".join(EVENTS.encode(event).decode() for event in story.history)


# --- why something is entered late ------------------------------------------------------------------------------------


@pytest.mark.requirement("X-05")
@pytest.mark.parametrize("found", [household_finding(), finding()], ids=["of a household", "of an area"])
def test_why_it_is_entered_late_is_sealed_with_the_texts_of_the_case(found: Finding) -> None:
    why = f"{HOUSEHOLDER}当天不在家"
    late = {"occurred_at": "2022-08-08 15:00", "late_reason": why}
    story = given().when(RegisterProblem(found), INSPECTOR, "2022-08-10 09:00", **late).accepted()
    sealed = story.history[-1].envelope.late_reason
    assert sealed is not None
    assert story.reveal(sealed.ref) == why
    assert sealed.digest == story.casework.vault.digest(story.problem.subject, why)
    assert HOUSEHOLDER not in whole_history(story)


def test_why_it_is_entered_late_is_sealed_under_the_household_of_a_standing_case() -> None:
    story = given(*to_rectifying(household_finding()))
    late = {"occurred_at": "2022-08-12 16:00", "late_reason": f"{HOUSEHOLDER}家断网"}
    story.when(ReportProgress("已入户"), PERSON, "2022-08-15 10:00", **late).accepted()
    sealed = story.history[-1].envelope.late_reason
    assert sealed is not None
    assert sealed.digest == story.casework.vault.digest(story.problem.subject, f"{HOUSEHOLDER}家断网")
    assert HOUSEHOLDER not in whole_history(story)


def test_blanks_are_no_reason() -> None:
    story = given(*to_rectifying())
    late = {"occurred_at": "2022-08-12 16:00", "late_reason": " "}
    story.when(ReportProgress("已入户"), PERSON, "2022-08-15 10:00", **late).refused("late_reason_missing")


# --- who took a picture, where a problem comes from -------------------------------------------------------------------


def test_whoever_took_a_piece_of_evidence_is_named_by_his_id() -> None:
    story = given(*to_rectifying())
    story.when(AddEvidence((Evidence(HASH, taken_by=PERSON),)), PERSON).then(happened(EvidenceAdded))


@pytest.mark.requirement("X-05")
def test_a_name_that_the_organisation_does_not_know_is_refused() -> None:
    piece = Evidence(HASH, taken_by=HOUSEHOLDER)
    given(*to_rectifying()).when(AddEvidence((piece,)), PERSON).refused("unknown_person", person=HOUSEHOLDER)


@pytest.mark.parametrize("source", ["ON_SITE", "本次实地督导"])
def test_a_source_is_one_of_the_pack_whichever_way_it_is_called(source: str) -> None:
    found = replace(finding(), source=source, source_remark="")
    story = given().when(RegisterProblem(found), INSPECTOR)
    event = next(event for event in story.accepted().history if isinstance(event, ProblemRegistered))
    assert (event.source, event.source_remark) == ("ON_SITE", None)


@pytest.mark.requirement("X-05")
def test_a_source_of_ones_own_is_refused_and_goes_into_the_sealed_remark() -> None:
    told = f"{HOUSEHOLDER}来电反映"
    given().when(RegisterProblem(replace(finding(), source=told)), INSPECTOR).refused("unknown_source", source=told)
    story = given().when(RegisterProblem(replace(finding(), source_remark=told)), INSPECTOR).accepted()
    assert HOUSEHOLDER not in whole_history(story)


# --- numbers of documents ---------------------------------------------------------------------------------------------


@pytest.mark.requirement("X-05")
@pytest.mark.parametrize(
    ("written", "code"),
    [
        (f"见{HOUSEHOLDER}来电{PHONE}", "citation_personal"),
        (f"证{ID_NUMBER}", "citation_personal"),
        (PHONE, "citation_personal"),
        ("情况" * 31, "citation_too_long"),
        ("专班〔2022〕3号\n另见附件", "citation_too_long"),
    ],
)
def test_a_document_is_cited_by_its_number_and_nothing_else(written: str, code: str) -> None:
    correction = RequestDueCorrection(ENDS, "笔误", written)
    given(*to_rectifying()).when(correction, OFFICE).refused(code, field="依据的文件")
    given().when(replace(PLAN, document=written), OFFICE).refused(code, field="发文字号")
