"""Assertions on the directory of papers (资料目录) of a village, a town, or everywhere: any figure of it by path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from yaml import Node

from adapters.play.judging import Judged, Readable, Seen, seen_from
from adapters.play.nodes import Misread, text_of
from adapters.play.patterns import Pattern, told
from adapters.play.states import Path, read_path, value_pattern
from adapters.play.words import KEYS
from adapters.play.world import World
from projections.paper_directory import PaperDirectory, paper_directory
from projections.seeing import ByFolding

EVERYWHERE = ("all", "全部")


@dataclass(frozen=True)
class FiledPapers:
    """Figures of the directory by the list of a campaign, from a viewpoint."""

    campaign: str
    within: str
    figures: tuple[tuple[Path, Pattern], ...]
    seen: Seen
    judge_at: datetime | None = None

    def judge(self, world: World) -> Iterator[Judged]:
        directory, about = self.directory(world), f"{KEYS['papers']}{self.within}{self.seen}"
        for path, pattern in self.figures:
            actual = path.find(directory)
            yield Judged(about, str(path), pattern.meets(actual, world), str(pattern), told(actual, world))

    def directory(self, world: World) -> PaperDirectory:
        casework = world.casework
        then = ByFolding(casework.recorder, self.seen.view(world.now))
        organisation, rules = casework.organisation, casework.rulebook
        return paper_directory(then, rules, organisation, world.reveal, self.campaign, self.within)


def read_filed(entries: dict[str, Node], whole: Node, readable: Readable) -> FiledPapers:
    """``papers`` names a village or a town, or 全部; others are figures of the directory by path."""
    node = entries.pop("papers")
    within = "" if text_of(node) in EVERYWHERE else readable.names.unit(node)
    seen = seen_from(entries, readable)
    figures = []
    for key, value in entries.items():
        path, wanted = read_path(key, value, PaperDirectory)
        figures.append((path, value_pattern(wanted, value, readable.names)))
    if not figures:
        raise Misread(whole, "没有写要核对资料目录的哪一项")
    return FiledPapers(readable.names.campaign, within, tuple(figures), seen)
