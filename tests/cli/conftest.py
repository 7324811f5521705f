"""`duban` as an office types it, on a data folder of its own in which it is the morning of 2022-08-10."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
import structlog

from adapters.cli.main import run
from adapters.clock import Clock
from adapters.data_folder import DataFolder
from domain.calendar import SHANGHAI
from tests.importing.workbooks import people_list

BEGINS = datetime(2022, 8, 10, 9, 0, tzinfo=SHANGHAI).astimezone(UTC)

POSTS = (
    ("甲县", "", "", "", "", "", ""),
    ("县专项办", "甲县", "孙三", "主任", "办公室", "00000000001", "2021.3-"),
    ("县督查组", "甲县", "李四", "组员", "督查组成员", "", ""),
    ("甲镇", "甲县", "钱二", "镇长", "主要负责同志", "", ""),
    ("甲镇", "甲县", "赵一", "副镇长", "责任领导", "", ""),
    ("甲镇", "甲县", "周五", "干事", "责任人", "", ""),
    ("甲镇", "甲县", "吴六", "核查员", "乡镇核查人员", "", ""),
    ("甲镇一村", "甲镇", "郑七", "村书记", "村干部", "", ""),
)


@dataclass(frozen=True)
class Said:
    """What one command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Duban:
    """Gives commands to one installation."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys

    def __call__(self, *words: object) -> Said:
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            run([str(word) for word in words])
        printed = self.capsys.readouterr()
        return Said(int(str(ended.value.code)), printed.out, printed.err)

    def it_is(self, morning: str) -> None:
        """From now on it is nine o'clock of that day."""
        begins = datetime.fromisoformat(f"{morning} 09:00").replace(tzinfo=SHANGHAI).astimezone(UTC)
        clock = Clock(datetime.now(UTC), begins, 1.0)
        (self.folder / "clock.json").write_bytes(msgspec.json.encode(clock))

    def store(self) -> dict[str, str]:
        """What stands in the event store and beside it, byte for byte."""
        files = sorted(self.folder.glob("events.sqlite3*"))
        return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """A service sets up the logging of its process; here it shares this one with other tests."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def duban(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Duban:
    folder = new_folder(tmp_path / "data")
    monkeypatch.setenv("DUBAN_DATA", str(folder))
    return Duban(folder, capsys)


@pytest.fixture
def office(duban: Duban, folder_with_people: Path) -> Duban:
    """The same with people in it."""
    shutil.copytree(folder_with_people, duban.folder, dirs_exist_ok=True)
    return duban


@pytest.fixture(scope="session")
def folder_with_people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = new_folder(tmp_path_factory.mktemp("office") / "data")
    people = people_list(folder.parent / "people.xlsx", *POSTS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUBAN_DATA", str(folder))
        with pytest.raises(SystemExit) as ended:
            run(["import-people", str(people), "--confirm"])
    assert ended.value.code == 0
    return folder


def new_folder(folder: Path) -> Path:
    return DataFolder.open(folder, Clock(datetime.now(UTC), BEGINS, 1.0)).root
