"""抽样方案: what a pack asks of a visit (towns, villages, households, interviews, days), and what a visit still lacks.

Source: domain reference, section 8; R000-20, R000-21, R000-24, R000-26, R001-41, R001-43, R003-09 to R003-11.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import msgspec

from domain.refusal import Refused
from domain.sampling.drawing import Drawn, sample
from domain.sampling.frame import Entry, Frame
from domain.sampling.order import group_of
from domain.sampling.rule import SAMPLE, DrawRule, Quota, Shortfall, falls_short

TOWN = "TOWN"
"""The code of a town among the areas of a visit; every other code is a kind of village."""


# --- what a pack asks ---------------------------------------------------------------------------------------------


class InterviewRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One person to be interviewed in each village: the holder of any of these posts (驻村第一书记或队长)."""

    code: str
    label: str
    any_of: tuple[str, ...]
    only_with_resident_team: bool = False


class VisitLength(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """每次安排1-2天: how many days a visit takes, both bounds included."""

    at_least: int
    at_most: int

    def __post_init__(self) -> None:
        if not 1 <= self.at_least <= self.at_most:
            raise ValueError("督查天数的下限应不小于 1，也不大于上限")


class SamplingProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a pack asks. ``households`` and ``others`` (by code: GRID_WORKER) hold for each village.

    A village for which nothing was drawn of one of the ``others`` falls short of it. ``layers`` are the shares of the
    layers of check by number (乡镇全面自查 100 %, 领导小组随机抽查 20 %): the rules of the draws over their pools.
    """

    areas: tuple[Quota, ...] = ()
    households: DrawRule | None = None
    interviews: tuple[InterviewRule, ...] = ()
    others: dict[str, DrawRule] = {}
    layers: dict[int, DrawRule] = {}
    length: VisitLength | None = None


# --- what a visit reached -----------------------------------------------------------------------------------------


class Reached(msgspec.Struct, frozen=True):
    """The drawn entries that were visited, out of a pool of this size."""

    entries: tuple[Entry, ...] = ()
    pool: int = 0


def reached(frame: Frame, drawn: Drawn, visited: Iterable[str], group: str = "") -> Reached:
    """Of those visited, the ones that stand in the sample (of a group): whoever was not drawn does not count."""
    visited = frozenset(visited)
    standing = {pick.id for pick in sample(frame, drawn) if pick.group == group}
    return Reached(
        entries=tuple(entry for entry in frame.entries if entry.id in standing & visited),
        pool=sum(group_of(entry, drawn.plan) == group for entry in frame.entries),
    )


class VisitedVillage(msgspec.Struct, frozen=True):
    """``kind`` is its class (POOR_VILLAGE); ``interviewed`` the posts of those who were; ``others`` by code."""

    village: str
    kind: str = ""
    resident_team: bool = False
    households: Reached = Reached()
    interviewed: frozenset[str] = frozenset()
    others: dict[str, Reached] = {}


class Visit(msgspec.Struct, frozen=True):
    """An inspection on the spot: the towns and villages that it went to."""

    first_on: date
    last_on: date
    villages: tuple[VisitedVillage, ...]
    towns: frozenset[str] = frozenset()

    @property
    def days(self) -> int:
        return (self.last_on - self.first_on).days + 1


# --- what is missing ----------------------------------------------------------------------------------------------


def shortfalls(profile: SamplingProfile, visit: Visit) -> tuple[Shortfall, ...]:
    """Everything that the visit lacks: areas, then village by village the sample and the interviews."""
    return (*sample_shortfalls(profile, visit), *interview_shortfalls(profile, visit))


def require_enough(profile: SamplingProfile, visit: Visit) -> None:
    """A short sample, or a missing interview, blocks the visit. Raises Refused with the figures of the first."""
    sample_lacks = tuple(sample_shortfalls(profile, visit))
    if sample_lacks:
        raise Refused("sample_short", **facts_of(sample_lacks))
    interviews_lack = tuple(interview_shortfalls(profile, visit))
    if interviews_lack:
        raise Refused("interview_missing", **facts_of(interviews_lack))


def facts_of(missing: tuple[Shortfall, ...]) -> dict[str, Any]:
    first = missing[0]
    told = "；".join(shortfall.message for shortfall in missing)
    return {"message": told, "what": first.code, "needed": first.needed, "have": first.have}


def sample_shortfalls(profile: SamplingProfile, visit: Visit) -> Iterator[Shortfall]:
    for area in profile.areas:
        have = (
            len(visit.towns) if area.code == TOWN else len({v.village for v in visit.villages if v.kind == area.code})
        )
        if have < area.at_least:
            yield Shortfall(area.code, area.label, area.at_least, have)
    for village in visit.villages:
        if profile.households is not None:
            yield from lacking(profile.households, village.households, village.village)
        for code, rule in profile.others.items():
            undrawn = Reached(pool=max(rule.count, 1))
            yield from lacking(rule, village.others.get(code, undrawn), village.village, code)


def lacking(rule: DrawRule, reached: Reached, where: str, code: str = SAMPLE) -> Iterator[Shortfall]:
    """An entry that was visited twice counts once."""
    once = {entry.id: entry for entry in reached.entries}
    return falls_short(rule, tuple(once.values()), reached.pool, where, code)


def interview_shortfalls(profile: SamplingProfile, visit: Visit) -> Iterator[Shortfall]:
    """Three in a village with a resident team, two in one without, by the rules of the pack."""
    for village in visit.villages:
        for rule in interviews_due(profile, village.resident_team):
            if village.interviewed.isdisjoint(rule.any_of):
                yield Shortfall(rule.code, f"访谈{rule.label}", 1, 0, village.village)


def interviews_due(profile: SamplingProfile, resident_team: bool) -> tuple[InterviewRule, ...]:
    return tuple(rule for rule in profile.interviews if resident_team or not rule.only_with_resident_team)


def layer_shortfall(profile: SamplingProfile, layer: int, pool: int, checked: int) -> Shortfall | None:
    """Whether a layer has checked its share of the pool. KeyError for a layer that the profile has not."""
    rule = profile.layers[layer]
    needed = rule.size(pool)
    return Shortfall(f"LAYER_{layer}", rule.label, needed, checked) if checked < needed else None


def self_check_gaps(
    villages: Iterable[str], items: Iterable[str], signed: Iterable[tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    """全覆盖自查: the pairs of village and item that nobody signed, in the order given."""
    done = frozenset(signed)
    items = tuple(items)
    return tuple((village, item) for village in villages for item in items if (village, item) not in done)


# --- what is shown ------------------------------------------------------------------------------------------------


class LengthFlag(msgspec.Struct, frozen=True):
    """A visit shorter or longer than the pack says: flagged, not refused."""

    days: int
    limit: VisitLength

    @property
    def message(self) -> str:
        return f"本次督查{self.days}天，规定每次{self.limit.at_least}-{self.limit.at_most}天"


def length_flag(profile: SamplingProfile, visit: Visit) -> LengthFlag | None:
    limit = profile.length
    if limit is None or limit.at_least <= visit.days <= limit.at_most:
        return None
    return LengthFlag(visit.days, limit)


class VillageSample(msgspec.Struct, frozen=True):
    """A line of the sampling ledger (L10): the households of a village against its floor."""

    village: str
    floor: int
    households: int
    short: bool


def village_samples(rule: DrawRule, villages: Iterable[VisitedVillage]) -> tuple[VillageSample, ...]:
    return tuple(
        VillageSample(
            village=village.village,
            floor=max(rule.size(village.households.pool), sum(quota.at_least for quota in rule.quotas)),
            households=len({entry.id for entry in village.households.entries}),
            short=any(lacking(rule, village.households, village.village)),
        )
        for village in villages
    )
