"""Where a sample may be made: in a new folder or an empty one; never where something lies already."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from adapters.refusals import SetupRefused
from adapters.sample.folder import NAME, found, make_in
from adapters.sample.making import ENDS_AT, Sample
from tests.conftest import Duban

TINY = Sample(problems=12, towns=1, seed=5)


def test_the_command_makes_a_county_once_and_finds_it_again(
    duban: Duban, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "county"
    asked = ("sample", "--problems", 12, "--towns", 1, "--seed", 5, "--into", folder, "--json")
    first, second = json.loads(duban(*asked).stdout), json.loads(duban(*asked).stdout)
    assert (first["was_there"], second["was_there"]) == (False, True)
    assert first["made"] == second["made"]
    monkeypatch.setenv("DUBAN_DATA", str(folder))
    summary = json.loads(duban("summary", "--campaign", "xiaoxian_2022", "--json").stdout)
    assert 0 < summary["total"]["found"]["count"] <= 12


def test_the_clock_of_a_sample_stands_on_its_last_day(
    duban: Duban, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_in(tmp_path / "county", TINY, lambda at, events: None)
    monkeypatch.setenv("DUBAN_DATA", str(tmp_path / "county"))
    summary = json.loads(duban("summary", "--campaign", "xiaoxian_2022", "--json").stdout)
    assert summary["basis"]["as_of"] == f"{ENDS_AT:%Y-%m-%dT%H:%M:%SZ}"


def test_a_folder_with_anything_else_in_it_is_refused_and_left_alone(duban: Duban, tmp_path: Path) -> None:
    folder = tmp_path / "of somebody"
    folder.mkdir()
    (folder / "events.sqlite3").write_text("somebody's work")
    refused = duban("sample", "--problems", 12, "--into", folder)
    assert isinstance(refused.exception, SetupRefused)
    with pytest.raises(SetupRefused, match="不是样例目录"):
        make_in(folder, TINY, lambda at, events: None)
    assert [path.name for path in folder.iterdir()] == ["events.sqlite3"]


def test_another_county_does_not_take_the_place_of_one_that_is_there(tmp_path: Path) -> None:
    make_in(tmp_path / "county", TINY, lambda at, events: None)
    with pytest.raises(SetupRefused, match="另一个样例县"):
        found(tmp_path / "county", Sample(problems=13, towns=1, seed=5))


def test_what_was_broken_off_is_made_anew(tmp_path: Path) -> None:
    class BrokenOff(Exception):
        pass

    def break_off(at: object, events: int) -> None:
        raise BrokenOff

    folder = tmp_path / "county"
    with pytest.raises(BrokenOff):
        make_in(folder, TINY, break_off)
    assert (folder / NAME).exists()
    assert found(folder, TINY) is None
    assert make_in(folder, TINY, lambda at, events: None) == found(folder, TINY)


def test_two_do_not_make_one_at_once(tmp_path: Path) -> None:
    def make_it_too(at: object, events: int) -> None:
        with pytest.raises(SetupRefused, match="已被另一个督办进程使用"):
            make_in(tmp_path / "county", TINY, lambda at, events: None)

    made = make_in(tmp_path / "county", TINY, make_it_too)
    assert found(tmp_path / "county", TINY) == made


def test_a_damaged_note_does_not_make_a_folder_ours(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("{")
    with pytest.raises(SetupRefused, match="已损坏"):
        make_in(tmp_path, TINY, lambda at, events: None)
