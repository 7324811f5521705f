"""A timeline that cannot be played is refused with the line, the step and what would be right; nothing is played."""

from pathlib import Path

import pytest

from adapters.play.nodes import Fault
from adapters.play.running import play
from adapters.play.timeline import TimelineRefused, timeline_of
from tests.play.stage import E_RECTIFYING, HEADER, packs, timeline

FIRST = len(HEADER.splitlines()) + 2
"""The line of the first step."""

STEP_AFTER_E = {
    "unknown command": ("{at: 2018-09-20, by: h, do: 申请延其}", "没有“申请延其”这个操作（是不是“申请延期”？）"),
    "unknown person": ("{at: 2018-09-20, by: 张三, do: 申请延期}", "没有“张三”这个人"),
    "unknown person in an argument": (
        "{at: 2018-09-20, by: p, do: 申请销号, with: {effect: 好, signed_by: 李四}}",
        "没有“李四”这个人",
    ),
    "unknown case": ("{at: 2018-09-20, by: h, case: F, do: 申请延期}", "到这一步还没有登记过“F”这个问题"),
    "unknown unit": ("{at: 2018-09-20, problem: {case: G, unit: 丙镇, due: 2018-09-28}}", "没有“丙镇”这个单位"),
    "unknown category": (
        "{at: 2018-09-20, problem: {case: G, unit: 甲镇, due: 2018-09-28, category: 道路}}",
        "没有“道路”这种问题类型",
    ),
    "a key that is of no use": (
        "{at: 2018-09-20, case: E, expect: accepted, bring_to: CLOSED}",
        "“expect”（预期）在这一步用不上",
    ),
    "unknown argument": (
        "{at: 2018-09-20, by: h, do: 申请延期, with: {reson: 雨}}",
        "“申请延期”的参数中没有“reson”这一项（是不是“reason”？）",
    ),
    "missing argument": ("{at: 2018-09-20, by: i, do: 复核通过}", "缺少 record（记录）"),
    "argument beside the command": (
        "{at: 2018-09-20, by: h, do: 申请延期, new_due_on: 2018-10-30}",
        "“new_due_on”是操作的参数，请写在 with 中",
    ),
    "reason beside the command": ("{at: 2018-09-20, by: h, do: 申请延期, reason: 雨}", "须与 occurred_at 同写"),
    "missing person": ("{at: 2018-09-20, do: 申请延期}", "缺少 by（办理人）"),
    "unknown key": (
        "{at: 2018-09-20, by: h, do: 申请延期, expct: accepted}",
        "步骤中没有“expct”这一项（是不是“expect”？）",
    ),
    "missing at": ("{by: h, do: 申请延期}", "缺少 at（时间）"),
    "impossible day": ("{at: 2018-09-31 09:00, note: 无}", "“2018-09-31 09:00”不是时间"),
    "impossible time": ("{at: 2018-09-30 25:00, note: 无}", "“2018-09-30 25:00”不是时间"),
    "steps out of order": ("{at: 2018-09-09 09:00, note: 早了}", "时间早于前一步"),
    "wrong type: date": ("{at: 2018-09-20, by: h, do: 申请延期, with: {new_due_on: 下月}}", "“下月”不是时间"),
    "wrong type: number": (
        "{at: 2018-09-20, by: p, do: 报告整改进展, with: {text: 好, measures_done: 一}}",
        "“一”应是整数",
    ),
    "wrong type: yes or no": ("{at: 2018-09-20, check: {on_time: 大概}}", "“大概”应写 true（是）或 false（否）"),
    "wrong type: list for a text": (
        "{at: 2018-09-20, by: h, do: 申请延期, with: {reason: [雨, 雪]}}",
        "这里应是一个值，不是列表或子项",
    ),
    "wrong word": (
        "{at: 2018-09-20, by: i, do: 复核退回, with: {failing: 不好, reason: 差}}",
        "“不好”不在可选范围内，可写：CAUSE_CLEAR（问题查清）",
    ),
    "unknown refusal code": (
        "{at: 2018-09-20, by: h, do: 申请延期, expect: {refused: sod_55}}",
        "没有“sod_55”这个拒绝代码（是不是“sod_5”？）",
    ),
    "unknown assertion": ("{at: 2018-09-20, check: {stag: CLOSED}}", "核对中没有“stag”这一项（是不是“stage”？）"),
    "unknown event": ("{at: 2018-09-20, check: {never: LETER}}", "没有“LETER”这种事件（是不是“LETTER”？）"),
    "unknown field of an event": (
        "{at: 2018-09-20, check: {never: LETTER, overdue: 3}}",
        "这种事件的核对中没有“overdue”这一项（是不是“overdue_wd”？）",
    ),
    "unknown duty": ("{at: 2018-09-20, check: {due: {CLAM: 2018-10-10}}}", "“CLAM”不在可选范围内"),
    "unknown moment": ("{at: 2018-09-20, check: {planned: 会议}}", "“会议”不是时点"),
    "unknown row": ("{at: 2018-09-20, check: {summary: 全部, rows: {收入: 1/1/0}}}", "汇总表没有“收入”这一行"),
    "unknown column": (
        "{at: 2018-09-20, check: {summary: 全部, rows: {合计: {fund: 1}}}}",
        "汇总表的栏目中没有“fund”这一项（是不是“found”？）",
    ),
    "wrong figures": ("{at: 2018-09-20, check: {summary: 全部, rows: {合计: 1-1-0}}}", "“1-1-0”应写成 共/已/正在"),
    "wrong rate": ("{at: 2018-09-20, check: {summary: 全部, rate: 高}}", "“高”不是比率"),
    "seen from a day to come": (
        "{at: 2018-09-20, check: {summary: 全部, as_of: 2018-09-21, rows: {合计: 1/0/1}}}",
        "2018-09-21 24:00 晚于这一步（2018-09-20 12:00）",
    ),
    "known on a day to come": ("{at: 2018-09-20, check: {case: E, known_at: 2018-09-21, stage: CLOSED}}", "晚于这一步"),
    "nothing asserted": ("{at: 2018-09-20, check: {case: E}}", "没有写要核对什么"),
    "nothing done": ("{at: 2018-09-20}", "这一步什么也没做"),
    "two things done": ("{at: 2018-09-20, by: h, do: 申请延期, bring_to: CLOSED}", "一步只做一件事"),
    "two instants": ("{at: 2018-09-20, run_until: 2018-09-21}", "at 和 run_until 只写一个"),
    "the same label twice": (
        "{at: 2018-09-20, problem: {case: E, unit: 甲镇, due: 2018-09-28}}",
        "已经有一个问题叫“E”",
    ),
    "no date": ("{at: 2018-09-20, problem: {case: G, unit: 甲镇}}", "缺少 due（整改时限）；没有时限的请写 due: 未定"),
    "a case where none belongs": (
        "{at: 2018-09-20, by: o, case: E, do: 设立单位, with: {code: 丙镇, kind: 镇}}",
        "“设立单位”不针对某个案件",
    ),
    "an item without the part": ("{at: 2018-09-20, repeat: [{a: 1}], note: '{item.b}'}", "repeat 的第1项没有“b”"),
    "a key twice": ("{at: 2018-09-20, at: 2018-09-21, note: 无}", "“at”重复了"),
    "no mapping": ("随便写写", "这里应是“名称: 值”的形式"),
    "an anchor": ("{at: 2018-09-20, note: &a 无, by: *a}", "不支持 YAML 的锚点和别名"),
    "nested without end": (f"{{at: 2018-09-20, note: {'[' * 9000}", "子项套了 60 层以上"),
    "broken YAML": ("{at: 2018-09-20, note: 无", "YAML 格式有误"),
}


