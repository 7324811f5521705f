"""全面排查: who is to be screened in a unit, grid by grid, frozen; and household by household who has been.

The list holds the groups of the population that the pack names, and leaves no grid and no group out: a group that a
unit has nobody of is said to be empty. Whoever turns up later is added, with a reason. The list's text lies sealed in
the vault, its hash in the event. Source: R002-02, R002-44; domain reference, section 12.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from msgspec.structs import replace

from domain.case import CaseEvent
from domain.circumstances import Circumstances
from domain.events import Named, NewEvent
from domain.item_checks import ItemCheck, ItemChecked, ItemOutcome, checked, not_verified
from domain.organisation import UnitKind
from domain.owing import Obligation
from domain.rates import percentage
from domain.refusal import Refused
from domain.sampling.frame import VILLAGE_ATTRIBUTE, Entry, Frame, frame_hash, frame_text, freeze
from domain.sealing import Sealed

ATTRIBUTES = {UnitKind.GRID: "网格", UnitKind.VILLAGE: VILLAGE_ATTRIBUTE}
"""The attribute of an entry that says where it lies, by the kind of unit by which coverage is counted."""


class Stage(StrEnum):
    UNDER_WAY = "UNDER_WAY"
    COVERED = "COVERED"


STAGE_NAMES = {Stage.UNDER_WAY: "排查中", Stage.COVERED: "已全覆盖"}


class GridList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The households of one group of the population in one grid, by their opaque references."""

    grid: str
    population: str
    households: tuple[str, ...]


class Screening(msgspec.Struct, frozen=True):
    """The screening of one unit in one campaign. ``listed``: each household, and its grid."""

    id: UUID
    version: int
    campaign: str
    unit: str
    frozen_at: datetime
    lists: tuple[GridList, ...]
    listed: dict[str, str]
    outcomes: dict[str, ItemOutcome] = {}
    obligations: tuple[Obligation, ...] = ()

    @property
    def number(self) -> str:
        return f"{self.campaign}/{self.unit}排查"

    @property
    def missing(self) -> tuple[str, ...]:
        """The households that nobody has met yet."""
        return not_verified(self.listed, self.outcomes)

    @property
    def verified(self) -> int:
        return len(self.listed) - len(self.missing)

    @property
    def share(self) -> str:
        return percentage(self.verified, len(self.listed))

    @property
    def stage(self) -> Stage:
        return Stage.UNDER_WAY if self.missing else Stage.COVERED

    @property
    def answerable(self) -> tuple[str, ...]:
        return ()

    @property
    def due_on(self) -> date | None:
        return None


def screening_id(campaign: str, unit: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"duban/screening/{campaign}/{unit}")


def grids_of(lists: Iterable[GridList]) -> dict[str, str]:
    """Each household of these lists, and its grid."""
    return {household: one.grid for one in lists for household in one.households}


# --- commands -----------------------------------------------------------------------------------------------------


class FreezeScreening(msgspec.Struct, frozen=True):
    """冻结排查名单 of a unit: each household with its groups of the population (as strata) and its grid (网格).

    ``none_of`` are the groups that the unit has nobody of.
    """

    campaign: str
    unit: str
    entries: tuple[Entry, ...]
    none_of: tuple[str, ...] = ()


class AddToScreening(msgspec.Struct, frozen=True):
    """补充排查名单: households that were not on the list, and why they are on it now."""

    entries: tuple[Entry, ...]
    reason: str


class RecordScreening(msgspec.Struct, frozen=True):
    """登记入户排查: the households that were screened, each with its outcome and record."""

    checks: tuple[ItemCheck, ...]


# --- events -------------------------------------------------------------------------------------------------------


class ScreeningEvent(CaseEvent, frozen=True, kw_only=True):
    """The base of all events of a screening."""


class ScreeningFrozen(ScreeningEvent, frozen=True, kw_only=True, tag="screening.frozen"):
    unit: str
    by: Named
    frame_hash: str
    frame: Sealed
    lists: tuple[GridList, ...]
    none_of: tuple[str, ...] = ()

    def apply(self, state: Screening | None) -> Screening:
        return Screening(
            id=self.originator_id,
            version=self.originator_version,
            campaign=self.envelope.campaign,
            unit=self.unit,
            frozen_at=self.occurred_at,
            lists=self.lists,
            listed=grids_of(self.lists),
        )


class ScreeningExtended(ScreeningEvent, frozen=True, kw_only=True, tag="screening.extended"):
    """``frame_hash`` is that of what was added."""

    by: Named
    frame_hash: str
    frame: Sealed
    lists: tuple[GridList, ...]
    reason: Sealed

    def apply(self, state: Screening) -> Screening:
        listed = {**state.listed, **grids_of(self.lists)}
        return replace(state, lists=(*state.lists, *self.lists), listed=listed)


