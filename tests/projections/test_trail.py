"""The trail: who did what when, in whose hands it lay, and who was late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec
import pytest
from msgspec.structs import replace

from domain.events import Event, TopicError
from domain.policy import Duty
from domain.problem.claiming import Claim
from domain.problem.classification import Severity
from domain.problem.deriving import DeriveProblem
from domain.problem.planning import ApprovePlan, MeasureDraft, SubmitPlan
from domain.problem.problem import EvidenceKind
from domain.problem.suspending import GrantPause, RequestSuspension, SuspendReason
from domain.refusal import Refused
from projections.deadlines import End
from projections.hands import Side
from projections.ledger_lines import ERASED
from projections.ledgers import Ledgers
from projections.log import covering
from projections.trail import Piece, Trail, TrailLine
from projections.trail_words import SENTENCES
from tests.problem.people import HEAD, LEADER, OFFICE, OTHER_HEAD, OTHER_PERSON, OTHER_TOWN, PERSON
from tests.problem.story import instant
from tests.projections.chronicle import Chronicle
from tests.projections.every_kind import HOUSEHOLD, HOUSEHOLDER, area, registered, tell_every_kind
from tests.projections.scenarios import planned, tell_s2, tell_s9, tell_s10


def said(trail: Trail, beginning: str) -> TrailLine:
    return next(line for line in trail.lines if line.what.startswith(beginning))


def held(trail: Trail) -> list[tuple[str, int]]:
    return [(hand.holder, hand.working_days) for hand in trail.hands]


@pytest.mark.requirement("X-02")
def test_every_line_cites_its_event_in_the_order_of_time(every_kind: Chronicle) -> None:
    for case in every_kind.cases:
        lines = every_kind.trail(case).lines
        assert sorted(line.version for line in lines) == list(range(1, len(lines) + 1))
        assert [line.occurred_at for line in lines] == sorted(line.occurred_at for line in lines)
        assert all(line.what and line.topic.startswith("problem.") for line in lines)


@pytest.mark.requirement("X-02")
def test_a_line_says_who_acted_in_which_post_and_role(every_kind: Chronicle) -> None:
    line = said(every_kind.trail("water"), "认领")
    assert line.what == "认领，责任领导甲镇副镇长，责任人甲镇干事"
    assert (line.who, line.post, line.unit, line.role) == ("甲镇镇长", "镇长", "甲镇", "主要负责同志")


def test_an_act_that_was_only_asserted_is_marked_as_not_verified(every_kind: Chronicle) -> None:
    trail = every_kind.trail("water")
    assert said(trail, "认领").remark == "身份未核验"
    assert said(trail, "临期提醒").remark == ""  # nobody signed it


@pytest.mark.requirement("X-02")
def test_a_late_entry_shows_both_instants_and_its_reason(every_kind: Chronicle) -> None:
    line = said(every_kind.trail("water"), "报告整改进展")
    assert line.recorded_later
    assert line.recorded_at.isoformat() == "2022-08-16T03:00:00+00:00"
    assert line.occurred_at.isoformat() == "2022-08-12T01:00:00+00:00"
    assert line.late_reason == "当时没有网络"
    assert not said(every_kind.trail("water"), "认领").recorded_later


@pytest.mark.requirement("R000-30")
def test_evidence_is_shown_by_the_beginning_of_its_hash_with_its_kind_its_time_and_its_taker(
    every_kind: Chronicle,
) -> None:
    before, after = said(every_kind.trail("spot"), "申请销号").evidence
    assert before == Piece("b" * 12, EvidenceKind.DOC)
    assert after == Piece("c" * 12, EvidenceKind.IMAGE, instant("2022-08-08 10:15"), PERSON)


@pytest.mark.requirement("R000-30")
def test_how_long_evidence_is_kept_follows_from_the_severity_of_its_problem(chronicle: Chronicle) -> None:
    registered(chronicle, "2022-08-08 09:00", area("HABITAT", "垃圾未清运"), "ordinary")
    registered(chronicle, "2022-08-08 09:10", replace(area("HABITAT", "堤坝渗水"), severity=Severity.MAJOR), "major")
    assert chronicle.trail("ordinary").retention == "定期10年"
    assert chronicle.trail("major").retention == "定期30年"


def test_what_happened_by_itself_names_its_cause(chronicle: Chronicle) -> None:
    tell_s2(chronicle)
    line = said(chronicle.trail("P"), "达到“督办函”")
    assert (line.moment, line.cause, line.who) == (True, "a timer", "系统")
    assert line.what == "达到“督办函”：逾期3个工作日，列入HTK2023-甲镇-督办函-20231010"
    assert not said(chronicle.trail("P"), "认领").moment


@pytest.mark.requirement("X-02")
def test_a_closing_shows_the_four_checks_and_the_responsibility(every_kind: Chronicle) -> None:
    assert said(every_kind.trail("water"), "同意销号").what == (
        "同意销号。问题查清：现场查看；整改到位：现场查看；成效达标：现场查看；群众满意：现场查看；"
        "满意度由甲镇核查员询问（当面）；责任追溯已答复"
    )


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ("water", "登记问题XX2022-甲镇-0001：户内水压不足"),
        ("water", "督查组员作为排查人签字"),
        ("water", "交办甲镇，限期整改，整改时限2022-08-31"),
        ("water", "报送整改方案：1．核对台账；2．入户宣传"),
        ("water", "第1层复核，“成效达标”未通过，退回整改：水压仍不足"),
        ("water", "销号审批，“群众满意”未通过，退回整改：户主有意见"),
        ("water", "第1层复核通过：到场查看，资料齐全"),
        ("water", "回头看正常：水压正常"),
        ("water", "回头看发现反弹：又断水"),
        ("water", "因反弹重新整改，整改时限2022-10-17"),
        ("water", "达到“通报”，提请批准：回头看发现反弹，列入XX2022-甲镇-通报-20221010"),
        ("refused", "不认领（不属本辖区），乙镇镇长签字：不在辖区"),
        ("refused", "现场核实，不认领理由成立，退回重新交办其他单位：确不在乙镇"),
        ("silent", "逾期未认领"),
        ("silent", "现场核实，不认领理由成立：丙镇无此问题"),
        ("unfounded", "现场核实问题存在，责令认领，责任领导乙镇镇长，责任人乙镇干事，整改时限2022-09-09：三户存在"),
        ("undated", "交办甲镇，限期整改，整改时限未定"),
        ("undated", "报送整改方案，提出整改时限2022-09-20：1．核对台账；2．入户宣传"),
        ("undated", "退回整改方案：措施不具体"),
        ("undated", "同意整改方案，整改时限2022-09-15"),
        ("undated", "申请延期至2022-09-30：施工期长"),
        ("undated", "不予延期：时限充足"),
        ("lagging", "申请延期至2022-09-30（到期后才申请）：人手不足"),
        ("lagging", "同意延期至2022-09-30（到期后才申请，仍按原时限评定是否按期）"),
        ("opening", "期初接管，未经本系统核验，原台账称已整改：已制定措施；整改措施：1．核对台账；2．入户宣传"),
        ("spot", "申请销号，甲镇干事签字，整改成效：已恢复；问题原因：巡查不够；整改措施：1．已更换"),
        ("own", "认领，责任领导甲镇副镇长，责任人甲镇干事，整改时限2022-08-11"),
        ("own", "开始整改"),
        ("own", "补充佐证材料1件"),
    ],
)
def test_each_event_is_one_chinese_sentence(every_kind: Chronicle, case: str, sentence: str) -> None:
    assert sentence in [line.what for line in every_kind.trail(case).lines]


@pytest.mark.requirement("R002-27")
def test_a_plan_much_like_anothers_says_so_and_its_approval_says_why(chronicle: Chronicle) -> None:
    registered(chronicle, "2022-08-08 09:00", area("BASICS", "资料缺漏"), "first")
    chronicle.give("2022-08-08 10:00", HEAD, Claim(LEADER, PERSON), "first")
    measure = "由村两委逐户上门核对收入登记表，漏填的当场补填并由户主签字，九月底前送乡镇复核归档"
    chronicle.give("2022-08-08 11:00", PERSON, SubmitPlan((MeasureDraft(measure),)), "first")
    derive = DeriveProblem(area("BASICS", "资料也缺漏", OTHER_TOWN), OTHER_TOWN, date(2022, 9, 30))
    chronicle.give("2022-08-08 12:00", OFFICE, derive, "first")
    [chronicle.cases["second"]] = chronicle.casework.problem(chronicle.cases["first"]).children
    chronicle.give("2022-08-09 10:00", OTHER_HEAD, Claim(OTHER_HEAD, OTHER_PERSON), "second")
    copied = MeasureDraft(measure.replace("九月", "十月"))
    chronicle.give("2022-08-09 11:00", OTHER_PERSON, SubmitPlan((copied,)), "second")
    chronicle.give("2022-08-10 10:00", OFFICE, ApprovePlan("情况相同"), "second")
    trail = chronicle.trail("second")
    percent = chronicle.casework.problem(chronicle.cases["second"]).plan_resembles.percent  # type: ignore[union-attr]
    assert said(trail, "报送整改方案").what.endswith(f"（与{chronicle.number('first')}的文字相似{percent}%）")
    assert said(trail, "同意整改方案").what == "同意整改方案，理由：情况相同"
    assert "相似" not in said(chronicle.trail("first"), "报送整改方案").what


def test_the_measures_of_an_issued_item_without_a_date_stand_with_its_claim(chronicle: Chronicle) -> None:
    tell_s10(chronicle)
    assert said(chronicle.trail("I2"), "认领").what == (
        "认领，责任领导甲镇副镇长，责任人甲镇干事；已印发、时限未定的整改措施：1．核对台账；2．入户宣传"
    )


def test_the_erased_texts_of_a_household_leave_the_rest_of_the_trail(chronicle: Chronicle) -> None:
    tell_every_kind(chronicle)
    chronicle.casework.recorder.insert_events([], sealed=chronicle.casework.vault.destruction([HOUSEHOLD]))
    trail = chronicle.trail("water")
    assert trail.lines[0].what == f"登记问题XX2022-甲镇-0001：{ERASED}"
    assert said(trail, "认领").what == "认领，责任领导甲镇副镇长，责任人甲镇干事"


def test_the_trail_reveals_what_its_sentences_show_and_the_one_name_that_they_must_hide(
    every_kind: Chronicle,
) -> None:
    asked: set[str] = set()

    def reveal(refs: Iterable[str]) -> dict[str, str]:
        plain = every_kind.casework.vault.reveal(refs)
        asked.update(plain.values())
        return plain

    ledgers = every_kind.ledgers
    asking = Ledgers(ledgers.engine, ledgers.log, ledgers.packs, ledgers.calendar, reveal)
    told = msgspec.json.encode(asking.trail(every_kind.view(), every_kind.number("water"))).decode()
    assert "户内水压不足" in asked
    assert HOUSEHOLDER in asked
    assert HOUSEHOLDER not in told
    assert all(text in told for text in asked - {HOUSEHOLDER})


def test_the_days_in_each_hand_add_up(chronicle: Chronicle) -> None:
    """S2: dispatched on Tuesday 09-26, closed on Friday 10-13; 09-29 to 10-06 are off, 10-07 and 10-08 worked."""
    tell_s2(chronicle)
    trail = chronicle.trail("P")
    assert held(trail) == [
        ("交办方", 1),
        ("甲镇", 1),  # nobody was named yet
        ("甲镇", 1),
        ("方案审批方", 0),
        ("甲镇", 5),
        ("第1层复核方", 1),
        ("销号审批方", 1),
    ]
    assert trail.hands[-1].until is not None
    dispatched_on, closed_on = date(2023, 9, 26), date(2023, 10, 13)
    assert sum(days for _, days in held(trail)[1:]) == 9
    assert chronicle.casework.calendar.working_days(dispatched_on, closed_on) == 9
    assert trail.hands[2].leader is not None
    assert (trail.hands[1].leader, trail.hands[2].leader.name) == (None, LEADER)
    assert [one.name for one in trail.hands[2].persons] == [PERSON]


@pytest.mark.requirement("X-02")
def test_each_hand_cites_the_events_by_which_it_came_and_went(chronicle: Chronicle) -> None:
    tell_s2(chronicle)
    trail = chronicle.trail("P")
    topics = {line.version: line.topic for line in trail.lines}
    assert [topics[hand.since_version] for hand in trail.hands] == [
        "problem.registered",
        "problem.dispatched",
        "problem.claimed",
        "problem.plan_submitted",
        "problem.plan_approved",
        "problem.submitted_for_recheck",
        "problem.layer_passed",
    ]
    assert [hand.until_version for hand in trail.hands[:-1]] == [hand.since_version for hand in trail.hands[1:]]
    assert topics[trail.hands[-1].until_version or 0] == "problem.closed"


def test_what_waits_for_an_answer_and_what_rests_stand_apart(chronicle: Chronicle) -> None:
    """Asked on Tuesday 08-23, granted on Thursday: two days that are nobody's delay; then it rests until 09-30."""
    registered(chronicle, "2022-08-08 09:00", area("HABITAT", "桥面破损"), "bridge", due=date(2022, 9, 9))
    planned(chronicle, "2022-08-09 10:00", "2022-08-09 11:00", "2022-08-09 14:00", "bridge")
    asked = RequestSuspension(SuspendReason.SEASON, "雨季不能施工", date(2022, 9, 30))
    chronicle.give("2022-08-23 10:00", HEAD, asked, "bridge")
    chronicle.give("2022-08-25 10:00", OFFICE, GrantPause(), "bridge")
    hands = chronicle.trail("bridge", as_of="2022-09-09 12:00").hands
    assert [(hand.side, hand.working_days) for hand in hands[-3:]] == [
        (Side.UNIT, 10),
        (Side.HELD, 2),
        (Side.PAUSED, 11),
    ]
    assert hands[-1].holder == "甲镇（暂缓整改）"


