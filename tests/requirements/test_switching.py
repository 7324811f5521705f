"""A rule is taken out of a file: a text of it, or a function that no longer does anything."""

import ast
from pathlib import Path

import pytest

from tests.requirements.rows import ROOT, Switch, requirements
from tests.requirements.switching import CannotSwitch, switched_off

SOURCE = '''\
"""Rules."""

class Plan:
    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return all(self.measures)

def decide(plan: Plan) -> None:
    check(plan)
    check(plan.leader)

def whole() -> bool: return True
'''
SWITCHES = [
    pytest.param(switch, id=f"{row.id}-{n}") for row in requirements().values() for n, switch in enumerate(row.off)
]


def off(folder: Path, **how: str) -> str:
    (folder / "rules.py").write_text(SOURCE, encoding="utf-8")
    return switched_off(folder, Switch(file="rules.py", **how))


def test_a_text_is_replaced(tmp_path: Path) -> None:
    assert off(tmp_path, old="    check(plan)\n", new="") == SOURCE.replace("    check(plan)\n", "")


def test_a_function_returns_at_once(tmp_path: Path) -> None:
    assert "def decide(plan: Plan) -> None:\n    return None\n    check(plan)\n" in off(
        tmp_path, function="decide", returns="None"
    )


def test_a_method_keeps_its_docstring_and_returns_at_once(tmp_path: Path) -> None:
    source = off(tmp_path, function="Plan.is_complete", returns="True")
    assert '"""Whether nothing is missing."""\n        return True\n        return all' in source


@pytest.mark.parametrize(
    ("how", "complaint"),
    [
        ({"old": "check(", "new": "pass #"}, "出现2次，应恰好1次"),
        ({"old": "gone", "new": "x"}, "出现0次"),
        ({"function": "gone", "returns": "None"}, "没有函数 gone"),
        ({"function": "is_complete", "returns": "True"}, "没有函数 is_complete"),
        ({"function": "whole", "returns": "False"}, "写在一行里"),
    ],
)
def test_a_switch_that_does_not_fit_is_refused(tmp_path: Path, how: dict[str, str], complaint: str) -> None:
    with pytest.raises(CannotSwitch, match=complaint):
        off(tmp_path, **how)


def test_a_switch_for_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotSwitch, match=r"没有文件 gone\.py"):
        switched_off(tmp_path, Switch(file="gone.py", old="x", new="y"))


@pytest.mark.parametrize("switch", SWITCHES)
def test_every_switch_fits_its_file_and_leaves_sound_source(switch: Switch) -> None:
    assert not switch.file.startswith(("tests/", "docs/")), "a rule lies in the product"
    without = switched_off(ROOT, switch)
    if switch.file.endswith(".py"):
        ast.parse(without)