class ScreeningChecked(ScreeningEvent, frozen=True, kw_only=True, tag="screening.checked"):
    by: Named
    checks: tuple[ItemChecked, ...]

    def apply(self, state: Screening) -> Screening:
        return replace(state, outcomes={**state.outcomes, **{one.ref: one.outcome for one in self.checks}})


# --- decisions ----------------------------------------------------------------------------------------------------


def freeze_screening(case_id: UUID, command: FreezeScreening, c: Circumstances) -> Iterator[NewEvent]:
    c.organisation.standing_unit(command.unit)
    if not c.organisation.reaches(c.actor.unit, command.unit):
        raise Refused("out_of_reach", name=c.actor.name, acting=c.actor.unit, unit=command.unit)
    frame = freeze(command.entries)
    lists = listed_by_grid(frame, command.unit, c)
    no_group_is_left_out(lists, command.none_of, c)
    no_grid_is_left_out(lists, command.unit, c)
    yield (
        ScreeningFrozen,
        {
            "unit": command.unit,
            "by": c.actor.named(),
            "frame_hash": frame_hash(frame),
            "frame": c.seal(str(case_id), "排查名单", frame_text(frame)),
            "lists": lists,
            "none_of": command.none_of,
        },
    )


def add_to_screening(screening: Screening, command: AddToScreening, c: Circumstances) -> Iterator[NewEvent]:
    frame = freeze(command.entries)
    known = next((entry.id for entry in frame.entries if entry.id in screening.listed), None)
    if known is not None:
        raise Refused("frame_doubled", id=known)
    yield (
        ScreeningExtended,
        {
            "by": c.actor.named(),
            "frame_hash": frame_hash(frame),
            "frame": c.seal(str(screening.id), "排查名单", frame_text(frame)),
            "lists": listed_by_grid(frame, screening.unit, c),
            "reason": c.seal(str(screening.id), "补充理由", command.reason),
        },
    )


def record_screening(screening: Screening, command: RecordScreening, c: Circumstances) -> Iterator[NewEvent]:
    checks = checked(command.checks, screening.listed, screening.outcomes, c)
    yield ScreeningChecked, {"by": c.actor.named(), "checks": checks}


# --- rules --------------------------------------------------------------------------------------------------------


def listed_by_grid(frame: Frame, unit: str, c: Circumstances) -> tuple[GridList, ...]:
    """The frame as lists, grid by grid and group by group. Raises Refused for what lies elsewhere or in no group."""
    groups = groups_of(c)
    lists: dict[tuple[str, str], list[str]] = {}
    for entry in frame.entries:
        grid = grid_of(entry, unit, c)
        unknown = [code for code in entry.strata if code not in groups]
        if unknown or not entry.strata:
            known = "、".join(f"{code} {label}" for code, label in groups.items())
            raise Refused("unknown_population", id=entry.id, group="、".join(unknown) or "（未写）", known=known)
        for code in dict.fromkeys(entry.strata):
            lists.setdefault((grid, code), []).append(entry.id)
    return tuple(GridList(grid, code, tuple(refs)) for (grid, code), refs in sorted(lists.items()))


def grid_of(entry: Entry, unit: str, c: Circumstances) -> str:
    kind = cover_by(c)
    grid = entry.attributes.get(ATTRIBUTES[kind])
    if grid is None:
        raise Refused("list_attribute_missing", id=entry.id, attribute=ATTRIBUTES[kind])
    if c.organisation.standing_unit(grid).kind is not kind or not c.organisation.is_within(grid, unit):
        raise Refused("not_a_grid_of", grid=grid, kind=ATTRIBUTES[kind], unit=unit)
    return grid


def no_group_is_left_out(lists: tuple[GridList, ...], none_of: tuple[str, ...], c: Circumstances) -> None:
    """Each group of the population has somebody on the list, or is said to be empty here; never both."""
    present = {one.population for one in lists}
    wrong = [label for code, label in groups_of(c).items() if (code in present) is (code in none_of)]
    if wrong:
        raise Refused("population_left_out", populations="、".join(wrong))


def no_grid_is_left_out(lists: tuple[GridList, ...], unit: str, c: Circumstances) -> None:
    present = {one.grid for one in lists}
    standing = (code for code in c.organisation.all_within(unit) if code not in c.organisation.gone)
    without = [code for code in standing if c.organisation.unit(code).kind is cover_by(c) and code not in present]
    if without:
        raise Refused("grid_left_out", grids="、".join(without))


# --- shared -------------------------------------------------------------------------------------------------------


def groups_of(c: Circumstances) -> dict[str, str]:
    return {one.code: one.label for one in c.pack.screening.populations}


def cover_by(c: Circumstances) -> UnitKind:
    """By which kind of unit coverage is counted. Raises Refused where the pack screens no population."""
    kind = c.pack.screening.cover_by
    if kind is None or kind not in ATTRIBUTES or not c.pack.screening.populations:
        raise Refused("no_screening_here", pack=c.pack.id)
    return kind
