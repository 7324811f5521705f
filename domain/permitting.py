"""谁可以办: the state first, then separation of duties, then the right; own, lent, or by a way up.

Separation of duties is asked before rights, so that whoever may not judge his own work is told so; it binds whoever
acts and whoever lent him the right. When nobody eligible is left at the node of an act, the act passes up, in this
order: to a named substitute (指定替代人), to a neighbouring unit that was drawn (交叉核验), to the same post one level
up (提级办理); the actor says which. Source: domain reference, section 2.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.authorising import FIELD, UNIT, Act, Subject, Where, lies_right, the_stage_fits, wanted_roles
from domain.calendar import local_date
from domain.case import CaseKind
from domain.events import Actor, Way
from domain.organisation import (
    PLACES,
    ROLE_NAMES,
    UNIT_KIND_NAMES,
    Organisation,
    Person,
    Post,
    Role,
    Unit,
    UnitKind,
)
from domain.policy import Policy
from domain.refusal import Refused
from domain.separation import a_named_human
from domain.standing_in import in_force

TOWN_ALONE = (Role.TOWN,)
"""Where only 乡镇 checks (乡镇自查), it does so as a town, and one level up that is done by the office."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One act on one case at one moment."""

    act: Act
    case: Any
    organisation: Organisation
    policy: Policy
    at: datetime
    signed_on: date | None = None
    names_aside: bool = False
    """Whether it is left aside what a department has to name before it leads: only to tell why he may not."""

    @property
    def day(self) -> date:
        return local_date(self.at)

    @property
    def roles(self) -> tuple[Role, ...]:
        return wanted_roles(self.act, self.case, self.policy)

    @property
    def least(self) -> UnitKind | None:
        """分级: the least place whose office may do it."""
        if self.case is None or self.act.least is None:
            return None
        return self.act.least(self.case, self.policy)

    @property
    def passes_up(self) -> bool:
        return self.case is not None and bool(self.case.unit) and self.act.where in (Where.ABOVE, Where.OWN_UNIT)


class Eligible(msgspec.Struct, frozen=True):
    """Who may do an act whose place in the tree is ``node``, and by which way; nobody: a gap."""

    node: str
    way: Way | None
    actors: tuple[Actor, ...]


class Permission(msgspec.Struct, frozen=True):
    """Whether a person may give a command to a case now; if not, the code and the sentence of the refusal."""

    command: str
    name: str
    may: bool
    code: str = ""
    message: str = ""
    role: str = ""
    unit: str = ""
    on_behalf_of: str = ""
    way: Way | None = None


# --- the answers --------------------------------------------------------------------------------------------------


def authorise(
    act: Act,
    person_id: str,
    case: Any,
    organisation: Organisation,
    policy: Policy,
    at: datetime,
    kind: CaseKind,
    signed_on: date | None = None,
) -> Actor:
    """The actor in the post that permits the act, or Refused. ``signed_on``: the day of a signature on paper."""
    a_named_human(person_id)
    if act.where is Where.MACHINE:
        return Actor(person=person_id, role="OPERATOR")
    asked = Asked(act, case, organisation, policy, at, signed_on)
    person = organisation.person(person_id)
    if case is not None:
        the_stage_fits(act, case, kind)
    nobody_stands_in(asked, person)
    keep_apart(asked, person)
    actor = own_right(asked, person) or lent_right(asked, person)
    if actor is not None:
        return replace(actor, way=Way.LEVEL_UP) if comes_from_above(asked, actor) else actor
    return by_a_way_up(asked, person)


def eligible(asked: Asked) -> Eligible:
    """Who may do it now, the state of the case left aside: at the node, else by the first way that leads anywhere."""
    if not asked.passes_up:
        return Eligible("", None, tuple(anywhere(asked)))
    node = node_of(asked)
    for way, who in WAYS:
        actors = tuple(who(asked, node))
        if actors:
            return Eligible(node, way, actors)
    return Eligible(node, None, ())


