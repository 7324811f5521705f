"""授权: who may do what, and that nobody judges his own work."""

from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.authority import ACT_OF, ACTS
from domain.case import Command
from domain.casework import AuditLine
from domain.item_checks import ItemCheck, ItemOutcome
from domain.organisation import Role, UnitKind
from domain.organising import AppointPerson, EstablishUnit
from domain.policy import Level
from domain.problem.amending import (
    ConfirmAmendment,
    CorrectDetails,
    RejectAmendment,
    RequestDueCorrection,
    RequestMerge,
    RequestVoid,
)
from domain.problem.carrying_out import AnswerRequest, AskDepartment, CompleteMeasure, DeclineRequest, RecordAppraisal
from domain.problem.claiming import (
    Claim,
    DisposeAsUntrue,
    OverturnRefusal,
    Reassign,
    RefusalReason,
    RefuseClaim,
    UpholdRefusal,
)
from domain.problem.classification import Mode
from domain.problem.closing import RefuseClose
from domain.problem.deriving import DeriveProblem, OpenSweep, RecordSweepCheck, SignSweep
from domain.problem.escalating import AnnotateEscalation, ApproveEscalation, DeclineEscalation
from domain.problem.looking_back import PassLookBack, ReportFalse, ReportRebound
from domain.problem.paper import ConfirmPaperDecision, RecordPaperDecision
from domain.problem.planning import ApprovePlan, ReturnPlan, SubmitPlan
from domain.problem.problem import Place, Stage
from domain.problem.rechecking import FourCheck, PassLayer, RecordContact
from domain.problem.rectifying import (
    AddEvidence,
    DenyExtension,
    GrantExtension,
    ReportProgress,
    RequestExtension,
    WithdrawSubmission,
)
from domain.problem.registering import Dispatch, RegisterProblem
from domain.problem.suspending import (
    DenyPause,
    GrantPause,
    RequestLongTerm,
    RequestSuspension,
    Resume,
    ReviewLongTerm,
    SuspendReason,
)
from domain.reorganising import FormGroup, Member
from domain.resetting import ResetDeadlines
from domain.write_side import KIND_OF, KINDS, PROBLEM
from tests.problem.acts import (
    DUE,
    HANDED_IN,
    HANDED_IN_AT_ONCE,
    MEASURES,
    NOT_EFFECTIVE,
    PHOTO,
    claim_refused,
    claimed,
    closing,
    dispatched,
    extension_asked,
    finding,
    handed_in,
    layer_passed,
    registered,
    to_checking,
    to_claimed,
    to_close_pending,
    to_closed,
    to_dispatched,
    to_plan_review,
    to_rectifying,
)
from tests.problem.people import (
    BUREAU,
    BYSTANDER,
    CADRE,
    CHECKER,
    COUNTY,
    FORMER_OFFICE,
    GROUP,
    GROUP_HEAD,
    HEAD,
    INSPECTOR,
    LEAD_DEPT,
    LEADER,
    LIAISON,
    OFFICE,
    OTHER_HEAD,
    OTHER_TOWN,
    PERSON,
    SECOND_OFFICE,
    TEAM_LEAD,
    TOWN,
    TOWN_CLERK,
    TOWN_OFFICE,
    VILLAGE,
)
from tests.problem.story import THREE_LAYERS, Act, Story, given, instant, staffed_casework

# --- one table ----------------------------------------------------------------------------------------------------


def test_every_command_has_one_row_and_one_decision() -> None:
    assert ACT_OF.keys() == KIND_OF.keys()
    assert sum(len(kind.creations) + len(kind.decisions) for kind in KINDS) == len(KIND_OF)
    assert len({act.name for act in ACTS}) == len({act.chinese for act in ACTS}) == len(ACTS)


def test_exactly_the_commands_without_a_stage_create_a_case() -> None:
    assert {act.command for act in ACTS if not act.stages} == {c for kind in KINDS for c in kind.creations}


def test_nobody_acts_on_what_was_not_found() -> None:
    """Nothing but a note on a level that was reached."""
    ends = {Stage.NOT_FOUND, Stage.VOIDED, Stage.MERGED}
    assert {act.name for act in ACTS if ends.intersection(act.stages)} == {"annotate_escalation"}


# --- every command in every stage ---------------------------------------------------------------------------------