def test_every_deadline_stands_with_its_reason_and_what_became_of_it(chronicle: Chronicle) -> None:
    tell_s2(chronicle)
    trail = chronicle.trail("P")
    [plan] = [kept for kept in trail.deadlines if kept.duty is Duty.PLAN]
    assert (plan.set_on, plan.ended_on, plan.end, plan.past_wd) == (
        date(2023, 9, 27),
        date(2023, 9, 28),
        End.DONE,
        0,
    )
    assert "工作日" in plan.explanation
    armed = {(deadline.due_on, deadline.explanation) for line in trail.lines for deadline in line.deadlines}
    assert {(kept.due_on, kept.explanation) for kept in trail.deadlines} == armed
    late = chronicle.trail("P", as_of="2023-10-10 12:00").deadlines[-1]
    assert (late.due_on, late.end, late.past_wd, late.ended_by) == (date(2023, 10, 7), End.PAST, 3, None)


def test_those_who_signed_besides_are_named(chronicle: Chronicle) -> None:
    tell_s2(chronicle)
    assert [one.name for one in said(chronicle.trail("P"), "申请销号").signers] == [LEADER]


def test_an_open_problem_lies_in_a_hand_until_the_moment_asked_for(chronicle: Chronicle) -> None:
    tell_s2(chronicle)
    trail = chronicle.trail("P", as_of="2023-10-09 24:00")
    assert held(trail)[-1] == ("甲镇", 3)  # 10-07, 10-08, 10-09
    assert trail.hands[-1].until is None