def permission(
    act: Act,
    person: str,
    case: Any,
    organisation: Organisation,
    policy: Policy,
    at: datetime,
    kind: CaseKind,
    by_item: Callable[[Act, Any, Actor], None],
) -> Permission:
    """The same answer as a command would get, without giving it. ``by_item`` asks what the row says of the item."""
    try:
        actor = authorise(act, person, case, organisation, policy, at, kind)
        by_item(act, case, actor)
    except Refused as refused:
        return Permission(act.name, act.chinese, False, refused.code, refused.message)
    lender = actor.on_behalf_of or ""
    return Permission(act.name, act.chinese, True, role=actor.role, unit=actor.unit, on_behalf_of=lender, way=actor.way)


# --- the right of a person ----------------------------------------------------------------------------------------


def keep_apart(asked: Asked, person: Person) -> None:
    """Separation of duties, whatever post he would act in. Raises Refused."""
    if asked.case is None or asked.act.separation is None:
        return
    for post in person.posts_at(asked.at):
        subject = Subject(person.id, person.name, post, asked.case, asked.organisation, asked.act.chinese)
        asked.act.separation(subject)


def nobody_stands_in(asked: Asked, person: Person) -> None:
    """不在岗: while somebody acts for him he decides nothing himself. He may say that he is back, and observe."""
    if asked.act.where is Where.SELF or asked.act.observation:
        return
    day = asked.signed_on or asked.day
    deputy = asked.organisation.standing_in.stand_in_for(person.id, day)
    if deputy:
        name = asked.organisation.person(deputy).name
        raise Refused("away", name=person.name, day=day, deputy=name, command=asked.act.chinese)


def own_right(asked: Asked, person: Person, lent: tuple[Role, ...] = ()) -> Actor | None:
    """The person in the first of his posts that permits it; of a right that is lent, in the roles that are."""
    roles = [role for role in asked.roles if not lent or role in lent]
    for post in person.posts_at(asked.at):
        if not reaches_the_level(asked, post):
            continue
        for role in roles:
            if role not in post.roles or not may_lead(asked, role, post.unit):
                continue
            if lies_right(asked.act, role, person.id, post, asked.case, asked.organisation):
                return Actor(person.id, person.name, post.title, post.unit, role)
    return None


def lent_right(asked: Asked, person: Person) -> Actor | None:
    """授权代签 and 代行职责: in the post of whoever lends it; what he may not do himself nobody does for him."""
    held_apart = None
    for lent in asked.organisation.standing_in.lent_to(person.id, asked.act.name, asked.day):
        lender = asked.organisation.person(lent.person)
        actor = own_right(asked, lender, lent.roles)
        if actor is None:
            continue
        try:
            keep_apart(asked, lender)
        except Refused as refused:
            held_apart = refused
        else:
            return replace(actor, person=person.id, name=person.name, on_behalf_of=lender.id)
    if held_apart is not None:
        raise held_apart
    return None


def may_lead(asked: Asked, role: Role, unit: str) -> bool:
    """A department leads, that is, acts on what other units answer for, once it has named its three (R001-13)."""
    if role is not Role.LEAD_DEPT or asked.act.where is not Where.ABOVE or asked.names_aside:
        return True
    is_department = asked.organisation.unit(unit).kind is UnitKind.DEPARTMENT
    return not (is_department and asked.organisation.lacks(unit, UNIT, asked.at))


def reaches_the_level(asked: Asked, post: Post) -> bool:
    return asked.least is None or asked.organisation.acts_at(post.unit, asked.least)


# --- the node, and who is there -----------------------------------------------------------------------------------


def node_of(asked: Asked) -> str:
    """Where the act belongs: to the unit itself, or to the lowest place above it that has the role and the level."""
    organisation = asked.organisation
    if asked.act.where is Where.OWN_UNIT:
        return organisation.current(asked.case.unit)
    places = [place for place in organisation.upwards(asked.case.unit) if high_enough(place, asked.least)]
    staffed = (place.code for place in places if holds_a_role(asked, place))
    return next(staffed, places[0].code if places else organisation.current(asked.case.unit))


