"""规则包: reads packs and day tables from the one folder that has them; a bad pack is refused with all its faults."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
from yaml import Node

from adapters.day_tables import load_calendar
from adapters.packs.faults import PackError, PackFault, path_text
from adapters.packs.reading import UNREAD, PackReader, line_of
from adapters.play.nodes import Misread, NotYaml, nearest, parse
from adapters.play.reading import fields_of
from adapters.refusals import reason
from domain.calendar import BusinessCalendar
from domain.pack import Pack
from domain.policy import Policy
from domain.soundness import Unsound, unsound
from domain.taxonomy import Theme, completed

PARTS = ("pack.yaml", "taxonomy.yaml", "supervision.yaml", "papers.yaml")
"""The files of a pack; only the first is needed, and each entry may stand in any of them."""

BESIDE = ("demo.yaml",)
"""What else may lie beside them: the timeline of the demonstration."""

THEMES = "themes.yaml"
MAX_BYTES = 1_000_000


class ThemeList(msgspec.Struct, frozen=True):
    themes: tuple[Theme, ...]


class PackRead(msgspec.Struct, frozen=True):
    """What came of reading a folder: a pack, if it could be made out at all, and the faults."""

    pack: Pack | None
    faults: tuple[PackFault, ...]


def packs_folder(override: Path | None = None) -> Path:
    """Where packs are: the folder asked for, else the checkout's ``packs/``, else the copy inside the wheel."""
    if override is not None:
        return override
    checkout = Path(__file__).resolve().parents[2] / "packs"
    if checkout.is_dir():
        return checkout
    return Path(str(files("adapters") / "_packs"))


def own_or_shipped(folder: Path, name: str) -> Path:
    """A part that all packs share: the folder's own, else the shipped one."""
    return folder / name if (folder / name).exists() else packs_folder() / name


@cache
def load_packs(folder: Path) -> dict[str, Pack]:
    """All packs of a folder, by id. Raises PackError with the faults of all of them."""
    read = [read_pack(path.parent, load_themes(folder)) for path in sorted(folder.glob("*/pack.yaml"))]
    faults = [fault for one in read for fault in one.faults]
    if faults:
        raise PackError(faults)
    if not read:
        raise PackError([PackFault(str(folder), 1, "", "文件夹中没有规则包（应有“编号/pack.yaml”）")])
    return {one.pack.id: one.pack for one in read if one.pack is not None}


def load_pack(folder: Path) -> Pack:
    """The pack of one folder, with the themes beside it. Raises PackError."""
    read = read_pack(folder, load_themes(folder.parent))
    if read.pack is None or read.faults:
        raise PackError(read.faults)
    return read.pack


@cache
def load_themes(folder: Path) -> tuple[Theme, ...]:
    """The subjects by which packs are compared (通用分类). Raises PackError."""
    path = own_or_shipped(folder, THEMES)
    reader = PackReader(str(path))
    root = root_of(path, reader)
    read = reader.within("", root, partial(reader.struct, ThemeList)) if root is not None else UNREAD
    if reader.faults:
        raise PackError(reader.faults)
    themes: tuple[Theme, ...] = read.themes
    return themes


@cache
def shipped_calendar(folder: Path) -> BusinessCalendar:
    """The business calendar beside the packs, else the shipped one."""
    return load_calendar(own_or_shipped(folder, "calendar"))


# --- one pack ------------------------------------------------------------------------------------------------------


class Part(msgspec.Struct, frozen=True):
    """One file of a pack: its entries, each with the node that says it; ``root`` is None if the file is no YAML."""

    reader: PackReader
    root: Node | None
    entries: dict[str, Node]


def read_pack(folder: Path, themes: Iterable[Theme]) -> PackRead:
    """The pack of a folder and everything that is wrong with it, in the order of the files."""
    parts = [part_of(folder / name) for name in PARTS if (folder / name).exists()]
    if not (folder / PARTS[0]).exists():
        return PackRead(None, (PackFault(str(folder), 1, "", f"文件夹中没有 {PARTS[0]}"), *stray_files(folder)))
    refuse_doubled(parts)
    absent = refuse_absent(parts)
    pack = made_of({name: value for part in reversed(parts) for name, value in values_of(part).items()})
    unread = absent.union(*(part.reader.unread for part in parts))
    wrong = [*unsound(pack, themes, unread), *misnamed(pack, folder, unread)]
    faults = [fault for part in parts for fault in part.reader.faults] + [located(one, parts) for one in wrong]
    faults.sort(key=lambda fault: (PARTS.index(Path(fault.file).name), fault.line))
    return PackRead(pack, (*faults, *stray_files(folder)))


