"""A place is data: a pack of another kind of inspection, and a story played under it, without a line of code."""

import ast
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.cli.main import app
from adapters.packs import load_pack, shipped_calendar
from adapters.play.running import play
from domain.policy import Duty, Level, Period, Step
from tests.packs.shipped import EXAMPLES, SHIPPED, faults_of

ROOT = Path(__file__).resolve().parents[2]
SAFETY = EXAMPLES / "safety_2024"
SCENARIOS = sorted(SAFETY.glob("scenarios/*.yaml"))


@pytest.mark.requirement("X-06")
def test_the_example_has_no_faults() -> None:
    assert faults_of(SAFETY) == ()


@pytest.mark.requirement("X-06")
@pytest.mark.parametrize("folder", ["domain", "projections", "workflows"])
def test_no_rule_asks_which_place_it_serves(folder: str) -> None:
    files = sorted((ROOT / folder).rglob("*.py"))
    nodes = (node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    assert [node.value for node in nodes if isinstance(node, ast.Constant) and node.value in SHIPPED] == []
    assert files


def test_the_example_is_written_in_chinese_throughout() -> None:
    for part in SAFETY.glob("*.yaml"):
        keys = [line.split(":")[0].strip() for line in part.read_text(encoding="utf-8").splitlines() if ":" in line]
        assert [key for key in keys if key.isascii() and key.isalpha()] == []


def test_chinese_names_mean_the_same_as_identifiers() -> None:
    policy = load_pack(SAFETY).policy
    assert policy.period(Duty.CLAIM) == Period(working_days=1)
    assert policy.ladder.steps == (Step(Level.WARN, 1), Step(Level.LETTER, 2), Step(Level.CIRCULATE, 5))


@pytest.mark.requirement("X-06")
@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_a_story_under_the_example_holds(file: Path) -> None:
    result = play(file, packs=EXAMPLES)
    assert result.failures == ()
    assert result.expectations > 20


def test_the_example_is_played_from_the_command_line() -> None:
    result = CliRunner().invoke(app, ["play", str(SCENARIOS[0]), "--packs", str(EXAMPLES)])
    assert result.exit_code == 0, result.output
    assert "全部达到预期" in result.stdout


def test_the_example_is_played_with_the_folder_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_PACKS", str(EXAMPLES))
    assert CliRunner().invoke(app, ["play", str(SCENARIOS[0])]).exit_code == 0


def test_a_folder_without_a_calendar_uses_the_shipped_one() -> None:
    assert not (EXAMPLES / "calendar").exists()
    assert shipped_calendar(EXAMPLES).version == shipped_calendar(SAFETY.parents[3] / "packs").version
