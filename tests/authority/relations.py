"""How a person may stand to a case, and what the table says of him: an oracle written apart from the code it judges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from domain.authorising import FIELD, UNIT, Act, Separation, Where
from domain.organisation import PLACES, Role, UnitKind
from domain.organising import AppointPerson, EstablishUnit
from domain.policy import Policy
from domain.separation import (
    a_third_rechecker,
    an_impartial_visitor,
    neither_submitter_nor_rechecker,
    not_of_the_refusing_unit,
    not_of_the_responsible_unit,
    not_of_the_unit_concerned,
    not_ones_own_plan,
    not_the_submitter,
)
from tests.problem.people import (
    BUREAU,
    COUNTY,
    COUNTY_OFFICE,
    OTHER_TOWN,
    TOWN,
    TOWN_OFFICE,
    VILLAGE,
)

OTHER_OFFICE, OTHER_VILLAGE = "乙镇专班", "西村"
FURTHER_UNITS = (
    EstablishUnit(OTHER_OFFICE, UnitKind.OFFICE, OTHER_TOWN),
    EstablishUnit(OTHER_VILLAGE, UnitKind.VILLAGE, OTHER_TOWN),
)


class Relation(StrEnum):
    """Where a post lies, seen from the unit that answers for the case."""

    SAME = "the unit itself"
    ITS_OFFICE = "the office of the place"
    ABOVE = "the unit above"
    OFFICE_ABOVE = "the office above"
    DEPARTMENT = "a department above"
    OTHER = "another town"
    OFFICE_OF_OTHER = "the office of another town"
    BELOW = "a village below"
    ELSEWHERE = "a village of another town"


UNIT_OF = {
    Relation.SAME: TOWN,
    Relation.ITS_OFFICE: TOWN_OFFICE,
    Relation.ABOVE: COUNTY,
    Relation.OFFICE_ABOVE: COUNTY_OFFICE,
    Relation.DEPARTMENT: BUREAU,
    Relation.OTHER: OTHER_TOWN,
    Relation.OFFICE_OF_OTHER: OTHER_OFFICE,
    Relation.BELOW: VILLAGE,
    Relation.ELSEWHERE: OTHER_VILLAGE,
}
"""Of a case that lies at 甲镇."""

COVERING = {Relation.SAME, Relation.ITS_OFFICE, Relation.ABOVE, Relation.OFFICE_ABOVE, Relation.DEPARTMENT}
AT_TOWN = {Relation.SAME, Relation.ITS_OFFICE, Relation.OTHER, Relation.OFFICE_OF_OTHER}
AT_COUNTY = {Relation.ABOVE, Relation.OFFICE_ABOVE, Relation.DEPARTMENT}


class Part(StrEnum):
    """What a person did in the case."""

    LEADER = "named as leader, and signed the submission"
    PERSON = "named as responsible, handed in the plan and the submission"
    RECHECKER = "checked it"
    REGISTRANT = "registered it"
    CLOSER = "closed it"


Holding = tuple[Role, Relation]

UNIT_GUARDS: dict[Separation, str] = {
    not_of_the_refusing_unit: "sod_4",
    not_of_the_responsible_unit: "sod_5",
    not_of_the_unit_concerned: "own_level",
    an_impartial_visitor: "sod_3",
}
"""Guards that keep whoever holds a post in the unit of the case apart."""

PART_GUARDS: dict[Separation, Mapping[Part, str]] = {
    not_the_submitter: {Part.LEADER: "sod_1", Part.PERSON: "sod_1"},
    neither_submitter_nor_rechecker: {Part.LEADER: "sod_1", Part.PERSON: "sod_1", Part.RECHECKER: "sod_1"},
    a_third_rechecker: {Part.LEADER: "sod_1", Part.PERSON: "sod_1"},
    not_of_the_refusing_unit: {Part.REGISTRANT: "sod_4"},
    an_impartial_visitor: {Part.CLOSER: "sod_7"},
    not_ones_own_plan: {Part.PERSON: "own_work"},
}
"""Guards that keep whoever did something in the case apart, once he did it."""


def roster() -> Iterable[AppointPerson]:
    """Somebody for each role in each relation, who did nothing in the case."""
    for role in Role:
        for relation, unit in UNIT_OF.items():
            name = bystander(role, relation)
            yield AppointPerson(name, name, "人员", unit, (role,))


def bystander(role: Role, relation: Relation) -> str:
    return f"{role}-{relation.name}"


# --- the oracle ---------------------------------------------------------------------------------------------------


def lies_right(where: Where, role: Role, relation: Relation) -> bool:
    """What the words of ``where`` mean, relation by relation."""
    within = relation in (Relation.ITS_OFFICE, Relation.BELOW)
    own = relation is Relation.SAME or (within and role in FIELD)
    match where:
        case Where.ANYWHERE:
            return True
        case Where.ABOVE:
            return relation in COVERING
        case Where.OWN_UNIT:
            return relation in COVERING if role is Role.GROUP_HEAD else own
        case Where.OWN_OR_ABOVE:
            return own or (relation in COVERING and role not in UNIT)
        case Where.HOUSEHOLD:
            return relation in COVERING or relation is Relation.BELOW
    raise NotImplementedError(f"no oracle for {where}")


def kind_of(relation: Relation) -> UnitKind:
    if relation in AT_COUNTY:
        return UnitKind.COUNTY
    return UnitKind.TOWN if relation in AT_TOWN else UnitKind.VILLAGE


def permitted(act: Act, case: Any, policy: Policy, holdings: Iterable[Holding], named: bool) -> bool:
    """Whether the row lets one of these posts do it; ``named``: the case names the person as responsible."""
    roles = act.roles if act.roles_in is None else act.roles_in(case, policy)
    least = act.least(case, policy) if act.least else None
    for role, relation in holdings:
        high_enough = least is None or PLACES.index(kind_of(relation)) >= PLACES.index(least)
        by_name = named and act.where in (Where.OWN_UNIT, Where.OWN_OR_ABOVE) and role is not Role.GROUP_HEAD
        right = not case.unit or by_name or lies_right(act.where, role, relation)
        if role in roles and high_enough and right:
            return True
    return False


def kept_apart(act: Act, case: Any, holdings: Iterable[Holding], parts: Iterable[Part]) -> set[str]:
    """The codes with which separation of duties may refuse him; none: it has nothing against him."""
    codes = {PART_GUARDS[act.separation][part] for part in parts if part in PART_GUARDS.get(act.separation, {})}
    if case.unit and any(relation is Relation.SAME for _, relation in holdings):
        if act.separation in UNIT_GUARDS:
            codes.add(UNIT_GUARDS[act.separation])
        if act.separation is a_third_rechecker and case.stage in ("CHECK_2", "CHECK_3"):
            codes.add("sod_2")
    return codes
