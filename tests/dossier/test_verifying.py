"""核验履责材料: whatever was altered, dropped, added or told otherwise is named, even if the sums were written anew."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.dossier.conftest import NUMBER, Duban
from tests.problem.people import OFFICE

pytestmark = pytest.mark.requirement("X-02")
FOR = ("--as", OFFICE, "--purpose", "问责审查")


@pytest.fixture
def material(duban: Duban, tmp_path: Path) -> Path:
    assert duban("dossier", NUMBER, "--out", tmp_path / "材料", *FOR).code == 0
    return tmp_path / "材料"


def summed_anew(folder: Path) -> None:
    """As whoever covers his tracks would do it."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != "SHA256SUMS")
    lines = (f"{hashlib.sha256(f.read_bytes()).hexdigest()}  {f.relative_to(folder).as_posix()}\n" for f in files)
    (folder / "SHA256SUMS").write_text("".join(lines))


def swap(text: bytes, old: str, new: str) -> bytes:
    assert old.encode() in text
    return text.replace(old.encode(), new.encode(), 1)


def edit(name: str, how: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(how((folder / name).read_bytes()))


def line_moved(text: bytes) -> bytes:
    first, second, *others = text.splitlines(keepends=True)
    return b"".join((second, first, *others))


def third_line_dropped(text: bytes) -> bytes:
    lines = text.splitlines(keepends=True)
    return b"".join((*lines[:2], *lines[3:]))


def line_of_the_trail_changed(text: bytes) -> bytes:
    trail = json.loads(text)
    trail["lines"][0]["who"] = "别人"
    return json.dumps(trail).encode()


def test_as_it_was_exported_nothing_is_wrong(duban: Duban, material: Path) -> None:
    found = duban("verify-dossier", material, "--with-log", "--json")
    assert (found.code, found.json["wrong"]) == (0, [])
    sums = hashlib.sha256((material / "SHA256SUMS").read_bytes()).hexdigest()
    assert duban("verify-dossier", material, "--sums", sums).code == 0


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (edit("trail.html", lambda text: text + b" "), "trail.html：内容被改动"),
        (edit("events.jsonl", lambda text: text.replace(b"2022", b"2021", 1)), "events.jsonl：内容被改动"),
        (lambda folder: (folder / "trail.json").unlink(), "trail.json：缺失"),
        (lambda folder: (folder / "evidence.csv").unlink(), "evidence.csv：缺失"),
        (lambda folder: (folder / "多.txt").write_text("多"), "多.txt：不在 SHA256SUMS 里"),
    ],
)
def test_a_file_that_was_altered_dropped_or_added_is_named(
    duban: Duban, material: Path, harm: Callable[[Path], object], says: str
) -> None:
    harm(material)
    found = duban("verify-dossier", material, "--json")
    assert (found.code, [one for one in found.json["wrong"] if says in one] != []) == (1, True)


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (edit("trail.json", line_of_the_trail_changed), "trail.json：第1条与事件所说的不同"),
        (edit("events.jsonl", lambda text: text.split(b"\n", 1)[1]), "events.jsonl：读不出责任链条"),
        (edit("events.jsonl", third_line_dropped), "trail.json：第3条没有对应的事件"),
        (edit("events.jsonl", line_moved), "events.jsonl：第2行（第1条）的次序被改动"),
        (edit("texts.jsonl", lambda text: swap(text, "停水", "正常")), "与事件所说的不同"),
    ],
)
def test_what_is_told_otherwise_than_the_events_say_is_named_though_the_sums_were_written_anew(
    duban: Duban, material: Path, harm: Callable[[Path], object], says: str
) -> None:
    before = hashlib.sha256((material / "SHA256SUMS").read_bytes()).hexdigest()
    harm(material)
    summed_anew(material)
    found = duban("verify-dossier", material, "--json")
    assert (found.code, [one for one in found.json["wrong"] if says in one] != []) == (1, True)
    other = duban("verify-dossier", material, "--sums", before)
    assert "SHA256SUMS 不是导出时的那一份" in other.err


def test_an_event_that_the_log_has_otherwise_is_named_by_its_line(duban: Duban, material: Path) -> None:
    lines = (material / "events.jsonl").read_bytes().splitlines(keepends=True)
    said = json.loads(lines[1])
    said["event"]["envelope"]["command_id"] = "forged"
    lines[1] = json.dumps(said, ensure_ascii=False).encode() + b"\n"
    (material / "events.jsonl").write_bytes(b"".join(lines))
    summed_anew(material)
    assert duban("verify-dossier", material).code == 0, "the trail does not say under which command it was done"
    found = duban("verify-dossier", material, "--with-log")
    assert found.code == 1
    assert "第2行（第2条）与本机日志所存的不同" in found.err


def test_of_a_zip_of_several_and_of_something_else(duban: Duban, material: Path, tmp_path: Path) -> None:
    packed = shutil.make_archive(str(tmp_path / "包"), "zip", material)
    assert duban("verify-dossier", packed).code == 0
    (tmp_path / "空").mkdir()
    assert "不是履责情况追溯材料" in duban("verify-dossier", tmp_path / "空").err
    assert "打不开" in duban("verify-dossier", tmp_path / "没有").err
