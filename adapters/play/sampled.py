"""Assertions on the sampling ledger (抽样台账): any figure of it, over all, by month, by inspection or by village."""

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
from domain.campaign.campaign import Campaign, campaign_id
from projections.sampling_ledger import SamplingLedger, sampling_ledger
from projections.seeing import ByFolding

EVERYTHING = ("all", "全部")


@dataclass(frozen=True)
class SampledFigures:
    """Figures of the sampling ledger of a campaign, from a viewpoint; covert visits are in it."""

    campaign: str
    figures: tuple[tuple[Path, Pattern], ...]
    seen: Seen
    judge_at: datetime | None = None

    def judge(self, world: World) -> Iterator[Judged]:
        ledger, about = self.ledger(world), f"{KEYS['sampling']}{self.seen}"
        for path, pattern in self.figures:
            actual = path.find(ledger)
            yield Judged(about, str(path), pattern.meets(actual, world), str(pattern), told(actual, world))

    def ledger(self, world: World) -> SamplingLedger:
        casework = world.casework
        opened = casework.load(campaign_id(self.campaign)).state
        groups = tuple(one.group for one in opened.groups) if isinstance(opened, Campaign) else ()
        then = ByFolding(casework.recorder, self.seen.view(world.now))
        return sampling_ledger(then, casework.rulebook, self.campaign, groups, lambda inspection, visit: True)


def read_sampled(entries: dict[str, Node], whole: Node, readable: Readable) -> SampledFigures:
    """``sampling`` names a campaign, or 全部 for that of the timeline; others are figures of the ledger by path."""
    node = entries.pop("sampling")
    campaign = readable.names.campaign if text_of(node) in EVERYTHING else text_of(node)
    if campaign not in readable.names.packs:
        raise Misread(node, f"没有“{campaign}”这个专项行动，可写：{'、'.join(readable.names.packs)}")
    seen = seen_from(entries, readable)
    figures = []
    for key, value in entries.items():
        path, wanted = read_path(key, value, SamplingLedger)
        figures.append((path, value_pattern(wanted, value, readable.names)))
    if not figures:
        raise Misread(whole, "没有写要核对抽样台账的哪个数")
    return SampledFigures(campaign, tuple(figures), seen)
