"""Who and what a timeline is played with: units, people with their posts, and rules on top of a pack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from typing import Any, TypeVar

import msgspec
from msgspec import inspect
from yaml import MappingNode, Node

from adapters.play.nodes import Misread, entries_of, items_of, nearest, text_of
from adapters.play.reading import Reader, english, fields_of, known_only, read_int
from adapters.play.words import ARGUMENTS, KEYS
from domain.organisation import Organisation, Person, Post, Unit, UnitKind
from domain.organising import AppointPerson, EstablishUnit
from domain.pack import Pack
from domain.policy import Level, Period, Policy, Step

S = TypeVar("S", bound=msgspec.Struct)

POST = ("title", "unit", "roles", "since", "until")
PERSON = ("id", "name", "phone", "posts", *POST)
PERIOD_UNITS = (("个工作日", "working_days"), ("工作日", "working_days"), ("天", "days"), ("日", "days"))
PLAYED = "+play"
"""What the version of a policy ends in that a timeline changed."""


class UnitEntry(msgspec.Struct, frozen=True):
    name: str
    kind: UnitKind
    parent: str | None = None


class PersonEntry(msgspec.Struct, frozen=True):
    """A person; ``id`` is how the timeline calls him, his name unless another is given."""

    name: str
    id: str = ""
    phone: str = ""


class Cast(msgspec.Struct, frozen=True):
    """The commands that enter units and people, in the order in which they can be given."""

    units: tuple[EstablishUnit, ...]
    people: tuple[AppointPerson, ...]

    def organisation(self) -> Organisation:
        """The tree and the people as these commands will make them."""
        entries: tuple[EstablishUnit | AppointPerson, ...] = (*self.units, *self.people)
        return reduce(with_entry, entries, Organisation())


def with_entry(organisation: Organisation, command: EstablishUnit | AppointPerson) -> Organisation:
    """The organisation with a unit or a post more."""
    if isinstance(command, EstablishUnit):
        unit = Unit(command.code, command.kind, command.parent)
        return msgspec.structs.replace(organisation, units={**organisation.units, unit.code: unit})
    post = Post(command.title, command.unit, command.roles, command.since, command.until)
    before = organisation.people.get(command.person) or Person(command.person, command.name)
    person = msgspec.structs.replace(before, posts=(*before.posts, post))
    return msgspec.structs.replace(organisation, people={**organisation.people, person.id: person})


def read_units(node: Node) -> tuple[EstablishUnit, ...]:
    """A list of {name, kind, parent}, in any order."""
    reader = Reader({}, {})
    found: dict[str, tuple[UnitEntry, Node]] = {}
    for item in items_of(node):
        entries = entries_of(item, lambda key: english(key, fields_of(UnitEntry), KEYS))
        entry = reader.fields(UnitEntry, item, entries)
        if entry.name in found:
            raise Misread(item, f"单位“{entry.name}”重复了")
        found[entry.name] = (entry, item)
    for entry, item in found.values():
        if entry.parent is not None and entry.parent not in found:
            raise Misread(item, f"没有“{entry.parent}”这个上级单位{nearest(entry.parent, found)}")
    ordered = from_the_top([entry for entry, _ in found.values()], node)
    return tuple(EstablishUnit(unit.name, unit.kind, unit.parent) for unit in ordered)


def from_the_top(units: list[UnitEntry], node: Node) -> Iterator[UnitEntry]:
    """Parents before children. Raises Misread where the units form a circle."""
    done: set[str] = set()
    waiting = units
    while waiting:
        ready = [unit for unit in waiting if unit.parent is None or unit.parent in done]
        if not ready:
            raise Misread(node, f"单位的上级绕成了圈：{'、'.join(unit.name for unit in waiting)}")
        yield from ready
        done.update(unit.name for unit in ready)
        waiting = [unit for unit in waiting if unit.name not in done]


def read_people(node: Node, units: Iterable[str]) -> tuple[AppointPerson, ...]:
    """A list of {id, name, posts: [{title, unit, roles, since, until}]}; one post may stand beside the name."""
    known, appointed = tuple(units), []
    ids: set[str] = set()
    for item in items_of(node):
        entries = entries_of(item, lambda key: english(key, PERSON, {**KEYS, **ARGUMENTS}))
        posts = posts_of(entries, item)
        entry = Reader({}, {}).fields(PersonEntry, item, entries)
        person = entry.id or entry.name
        if person in ids:
            raise Misread(item, f"人员“{person}”重复了；同一人的几个职务请写在 posts 中")
        ids.add(person)
        given = {"person": person, "name": entry.name, "phone": entry.phone}
        appointed += [read_post(post, post_node, given, known) for post, post_node in posts]
    return tuple(appointed)


def posts_of(entries: dict[str, Node], item: Node) -> list[tuple[dict[str, Node], Node]]:
    beside = {name: entries.pop(name) for name in POST if name in entries}
    listed_posts = (
        [(entries_of(post, lambda key: english(key, POST)), post) for post in items_of(entries.pop("posts"))]
        if "posts" in entries
        else []
    )
    if beside:
        listed_posts.insert(0, (beside, item))
    if not listed_posts:
        raise Misread(item, "缺少职务：请写 title、unit、roles，或列在 posts 中")
    return listed_posts


def read_post(entries: Mapping[str, Node], node: Node, given: Mapping[str, Any], units: Iterable[str]) -> AppointPerson:
    appointed = Reader({}, {}).fields(AppointPerson, node, entries, given)
    if appointed.unit not in units:
        raise Misread(entries["unit"], f"没有“{appointed.unit}”这个单位{nearest(appointed.unit, units)}")
    return appointed


# --- rules on top of a pack -----------------------------------------------------------------------------------------


def changed_pack(pack: Pack, node: Node) -> Pack:
    """The pack with the policy that a timeline sets on top of it."""
    return played(msgspec.structs.replace(pack, policy=changed(pack.policy, node, "政策")))


def inspected_otherwise(pack: Pack, node: Node) -> Pack:
    """The pack with the rules of inspection (督查规则) that a timeline sets on top of it."""
    return played(msgspec.structs.replace(pack, inspection=changed(pack.inspection, node, "督查规则")))


def played(pack: Pack) -> Pack:
    """Marked as changed by a timeline, once."""
    version = pack.policy.version.removesuffix(PLAYED) + PLAYED
    return msgspec.structs.replace(pack, policy=msgspec.structs.replace(pack.policy, version=version))


def changed(base: S, node: Node, what: str) -> S:
    """The struct with some of its fields changed; structs and tables within it likewise, field by field."""
    reader, fields = Reader({Period: read_period}, {}), fields_of(type(base))
    known = [name for name in fields if not (name == "version" and isinstance(base, Policy))]
    values: dict[str, Any] = {}
    entries = entries_of(node)
    known_only(f"{what}中", node, entries, known)
    for name, value in entries.items():
        before = getattr(base, name)
        if name == "steps" and isinstance(value, MappingNode):
            values[name] = read_ladder(value)
        elif isinstance(before, msgspec.Struct):
            values[name] = changed(before, value, what)
        elif isinstance(before, dict):
            values[name] = {**before, **reader.value(fields[name].type, value)}
        else:
            values[name] = reader.value(fields[name].type, value)
    return msgspec.structs.replace(base, **values)


def read_period(node: Node) -> Period:
    """3个工作日, 5天, or {days: 5, roll: false}."""
    if isinstance(node, MappingNode):
        try:
            return Reader({}, {}).struct(Period, node)
        except ValueError:
            raise Misread(node, "期限应写 working_days 或 days 中的一个") from None
    text = text_of(node)
    for ending, unit in PERIOD_UNITS:
        number = text.removesuffix(ending).strip()
        if text.endswith(ending) and number.isdigit():
            return Period(working_days=int(number)) if unit == "working_days" else Period(days=int(number))
    raise Misread(node, f"“{text}”不是期限，请写成 3个工作日 或 5天")


def read_ladder(node: Node) -> tuple[Step, ...]:
    """{WARN: 1, LETTER: 3}: level -> working days overdue."""
    level_type = inspect.type_info(Level)
    reader = Reader({}, {})
    steps = [Step(reader.value(level_type, key), read_int(value)) for key, value in node.value]
    return tuple(sorted(steps, key=lambda step: step.overdue_wd))
