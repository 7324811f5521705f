"""落实措施: each kind of measure is done by what it demands; requests to departments; appraisals and what follows."""

from datetime import date

import pytest
from msgspec.structs import replace

from domain.measures import DEFAULT_KINDS, Depth
from domain.obligations import Reminded
from domain.organisation import Role, UnitKind
from domain.organising import AppointPerson, EstablishUnit
from domain.policy import Duty, Level
from domain.problem.carrying_out import (
    AnswerRequest,
    AppraisalRecorded,
    AskDepartment,
    CompleteMeasure,
    DeclineRequest,
    DepartmentAsked,
    MeasureAdded,
    MeasureCompleted,
    RecordAppraisal,
    RequestAnswered,
    RequestDeclined,
)
from domain.problem.claiming import Reassign
from domain.problem.closing import ProblemClosed
from domain.problem.looking_back import ReportRebound
from domain.problem.planning import BranchDraft, MeasureDraft, SubmitPlan
from domain.problem.problem import RequestState, Stage
from domain.problem.rectifying import ReportProgress, SubmitForRecheck, SubmittedForRecheck
from domain.problem.suspending import GrantPause, RequestSuspension, SuspendReason
from tests.problem.acts import PHOTO, closed, closing, household_finding, layer_passed, to_claimed
from tests.problem.measures import (
    ALL_SHOWN,
    ANSWERED,
    APPRAISAL,
    APPRAISED_SAFE,
    BOARD,
    INSTITUTED,
    INSTITUTION,
    LETTER,
    ORDINARY,
    POSTED,
    REPLY,
    REQUEST,
    TRAINED,
    TRAINING,
    UNDER_WAY,
    asked,
    to_work,
)
from tests.problem.people import (
    BUREAU,
    CADRE,
    HEAD,
    INSPECTOR,
    LEAD_DEPT,
    LEADER,
    OFFICE,
    OTHER_HEAD,
    OTHER_PERSON,
    OTHER_TOWN,
    PERSON,
    TOWN,
)
from tests.problem.story import Act, given, happened

HANDED_IN = SubmitForRecheck("都做完了", (LEADER,), (ORDINARY,), (PHOTO,))

# --- what shows that a measure is done --------------------------------------------------------------------------------


@pytest.mark.requirement("R004-16")
def test_a_training_is_done_with_how_many_attended_and_the_list() -> None:
    story = given(*UNDER_WAY)
    story.when(CompleteMeasure(TRAINING, (PHOTO,)), PERSON).refused("measure_proof_missing", kind="集中培训")
    story.when(CompleteMeasure(TRAINING, attendance=42), PERSON).refused("measure_proof_missing")
    story.when(CompleteMeasure(TRAINING, (PHOTO,), attendance=42), PERSON).then(
        happened(MeasureCompleted, number=TRAINING, by=PERSON, attendance=42)
    )
    assert TRAINING in story.problem.measures_done
    assert PHOTO in story.problem.evidence
    story.when(CompleteMeasure(TRAINING, (PHOTO,), attendance=1), PERSON).refused("measure_done_already")


PUBLICITY = ("微信群宣传", "公众号宣传", "公开栏宣传", "以会代训")


@pytest.mark.requirement("R004-24")
@pytest.mark.parametrize("kind", PUBLICITY)
def test_each_kind_of_publicity_is_done_with_evidence(kind: str) -> None:
    story = given(*to_work(SubmitPlan((MeasureDraft("宣传政策", kind=kind),))))
    assert story.problem.measures[0].kind.label == kind
    story.when(CompleteMeasure(1), PERSON).refused("measure_proof_missing", kind=kind)
    story.when(ReportProgress("宣传了", (1,)), PERSON).refused("measure_unproved", kind=kind)
    story.when(CompleteMeasure(1, (PHOTO,)), PERSON).then(happened(MeasureCompleted, number=1))


@pytest.mark.requirement("R004-16", "R004-24", "R004-27", "R004-29", "R004-36")
@pytest.mark.parametrize("number", [TRAINING, BOARD, INSTITUTION, REQUEST, APPRAISAL])
def test_a_number_in_a_report_is_no_proof(number: int) -> None:
    story = given(*UNDER_WAY)
    story.when(ReportProgress("做了", (number,)), PERSON).refused("measure_unproved", number=number)
    story.when(replace(HANDED_IN, measures_done=(1, 2, 3, 4, 5, 6)), PERSON).refused("measure_unproved")


