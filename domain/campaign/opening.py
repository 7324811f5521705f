"""开展 结束: a campaign is opened on a document, with its phases and what its units owe; at the end it is closed.

It may be opened after it began, and phases may have ended before the document was issued: both are shown, and nothing
is overdue because of it. Source: domain reference, section 7; R000-01, R000-02, R000-12 to R000-16, R003-01 to R003-06.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.campaign.campaign import (
    BridgedGap,
    Campaign,
    CampaignEvent,
    GroupAreas,
    ReportRef,
    Stage,
    Window,
)
from domain.campaign.owing_reports import Extent, Owing, past, reports_owed
from domain.campaign.report import Report, report_id
from domain.campaign.reporting import ReportOwed
from domain.circumstances import Circumstances
from domain.citing import cited
from domain.deputising import NameSubstitute, name_substitute
from domain.events import Elsewhere, Named, NewEvent, in_stream
from domain.organisation import ORGANISATION_ID
from domain.refusal import Refused
from domain.sealing import Sealed
from domain.timetable import BasisDocument, Phase

# --- commands -----------------------------------------------------------------------------------------------------


class OpenCampaign(msgspec.Struct, frozen=True):
    """开展专项行动: under a code of its own, by a pack, ``within`` so many units (with all below them).

    What is not given is that of the pack: title, document, phases, groups. ``starts_on`` may lie in the past; without
    it the campaign starts with its first phase, else on the day of the document. ``substitutes`` are named with the
    opening; others may have been named, or neighbours drawn, before.
    """

    campaign: str
    pack: str
    unit: str
    within: tuple[str, ...] = ()
    called: str = ""
    basis_document: BasisDocument | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    phases: tuple[Phase, ...] = ()
    groups: tuple[GroupAreas, ...] = ()
    substitutes: tuple[NameSubstitute, ...] = ()


class CloseCampaign(msgspec.Struct, frozen=True):
    """结束专项行动. ``leaving`` says why reports that were never handed in are left so."""

    leaving: str = ""


# --- events -------------------------------------------------------------------------------------------------------


class CampaignOpened(CampaignEvent, frozen=True, kw_only=True, tag="campaign.opened"):
    code: str
    pack: str
    title: str
    unit: str
    scope: tuple[str, ...]
    basis: BasisDocument
    starts_on: date
    ends_on: date | None = None
    backdated_days: int = 0
    phases: tuple[Window, ...] = ()
    groups: tuple[GroupAreas, ...] = ()
    groups_announced: int | None = None
    gaps: tuple[BridgedGap, ...] = ()
    reports: tuple[ReportRef, ...] = ()

    def apply(self, state: Campaign | None) -> Campaign:
        return Campaign(
            id=self.originator_id,
            version=self.originator_version,
            code=self.code,
            pack=self.pack,
            title=self.title,
            unit=self.unit,
            scope=self.scope,
            basis=self.basis,
            starts_on=self.starts_on,
            opened_at=self.occurred_at,
            ends_on=self.ends_on,
            phases=self.phases,
            groups=self.groups,
            groups_announced=self.groups_announced,
            reports=self.reports,
        )


class CampaignClosed(CampaignEvent, frozen=True, kw_only=True, tag="campaign.closed"):
    by: Named
    missing: tuple[ReportRef, ...] = ()
    leaving: Sealed | None = None

    def apply(self, state: Campaign) -> Campaign:
        return replace(state, stage=Stage.CLOSED)


# --- decisions ----------------------------------------------------------------------------------------------------


def open_campaign(case_id: UUID, command: OpenCampaign, c: Circumstances) -> Iterator[NewEvent]:
    the_code_is_free(command)
    the_units_are_in_reach(command, c)
    named = tuple(substitutes_named(command, c))
    gaps = every_gap_is_bridged(command, named, c)
    basis = basis_of(command, c)
    phases = tuple(window(phase, basis, c) for phase in command.phases or c.pack.phases)
    owing = reports_owed(Extent(command.unit, scope_of(command), basis.issued_on), phases, c)
    starts_on = start_of(command, phases, basis)
    yield (
        CampaignOpened,
        {
            "code": command.campaign,
            "pack": command.pack,
            "title": command.called or c.pack.title,
            "unit": command.unit,
            "scope": scope_of(command),
            "basis": basis,
            "starts_on": starts_on,
            "ends_on": command.ends_on or basis.until,
            "backdated_days": max(0, (c.today - starts_on).days),
            "phases": phases,
            "groups": command.groups or groups_of_the_pack(c),
            "groups_announced": c.pack.inspection.groups_announced,
            "gaps": gaps,
            "reports": tuple(one.ref for one in owing),
        },
    )
    yield from named
    yield from (owed_by_its_unit(one, command.campaign) for one in owing)


def close_campaign(campaign: Campaign, command: CloseCampaign, c: Circumstances) -> Iterator[NewEvent]:
    missing = tuple(ref for ref in campaign.reports if not is_in(campaign, ref, c))
    if missing and not command.leaving.strip():
        titles = "、".join(f"{ref.unit}《{ref.title}》" for ref in missing)
        raise Refused("reports_missing", count=len(missing), titles=titles)
    leaving = c.seal(str(campaign.id), "未报说明", command.leaving) if missing else None
    yield CampaignClosed, {"by": c.actor.named(), "missing": missing, "leaving": leaving}


# --- rules --------------------------------------------------------------------------------------------------------


def the_code_is_free(command: OpenCampaign) -> None:
    if not command.campaign.strip():
        raise Refused("text_missing", field="专项行动代号")


def the_units_are_in_reach(command: OpenCampaign, c: Circumstances) -> None:
    for unit in (command.unit, *command.within, *(one.group for one in command.groups)):
        c.organisation.unit(unit)
        if not c.organisation.reaches(c.actor.unit, unit):
            raise Refused("out_of_reach", name=c.actor.name, acting=c.actor.unit, unit=unit)


def every_gap_is_bridged(
    command: OpenCampaign, named: tuple[Elsewhere, ...], c: Circumstances
) -> tuple[BridgedGap, ...]:
    """Separation of duties is never relaxed, but it has a way up: who goes it is known before the campaign begins.

    The gaps, each with somebody who was named for it, or a unit that was drawn, and who may do it there.
    """
    known = c.organisation.standing_in
    substitutes = (*known.substitutes, *(one.fields["substitute"] for one in named))
    as_named = replace(c.organisation, standing_in=replace(known, substitutes=substitutes))
    gaps = c.gaps_within(as_named, scope_of(command))
    without: dict[str, list[str]] = {}
    for gap in gaps:
        if not gap.bridged:
            without.setdefault(gap.unit, []).append(gap.in_words)
    if without:
        told = "；".join(f"{unit}：{'、'.join(acts)}" for unit, acts in without.items())
        raise Refused("gap_without_substitute", gaps=told)
    return tuple(BridgedGap(gap.unit, gap.stage, gap.act, gap.node, gap.way) for gap in gaps if gap.way)


# --- parts --------------------------------------------------------------------------------------------------------


def substitutes_named(command: OpenCampaign, c: Circumstances) -> Iterator[Elsewhere]:
    """Named in the organisation, as by ``name_substitute``: they act in every campaign until their day."""
    for one in command.substitutes:
        yield from in_stream(ORGANISATION_ID, name_substitute(c.organisation, one, c))


def basis_of(command: OpenCampaign, c: Circumstances) -> BasisDocument:
    basis = command.basis_document or c.pack.basis
    if basis is None or not (basis.number.strip() and basis.issuer.strip()):
        raise Refused("document_missing")
    for text, field in ((basis.number, "发文字号"), (basis.issuer, "发文单位")):
        cited(text, field)
    return basis


def scope_of(command: OpenCampaign) -> tuple[str, ...]:
    return command.within or (command.unit,)


def window(phase: Phase, basis: BasisDocument, c: Circumstances) -> Window:
    if phase.first and phase.last and phase.last < phase.first:
        raise Refused("phase_backwards", phase=phase.name, first=phase.first, last=phase.last)
    plain = Window(phase.code, phase.name, phase.first, phase.last, phase.last_time)
    end = plain.end(c.calendar)
    return replace(plain, past=past(end, basis.issued_on, c)) if end else plain


def start_of(command: OpenCampaign, phases: tuple[Window, ...], basis: BasisDocument) -> date:
    first_days = [phase.first for phase in phases if phase.first]
    return command.starts_on or min([*first_days, basis.issued_on])


def groups_of_the_pack(c: Circumstances) -> tuple[GroupAreas, ...]:
    rules = c.pack.inspection
    return tuple(GroupAreas(group.name, group.areas, rules.lead_rank) for group in rules.groups)


def owed_by_its_unit(one: Owing, campaign: str) -> Elsewhere:
    ref = one.ref
    return Elsewhere(report_id(campaign, ref.code, ref.unit), ReportOwed, one.fields)


def is_in(campaign: Campaign, ref: ReportRef, c: Circumstances) -> bool:
    report: Report | None = c.look(report_id(campaign.code, ref.code, ref.unit))
    return report is not None and report.handed_in_at is not None
