"""Evidence is hashed as it arrives, kept once under its hash, never written over; whatever is wrong is named."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from adapters.evidence import store as module
from adapters.evidence.store import LARGEST, EvidenceRefused, EvidenceStore, Fault, Harm
from domain.problem.problem import EvidenceKind
from tests.evidence.files import FILLER, HEADS, made, photo_taken


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    return EvidenceStore(tmp_path / "evidence")


def files_of(store: EvidenceStore) -> list[Path]:
    return [path for path in store.root.rglob("*") if path.is_file()]


def hash_of(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()


@pytest.mark.requirement("R000-30")
@pytest.mark.parametrize("name", HEADS)
def test_a_file_is_kept_under_the_hash_of_its_content(store: EvidenceStore, tmp_path: Path, name: str) -> None:
    file = made(tmp_path, name, FILLER * 600)  # more than is read at once
    kept = store.take_in(file)
    assert (kept.sha256, kept.kind, kept.size) == (hash_of(file), HEADS[name][1], file.stat().st_size)
    [stored] = files_of(store)
    assert stored == store.root / kept.sha256[:2] / kept.sha256[2:]
    assert stored.read_bytes() == file.read_bytes()
    assert stat.S_IMODE(stored.stat().st_mode) == 0o400
    assert stat.S_IMODE(store.root.stat().st_mode) == 0o700


def test_the_same_content_twice_is_one_file(store: EvidenceStore, tmp_path: Path) -> None:
    first = store.take_in(made(tmp_path, "photo.jpg"))
    before = files_of(store)[0].stat()
    (tmp_path / "again.jpg").write_bytes((tmp_path / "photo.jpg").read_bytes())
    assert store.take_in(tmp_path / "again.jpg") == first
    [stored] = files_of(store)
    assert (stored.stat().st_ino, stored.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_many_who_bring_the_same_file_at_once_all_succeed(store: EvidenceStore, tmp_path: Path) -> None:
    file, kept = made(tmp_path, "film.mp4", FILLER * 5000), []
    threads = [threading.Thread(target=lambda: kept.append(store.take_in(file))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.sha256 for each in kept] == [hash_of(file)] * 8
    assert len(files_of(store)) == 1


def test_a_photo_brings_the_time_at_which_it_was_taken(store: EvidenceStore, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(photo_taken("2022:08:31 10:00:00"))
    kept = store.take_in(tmp_path / "photo.jpg")
    assert kept.taken_at is not None
    assert kept.taken_at.isoformat() == "2022-08-31T02:00:00+00:00"
    assert store.recall(kept.sha256) == kept


def test_to_examine_a_file_keeps_nothing(store: EvidenceStore, tmp_path: Path) -> None:
    file = made(tmp_path, "photo.jpg")
    assert store.examine(file).sha256 == hash_of(file)
    assert not store.root.exists()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda file: None, "没有这个文件或目录"),
        (lambda file: file.write_bytes(b""), "文件是空的"),
        (lambda file: file.mkdir(), "这是一个目录"),
        (lambda file: os.mkfifo(file), "不是普通文件"),
        (lambda file: file.write_text("整改已经完成"), "认不出的文件类型"),
        (lambda file: file.write_bytes(b"MZ" + FILLER), "认不出的文件类型"),
    ],
    ids=["none", "empty", "folder", "pipe", "text", "program"],
)
def test_what_cannot_be_evidence_is_refused_and_not_kept(
    store: EvidenceStore, tmp_path: Path, make: Callable[[Path], object], says: str
) -> None:
    file = tmp_path / "file"
    make(file)
    if file.is_fifo():
        end = os.open(file, os.O_RDWR)  # so that it can be opened for reading at all
    with pytest.raises(EvidenceRefused, match=says):
        store.take_in(file)
    if file.is_fifo():
        os.close(end)
    assert files_of(store) == []


def test_a_file_over_the_limit_of_its_kind_is_refused_while_it_arrives(tmp_path: Path) -> None:
    limit = 2 * 1024 * 1024
    store = EvidenceStore(tmp_path / "evidence", {**LARGEST, EvidenceKind.IMAGE: limit})
    head = len(HEADS["photo.jpg"][0])
    assert store.take_in(made(tmp_path, "photo.jpg", bytes(limit - head))).size == limit
    with pytest.raises(EvidenceRefused, match="图片超过 2 MB 的上限"):
        store.take_in(made(tmp_path, "photo.jpg", bytes(limit - head + 1)))
    assert store.take_in(made(tmp_path, "film.mp4", bytes(limit))).kind is EvidenceKind.VIDEO
    assert len(files_of(store)) == 2


@pytest.mark.parametrize("call", ["fsync", "link"])
def test_a_disk_that_fails_leaves_nothing_behind(
    store: EvidenceStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    file = made(tmp_path, "photo.jpg")
    with monkeypatch.context() as patched:
        patched.setattr(module.os, call, full)
        with pytest.raises(EvidenceRefused, match=r"没有存入.*磁盘已满"):
            store.take_in(file)
    assert files_of(store) == []
    assert store.take_in(file).sha256 == hash_of(file)


def test_a_damaged_file_is_not_taken_for_the_one_that_arrives(store: EvidenceStore, tmp_path: Path) -> None:
    file = made(tmp_path, "photo.jpg")
    kept = store.take_in(file)
    damage(store.path_of(kept.sha256))
    with pytest.raises(EvidenceRefused, match="已有的同一文件已损坏"):
        store.take_in(file)
    with pytest.raises(EvidenceRefused, match="已损坏，请从备份中恢复"):
        store.recall(kept.sha256)


def test_what_is_not_there_is_not_recalled(store: EvidenceStore) -> None:
    with pytest.raises(EvidenceRefused, match="佐证库里没有 abababababab…"):
        store.recall("ab" * 32)


def test_verify_names_what_is_damaged_missing_or_strange_and_nothing_else(store: EvidenceStore, tmp_path: Path) -> None:
    names = ("photo.jpg", "film.mp4", "voice.mp3", "paper.pdf")
    sound, harmed, gone, shortened = (store.take_in(made(tmp_path, name)).sha256 for name in names)
    assert list(store.verify([sound, harmed, gone, shortened])) == []
    damage(store.path_of(harmed))
    os.truncate(store.path_of(shortened), 3)
    store.path_of(gone).unlink()
    (store.root / "ab").mkdir(exist_ok=True)
    (store.root / "ab" / "notes.txt").write_text("x")
    (store.root / ".arriving-of-a-process-that-was-killed").write_bytes(b"x")
    assert set(store.verify([sound, gone])) == {
        Fault(harmed, Harm.DAMAGED),
        Fault(shortened, Harm.DAMAGED),
        Fault(gone, Harm.MISSING),
        Fault("ab/notes.txt", Harm.STRANGE),
    }


@pytest.mark.parametrize("bit", range(0, 8 * 1028, 997))
def test_one_flipped_bit_is_noticed(store: EvidenceStore, tmp_path: Path, bit: int) -> None:
    kept = store.take_in(made(tmp_path, "photo.jpg"))
    damage(store.path_of(kept.sha256), bit)
    assert list(store.verify([])) == [Fault(kept.sha256, Harm.DAMAGED)]


def test_an_empty_store_is_sound(store: EvidenceStore) -> None:
    assert list(store.verify([])) == []


def damage(file: Path, bit: int = 0) -> None:
    content = bytearray(file.read_bytes())
    content[bit // 8] ^= 1 << bit % 8
    os.chmod(file, 0o600)
    file.write_bytes(content)


def test_whoever_is_killed_while_taking_in_leaves_what_he_acknowledged_and_no_half_file(
    store: EvidenceStore, tmp_path: Path
) -> None:
    films = [made(tmp_path, name, FILLER * 4000) for name in ("film.mp4", "film.avi")]
    program = [sys.executable, "-m", "tests.evidence.taking_in", str(store.root), *map(str, films)]
    acknowledged = []
    for _ in range(4):
        child = subprocess.Popen(program, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        acknowledged += [child.stdout.readline().strip() for _ in range(3)]
        child.kill()
        acknowledged += [line.strip() for line in child.stdout if line.endswith("\n")]
        child.wait()
    assert len(set(acknowledged)) >= 3
    assert list(store.verify(acknowledged)) == []
