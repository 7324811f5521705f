"""The table says what the tests show; the document is current; list and tests do not contradict each other."""

import re

import msgspec
import yaml

from tests.requirements.__main__ import DOCUMENT
from tests.requirements.rows import Place, Requirement, Switch, read_list, requirements
from tests.requirements.shown import Shown, shown_by_tests
from tests.requirements.table import contradictions, markdown, printed, renewed

OFF = (Switch(file="domain/a.py", function="f", returns="None"),)
DONE = Requirement("R900-01", "rule", "Something is done.", off=OFF)
LETTER = Requirement("R900-02", "document", "A letter is written.", later="letters come with documents")
OPEN = Requirement("R900-03", "number", "Three are counted.")
PLACE = Place("某镇", "试验", "R900", (DONE, LETTER, OPEN))
SHOWN: Shown = {"R900-01": {"tests/test_a.py::test_it": 2, "tests/test_b.py::test_it_too": 1}}


def test_a_row_is_printed_with_its_tests_with_its_reason_or_as_not_shown() -> None:
    assert list(printed([PLACE], SHOWN)) == [
        "某镇：试验",
        "R900-01  Something is done.",
        "         tests/test_a.py::test_it ×2",
        "         tests/test_b.py::test_it_too ×1",
        "R900-02  A letter is written.",
        "         以后：letters come with documents",
        "R900-03  Three are counted.",
        "         未证明",
        "",
        "共3条：已证明1，以后1，未证明1",
    ]


def test_the_document_has_the_sums_and_every_row() -> None:
    written = markdown([PLACE], SHOWN)
    assert "| 某镇 | 3 | 1 | 1 | 1 |\n| 合计 | 3 | 1 | 1 | 1 |" in written
    assert "`tests/test_a.py::test_it`<br>`tests/test_b.py::test_it_too` |" in written
    assert "| R900-02 | document | A letter is written. | 以后：letters come with documents |" in written
    assert "| R900-03 | number | Three are counted. | 未证明 |" in written


def test_list_and_tests_that_contradict_each_other_are_named() -> None:
    assert list(contradictions([DONE, LETTER, OPEN], SHOWN)) == []
    everything: Shown = {row: {"tests/test_a.py::test_it": 1} for row in ("R900-02", "R900-03")}
    assert list(contradictions([DONE, LETTER, OPEN], everything)) == [
        "R900-01 写有 off，但没有测试证明它",
        "R900-02 已有测试证明，请删去 later",
        "R900-02 已有测试证明，请写明 off（怎样关闭这条规则）",
        "R900-03 已有测试证明，请写明 off（怎样关闭这条规则）",
    ]


def test_the_list_and_the_tests_of_this_tree_do_not_contradict_each_other() -> None:
    assert list(contradictions(requirements().values(), shown_by_tests())) == []


def test_the_example_of_the_document_is_a_row_of_the_list() -> None:
    [example] = re.findall(r"```yaml\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    [row] = msgspec.convert(yaml.load(example, Loader=yaml.CBaseLoader), tuple[Requirement, ...])
    assert row == requirements()[row.id]


def test_the_document_is_current() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert renewed(text, markdown(read_list(), shown_by_tests())) == text, "run: make requirements"
