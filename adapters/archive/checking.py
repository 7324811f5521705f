"""离线核验: an archive package is looked through without any database: folder or zip, its manifest and every file.

Source: domain reference, section 10.1; X-11.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from adapters.archive.writing import MANIFEST, MATERIALS
from adapters.dossier.parcel import SUMS, chunks_of, files_in
from adapters.refusals import SetupRefused
from domain.archive.manifest import Fault, FaultKind, Manifest, verify

FAULT_NAMES = {
    FaultKind.HASH_DIFFERS: "清单不是登记的那一份，应为",
    FaultKind.UNREADABLE: "清单读不出来",
    FaultKind.NOT_CANONICAL: "清单的写法被改动过",
    FaultKind.FILE_MISSING: "清单上的文件不在包里或内容被改动",
    FaultKind.FILE_UNKNOWN: "包里的文件不在清单上",
}


def faults_of(path: Path, expected: str = "") -> tuple[str, dict[str, bytes], list[tuple[str, Fault]]]:
    """The hash of the package's manifest, the manifests by their folders, and what is wrong: where, and what.

    ``expected``: the hash that was registered; without it the package is only checked against itself. Raises
    SetupRefused for what is no package.
    """
    hashes, manifests, sums = read(path)
    if "" not in manifests:
        raise SetupRefused(f"{path} 不是归档包：里面没有 {MANIFEST}")
    top = hashlib.sha256(manifests[""]).hexdigest()
    faults = list(faults_below("", expected or top, hashes, manifests))
    faults += [("", Fault(FaultKind.FILE_MISSING, name)) for name in sums_broken(sums, hashes)]
    return top, manifests, faults


def faults_below(
    under: str, expected: str, hashes: dict[str, str], manifests: dict[str, bytes]
) -> Iterator[tuple[str, Fault]]:
    stored = manifests.get(under)
    if stored is None:
        yield under, Fault(FaultKind.FILE_MISSING, f"{under}{MANIFEST}")
        return
    parts = {folder: hashlib.sha256(text).hexdigest() for folder, text in manifests.items() if folder and not under}
    files = {name: at for name, at in hashes.items() if name.startswith(f"{under}{MATERIALS}/")}
    files |= {f"{folder}{MANIFEST}": at for folder, at in parts.items()}
    yield from ((under, fault) for fault in verify(stored, expected, files))
    listed = parts_listed(stored) if not under else ()
    for folder, at in parts.items():
        if at in listed:
            yield from faults_below(folder, at, hashes, manifests)


def parts_listed(stored: bytes) -> tuple[str, ...]:
    try:
        manifest = msgspec.json.decode(stored, type=Manifest)
    except msgspec.MsgspecError:
        return ()
    return tuple(entry.sha256 for entry in manifest.entries if entry.kind == "PART")


def sums_broken(sums: bytes, hashes: dict[str, str]) -> Iterator[str]:
    """The files that SHA256SUMS names otherwise than they are: the lists and the explanation, too."""
    for line in sums.decode("utf-8", "replace").splitlines():
        digest, _, name = line.partition("  ")
        seen_to = name.endswith(MANIFEST) or f"{MATERIALS}/" in name
        if not seen_to and hashes.get(name) != digest:
            yield name


# --- reading ------------------------------------------------------------------------------------------------------


def read(path: Path) -> tuple[dict[str, str], dict[str, bytes], bytes]:
    """The SHA-256 of every file by its name, the manifests by their folders, and the sums."""
    hashes, manifests, sums = {}, {}, b""
    for name, file in files_in(path):
        digest, kept = hashlib.sha256(), bytearray()
        for chunk in chunks_of(file):
            digest.update(chunk)
            if name.endswith(MANIFEST) or name == SUMS:
                kept += chunk
        hashes[name] = digest.hexdigest()
        if name == SUMS:
            sums = bytes(kept)
        elif name.rpartition("/")[2] == MANIFEST:
            manifests[name.removesuffix(MANIFEST)] = bytes(kept)
    return hashes, manifests, sums