def high_enough(place: Unit, least: UnitKind | None) -> bool:
    return least is None or place.kind not in PLACES or PLACES.index(place.kind) >= PLACES.index(least)


def holds_a_role(asked: Asked, place: Unit) -> bool:
    """Whether the place has the role at all."""
    if place.kind is UnitKind.TOWN and asked.roles == TOWN_ALONE:
        return True
    bodies = asked.organisation.bodies_of(place.code)
    return any(role in post.roles for _, post in asked.organisation.holders(bodies, asked.at) for role in asked.roles)


def at_the_node(asked: Asked, node: str) -> Iterator[Actor]:
    """Everybody there who may: not away, not kept apart; and who has the right of somebody there lent to him."""
    there = {person.id for person, _ in asked.organisation.holders(units_of(asked, node), asked.at)}
    if asked.act.where is Where.OWN_UNIT:
        there.update(asked.case.answerable)
    standing_in = asked.organisation.standing_in
    lent = [d.to for d in standing_in.delegations if d.person in there]
    deputies = [standing_in.deputy_in(a) for a in standing_in.absences if a.person in there]
    for person in sorted(there.union(lent, filter(None, deputies))):
        actor = right_at_hand(asked, person, own_right, lent_right)
        if actor is not None and (actor.on_behalf_of or person) in there:
            yield actor


def units_of(asked: Asked, node: str) -> Iterator[str]:
    yield from asked.organisation.bodies_of(node)
    if asked.act.where is Where.OWN_UNIT and set(FIELD).intersection(asked.roles):
        yield from asked.organisation.all_within(node)


def right_at_hand(asked: Asked, person_id: str, *rights: Callable[[Asked, Person], Actor | None]) -> Actor | None:
    """By the first of these rights, unless he is away or kept apart."""
    person = asked.organisation.person(person_id)
    if asked.organisation.standing_in.is_away(person_id, asked.day):
        return None
    try:
        keep_apart(asked, person)
        return next((actor for right in rights if (actor := right(asked, person)) is not None), None)
    except Refused:
        return None


def anywhere(asked: Asked) -> Iterator[Actor]:
    """Of an act that belongs to no node: everybody who may."""
    for person in asked.organisation.people:
        actor = right_at_hand(asked, person, own_right, lent_right)
        if actor is not None:
            yield actor


# --- the ways up --------------------------------------------------------------------------------------------------


def comes_from_above(asked: Asked, actor: Actor) -> bool:
    """Whether an office above does, by its own right, what nobody at the node may do."""
    if not asked.passes_up or asked.act.where is not Where.ABOVE:
        return False
    node = node_of(asked)
    place = asked.organisation.place_of(actor.unit).code
    is_above = place != node and asked.organisation.is_within(node, place)
    return is_above and next(at_the_node(asked, node), None) is None


def by_a_way_up(asked: Asked, person: Person) -> Actor:
    """The person as the first open way leads to him. Raises Refused, also while somebody before him may."""
    if asked.passes_up:
        node = node_of(asked)
        for number, (way, who) in enumerate(WAYS[1:], start=1):
            mine = next(who(asked, node, person.id), None)
            if mine is None:
                continue
            ahead = tuple(actor for _, before in WAYS[:number] for actor in before(asked, node))
            if not ahead:
                return mine
            if way is not Way.LEVEL_UP:
                names = "、".join(dict.fromkeys(actor.name for actor in ahead))
                raise Refused("substitute_not_needed", name=person.name, names=names, command=asked.act.chinese)
    raise not_permitted(asked, person)