THREE = finding(campaign=THREE_LAYERS)
RAIN = RequestSuspension(SuspendReason.DISASTER, "连日暴雨", date(2022, 9, 20))
FOREVER = RequestLongTerm("须长期坚持", date(2022, 10, 31), date(2023, 3, 31))
EXTENDING = (*to_rectifying(), extension_asked())
NOT_FOUND = (*to_dispatched(), claim_refused(), Act(UpholdRefusal("确不存在"), OFFICE, "2022-08-10 10:00"))
REACHED: dict[Stage, tuple[Act, ...]] = {
    Stage.REGISTERED: (registered(),),
    Stage.DISPATCHED: to_dispatched(),
    Stage.REFUSED: (*to_dispatched(), claim_refused()),
    Stage.CLAIMED: to_claimed(),
    Stage.PLAN_REVIEW: to_plan_review(),
    Stage.RECTIFYING: to_rectifying(),
    Stage.CHECK_1: to_checking(),
    Stage.CHECK_2: (*to_checking(THREE), layer_passed()),
    Stage.CHECK_3: (*to_checking(THREE), layer_passed(), layer_passed(LEAD_DEPT, "2022-08-24 10:00")),
    Stage.CLOSE_PENDING: to_close_pending(),
    Stage.CLOSED: to_closed(),
    Stage.NOT_FOUND: NOT_FOUND,
    Stage.SUSPENDED: (
        *to_rectifying(),
        Act(RAIN, HEAD, "2022-08-22 10:00"),
        Act(GrantPause(), OFFICE, "2022-08-23 10:00"),
    ),
    Stage.LONG_TERM: (
        *to_rectifying(),
        Act(FOREVER, HEAD, "2022-08-22 10:00"),
        Act(GrantPause(), OFFICE, "2022-08-23 10:00"),
    ),
    Stage.VOIDED: (
        registered(),
        Act(RequestVoid("登记错了", (PHOTO,)), OFFICE, "2022-08-09 10:00"),
        Act(ConfirmAmendment(), SECOND_OFFICE, "2022-08-09 11:00"),
    ),
}
COMMANDS: tuple[Command, ...] = (
    Dispatch(TOWN, due_on=DUE),
    Claim(LEADER, PERSON),
    RefuseClaim(RefusalReason.NOT_TRUE, "不存在"),
    UpholdRefusal("确不存在"),
    OverturnRefusal("确有此事", LEADER, PERSON),
    SubmitPlan(MEASURES),
    ApprovePlan(),
    ReturnPlan("重写"),
    ReportProgress("在办"),
    AddEvidence((PHOTO,)),
    CompleteMeasure(1),
    AskDepartment(1, "甲政函〔2022〕3号"),
    AnswerRequest(1, "已办", "住建函〔2022〕9号"),
    DeclineRequest(1, "不属职责"),
    RecordAppraisal(1, "D级", (PHOTO,)),
    RequestExtension("连日降雨", date(2022, 9, 15)),
    GrantExtension(),
    DenyExtension("可以完成"),
    HANDED_IN,
    PassLayer("看过了"),
    NOT_EFFECTIVE,
    closing(),
    RefuseClose((FourCheck.RECTIFIED,), "不到位"),
    PassLookBack("正常"),
    ReportRebound("又发生了", (PHOTO,)),
    ReportFalse("照片是别处的", (PHOTO,)),
    Reassign(OTHER_TOWN, "改派"),
    DisposeAsUntrue("查无此事"),
    RAIN,
    FOREVER,
    GrantPause(),
    DenyPause("可以完成"),
    ReviewLongTerm("在管", date(2022, 12, 30)),
    Resume("雨停了"),
    DeriveProblem(finding(), TOWN, DUE),
    OpenSweep((OTHER_TOWN,), "查一遍"),
    RecordSweepCheck(OTHER_TOWN, (ItemCheck("H-01", ItemOutcome.CHECKED, "见到户主"),)),
    SignSweep(OTHER_TOWN, "没有发现"),
    WithdrawSubmission("材料不全"),
    RecordContact(True, "见到了"),
    CorrectDetails("看错了", content="改"),
    RequestVoid("登记错了", (PHOTO,)),
    RequestMerge(UUID(int=7), "同一件事"),
    RequestDueCorrection(date(2022, 9, 2), "笔误", "〔2022〕3号"),
    ConfirmAmendment(),
    RejectAmendment("没有错"),
    ResetDeadlines("放假安排公布"),
    ApproveEscalation(Level.CIRCULATE, "全县通报"),
    DeclineEscalation(Level.CIRCULATE, "已改"),
    AnnotateEscalation(Level.WARN, "误报"),
    RecordPaperDecision(ApprovePlan(), OFFICE, date(2022, 8, 10), "c" * 64, "停网"),
    ConfirmPaperDecision(),
)


