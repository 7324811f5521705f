"""The machine and the program: versions, what the cryptography can do, room on the disk."""

from __future__ import annotations

import hashlib
import secrets
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.doctor.finding import Finding, fault, ok, warn

MB = 1024 * 1024
ROOM_WANTED = 500 * MB
ROOM_NEEDED = 50 * MB


def versions() -> Iterator[Finding]:
    python = sys.version.split()[0]
    yield ok("versions", "程序版本", f"督办 {version('duban')}，Python {python}，SQLite {sqlite3.sqlite_version}")


def cryptography() -> Iterator[Finding]:
    """Whether what seals the vault and names the evidence works here."""
    cipher = AESGCM(secrets.token_bytes(32))
    nonce = secrets.token_bytes(12)
    opened = cipher.decrypt(nonce, cipher.encrypt(nonce, b"duban", b"place"), b"place")
    hashed = hashlib.sha256(b"duban").hexdigest()
    if opened != b"duban" or len(hashed) != 64:
        yield fault("crypto", "加密", "AES-GCM 或 SHA-256 结果不对", "重新安装程序和 cryptography 库")
        return
    yield ok("crypto", "加密", f"AES-GCM、SHA-256 可用（cryptography {version('cryptography')}）")


def disk(folder: Path) -> Iterator[Finding]:
    """Room where the data lies, or will lie."""
    existing = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
    free = shutil.disk_usage(existing).free
    state, remedy = f"剩余 {free // MB} MB", "请清理磁盘或换一个更大的磁盘"
    if free < ROOM_NEEDED:
        yield fault("disk", "磁盘", state, remedy)
    elif free < ROOM_WANTED:
        yield warn("disk", "磁盘", state, remedy)
    else:
        yield ok("disk", "磁盘", state)