@pytest.mark.parametrize("kind", STEP_AFTER_E)
def test_a_bad_step_is_refused_with_its_line(kind: str) -> None:
    step, message = STEP_AFTER_E[kind]
    [fault] = faults(f"{E_RECTIFYING}- {step}\n")
    assert message in fault.message
    expected = FIRST + 2 if kind == "broken YAML" else FIRST + 1
    assert fault.line == expected, str(fault)
    assert fault.step == (0 if kind in ("an anchor", "nested without end", "broken YAML") else 2)


BAD_HEADERS = {
    "empty": ("", 1, "文件是空的"),
    "no pack": (HEADER.replace("pack: heyuan_2018\n", ""), 1, "缺少 packs（规则包）"),
    "unknown pack": (HEADER.replace("heyuan_2018", "heyuan"), 2, "没有“heyuan”这个规则包（是不是“heyuan_2018”？）"),
    "unknown key": (HEADER.replace("units:", "unit:"), 3, "文件中没有“unit”这一项（是不是“units”？）"),
    "unknown kind of unit": (HEADER.replace("kind: 县}", "kind: 州}"), 4, "“州”不在可选范围内"),
    "unknown parent": (HEADER.replace("甲镇, kind: 镇, parent: 东县", "甲镇, kind: 镇, parent: 西县"), 7, "上级单位"),
    "a circle of units": (HEADER.replace("东县, kind: 县", "东县, kind: 县, parent: 甲镇"), 4, "绕成了圈"),
    "a unit twice": (HEADER.replace("name: 乙镇,", "name: 甲镇,"), 8, "单位“甲镇”重复了"),
    "unknown role": (HEADER.replace("roles: OFFICE", "roles: BOSS"), 10, "“BOSS”不在可选范围内"),
    "a post in no unit": (HEADER.replace("unit: 督查组", "unit: 督察组"), 11, "没有“督察组”这个单位"),
    "a person twice": (HEADER.replace("id: i, name: 组员", "id: o, name: 组员"), 11, "人员“o”重复了"),
    "a person without a post": (
        HEADER.replace("title: 主任, unit: 督查办, roles: OFFICE", "phone: '1'"),
        10,
        "缺少职务",
    ),
    "unknown policy": (
        HEADER + "policy: {period: {CLAIM: 3天}}\n",
        16,
        "政策中没有“period”这一项（是不是“periods”？）",
    ),
    "an unknown rule of inspections": (
        HEADER + "inspection: {letters: {roll: false}}\n",
        16,
        "督查规则中没有“letters”这一项（是不是“letter”？）",
    ),
    "a period in words": (HEADER + "policy: {periods: {CLAIM: 三天}}\n", 16, "“三天”不是期限"),
    "a beginning after the first step": (HEADER + "begins: 2019-01-01\n", 16, "begins（开始时间）晚于第一步"),
}


