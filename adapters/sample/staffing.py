"""Who is there: people are away for some days and have a deputy, leave for another post, and others take over."""

from __future__ import annotations

from datetime import timedelta

from adapters.sample.county import County, Unit, somebody
from adapters.sample.passing_time import Life, PassingTime
from domain.deputising import RecordAbsence
from domain.organisation import Role
from domain.reorganising import EndPost

HANDING_OVER = timedelta(days=100)
"""So long somebody who leaves goes on with what he has in hand."""


class Staffing:
    """The changes in one unit after another."""

    def __init__(self, county: County, passing: PassingTime) -> None:
        self.county = county
        self.passing = passing

    def acting(self, person: str) -> str:
        """Who acts for somebody now: whoever took over from him, or his deputy while he is away, else himself."""
        organisation = self.passing.casework.organisation
        successor = self.county.successors.get(person)
        if successor is not None and not organisation.person(person).posts_at(self.passing.now):
            return self.acting(successor)
        return organisation.standing_in.stand_in_for(person, self.passing.today) or person

    def of(self, unit: Unit) -> Life:
        """Somebody of the unit is away or leaves, about once a year."""
        chance = self.passing.random("staffing", unit.name)
        while True:
            yield self.passing.in_days(chance, 80, 420)
            way = chance.random()
            if way < 0.55:
                self.is_away(unit, chance.choice(unit.persons), chance.choice(unit.persons), chance.randint(3, 20))
            elif way < 0.7:
                self.is_away(unit, unit.head, unit.leaders[0], chance.randint(3, 10))
            elif way < 0.95:
                self.takes_over_as_person(unit, chance.choice(unit.persons))
            else:
                self.takes_over_as_head(unit)

    def is_away(self, unit: Unit, person: str, deputy: str, days: int) -> None:
        since = self.passing.today + timedelta(days=1)
        absent = self.passing.casework.organisation.standing_in.absences
        taken = any({one.person, one.deputy} & {person, deputy} and one.until >= self.passing.today for one in absent)
        if person != deputy and not taken:
            self.passing.give(RecordAbsence(person, since, since + timedelta(days=days), deputy), person)

    def takes_over_as_person(self, unit: Unit, leaving: str) -> None:
        new = self.takes_over(unit, leaving, "经办干部", Role.RESP_PERSON)
        unit.persons = tuple(new if person == leaving else person for person in unit.persons)

    def takes_over_as_head(self, unit: Unit) -> None:
        title = "镇长" if self.county.town_of(unit) else "局长"
        unit.head = self.takes_over(unit, unit.head, title, Role.HEAD)

    def takes_over(self, unit: Unit, leaving: str, title: str, role: Role) -> str:
        """The new one begins today; the other one ends his post when he has handed over."""
        appointed = somebody(next(self.county.numbers), title, unit.name, role)
        self.passing.give(appointed, OPERATOR)
        self.passing.give(EndPost(leaving, unit.name, title, self.passing.today + HANDING_OVER), OPERATOR)
        self.county.successors[leaving] = appointed.person
        return appointed.person


OPERATOR = "样例"
"""Whoever operates the machine."""
