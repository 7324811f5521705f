"""The commands: what they answer to the shell."""

from pathlib import Path

import pytest

from tests.requirements.__main__ import DOCUMENT, all_missed, list_rows, main, told_of
from tests.requirements.drill import Drilled, Outcome
from tests.requirements.rows import Requirement, Switch
from tests.requirements.table import BEGIN, END

SWITCH = Switch(file="domain/a.py", function="f", returns="None")
ROW = Requirement("R900-01", "rule", "Something is done.", off=(SWITCH,))
WITHOUT_SWITCH = Requirement("R900-02", "rule", "Something else is done.")
MISSED = Drilled("R900-01", SWITCH, Outcome(ran=3, failed=1))
NOT_MISSED = Drilled("R900-01", SWITCH, Outcome(ran=3))
DID_NOT_RUN = Drilled("R900-01", SWITCH, Outcome(ran=1, broken=1))
DID_NOT_FIT = Drilled("R900-01", SWITCH, Outcome(), "没有函数 f")


def test_the_list_is_written_into_the_document_and_open_rows_fail_it_only_if_strict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "requirements.md"
    document.write_text(f"# Preface\n\n{BEGIN}\nold rows\n{END}\n", encoding="utf-8")
    assert list_rows(strict=False, document=document) == 0
    assert "共261条：已证明" in capsys.readouterr().out
    written = document.read_text(encoding="utf-8")
    assert written.startswith("# Preface\n")
    assert "old rows" not in written
    assert written.partition(BEGIN)[2] == DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)[2]
    not_shown = [
        line for line in written.splitlines() if line.startswith(("| R", "| X")) and line.endswith("| 未证明 |")
    ]
    assert list_rows(strict=True, document=document) == int(bool(not_shown))


@pytest.mark.parametrize("drilled", [NOT_MISSED, DID_NOT_RUN, DID_NOT_FIT])
def test_a_drill_succeeds_only_if_every_rule_was_missed(drilled: Drilled) -> None:
    assert all_missed([ROW], [MISSED, MISSED])
    assert not all_missed([ROW], [MISSED, drilled])
    assert not all_missed([ROW, WITHOUT_SWITCH], [MISSED])


def test_a_drill_tells_what_it_could_not_drill_and_the_sum() -> None:
    assert list(told_of([ROW, WITHOUT_SWITCH], [MISSED, NOT_MISSED, MISSED, DID_NOT_FIT])) == [
        "R900-02 没有写明 off（怎样关闭这条规则）",
        "抽取2条，关闭4处：失败如愿2，仍通过1，无法判定1",
    ]


def test_a_row_that_no_test_shows_cannot_be_drilled(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["drill", "--row", "X-07", "--row", "R999-01"])
    assert "没有测试证明 R999-01" in capsys.readouterr().err
