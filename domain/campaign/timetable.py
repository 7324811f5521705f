"""阶段到期: a phase of a campaign ends at its instant, and the log says what was missing then."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from domain.calendar import BusinessCalendar
from domain.campaign.campaign import Campaign, CampaignEvent, ReportRef, Stage, Window
from domain.campaign.report import Report, report_id
from domain.case import Happening, Moment
from domain.circumstances import Circumstances
from domain.events import NewEvent
from domain.policy import Policy


class PhaseEnded(CampaignEvent, frozen=True, kw_only=True, tag="campaign.phase_ended"):
    """``missing``: reports of the phase that were not in at its last instant."""

    phase: str
    missing: tuple[ReportRef, ...] = ()

    def apply(self, state: Campaign) -> Campaign:
        return replace(state, phases_ended=state.phases_ended | {self.phase})


def moments(campaign: Campaign, policy: Policy, calendar: BusinessCalendar) -> list[Moment]:
    """The ends of its phases; none of a phase that was past when it was opened, none once it is closed."""
    if campaign.stage is Stage.CLOSED:
        return []
    return sorted(phase_ends(campaign, calendar), key=lambda moment: moment.at)


def phase_ends(campaign: Campaign, calendar: BusinessCalendar) -> Iterator[Moment]:
    for window in campaign.phases:
        end = window.end(calendar)
        if end is not None and window.past is None and window.code not in campaign.phases_ended:
            yield Moment(end.at, f"phase-end {window.code}", f"“{window.name}”阶段到期", end_phase(window))


def end_phase(window: Window) -> Happening:
    """Whether a report was in is asked of that very instant, not of when it is asked."""

    def happen(campaign: Campaign, c: Circumstances) -> Iterator[NewEvent]:
        def is_missing(ref: ReportRef) -> bool:
            report: Report = c.look(report_id(campaign.code, ref.code, ref.unit))
            return not report.in_by(c.at)

        refs = (ref for ref in campaign.reports if ref.phase == window.code)
        yield PhaseEnded, {"phase": window.code, "missing": tuple(filter(is_missing, refs))}

    return happen