def test_the_stories_reach_every_stage_and_the_commands_are_all_there() -> None:
    reached = {stage: given(*acts).problem.stage for stage, acts in REACHED.items()}
    assert reached == {stage: stage for stage in Stage if stage is not Stage.MERGED}  # it takes two: test_amending
    assert {type(command) for command in COMMANDS} == set(PROBLEM.decisions)


@pytest.mark.parametrize("stage", REACHED)
def test_in_a_stage_only_the_commands_of_its_rows_are_answered(stage: Stage) -> None:
    story = given(*REACHED[stage])
    for command in COMMANDS:
        act = ACT_OF[type(command)]
        if stage not in act.stages:
            outcome = story.when(command, BYSTANDER)
            outcome.refused("wrong_stage", number=story.problem.problem_no, command=act.chinese)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_whoever_has_no_role_may_do_nothing(command: Command) -> None:
    for stage in REACHED.keys() & set(ACT_OF[type(command)].stages):
        story = given(*REACHED[stage])
        outcome = story.when(command, BYSTANDER)
        assert outcome.refusal is not None
        assert outcome.refusal.code in ("not_permitted", "wrong_stage")
        assert story.problem.stage is stage


def test_the_refusal_says_what_he_is_and_who_may() -> None:
    outcome = given(*to_dispatched()).when(RefuseClaim(RefusalReason.NOT_TRUE, "不存在"), PERSON)
    outcome.refused("not_permitted", name=PERSON, roles="甲镇干事", command="不认领", who="主要负责同志（责任单位）")


# --- where a role is held -----------------------------------------------------------------------------------------


def test_an_office_acts_for_its_place_and_all_below_it() -> None:
    organisation = staffed_casework().organisation
    assert organisation.reaches("县专班", TOWN)
    assert organisation.reaches("县专班", VILLAGE)
    assert organisation.reaches(TOWN_OFFICE, TOWN)
    assert organisation.reaches(TOWN_OFFICE, VILLAGE)
    assert not organisation.reaches(TOWN_OFFICE, OTHER_TOWN)
    assert not organisation.reaches(TOWN_OFFICE, COUNTY)
    assert not organisation.reaches(VILLAGE, TOWN)


def test_an_office_of_another_town_judges_nothing_here() -> None:
    casework = staffed_casework()
    story = given(*to_plan_review(), casework=casework)
    _establish(story, EstablishUnit("乙镇专班", UnitKind.OFFICE, OTHER_TOWN))
    _appoint(story, "乙镇专班主任", "乙镇专班", Role.OFFICE)
    story.when(ApprovePlan(), "乙镇专班主任").refused("not_permitted")
    story.when(ApprovePlan(), TOWN_CLERK).accepted()


def test_a_post_that_has_ended_permits_nothing_any_more() -> None:
    story = given(registered())
    story.when(Dispatch(TOWN, due_on=DUE), FORMER_OFFICE, "2022-08-09 00:00").refused(
        "not_permitted", roles="目前无任职"
    )
    story.when(Dispatch(TOWN, due_on=DUE), FORMER_OFFICE, "2022-08-08 23:59").accepted()


def test_an_unknown_person_may_do_nothing() -> None:
    given().when(RegisterProblem(finding()), "查无此人").refused("unknown_person")
    given(registered()).when(Dispatch(TOWN, due_on=DUE), "查无此人").refused("unknown_person")


def test_the_actor_stands_in_the_event_in_the_post_that_permitted_the_act() -> None:
    story = given(*to_dispatched())
    _appoint(story, HEAD, GROUP, Role.INSPECTOR)
    story.when(Claim(LEADER, PERSON), HEAD).accepted()
    actor = story.history[-1].envelope.actor
    assert (actor.person, actor.unit, actor.role) == (HEAD, TOWN, Role.HEAD)


# --- separation of duties -----------------------------------------------------------------------------------------


@pytest.mark.requirement("X-08")
def test_sod_1_submitter_rechecker_and_closer_are_three_persons_whatever_posts_they_hold() -> None:
    story = given(*to_checking())
    _appoint(story, LEADER, TOWN, Role.TOWN)
    story.when(PassLayer("看过了"), LEADER).refused("sod_1", name=LEADER)
    _appoint(story, CHECKER, "县专班", Role.OFFICE)
    _appoint(story, PERSON, "县专班", Role.OFFICE)
    story.doing(layer_passed())
    for signer in (PERSON, LEADER, CHECKER):
        story.when(closing(), signer).refused("sod_1", name=signer)
        story.when(RefuseClose((FourCheck.RECTIFIED,), "不到位"), signer).refused("sod_1")
    story.when(closing(), OFFICE).accepted()


