"""`duban monitoring` and `duban do` for a household at risk, on a data folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.cli.main import app
from adapters.cli.output import console
from adapters.installation import Installation, open_installation
from adapters.settings import Settings
from domain.casework import Caller
from tests.monitoring_case.acts import TO_ASSISTED
from tests.monitoring_case.people import RESIDENT
from tests.monitoring_case.story import whole_organisation
from tests.problem.people import TOWN_CLERK
from tests.problem.story import instant


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder in which one household is helped."""
    monkeypatch.setenv("DUBAN_DATA", str(tmp_path / "data"))
    with open_installation(Settings(data=tmp_path / "data")) as opened:
        opened.store.recorder.insert_events(whole_organisation())
        tell(opened)
    return tmp_path / "data"


def tell(opened: Installation) -> None:
    case_id = None
    for number, act in enumerate(TO_ASSISTED):
        caller = Caller(person=act.by, command_id=f"told/{number}", recorded_at=instant(act.at))
        case_id = opened.casework.handle(act.command, caller, case_id).case_id


def said(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == code, result.output
    return result.output


@pytest.mark.usefixtures("folder")
def test_the_ledger_is_shown_as_of_any_moment_with_masked_names() -> None:
    now = json.loads(said("monitoring", "--json"))
    [line] = now["lines"]
    assert (line["monitor_no"], line["householder"], line["days_used"]) == ("JC2022-甲镇-0001", "诸葛**", 13)
    then = json.loads(said("monitoring", "--json", "--as-of", "2022-08-20 18:00"))
    assert (then["lines"][0]["stage"], then["lines"][0]["days_used"]) == ("TOWN_OK", 10)
    assert json.loads(said("monitoring", "--json", "--as-of", "2022-08-09"))["lines"] == []


@pytest.mark.usefixtures("folder")
def test_a_hundred_columns_have_room_for_every_column(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "_width", 100)
    shown = said("monitoring", "--as-of", "2022-08-20 18:00")
    assert "JC2022-甲镇-0001" in shown
    assert "乡镇已审核" in shown
    assert "应纳未录" in shown


@pytest.mark.usefixtures("folder")
def test_a_list_shows_only_what_stands_on_it() -> None:
    as_of = ("--as-of", "2022-08-20 18:00")
    assert len(json.loads(said("monitoring", "--json", "--list", "应纳未录", *as_of))["lines"]) == 1
    assert json.loads(said("monitoring", "--json", "--list", "录入超期", *as_of))["lines"] == []
    said("monitoring", "--list", "没有的清单", code=2)


@pytest.mark.usefixtures("folder")
def test_a_visit_is_recorded_by_the_number_of_the_case() -> None:
    number = "JC2022-甲镇-0001"
    output = said("do", "走访帮扶", "record=正常", "--as", RESIDENT, "--case", number, "--json")
    assert json.loads(output) == [{"place": "", "number": number, "result": "已办理", "message": "", "code": ""}]
    [line] = json.loads(said("monitoring", "--json"))["lines"]
    assert [visit["role"] for visit in line["visits"]] == ["驻村工作队"]


@pytest.mark.usefixtures("folder")
def test_a_consultation_names_the_case_by_its_number() -> None:
    said("do", "建立月会商制度", "unit=甲镇", "--as", TOWN_CLERK)
    words = (
        "do",
        "召开月会商",
        "minutes=研判一条",
        "attendance=9",
        "--as",
        TOWN_CLERK,
        "--case",
        "甲镇月会商",
        "--json",
    )
    unknown = said(*words, "decided=[{case: JC2022-甲镇-0009, verdict: 继续观察}]", code=1)
    assert "没有找到案件 JC2022-甲镇-0009" in json.loads(unknown)[0]["message"]
    done = said(*words, "decided=[{case: JC2022-甲镇-0001, verdict: 继续观察}]")
    assert json.loads(done)[0]["result"] == "已办理"
