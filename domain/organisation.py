"""组织: the tree of units and who holds which post, as events. Responsibility is read as of the moment, not today.

Roles are held at a node of the tree: whoever holds one in an office, department or group of a place acts for that
place and all below it. What changes from a day on is read by ``Organisation.at``: see tree.py; who stands in for whom
is in standing_in.py. Source: domain reference, section 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from uuid import NAMESPACE_URL, uuid5

import msgspec
from msgspec.structs import replace

from domain.calendar import local_date
from domain.events import Event, Named
from domain.refusal import Refused
from domain.roles import ROLE_NAMES, Rank, Role
from domain.sealing import Sealed
from domain.standing_in import StandingIn
from domain.tree import Changed, Unit, UnitChange, UnitKind, tree_on

__all__ = [
    "ACTS_FOR_PARENT",
    "ORGANISATION_EVENTS",
    "ORGANISATION_ID",
    "PLACES",
    "ROLE_NAMES",
    "UNIT_KIND_NAMES",
    "Area",
    "Organisation",
    "Person",
    "PersonAppointed",
    "Post",
    "Role",
    "Unit",
    "UnitEstablished",
    "UnitKind",
]

ORGANISATION_ID = uuid5(NAMESPACE_URL, "duban/organisation")

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


class Post(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A post held over time: ``since`` and ``until`` are both included; None is open."""

    title: str
    unit: str
    roles: tuple[Role, ...] = ()
    since: date | None = None
    until: date | None = None
    rank: Rank = Rank.UNKNOWN

    def held_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Person(msgspec.Struct, frozen=True, omit_defaults=True):
    id: str
    name: str
    posts: tuple[Post, ...] = ()
    phone: Sealed | None = None

    def posts_at(self, at: datetime) -> tuple[Post, ...]:
        day, posts = local_date(at), self.posts
        if len(posts) == 1:  # nearly everybody: this is asked of a whole county again and again
            return posts if posts[0].held_on(day) else ()
        return tuple(post for post in posts if post.held_on(day))


