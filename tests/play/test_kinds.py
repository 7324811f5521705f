"""Cases of every kind are played: they come about beside others, have labels, and what is so of them can be asserted.

The pool of a drawn layer is such a case: it begins when the first problem enters it, and nobody registers it.
"""

import msgspec
import pytest

from adapters.event_store.opening import open_in_memory
from adapters.packs import shipped_calendar
from adapters.play.commands import build, command_named
from adapters.play.comparing import events_of
from adapters.play.nodes import mapping
from adapters.play.running import Player, PlayResult, casework_for
from adapters.play.timeline import TimelineRefused
from domain.problem.claiming import Claim
from domain.problem.closing import ApproveClose
from domain.problem.paper import RecordPaperDecision
from domain.sampling.frame import commitment
from tests.play.stage import E_RECTIFYING, HEADER, PACKS, history_of, played, player, timeline
from tests.play.test_commands import NAMES

SEED = "5" * 64
COMMITTED = commitment(SEED)
DRAWN = f"""\
{HEADER}
  - {{id: o2, name: 副主任, title: 副主任, unit: 督查办, roles: OFFICE}}
policy:
  layers:
    - {{number: 1, name: 乡镇自查, roles: [TOWN, INSPECTOR]}}
    - {{number: 2, name: 抽查, roles: INSPECTOR, rate_percent: 50}}
"""
POOLED = """\
- {at: 2018-09-10, repeat: 4, problem: {case: 'P{n}', unit: 甲镇, due: 2018-09-28, stage: CHECK_1}}
- {at: 2018-09-11 09:00, by: i, case: [P1, P2, P3, P4], do: 复核通过, with: {record: 现场查看}}
"""
DRAW = f"""\
{POOLED}\
- {{at: 2018-09-11 10:00, by: o, case: heyuan_2018/第2层抽查, do: 封存随机种子, with: {{commitment: {COMMITTED}}}}}
- {{at: 2018-09-11 11:00, by: 主任, 案件: heyuan_2018/第2层抽查, do: 抽查, with: {{seed: '{SEED}'}}}}
"""
POOL = "case: heyuan_2018/第2层抽查, kind: 抽查池"

HOLDING = [
    f"{{{POOL}, stage: COLLECTING, draws: 1, members: 0, committed: '', due: 无, owes: []}}",
    f"{{{POOL}, 阶段: 待抽查, campaign: heyuan_2018, layer: 2, number: heyuan_2018/第2层抽查}}",
    f"{{{POOL}, as_of: 2018-09-11 09:30, members: 4, members.unit: [甲镇, 甲镇, 甲镇, 甲镇]}}",
    f"{{{POOL}, as_of: 2018-09-11 09:30, members.case_id: [P1, P2, P3, P4]}}",
    "{count: {kind: 抽查池}, is: 1}",
    "{count: {kind: check_pool, stage: COMMITTED}, is: 0}",
    "{count: {kind: check_pool, stage: COMMITTED}, as_of: 2018-09-11 10:30, is: [heyuan_2018/第2层抽查]}",
    "{count: {kind: 问题, stage: 待第2层复核}, as_of: 2018-09-11 10:30, is: [P4, P3, P2, P1]}",
    "{计数: {类型: 问题, 阶段: 待销号审批, 责任单位: 甲镇}, 为: 2}",
    "{count: {kind: problem, stage: CHECK_2, unit: 乙镇}, is: 0}",
    "{event: 进入抽查池, times: 4}",
    "{event: check_pool.problem_entered, case: heyuan_2018/第2层抽查, layer: 2, times: 4}",
    "{event: check_pool.problem_entered, member: {case_id: P3}, times: 1}",
    "{event: PoolDrawn, actor: 主任, at: 2018-09-11 11:00, times: 1}",
    "{event: register.number_assigned, times: 4}",
    "{event: 设立单位, unit: {code: 甲镇}, times: 1}",
    "{never: 离开抽查池}",
    "{case: P1, state.campaign: heyuan_2018, current.pooled: false}",
]