def substitutes(asked: Asked, node: str, only: str = "") -> Iterator[Actor]:
    """指定替代人."""
    named = asked.organisation.standing_in.substitutes
    for person in in_force(named, asked.organisation.current, node, asked.act.name, asked.day):
        if only in ("", person) and (actor := right_at_hand(asked, person, in_any_post)) is not None:
            yield replace(actor, way=Way.SUBSTITUTE)


def neighbours(asked: Asked, node: str, only: str = "") -> Iterator[Actor]:
    """交叉核验: what judges, not what the responsible unit itself must do."""
    if asked.act.where is Where.ABOVE:
        drawn = asked.organisation.standing_in.cross_checks
        for unit in in_force(drawn, asked.organisation.current, node, asked.act.name, asked.day):
            bodies = tuple(asked.organisation.bodies_of(unit))
            yield from in_role(asked, bodies, asked.roles, Way.CROSS_CHECK, only)


def one_level_up(asked: Asked, node: str, only: str = "") -> Iterator[Actor]:
    """提级办理: the same post in the nearest place above that has it; a unit's own acts go to the unit above itself."""
    roles = (*asked.roles, Role.OFFICE) if asked.roles == TOWN_ALONE else asked.roles
    organisation = asked.organisation
    above = [place.code for place in organisation.upwards(node) if place.code != node]
    own = asked.act.where is Where.OWN_UNIT
    places = [(place,) if own else tuple(organisation.bodies_of(place)) for place in above]
    if only and not any(only in organisation.staff.get(unit, ()) for units in places for unit in units):
        return
    for units in places:
        if next(in_role(asked, units, roles, Way.LEVEL_UP), None) is not None:
            yield from in_role(asked, units, roles, Way.LEVEL_UP, only)
            return


Who = Callable[..., Iterator[Actor]]
"""(asked, node), and of the ways up a person: only him."""

WAYS: tuple[tuple[Way | None, Who], ...] = (
    (None, at_the_node),
    (Way.SUBSTITUTE, substitutes),
    (Way.CROSS_CHECK, neighbours),
    (Way.LEVEL_UP, one_level_up),
)
"""In this order."""


def in_any_post(asked: Asked, person: Person) -> Actor | None:
    post = next(iter(person.posts_at(asked.at)), None)
    return Actor(person.id, person.name, post.title, post.unit, asked.roles[0]) if post else None


def in_role(asked: Asked, units: Iterable[str], roles: tuple[Role, ...], way: Way, only: str = "") -> Iterator[Actor]:
    """Who holds one of the roles in these units."""
    for person, post in asked.organisation.holders(units, asked.at):
        role = next((role for role in roles if role in post.roles), None)
        if role is None or only not in ("", person.id) or not may_lead(asked, role, post.unit):
            continue
        if right_at_hand(asked, person.id, in_any_post) is not None:
            yield Actor(person.id, person.name, post.title, post.unit, role, way=way)


# --- refused ------------------------------------------------------------------------------------------------------


def not_permitted(asked: Asked, person: Person) -> Refused:
    act, posts = asked.act, person.posts_at(asked.at)
    if asked.least is not None and own_right(at_any_level(asked), person) is not None:
        level = UNIT_KIND_NAMES[asked.least]
        return Refused("level_too_low", name=person.name, command=act.chinese, level=level)
    leading = own_right(dataclasses.replace(asked, names_aside=True), person)
    if leading is not None:
        missing = "、".join(ROLE_NAMES[role] for role in asked.organisation.lacks(leading.unit, UNIT, asked.at))
        return Refused("lead_unnamed", unit=leading.unit, missing=missing, command=act.chinese)
    held = "、".join(f"{p.unit}{p.title}" for p in posts) or "目前无任职"
    who = f"{'、'.join(ROLE_NAMES[r] for r in asked.roles)}（{act.where}）"
    return Refused("not_permitted", name=person.name, roles=held, command=act.chinese, who=who)


def at_any_level(asked: Asked) -> Asked:
    act = dataclasses.replace(asked.act, least=None)
    return dataclasses.replace(asked, act=act)
