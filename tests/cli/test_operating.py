"""Running, rebuilding, copying, examining, and playing, as an office types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from adapters.data_folder import DataFolder
from adapters.packs import packs_folder
from tests.cli.conftest import Duban
from tests.importing.workbooks import area_ledger, area_row

SCENARIO = packs_folder() / "assessment_2020" / "scenarios" / "s10_five_plan_items.yaml"


@pytest.fixture
def at_work(office: Duban, tmp_path: Path) -> Duban:
    file = area_ledger(tmp_path / "area.xlsx", area_row(), area_row(number=2))
    assert office("import", file, "--campaign", "xiaoxian_2022", "--as", "孙三", "--confirm").code == 0
    return office


def test_a_copy_of_the_folder_answers_as_the_folder_does(
    at_work: Duban, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy"
    with DataFolder.open(at_work.folder).held():  # as while `duban up` runs
        manifest = at_work("backup", copy, "--with-key", "--json").json
    assert manifest["last_notification_id"] > 0
    assert {"events.sqlite3", "clock.json", "vault.key"} <= manifest["files"].keys()
    words = ("ledger", "--as-of", "2022-08-10 12:00", "--known-at", "2022-08-10 12:00", "--json")
    there = at_work(*words).json
    monkeypatch.setenv("DUBAN_DATA", str(copy))
    assert at_work(*words).json == there
    assert len(there["lines"]) == 2


def test_a_copy_goes_only_where_nothing_is_and_leaves_the_key_behind(at_work: Duban, tmp_path: Path) -> None:
    said = at_work("backup", tmp_path / "copy")
    assert (said.code, "保险库密钥未复制" in said.out) == (0, True)
    assert not (tmp_path / "copy" / "vault.key").exists()
    again = at_work("backup", tmp_path / "copy")
    assert (again.code, "备份目录不是空的" in again.err) == (2, True)


def test_tables_that_were_deleted_come_back_from_the_log(at_work: Duban) -> None:
    before = at_work("ledger", "--json").json["lines"]
    (at_work.folder / "ledgers.sqlite3").unlink()
    rebuilt = at_work("rebuild", "--ledgers", "--json").json["ledgers"]
    assert (rebuilt["differences"], rebuilt["rows"] >= 2) == (0, True)
    assert at_work("ledger", "--json").json["lines"] == before


@pytest.mark.parametrize("words", [("up",), ("rebuild", "--temporal")], ids=" ".join)
def test_a_folder_that_is_in_use_is_not_taken(at_work: Duban, words: tuple[str, ...]) -> None:
    with DataFolder.open(at_work.folder).held():
        said = at_work(*words)
    assert said.code == 2
    assert "本数据目录已被另一个督办进程使用" in said.err


def test_an_examination_finds_what_is_in_order_and_what_lags(at_work: Duban) -> None:
    found = {each["code"]: each for each in at_work("doctor", "--json").json}
    assert found["events"]["level"] == "ok"
    assert "落后 0 个" not in found["ledgers"]["state"]  # nobody has followed the log yet
    at_work("ledger")
    found = {each["code"]: each for each in at_work("doctor", "--json").json}
    assert "落后 0 个" in found["ledgers"]["state"]


def test_an_examination_names_a_key_that_is_missing(at_work: Duban) -> None:
    (at_work.folder / "vault.key").unlink()
    said = at_work("doctor")
    assert said.code == 2
    assert "✗ 数据：缺少保险库密钥文件" in said.out


def test_a_scenario_is_played_and_the_exit_code_says_whether_it_held(duban: Duban, tmp_path: Path) -> None:
    assert duban("play", SCENARIO).code == 0
    told = duban("play", SCENARIO, "--json")
    assert (told.code, told.json["ok"], told.json["failures"]) == (0, True, [])
    other = tmp_path / "other.yaml"
    other.write_text(SCENARIO.read_text(encoding="utf-8").replace("80.0%", "79.9%"), encoding="utf-8")
    failed = duban("play", other, "--json")
    assert (failed.code, failed.json["ok"]) == (1, False)
    assert {failure["expected"] for failure in failed.json["failures"]} == {"79.9%"}


def test_a_scenario_that_cannot_be_read_plays_nothing(duban: Duban, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("pack: nowhere\ntimeline: []\n", encoding="utf-8")
    said = duban("play", wrong, "--json")
    assert (said.code, said.json["ok"]) == (2, False)
    assert said.json["faults"]


def test_training_never_goes_into_a_real_folder(at_work: Duban, tmp_path: Path) -> None:
    before = at_work.store()
    said = at_work("play", SCENARIO, "--into", at_work.folder)
    assert (said.code, "不是培训目录" in said.err) == (2, True)
    assert at_work.store() == before
    assert at_work("play", SCENARIO, "--into", tmp_path / "training").code == 0


@pytest.mark.parametrize(
    ("file", "complaint"),
    [
        ("events.sqlite3", "打不开事件库"),
        ("ledgers.sqlite3", "打不开台账"),
        ("clock.json", "已损坏"),
        ("vault.key", "保险库密钥文件已损坏"),
    ],
)
def test_a_file_of_the_folder_that_is_damaged_is_named(at_work: Duban, file: str, complaint: str) -> None:
    (at_work.folder / file).write_bytes(b"a letter, not what it was" * 50)
    said = at_work("ledger")
    assert (said.code, said.out) == (2, "")
    assert complaint in said.err
    examined = at_work("doctor")
    assert (examined.code, complaint in examined.out) == (2, True)


def test_a_folder_that_cannot_be_made_is_named(duban: Duban, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "letter").write_text("a letter")
    monkeypatch.setenv("DUBAN_DATA", str(tmp_path / "letter" / "data"))
    said = duban("ledger")
    assert (said.code, "不能使用" in said.err) == (2, True)


@pytest.mark.parametrize("words", [("up",), ("rebuild", "--temporal")], ids=" ".join)
def test_a_temporal_that_does_not_answer_is_named(
    at_work: Duban, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    said = at_work(*words)
    assert said.code == 2
    assert "连接不上 Temporal（127.0.0.1:1）" in said.err
    assert "连接不上 Temporal" in at_work("doctor").out


def test_settings_of_temporal_that_say_nothing_are_named(at_work: Duban, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPORAL_PROFILE", "nowhere")
    assert "TEMPORAL_ 开头的环境变量" in at_work("doctor").out


def test_a_day_beyond_the_calendar_is_said_in_chinese(at_work: Duban) -> None:
    clock = {"real_start": "2026-01-01T00:00:00Z", "business_start": "2040-01-01T00:00:00Z", "factor": 1.0}
    (at_work.folder / "clock.json").write_text(json.dumps(clock))
    said = at_work("trail", "XX2022-甲镇-0001")
    assert (said.code, said.out) == (2, "")
    assert "工作日历未覆盖204" in said.err
