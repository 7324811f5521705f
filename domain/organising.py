"""组织的变动: units are established, people get posts. Given by whoever operates the machine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from domain.circumstances import Circumstances
from domain.events import NewEvent
from domain.organisation import Organisation, PersonAppointed, Post, Role, Unit, UnitEstablished, UnitKind
from domain.refusal import Refused
from domain.roles import Rank
from domain.separation import a_named_human

# --- commands -----------------------------------------------------------------------------------------------------


class EstablishUnit(msgspec.Struct, frozen=True):
    """Enter a unit into the tree; the parent must be there."""

    code: str
    kind: UnitKind
    parent: str | None = None


class AppointPerson(msgspec.Struct, frozen=True):
    """Give a person a post (任职); the phone number goes into the vault."""

    person: str
    name: str
    title: str
    unit: str
    roles: tuple[Role, ...] = ()
    since: date | None = None
    until: date | None = None
    phone: str = ""
    rank: Rank = Rank.UNKNOWN


# --- decisions ----------------------------------------------------------------------------------------------------


def establish_unit(organisation: Organisation, command: EstablishUnit, c: Circumstances) -> Iterator[NewEvent]:
    unit = Unit(command.code, command.kind, command.parent)
    if organisation.units.get(unit.code) == unit:
        return
    if unit.parent is not None:
        organisation.standing_unit(unit.parent)
        if organisation.is_within(unit.parent, unit.code):
            raise Refused("unit_in_itself", unit=unit.code, parent=unit.parent)
    yield UnitEstablished, {"unit": unit}


def appoint_person(organisation: Organisation, command: AppointPerson, c: Circumstances) -> Iterator[NewEvent]:
    a_named_human(command.person)
    organisation.standing_unit(command.unit)
    post = Post(command.title, command.unit, command.roles, command.since, command.until, command.rank)
    before = organisation.people.get(command.person)
    if before is not None and post in before.posts:
        return
    phone = c.seal(f"person/{command.person}", "联系电话", command.phone) if command.phone else None
    yield PersonAppointed, {"person": command.person, "name": command.name, "post": post, "phone": phone}
