"""责任人按岗位: a role in each village in place of a person (各村第一书记和驻村工作队), resolved when it is planned.

Whoever holds the posts at that moment is frozen into the event. Source: R004-23.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.circumstances import Circumstances
from domain.events import Named
from domain.organisation import ROLE_NAMES, Organisation, Person, Post, UnitKind
from domain.refusal import Refused


def holders_of(
    posts: tuple[str, ...], villages: tuple[str, ...], unit: str, village: str, c: Circumstances
) -> tuple[Named, ...]:
    """Who holds these posts in each village: those named, else that of the problem, else all of the unit's place.

    A post is named by its title (第一书记) or its role (驻村工作队). Raises Refused, which names every vacant post.
    """
    if not posts:
        return ()
    held: dict[tuple[str, str], list[Named]] = {
        (where, post): list(holders(where, post, c))
        for where in villages_meant(villages, unit, village, c)
        for post in posts
    }
    vacant = [f"{where}{post}" for (where, post), there in held.items() if not there]
    if vacant:
        raise Refused("post_vacant", posts="、".join(vacant))
    return tuple(dict.fromkeys(one for there in held.values() for one in there))


def villages_meant(villages: tuple[str, ...], unit: str, village: str, c: Circumstances) -> tuple[str, ...]:
    place = c.organisation.place_of(unit).code
    for named in villages:
        c.organisation.standing_unit(named)
        if not c.organisation.is_within(named, place):
            raise Refused("village_outside", village=named, area=place)
    found = villages or ((village,) if village in c.organisation.units else tuple(villages_of(place, c.organisation)))
    if not found:
        raise Refused("no_villages", unit=unit)
    return found


def villages_of(place: str, organisation: Organisation) -> Iterator[str]:
    for code in organisation.all_within(place):
        if organisation.units[code].kind is UnitKind.VILLAGE and code not in organisation.gone:
            yield code


def holders(village: str, post: str, c: Circumstances) -> Iterator[Named]:
    for person, held in c.organisation.holders(c.organisation.bodies_of(village), c.at):
        if is_called(post, village, held):
            yield named_in(person, held)


def is_called(word: str, village: str, post: Post) -> bool:
    return word in (post.title, post.title.removeprefix(village)) or any(
        ROLE_NAMES[role] == word for role in post.roles
    )


def named_in(person: Person, post: Post) -> Named:
    return Named(person.id, person.name, post.title, post.unit)