def test_sod_1_a_head_who_handed_it_in_counts_as_submitter() -> None:
    story = given(registered(), dispatched(due_on=None, mode=Mode.IMMEDIATE), claimed(person=HEAD))
    story.doing(handed_in(HEAD, "2022-08-10 10:00", HANDED_IN_AT_ONCE))
    _appoint(story, HEAD, TOWN, Role.TOWN)
    story.when(PassLayer("看过了"), HEAD).refused("sod_1")


@pytest.mark.requirement("X-08")
def test_sod_2_in_later_layers_nobody_of_the_responsible_unit_checks() -> None:
    story = given(registered(THREE), dispatched(to=BUREAU))
    _appoint(story, "住建局局长", BUREAU, Role.HEAD)
    _appoint(story, "住建局干事", BUREAU, Role.RESP_PERSON)
    _appoint(story, "县核查员", COUNTY, Role.TOWN)
    story.doing(
        claimed("住建局局长", "住建局局长", "住建局干事"),
        Act(SubmitPlan(MEASURES), "住建局干事", "2022-08-10 10:00"),
        Act(ApprovePlan(), OFFICE, "2022-08-11 10:00"),
        Act(_signed_by("住建局局长"), "住建局干事", "2022-08-22 10:00"),
        layer_passed("县核查员"),
    )
    story.when(PassLayer("看过了"), LEAD_DEPT).refused("sod_2", unit=BUREAU, layer=2)
    story.when(NOT_EFFECTIVE, LEAD_DEPT).refused("sod_2")


def test_sod_2_leaves_the_first_layer_to_the_town_itself() -> None:
    given(*to_checking()).when(PassLayer("看过了"), CHECKER).accepted()


@pytest.mark.requirement("R002-26", "X-08")
def test_sod_4_neither_the_refusing_unit_nor_the_registrant_gives_the_verdict() -> None:
    story = given(*to_dispatched(), claim_refused())
    _appoint(story, PERSON, GROUP, Role.INSPECTOR)
    for person in (HEAD, PERSON, INSPECTOR):
        story.when(UpholdRefusal("确不存在"), person).refused("sod_4", name=person)
        story.when(OverturnRefusal("确有此事", LEADER, PERSON), person).refused("sod_4")
    story.when(UpholdRefusal("确不存在"), TEAM_LEAD).accepted()


@pytest.mark.requirement("X-08")
def test_sod_5_nobody_of_the_responsible_unit_decides_its_extension() -> None:
    story = given(*EXTENDING)
    _appoint(story, LIAISON, "县专班", Role.OFFICE)
    for person in (HEAD, LEADER, PERSON, LIAISON):
        story.when(GrantExtension(), person).refused("sod_5", unit=TOWN)
        story.when(DenyExtension("可以完成"), person).refused("sod_5")
    story.when(GrantExtension(), GROUP_HEAD).accepted()


@pytest.mark.requirement("R000-13", "X-08")
def test_sod_3_an_inspector_does_not_look_back_at_his_own_unit_or_village() -> None:
    story = given(*to_closed(replace(finding(), place=Place(COUNTY, TOWN, VILLAGE))))
    _appoint(story, LIAISON, GROUP, Role.INSPECTOR)
    _appoint(story, CADRE, GROUP, Role.INSPECTOR)
    story.when(PassLookBack("正常"), LIAISON).refused("sod_3", name=LIAISON, unit=TOWN)
    story.when(PassLookBack("正常"), CADRE).refused("sod_3", name=CADRE, unit=VILLAGE)
    story.when(ReportRebound("又发生了", (PHOTO,)), CADRE).refused("sod_3")
    story.when(PassLookBack("正常"), INSPECTOR).accepted()


@pytest.mark.requirement("X-08")
def test_sod_7_whoever_closed_it_does_not_look_back() -> None:
    story = given(*to_closed())
    _appoint(story, OFFICE, GROUP, Role.INSPECTOR)
    story.when(PassLookBack("正常"), OFFICE).refused("sod_7")
    story.when(ReportRebound("又发生了", (PHOTO,)), OFFICE).refused("sod_7")
    story.when(PassLookBack("正常"), INSPECTOR).accepted()