def test_an_ordinary_measure_is_done_by_saying_so() -> None:
    story = given(*UNDER_WAY)
    story.when(ReportProgress("核对完", (ORDINARY,)), PERSON).accepted()
    assert story.problem.measures_done == {ORDINARY}
    given(*UNDER_WAY).when(CompleteMeasure(ORDINARY), PERSON).then(happened(MeasureCompleted, number=ORDINARY))


@pytest.mark.parametrize("number", [REQUEST, APPRAISAL])
def test_neither_an_answer_nor_an_appraisal_is_reported_by_the_unit_as_done(number: int) -> None:
    given(*UNDER_WAY).when(CompleteMeasure(number, (PHOTO,)), PERSON).refused("measure_unproved", number=number)


def test_a_measure_that_is_not_there_is_not_done() -> None:
    given(*UNDER_WAY).when(CompleteMeasure(7, (PHOTO,)), PERSON).refused("unknown_measure", number=7)


def test_field_workers_of_its_villages_do_a_measure_of_the_town_and_other_units_do_not() -> None:
    given(*UNDER_WAY).when(CompleteMeasure(BOARD, (PHOTO,)), CADRE).accepted()
    given(*UNDER_WAY).when(CompleteMeasure(BOARD, (PHOTO,)), OTHER_PERSON).refused("measure_of_another_unit")


def test_field_workers_of_another_town_do_not() -> None:
    staffed = given()
    staffed.when(EstablishUnit("乙村", UnitKind.VILLAGE, OTHER_TOWN), "导入员", "2022-08-01 09:00").accepted()
    appointed = AppointPerson("乙村干部", "乙村干部", "村干部", "乙村", (Role.VILLAGE,))
    staffed.when(appointed, "导入员", "2022-08-01 09:01").accepted()
    story = given(*UNDER_WAY, casework=staffed.casework)
    story.when(CompleteMeasure(BOARD, (PHOTO,)), "乙村干部").refused("measure_of_another_unit")


@pytest.mark.requirement("R004-27")
def test_two_requests_stand_side_by_side_each_with_a_state_of_its_own() -> None:
    measures = (
        MeasureDraft("请检测水质", kind="协调有关部门", unit=BUREAU),
        MeasureDraft("请鉴定房屋", kind="协调有关部门", unit=BUREAU),
    )
    story = given(*to_work(SubmitPlan(measures)))
    story.when(AskDepartment(1, "甲政函〔2022〕3号"), HEAD).accepted()
    story.when(AskDepartment(2, "甲政函〔2022〕4号"), HEAD).accepted()
    story.when(AnswerRequest(2, "已办", "住建函〔2022〕9号"), LEAD_DEPT).accepted()
    assert {one.number: one.state for one in story.problem.requests} == {
        1: RequestState.ASKED,
        2: RequestState.ANSWERED,
    }


def test_a_plan_names_kinds_that_there_are() -> None:
    story = given(*to_claimed())
    plan = SubmitPlan((MeasureDraft("开会", kind="开大会"),))
    story.when(plan, PERSON).refused("unknown_measure_kind", kind="开大会")
    assert len({kind.label for kind in DEFAULT_KINDS}) == len(DEFAULT_KINDS)


# --- 建章立制 ---------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R004-29")
def test_where_the_plan_asks_for_it_nothing_is_closed_without_the_institution() -> None:
    every_other = (act for act in ALL_SHOWN if act is not INSTITUTED)
    story = given(*UNDER_WAY, *every_other)
    story.when(HANDED_IN, PERSON, "2022-08-17 10:00").refused("measures_open", numbers=str(INSTITUTION))
    story.when(CompleteMeasure(INSTITUTION, (PHOTO,)), PERSON).refused("measure_proof_missing", kind="建章立制")
    story.when(CompleteMeasure(INSTITUTION, document="管护办法"), PERSON).refused("measure_proof_missing")
    story.when(CompleteMeasure(INSTITUTION, (PHOTO,), document="管护办法"), PERSON).then(
        happened(MeasureCompleted, document="管护办法")
    )
    story.when(HANDED_IN, PERSON, "2022-08-22 10:00").then(happened(SubmittedForRecheck))
    story.doing(layer_passed()).when(closing(), OFFICE, "2022-08-24 10:00").then(happened(ProblemClosed))


