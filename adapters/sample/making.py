"""Makes a county, from its first day to its last, into an event store that is empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

import msgspec

from adapters.event_store.opening import OpenStore
from adapters.packs import load_packs, packs_folder, shipped_calendar
from adapters.sample.batches import Batches
from adapters.sample.county import County, county
from adapters.sample.passing_time import PassingTime
from adapters.sample.problems import ProblemLife
from adapters.sample.supervision import Supervision
from adapters.vault import SealingVault
from domain.calendar import SHANGHAI
from domain.casework import Caller, Casework
from domain.check_pool import LOOK_BACK
from domain.events import topic
from domain.problem.looking_back import DrawnForLookBack
from domain.problem.rechecking import DrawnForCheck, LayerNotDrawn
from domain.referral.proposing import ReferralProposed
from domain.supervision_paper.drafting import PaperDrafted

FIRST_DAY = date(2022, 8, 9)
LAST_DAY = date(2025, 8, 8)
ENDS_AT = datetime.combine(LAST_DAY, time(18), SHANGHAI).astimezone(UTC)
OPERATOR = "样例"


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
    """What was made."""

    events: int


def make(sample: Sample, store: OpenStore, tell: Callable[[datetime, int], None]) -> Made:
    """Live it through; ``tell`` hears of every day and of how many events there are by then."""
    batches = Batches(store.recorder)
    vault = SealingVault(sample.master_key, batches)
    packs = packs_folder()
    casework = Casework(batches, vault, load_packs(packs), shipped_calendar(packs))
    passing = PassingTime(casework, batches, sample.seed)
    people(sample, casework)
    batches.listen()
    populate(sample, passing, county(sample.towns))
    passing.run(ENDS_AT, lambda at: tell(at, batches.events))
    batches.flush()
    return Made(batches.events)


def people(sample: Sample, casework: Casework) -> None:
    at = datetime.combine(FIRST_DAY, time(7), SHANGHAI).astimezone(UTC)
    for number, command in enumerate(county(sample.towns).commands):
        casework.handle(command, Caller(person=OPERATOR, command_id=f"sample/county/{number}", recorded_at=at))


def populate(sample: Sample, passing: PassingTime, here: County) -> None:
    supervision = Supervision(here, passing)
    passing.births = {
        topic(PaperDrafted): supervision.paper,
        topic(ReferralProposed): supervision.referral,
        topic(DrawnForLookBack): lambda case_id: ProblemLife(here, passing, passing.random("look-back", case_id)).of(
            case_id
        ),
    }
    passing.wakes = frozenset({topic(DrawnForCheck), topic(LayerNotDrawn)})
    for number, at in enumerate(arrivals(sample, passing), start=1):
        life = ProblemLife(here, passing, passing.random("problem", number))
        passing.begin(at, life.from_the_beginning(number))
    begins = datetime.combine(FIRST_DAY, time(9), SHANGHAI).astimezone(UTC)
    passing.begin(begins, supervision.draws(2, 4))
    passing.begin(begins, supervision.draws(LOOK_BACK, 14))


def arrivals(sample: Sample, passing: PassingTime) -> Iterator[datetime]:
    """When each problem is found: many in the first years, fewer and fewer in the last months."""
    chance = passing.random("arrivals")
    days = (LAST_DAY - FIRST_DAY).days
    shares = [1.0 if day < days - 150 else max(0.12, (days - day) / 150) for day in range(days)]
    for day in chance.choices(range(days), shares, k=sample.problems):
        yield passing.on(FIRST_DAY + timedelta(days=day), chance)
