"""组织: the tree of units and who holds which post, as events. Responsibility is read as of the moment, not today.

Roles are held at a node of the tree: whoever holds one in an office, department or group of a place acts for that
place and all below it. Source: domain reference, section 2.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import NAMESPACE_URL, uuid5

import msgspec
from msgspec.structs import replace

from domain.calendar import local_date
from domain.events import Event, Named
from domain.refusal import Refused
from domain.sealing import Sealed

ORGANISATION_ID = uuid5(NAMESPACE_URL, "duban/organisation")


class Role(StrEnum):
    """What a post empowers its holder to do (domain reference, section 2)."""

    OFFICE = "OFFICE"
    GROUP_HEAD = "GROUP_HEAD"
    INSPECTOR = "INSPECTOR"
    TEAM_LEAD = "TEAM_LEAD"
    LEAD_DEPT = "LEAD_DEPT"
    HEAD = "HEAD"
    RESP_LEADER = "RESP_LEADER"
    RESP_PERSON = "RESP_PERSON"
    LIAISON = "LIAISON"
    TOWN = "TOWN"
    VILLAGE = "VILLAGE"
    RESIDENT_TEAM = "RESIDENT_TEAM"
    GRID_WORKER = "GRID_WORKER"
    HELP_CONTACT = "HELP_CONTACT"
    COUNTY_APPROVER = "COUNTY_APPROVER"
    DISCIPLINE = "DISCIPLINE"
    ARCHIVIST = "ARCHIVIST"
    REVIEWER = "REVIEWER"
    PRIVACY_OFFICER = "PRIVACY_OFFICER"


ROLE_NAMES = {
    Role.OFFICE: "办公室",
    Role.GROUP_HEAD: "领导小组组长",
    Role.INSPECTOR: "督查组成员",
    Role.TEAM_LEAD: "督查组组长",
    Role.LEAD_DEPT: "牵头单位",
    Role.HEAD: "主要负责同志",
    Role.RESP_LEADER: "责任领导",
    Role.RESP_PERSON: "责任人",
    Role.LIAISON: "联络员",
    Role.TOWN: "乡镇核查人员",
    Role.VILLAGE: "村干部",
    Role.RESIDENT_TEAM: "驻村工作队",
    Role.GRID_WORKER: "网格员",
    Role.HELP_CONTACT: "帮扶联系人",
    Role.COUNTY_APPROVER: "县级审定人员",
    Role.DISCIPLINE: "纪检监察",
    Role.ARCHIVIST: "档案人员",
    Role.REVIEWER: "问责审查人员",
    Role.PRIVACY_OFFICER: "隐私保护专员",
}


class UnitKind(StrEnum):
    """A place of the tree, or a body that acts for the place it belongs to."""

    CITY = "CITY"
    COUNTY = "COUNTY"
    TOWN = "TOWN"
    VILLAGE = "VILLAGE"
    GRID = "GRID"
    OFFICE = "OFFICE"
    DEPARTMENT = "DEPARTMENT"
    GROUP = "GROUP"


PLACES = (UnitKind.GRID, UnitKind.VILLAGE, UnitKind.TOWN, UnitKind.COUNTY, UnitKind.CITY)
"""The kinds of places, from the bottom up."""

UNIT_KIND_NAMES = {
    UnitKind.CITY: "市级",
    UnitKind.COUNTY: "县级",
    UnitKind.TOWN: "乡镇",
    UnitKind.VILLAGE: "村",
    UnitKind.GRID: "网格",
    UnitKind.OFFICE: "办公室",
    UnitKind.DEPARTMENT: "部门",
    UnitKind.GROUP: "督查组",
}

ACTS_FOR_PARENT = {UnitKind.OFFICE, UnitKind.DEPARTMENT, UnitKind.GROUP}


class Unit(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    code: str  # its name, unique in the tree
    kind: UnitKind
    parent: str | None = None


class Post(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A post held over time: ``since`` and ``until`` are both included; None is open."""

    title: str
    unit: str
    roles: tuple[Role, ...] = ()
    since: date | None = None
    until: date | None = None

    def held_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Person(msgspec.Struct, frozen=True, omit_defaults=True):
    id: str
    name: str
    posts: tuple[Post, ...] = ()
    phone: Sealed | None = None

    def posts_at(self, at: datetime) -> tuple[Post, ...]:
        day = local_date(at)
        return tuple(post for post in self.posts if post.held_on(day))


