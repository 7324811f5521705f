"""The data folder (数据目录): everything that an installation without PostgreSQL keeps, in one place."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from adapters.clock import REAL_TIME, Clock
from adapters.refusals import SetupRefused, reason

CHANNELS = "channels.yaml"


class DataFolder(msgspec.Struct, frozen=True):
    """An open data folder; its clock is fixed for good when the folder is made."""

    root: Path
    clock: Clock

    @classmethod
    def open(cls, root: Path, clock: Clock | None = None) -> DataFolder:
        """Makes the folder when it is missing. Without a `clock`: the folder's own, in a new one real time.

        Raises SetupRefused if the folder runs on another clock than the one given.
        """
        try:
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise SetupRefused(
                f"数据目录 {root} 不能使用：{reason(error)}。请用 DUBAN_DATA 指定另一个目录。"
            ) from error
        file = root / "clock.json"
        if not file.exists():
            write_once(file, msgspec.json.encode(clock or REAL_TIME), mode=0o600)
        try:
            own = msgspec.json.decode(file.read_bytes(), type=Clock)
        except msgspec.DecodeError as error:
            raise SetupRefused(f"{file} 已损坏：请从备份中放回，没有它数据目录不能打开。") from error
        if clock is not None and clock != own:
            raise SetupRefused(f"数据目录 {root} 建立时用的是另一个时钟，不能更换；请换一个目录。")
        return cls(root, own)

    @property
    def events(self) -> Path:
        return self.root / "events.sqlite3"

    @property
    def ledgers(self) -> Path:
        return self.root / "ledgers.sqlite3"

    @property
    def vault_key(self) -> Path:
        return self.root / "vault.key"

    @property
    def evidence(self) -> Path:
        """The evidence files, named by their content."""
        return self.root / "evidence"

    @property
    def channels(self) -> Path:
        """How messages go out; it holds secrets."""
        return self.root / CHANNELS

    @property
    def import_columns(self) -> Path:
        """What each office calls the columns of its ledgers; a setting that nothing else could give back."""
        return self.root / "import_columns.json"

    @property
    def templates(self) -> Path:
        """The office's own templates of documents; made by hand, so a backup copies them."""
        return self.root / "templates"

    @property
    def temporal(self) -> Path:
        """Temporal's own files; disposable, rebuilt from the events."""
        return self.root / "temporal"

    @property
    def run(self) -> Path:
        """What runs at the moment: `NAME.pid` of each process of `duban up`, and where its Temporal is."""
        return self.root / "run"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keeps a second `duban up` out of the folder. Single commands do without."""
        with (self.root / "up.lock").open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.seek(0)
                raise SetupRefused(
                    f"本数据目录已被另一个督办进程使用（进程号 {file.read().strip()}）：{self.root}。"
                    "请先停止它，或用 DUBAN_DATA 指定另一个目录。"
                ) from None
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            yield


def write_once(path: Path, content: bytes, mode: int) -> None:
    """The whole file or none, safe on disk; a file that is already there stays as it is."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(handle, mode)
            file.write(content)
            file.flush()
            os.fsync(handle)
        with suppress(FileExistsError):
            os.link(temporary, path)
    finally:
        os.unlink(temporary)
    sync_folder(path.parent)


def write_over(path: Path, content: bytes) -> None:
    """Whoever reads sees the old file or the new one, never a part. For what a crash may lose."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(content)
    new.replace(path)


def sync_folder(folder: Path) -> None:
    """A new file's name is as durable as its content."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
