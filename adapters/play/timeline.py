"""A scenario file (剧本): its rules, its cast and its steps, read with every mistake named by line and step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from pathlib import Path

import msgspec
from yaml import Node

from adapters.play.cast import Cast, changed_pack, inspected_otherwise, read_people, read_units
from adapters.play.commands import Names
from adapters.play.nodes import Fault, Misread, NotYaml, entries_of, items_of, nearest, parse, text_of
from adapters.play.reading import english, known_only, listed, read_start
from adapters.play.steps import Step, StepReader
from adapters.play.words import KEYS
from adapters.refusals import reason
from domain.calendar import SHANGHAI, local_date
from domain.pack import Pack

FILE_KEYS = ("title", "note", "pack", "packs", "policy", "inspection", "begins", "units", "people", "timeline")


class Timeline(msgspec.Struct, frozen=True):
    """A scenario that was read without a mistake.

    ``packs`` are those it names, with its own policy on top. At ``begins`` the cast is entered, before the first step.
    """

    file: str
    title: str
    packs: dict[str, Pack]
    begins: datetime
    cast: Cast
    steps: tuple[Step, ...]


class TimelineRefused(Exception):
    """A scenario cannot be played; every mistake that was found is listed, in the order of the file."""

    def __init__(self, file: str, faults: list[Fault]) -> None:
        self.file = file
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{file} {fault}" for fault in faults))


def read_timeline(path: Path, packs: Mapping[str, Pack]) -> Timeline:
    """The scenario of a file, played with these packs. Raises TimelineRefused."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise TimelineRefused(str(path), [Fault(1, f"打不开文件：{reason(error)}")]) from error
    except UnicodeDecodeError as error:
        raise TimelineRefused(str(path), [Fault(1, "文件不是 UTF-8 编码，请另存为 UTF-8")]) from error
    return timeline_of(text, str(path), packs)


def timeline_of(text: str, file: str, packs: Mapping[str, Pack]) -> Timeline:
    """The scenario of a text; ``file`` is what messages call it. Raises TimelineRefused."""
    try:
        root = parse(text)
        if root is None:
            raise TimelineRefused(file, [Fault(1, "文件是空的")])
        return FileReader(file, packs).read(root)
    except NotYaml as error:
        raise TimelineRefused(file, [error.fault]) from error
    except Misread as error:
        raise TimelineRefused(file, [error.fault()]) from error


class FileReader:
    """Reads one file; goes on after a mistake in a step, so that all mistakes are told at once."""

    def __init__(self, file: str, packs: Mapping[str, Pack]) -> None:
        self.file = file
        self.known_packs = packs

    def read(self, root: Node) -> Timeline:
        entries = entries_of(root, lambda key: english(key, FILE_KEYS, KEYS))
        known_only("文件中", root, entries, FILE_KEYS, KEYS)
        packs = self.packs(entries, root)
        units = read_units(wanted(entries, "units", root))
        people = read_people(wanted(entries, "people", root), [unit.code for unit in units])
        cast = Cast(units, people)
        names = Names(cast.organisation(), packs, next(iter(packs)))
        steps = self.steps(wanted(entries, "timeline", root), StepReader(names))
        title = text_of(entries["title"]) if "title" in entries else Path(self.file).stem
        return Timeline(self.file, title, packs, beginning(entries.get("begins"), steps[0].at), cast, steps)

    def packs(self, entries: Mapping[str, Node], root: Node) -> dict[str, Pack]:
        """The packs named, by id or title; ``policy`` and ``inspection`` apply to each of them."""
        named = entries.get("pack") or wanted(entries, "packs", root)
        found = [self.pack(node) for node in items_of(named)]
        if not found:
            raise Misread(named, "没有写规则包")
        if "policy" in entries:
            found = [changed_pack(pack, entries["policy"]) for pack in found]
        if "inspection" in entries:
            found = [inspected_otherwise(pack, entries["inspection"]) for pack in found]
        return {pack.id: pack for pack in found}

    def pack(self, node: Node) -> Pack:
        word = text_of(node)
        for pack in self.known_packs.values():
            if word in (pack.id, pack.title):
                return pack
        known = "、".join(f"{pack.id}（{pack.title}）" for pack in self.known_packs.values())
        raise Misread(node, f"没有“{word}”这个规则包{nearest(word, self.known_packs)}，可用：{known}")

    def steps(self, node: Node, reader: StepReader) -> tuple[Step, ...]:
        steps: list[Step] = []
        faults: list[Fault] = []
        for number, item in enumerate(items_of(node), start=1):
            try:
                steps.extend(reader.read(number, item))
            except Misread as error:
                faults.append(error.fault(number))
        if faults:
            raise TimelineRefused(self.file, faults)
        if not steps:
            raise Misread(node, "timeline 中没有任何一步")
        return tuple(steps)


def beginning(node: Node | None, first: datetime) -> datetime:
    """When units and people are entered: as the file says, else when the day of the first step begins."""
    if node is None:
        return datetime.combine(local_date(first), time.min, SHANGHAI).astimezone(UTC)
    begins = read_start(node)
    if begins > first:
        raise Misread(node, "begins（开始时间）晚于第一步")
    return begins


def wanted(entries: Mapping[str, Node], key: str, root: Node) -> Node:
    if key not in entries:
        raise Misread(root, f"缺少 {listed([key], KEYS)}")
    return entries[key]
