"""`duban authority`: the matrix and its document, the gaps, and what a person may do, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from adapters.authority_matrix import document, matrix
from adapters.cli.main import app
from adapters.installation import open_installation
from adapters.settings import Settings
from domain.authority import ACTS
from domain.casework import Caller
from domain.organisation import Role
from domain.problem.registering import Dispatch, RegisterProblem
from domain.separation import SEPARATION_NAMES
from tests.authority.test_way_up import CLERK, SMALL, STAFF
from tests.problem.acts import finding
from tests.problem.people import INSPECTOR, OFFICE, POSTS, TOWN, UNITS
from tests.problem.story import instant

DOCUMENT = Path(__file__).parents[2] / "docs" / "authority.md"
NUMBER = "XX2022-甲镇-0001"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the people of the stories, a town of two officers, and one problem."""

    folder = tmp_path_factory.mktemp("authority") / "data"
    with open_installation(Settings(data=folder)) as opened:
        for number, command in enumerate((*UNITS, *POSTS, *STAFF)):
            caller = Caller(person="导入员", command_id=f"{number}", recorded_at=instant("2022-08-01 08:00"))
            opened.casework.handle(command, caller)
        found = opened.casework.handle(RegisterProblem(finding()), opened.caller(INSPECTOR))
        opened.casework.handle(Dispatch(TOWN, due_days=30), opened.caller(OFFICE), found.case_id)
    return folder


def duban(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["authority", *arguments], env={"DUBAN_DATA": str(data)})


def answer(data: Path, *arguments: str) -> Any:
    result = duban(data, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


# --- the matrix ---------------------------------------------------------------------------------------------------


def test_the_document_is_that_of_the_table() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), (
        "run: python -m adapters.authority_matrix docs/authority.md"
    )


def test_every_row_is_in_the_matrix_and_every_guard_has_its_words() -> None:
    assert [row.command for row in matrix()] == [act.name for act in ACTS]
    assert {act.separation for act in ACTS if act.separation} <= set(SEPARATION_NAMES)
    written = document()
    assert all(f"`{act.name}`" in written for act in ACTS)


def test_the_matrix_is_printed_and_given_to_programs(data: Path) -> None:
    rows = answer(data)
    assert [row["command"] for row in rows] == [act.name for act in ACTS]
    [closing] = [row for row in rows if row["command"] == "approve_close"]
    assert (closing["stages"], closing["roles"], closing["by_rules"]) == (
        ["待销号审批"],
        ["办公室", "领导小组组长"],
        True,
    )
    shown = duban(data).output
    assert "同意销号" in shown
    assert max(len(line) for line in shown.splitlines()) <= 100


# --- gaps ---------------------------------------------------------------------------------------------------------


def test_the_gaps_of_a_unit_are_listed_with_where_they_lead(data: Path) -> None:
    found = answer(data, "--gaps", "--unit", SMALL, "--campaign", "xiaoxian_2022")
    assert {gap["unit"] for gap in found["gaps"]} == {SMALL}
    [check] = [gap for gap in found["gaps"] if gap["act"] == "pass_layer"]
    assert (check["node"], check["way"], check["stage"]) == (SMALL, "LEVEL_UP", "CHECK_1")
    assert "提级办理：县专班" in duban(data, "--gaps", "--unit", SMALL).output


def test_a_unit_without_gaps_says_so_and_one_that_lacks_names_too(data: Path) -> None:
    assert "各单位各环节都有人可办" in duban(data, "--gaps", "--unit", TOWN).output
    assert "乙镇尚未明确：责任领导" in duban(data, "--gaps").output


def test_a_campaign_or_a_unit_that_is_not_known_is_refused(data: Path) -> None:
    for arguments in (("--campaign", "没有"), ("--unit", "没有")):
        result = duban(data, "--gaps", *arguments)
        assert result.exit_code != 0


# --- what may he do -----------------------------------------------------------------------------------------------


def test_what_a_person_may_do_now_is_told_with_the_reasons(data: Path) -> None:
    told = {one["command"]: one for one in answer(data, "--as", CLERK, "--case", NUMBER)}
    assert [name for name, one in told.items() if one["may"]] == ["record_sweep_check", "sign_sweep"]
    assert told["claim"]["code"] == "not_permitted"
    head = {one["command"]: one for one in answer(data, "--as", "甲镇镇长", "--case", NUMBER)}
    assert head["claim"]["may"]
    assert (head["claim"]["role"], head["claim"]["unit"]) == (Role.HEAD, TOWN)
    assert head["approve_close"]["code"] == "wrong_stage"
    printed = duban(data, "--as", "甲镇镇长", "--case", NUMBER).output
    assert "可办" in printed
    assert "wrong_stage" not in printed, "a code is for programs"


def test_a_person_without_a_case_and_a_case_without_a_person_are_asked_for(data: Path) -> None:
    assert duban(data, "--as", CLERK).exit_code == 2
    assert duban(data, "--case", NUMBER).exit_code == 2
    assert duban(data, "--as", "查无此人", "--case", NUMBER).exit_code == 2


# --- what is said of the organisation --------------------------------------------------------------------------------


def test_a_delegation_and_a_substitute_are_said_on_the_command_line(data: Path) -> None:
    lent = (
        "do",
        "授权代签",
        "person=乙镇镇长",
        "trustee=乙镇干事",
        "until=2099-12-31",
        "reason=外出",
        "--as",
        "乙镇镇长",
    )
    named = (
        "do",
        "指定替代人",
        f"node={SMALL}",
        "person=乙镇干事",
        "acts=同意整改方案",
        "until=2099-12-31",
        "reason=无人",
    )
    for arguments in (lent, (*named, "--as", OFFICE)):
        result = CliRunner().invoke(app, [*arguments, "--json"], env={"DUBAN_DATA": str(data)})
        assert [line["result"] for line in json.loads(result.output)] == ["已办理"], result.output
    found = answer(data, "--gaps", "--unit", SMALL)
    [plan] = [gap for gap in found["gaps"] if gap["act"] == "approve_plan"]
    assert (plan["way"], plan["people"]) == ("SUBSTITUTE", ["乙镇干事"])
