"""年终汇总 封存 保留: the year's package takes up what was received, and after the second receipt nothing changes.

Source: domain reference, section 10.1; R003-20, X-11.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.archive.collecting import receipt_no
from domain.archive.package import (
    Absent,
    ArchiveEvent,
    ArchivePackage,
    Hold,
    Part,
    Stage,
    archive_id,
    hash_of,
)
from domain.circumstances import Circumstances
from domain.events import Elsewhere, Named, NewEvent
from domain.organisation import UnitKind
from domain.policy import Duty
from domain.referral.referral import Referral
from domain.refusal import Refused
from domain.sealing import Sealed

# --- commands -----------------------------------------------------------------------------------------------------


class ConsolidateYear(msgspec.Struct, frozen=True):
    """年终汇总: take up every quarter's package that was received by now; the others are listed."""


class SealYear(msgspec.Struct, frozen=True):
    """归档封存, with the number of the second receipt."""

    receipt: str


class HoldArchive(msgspec.Struct, frozen=True):
    """法律保留: while a referral or a review is open, nothing of the package may be destroyed."""

    reason: str
    referral: UUID | None = None


class ReleaseArchive(msgspec.Struct, frozen=True):
    """解除保留: of the hold with this number."""

    hold: int
    reason: str


# --- events -------------------------------------------------------------------------------------------------------


class YearConsolidated(ArchiveEvent, frozen=True, kw_only=True, tag="archive.year_consolidated"):
    parts: tuple[Part, ...]
    absent: tuple[Absent, ...]
    by: Named

    def apply(self, state: ArchivePackage) -> ArchivePackage:
        return replace(state, stage=Stage.CONSOLIDATED, parts=self.parts, absent=self.absent, handed_over_by=self.by)


class ArchiveConsolidated(ArchiveEvent, frozen=True, kw_only=True, tag="archive.consolidated"):
    """A quarter's package was taken up into that of the year."""

    year: str

    def apply(self, state: ArchivePackage) -> ArchivePackage:
        return replace(state, stage=Stage.CONSOLIDATED)


class ArchiveSealed(ArchiveEvent, frozen=True, kw_only=True, tag="archive.sealed"):
    """封存: from here on the package is what its manifest says, for ever."""

    receipt: str
    manifest: str
    by: Named
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.YEAR_ARCHIVE})

    def apply(self, state: ArchivePackage) -> ArchivePackage:
        return replace(state, stage=Stage.SEALED, manifest=self.manifest, sealed_receipt=self.receipt)


class ArchiveHeld(ArchiveEvent, frozen=True, kw_only=True, tag="archive.held"):
    hold: int
    reason: Sealed
    by: Named
    referral: UUID | None = None

    def apply(self, state: ArchivePackage) -> ArchivePackage:
        hold = Hold(self.hold, self.reason, self.referral)
        return replace(state, holds=(*state.holds, hold), holds_placed=self.hold)


class ArchiveReleased(ArchiveEvent, frozen=True, kw_only=True, tag="archive.released"):
    hold: int
    reason: Sealed
    by: Named

    def apply(self, state: ArchivePackage) -> ArchivePackage:
        return replace(state, holds=tuple(hold for hold in state.holds if hold.number != self.hold))


# --- decisions ----------------------------------------------------------------------------------------------------


def consolidate(year: ArchivePackage, command: ConsolidateYear, c: Circumstances) -> Iterator[NewEvent]:
    packages = [package_or_absent(year, group, number, c) for group in groups(year, c) for number in (1, 2, 3, 4)]
    parts = [p for p in packages if isinstance(p, ArchivePackage)]
    if not parts:
        raise Refused("nothing_received", year=year.period)
    yield (
        YearConsolidated,
        {
            "parts": tuple(Part(part.id, part.group, part.period, part.manifest) for part in parts),
            "absent": tuple(p for p in packages if isinstance(p, Absent)),
            "by": c.actor.named(),
        },
    )
    for part in parts:
        if part.stage is Stage.HANDED_OVER:
            yield Elsewhere(part.id, ArchiveConsolidated, {"year": year.period})


def seal(year: ArchivePackage, command: SealYear, c: Circumstances) -> Iterator[NewEvent]:
    stamped = {"receipt": receipt_no(command.receipt), "by": c.actor.named()}
    yield ArchiveSealed, {**stamped, "manifest": hash_of(year)}
    for part in year.parts:
        yield Elsewhere(part.case_id, ArchiveSealed, {**stamped, "manifest": part.manifest})


def hold(package: ArchivePackage, command: HoldArchive, c: Circumstances) -> Iterator[NewEvent]:
    if command.referral is not None and not isinstance(c.look(command.referral), Referral):
        raise Refused("unknown_case", case=command.referral, kind="移交事项")
    placed = {"hold": package.holds_placed + 1, "referral": command.referral, "by": c.actor.named()}
    yield ArchiveHeld, {**placed, "reason": c.seal(package.subject, "保留理由", command.reason)}


def release(package: ArchivePackage, command: ReleaseArchive, c: Circumstances) -> Iterator[NewEvent]:
    """Refused while the referral for which it was placed is open."""
    placed = next((one for one in package.holds if one.number == command.hold), None)
    if placed is None:
        raise Refused("no_such_hold", hold=command.hold)
    referral = c.look(placed.referral) if placed.referral else None
    if isinstance(referral, Referral) and referral.open:
        raise Refused("still_held", hold=command.hold)
    reason = c.seal(package.subject, "解除保留理由", command.reason)
    yield ArchiveReleased, {"hold": command.hold, "reason": reason, "by": c.actor.named()}


# --- shared -------------------------------------------------------------------------------------------------------


def groups(year: ArchivePackage, c: Circumstances) -> list[str]:
    """The groups of the place: how many there are is what the organisation says, not the document."""
    units = c.organisation.units.values()
    return sorted(unit.code for unit in units if unit.kind is UnitKind.GROUP and unit.parent == year.unit)


def package_or_absent(year: ArchivePackage, group: str, number: int, c: Circumstances) -> ArchivePackage | Absent:
    """A quarter's package that was received, or how far it is."""
    period = f"{year.period}Q{number}"
    package: ArchivePackage | None = c.look(archive_id(year.campaign, group, period))
    if package is None:
        return Absent(group, period)
    if not package.receipt:
        return Absent(group, period, package.stage)
    return package