class Organisation(msgspec.Struct, frozen=True):
    """The tree of units and the people in it, as of the last event."""

    version: int = 0
    units: dict[str, Unit] = msgspec.field(default_factory=dict)
    people: dict[str, Person] = msgspec.field(default_factory=dict)

    def unit(self, code: str) -> Unit:
        try:
            return self.units[code]
        except KeyError:
            raise Refused("unknown_unit", unit=code) from None

    def person(self, person_id: str) -> Person:
        try:
            return self.people[person_id]
        except KeyError:
            raise Refused("unknown_person", person=person_id) from None

    def named(self, person_id: str, at: datetime, unit: str | None = None) -> Named:
        """The person as he stands at that moment, in his post in ``unit`` if he holds one there."""
        person = self.person(person_id)
        posts = person.posts_at(at)
        post = next((p for p in posts if p.unit == unit), posts[0] if posts else None)
        return Named(person.id, person.name, post.title if post else "", post.unit if post else "")

    def is_within(self, unit: str, node: str) -> bool:
        """Whether ``unit`` is ``node`` or lies below it."""
        walk: str | None = unit
        while walk is not None:
            if walk == node:
                return True
            known = self.units.get(walk)
            walk = known.parent if known else None
        return False

    def reaches(self, acting_unit: str, unit: str) -> bool:
        """Whether a role held in ``acting_unit`` covers ``unit``: an office acts for the place it belongs to."""
        return self.is_within(unit, self.place_of(acting_unit).code)

    def place_of(self, acting_unit: str) -> Unit:
        """The place for which a unit acts: an office, department or group for the one it belongs to, else itself."""
        acting = self.unit(acting_unit)
        return self.unit(acting.parent) if acting.kind in ACTS_FOR_PARENT and acting.parent else acting

    def acts_at(self, acting_unit: str, level: UnitKind) -> bool:
        """Whether a unit acts for a place of this kind or above. A body without a place acts for all."""
        kind = self.place_of(acting_unit).kind
        return kind not in PLACES or PLACES.index(kind) >= PLACES.index(level)

    def touches(self, acting_unit: str, unit: str) -> bool:
        """Whether it covers ``unit`` or lies within it: a grid worker acts in his village, a town in all of its own."""
        return self.reaches(acting_unit, unit) or self.is_within(acting_unit, unit)

    def above(self, code: str, kind: UnitKind) -> str:
        """The unit itself or the nearest one above it that is of this kind; empty if there is none."""
        unit: Unit | None = self.unit(code)
        while unit is not None and unit.kind is not kind:
            unit = self.units.get(unit.parent or "")
        return unit.code if unit else ""


# --- events -------------------------------------------------------------------------------------------------------


class UnitEstablished(Event, frozen=True, kw_only=True, tag="organisation.unit_established"):
    unit: Unit

    def apply(self, state: Organisation | None) -> Organisation:
        state = state or Organisation()
        return replace(state, version=self.originator_version, units={**state.units, self.unit.code: self.unit})


class PersonAppointed(Event, frozen=True, kw_only=True, tag="organisation.person_appointed"):
    person: str
    name: str
    post: Post
    phone: Sealed | None = None

    def apply(self, state: Organisation | None) -> Organisation:
        state = state or Organisation()
        before = state.people.get(self.person)
        posts = (*before.posts, self.post) if before else (self.post,)
        phone = self.phone or (before.phone if before else None)
        person = Person(self.person, self.name, posts, phone)
        return replace(state, version=self.originator_version, people={**state.people, self.person: person})


ORGANISATION_EVENTS: tuple[type[Event], ...] = (UnitEstablished, PersonAppointed)