def test_the_supervising_side_that_was_late_is_named_with_its_working_days(chronicle: Chronicle) -> None:
    """S10: the second submission of I4 came on 05-29; three working days end on 06-03. It was checked on 06-01."""
    tell_s10(chronicle)
    assert chronicle.trail("I4").supervisor_lateness == ()


def test_a_check_that_is_owed_still_counts_up_to_the_moment_asked_for(every_kind: Chronicle) -> None:
    owed = every_kind.trail("water", as_of="2022-10-20 12:00").supervisor_lateness
    assert [(late.name, late.due_on, late.done_on, late.overdue_wd) for late in owed] == [
        ("第1层复核", date(2022, 10, 19), None, 1)
    ]


def test_a_duty_done_late_shows_when_it_was_done(every_kind: Chronicle) -> None:
    """The verdict on the silence of the third town was due on 08-15 and came on 08-16."""
    [late] = every_kind.trail("silent").supervisor_lateness
    assert (late.duty, late.name, late.overdue_wd) == (Duty.REFUSAL_VERIFY, "不认领核实", 1)
    assert (late.due_on, late.done_on) == (date(2022, 8, 15), date(2022, 8, 16))
    expired, upheld = (every_kind.trail("silent").lines[version - 1].what for version in late.cites)
    assert expired == "逾期未认领"
    assert upheld.startswith("现场核实，不认领理由成立")