@pytest.mark.parametrize("kind", BAD_HEADERS)
def test_a_bad_header_is_refused_with_its_line(kind: str) -> None:
    header, line, message = BAD_HEADERS[kind]
    text = f"{header}timeline:\n{E_RECTIFYING}" if header else ""
    with pytest.raises(TimelineRefused) as refused:
        timeline_of(text, "坏.yaml", packs())
    [fault] = refused.value.faults
    assert message in fault.message
    assert fault.line == line, str(fault)


def test_all_bad_steps_are_told_at_once_with_file_line_and_step() -> None:
    with pytest.raises(TimelineRefused) as refused:
        timeline(f"{E_RECTIFYING}- {{at: 2018-09-11, by: h, do: 跳舞}}\n- {{at: 2018-09-12, by: 张三, do: 申请延期}}\n")
    assert str(refused.value).splitlines() == [
        f"试演.yaml 第{FIRST + 1}行（第2步）：没有“跳舞”这个操作",
        f"试演.yaml 第{FIRST + 2}行（第3步）：没有“张三”这个人，请先在 people 中写明",
    ]


def test_a_timeline_without_steps_is_refused() -> None:
    with pytest.raises(TimelineRefused, match="timeline 中没有任何一步"):
        timeline("  []\n")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TimelineRefused, match="打不开文件"):
        play(tmp_path / "没有.yaml")


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "旧.yaml"
    file.write_text(HEADER, encoding="gb18030")
    with pytest.raises(TimelineRefused, match="请另存为 UTF-8"):
        play(file)


def faults(steps: str) -> tuple[Fault, ...]:
    with pytest.raises(TimelineRefused) as refused:
        timeline(steps)
    return refused.value.faults
