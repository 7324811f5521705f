"""Names are masked unless a person asks for them, may see them, and says what for; each reading is noted."""

from __future__ import annotations

import getpass
import json
from typing import Any

import pytest
from click.testing import Result

from adapters.installation import open_installation
from adapters.settings import Settings
from domain.problem.claiming import Claim
from domain.problem.planning import MeasureDraft, SubmitPlan
from tests.conftest import Duban
from tests.privacy.office import HERE, HOUSEHOLDER, NEIGHBOUR, OFFICER, THERE, staffed, two_households
from tests.problem.people import (
    BYSTANDER,
    CADRE,
    CHECKER,
    HEAD,
    OFFICE,
    OTHER_CHECKER,
    OTHER_HEAD,
    OTHER_PERSON,
    PERSON,
)

pytestmark = pytest.mark.sqlite

MEASURE = "由供水站更换入户管道并调高水压，村干部每周上门测一次，连续四周正常后报乡镇复核归档"
VISIT = ("--unmasked", "--purpose", "入户核查")


@pytest.fixture
def numbers(folder_settings: Settings) -> tuple[str, str]:
    with open_installation(folder_settings) as opened:
        return two_households(staffed(opened))


def answer(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def noted(settings: Settings) -> list[tuple[str, str, str, tuple[str, ...], bool]]:
    """The access log: who, what, for what, whose, and whether he was let."""
    with open_installation(settings) as opened:
        lines = opened.store.vault.accesses()
    assert all(line.operator == getpass.getuser() for line in lines)
    return [(line.person, line.what, line.purpose, line.subjects, line.granted) for line in lines]


@pytest.mark.requirement("X-05")
@pytest.mark.parametrize(
    "command",
    [
        ("ledger",),
        ("ledger", "--json"),
        ("ledger", "--form", "L1"),
        ("ledger", "--form", "L7", "--campaign", "xiaoxian_2022", "--json"),
        ("case", "{number}"),
        ("case", "{number}", "--json"),
        ("trail", "{number}"),
        ("trail", "{number}", "--json"),
        ("signals", "--json"),
    ],
)
def test_no_command_shows_a_name_by_itself_and_nothing_is_noted(
    duban: Duban, folder_settings: Settings, numbers: tuple[str, str], command: tuple[str, ...]
) -> None:
    result = duban(*(word.format(number=numbers[0]) for word in command))
    assert result.exit_code == 0, result.output
    assert HOUSEHOLDER not in result.stdout
    assert NEIGHBOUR not in result.stdout
    assert noted(folder_settings) == []


@pytest.mark.requirement("X-05")
def test_a_name_is_shown_in_full_to_whoever_asks_says_what_for_and_is_noted(
    duban: Duban, folder_settings: Settings, numbers: tuple[str, str]
) -> None:
    seen = answer(duban("case", numbers[0], *VISIT, "--as", CHECKER, "--json"))
    assert (seen["householder"], seen["content"]) == (HOUSEHOLDER, f"{HOUSEHOLDER}家中水压不足")
    assert HOUSEHOLDER in duban("case", numbers[0], *VISIT, "--as", CADRE).stdout
    assert noted(folder_settings) == [
        (person, f"问题 {numbers[0]}", "入户核查", (HERE,), True) for person in (CHECKER, CADRE)
    ]


def test_a_whole_ledger_shows_the_names_that_the_readers_post_reaches_and_masks_the_others(
    duban: Duban, folder_settings: Settings, numbers: tuple[str, str]
) -> None:
    names = {
        person: [line["householder"] for line in answer(duban("ledger", *VISIT, "--as", person, "--json"))["lines"]]
        for person in (OFFICE, CHECKER, OTHER_CHECKER)
    }
    assert names[OFFICE] == [HOUSEHOLDER, NEIGHBOUR, ""]
    assert names[CHECKER] == [HOUSEHOLDER, "诸葛**", ""]
    assert names[OTHER_CHECKER] == ["欧阳**", NEIGHBOUR, ""]
    assert [(person, subjects) for person, _, _, subjects, _ in noted(folder_settings)] == [
        (OFFICE, (HERE, THERE)),
        (CHECKER, (HERE,)),
        (OTHER_CHECKER, (THERE,)),
    ]


def test_whoever_may_not_see_a_name_is_refused_and_noted(
    duban: Duban, folder_settings: Settings, numbers: tuple[str, str]
) -> None:
    result = duban("case", numbers[1], *VISIT, "--as", CADRE)
    assert result.exit_code == 1
    assert result.exception.code == "names_not_permitted"  # type: ignore[union-attr]
    assert NEIGHBOUR not in result.output
    assert noted(folder_settings) == [(CADRE, f"问题 {numbers[1]}", "入户核查", (), False)]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--unmasked", "--as", CHECKER), "写明用途，可选：入户核查"),
        (("--unmasked", "--as", CHECKER, "--purpose", "看看"), "写明用途，可选：入户核查"),
        (("--unmasked", "--purpose", "入户核查"), "请用 --as"),
        (("--unmasked", "--purpose", "入户核查", "--as", "查无此人"), "名册里没有"),
    ],
)
def test_without_a_person_and_a_purpose_no_name_is_shown(
    duban: Duban, folder_settings: Settings, numbers: tuple[str, str], words: tuple[str, ...], says: str
) -> None:
    result = duban("ledger", *words)
    assert result.exit_code == 2
    assert says in result.stderr
    assert HOUSEHOLDER not in result.output
    assert noted(folder_settings) == []


def test_comparing_texts_is_noted_with_everyone_whose_texts_were_read(
    duban: Duban, folder_settings: Settings, numbers: tuple[str, str]
) -> None:
    with open_installation(folder_settings) as opened:
        for number, head, person in ((numbers[0], HEAD, PERSON), (numbers[1], OTHER_HEAD, OTHER_PERSON)):
            case_id = opened.find_case(number)
            opened.casework.handle(Claim(head, person), opened.caller(head), case_id)
            opened.casework.handle(SubmitPlan((MeasureDraft(MEASURE),)), opened.caller(person), case_id)
    assert answer(duban("signals", "--json"))["signals"] == []
    assert noted(folder_settings) == []
    [one] = answer(duban("signals", "--texts", "--as", OFFICE, "--json"))["signals"]
    assert {cited["problem_no"] for cited in one["cites"]} == set(numbers)
    narrow = answer(duban("signals", "--texts", "--as", CHECKER, "--json"))
    assert (narrow["plans_compared"], narrow["signals"]) == (1, [])
    assert noted(folder_settings) == [
        (OFFICE, "整改措施", "比对线索", (HERE, THERE), True),
        (CHECKER, "整改措施", "比对线索", (HERE,), True),
    ]


def test_the_access_log_is_for_the_privacy_officer_and_reading_it_is_noted(
    duban: Duban, folder_settings: Settings, numbers: tuple[str, str]
) -> None:
    duban("case", numbers[0], *VISIT, "--as", CHECKER)
    [line] = answer(duban("access", "--as", OFFICER, "--json"))
    assert (line["person"], line["purpose"], line["subjects"]) == (CHECKER, "入户核查", [HERE])
    result = duban("access", "--as", BYSTANDER)
    assert result.exception.code == "access_log_not_permitted"  # type: ignore[union-attr]
    assert [(who, what, granted) for who, what, _, _, granted in noted(folder_settings)][1:] == [
        (OFFICER, "访问日志", True),
        (BYSTANDER, "访问日志", False),
    ]
    shown = duban("access", "--as", OFFICER).stdout
    assert "被拒绝" in shown