@pytest.mark.requirement("X-08")
@pytest.mark.parametrize("software", ["SYSTEM", "agent:oa"])
def test_sod_8_neither_the_system_nor_a_program_signs(software: str) -> None:
    story = given(*to_close_pending())
    appointing = AppointPerson(software, "系统", "主任", "县专班", (Role.OFFICE, Role.GROUP_HEAD))
    Story(story.casework, now=story.now).when(appointing, "导入员").refused("sod_8", person=software)
    Story(story.casework, now=story.now).when(EstablishUnit("丁镇", UnitKind.TOWN, COUNTY), software).refused("sod_8")
    story.when(closing(), software).refused("sod_8")
    story.when(ApproveEscalation(Level.CIRCULATE, "全县通报"), software).refused("sod_8")
    group = FormGroup("督导二组", COUNTY, (Member(software, "组员", name="系统"),))
    Story(story.casework, now=story.now).when(group, "导入员").refused("sod_8")


def test_nobody_approves_his_own_plan_whatever_posts_he_holds() -> None:
    story = given(*to_plan_review())
    _appoint(story, PERSON, "县专班", Role.OFFICE)
    story.when(ApprovePlan(), PERSON).refused("own_work")
    story.when(ReturnPlan("重写"), PERSON).refused("own_work")


# --- the audit log ------------------------------------------------------------------------------------------------


def test_refusals_by_authority_or_separation_are_kept_beside_the_cases() -> None:
    story = given(*to_checking())
    story.when(PassLayer("看过了"), PERSON, "2022-08-23 10:00").refused("sod_1")
    story.when(PassLayer("看过了"), CADRE, "2022-08-23 11:00").refused("not_permitted")
    lines: list[AuditLine] = story.casework.recorder.audit_log  # type: ignore[attr-defined]
    assert [(line.person, line.command, line.code) for line in lines] == [
        (PERSON, "PassLayer", "sod_1"),
        (CADRE, "PassLayer", "not_permitted"),
    ]
    assert lines[0].case_id == story.case
    assert lines[0].recorded_at == instant("2022-08-23 10:00")
    assert PERSON in lines[0].message


def test_other_refusals_are_not() -> None:
    story = given(*to_checking())
    story.when(PassLayer(""), CHECKER).refused("text_missing")
    story.when(Claim(LEADER, PERSON), OTHER_HEAD).refused("wrong_stage")
    assert story.casework.recorder.audit_log == []  # type: ignore[attr-defined]


# --- the tree of units --------------------------------------------------------------------------------------------


def test_a_unit_stands_under_one_that_exists() -> None:
    story = given()
    story.when(EstablishUnit("丁镇", UnitKind.TOWN, "丁县"), "导入员").refused("unknown_unit", unit="丁县")
    story.when(EstablishUnit("丁镇", UnitKind.TOWN, COUNTY), "导入员").accepted()


def test_a_unit_does_not_stand_under_itself() -> None:
    story = given()
    story.when(EstablishUnit(COUNTY, UnitKind.COUNTY, COUNTY), "导入员").refused("unit_in_itself")
    story.when(EstablishUnit(COUNTY, UnitKind.COUNTY, VILLAGE), "导入员").refused(
        "unit_in_itself", unit=COUNTY, parent=VILLAGE
    )


def test_the_same_unit_and_the_same_post_are_entered_once() -> None:
    story = given()
    story.when(EstablishUnit(TOWN, UnitKind.TOWN, COUNTY), "导入员").then_nothing()
    story.when(AppointPerson(HEAD, HEAD, "镇长", TOWN, (Role.HEAD,)), "导入员").then_nothing()
    story.when(AppointPerson("新人", "新人", "镇长", "丁镇", (Role.HEAD,)), "导入员").refused("unknown_unit")


def test_a_phone_number_goes_into_the_vault() -> None:
    story = given()
    command = AppointPerson(HEAD, HEAD, "党委委员", TOWN, (Role.RESP_LEADER,), phone="0550-0000000")
    recorded = story.when(command, "导入员").recorded
    assert recorded is not None
    person = story.casework.organisation.person(HEAD)
    assert person.phone is not None
    assert story.reveal(person.phone.ref) == "0550-0000000"
    assert len(person.posts) == 2


def _establish(story: Story, command: EstablishUnit) -> None:
    Story(story.casework, now=story.now).when(command, "导入员").accepted()


def _appoint(story: Story, person: str, unit: str, role: Role) -> None:
    command = AppointPerson(person, person, title=f"兼{role}", unit=unit, roles=(role,))
    Story(story.casework, now=story.now).when(command, "导入员").accepted()


def _signed_by(leader: str) -> Command:
    return replace(HANDED_IN, signed_by=(leader,))
