"""Makes a county, from its first day to its last, into an event store that is empty."""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from itertools import count
from random import Random

import msgspec

from adapters.event_store.opening import OpenStore
from adapters.packs import load_packs, packs_folder, shipped_calendar
from adapters.sample.batches import Batches
from adapters.sample.county import County, county
from adapters.sample.duties import Duties
from adapters.sample.households import HouseholdLife
from adapters.sample.messages import Messages
from adapters.sample.passing_time import Life, LivelyCasework, PassingTime
from adapters.sample.problems import ProblemLife
from adapters.sample.staffing import OPERATOR, Staffing
from adapters.sample.supervision import Supervision
from adapters.vault import SealingVault
from domain.calendar import SHANGHAI
from domain.casework import Caller, Casework
from domain.check_pool import LOOK_BACK
from domain.events import topic
from domain.problem.deriving import SweepSigned
from domain.problem.family import ChildFinished
from domain.problem.looking_back import DrawnForLookBack
from domain.problem.rechecking import DrawnForCheck, LayerNotDrawn
from domain.referral.proposing import ReferralProposed
from domain.supervision_paper.drafting import PaperDrafted
from projections.collecting import collector_resting

FIRST_DAY = date(2022, 8, 9)
LAST_DAY = date(2025, 8, 8)
BEGINS_AT = datetime.combine(FIRST_DAY, time(8), SHANGHAI).astimezone(UTC)
ENDS_AT = datetime.combine(LAST_DAY, time(18), SHANGHAI).astimezone(UTC)
PROBLEMS_TO_A_HOUSEHOLD = 60
"""So many problems are found for each household at risk."""
FADES = 150
"""So many days before the end fewer problems begin to be found."""
CAMPAIGN_DAYS = 45
"""In the first days of the campaign far more is found than later."""
BUSY = {1: 0.7, 2: 0.5, 3: 1.2, 6: 1.3, 9: 1.2, 10: 0.8, 11: 1.3}
"""Months in which more or less is found than in others."""
DAYS_OF_GARBAGE = 180
"""So many days are lived through between two collections of cycles, which are few and small."""
PROBLEMS_TO_A_VISITING_VILLAGE = 330
"""For so many problems there is a village whose visits of households are recorded."""


class Sample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How large a county, and the seed of its chance: the same gives the same events, byte for byte."""

    problems: int = 100_000
    towns: int = 20
    seed: int = 1

    @property
    def master_key(self) -> bytes:
        """The vault's: no secret, so that also the digests in the events are the same."""
        return sha256(f"duban/sample/{self.seed}".encode()).digest()


class Made(msgspec.Struct, frozen=True):
    """What was made: how many events, and in how many cases something is still owed at the end."""

    events: int
    owed: int


def make(sample: Sample, store: OpenStore, tell: Callable[[datetime, int], None]) -> Made:
    """Live it through; ``tell`` hears of every day and of how many events there are by then."""
    batches = Batches(store.recorder)
    vault = SealingVault(sample.master_key, batches)
    packs = packs_folder()
    casework = LivelyCasework(batches, vault, load_packs(packs), shipped_calendar(packs))
    passing = PassingTime(casework, batches, sample.seed)
    people(sample, casework)
    batches.listen()
    populate(sample, passing, county(sample.towns))
    days = count(1)

    def tell_of_the_day(at: datetime) -> None:
        if next(days) % DAYS_OF_GARBAGE == 0:
            gc.collect()
        tell(at, batches.events)

    with collector_resting():
        passing.run(ENDS_AT, tell_of_the_day)
    batches.flush()
    return Made(batches.events, len(passing.owed))


def people(sample: Sample, casework: Casework) -> None:
    at = datetime.combine(FIRST_DAY, time(7), SHANGHAI).astimezone(UTC)
    for number, command in enumerate(county(sample.towns).commands):
        casework.handle(command, Caller(person=OPERATOR, command_id=f"sample/county/{number}", recorded_at=at))


def populate(sample: Sample, passing: PassingTime, here: County) -> None:
    supervision, staffing = Supervision(here, passing), Staffing(here, passing)
    passing.births = {
        topic(PaperDrafted): supervision.paper,
        topic(ReferralProposed): supervision.referral,
        topic(DrawnForLookBack): lambda case_id: ProblemLife(here, passing, passing.random("look-back", case_id)).of(
            case_id
        ),
    }
    passing.wakes = frozenset(map(topic, (DrawnForCheck, LayerNotDrawn, ChildFinished, SweepSigned)))
    passing.acting = staffing.acting
    passing.tell = Messages(passing, staffing.acting).tell
    passing.begin(BEGINS_AT, problems(sample, passing, here))
    passing.begin(BEGINS_AT, households(sample, passing, here))
    passing.begin(BEGINS_AT, supervision.draws(2, 4))
    passing.begin(BEGINS_AT, supervision.draws(LOOK_BACK, 14))
    for unit in here.units:
        passing.begin(BEGINS_AT, staffing.of(unit))
    recurring(sample, passing, here)


def recurring(sample: Sample, passing: PassingTime, here: County) -> None:
    """What recurs whatever is found: so that a small county is not full of it, few of its villages have the duty."""
    duties = Duties(here, passing)
    passing.begin(BEGINS_AT, duties.consultation_of_the_county())
    passing.begin(BEGINS_AT, duties.archives())
    for town in here.towns:
        passing.begin(BEGINS_AT, duties.consultations_of(town))
    for village in here.villages[: max(1, sample.problems // PROBLEMS_TO_A_VISITING_VILLAGE)]:
        passing.begin(BEGINS_AT, duties.visits_of(village))


def problems(sample: Sample, passing: PassingTime, here: County) -> Life:
    """Each begins its own life when it is found."""
    for number, at in enumerate(arrivals(sample.problems, passing.random("problems"), passing), start=1):
        yield at
        life = ProblemLife(here, passing, passing.random("problem", number))
        passing.begin(at, life.from_the_beginning(number))


def households(sample: Sample, passing: PassingTime, here: County) -> Life:
    """The same for households at risk."""
    some = sample.problems // PROBLEMS_TO_A_HOUSEHOLD
    for number, at in enumerate(arrivals(some, passing.random("households"), passing), start=1):
        yield at
        life = HouseholdLife(here, passing, passing.random("household", number))
        passing.begin(at, life.from_the_beginning(number))


def arrivals(number: int, chance: Random, passing: PassingTime) -> list[datetime]:
    """When each is found, in order: most in the weeks of the campaign, little at 春节, ebbing away at the end."""
    days = [FIRST_DAY + timedelta(days=day) for day in range((LAST_DAY - FIRST_DAY).days)]
    return sorted(passing.on(day, chance) for day in chance.choices(days, list(map(share_of, days)), k=number))


def share_of(day: date) -> float:
    ebb = min(1.0, max(0.12, (LAST_DAY - day).days / FADES))
    campaign = 2.5 if (day - FIRST_DAY).days < CAMPAIGN_DAYS else 1.0
    return ebb * campaign * BUSY.get(day.month, 1.0)
