"""A consistent copy of a data folder while it is in use (备份)."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from adapters.data_folder import DataFolder, write_once, write_over
from adapters.evidence.store import ARRIVING, sha256_of
from adapters.refusals import SetupRefused

MANIFEST = "manifest.json"
NOTES = "backups.json"
REMEMBERED = 30


class Manifest(msgspec.Struct, frozen=True):
    """What a backup holds; the file is written last, so a folder without it is no backup."""

    taken_at: datetime
    last_notification_id: int
    """The last event in the copy; 0: none."""
    files: dict[str, str]
    """Path in the backup -> SHA-256."""


class BackupTaken(msgspec.Struct, frozen=True):
    """A backup that was taken, as the data folder remembers it."""

    taken_at: datetime
    target: str
    device: int
    last_notification_id: int


def backup(folder: DataFolder, target: Path, with_key: bool = False) -> Manifest:
    """Copies databases, clock, what offices call their columns, their own templates, and evidence; what is secret only
    `with_key`: the vault's key, for key and data belong in different hands, and the channels with their passwords.

    Raises SetupRefused if `target` holds anything already, or lacks the key it is asked for.
    """
    if target.exists() and any(target.iterdir()):
        raise SetupRefused(f"备份目录不是空的：{target}")
    if with_key and not folder.vault_key.exists():
        raise SetupRefused(f"数据目录里没有保险库密钥：{folder.vault_key}")
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.ledgers.exists():
        copy_database(folder.ledgers, target / folder.ledgers.name)  # first: ledgers may lag the events, never lead
    copy_database(folder.events, target / folder.events.name)
    named = [folder.import_columns] if folder.import_columns.exists() else []
    secret = [file for file in (folder.vault_key, folder.channels) if with_key and file.exists()]
    for file in [folder.root / "clock.json", *named, *secret]:
        shutil.copy(file, target / file.name)
    if folder.evidence.exists():
        copy_evidence(folder.evidence, target / folder.evidence.name)  # after the events: whatever they name is there
    if folder.templates.exists():
        shutil.copytree(folder.templates, target / folder.templates.name, ignore=shutil.ignore_patterns(".*"))
    manifest = Manifest(
        taken_at=datetime.now(UTC),
        last_notification_id=last_notification_id(target / folder.events.name),
        files={str(file.relative_to(target)): sha256_of(file) for file in sorted(files_below(target))},
    )
    write_once(target / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)), mode=0o600)
    remember(
        folder, BackupTaken(manifest.taken_at, str(target.resolve()), device_of(target), manifest.last_notification_id)
    )
    return manifest


def remember(folder: DataFolder, taken: BackupTaken) -> None:
    """Note a backup where `duban doctor` looks for it."""
    notes = [*backups_taken(folder), taken][-REMEMBERED:]
    write_over(folder.root / NOTES, msgspec.json.format(msgspec.json.encode(notes)))


def backups_taken(folder: DataFolder) -> list[BackupTaken]:
    """The last backups of a folder, the newest last; what cannot be read is no reason not to take another one."""
    try:
        return msgspec.json.decode((folder.root / NOTES).read_bytes(), type=list[BackupTaken])
    except (OSError, msgspec.MsgspecError):
        return []


def device_of(path: Path) -> int:
    """The disk on which a file lies, as the operating system numbers them."""
    return path.stat().st_dev


def copy_database(source: Path, target: Path) -> None:
    """One read transaction: writers go on, and their later commits are not in the copy."""
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True)) as original,
        closing(sqlite3.connect(target)) as copy,
    ):
        original.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it


def copy_evidence(source: Path, target: Path) -> None:
    """What has arrived; what is still arriving belongs to the next backup."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(f"{ARRIVING}*"))


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def last_notification_id(events: Path) -> int:
    with closing(sqlite3.connect(events)) as connection:
        row = connection.execute("SELECT COALESCE(MAX(notification_id), 0) FROM stored_events").fetchone()
    return int(row[0])
