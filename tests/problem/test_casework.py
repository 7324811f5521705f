"""The application: the same command twice, late entries, moments before commands, and other processes meanwhile."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from adapters.event_store.memory import MemoryRecorder
from domain.authority import ACT_OF
from domain.case import Command
from domain.casework import Caller, Casework, case_created_by
from domain.deputising import (
    Delegate,
    DrawCrossCheck,
    EndAbsence,
    EndCrossCheck,
    EndDelegation,
    EndSubstitute,
    NameDeputy,
    NameSubstitute,
    RecordAbsence,
)
from domain.events import Channel, IdentityBasis
from domain.item_checks import ItemCheck, ItemOutcome
from domain.loading import NEWEST, Commands, HistoryBroken
from domain.organisation import ORGANISATION_ID, Area, Role, UnitKind
from domain.organising import AppointPerson, EstablishUnit
from domain.policy import Duty, Level
from domain.privacy import EraseSubject, PlaceHold, ReleaseHold
from domain.problem.amending import (
    ConfirmAmendment,
    CorrectDetails,
    RejectAmendment,
    RequestDueCorrection,
    RequestMerge,
    RequestVoid,
)
from domain.problem.carrying_out import (
    AnswerRequest,
    AskDepartment,
    CompleteMeasure,
    DeclineRequest,
    RecordAppraisal,
)
from domain.problem.claiming import (
    Claim,
    DisposeAsUntrue,
    OverturnRefusal,
    Reassign,
    RefusalReason,
    RefuseClaim,
    UpholdRefusal,
)
from domain.problem.closing import RefuseClose
from domain.problem.deriving import DeriveProblem, OpenSweep, RecordSweepCheck, SignSweep
from domain.problem.drawing import CommitSeed, DrawPool
from domain.problem.escalating import AnnotateEscalation, ApproveEscalation, DeclineEscalation
from domain.problem.looking_back import PassLookBack, ReportFalse, ReportRebound
from domain.problem.paper import ConfirmPaperDecision, RecordPaperDecision
from domain.problem.planning import ApprovePlan, MeasureDraft, ReturnPlan, SubmitPlan
from domain.problem.rechecking import FourCheck, PassLayer, RecordContact
from domain.problem.rectifying import (
    AddEvidence,
    DenyExtension,
    EvidenceAdded,
    GrantExtension,
    ProgressReported,
    ReportProgress,
    RequestExtension,
    WithdrawSubmission,
)
from domain.problem.registering import (
    Dispatch,
    ProblemRegistered,
    RecordFixedOnSpot,
    RecordIssuedPlan,
    RecordOpening,
    RegisterProblem,
    RegisterSelfFound,
    ScreeningSigned,
)
from domain.problem.suspending import (
    DenyPause,
    GrantPause,
    RequestLongTerm,
    RequestSuspension,
    Resume,
    ReviewLongTerm,
    SuspendReason,
)
from domain.refusal import Refused
from domain.reorganising import (
    AssignAreas,
    CloseUnit,
    EndPost,
    FormGroup,
    Member,
    MergeUnit,
    MoveUnit,
    RenameUnit,
)
from domain.resetting import ResetDeadlines
from domain.sampling.frame import Entry
from domain.write_side import ORGANISATION, PROBLEM
from tests.problem.acts import (
    DUE,
    HANDED_IN,
    MEASURES,
    NOT_EFFECTIVE,
    PHOTO,
    claim_refused,
    closing,
    extension_asked,
    finding,
    household_finding,
    registered,
    to_checking,
    to_claimed,
    to_close_pending,
    to_closed,
    to_dispatched,
    to_plan_review,
    to_rectifying,
)
from tests.problem.measures import APPRAISAL, REQUEST, TRAINING, UNDER_WAY, asked
from tests.problem.people import (
    CADRE,
    CHECKER,
    COUNTY,
    GROUP,
    GROUP_HEAD,
    HEAD,
    INSPECTOR,
    LEAD_DEPT,
    LEADER,
    OFFICE,
    OTHER_HEAD,
    OTHER_TOWN,
    PERSON,
    SECOND_OFFICE,
    TOWN,
    VILLAGE,
)
from tests.problem.story import (
    Act,
    Story,
    given,
    happened,
    instant,
    open_casework,
    staffed_casework,
    stored_events,
    written,
)

REFUSED_CLAIM = (*to_dispatched(), claim_refused())
ASKED = (*to_rectifying(), extension_asked())

RAIN = RequestSuspension(SuspendReason.DISASTER, "连日暴雨", date(2022, 9, 20))
FOREVER = RequestLongTerm("须长期坚持", date(2022, 10, 31), date(2023, 3, 31))
RAINING = (*to_rectifying(), Act(RAIN, HEAD, "2022-08-12 10:00"))
PAUSED = Act(GrantPause(), OFFICE, "2022-08-12 11:00")
VOID = RequestVoid("登记错了", (PHOTO,))
CIRCULATED = (*to_rectifying(), Act(ReportProgress("在办"), PERSON, "2022-09-13 10:00"))
ON_PAPER = RecordPaperDecision(ApprovePlan(), OFFICE, date(2022, 8, 10), "c" * 64, "停网")

LISTED = Act(OpenSweep((TOWN,), "逐户", entries=(Entry("H-01", (), {"村": VILLAGE}),)), OFFICE, "2022-08-12 10:00")

TODAY = date(2022, 8, 8)
STAND_IN = NameSubstitute(OTHER_HEAD, TOWN, ("approve_plan",), DUE, "两人镇")
DRAW_ONE = DrawCrossCheck(TOWN, ("复核通过",), DUE, "两人镇")
LENT = Delegate(HEAD, LEADER, DUE, "外出学习")
AWAY = RecordAbsence(HEAD, TODAY, DUE, LEADER)
EACH_COMMAND: tuple[tuple[Sequence[Act], Command, str], ...] = (
    ((), EstablishUnit("丁镇", UnitKind.TOWN, COUNTY), "导入员"),
    ((), AppointPerson("新人", "新人", "镇长", TOWN, (Role.HEAD,), phone="0550-0000000"), "导入员"),
    ((), RegisterProblem(household_finding()), INSPECTOR),
    ((), RegisterSelfFound(finding(), TOWN, LEADER, PERSON, due_on=DUE), HEAD),
    ((), RecordFixedOnSpot(finding(), TOWN, LEADER, PERSON, "疏忽", "补填", "已补齐", (PHOTO,)), HEAD),
    ((), RecordIssuedPlan(finding(), TOWN, LEADER, PERSON, MEASURES, "专班〔2022〕1号", DUE), OFFICE),
    ((), RecordOpening(finding(), TOWN, "在改", LEADER, PERSON, due_on=DUE), OFFICE),
    ((registered(),), Dispatch(TOWN, due_on=DUE), OFFICE),
    (to_dispatched(), Claim(LEADER, PERSON), HEAD),
    (to_dispatched(), RefuseClaim(RefusalReason.NOT_TRUE, "不存在"), HEAD),
    (REFUSED_CLAIM, UpholdRefusal("确不存在"), OFFICE),
    (REFUSED_CLAIM, OverturnRefusal("确有此事", LEADER, PERSON), OFFICE),
    (to_claimed(), SubmitPlan(MEASURES), PERSON),
    (to_plan_review(), ApprovePlan(), OFFICE),
    (to_plan_review(), ReturnPlan("重写"), OFFICE),
    (to_rectifying(), ReportProgress("在办", (1,)), PERSON),
    (to_rectifying(), AddEvidence((PHOTO,)), PERSON),
    (UNDER_WAY, CompleteMeasure(TRAINING, (PHOTO,), attendance=42), PERSON),
    (UNDER_WAY, AskDepartment(REQUEST, "甲政函〔2022〕3号"), HEAD),
    ((*UNDER_WAY, asked()), AnswerRequest(REQUEST, "已检测", "住建函〔2022〕9号"), LEAD_DEPT),
    ((*UNDER_WAY, asked()), DeclineRequest(REQUEST, "不属职责"), LEAD_DEPT),
    (UNDER_WAY, RecordAppraisal(APPRAISAL, "D级", (PHOTO,)), PERSON),
    (to_rectifying(), RequestExtension("连日降雨", date(2022, 9, 15)), HEAD),
    (ASKED, GrantExtension(), OFFICE),
    (ASKED, DenyExtension("可以完成"), OFFICE),
    (to_rectifying(), HANDED_IN, PERSON),
    (to_checking(), PassLayer("看过了"), CHECKER),
    (to_checking(), NOT_EFFECTIVE, CHECKER),
    (to_close_pending(), closing(), OFFICE),
    (to_close_pending(), RefuseClose((FourCheck.RECTIFIED,), "不到位"), OFFICE),
    (to_closed(), PassLookBack("正常"), INSPECTOR),
    ((), EndPost(CHECKER, TOWN, "核查员", TODAY), "导入员"),
    ((), RenameUnit(TOWN, "甲街道", TODAY), "导入员"),
    ((), MergeUnit(TOWN, OTHER_TOWN, TODAY), "导入员"),
    ((), MoveUnit(VILLAGE, OTHER_TOWN, TODAY), "导入员"),
    ((), CloseUnit(VILLAGE, TODAY), "导入员"),
    ((), FormGroup("督导二组", COUNTY, (Member(LEADER, "组员"),)), "导入员"),
    ((), AssignAreas(GROUP, (Area(TOWN),)), "导入员"),
    ((), LENT, HEAD),
    ((Act(LENT, HEAD, "2022-08-08 09:00"),), EndDelegation(HEAD, LEADER), HEAD),
    ((), AWAY, HEAD),
    ((Act(AWAY, HEAD, "2022-08-08 09:00"),), EndAbsence(HEAD), HEAD),
    ((), NameDeputy(HEAD, LEADER), HEAD),
    ((), STAND_IN, OFFICE),
    ((), DRAW_ONE, OFFICE),
    ((Act(STAND_IN, OFFICE, "2022-08-08 09:00"),), EndSubstitute(OTHER_HEAD, TOWN), OFFICE),
    ((Act(DRAW_ONE, OFFICE, "2022-08-08 09:00"),), EndCrossCheck(TOWN, "有人了"), OFFICE),
    (to_closed(), ReportRebound("又发生了", (PHOTO,)), INSPECTOR),
    (to_closed(), ReportFalse("照片是别处的", (PHOTO,)), INSPECTOR),
    (to_claimed(), Reassign(OTHER_TOWN, "改派"), OFFICE),
    (to_claimed(), DisposeAsUntrue("查无此事"), OFFICE),
    (to_rectifying(), RAIN, HEAD),
    (to_rectifying(), FOREVER, HEAD),
    (RAINING, GrantPause(), OFFICE),
    (RAINING, DenyPause("可以完成"), OFFICE),
    ((*RAINING, PAUSED), Resume("雨停了"), OFFICE),
    (
        (*to_rectifying(), Act(FOREVER, HEAD, "2022-08-12 10:00"), PAUSED),
        ReviewLongTerm("在管", date(2022, 12, 30)),
        OFFICE,
    ),
    (to_rectifying(), DeriveProblem(finding(), TOWN, DUE), OFFICE),
    (to_rectifying(), OpenSweep((TOWN,), "查一遍"), OFFICE),
    ((*to_rectifying(), Act(OpenSweep((TOWN,), "查一遍"), OFFICE, "2022-08-12 10:00")), SignSweep(TOWN, "没有"), HEAD),
    ((*to_rectifying(), LISTED), RecordSweepCheck(TOWN, (ItemCheck("H-01", ItemOutcome.CHECKED, "见到户主"),)), CADRE),
    (to_checking(), WithdrawSubmission("材料不全"), HEAD),
    (to_close_pending(household_finding()), RecordContact(True, "见到了"), CHECKER),
    (to_claimed(), CorrectDetails("看错了", content="改"), OFFICE),
    (to_claimed(), VOID, OFFICE),
    (to_claimed(), RequestDueCorrection(date(2022, 9, 2), "笔误", "〔2022〕3号"), OFFICE),
    ((*to_claimed(), Act(VOID, OFFICE, "2022-08-12 10:00")), ConfirmAmendment(), SECOND_OFFICE),
    ((*to_claimed(), Act(VOID, OFFICE, "2022-08-12 10:00")), RejectAmendment("没有错"), SECOND_OFFICE),
    (CIRCULATED, ApproveEscalation(Level.CIRCULATE, "全县通报"), GROUP_HEAD),
    (CIRCULATED, DeclineEscalation(Level.CIRCULATE, "已改"), GROUP_HEAD),
    (CIRCULATED, AnnotateEscalation(Level.WARN, "误报"), OFFICE),
    (to_plan_review(), ON_PAPER, SECOND_OFFICE),
    ((*to_plan_review(), Act(ON_PAPER, SECOND_OFFICE, "2022-08-12 10:00")), ConfirmPaperDecision(), OFFICE),
)
ELSEWHERE = (RequestMerge, CommitSeed, DrawPool, ResetDeadlines, EraseSubject, PlaceHold, ReleaseHold)
"""Commands that need a second case, a pool or another calendar: see test_amending and test_drawing."""
each_command = pytest.mark.parametrize(
    ("before", "command", "by"), EACH_COMMAND, ids=[type(command).__name__ for _, command, _ in EACH_COMMAND]
)


# --- the same command twice ---------------------------------------------------------------------------------------


def test_every_command_of_the_domain_is_in_the_list() -> None:
    """Commands of further kinds of cases have tests of their own."""
    listed = {type(command) for _, command, _ in EACH_COMMAND}
    assert listed == {command for kind in (ORGANISATION, PROBLEM) for command in kind.commands}.difference(ELSEWHERE)


@each_command
def test_a_command_sent_twice_happens_once(before: Sequence[Act], command: Command, by: str) -> None:
    story = given(*before)
    first = story.when(command, by, command_id="once").accepted()
    version, position = first.casework.load(first.case).version, first.log_position
    again = story.when(command, by, "2022-12-30 15:00", command_id="once")
    assert again.recorded is not None
    assert (again.recorded.case_id, again.recorded.version, again.recorded.events) == (story.case, version, ())
    assert story.log_position == position


@each_command
def test_a_command_sent_twice_to_another_process_happens_once(before: Sequence[Act], command: Command, by: str) -> None:
    story = given(*before)
    story.when(command, by, command_id="once").accepted()
    elsewhere = Story(_another_process(story), story.case_id, story.now)
    again = elsewhere.when(command, by, command_id="once").then_nothing()
    assert again.casework.load(story.case).version == story.casework.load(story.case).version


@each_command
def test_the_same_id_with_another_body_is_refused(before: Sequence[Act], command: Command, by: str) -> None:
    story = given(*before)
    story.when(command, by, command_id="once").accepted()
    other: Command = ReportProgress("另一件事")
    if story.case == ORGANISATION_ID:
        other = EstablishUnit("戊镇", UnitKind.TOWN, COUNTY)
    story.when(other, by, command_id="once").refused("same_id_other_body", command_id="once")


@each_command
def test_a_rehearsal_shows_what_would_happen_and_appends_nothing(
    before: Sequence[Act], command: Command, by: str
) -> None:
    story = given(*before)
    caller = Caller(person=by, command_id="once", recorded_at=story.now)
    position = story.log_position
    rehearsed = story.casework.rehearse(command, caller, story.case_id)
    assert story.log_position == position
    assert rehearsed == story.casework.handle(command, caller, story.case_id).events


def test_a_changed_word_makes_another_body() -> None:
    story = given(*to_rectifying())
    story.when(ReportProgress("在办"), PERSON, command_id="once").accepted()
    story.when(ReportProgress("在办。"), PERSON, command_id="once").refused("same_id_other_body")
    story.when(ReportProgress("在办"), PERSON, command_id="once").then_nothing()


def test_the_same_creating_command_makes_the_same_case() -> None:
    casework = staffed_casework()
    caller = Caller(person=INSPECTOR, command_id="row/7", recorded_at=instant("2022-08-08 09:00"))
    first = casework.handle(RegisterProblem(finding()), caller)
    second = casework.handle(RegisterProblem(finding()), caller)
    assert first.case_id == second.case_id == case_created_by(RegisterProblem(finding()), "row/7")
    assert second.events == ()
    with pytest.raises(Refused) as refusal:
        casework.handle(RegisterProblem(finding(content="别的问题")), caller)
    assert refusal.value.code == "same_id_other_body"


def test_a_refused_command_may_be_sent_again_under_its_id() -> None:
    story = given(*to_rectifying())
    story.when(HANDED_IN, HEAD, command_id="once").refused("signature_missing")
    story.when(replace(HANDED_IN, signed_by=(PERSON, LEADER)), HEAD, command_id="once").accepted()


# --- commands to nowhere ------------------------------------------------------------------------------------------


def test_a_command_to_an_unknown_case_is_refused() -> None:
    story = given()
    story.when(ReportProgress("在办"), PERSON).refused("unknown_case")
    story.case_id = UUID(int=7)
    story.when(ReportProgress("在办"), PERSON).refused("unknown_case")
    with pytest.raises(Refused, match="unknown_case"):
        story.casework.problem(UUID(int=7))


def test_what_is_no_command_is_refused() -> None:
    given().when(MeasureDraft("不是操作"), PERSON).refused("unknown_command")
    given(registered()).when(MeasureDraft("不是操作"), PERSON).refused("unknown_command")


def test_the_organisation_is_not_a_case_for_problem_commands() -> None:
    story = given()
    story.case_id = ORGANISATION_ID
    story.when(ReportProgress("在办"), PERSON).refused("unknown_case")
    story.when(RegisterProblem(finding()), INSPECTOR).refused("already_exists")


# --- when it happened and when it was entered ---------------------------------------------------------------------


def test_an_observation_may_be_entered_late_with_a_reason() -> None:
    story = given(*to_rectifying())
    late = {"occurred_at": "2022-08-12 16:00", "late_reason": "村里断网"}
    story.when(ReportProgress("已入户"), PERSON, "2022-08-15 10:00", **late).then(
        happened(ProgressReported, at="2022-08-12 16:00")
    )
    event = story.history[-1]
    assert event.timestamp == instant("2022-08-15 10:00")
    assert event.envelope.late_reason is not None
    assert story.reveal(event.envelope.late_reason.ref) == "村里断网"
    story.when(AddEvidence((PHOTO,)), PERSON, "2022-08-15 11:00", **late).then(
        happened(EvidenceAdded, at="2022-08-12 16:00")
    )


def test_a_finding_may_be_entered_late() -> None:
    story = given()
    story.when(
        RegisterProblem(finding()), INSPECTOR, "2022-08-10 09:00", occurred_at="2022-08-08 15:00", late_reason="下乡"
    ).then(happened(ProblemRegistered, at="2022-08-08 15:00"), happened(ScreeningSigned, at="2022-08-08 15:00"))
    assert story.problem.registered_at == instant("2022-08-08 15:00")


def test_what_fell_due_before_a_late_entry_was_made_has_happened_by_then() -> None:
    story = given(*to_rectifying())
    story.when(
        ReportProgress("月底前已改完"),
        PERSON,
        "2022-09-02 10:00",
        occurred_at="2022-08-30 10:00",
        late_reason="漏报",
    ).accepted()
    order = [event.occurred_at for event in story.history[-4:]]
    assert order == [
        instant("2022-08-26 09:00"),
        instant("2022-08-31 09:00"),
        instant("2022-09-01 09:00"),
        instant("2022-08-30 10:00"),
    ]


def test_a_late_entry_has_a_reason() -> None:
    given(*to_rectifying()).when(
        ReportProgress("已入户"), PERSON, "2022-08-15 10:00", occurred_at="2022-08-12 16:00"
    ).refused("late_reason_missing")


def test_nothing_is_entered_before_it_happens() -> None:
    given(*to_rectifying()).when(
        ReportProgress("已入户"), PERSON, "2022-08-15 10:00", occurred_at="2022-08-15 10:01", late_reason="误"
    ).refused("in_the_future")


@each_command
def test_a_decision_is_never_backdated(before: Sequence[Act], command: Command, by: str) -> None:
    if ACT_OF[type(command)].observation:
        return  # observations, and the installation's own bookkeeping
    story = given(*before)
    story.when(command, by, occurred_at=written(story.now), late_reason="出差").refused("decision_backdated")


def test_an_instant_equal_to_the_entry_is_not_late() -> None:
    given(*to_checking()).when(
        PassLayer("看过了"), CHECKER, "2022-08-23 10:00", occurred_at="2022-08-23 10:00"
    ).accepted()


# --- the envelope -------------------------------------------------------------------------------------------------


def test_every_event_says_under_which_rules_and_by_which_command() -> None:
    story = given(*to_dispatched())
    recorded = story.casework.handle(
        Claim(LEADER, PERSON),
        Caller(
            person=HEAD,
            command_id="c-1",
            recorded_at=instant("2022-08-09 10:00"),
            channel=Channel.WEB,
            operator="clerk",
            identity_basis=IdentityBasis.PASSWORD,
            correlation="form-9",
        ),
        story.case,
    )
    envelope = recorded.events[0].envelope
    assert (envelope.command_id, envelope.correlation, envelope.operator) == ("c-1", "form-9", "clerk")
    assert (envelope.channel, envelope.identity_basis) == (Channel.WEB, IdentityBasis.PASSWORD)
    assert (envelope.campaign, envelope.policy) == ("xiaoxian_2022", "xiaoxian_2022/1")
    assert envelope.calendar == story.casework.calendar.version
    assert len(envelope.command_digest) == 64
    assert recorded.position == story.log_position


def test_an_identity_is_only_asserted_unless_somebody_checked_it() -> None:
    story = given(registered())
    assert {event.envelope.identity_basis for event in story.history} == {IdentityBasis.ASSERTED}


# --- other processes meanwhile ------------------------------------------------------------------------------------


def test_a_conflict_is_decided_again_on_what_the_other_process_wrote() -> None:
    here = given(*to_rectifying())
    there = Story(_another_process(here), here.case_id, here.now)
    there.when(ReportProgress("完成一项", (1,)), PERSON).accepted()
    here.when(ReportProgress("完成另一项", (2,)), LEADER, command_id="here").accepted()
    there.when(ReportProgress("收尾"), PERSON, command_id="there").accepted()
    for process in (here, there):
        assert process.problem.measures_done == {1, 2}
        assert [event.originator_version for event in process.history] == list(range(1, 10))


def test_a_conflict_that_makes_the_command_moot_refuses_it() -> None:
    here = given(*to_plan_review())
    there = Story(_another_process(here), here.case_id, here.now)
    there.when(ReturnPlan("重写"), OFFICE).accepted()
    here.when(ApprovePlan(), OFFICE, command_id="here").refused("wrong_stage")


def test_before_it_says_no_a_process_asks_the_store_what_came_since() -> None:
    here = given(*to_dispatched())
    there = Story(_another_process(here), here.case_id, here.now)
    there.when(Claim(LEADER, PERSON), HEAD).accepted()
    here.when(SubmitPlan(MEASURES), PERSON, command_id="here").accepted()


def test_a_person_appointed_in_another_process_may_act_here() -> None:
    here = given(*to_dispatched())
    there = Story(_another_process(here))
    there.when(AppointPerson("新镇长", "新镇长", "镇长", TOWN, (Role.HEAD,)), "导入员").accepted()
    here.when(Claim(LEADER, PERSON), "新镇长").accepted()


def test_two_processes_never_give_out_one_number_twice() -> None:
    here = given(registered())
    there_casework = _another_process(here)
    numbers = [here.problem.problem_no]
    for turn in range(6):
        casework = (here.casework, there_casework)[turn % 2]
        story = Story(casework)
        story.when(RegisterProblem(finding()), INSPECTOR, command_id=f"turn/{turn}").accepted()
        numbers.append(story.problem.problem_no)
    assert numbers == [f"XX2022-甲镇-{number:04d}" for number in range(1, 8)]


def test_two_timers_for_one_moment_let_it_happen_once() -> None:
    here = given(*to_rectifying())
    there = _another_process(here)
    key = here.casework.moments(here.problem)[0].key
    at = instant("2022-08-26 09:00")
    assert there.let(here.case, key, at, "one timer") == "acted"
    assert here.casework.let(here.case, key, at, "another timer") == "already"


def test_a_history_with_a_gap_is_not_decided_upon() -> None:
    story = given(*to_rectifying())
    recorder = MemoryRecorder()
    stored = list(story.casework.recorder.select_events(story.case))
    recorder.insert_events(stored[:2] + stored[3:])
    with pytest.raises(HistoryBroken):
        open_casework(recorder).problem(story.case)


def test_of_very_many_commands_each_is_known_and_the_snapshots_before_stay_as_they_were() -> None:
    known = [Commands()]
    for number in range(3 * NEWEST):
        known.append(known[-1].and_these({f"command {number}": f"digest {number}"}))
    assert all(known[-1].get(f"command {number}") == f"digest {number}" for number in range(3 * NEWEST))
    for number, before in enumerate(known[:-1]):
        assert f"command {number}" not in before
        assert number == 0 or f"command {number - 1}" in before
        assert len(before.newest) <= NEWEST


def test_a_small_cache_gives_the_same_answers() -> None:
    spacious = staffed_casework()
    narrow = Casework(spacious.recorder, spacious.vault, spacious.packs, spacious.calendar, cache_size=1)
    stories = [given(casework=narrow) for _ in range(3)]
    for number, story in enumerate(stories):
        story.started_at = number
        story.doing(*to_claimed(finding(town=TOWN)))
    for story in stories:
        story.when(SubmitPlan((MeasureDraft("核对"),)), PERSON).accepted()
        assert story.due(Duty.PLAN_REVIEW) is not None
        assert spacious.problem(story.case) == narrow.problem(story.case)


def test_what_is_cached_is_what_the_bytes_say() -> None:
    story = given(*to_closed())
    state = None
    for event in stored_events(story.casework, story.case):
        state = event.evolve(state)
    assert state == story.casework.load(story.case).state == _another_process(story).problem(story.case)


def _another_process(story: Story) -> Casework:
    recorder = story.casework.recorder
    assert isinstance(recorder, MemoryRecorder)
    return open_casework(recorder)
