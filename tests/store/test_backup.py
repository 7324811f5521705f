"""A backup of a running folder: complete, consistent, and without the key unless asked."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from contextlib import closing
from functools import partial
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest

from adapters.backup import Manifest, backup
from adapters.data_folder import DataFolder
from adapters.event_store.opening import OpenStore, open_in_folder
from adapters.evidence.store import EvidenceStore
from adapters.refusals import SetupRefused
from tests.evidence.files import made
from tests.store.polling import until
from tests.store.test_many_writers import whole_log
from tests.store.writing import give_command, text

pytestmark = pytest.mark.sqlite


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder.open(tmp_path / "data")


def keep_a_ledger(folder: DataFolder, store: OpenStore, stop: threading.Event) -> None:
    """A follower that notes how far it has read."""
    with closing(sqlite3.connect(folder.ledgers, timeout=15)) as ledgers:
        ledgers.execute("PRAGMA journal_mode = WAL")
        ledgers.execute("CREATE TABLE position (at INTEGER)")
        ledgers.execute("INSERT INTO position VALUES (0)")
        while not stop.is_set():
            ledgers.execute("UPDATE position SET at = ?", (store.recorder.max_notification_id() or 0,))
            ledgers.commit()


def grown(folder: DataFolder, store: OpenStore, events: int) -> bool:
    return folder.ledgers.exists() and len(whole_log(store)) >= events


def position(ledgers: Path) -> int:
    with closing(sqlite3.connect(ledgers)) as connection:
        return int(connection.execute("SELECT at FROM position").fetchone()[0])


def test_backups_taken_while_four_writers_write_are_prefixes_of_the_log(folder: DataFolder, tmp_path: Path) -> None:
    cases, stop = [uuid4() for _ in range(4)], threading.Event()

    def write(number: int) -> None:
        while not stop.is_set():
            give_command(store, cases[number])

    manifests = []
    with open_in_folder(folder) as store:
        writers = [threading.Thread(target=write, args=[number]) for number in range(4)]
        writers.append(threading.Thread(target=keep_a_ledger, args=[folder, store, stop]))
        for writer in writers:
            writer.start()
        try:
            for number in range(3):
                until(partial(grown, folder, store, 100 * (number + 1)))
                manifests.append(backup(folder, tmp_path / f"copy {number}", with_key=True))
        finally:
            stop.set()
            for writer in writers:
                writer.join()
        log = whole_log(store)
    for number, manifest in enumerate(manifests):
        copied = DataFolder.open(tmp_path / f"copy {number}")
        assert position(copied.ledgers) <= manifest.last_notification_id
        with open_in_folder(copied) as copy:
            events = whole_log(copy)
            assert events == log[: len(events)]
            assert manifest.last_notification_id == events[-1].id
            refs = [f"{each.originator_id}/{each.originator_version}" for each in events[::2]]
            assert len(copy.vault.reveal(refs)) == len(refs) == len(events) / 2


def test_the_manifest_names_every_file_with_its_hash(folder: DataFolder, tmp_path: Path) -> None:
    with open_in_folder(folder) as store:
        ids = give_command(store, uuid4())
        manifest = backup(folder, tmp_path / "copy")
    written = msgspec.json.decode((tmp_path / "copy" / "manifest.json").read_bytes(), type=Manifest)
    assert written == manifest
    assert manifest.last_notification_id == ids[-1]
    assert set(manifest.files) == {"events.sqlite3", "clock.json"}
    for name, digest in manifest.files.items():
        assert hashlib.sha256((tmp_path / "copy" / name).read_bytes()).hexdigest() == digest


def test_the_evidence_is_copied_with_its_hashes(folder: DataFolder, tmp_path: Path) -> None:
    evidence = EvidenceStore(folder.evidence)
    with open_in_folder(folder):
        kept = evidence.take_in(made(tmp_path, "photo.jpg"))
        (folder.evidence / ".arriving-1").write_bytes(b"half a film")
        manifest = backup(folder, tmp_path / "copy")
    name = f"evidence/{kept.sha256[:2]}/{kept.sha256[2:]}"
    assert manifest.files[name] == kept.sha256
    assert [path for path in manifest.files if path.startswith("evidence")] == [name]
    assert list(EvidenceStore(tmp_path / "copy" / "evidence").verify([kept.sha256])) == []


def test_without_its_key_a_backup_does_not_open(folder: DataFolder, tmp_path: Path) -> None:
    case = uuid4()
    with open_in_folder(folder) as store:
        give_command(store, case)
        backup(folder, tmp_path / "copy")
    copied = DataFolder.open(tmp_path / "copy")
    with pytest.raises(SetupRefused, match="缺少保险库密钥文件"):
        open_in_folder(copied)
    copied.vault_key.write_bytes(folder.vault_key.read_bytes())
    with open_in_folder(copied) as copy:
        assert copy.vault.reveal([text(case, 1).ref]) == {text(case, 1).ref: "第1次"}


def test_a_folder_that_holds_anything_is_no_target(folder: DataFolder, tmp_path: Path) -> None:
    open_in_folder(folder).close()
    target = tmp_path / "copy"
    target.mkdir()
    (target / "letter.txt").write_text("")
    with pytest.raises(SetupRefused, match="不是空的"):
        backup(folder, target)
    assert [file.name for file in target.iterdir()] == ["letter.txt"]