def test_the_trail_ends_with_every_span_of_lateness(chronicle: Chronicle) -> None:
    tell_s9(chronicle)
    [span] = chronicle.trail("E").overdue_spans
    assert (span.first, span.last, span.days, span.wd) == (date(2018, 9, 29), date(2018, 10, 10), 12, 5)


def test_a_number_that_nobody_knows_is_refused(every_kind: Chronicle) -> None:
    with pytest.raises(Refused, match="没有找到问题"):
        every_kind.ledgers.trail(every_kind.view(), "XX2022-甲镇-9999")


def test_a_problem_not_registered_then_has_no_trail_of_then(every_kind: Chronicle) -> None:
    with pytest.raises(Refused, match="没有找到问题"):
        every_kind.trail("late", as_of="2022-08-11 12:00")


def test_a_table_of_words_that_lacks_an_event_is_refused_at_import() -> None:
    incomplete: dict[type[Event], object] = dict(list(SENTENCES.items())[1:])
    with pytest.raises(TopicError, match="ProblemRegistered"):
        covering(incomplete)


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ("resting", "重大问题，即报领导小组、县住建局"),
        ("resting", "申请暂缓整改（施工季节）至2022-11-01：等开工"),
        ("resting", "不予暂缓：现在可以施工"),
        ("resting", "申请长期坚持至2022-11-20：须长期管护"),
        ("resting", "同意长期坚持至2022-11-20"),
        ("resting", "复查长期坚持事项，下次复查2022-11-10：在管"),
        ("resting", "恢复整改，暂缓15天，整改时限顺延至2022-11-25：可以施工"),
        ("resting", "布置举一反三排查，乙镇，2022-11-09前签字，逐个核查农户1项（名单1项）：查墙体"),
        ("resting", "乙镇逐户核查：发现问题1项（H-01）；累计已核查1/1项（100.0%）"),
        ("resting", "乙镇排查签字，发现1个问题：一处渗漏"),
        ("resting", "举一反三，派生问题XX2022-乙镇-0001，交办乙镇"),
        ("resting", "改派乙镇，整改时限2022-11-30：房屋在乙镇"),
        ("goes_on", "更正登记内容（核对原件），内容更正为：收益未分配到户"),
        ("goes_on", "申请作废：登记重复"),
        ("goes_on", "不予确认：不是重复"),
        ("goes_on", "申请更正整改时限为2022-11-29，依据专班〔2022〕9号：原文为29日"),
        ("goes_on", "第二人确认：整改时限更正为2022-11-29，依据专班〔2022〕9号"),
        ("merged", "申请并入XX2022-甲镇-0004：同一件事"),
        ("merged", "第二人确认：并入XX2022-甲镇-0004"),
        ("goes_on", "XX2022-甲镇-0005并入本问题，整改时限从早，改为2022-11-25"),
        ("voided", "第二人确认：错误登记，作废"),
        ("untrue", "现场核实，认定不属实：已公示"),
        ("drawn0", "撤回销号申请：照片漏传"),
        ("drawn0", "线下签批补录：甲镇干事2022-11-08已签：停电"),
        ("drawn0", "甲镇干事确认2022-11-08的线下签批"),
        ("water", "未联系到农户：家中无人"),
        ("drawn1", "发现虚假整改：照片是别处的"),
        ("drawn1", "因虚假整改重新整改，整改时限2022-11-18"),
        ("lagging", "批准“通报”：全县通报"),
        ("lagging", "不批准“约谈”：已当面谈过"),
        ("lagging", "批注“催办”：当时停网"),
    ],
)
def test_each_event_beside_the_main_path_is_one_chinese_sentence(further: Chronicle, case: str, sentence: str) -> None:
    assert sentence in [line.what for line in further.trail(case).lines]


def test_the_draw_is_told_to_those_drawn_and_to_those_who_were_not(further: Chronicle) -> None:
    told = [line.what for n in range(6) for line in further.trail(f"drawn{n}").lines]
    assert told.count("第3层抽查抽中") == 2
    assert told.count("第3层抽查未抽中，转入下一环节") == 4