def part_of(path: Path) -> Part:
    reader = PackReader(str(path))
    root = root_of(path, reader)
    if root is None:
        return Part(reader, None, {})
    try:
        return Part(reader, root, reader.entries(Pack, root))
    except Misread as misread:
        reader.tell(misread.line, misread.message)
        return Part(reader, None, {})


def values_of(part: Part) -> dict[str, Any]:
    """What could be read of a file."""
    return {} if part.root is None else part.reader.read_fields(Pack, part.root, part.entries)


def refuse_doubled(parts: list[Part]) -> None:
    """An entry that stands in two files would be read from one of them only."""
    where: dict[str, str] = {}
    for part in parts:
        for name in part.entries.keys() & where.keys():
            part.reader.tell(line_of(part.entries[name]), f"“{name}”在 {where[name]} 中已写过")
        where |= dict.fromkeys(part.entries, Path(part.reader.file).name)


def refuse_absent(parts: list[Part]) -> frozenset[str]:
    """The entries that have to be there and are not; told only where no file failed that may have them."""
    entries = {name: node for part in parts for name, node in part.entries.items()}
    root = parts[0].root
    if root is not None and all(part.root is not None for part in parts):
        parts[0].reader.complete(Pack, root, entries)
    return frozenset(name for name, field in fields_of(Pack).items() if field.required and name not in entries)


def made_of(values: dict[str, Any]) -> Pack:
    """The pack of what could be read; what stands in for the rest is looked at by no check."""
    stand_ins: dict[str, Any] = {
        "id": "",
        "title": "",
        "year": 0,
        "number_prefix": "",
        "policy": Policy(""),
        "taxonomy": (),
    }
    pack = Pack(**{**stand_ins, **values})
    return msgspec.structs.replace(pack, taxonomy=completed(pack.dimensions, pack.taxonomy))


def misnamed(pack: Pack, folder: Path, unread: frozenset[str]) -> Iterator[Unsound]:
    if "id" not in unread and pack.id != folder.resolve().name:
        yield Unsound(("id",), f"编号“{pack.id}”应与文件夹名“{folder.resolve().name}”相同")


def located(one: Unsound, parts: list[Part]) -> PackFault:
    """What does not fit, at the line of the nearest thing that the files say."""
    hint = nearest(one.found, one.known) if one.found else ""
    known = f"，可用：{'、'.join(one.known) or '（还没有）'}" if one.found else ""
    message = f"{one.message}{hint}{known}"
    for length in range(len(one.path), 0, -1):
        for part in parts:
            line = part.reader.lines.get(one.path[:length])
            if line is not None:
                return PackFault(part.reader.file, line, path_text(one.path), message)
    return PackFault(parts[0].reader.file, 1, path_text(one.path), message)


def stray_files(folder: Path) -> Iterator[PackFault]:
    """A file that is none of the parts would be left out without a word."""
    for path in sorted((*folder.glob("*.yaml"), *folder.glob("*.yml"))):
        if path.name not in (*PARTS, *BESIDE):
            hint, parts = nearest(path.name, PARTS), "、".join(PARTS)
            yield PackFault(str(path), 1, "", f"规则包不读这个文件{hint}，可有：{parts}")


# --- one file ------------------------------------------------------------------------------------------------------


def root_of(path: Path, reader: PackReader) -> Node | None:
    """The tree of a file; None after telling why there is none."""
    text = text_in(path, reader)
    if text is None:
        return None
    try:
        root = parse(text)
    except NotYaml as refused:
        tabbed = tabbed_line(text, refused.fault.line)
        message = "缩进用了制表符（Tab），请改用空格" if tabbed else refused.fault.message
        reader.tell(tabbed or refused.fault.line, message)
        return None
    if root is None:
        reader.tell(1, "文件是空的")
    return root


def text_in(path: Path, reader: PackReader) -> str | None:
    try:
        if path.stat().st_size > MAX_BYTES:
            reader.tell(1, f"文件超过 {MAX_BYTES // 1_000_000} MB，不像是规则包")
            return None
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reader.tell(1, f"打不开文件：{reason(error)}")
    except UnicodeDecodeError as error:
        before: bytes = error.object[: error.start]
        reader.tell(before.count(b"\n") + 1, "文件不是 UTF-8 编码，请另存为 UTF-8")
    return None


def tabbed_line(text: str, up_to: int) -> int:
    """The first line up to this one that is indented with a tab; 0 if there is none."""
    for number, line in enumerate(text.splitlines()[:up_to], start=1):
        if "\t" in line[: len(line) - len(line.lstrip())]:
            return number
    return 0
