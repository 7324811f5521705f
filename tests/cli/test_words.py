"""Everything that the command line says of itself is Chinese."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from adapters.cli.main import app
from tests.cli.conftest import Duban

COMMANDS = tuple(str(command.name) for command in app.registered_commands)
ENGLISH = re.compile(r"Usage|Options|Arguments|Commands|Error|Missing|Invalid|No such|required|Show this|Try ")


def test_the_commands_are_all_there() -> None:
    wanted = "demo up import import-people play do case ledger summary trail rebuild backup doctor"
    assert set(wanted.split()) <= set(COMMANDS)


@pytest.mark.parametrize("words", [(), *((command,) for command in COMMANDS)], ids=" ".join)
def test_help_is_chinese(duban: Duban, words: tuple[str, ...]) -> None:
    said = duban(*words, "--help")
    assert said.code == 0
    assert "用法：" in said.out
    assert ENGLISH.findall(said.out) == []


def test_without_a_command_the_help_is_shown(duban: Duban) -> None:
    said = duban()
    assert said.code == 2
    assert "import-people" in said.out


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("import",), "缺少 file（整改方案"),
        (("import", "x"), "缺少 --campaign（专项行动"),
        (("import", "x", "--campaign", "y", "--year", "z"), "--year（日期未写年份时所用的年份"),
        (("sample", "--problems", "0"), "--problems（问题件数）的写法不对，应不小于 1"),
        (("ledgre",), "没有这个命令，可用：demo、"),
        (("ledger", "--asof", "1"), "没有“--asof”这个选项（是不是“--as-of”？）"),
        (("ledger", "--as-of"), "命令写法不对"),
        (("case", "a", "b"), "命令写法不对"),
    ],
)
def test_a_slip_of_the_pen_is_told_in_chinese(duban: Duban, words: tuple[str, ...], complaint: str) -> None:
    said = duban(*words)
    assert (said.code, said.out) == (2, "")
    assert complaint in said.err.replace("\n", "")
    assert ENGLISH.findall(said.err) == []


def test_packs_that_are_not_there_are_named(duban: Duban, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DUBAN_PACKS", str(tmp_path / "nowhere"))
    assert "没有规则包" in duban("ledger").err
    examined = duban("doctor", "--json")
    assert examined.code == 2
    assert "没有规则包" in {each["code"]: each["state"] for each in examined.json}["data"]
