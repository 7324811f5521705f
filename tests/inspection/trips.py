"""Inspections as the tests make them: a town group through six villages, and a city group in a county.

Households are called A-01, A-02, ... after their village; frames, seeds and draws are real.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from domain.campaign.opening import OpenCampaign
from domain.case import CaseEvent, Command
from domain.inspection.coverage import as_it_was
from domain.inspection.inspection import Inspection
from domain.inspection.planning import PlanInspection, SignPledge, VisitPlan
from domain.inspection.recording import Interview, RecordInterviews
from domain.inspection.sampling import CommitSampleSeed, DrawSample, FreezeFrame
from domain.inspection.visiting import CompleteVisit, HouseholdMet, StartVisit, VisitHouseholds
from domain.sampling.frame import Entry, commitment
from tests.campaign.places import INSPECTOR, OFFICE, TEAM_LEAD, TOWN, TOWN_GROUP, VILLAGES, staffed
from tests.campaign.stories import ISSUED, TOWN_CAMPAIGN
from tests.problem.story import Story, instant, stored_events

FIRST_SECRETARY, SECRETARY, SPECIALIST = "驻村第一书记（或队长）", "村书记", "乡村振兴专干"
WITH_TEAM = (FIRST_SECRETARY, SECRETARY, SPECIALIST)
WITHOUT_TEAM = (SECRETARY, SPECIALIST)
PARTY = (TEAM_LEAD, INSPECTOR)


def seed_of(name: str) -> str:
    """A seed that nobody chose: 64 hex digits from a name."""
    return sha256(name.encode()).hexdigest()


def households(village: str, number: int, *strata: str) -> tuple[Entry, ...]:
    letter = village.removesuffix("村")
    return tuple(Entry(f"{letter}-{n:02}", strata, {"村": village}) for n in range(1, number + 1))


FRAME = tuple(entry for village in VILLAGES for entry in households(village, 20, "SUBSISTENCE"))

PLAN = PlanInspection(
    "haogou_2023",
    TOWN_GROUP,
    TOWN,
    date(2023, 9, 14),
    date(2023, 9, 19),
    PARTY,
    tuple(VisitPlan(village, resident_team=village != "B村") for village in VILLAGES),
    theme="实地督查",
)


class Trip(Story):
    """An inspection under way; ``do`` gives a command that must be accepted."""

    def do(self, command: Command, by: str = TEAM_LEAD, at: str | None = None, **given: Any) -> Trip:
        self.when(command, by, at, **given).accepted()
        return self

    @property
    def inspection(self) -> Inspection:
        state: Inspection = self.casework.load(self.case, fresh=True).state
        return state

    def drawn(self, village: str) -> tuple[str, ...]:
        return tuple(one.id for one in self.inspection.sample_of(village))


def opened(campaign: OpenCampaign = TOWN_CAMPAIGN) -> Story:
    story = Story(staffed())
    story.when(campaign, OFFICE, ISSUED).accepted()
    return story


def planned(plan: PlanInspection = PLAN, at: str = "2023-09-13 15:00") -> Trip:
    return Trip(opened().casework).do(plan, TEAM_LEAD, at)


def pledged(trip: Trip) -> Trip:
    for inspector in PARTY:
        trip.do(SignPledge(), inspector)
    return trip


def drawn(trip: Trip, frame: Sequence[Entry] = FRAME, name: str = "农户") -> Trip:
    """Committed, frozen, drawn: fifteen in each village."""
    seed = seed_of(name)
    trip.do(CommitSampleSeed(name, commitment(seed)))
    trip.do(FreezeFrame(name, tuple(frame)))
    return trip.do(DrawSample(name, seed, tuple(frame)))


def ready() -> Trip:
    """Planned, pledged and drawn, on 13 September."""
    return drawn(pledged(planned()))


def met(refs: Iterable[str]) -> tuple[HouseholdMet, ...]:
    return tuple(HouseholdMet(ref) for ref in refs)


def interviewed(village: str, posts: Iterable[str]) -> RecordInterviews:
    return RecordInterviews(village, tuple(Interview(post, "情况清楚") for post in posts))


def begun(trip: Trip, village: str, at: str) -> Trip:
    return trip.do(StartVisit(village, 4), TEAM_LEAD, at)


def posts_of(village: str) -> tuple[str, ...]:
    return WITHOUT_TEAM if village == "B村" else WITH_TEAM


def visited(trip: Trip, village: str, at: str, refs: Iterable[str] | None = None) -> Trip:
    """Begun, all that was drawn met, everybody interviewed, complete."""
    begun(trip, village, at)
    trip.do(VisitHouseholds(village, met(trip.drawn(village) if refs is None else refs)))
    trip.do(interviewed(village, posts_of(village)))
    return trip.do(CompleteVisit(village))


def state_at(trip: Trip, at: str) -> Inspection:
    """The inspection as it was at an instant: its events up to then, folded. 24:00 is the end of the day."""
    until = instant(at.replace("24:00", "23:59"))
    events = [e for e in stored_events(trip.casework, trip.case) if isinstance(e, CaseEvent)]
    state = as_it_was(event for event in events if event.occurred_at <= until)
    assert state is not None
    return state