# --- 协调有关部门 -----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R004-27")
def test_a_request_is_made_by_a_letter_and_answered_by_the_department_with_its_own_paper() -> None:
    story = given(*UNDER_WAY)
    assert story.problem.request_of(REQUEST) is None
    story.when(AskDepartment(REQUEST, " "), HEAD).refused("text_missing")
    story.when(AskDepartment(REQUEST, LETTER), HEAD).then(
        happened(DepartmentAsked, number=REQUEST, by=HEAD, unit=BUREAU, document=LETTER)
    )
    request = story.problem.request_of(REQUEST)
    assert request is not None
    assert (request.state, request.document) == (RequestState.ASKED, LETTER)
    story.when(AskDepartment(REQUEST, LETTER), HEAD).refused("request_waits", unit=BUREAU)
    story.when(AnswerRequest(REQUEST, "合格", ""), LEAD_DEPT).refused("text_missing", field="答复文件文号")
    story.when(AnswerRequest(REQUEST, "水质合格", REPLY, (PHOTO,)), LEAD_DEPT).then(
        happened(RequestAnswered, by=LEAD_DEPT, unit=BUREAU, answer="水质合格", document=REPLY)
    )
    request = story.problem.request_of(REQUEST)
    assert request is not None
    assert (request.state, request.document) == (RequestState.ANSWERED, REPLY)
    assert REQUEST in story.problem.measures_done
    assert PHOTO in story.problem.evidence


@pytest.mark.requirement("R004-27")
def test_nothing_is_handed_in_while_a_request_is_unanswered() -> None:
    before = [act for act in ALL_SHOWN if act is not ANSWERED]
    story = given(*UNDER_WAY, *before)
    story.when(HANDED_IN, PERSON, "2022-08-17 10:00").refused("measures_open", numbers=str(REQUEST))
    story.when(AnswerRequest(REQUEST, "合格", REPLY), LEAD_DEPT).accepted()
    story.when(HANDED_IN, PERSON).then(happened(SubmittedForRecheck))


@pytest.mark.requirement("R004-27")
def test_the_department_is_reminded_of_what_it_was_asked_and_the_responsible_unit_is_not_blamed_for_it() -> None:
    measures = (
        MeasureDraft("请检测水质", due_on=date(2022, 8, 16), kind="协调有关部门", unit=BUREAU),
        MeasureDraft("请鉴定房屋", due_on=date(2022, 8, 17), kind="协调有关部门", unit=BUREAU),
    )
    story = given(*to_work(SubmitPlan(measures)))
    story.when(AskDepartment(1, "甲政函〔2022〕3号"), HEAD, "2022-08-12 10:00").accepted()
    story.when(AskDepartment(2, "甲政函〔2022〕4号"), HEAD, "2022-08-12 10:00").accepted()
    story.when(AnswerRequest(2, "已办", "住建函〔2022〕9号"), LEAD_DEPT, "2022-08-12 11:00").accepted()
    story.when_time_passes_until("2022-08-17 18:00").then(
        happened(Reminded, at="2022-08-16 09:00", duty=Duty.REQUEST, units=(BUREAU,)),
        happened(Reminded, at="2022-08-17 09:00", duty=Duty.REQUEST, units=(BUREAU,)),
    )
    assert story.problem.level is Level.NONE


@pytest.mark.requirement("R004-27")
def test_a_declined_request_says_why_and_stays_open_until_it_is_asked_anew() -> None:
    story = given(*UNDER_WAY, asked())
    story.when(DeclineRequest(REQUEST, ""), LEAD_DEPT).refused("text_missing")
    story.when(DeclineRequest(REQUEST, "检测归水利部门"), LEAD_DEPT).then(
        happened(RequestDeclined, by=LEAD_DEPT, unit=BUREAU, reason="检测归水利部门")
    )
    request = story.problem.request_of(REQUEST)
    assert request is not None
    assert request.state is RequestState.DECLINED
    story.when(AnswerRequest(REQUEST, "合格", REPLY), LEAD_DEPT).refused("request_not_made")
    story.when(HANDED_IN, PERSON).refused("measures_open")
    story.when(AskDepartment(REQUEST, LETTER, OTHER_TOWN), HEAD).then(happened(DepartmentAsked, unit=OTHER_TOWN))
    story.when(AnswerRequest(REQUEST, "合格", REPLY), LEAD_DEPT).refused("request_of_another_unit", unit=OTHER_TOWN)
    story.when(AnswerRequest(REQUEST, "合格", REPLY), OTHER_HEAD).accepted()
    assert REQUEST in story.problem.measures_done


