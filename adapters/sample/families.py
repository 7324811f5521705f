"""举一反三排查: a sweep of some villages for what was found in one; what it finds becomes children of that problem."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from adapters.sample.county import Town, Village
from adapters.sample.findings import Site, like_it, list_of_households
from adapters.sample.passing_time import Life
from domain.item_checks import ItemCheck, ItemOutcome
from domain.problem.deriving import OpenSweep, RecordSweepCheck, SignSweep
from domain.problem.problem import SweepTask
from domain.sampling.frame import Entry

if TYPE_CHECKING:
    from adapters.sample.problems import ProblemLife

LISTED = 600
"""Of a thousand sweeps, how many go through a list of households."""
OUTCOMES = (ItemOutcome.CHECKED, ItemOutcome.FOUND, ItemOutcome.NOT_REACHED)


class Sweep:
    """One sweep: each of its towns goes through its villages and signs what it found, be it nothing."""

    def __init__(self, life: ProblemLife, towns: Sequence[Town]) -> None:
        self.life = life
        self.villages = {town: self.life.chance.sample(town.villages, self.life.chance.randint(1, 3)) for town in towns}

    def opens(self) -> None:
        life = self.life
        entries: tuple[Entry, ...] = ()
        if life.happens(LISTED):
            villages = [village for some in self.villages.values() for village in some]
            entries = list_of_households(villages, life.chance.randint(3, 8), life.chance)
        units = tuple(town.unit.name for town in self.villages)
        due = life.passing.today + timedelta(days=life.chance.randint(12, 30))
        life.give(OpenSweep(units, "举一反三，全面排查同类问题", due, entries=entries), life.supervisor())
        for town, villages in self.villages.items():
            life.passing.begin(life.passing.in_days(life.chance, 2, 8), self.of_a_town(town, villages))

    def of_a_town(self, town: Town, villages: Sequence[Village]) -> Life:
        life = self.life
        while life.open and (missing := self.task(town).missing):
            for village in villages:
                here = [ref for ref in missing if (self.task(town).items or {})[ref] == village.name]
                checks = tuple(ItemCheck(ref, self.outcome(), "逐户核对，情况已记录") for ref in here)
                if checks and life.open:
                    life.give(RecordSweepCheck(town.unit.name, checks), village.cadre)
            yield life.passing.in_days(life.chance, 1, 3)
        if life.open:
            yield from self.is_signed(town, villages)

    def is_signed(self, town: Town, villages: Sequence[Village]) -> Life:
        """By the head; what was found in a list is listed, without a list now and then one is found."""
        life = self.life
        found = sum(outcome is ItemOutcome.FOUND for outcome in self.task(town).outcomes.values())
        found = found or int(self.task(town).items is None and life.happens(300))
        sites = [Site(town, life.chance.choice(villages)) for _ in range(found)]
        mark = f"{town.unit.name}排查发现"
        findings = tuple(like_it(life.problem.category, site, mark, life.chance) for site in sites)
        due = life.passing.today + timedelta(days=life.chance.randint(15, 40))
        signed = SignSweep(town.unit.name, "排查情况已逐项核对", findings, due if findings else None)
        life.begin_children(life.give(signed, town.unit.head))
        yield life.passing.now

    def task(self, town: Town) -> SweepTask:
        """Of this town: the last one that it was asked for."""
        return next(task for task in reversed(self.life.problem.sweeps) if task.unit == town.unit.name)

    def outcome(self) -> ItemOutcome:
        [outcome] = self.life.chance.choices(OUTCOMES, (84, 4, 12))
        return outcome
