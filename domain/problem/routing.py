"""按类交办: the lead and responsible units of an item say where its problem goes, and which department checks it.

Units are those that the pack names (牵头单位, 责任单位), found in the organisation by their names or aliases; 各乡镇 is
the town of the problem, 各村 its village. Source: domain reference, sections 2 and 12; R001-17.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from domain.circumstances import Circumstances
from domain.organisation import Organisation, Role, UnitKind
from domain.pack import NamedUnit, Pack
from domain.problem.classification import AreaLevel
from domain.problem.problem import Problem
from domain.refusal import Refused


def routed_to(problem: Problem, c: Circumstances) -> str:
    """The unit that a problem of its item goes to where nobody names one. Raises Refused."""
    category = c.pack.category(problem.category)
    if category is not None:
        units = [*standing_for(category.responsible, problem, c), *standing_for(category.lead, problem, c)]
        if units:
            return units[0]
    raise Refused("no_unit_of_the_item", category=category.label if category else problem.category)


def standing_for(names: Iterable[str], problem: Problem, c: Circumstances) -> Iterator[str]:
    """The units of the organisation that these names stand for; the place of the problem before the departments.

    A problem of the county's own (县级层面) goes to no town.
    """
    named = tuple(names)
    if problem.area_level is not AreaLevel.COUNTY:
        yield from filter(None, (its_place(unit, problem) for unit in c.pack.units if stands_in(unit, named)))
    yield from departments(named, c.pack, c.organisation)


def stands_in(unit: NamedUnit, names: tuple[str, ...]) -> bool:
    return unit.every and not {unit.name, *unit.aliases}.isdisjoint(names)


def its_place(unit: NamedUnit, problem: Problem) -> str:
    """Of 各村, its village; of 各乡镇, its town."""
    place = problem.place
    return {UnitKind.VILLAGE: place.village, UnitKind.TOWN: place.town, UnitKind.COUNTY: place.county}.get(
        unit.kind, ""
    )


def departments(names: Iterable[str], pack: Pack, organisation: Organisation) -> Iterator[str]:
    """The units that are there under one of the names that the pack has for them."""
    called = {name: (unit.name, *unit.aliases) for unit in pack.units for name in (unit.name, *unit.aliases)}
    for name in names:
        found = (known for known in called.get(name, (name,)) if known in organisation.units)
        yield from (organisation.current(unit) for unit in found)


def its_lead_department_checks(problem: Problem, c: Circumstances) -> None:
    """部门核查 of an item is for its own 牵头单位, as far as the organisation has it; a way up is open to others."""
    category = c.pack.category(problem.category)
    if category is None or c.actor.role != Role.LEAD_DEPT or c.actor.way is not None:
        return
    leads = list(departments(category.lead, c.pack, c.organisation))
    if leads and not any(c.organisation.same(c.actor.unit, lead) for lead in leads):
        raise Refused("not_the_lead", name=c.actor.name, category=category.label, leads="、".join(leads))
