"""The county: its towns, villages and offices, and who holds which post in them. Nobody in it exists.

Towns and villages differ in size, and units in how late they are, as those of a county do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from random import Random
from uuid import UUID

from domain.case import Command
from domain.organisation import Role, UnitKind
from domain.organising import AppointPerson, EstablishUnit

COUNTY = "示例县"
OFFICE = "示例县专项小组办公室"
GROUP = "示例县督查组"
LEADING_GROUP = "示例县专项小组"
DISCIPLINE = "示例县纪委监委"
DEPARTMENTS = ("县乡村振兴局", "县教体局", "县医保局", "县住建局", "县水利局", "县财政局", "县农业农村局", "县人社局")
VILLAGES = 15
"""Of each town."""


@dataclass(slots=True, eq=False)
class Unit:
    """A unit that rectifies: who answers for it, who leads the work, who does it now; ``late``: how many of a
    thousand of its problems are done after their date.
    """

    name: str
    head: str
    leaders: tuple[str, ...]
    persons: tuple[str, ...]
    late: int


@dataclass(frozen=True, slots=True)
class Village:
    number: int
    name: str
    cadre: str
    contact: str
    grid_worker: str
    weight: int


@dataclass(frozen=True, slots=True)
class Town:
    """A town: the unit itself, its own office, those who check for it, its villages; ``weight``: how large it is."""

    unit: Unit
    office: tuple[str, ...]
    checkers: tuple[str, ...]
    villages: tuple[Village, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class County:
    """``numbers`` are those of the people yet to come; ``successors`` took over from whoever left; ``at_risk``:
    problems that told of a household at risk, for which nobody has registered a clue yet.
    """

    towns: tuple[Town, ...]
    departments: tuple[Unit, ...]
    office: tuple[str, ...]
    checkers: tuple[str, ...]
    inspectors: tuple[str, ...]
    leads: tuple[str, ...]
    group_head: str
    approver: str
    discipline: str
    archivists: tuple[str, ...]
    commands: tuple[Command, ...]
    """What establishes and appoints all of it."""
    numbers: Iterator[int]
    successors: dict[str, str]
    at_risk: list[UUID]

    @property
    def units(self) -> tuple[Unit, ...]:
        return (*(town.unit for town in self.towns), *self.departments)

    @property
    def villages(self) -> tuple[Village, ...]:
        return tuple(village for town in self.towns for village in town.villages)

    def town_of(self, unit: Unit) -> Town | None:
        """The town that a unit is; None: a department."""
        return next((town for town in self.towns if town.unit is unit), None)

    def department(self, name: str) -> Unit:
        return next(unit for unit in self.departments if unit.name == name)

    def unit(self, name: str) -> Unit:
        return next(unit for unit in self.units if unit.name == name)


def county(towns: int) -> County:
    """A county of so many towns; the same each time."""
    registry = Registry()
    registry.establish(COUNTY, UnitKind.COUNTY)
    for name, kind in ((LEADING_GROUP, UnitKind.GROUP), (OFFICE, UnitKind.OFFICE), (GROUP, UnitKind.GROUP)):
        registry.establish(name, kind, COUNTY)
    registry.establish(DISCIPLINE, UnitKind.DEPARTMENT, COUNTY)
    return County(
        towns=tuple(registry.town(f"示例{number:02}镇") for number in range(1, towns + 1)),
        departments=tuple(registry.department(name) for name in DEPARTMENTS),
        office=registry.people(6, "办公室干部", OFFICE, Role.OFFICE),
        checkers=registry.people(3, "复核人员", OFFICE, Role.TOWN),
        inspectors=registry.people(12, "督查组成员", GROUP, Role.INSPECTOR),
        leads=registry.people(3, "督查组组长", GROUP, Role.TEAM_LEAD),
        group_head=registry.person("组长", LEADING_GROUP, Role.GROUP_HEAD),
        approver=registry.person("审定人员", OFFICE, Role.COUNTY_APPROVER),
        discipline=registry.person("纪检监察干部", DISCIPLINE, Role.DISCIPLINE),
        archivists=registry.people(2, "档案人员", OFFICE, Role.ARCHIVIST),
        commands=tuple(registry.commands),
        numbers=registry.numbers,
        successors={},
        at_risk=[],
    )


class Registry:
    """Keeps the commands of what it names."""

    def __init__(self) -> None:
        self.commands: list[Command] = []
        self.numbers = count(1)
        self._villages = 0

    def establish(self, name: str, kind: UnitKind, parent: str | None = None) -> None:
        self.commands.append(EstablishUnit(name, kind, parent))

    def person(self, title: str, unit: str, *roles: Role) -> str:
        command = somebody(next(self.numbers), title, unit, *roles)
        self.commands.append(command)
        return command.person

    def people(self, number: int, title: str, unit: str, *roles: Role) -> tuple[str, ...]:
        return tuple(self.person(title, unit, *roles) for _ in range(number))

    def unit(self, name: str, head: str, leaders: int, persons: int) -> Unit:
        return Unit(
            name,
            self.person(head, name, Role.HEAD),
            self.people(leaders, "分管领导", name, Role.RESP_LEADER),
            self.people(persons, "经办干部", name, Role.RESP_PERSON),
            late=20 + round(130 * nature_of(name).random() ** 2),
        )

    def department(self, name: str) -> Unit:
        self.establish(name, UnitKind.DEPARTMENT, COUNTY)
        return self.unit(name, "局长", 1, 2)

    def town(self, name: str) -> Town:
        office = f"{name}专班"
        self.establish(name, UnitKind.TOWN, COUNTY)
        self.establish(office, UnitKind.OFFICE, name)
        return Town(
            unit=self.unit(name, "镇长", 3, 6),
            office=self.people(3, "专班干部", office, Role.OFFICE),
            checkers=self.people(4, "核查人员", name, Role.TOWN),
            villages=tuple(self.villages(name)),
            weight=nature_of(f"{name}/size").randint(5, 20),
        )

    def villages(self, town: str) -> Iterator[Village]:
        for number in range(1, VILLAGES + 1):
            name = f"{town}{number:02}村"
            self.establish(name, UnitKind.VILLAGE, town)
            self._villages += 1
            yield Village(
                self._villages,
                name,
                self.person("村干部", name, Role.VILLAGE),
                self.person("帮扶联系人", name, Role.HELP_CONTACT),
                self.person("网格员", name, Role.GRID_WORKER),
                weight=nature_of(name).randint(4, 12),
            )


def somebody(number: int, title: str, unit: str, *roles: Role) -> AppointPerson:
    person = f"p{number:05}"
    return AppointPerson(person, f"{title}{number:05}", title, unit, roles)


def nature_of(name: str) -> Random:
    """What a place is like: the same whatever the seed of what happens in it."""
    return Random(f"county/{name}")
