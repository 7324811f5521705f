"""A backup put back (恢复): whole or not at all, and nothing of it is believed before it was looked at.

Everything is copied beside the target and examined there: the hash of every file, the database's own check, every
stream without a gap, every event readable, the key by opening a text. Only then it takes the target's place.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import msgspec

from adapters.backup import MANIFEST, Manifest
from adapters.clock import REAL_TIME
from adapters.data_folder import DataFolder, sync_folder
from adapters.event_store.opening import open_in_folder
from adapters.event_store.schema import sqlite_engine
from adapters.evidence.store import sha256_of
from adapters.installation import prepare_ledgers
from adapters.refusals import SetupRefused, reason
from domain.sealing import SealBroken
from projections.follower import Follower
from projections.log import CannotRead, Log, read_all

NEEDED = ("events.sqlite3", "clock.json")
GAPS = """
SELECT count(*) FROM (
    SELECT originator_id FROM stored_events GROUP BY originator_id
    HAVING min(originator_version) <> 1 OR max(originator_version) <> count(*)
)
"""


class Restored(msgspec.Struct, frozen=True):
    """What was put back, and where to; ``set_aside`` is where the folder went that was there before, if any."""

    target: str
    taken_at: datetime
    last_notification_id: int
    files: int
    evidence: bool
    set_aside: str = ""


class Key(msgspec.Struct, frozen=True):
    """Where the vault's key comes from: a ``file`` to be copied into the folder, or the place at which it ``stays``
    (DUBAN_VAULT_KEY_FILE). With neither, the backup has to hold it."""

    file: Path | None = None
    stays: Path | None = None


IN_THE_BACKUP = Key()


def restore(backup: Path, target: Path, key: Key = IN_THE_BACKUP, set_aside: bool = False) -> Restored:
    """Put a backup back as the data folder ``target``.

    A folder that holds anything is refused, or with ``set_aside`` kept under another name. Raises SetupRefused; then
    the target is as it was.
    """
    target = target.absolute()
    manifest = manifest_of(backup)
    if holds_anything(target) and not set_aside:
        raise SetupRefused(f"{target} 里已有数据，不覆盖：请另指定一个空目录，或加 --set-aside 把原目录改名留存")
    staging = target.with_name(f".{target.name}.restoring")
    shutil.rmtree(staging, ignore_errors=True)
    try:
        copy_checked(backup, manifest, staging)
        take_key(key, staging)
        examine(staging, manifest, key)
        aside = put_in_place(staging, target)
    except OSError as error:
        raise SetupRefused(f"恢复不了：{error.filename or target}：{reason(error)}") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    with_evidence = any(name.startswith("evidence/") for name in manifest.files)
    return Restored(
        str(target.resolve()),
        manifest.taken_at,
        manifest.last_notification_id,
        len(manifest.files),
        with_evidence,
        str(aside or ""),
    )


def manifest_of(backup: Path) -> Manifest:
    """Raises SetupRefused for what is no backup, or only the beginning of one."""
    try:
        manifest = msgspec.json.decode((backup / MANIFEST).read_bytes(), type=Manifest)
    except FileNotFoundError:
        raise SetupRefused(f"{backup} 不是完整的备份：没有清单 {MANIFEST}，备份可能中途断了") from None
    except OSError as error:
        raise SetupRefused(f"备份 {backup} 读不了：{reason(error)}") from error
    except msgspec.MsgspecError as error:
        raise SetupRefused(f"备份的清单 {backup / MANIFEST} 已损坏，不能据以核对") from error
    outside = [
        name for name in manifest.files if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts
    ]
    lacking = [name for name in NEEDED if name not in manifest.files]
    if outside or lacking:
        raise SetupRefused(
            f"备份的清单不对：{'、'.join(outside or lacking)}{'不在备份之内' if outside else '没有列入'}"
        )
    return manifest


def holds_anything(folder: Path) -> bool:
    """A file in its place counts as data."""
    return folder.exists() and (not folder.is_dir() or any(folder.iterdir()))


def copy_checked(backup: Path, manifest: Manifest, staging: Path) -> None:
    """The files that the manifest names, each with the hash that it names. Raises SetupRefused."""
    staging.mkdir(mode=0o700, parents=True)
    for name, sha256 in manifest.files.items():
        copy = staging / name
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            shutil.copy(backup / name, copy)
        except FileNotFoundError:
            raise SetupRefused(f"备份缺少文件 {name}，未恢复任何内容") from None
        if sha256_of(copy) != sha256:
            raise SetupRefused(f"备份中的文件 {name} 与清单不符（内容已变或不完整），未恢复任何内容")


def take_key(key: Key, staging: Path) -> None:
    """Raises SetupRefused if there is no key at all."""
    own = DataFolder.open(staging).vault_key
    named = key.stays or key.file
    if named is not None:
        if not named.is_file():
            raise SetupRefused(f"没有这个密钥文件：{named}")
        own.unlink(missing_ok=True)
    if key.file is not None and key.stays is None:
        shutil.copyfile(key.file, own)
        own.chmod(0o600)
    if named is None and not own.exists():
        raise SetupRefused("备份里没有保险库密钥：请用 --key 指明密钥文件，没有它正文无法读取")


def examine(staging: Path, manifest: Manifest, key: Key) -> None:
    """Open it all as the program will. Older tables are upgraded. Raises SetupRefused."""
    folder = DataFolder.open(staging)
    check_events_file(folder.events, manifest)
    with open_in_folder(folder, key.stays or key.file) as store:  # a refusal names the file that was given
        try:
            store.vault.try_out()
        except SealBroken as broken:
            raise SetupRefused(f"用这个密钥打不开已封存的内容：{broken}") from broken
        bring_back_ledgers(folder, store.recorder)


def check_events_file(events: Path, manifest: Manifest) -> None:
    """Sound as a database, up to the event that the manifest names, no stream with a gap. Raises SetupRefused."""
    try:
        with closing(sqlite3.connect(f"{events.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            [said] = connection.execute("PRAGMA integrity_check(1)").fetchone()
            [last] = connection.execute("SELECT coalesce(max(notification_id), 0) FROM stored_events").fetchone()
            [gaps] = connection.execute(GAPS).fetchone()
    except sqlite3.DatabaseError as error:
        raise SetupRefused(f"备份中的事件库打不开：{error}") from error
    if said != "ok":
        raise SetupRefused(f"备份中的事件库已损坏：{said}")
    if last != manifest.last_notification_id:
        raise SetupRefused(f"备份中的事件库到第 {last} 号为止，清单写的是第 {manifest.last_notification_id} 号")
    if gaps:
        raise SetupRefused(f"备份中的事件库有 {gaps} 个案件的事件不连续")


def bring_back_ledgers(folder: DataFolder, log: Log) -> None:
    """Every event is read once, and the ledgers follow to the end of the log. The backup's own were copied before the
    events, so neither they nor what the relay has told is ahead. Raises SetupRefused."""
    try:
        for _ in read_all(log):
            pass
        ledgers = sqlite_engine(folder.ledgers, derived=True)
        prepare_ledgers(ledgers, folder.ledgers.name)
        try:
            Follower(ledgers, log).catch_up()
        finally:
            ledgers.dispose()
    except CannotRead as error:
        raise SetupRefused(str(error)) from error


def put_in_place(staging: Path, target: Path) -> Path | None:
    """The staged folder becomes the target; where the one went that was there before."""
    aside = None
    if holds_anything(target):
        with DataFolder(target, REAL_TIME).held():  # not under the feet of a running `duban up`
            aside = target.with_name(f"{target.name}.set-aside-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
            target.rename(aside)
    os.sync()
    staging.rename(target)
    sync_folder(target.parent)
    return aside
