"""机构变动: a unit is renamed, merged, moved, closed from a day on; a post ends; a group is formed and gets its areas.

Given by whoever operates the machine, as the roster is. What earlier events say of responsibility stays as it was.
Source: domain reference, section 2; R000-13, R002-38, R003-03 to R003-06.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec
from msgspec.structs import replace

from domain.circumstances import Circumstances
from domain.citing import cited_if_any
from domain.events import Event, NewEvent
from domain.organisation import Area, Organisation, PersonAppointed, Post, Role, Unit, UnitEstablished, UnitKind
from domain.refusal import Refused
from domain.roles import RANK_NAMES, Rank
from domain.separation import a_named_human
from domain.tree import Changed, UnitChange

# --- commands -----------------------------------------------------------------------------------------------------


class RenameUnit(msgspec.Struct, frozen=True):
    """单位更名: its people, its units and its cases go on under the new name."""

    unit: str
    new_name: str
    since: date
    document: str = ""


class MergeUnit(msgspec.Struct, frozen=True):
    """单位并入: its posts end; the other unit answers for its cases and stands above its units."""

    unit: str
    into: str
    since: date
    document: str = ""


class MoveUnit(msgspec.Struct, frozen=True):
    """单位改隶: from that day it lies under another unit."""

    unit: str
    under: str
    since: date
    document: str = ""


class CloseUnit(msgspec.Struct, frozen=True):
    """单位撤销: its posts end; what is open in it is to be given to another unit by the office above."""

    unit: str
    since: date
    document: str = ""


class EndPost(msgspec.Struct, frozen=True):
    """免职: ``until`` is the last day."""

    person: str
    unit: str
    title: str
    until: date


class Member(msgspec.Struct, frozen=True):
    """A member of a group, his part in it (组长, 副组长, 组员), and until when he is lent to it (抽调)."""

    person: str
    title: str
    roles: tuple[Role, ...] = (Role.INSPECTOR,)
    until: date | None = None
    rank: Rank = Rank.UNKNOWN
    name: str = ""  # of somebody who is not in the roster yet


class FormGroup(msgspec.Struct, frozen=True):
    """成立工作组: a group under a place, its members, and the least rank of whoever leads it."""

    code: str
    parent: str
    members: tuple[Member, ...]
    lead_rank: Rank = Rank.UNKNOWN
    since: date | None = None


class AssignAreas(msgspec.Struct, frozen=True):
    """划片: the group sees these areas and no others; each may have somebody who keeps in touch (联络员)."""

    group: str
    areas: tuple[Area, ...]


# --- events -------------------------------------------------------------------------------------------------------


class UnitChanged(Event, frozen=True, kw_only=True):
    """The base of what becomes of a unit."""

    change: UnitChange
    document: str = ""

    def apply(self, state: Organisation) -> Organisation:
        return replace(state.with_change(self.change), version=self.originator_version)


class UnitRenamed(UnitChanged, frozen=True, kw_only=True, tag="organisation.unit_renamed"): ...


class UnitMerged(UnitChanged, frozen=True, kw_only=True, tag="organisation.unit_merged"): ...


class UnitMoved(UnitChanged, frozen=True, kw_only=True, tag="organisation.unit_moved"): ...


class UnitClosed(UnitChanged, frozen=True, kw_only=True, tag="organisation.unit_closed"): ...


class PostEnded(Event, frozen=True, kw_only=True, tag="organisation.post_ended"):
    person: str
    unit: str
    title: str
    until: date

    def apply(self, state: Organisation) -> Organisation:
        person = state.people[self.person]
        posts = tuple(
            replace(post, until=self.until) if is_that_post(post, self.unit, self.title, self.until) else post
            for post in person.posts
        )
        people = {**state.people, person.id: replace(person, posts=posts)}
        return replace(state, version=self.originator_version, people=people)


class AreasAssigned(Event, frozen=True, kw_only=True, tag="organisation.areas_assigned"):
    group: str
    areas: tuple[Area, ...]

    def apply(self, state: Organisation) -> Organisation:
        return replace(state, version=self.originator_version, areas={**state.areas, self.group: self.areas})


REORGANISATION_EVENTS: tuple[type[Event], ...] = (
    UnitRenamed,
    UnitMerged,
    UnitMoved,
    UnitClosed,
    PostEnded,
    AreasAssigned,
)

# --- decisions ----------------------------------------------------------------------------------------------------


def rename_unit(organisation: Organisation, command: RenameUnit, c: Circumstances) -> Iterator[NewEvent]:
    may_change(organisation, command.unit, command.since)
    if not command.new_name.strip():
        raise Refused("text_missing", field="新名称")
    if command.new_name in organisation.units:
        raise Refused("unit_exists", unit=command.new_name)
    yield changed(UnitRenamed, Changed.RENAMED, command, command.new_name)


def merge_unit(organisation: Organisation, command: MergeUnit, c: Circumstances) -> Iterator[NewEvent]:
    may_change(organisation, command.unit, command.since)
    may_take_in(organisation, command.into, command.unit, command.since)
    yield changed(UnitMerged, Changed.MERGED, command, command.into)


def move_unit(organisation: Organisation, command: MoveUnit, c: Circumstances) -> Iterator[NewEvent]:
    may_change(organisation, command.unit, command.since)
    may_take_in(organisation, command.under, command.unit, command.since)
    yield changed(UnitMoved, Changed.MOVED, command, command.under)


def close_unit(organisation: Organisation, command: CloseUnit, c: Circumstances) -> Iterator[NewEvent]:
    may_change(organisation, command.unit, command.since)
    standing = [code for code in organisation.below.get(command.unit, ()) if code not in organisation.gone]
    if standing:
        raise Refused("units_below", unit=command.unit, below="、".join(standing))
    yield changed(UnitClosed, Changed.CLOSED, command, "")


def end_post(organisation: Organisation, command: EndPost, c: Circumstances) -> Iterator[NewEvent]:
    person = organisation.person(command.person)
    if not any(is_that_post(post, command.unit, command.title, command.until) for post in person.posts):
        raise Refused("no_such_post", name=person.name, unit=command.unit, title=command.title)
    fields = {"person": command.person, "unit": command.unit, "title": command.title, "until": command.until}
    yield PostEnded, fields


def form_group(organisation: Organisation, command: FormGroup, c: Circumstances) -> Iterator[NewEvent]:
    organisation.standing_unit(command.parent)
    unit = Unit(command.code, UnitKind.GROUP, command.parent)
    if organisation.units.get(command.code, unit) != unit:
        raise Refused("unit_exists", unit=command.code)
    leads_with_rank(command)
    if command.code not in organisation.units:
        yield UnitEstablished, {"unit": unit}
    for member in command.members:
        a_named_human(member.person)
        known = organisation.people.get(member.person)
        name = known.name if known else member.name
        if not name:
            raise Refused("unknown_person", person=member.person)
        post = Post(member.title, command.code, member.roles, command.since or c.today, member.until, member.rank)
        yield PersonAppointed, {"person": member.person, "name": name, "post": post}


def assign_areas(organisation: Organisation, command: AssignAreas, c: Circumstances) -> Iterator[NewEvent]:
    group = organisation.standing_unit(command.group)
    if group.kind is not UnitKind.GROUP:
        raise Refused("not_a_group", unit=command.group)
    for area in command.areas:
        organisation.standing_unit(area.unit)
        if area.liaison:
            organisation.person(area.liaison)
    yield AreasAssigned, {"group": command.group, "areas": command.areas}


# --- rules --------------------------------------------------------------------------------------------------------


def may_change(organisation: Organisation, code: str, since: date) -> None:
    """The unit stands, and nothing that holds only later was said of it before."""
    organisation.standing_unit(code)
    later = [change.since for change in organisation.changes if code in (change.unit, change.to)]
    if any(day > since for day in later):
        raise Refused("change_before_another", unit=code, since=since, other=max(later))


def may_take_in(organisation: Organisation, taker: str, code: str, since: date) -> None:
    may_change(organisation, taker, since)
    if organisation.is_within(taker, code):
        raise Refused("unit_in_itself", unit=code, parent=taker)


def changed(
    cls: type[UnitChanged], kind: Changed, command: RenameUnit | MergeUnit | MoveUnit | CloseUnit, to: str
) -> NewEvent:
    return cls, {
        "change": UnitChange(command.unit, kind, command.since, to),
        "document": cited_if_any(command.document, "文号"),
    }


def is_that_post(post: Post, unit: str, title: str, until: date) -> bool:
    """Whether it is this post, held on that day and, so far, beyond it."""
    return (post.unit, post.title) == (unit, title) and post.held_on(until) and post.until != until


def leads_with_rank(command: FormGroup) -> None:
    """处级以上干部担任小组长: R003-05."""
    for member in command.members:
        if Role.TEAM_LEAD in member.roles and member.rank < command.lead_rank:
            raise Refused("rank_too_low", person=member.person, rank=RANK_NAMES[command.lead_rank])
