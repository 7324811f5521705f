"""Assertions on the sampling ledger (抽样台账): villages and households reached, and groups with a valid inspection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from yaml import Node

from adapters.play.judging import Judged, Readable, Seen, seen_from
from adapters.play.nodes import Misread, entries_of, text_of
from adapters.play.reading import known_only
from adapters.play.words import KEYS
from adapters.play.world import World
from domain.campaign.campaign import Campaign, campaign_id
from domain.inspection.coverage import Covered
from domain.organisation import UnitKind
from projections.sampling_ledger import Month, SamplingLedger, sampling_ledger

FIGURES = ("villages", "met", "floor", "short", "valid", "share", "month")


@dataclass(frozen=True)
class SamplingFigures:
    """Figures of the sampling ledger of one campaign from a viewpoint, as they are printed."""

    campaign: str
    figures: dict[str, str]
    rows: dict[str, str]
    month: date | None
    seen: Seen
    judge_at: datetime | None = None

    def judge(self, world: World) -> Iterator[Judged]:
        casework = world.casework
        opened: Campaign | None = casework.load(campaign_id(self.campaign)).state
        groups = tuple(one.group for one in opened.groups) if opened else ()
        view = self.seen.view(world.now)
        table = sampling_ledger(casework.recorder, view, casework.rulebook, self.campaign, groups)
        actual = printed(table, villages_of(opened, world), self.month)
        reached = {row.village: f"{row.households}/{row.floor}" for line in table.lines for row in line.villages}
        about = f"抽样台账{self.seen}"
        for name, expected in self.figures.items():
            told = actual.get(name, "没有这个月")
            yield Judged(about, KEYS[name], told == expected, expected, told)
        for village, expected in self.rows.items():
            told = reached.get(village, "没有去过")
            yield Judged(about, village, told == expected, expected, told)


def villages_of(opened: Campaign | None, world: World) -> tuple[str, ...]:
    """The villages that a campaign is about."""
    organisation = world.casework.organisation
    nodes = opened.scope if opened else ()
    villages = (unit.code for unit in organisation.units.values() if unit.kind is UnitKind.VILLAGE)
    return tuple(village for village in villages if any(organisation.is_within(village, node) for node in nodes))


def printed(table: SamplingLedger, villages: tuple[str, ...], month: date | None) -> dict[str, str]:
    totals = table.totals
    done = {row.village for line in table.lines for row in line.villages if row.complete}
    figures = {
        "villages": in_short(Covered(len(done.intersection(villages)), len(villages))),
        "met": str(totals.households),
        "floor": str(totals.floor),
        "short": str(totals.short),
    }
    of_month: Month | None = next((one for one in table.months if month in (None, one.first)), None)
    if of_month is not None:
        figures |= {"valid": in_short(of_month.covered), "share": of_month.share}
    return figures


def in_short(covered: Covered) -> str:
    return f"{covered.done}/{covered.of}"


def read_sampling(entries: dict[str, Node], whole: Node, readable: Readable) -> SamplingFigures:
    """``sampling`` names the campaign; ``rows`` says 已查/应查 by village; ``month`` which month ``valid`` is about."""
    campaign, seen = text_of(entries.pop("sampling")), seen_from(entries)
    month = read_month(entries.pop("month")) if "month" in entries else None
    rows = texts(entries_of(entries.pop("rows"))) if "rows" in entries else {}
    known_only("核对中", whole, entries, FIGURES, KEYS)
    figures = texts(entries)
    if not figures and not rows:
        raise Misread(whole, "没有写要核对抽样台账的哪个数")
    return SamplingFigures(campaign, figures, rows, month, seen)


def texts(entries: dict[str, Node]) -> dict[str, str]:
    return {name: text_of(node) for name, node in entries.items()}


def read_month(node: Node) -> date:
    """2018-09."""
    try:
        return date.fromisoformat(f"{text_of(node)}-01")
    except ValueError:
        raise Misread(node, f"“{text_of(node)}”不是月份，请写成 2018-09") from None