@pytest.mark.requirement("R004-27")
@pytest.mark.parametrize("command", [AnswerRequest(REQUEST, "合格", REPLY), DeclineRequest(REQUEST, "不属职责")])
def test_only_the_department_that_was_asked_answers(command: AnswerRequest | DeclineRequest) -> None:
    given(*UNDER_WAY, asked()).when(command, HEAD).refused("request_of_another_unit", unit=BUREAU)
    given(*UNDER_WAY).when(command, LEAD_DEPT).refused("request_not_made")
    given(*UNDER_WAY, asked()).when(command, INSPECTOR).refused("not_permitted")


def test_only_a_request_is_sent_to_a_department_and_not_to_the_unit_itself() -> None:
    given(*UNDER_WAY).when(AskDepartment(ORDINARY, LETTER), HEAD).refused("not_a_request")
    given(*UNDER_WAY).when(AskDepartment(REQUEST, LETTER, TOWN), HEAD).refused("request_to_nobody")
    story = given(*to_claimed())
    for unit in ("", TOWN):
        plan = SubmitPlan((MeasureDraft("请求检测", kind="REQUEST", unit=unit),))
        story.when(plan, PERSON).refused("request_to_nobody", number=1)


def test_a_department_may_answer_while_the_work_rests() -> None:
    resting = (
        Act(RequestSuspension(SuspendReason.FUNDING, "等资金", date(2022, 9, 20)), HEAD, "2022-08-12 14:00"),
        Act(GrantPause(), OFFICE, "2022-08-12 15:00"),
    )
    story = given(*UNDER_WAY, asked(), *resting)
    assert story.problem.stage is Stage.SUSPENDED
    story.when(AnswerRequest(REQUEST, "合格", REPLY), LEAD_DEPT).accepted()


# --- 鉴定结论决定下一步 -----------------------------------------------------------------------------------------------


@pytest.mark.requirement("R004-36")
def test_the_outcome_of_an_appraisal_decides_the_next_measure_and_who_owes_it() -> None:
    story = given(*UNDER_WAY)
    story.when(RecordAppraisal(APPRAISAL, "D级", (PHOTO,)), PERSON, "2022-08-12 10:00").then(
        happened(AppraisalRecorded, number=APPRAISAL, branch=3, outcome="D级"),
        happened(MeasureAdded, after=APPRAISAL),
    )
    added = story.problem.measures[6]
    assert (story.reveal(added.text.ref), added.unit, added.due_on) == ("落实安全住房", OTHER_TOWN, date(2022, 8, 22))
    story.when(CompleteMeasure(7), PERSON).refused("measure_of_another_unit", unit=OTHER_TOWN)
    story.when(CompleteMeasure(7), OTHER_PERSON).then(happened(MeasureCompleted, number=7, by=OTHER_PERSON))


@pytest.mark.requirement("R004-36")
def test_another_outcome_brings_another_measure_and_a_safe_house_none() -> None:
    story = given(*UNDER_WAY).when(RecordAppraisal(APPRAISAL, "C级", (PHOTO,)), PERSON).accepted()
    assert [story.reveal(measure.text.ref) for measure in story.problem.measures[6:]] == ["加固维修"]
    assert story.problem.measures[6].unit == "", "the unit of the problem"
    safe = given(*UNDER_WAY).when(RecordAppraisal(APPRAISAL, "安全", (PHOTO,)), PERSON)
    assert safe.then(happened(AppraisalRecorded, branch=1)).problem.measures[6:] == ()


@pytest.mark.requirement("R004-36")
def test_what_follows_from_an_appraisal_is_done_before_the_problem_is_handed_in() -> None:
    done = [act for act in ALL_SHOWN if act is not APPRAISED_SAFE]
    story = given(*UNDER_WAY, *done)
    story.when(RecordAppraisal(APPRAISAL, "C级", (PHOTO,)), PERSON, "2022-08-16 10:00").accepted()
    story.when(HANDED_IN, PERSON).refused("measures_open", numbers="7")
    story.when(replace(HANDED_IN, measures_done=(ORDINARY, 7)), PERSON).then(happened(SubmittedForRecheck))


@pytest.mark.requirement("R004-36")
def test_the_next_measure_is_not_due_after_the_problem() -> None:
    late = SubmitPlan((MeasureDraft("鉴定", kind="APPRAISAL", branches=(BranchDraft("危房", "改造", days=90),)),))
    story = given(*to_work(late)).when(RecordAppraisal(1, "危房", (PHOTO,)), PERSON).accepted()
    assert story.problem.measures[1].due_on == date(2022, 8, 31)


