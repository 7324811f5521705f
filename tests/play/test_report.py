"""What was played is told in Chinese, in a terminal of 100 columns, and as JSON for programs."""

from pathlib import Path

import msgspec
import pytest
from rich.cells import cell_len

from adapters.play.report import WIDTH, report
from adapters.play.running import PlayResult, play
from tests.play.stage import E_RECTIFYING, SCENARIOS, played


def told(result: PlayResult) -> str:
    return "\n".join(report(result))


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_a_report_fits_into_a_terminal_of_a_hundred_columns(file: Path) -> None:
    lines = list(report(play(file)))
    assert max(map(cell_len, lines)) <= WIDTH
    assert lines[-1].startswith("✓ 全部达到预期")


def test_a_step_is_a_line_and_what_happened_by_itself_stands_before_it() -> None:
    result = played(f"{E_RECTIFYING}- {{at: 2018-09-25 10:00, by: h, do: 申请延期, expect: extension_incomplete}}\n")
    assert told(result).splitlines() == [
        "演练：试演",
        "✓ 2018-09-10 09:00 办到“整改中” E 主任登记问题、主任交办、镇长认领、镇长报送整改方案、主任同意整改",
        "    方案",
        "    · 2018-09-25 09:00 E 临期提醒：整改2018-09-28到期",
        "✓ 2018-09-25 10:00 镇长申请延期 E 拒绝 extension_incomplete：申请延期须写明原因和明确的延长时限",
        "",
        "✓ 全部达到预期：2步，预期2项（未达到0项），自动发生1个时点，事件7条",
    ]


def test_what_a_repeat_does_alike_is_told_in_one_line() -> None:
    result = played("- {at: 2018-09-10 09:00, repeat: 3, problem: {case: 'P{n}', unit: 甲镇, due: 2018-09-28}}\n")
    assert "P1、P2、P3" in told(result)
    assert told(result).count("✓ 2018-09-10") == 1


def test_a_failure_is_told_with_what_was_expected_and_what_was_found_and_where_it_stands() -> None:
    result = played(f"{E_RECTIFYING}- {{at: 2018-09-20, check: [{{stage: CLOSED}}, {{overdue_wd: 0}}]}}\n")
    lines = told(result).splitlines()
    assert "✗ 2018-09-20 12:00 核对 E：逾期工作日 0" in lines
    assert "    ✗ E 阶段 预期：CLOSED（已销号）；实际：RECTIFYING（整改中）" in lines
    assert "✗ 试演.yaml 第18行（第2步，2018-09-20 12:00） E 阶段" in lines
    assert lines[-1].startswith("✗ 有预期未达到：2步，预期3项（未达到1项）")


def test_no_word_or_figure_is_broken_at_the_end_of_a_line() -> None:
    result = played(f"- {{at: 2018-09-10, note: {'很长的备注' * 9}2018-09-28}}\n")
    assert "2018-09-28" in told(result)


def test_the_result_is_json_for_programs() -> None:
    result = played(f"{E_RECTIFYING}- {{at: 2018-09-20, check: {{stage: CLOSED}}}}\n")
    document = msgspec.json.decode(msgspec.json.encode(result))
    assert document["ok"] is False
    assert document["title"] == "试演"
    assert [step["number"] for step in document["steps"]] == [1, 2]
    assert document["failures"] == [
        {
            "step": 2,
            "line": 18,
            "at": "2018-09-20T04:00:00Z",
            "about": "E",
            "what": "阶段",
            "expected": "CLOSED（已销号）",
            "actual": "RECTIFYING（整改中）",
            "kind": "problem",
        }
    ]