class Area(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a group looks after, and who keeps in touch with it there (联络员)."""

    unit: str
    liaison: str = ""


class Organisation(msgspec.Struct, frozen=True):
    """The tree of units and the people in it, as of the last event; ``at`` reads it as of a moment.

    ``below`` and ``staff`` index the units by parent and the people by unit.
    """

    version: int = 0
    units: dict[str, Unit] = msgspec.field(default_factory=dict)
    people: dict[str, Person] = msgspec.field(default_factory=dict)
    below: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    staff: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    established: dict[str, Unit] = msgspec.field(default_factory=dict)
    changes: tuple[UnitChange, ...] = ()
    successors: dict[str, str] = msgspec.field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    areas: dict[str, tuple[Area, ...]] = msgspec.field(default_factory=dict)
    standing_in: StandingIn = StandingIn()

    # --- as of a moment ---

    def at(self, at: datetime) -> Organisation:
        """The organisation with the tree of that day."""
        return self._on(local_date(at)) if self.changes else self

    def with_change(self, change: UnitChange) -> Organisation:
        """With a change of a unit; whoever holds a post in it goes on under the new name, or no longer."""
        changes = (*self.changes, change)
        people = {key: replace(p, posts=tuple(carried(p.posts, [change]))) for key, p in self.people.items()}
        after = replace(self, people=people, changes=changes)
        if change.kind is Changed.RENAMED:
            staff = {**self.staff, change.to: self.staff.get(change.unit, ())}
            areas = {**self.areas, change.to: self.areas[change.unit]} if change.unit in self.areas else self.areas
            after = replace(after, staff=staff, areas=areas)
        return after._on(date.max)

    def _on(self, day: date) -> Organisation:
        tree = tree_on(day, self.established, self.changes)
        return replace(self, units=tree.units, below=by_parent(tree.units), successors=tree.successors, gone=tree.gone)

    def current(self, code: str) -> str:
        """The unit that answers now for what was given to ``code``: itself, or its successor."""
        while code in self.successors:
            code = self.successors[code]
        return code

    # --- units and people ---

    def unit(self, code: str) -> Unit:
        try:
            return self.units[code]
        except KeyError:
            raise Refused("unknown_unit", unit=code) from None

    def standing_unit(self, code: str) -> Unit:
        """A unit to which something new can be given. Raises Refused."""
        unit = self.unit(code)
        if code in self.gone:
            successor = self.current(code)
            hint = f"现为{successor}" if successor != code else "已撤销"
            raise Refused("unit_gone", unit=code, hint=hint)
        return unit

    def person(self, person_id: str) -> Person:
        try:
            return self.people[person_id]
        except KeyError:
            raise Refused("unknown_person", person=person_id) from None

    def named(self, person_id: str, at: datetime, unit: str | None = None) -> Named:
        """The person as he stands at that moment, in his post in ``unit`` if he holds one there."""
        person = self.person(person_id)
        posts = person.posts_at(at)
        wanted = self.current(unit) if unit else None
        post = next((p for p in posts if p.unit == wanted), posts[0] if posts else None)
        return Named(person.id, person.name, post.title if post else "", post.unit if post else "")

    def bodies_of(self, place: str) -> Iterator[str]:
        """The place itself and the offices, departments and groups that act for it."""
        yield place
        yield from (code for code in self.below.get(place, ()) if self.units[code].kind in ACTS_FOR_PARENT)

    def all_within(self, node: str) -> Iterator[str]:
        """The unit and all below it."""
        yield node
        for code in self.below.get(node, ()):
            yield from self.all_within(code)

    def holders(self, units: Iterable[str], at: datetime) -> Iterator[tuple[Person, Post]]:
        """Who holds which post in these units at that moment."""
        for unit in units:
            for key in self.staff.get(unit, ()):
                person = self.people[key]
                yield from ((person, post) for post in person.posts_at(at) if post.unit == unit)

    def lacks(self, unit: str, roles: Iterable[Role], at: datetime) -> tuple[Role, ...]:
        """Those of the roles that nobody holds in the unit at that moment."""
        held = {role for _, post in self.holders([unit], at) for role in post.roles}
        return tuple(role for role in roles if role not in held)

    # --- where a unit lies ---

    def is_within(self, unit: str, node: str) -> bool:
        """Whether ``unit`` is ``node`` or lies below it; of units that are gone, their successors."""
        node = self.current(node)
        walk: str | None = self.current(unit)
        while walk is not None:
            if walk == node:
                return True
            known = self.units.get(walk)
            walk = known.parent if known else None
        return False

    def same(self, unit: str, other: str) -> bool:
        """Whether the two are one unit now."""
        return self.current(unit) == self.current(other)

    def upwards(self, unit: str) -> Iterator[Unit]:
        """The place of a unit and the places above it, from the bottom up."""
        walk: str | None = self.place_of(self.current(unit)).code
        while walk is not None:
            yield self.units[walk]
            walk = self.units[walk].parent

    def reaches(self, acting_unit: str, unit: str) -> bool:
        """Whether a role held in ``acting_unit`` covers ``unit``: an office acts for the place it belongs to.

        A group to which areas are assigned sees these and no others.
        """
        if acting_unit in self.areas:
            return any(self.is_within(unit, area.unit) for area in self.areas[acting_unit])
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


# --- parts --------------------------------------------------------------------------------------------------------


def by_parent(units: Mapping[str, Unit]) -> dict[str, tuple[str, ...]]:
    below: dict[str, list[str]] = {}
    for unit in units.values():
        if unit.parent is not None:
            below.setdefault(unit.parent, []).append(unit.code)
    return {parent: tuple(codes) for parent, codes in below.items()}


def carried(posts: Iterable[Post], changes: Iterable[UnitChange]) -> list[Post]:
    """Posts through changes of their units: renamed, they go on under the new name; merged or closed, they end."""
    through = list(posts)
    for change in sorted(changes, key=lambda change: change.since):
        through = [part for post in through for part in split(post, change)]
    return through


def split(post: Post, change: UnitChange) -> Iterator[Post]:
    untouched = change.kind is Changed.MOVED or post.unit != change.unit
    if untouched or (post.until is not None and post.until < change.since):
        yield post
        return
    if post.since is None or post.since < change.since:
        yield replace(post, until=change.last_day)
    if change.kind is Changed.RENAMED:
        yield replace(post, unit=change.to, since=max(post.since or change.since, change.since))


# --- events -------------------------------------------------------------------------------------------------------


class UnitEstablished(Event, frozen=True, kw_only=True, tag="organisation.unit_established"):
    unit: Unit

    def apply(self, state: Organisation | None) -> Organisation:
        state = replace(state or Organisation(), version=self.originator_version)
        established = {**state.established, self.unit.code: self.unit}
        if state.changes or self.unit.code in state.established:
            return replace(state, established=established)._on(date.max)
        below = state.below
        if self.unit.parent is not None:
            below = {**below, self.unit.parent: (*below.get(self.unit.parent, ()), self.unit.code)}
        return replace(state, units={**state.units, self.unit.code: self.unit}, established=established, below=below)


class PersonAppointed(Event, frozen=True, kw_only=True, tag="organisation.person_appointed"):
    person: str
    name: str
    post: Post
    phone: Sealed | None = None

    def apply(self, state: Organisation | None) -> Organisation:
        state = state or Organisation()
        before = state.people.get(self.person)
        gained = carried([self.post], state.changes)
        posts = (*before.posts, *gained) if before else tuple(gained)
        phone = self.phone or (before.phone if before else None)
        person = Person(self.person, self.name, posts, phone)
        return replace(
            state,
            version=self.originator_version,
            people={**state.people, self.person: person},
            staff=with_member(state.staff, self.person, gained),
        )


def with_member(staff: dict[str, tuple[str, ...]], person: str, posts: Iterable[Post]) -> dict[str, tuple[str, ...]]:
    joined = {
        post.unit: (*staff.get(post.unit, ()), person) for post in posts if person not in staff.get(post.unit, ())
    }
    return {**staff, **joined}


ORGANISATION_EVENTS: tuple[type[Event], ...] = (UnitEstablished, PersonAppointed)
