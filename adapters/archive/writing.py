"""写成归档包: the manifest byte for byte as its hash was taken, the files by their hash, and a list in Chinese.

A file is looked for by its SHA-256 in the folders that are named and in the evidence store. What is not found is in
the list of contents with the word 缺失, and the package says so; nothing is skipped without a word.
Source: domain reference, section 10.1; R003-19, R003-20, X-11.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import msgspec

from adapters.dossier.papers import file_name
from adapters.dossier.parcel import Parcel, chunks_of
from adapters.dossier.writing import table
from adapters.evidence.store import EvidenceStore, sha256_of
from domain.archive.manifest import canonical, manifest_hash
from domain.archive.package import ITEM_KIND_NAMES, STAGE_NAMES, ArchivePackage, Item, Part, manifest_of
from domain.refusal import Refused

MANIFEST, CONTENTS, MATERIALS, README = "manifest.json", "材料目录.csv", "materials", "readme.txt"
COLUMNS = ("序号", "种类", "材料名称", "编号", "SHA-256", "文件", "情况")
QUARTER = "季度归档包"
ENCLOSED, MISSING, NUMBER_ONLY, LACKING, NONE_AROSE = "已附", "缺失", "仅编号", "应有而无", "本期未发生"

SAYS = """归档包 说明

一、内容
  manifest.json    归档清单：每件材料的种类和 SHA-256，应有而无的、本期未发生的也列在内
  材料目录.csv     同样的内容，附材料名称，可用电子表格打开
  materials/       材料文件；年度包的各季度在 quarters/ 下，各有自己的清单
  SHA256SUMS       全部文件的 SHA-256

二、怎样核验
  1. 在本目录中运行 sha256sum -c SHA256SUMS（macOS 用 shasum -a 256 -c SHA256SUMS；
     Windows 用 certutil -hashfile 文件名 SHA256 逐个比较）。
  2. manifest.json 的 SHA-256 应与移交、封存时登记的清单哈希一致：
       {hash}
  3. manifest.json 中每个 sha256 都应能在 SHA256SUMS 里找到；
     年度包中 kind 为 PART 的，是该季度 manifest.json 的 SHA-256。
  装有督办的，可用 duban archive verify 一次做完。

三、缺失
{missing}
"""


@dataclass(frozen=True)
class PackageSource:
    """Where the files and the names of the materials come from. ``part``: a quarter's package by its case."""

    folders: Sequence[Path]
    evidence: EvidenceStore
    titles: Callable[[ArchivePackage], Mapping[str, str]]
    part: Callable[[UUID], ArchivePackage]


class Written(msgspec.Struct, frozen=True):
    """What was written: the hash of the manifest, and what is missing, in words."""

    manifest: str
    missing: tuple[str, ...]


def write_package(parcel: Parcel, source: PackageSource, package: ArchivePackage) -> Written:
    """All files of a package that was handed over; of a year's, its quarters below it. Raises Refused."""
    found = indexed(source.folders)
    missing = list(write_one(parcel, source, package, "", found))
    for part in package.parts:
        missing += write_one(parcel, source, source.part(part.case_id), quarter(part), found)
    listed = "\n".join(f"  {one}" for one in missing) or "  没有。"
    parcel.add(README, [SAYS.format(hash=package.manifest, missing=listed).encode()])
    parcel.add_sums()
    return Written(package.manifest, tuple(missing))


def write_one(
    parcel: Parcel, source: PackageSource, package: ArchivePackage, under: str, found: Mapping[str, Path]
) -> Iterator[str]:
    """The manifest, the files and the list of one package; yields what is missing."""
    manifest = manifest_of(package)
    if manifest_hash(manifest) != package.manifest:
        raise Refused("document_altered", number=package.number)
    parcel.add(f"{under}{MANIFEST}", [canonical(manifest)])
    rows, titles = [], source.titles(package)
    for item in package.items:
        file, state = enclosed(parcel, source, item, under, found)
        title = titles.get(item.text.ref, "")
        rows.append((ITEM_KIND_NAMES[item.kind], title, item.number, item.sha256, file, state))
        if state == MISSING:
            yield f"{package.number}　{ITEM_KIND_NAMES[item.kind]}　{title}　{item.sha256}"
    rows += [(ITEM_KIND_NAMES[kind], "", "", "", "", NONE_AROSE) for kind in package.none_arose]
    for kind in package.missing:
        rows.append((ITEM_KIND_NAMES[kind], "", "", "", "", LACKING))
        yield f"{package.number}　{ITEM_KIND_NAMES[kind]}　{LACKING}"
    rows += [
        (QUARTER, f"{part.group}{part.period}", "", part.manifest, quarter(part), ENCLOSED) for part in package.parts
    ]
    for absent in package.absent:
        state = STAGE_NAMES[absent.stage] if absent.stage else "未建档"
        rows.append((QUARTER, f"{absent.group}{absent.period}", "", "", "", f"{LACKING}（{state}）"))
        yield f"{package.number}　{absent.group}{absent.period}　{state}"
    numbered = ((str(number), *row) for number, row in enumerate(rows, start=1))
    parcel.add(f"{under}{CONTENTS}", table(COLUMNS, numbered))


def quarter(part: Part) -> str:
    """The folder of a quarter's package in that of its year."""
    return f"quarters/{file_name(part.group + part.period)}/"


def enclosed(
    parcel: Parcel, source: PackageSource, item: Item, under: str, found: Mapping[str, Path]
) -> tuple[str, str]:
    """Copy the file of an item, if it is found and still what its hash says: its name in the package, and its state."""
    if not item.sha256:
        return "", NUMBER_ONLY
    stored = source.evidence.path_of(item.sha256)
    file = found.get(item.sha256) or (stored if stored.is_file() and sha256_of(stored) == item.sha256 else None)
    if file is None:
        return "", MISSING
    name = f"{MATERIALS}/{ITEM_KIND_NAMES[item.kind]}-{item.sha256[:16]}{file.suffix if file != stored else ''}"
    if not any(one.name == f"{under}{name}" for one in parcel.files):
        with file.open("rb") as content:
            parcel.add(f"{under}{name}", chunks_of(content), file.stat().st_size)
    return name, ENCLOSED


def indexed(folders: Iterable[Path]) -> dict[str, Path]:
    """The files of the folders by their SHA-256."""
    files = (file for folder in folders for file in sorted(folder.rglob("*")))
    return {sha256_of(file): file for file in files if file.is_file() and not file.is_symlink()}
