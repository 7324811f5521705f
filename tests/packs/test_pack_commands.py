"""`duban pack list | show | check | new | diff`, with their exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from adapters.cli.main import app
from adapters.packs import load_pack
from adapters.refusals import SetupRefused
from tests.packs.shipped import EXAMPLES, SHIPPED, SOUND, faults_of, made


def duban(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["pack", *map(str, words)])


def as_json(*words: str | Path) -> Any:
    result = duban(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_list_names_all_packs() -> None:
    assert {one["id"] for one in as_json("list")} == set(SHIPPED)
    shown = duban("list")
    assert shown.exit_code == 0
    assert all(name in shown.stdout for name in SHIPPED)


def test_list_takes_the_folder_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_PACKS", str(EXAMPLES))
    assert [one["id"] for one in as_json("list")] == ["safety_2024"]


@pytest.mark.parametrize("name", SHIPPED)
def test_show_says_what_is_in_a_pack(name: str) -> None:
    shown = as_json("show", name)
    read = duban("show", name).stdout
    assert shown["title"] in read.replace("\n", "")
    assert all(category["code"] in read for category in shown["taxonomy"])


def test_show_takes_a_folder_as_well() -> None:
    assert as_json("show", EXAMPLES / "safety_2024")["title"] == "安全生产大检查隐患整改"


def test_a_pack_that_is_not_there_is_refused_with_the_nearest_name() -> None:
    result = duban("show", "xiaoxian")
    assert result.exit_code == 2
    assert "没有“xiaoxian”这个规则包（是不是“xiaoxian_2022”？）" in result.stderr


def test_check_of_a_sound_pack_counts_what_is_in_it(tmp_path: Path) -> None:
    result = duban("check", made(tmp_path))
    assert result.exit_code == 0
    assert result.stdout.startswith("✓ made_2024 没有问题：2 个问题类型、0 个检查项，0 个阶段，1 层复核")


def test_check_tells_all_faults_and_fails(tmp_path: Path) -> None:
    home = made(tmp_path, SOUND.replace("title", "titel").replace("code: B", "code: A"))
    result = duban("check", home)
    assert result.exit_code == 1
    assert [line.split("：")[0] for line in result.stdout.splitlines()] == [
        f"✗ {home}/pack.yaml 第2行",
        f"✗ {home}/pack.yaml 第11行 taxonomy[2].code",
    ]


def test_check_in_json_has_file_line_path_and_message(tmp_path: Path) -> None:
    home = made(tmp_path, SOUND.replace("number: 1", "number: 一"))
    result = duban("check", home, "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["ok"] is False
    [fault] = told["faults"]
    assert (fault["line"], fault["path"], fault["message"]) == (8, "policy.layers[1].number", "“一”应是整数")
    assert fault["file"] == str(home / "pack.yaml")


def test_check_takes_a_folder_of_packs() -> None:
    told = as_json("check", EXAMPLES)
    assert told == {"ok": True, "packs": ["safety_2024"], "faults": []}


def test_check_of_a_folder_without_packs_is_refused(tmp_path: Path) -> None:
    result = duban("check", tmp_path)
    assert result.exit_code == 2
    assert "没有规则包" in result.stderr.replace("\n", "")


# --- new -----------------------------------------------------------------------------------------------------------


def test_a_new_pack_passes_the_check(tmp_path: Path) -> None:
    result = duban("new", "fire_2025", "--into", tmp_path, "--title", "消防：“百日”行动 #1")
    assert result.exit_code == 0
    assert duban("check", tmp_path / "fire_2025").exit_code == 0
    begun = load_pack(tmp_path / "fire_2025")
    assert (begun.id, begun.title, begun.year, begun.number_prefix) == ("fire_2025", "消防：“百日”行动 #1", 2025, "FI")


def test_a_new_pack_passes_the_check_with_all_that_is_optional(tmp_path: Path) -> None:
    """What stands behind "# " is YAML that holds; what stands behind "## " says what it is for."""
    duban("new", "fire_2025", "--into", tmp_path)
    file = tmp_path / "fire_2025" / "pack.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    optional = [line for line in lines if line.startswith("# ")]
    file.write_text("\n".join(line.removeprefix("# ") for line in lines), encoding="utf-8")
    assert faults_of(file.parent) == ()
    whole = load_pack(file.parent)
    assert len(optional) > 40
    assert whole.phases
    assert whole.duties
    assert whole.reports
    assert whole.inspection.letter


def test_a_new_pack_does_not_touch_what_is_there(tmp_path: Path) -> None:
    duban("new", "fire_2025", "--into", tmp_path)
    file = tmp_path / "fire_2025" / "pack.yaml"
    file.write_text("改过", encoding="utf-8")
    result = duban("new", "fire_2025", "--into", tmp_path)
    assert isinstance(result.exception, SetupRefused)
    assert "已经存在，没有改动" in str(result.exception)
    assert file.read_text(encoding="utf-8") == "改过"


@pytest.mark.parametrize("pack_id", ["Fire_2025", "消防_2025", "fire", "../fire_2025", "_2025"])
def test_an_id_of_another_form_is_refused(pack_id: str, tmp_path: Path) -> None:
    result = duban("new", pack_id, "--into", tmp_path)
    assert isinstance(result.exception, SetupRefused)
    assert "以年度结尾，如 safety_2024" in str(result.exception)
    assert list(tmp_path.iterdir()) == []


# --- diff ----------------------------------------------------------------------------------------------------------


def test_diff_groups_what_differs() -> None:
    shown = duban("diff", "xiaoxian_2022", "heyuan_2018")
    assert shown.exit_code == 0
    lines = shown.stdout.splitlines()
    assert "问题类型：仅前者 14 项，仅后者 8 项" in lines
    assert "  ~ 年度：2022 → 2018" in lines
    assert lines[-1] == "相同：逐项时限、期限、升级阶梯、整改措施和原因分析"


def test_diff_in_json() -> None:
    groups = {one["name"]: one["differences"] for one in as_json("diff", "haogou_2023", EXAMPLES / "safety_2024")}
    assert {"kind": "CHANGED", "what": "认领", "first": "2个工作日", "second": "1个工作日"} in groups["期限"]


def test_a_pack_does_not_differ_from_itself() -> None:
    assert duban("diff", "qijia_2021", "qijia_2021").stdout.startswith("相同：基本情况")
