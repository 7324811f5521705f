"""What every life of a case has: its county, its own chance, and people who act in it."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from typing import ClassVar
from uuid import UUID

from adapters.sample.county import County, Town
from adapters.sample.passing_time import PassingTime
from domain.case import Command
from domain.casework import Recorded
from domain.problem.problem import Evidence

LATE_REASON = "当日在村入户，返回后补录"


class CaseLife:
    """The people around one case. Its chance is its own."""

    LATE: ClassVar[int]
    """Of a thousand observations, how many are entered a day or more after they were made."""

    def __init__(self, county: County, passing: PassingTime, chance: Random) -> None:
        self.county = county
        self.passing = passing
        self.chance = chance
        self.case_id: UUID
        self.town: Town

    def happens(self, per_mille: int) -> bool:
        return self.chance.randrange(1000) < per_mille

    def give(self, command: Command, person: str) -> Recorded:
        return self.passing.give(command, person, self.case_id)

    def observe(self, command: Command, person: str) -> None:
        """An observation, now and then entered late."""
        occurred = self.some_days_ago() if self.happens(self.LATE) else None
        self.passing.give(command, person, self.case_id, occurred, LATE_REASON if occurred else "")

    def some_days_ago(self) -> datetime:
        return self.passing.now - timedelta(hours=self.chance.randint(20, 90))

    def proof(self) -> tuple[Evidence, ...]:
        return (Evidence(sha256(self.chance.randbytes(8)).hexdigest()),)
