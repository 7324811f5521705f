"""佐证库: content-addressed files in a folder (``ab/cdef...``), hashed by us while they arrive.

No hash is ever believed, and nothing without one is kept: a file is hashed as it is written to a temporary name, made
safe on disk, and only then linked under its hash. A file that is there is never written over, and none is deleted.
Source: domain reference, section 14 (5); R000-30.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from tempfile import NamedTemporaryFile, _TemporaryFileWrapper
from typing import BinaryIO

import msgspec

from adapters.data_folder import sync_folder
from adapters.evidence.exif import taken_at
from adapters.evidence.kinds import KIND_NAMES, kind_of
from domain.problem.problem import EvidenceKind

MB = 1024 * 1024
LARGEST: Mapping[EvidenceKind, int] = {
    EvidenceKind.VIDEO: 2048 * MB,
    EvidenceKind.AUDIO: 512 * MB,
    EvidenceKind.IMAGE: 64 * MB,
    EvidenceKind.DOC: 128 * MB,
}
"""Bytes; a film longer than that belongs into several pieces."""

READ_AT_ONCE = MB
HEAD = 256 * 1024
"""So many first bytes hold the signature and, in a JPEG, the EXIF block."""

SHA256 = re.compile("[0-9a-f]{64}")
ARRIVING = ".arriving-"


class EvidenceRefused(Exception):
    """A file cannot be taken as evidence, or is not there; `str()` says in Chinese why and what to do."""


class Kept(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a file is: its SHA-256, its kind, its size in bytes, and when it was taken, by its own camera."""

    sha256: str
    kind: EvidenceKind
    size: int
    taken_at: datetime | None = None


class Harm(StrEnum):
    DAMAGED = "DAMAGED"
    MISSING = "MISSING"
    STRANGE = "STRANGE"


HARM_NAMES = {Harm.DAMAGED: "内容已损坏", Harm.MISSING: "文件缺失", Harm.STRANGE: "不是佐证库的文件"}


class Fault(msgspec.Struct, frozen=True):
    """A file that is not what its name says, is not there, or does not belong there."""

    name: str
    harm: Harm


class EvidenceStore:
    """The files of one folder. Thread-safe; several processes may share the folder."""

    def __init__(self, root: Path, largest: Mapping[EvidenceKind, int] = LARGEST) -> None:
        self.root = root
        self._largest = largest

    def take_in(self, file: Path) -> Kept:
        """Keep a file. The same content twice is one file. Raises EvidenceRefused; then nothing is kept."""
        with opened(file) as source, self._arriving() as target:
            kept = self._read(source, target.write)
            target.flush()
            os.fsync(target.fileno())
            self._settle(Path(target.name), kept.sha256)
        return kept

    def examine(self, file: Path) -> Kept:
        """What `take_in` would say of a file, without keeping it. Raises EvidenceRefused."""
        with opened(file) as source:
            return self._read(source, lambda _: None)

    def recall(self, sha256: str) -> Kept:
        """What is kept under a hash, hashed again. Raises EvidenceRefused if it is not there, or damaged."""
        file = self.path_of(sha256)
        if not file.is_file():
            raise EvidenceRefused(f"佐证库里没有 {sha256[:12]}…，请先用 duban evidence add 存入文件")
        if sha256_of(file) != sha256:
            raise EvidenceRefused(f"佐证库里的 {sha256[:12]}… 已损坏，请从备份中恢复：{file}")
        with opened(file) as source:
            head = source.read(HEAD)
        return Kept(sha256, known_kind(head), file.stat().st_size, taken_at(head))

    def path_of(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256[2:]

    def verify(self, cited: Iterable[str]) -> Iterator[Fault]:
        """Hash every file again; name those that are damaged or strange, and the ``cited`` ones that are missing."""
        there = set()
        for file in sorted(path for path in self.root.rglob("*") if not path.is_dir()):
            name = "".join(file.relative_to(self.root).parts)
            if file.name.startswith(ARRIVING):
                continue
            if not SHA256.fullmatch(name):
                yield Fault(str(file.relative_to(self.root)), Harm.STRANGE)
                continue
            there.add(name)
            if sha256_of(file) != name:
                yield Fault(name, Harm.DAMAGED)
        yield from (Fault(name, Harm.MISSING) for name in sorted(set(cited) - there))

    def _read(self, source: BinaryIO, write: Callable[[bytes], object]) -> Kept:
        """Read to the end, once: what is hashed is what is written."""
        chunk = head = source.read(HEAD)
        kind = known_kind(head)
        digest, size = hashlib.sha256(), 0
        while chunk:
            size += len(chunk)
            if size > self._largest[kind]:
                limit = self._largest[kind] // MB
                raise EvidenceRefused(f"{KIND_NAMES[kind]}超过 {limit} MB 的上限，请压缩或分段后再存入")
            digest.update(chunk)
            write(chunk)
            chunk = source.read(READ_AT_ONCE)
        return Kept(digest.hexdigest(), kind, size, taken_at(head))

    @contextmanager
    def _arriving(self) -> Iterator[_TemporaryFileWrapper[bytes]]:
        """A temporary name in the folder, gone afterwards: what was settled has a name of its own by then."""
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=self.root, prefix=ARRIVING) as file:
                os.fchmod(file.fileno(), 0o400)
                yield file
        except OSError as error:
            raise EvidenceRefused(f"没有存入，佐证库写不进去（{error.strerror}）：{self.root}") from error

    def _settle(self, arrived: Path, sha256: str) -> None:
        """Give what arrived its name, safe on disk; if the name is taken, what is there must be sound."""
        file = self.path_of(sha256)
        if not file.parent.exists():
            file.parent.mkdir(mode=0o700, exist_ok=True)
            sync_folder(self.root)
        try:
            os.link(arrived, file)
        except FileExistsError:
            if sha256_of(file) != sha256:
                raise EvidenceRefused(f"佐证库里已有的同一文件已损坏，请先移开它再重新存入：{file}") from None
        sync_folder(file.parent)


@contextmanager
def opened(file: Path) -> Iterator[BinaryIO]:
    """A regular file that is not empty. Raises EvidenceRefused."""
    try:
        source = file.open("rb")
    except OSError as error:
        raise EvidenceRefused(f"读不了这个文件（{error.strerror}），请检查路径和权限") from None
    with source:
        about = os.fstat(source.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise EvidenceRefused("不是普通文件，请指定一个文件")
        if about.st_size == 0:
            raise EvidenceRefused("文件是空的，请检查是否选错了文件")
        yield source


def known_kind(head: bytes) -> EvidenceKind:
    """Raises EvidenceRefused."""
    kind = kind_of(head)
    if kind is None:
        raise EvidenceRefused("认不出的文件类型：佐证只收视频、录音、图片和文档（PDF、Word、Excel、WPS、OFD）")
    return kind


def sha256_of(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