def test_an_appraisal_has_a_form_and_one_of_the_outcomes_that_the_plan_foresaw() -> None:
    story = given(*UNDER_WAY)
    story.when(RecordAppraisal(APPRAISAL, "D级"), PERSON).refused("measure_proof_missing", proof="鉴定表")
    story.when(RecordAppraisal(APPRAISAL, "B级", (PHOTO,)), PERSON).refused("unknown_outcome", known="安全、C级、D级")
    story.when(RecordAppraisal(ORDINARY, "D级", (PHOTO,)), PERSON).refused("not_an_appraisal")
    story.when(RecordAppraisal(APPRAISAL, "D级", (PHOTO,)), OTHER_PERSON).refused("measure_of_another_unit")


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (MeasureDraft("鉴定", kind="APPRAISAL"), "branches_missing"),
        (MeasureDraft("核对", branches=(BranchDraft("安全"),)), "branches_unexpected"),
        (MeasureDraft("鉴定", kind="APPRAISAL", branches=(BranchDraft("安全"), BranchDraft("安全"))), "outcome_twice"),
        (MeasureDraft("鉴定", kind="APPRAISAL", branches=(BranchDraft(""),)), "text_missing"),
        (MeasureDraft("鉴定", kind="APPRAISAL", branches=(BranchDraft("危房", days=3),)), "measure_incomplete"),
        (MeasureDraft("鉴定", kind="APPRAISAL", branches=(BranchDraft("危房", "改", days=0),)), "measure_incomplete"),
        (MeasureDraft("鉴定", kind="APPRAISAL", branches=(BranchDraft("危房", "改", "丁镇"),)), "unknown_unit"),
        (MeasureDraft("鉴定", kind="APPRAISAL", branches=(BranchDraft("危房", "改", person="谁"),)), "unknown_person"),
    ],
)
def test_branches_that_say_too_little_or_too_much_are_refused(draft: MeasureDraft, code: str) -> None:
    given(*to_claimed()).when(SubmitPlan((draft,)), PERSON).refused(code)


def test_the_outcome_for_a_household_stands_in_no_event() -> None:
    story = given(*to_work(what=household_finding()))
    story.when(RecordAppraisal(APPRAISAL, "D级", (PHOTO,)), PERSON).accepted()
    assert "D级" not in str(story.history)


# --- 治标 治本 --------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R004-42")
def test_a_measure_says_whether_it_cures_the_symptom_or_the_root() -> None:
    plan = SubmitPlan(
        (
            MeasureDraft("补齐资料", depth=Depth.SYMPTOM),
            MeasureDraft("建立制度", kind="建章立制"),
            MeasureDraft("入户宣传"),
        )
    )
    story = given(*to_claimed()).when(plan, PERSON).accepted()
    assert [measure.depth for measure in story.problem.measures] == [Depth.SYMPTOM, Depth.ROOT, None]


# --- the whole way ----------------------------------------------------------------------------------------------------


def test_a_problem_with_measures_of_every_kind_is_closed_when_all_are_shown_to_be_done() -> None:
    story = given(*UNDER_WAY, *ALL_SHOWN).when(HANDED_IN, PERSON, "2022-08-22 10:00").accepted()
    story.doing(layer_passed(), closed())
    assert story.problem.stage is Stage.CLOSED


def test_what_showed_measures_done_in_the_first_cycle_does_not_serve_the_second() -> None:
    story = given(*UNDER_WAY, *ALL_SHOWN).doing(Act(HANDED_IN, PERSON, "2022-08-22 10:00"), layer_passed(), closed())
    story.when(ReportRebound("又发生了", (PHOTO,)), INSPECTOR, "2022-09-01 10:00").accepted()
    assert story.problem.requests == ()
    story.when(replace(HANDED_IN, signed_by=(LEADER,)), PERSON).refused("measures_open", numbers="2、3、4、5、6")
    story.when(AskDepartment(REQUEST, LETTER), HEAD).then(happened(DepartmentAsked, unit=BUREAU))


def test_another_unit_begins_anew() -> None:
    story = given(*UNDER_WAY, asked(), TRAINED, POSTED).when(Reassign(OTHER_TOWN, "改派"), OFFICE).accepted()
    problem = story.problem
    assert (problem.measures, problem.measures_done, problem.requests, problem.cause) == ((), frozenset(), (), None)
