"""Where a dossier goes: a new folder, or a zip. Every file is hashed while it is written, a chunk at a time.

It appears under its name when it is whole; if something fails before, nothing is left.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

import msgspec

from adapters.refusals import SetupRefused, reason
from domain.calendar import SHANGHAI

READ_AT_ONCE = 1024 * 1024
SUMS = "SHA256SUMS"
LARGE = 2**31 - 1
"""From so many bytes on a zip needs its longer form."""


class Written(msgspec.Struct, frozen=True):
    """A file of the parcel: its name in it, its SHA-256 and its size in bytes."""

    name: str
    sha256: str
    size: int


class Parcel(ABC):
    """What is being written. ``files`` are those that are whole."""

    def __init__(self) -> None:
        self.files: list[Written] = []

    def add(self, name: str, chunks: Iterable[bytes], size: int = 0) -> Written:
        """A file of these chunks; ``size`` only where it may be large. Its name must be new."""
        digest, written = hashlib.sha256(), 0
        with self._new(name, size) as file:
            for chunk in chunks:
                digest.update(chunk)
                written += file.write(chunk)
        self.files.append(Written(name, digest.hexdigest(), written))
        return self.files[-1]

    def add_sums(self) -> None:
        """The last file: what `sha256sum -c SHA256SUMS` reads."""
        self.add(SUMS, [f"{file.sha256}  {file.name}\n".encode() for file in self.files])

    @abstractmethod
    def _new(self, name: str, size: int) -> AbstractContextManager[IO[bytes]]: ...


class FolderParcel(Parcel):
    def __init__(self, root: Path) -> None:
        super().__init__()
        self.root = root

    def _new(self, name: str, size: int) -> IO[bytes]:
        file = self.root / name
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return file.open("xb")


class ZipParcel(Parcel):
    def __init__(self, packed: zipfile.ZipFile, at: datetime) -> None:
        super().__init__()
        self.packed = packed
        self.at = at.astimezone(SHANGHAI)

    def _new(self, name: str, size: int) -> IO[bytes]:
        entry = zipfile.ZipInfo(name, self.at.timetuple()[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o600 << 16
        return self.packed.open(entry, "w", force_zip64=size > LARGE)


@contextmanager
def open_parcel(out: Path, at: datetime) -> Iterator[Parcel]:
    """A parcel under this name, which must be free; a zip if it ends so. Raises SetupRefused."""
    if out.exists():
        raise SetupRefused(f"{out} 已经存在，不会覆盖；请换一个名称")
    part = out.with_name(f".{out.name}.part-{os.getpid()}")
    try:
        if out.suffix.lower() == ".zip":
            with part.open("xb") as file, zipfile.ZipFile(file, "w") as packed:
                os.fchmod(file.fileno(), 0o600)
                yield ZipParcel(packed, at)
        else:
            part.mkdir(mode=0o700)
            yield FolderParcel(part)
        part.rename(out)
    except OSError as error:
        raise SetupRefused(f"写不进去（{reason(error)}）：{out}") from error
    finally:
        if part.is_dir():
            shutil.rmtree(part)
        else:
            part.unlink(missing_ok=True)


def chunks_of(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(READ_AT_ONCE):
        yield chunk


def files_in(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Every file of a folder or of a zip, with its name from the top. Raises SetupRefused."""
    if path.is_dir():
        for file in sorted(one for one in path.rglob("*") if one.is_file()):
            with file.open("rb") as content:
                yield file.relative_to(path).as_posix(), content
        return
    try:
        with zipfile.ZipFile(path) as packed:
            for entry in packed.infolist():
                if not entry.is_dir():
                    with packed.open(entry) as content:
                        yield entry.filename, content
    except (OSError, zipfile.BadZipFile) as error:
        raise SetupRefused(f"{path} 打不开，或者已损坏：应为导出的目录或 .zip 文件") from error
