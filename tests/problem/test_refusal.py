"""The catalogue of refusals: every code has a Chinese sentence, a place that raises it, and a test that asks for it."""

import re
from pathlib import Path

import pytest

from domain.refusal import MESSAGES, Refused

ROOT = Path(__file__).parents[2]
RAISED = re.compile(r'Refused\(\s*"(\w+)"')
ASKED_FOR = re.compile(r'"(\w+)"')


def found(pattern: re.Pattern[str], *folders: str) -> set[str]:
    files = (path for folder in folders for path in (ROOT / folder).rglob("*.py") if path.name != Path(__file__).name)
    return {code for path in files for code in pattern.findall(path.read_text(encoding="utf-8"))}


def test_every_refusal_of_the_domain_is_asked_for_by_a_test() -> None:
    assert found(RAISED, "domain") - found(ASKED_FOR, "tests") == set()


def test_the_catalogue_holds_what_is_raised_and_nothing_else() -> None:
    assert found(RAISED, "domain", "projections", "adapters") == set(MESSAGES)


def test_a_refusal_says_in_chinese_what_it_is_about() -> None:
    refusal = Refused("unknown_unit", unit="丁镇")
    assert refusal.message == "没有找到单位“丁镇”，请核对名称；名册里没有的请先导入人员名册"
    assert refusal.facts == {"unit": "丁镇"}
    assert str(refusal).startswith("unknown_unit: ")


def test_a_refusal_without_the_facts_its_sentence_needs_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        Refused("unknown_unit")


@pytest.mark.parametrize(
    ("code", "audited"),
    [
        ("not_permitted", True),
        ("out_of_reach", True),
        ("own_work", True),
        ("own_level", True),
        ("level_too_low", True),
        ("concerned", True),
        ("sod_4", True),
        ("wrong_stage", False),
    ],
)
def test_refusals_by_authority_are_told_from_the_others(code: str, audited: bool) -> None:
    facts = dict.fromkeys(re.findall(r"{(\w+)}", MESSAGES[code]), "某")
    assert Refused(code, **facts).by_authority is audited