FAILING = {
    f"{{{POOL}, members: 2}}": ("members", "2项", "无"),
    f"{{{POOL}, stage: COMMITTED}}": ("阶段", "COMMITTED（已封存随机种子，待抽查）", "COLLECTING（待抽查）"),
    f"{{{POOL}, as_of: 2018-09-10, draws: 0}}": ("draws", "0", "当时还没有这个抽查池"),
    f"{{{POOL}, as_of: 2018-09-11 09:30, members.case_id: [P1]}}": ("members.case_id", "P1", "P1、P2、P3、P4"),
    "{case: heyuan_2018/第3层抽查, kind: 抽查池, draws: 0}": ("draws", "0", "当时还没有这个抽查池"),
    "{case: DC2018-甲镇-0001, kind: 抽查池, draws: 0}": ("draws", "0", "当时还没有这个抽查池"),
    "{count: {kind: 抽查池, draws: 1}, is: 2}": ("draws 1", "2件", "1件（heyuan_2018/第2层抽查）"),
    "{count: {kind: 问题, category: H1}, is: [P1]}": ("问题类型代码 H1", "1件（P1）", "4件（P1、P2、P3、P4）"),
    "{event: 抽查, case: heyuan_2018/第2层抽查, times: 2}": ("抽查", "共 2 次", "1 次：2018-09-11 11:00"),
    "{event: 离开抽查池}": ("离开抽查池", "已经发生", "没有发生"),
}


@pytest.mark.parametrize("check", HOLDING)
def test_what_is_so_of_a_case_of_another_kind_holds(check: str) -> None:
    assert played(f"{DRAW}- {{at: 2018-09-11 12:00, check: {check}}}\n", DRAWN).failures == ()


@pytest.mark.parametrize("check", FAILING)
def test_what_is_not_so_fails_and_what_is_is_told(check: str) -> None:
    [failure] = played(f"{DRAW}- {{at: 2018-09-11 12:00, check: {check}}}\n", DRAWN).failures
    assert (failure.what, failure.expected, failure.actual) == FAILING[check]


REFUSED = {
    "a case of another kind": (
        "{at: 2018-09-12, by: o, case: P1, do: 抽查, with: {seed: 五}}",
        "“P1”是问题，不是抽查池",
    ),
    "a kind that there is not": (
        "{at: 2018-09-12, check: {count: {kind: 鱼塘}, is: 1}}",
        "没有“鱼塘”这一类案件，可写：problem（问题）",
    ),
    "a fact that the kind has not": (
        f"{{at: 2018-09-12, check: {{{POOL}, overdue_wd: 1}}}}",
        "核对中没有“overdue_wd”这一项",
    ),
    "a part that a fact has not": (
        f"{{at: 2018-09-12, check: {{{POOL}, members.color: 红}}}}",
        "可核对的事项中没有“color”，可写：case_id",
    ),
    "a part of what has none": (f"{{at: 2018-09-12, check: {{{POOL}, draws.n: 1}}}}", "“n”前面的一项没有下级"),
    "a count without a number": ("{at: 2018-09-12, check: {count: {kind: 问题}}}", "并在 is（为）中写件数或案件"),
    "a stage of another kind": (
        f"{{at: 2018-09-12, check: {{{POOL}, stage: CLOSED}}}}",
        "“CLOSED”不在可选范围内，可写：COLLECTING（待抽查）",
    ),
    "labels of what is refused": (
        "{at: 2018-09-12, by: o, case: P1, do: 派生问题, with: {category: H1, content: 同, unit: 乙镇}, makes: Q,"
        " expect: {refused: due_missing}}",
        "预期被拒绝的操作不产生案件",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_meant_is_told_before_anything_is_played(what: str) -> None:
    step, message = REFUSED[what]
    with pytest.raises(TimelineRefused, match="第6步") as refused:
        timeline(f"{DRAW}- {{at: 2018-09-11 12:00, note: 在此之前}}\n- {step}\n", DRAWN)
    [fault] = refused.value.faults
    assert message in fault.message


# --- cases beside others ------------------------------------------------------------------------------------------

DERIVE = "by: o, case: E, do: 派生问题, with: {category: H1, content: 同样的问题, unit: 乙镇, due: 2018-10-12}"


def test_a_case_that_a_command_makes_beside_has_the_label_that_the_step_gives() -> None:
    result = played(
        f"{E_RECTIFYING}"
        f"- {{at: 2018-09-11, {DERIVE}, makes: Q, check: [{{case: Q, parent: E}}, {{case: E, children: [Q]}}]}}\n"
        f"- {{时间: 2018-09-12, {DERIVE}, 产生: {{问题: R}}}}\n"
        "- {at: 2018-09-12, case: [Q, R], bring_to: 整改中}\n"
        "- {at: 2018-09-13, check: {count: {kind: 问题, parent: E}, is: [Q, R]}}\n"
    )
    assert result.failures == ()


def test_as_many_cases_come_about_as_the_step_has_labels() -> None:
    result = played(f"{E_RECTIFYING}- {{at: 2018-09-11, {DERIVE}, makes: [Q, R]}}\n")
    [failure] = result.failures
    assert (failure.expected, failure.actual) == ("产生2件问题（Q、R）", "产生1件问题")


def test_what_a_case_made_beside_waits_for_happens_by_itself() -> None:
    result = played(
        f"{E_RECTIFYING}- {{at: 2018-09-11, {DERIVE}, makes: Q}}\n"
        "- {run_until: 2018-09-14, check: {event: 逾期未认领, case: Q, at: 2018-09-13 24:00}}\n"
    )
    assert result.failures == ()


def test_an_argument_names_another_case_by_its_label() -> None:
    result = played(
        "- {at: 2018-09-10, repeat: [E, F], problem: {case: '{item}', unit: 甲镇, due: 2018-09-28}}\n"
        "- {at: 2018-09-11, by: i, case: F, do: 申请合并, with: {target: E, reason: 重复}}\n"
        "- {at: 2018-09-11, by: o, case: F, do: 第二人确认}\n"
        "- {at: 2018-09-11, check: [{case: F, merged_into: E}, {case: F, merged_into: DC2018-甲镇-0001}]}\n"
        "- {at: 2018-09-11, check: {event: 并入其他问题, case: F, target: E, times: 1}}\n"
    )
    assert result.failures == ()


def test_a_fact_that_names_another_case_fails_with_the_label_of_the_right_one() -> None:
    result = played(
        f"{E_RECTIFYING}- {{at: 2018-09-10 10:00, problem: {{case: F, unit: 甲镇, due: 2018-09-28}}}}\n"
        f"- {{at: 2018-09-11, {DERIVE}, makes: Q, check: {{case: Q, parent: F}}}}\n"
    )
    [failure] = result.failures
    assert (failure.expected, failure.actual) == ("F", "E")


def test_a_command_within_a_command_is_written_by_its_name() -> None:
    arguments = {
        "decision": "{同意销号: {four_checks: 已核实}}",
        "签批人": "主任",
        "signed_on": "2018-09-10",
        "scan_sha256": "扫描件",
        "reason": "停电",
    }
    command = build(command_named("线下签批补录"), mapping(arguments), NAMES)
    assert isinstance(command, RecordPaperDecision)
    assert isinstance(command.decision, ApproveClose)
    assert (command.decider, len(command.scan_sha256)) == ("o", 64)


def test_findings_in_a_list_are_written_like_a_finding() -> None:
    arguments = {"unit": "甲镇", "record": "排查", "findings": "[{category: 资金使用率, content: 未拨付, place: 甲镇}]"}
    command = build(command_named("sign_sweep"), mapping(arguments), NAMES)
    [finding] = command.findings  # type: ignore[attr-defined]
    assert (finding.category, finding.place.town, finding.campaign) == ("H6", "甲镇", "heyuan_2018")


def test_people_within_a_command_within_a_command_are_named_too() -> None:
    arguments = {
        "decision": "{认领: {责任领导: 副镇长, 责任人: 干事}}",
        "decider": "h",
        "signed_on": "2018-09-10",
        "scan_sha256": "扫描件",
        "reason": "停电",
    }
    command = build(command_named("record_paper_decision"), mapping(arguments), NAMES)
    assert command.decision == Claim("d", "p")  # type: ignore[attr-defined]


# --- households and frames in short ---------------------------------------------------------------------------------

TRIP = """\
title: 督查
pack: haogou_2023
units:
  - {name: 沟镇, kind: 镇}
  - {name: 镇督查组, kind: 督查组, parent: 沟镇}
  - {name: A村, kind: 村, parent: 沟镇}
people:
  - {name: 组长, title: 组长, unit: 镇督查组, roles: TEAM_LEAD}
"""
FRAME = "entries: [{ids: A-01..A-20, strata: SUBSISTENCE, attributes: {村: A村}}]"
ON_THE_SPOT = f"""\
- at: 2023-09-13 15:00
  by: 组长
  case: 督查
  do: 制定督查计划
  with:
    {{group: 镇督查组, area: 沟镇, first_on: 2023-09-14, last_on: 2023-09-14, party: 组长, visits: {{village: A村}}}}
- {{at: 2023-09-13 16:00, by: 组长, do: 签署督查纪律承诺}}
- {{at: 2023-09-13 16:00, by: 组长, do: 公布样本种子承诺, with: {{draw: 农户, commitment: 骰子}}}}
- {{at: 2023-09-13 16:00, by: 组长, do: 冻结抽样框, with: {{draw: 农户, {FRAME}}}}}
- {{at: 2023-09-13 16:00, by: 组长, do: 抽取样本, with: {{draw: 农户, seed: 骰子, {FRAME}}}}}
- {{at: 2023-09-14 09:00, by: 组长, do: 进村, with: {{village: A村, party_size: 2}}}}
"""
MET = {
    "{next: 3}": (3, 0),
    "[{next: 3}, {next: 1}]": (4, 0),
    "[{next: 3}, {next: 2, outcome: 未见到}]": (3, 2),
    "{next: all}": (15, 0),
    "[{next: 14}, {next: 全部, outcome: NOT_REACHED}]": (14, 1),
}


@pytest.mark.parametrize("met", MET)
def test_those_who_are_met_are_the_next_of_those_drawn(met: str) -> None:
    households, not_reached = MET[met]
    ledger = f"totals.households: {households}, lines.villages.not_reached: [[{not_reached}]]"
    result = played(
        f"{ON_THE_SPOT}- {{at: 2023-09-14 10:00, by: 组长, do: 入户调查, with: {{village: A村, met: {met}}},"
        f" check: [{{sampling: 全部, {ledger}}}, {{抽样台账: haogou_2023, totals.floor: 15}}]}}\n",
        TRIP,
    )
    assert result.failures == ()


def test_a_figure_of_the_sampling_ledger_that_is_not_so_fails() -> None:
    check = "{sampling: 全部, totals.villages: 2}"
    [failure] = played(f"{ON_THE_SPOT}- {{at: 2023-09-14 10:00, check: {check}}}\n", TRIP).failures
    assert (failure.about, failure.what, failure.expected, failure.actual) == ("抽样台账", "totals.villages", "2", "1")


def test_another_seed_than_the_one_that_was_committed_to_is_refused() -> None:
    steps = ON_THE_SPOT.replace("seed: 骰子", "seed: 另一次")
    [failure, *_] = played(steps, TRIP).failures
    assert failure.actual.startswith("拒绝 seed_mismatch")


UNREADABLE = {
    "entries: [{ids: A-20..A-01}]": "“A-20..A-01”不是编号的起止",
    "entries: [{ids: A-01..B-20}]": "请写成 A-01..A-20",
    "entries: [{ids: A-01}]": "“A-01”不是编号的起止",
    "entries: [{ids: A-01..A-02, colour: 红}]": "这里没有“colour”这一项",
}


@pytest.mark.parametrize("entries", UNREADABLE)
def test_a_range_that_is_none_is_told(entries: str) -> None:
    step = f"{{at: 2023-09-14, by: 组长, do: 冻结抽样框, with: {{draw: 农户, {entries}}}}}"
    with pytest.raises(TimelineRefused) as refused:
        timeline(f"{ON_THE_SPOT}- {step}\n", TRIP)
    [fault] = refused.value.faults
    assert UNREADABLE[entries] in fault.message


# --- what comes of it ---------------------------------------------------------------------------------------------


def test_the_result_tells_the_kind_of_each_case() -> None:
    result = played(
        f"{DRAW}- {{at: 2018-09-11 12:00, check: {{{POOL}, draws: 1}}}}\n- {{run_until: 2018-09-18}}\n", DRAWN
    )
    steps = msgspec.json.decode(msgspec.json.encode(result))["steps"]
    kinds = {(one["about"], one["kind"]) for step in steps for one in (*step["outcomes"], *step["checks"])}
    assert {("P1", "problem"), ("heyuan_2018/第2层抽查", "check_pool")} <= kinds
    assert {moment["kind"] for step in steps for moment in step["moments"]} == {"problem"}


def test_histories_with_cases_of_several_kinds_are_compared_by_their_numbers() -> None:
    streams = {event.stream for event in events_of(history_of(timeline(DRAW, DRAWN)))}
    assert "heyuan_2018/第2层抽查" in streams
    assert streams > {"DC2018-甲镇-0001", "编号簿 DC2018-甲镇-0001", "组织"}


def test_a_case_that_was_there_before_the_timeline_goes_on() -> None:
    with open_in_memory() as store:
        assert played_into(store, timeline(POOLED, DRAWN.replace("试演", "先前"))).ok
        again = timeline(f"{POOLED}- {{at: 2018-09-12, check: {{{POOL}, members: 8}}}}\n", DRAWN)
        assert played_into(store, again).failures == ()


def played_into(store, read) -> PlayResult:  # type: ignore[no-untyped-def]
    return Player(read, casework_for(read, store, shipped_calendar(PACKS))).play()


def test_events_of_a_register_are_known_but_are_no_case() -> None:
    stage = player(timeline(DRAW, DRAWN))
    assert stage.play().ok
    assert {kind.name for kind in stage.world.kinds.values()} == {"problem", "check_pool"}
    assert len(stage.world.registers) == 2, "the numbers of 甲镇, units and people"
