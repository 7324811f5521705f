"""授权代签 不在岗 指定替代人 交叉核验: who may act in whose place is said beforehand, by whoever may say it.

A delegation lends what a person holds himself; what was lent to him he cannot lend on. Source: domain reference,
section 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256

import msgspec
from msgspec.structs import replace

from domain.circumstances import Circumstances, NamedAct
from domain.events import Event, Named, NewEvent
from domain.organisation import Organisation, Role
from domain.refusal import Refused
from domain.sampling.drawing import Drawn, draw
from domain.sampling.frame import Entry, freeze
from domain.sampling.rule import DrawPlan, DrawRule
from domain.sealing import Sealed
from domain.standing_in import Absence, CrossCheck, Delegation, Substitute

VAULT_SUBJECT = "organisation"

# --- commands -----------------------------------------------------------------------------------------------------


class Delegate(msgspec.Struct, frozen=True):
    """授权代签: ``trustee`` signs for ``person`` until that day, in these acts and roles; none named: all he holds."""

    person: str
    trustee: str
    until: date
    reason: str
    since: date | None = None
    acts: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()


class EndDelegation(msgspec.Struct, frozen=True):
    """收回授权: from today on."""

    person: str
    trustee: str


class RecordAbsence(msgspec.Struct, frozen=True):
    """登记不在岗: from a day to a day; ``deputy``: 代行职责人, else the standing one."""

    person: str
    since: date
    until: date
    deputy: str = ""


class EndAbsence(msgspec.Struct, frozen=True):
    """提前返岗: from today on."""

    person: str


class NameDeputy(msgspec.Struct, frozen=True):
    """确定代行职责人: he acts for the other whenever that one is away."""

    person: str
    deputy: str


class NameSubstitute(msgspec.Struct, frozen=True):
    """指定替代人: he does these acts for the node while nobody there may."""

    person: str
    node: str
    acts: tuple[str, ...]
    until: date
    reason: str


class DrawCrossCheck(msgspec.Struct, frozen=True):
    """交叉核验: which of the neighbouring units does these acts for the node while nobody there may is drawn."""

    node: str
    acts: tuple[str, ...]
    until: date
    reason: str


class EndSubstitute(msgspec.Struct, frozen=True):
    """终止替代: from today on he does nothing more for the node in anybody's place."""

    person: str
    node: str


class EndCrossCheck(msgspec.Struct, frozen=True):
    """终止交叉核验: from today on; for the node another neighbour may then be drawn."""

    node: str
    reason: str


# --- events -------------------------------------------------------------------------------------------------------


class Delegated(Event, frozen=True, kw_only=True, tag="organisation.delegated"):
    by: Named
    delegation: Delegation
    reason: Sealed

    def apply(self, state: Organisation) -> Organisation:
        standing_in = replace(state.standing_in, delegations=(*state.standing_in.delegations, self.delegation))
        return replace(state, version=self.originator_version, standing_in=standing_in)


class DelegationEnded(Event, frozen=True, kw_only=True, tag="organisation.delegation_ended"):
    by: Named
    person: str
    to: str
    last_day: date

    def apply(self, state: Organisation) -> Organisation:
        standing_in = state.standing_in.without_delegation(self.person, self.to, self.last_day)
        return replace(state, version=self.originator_version, standing_in=standing_in)


class AbsenceRecorded(Event, frozen=True, kw_only=True, tag="organisation.absence_recorded"):
    by: Named
    absence: Absence

    def apply(self, state: Organisation) -> Organisation:
        standing_in = replace(state.standing_in, absences=(*state.standing_in.absences, self.absence))
        return replace(state, version=self.originator_version, standing_in=standing_in)


class AbsenceEnded(Event, frozen=True, kw_only=True, tag="organisation.absence_ended"):
    by: Named
    person: str
    last_day: date

    def apply(self, state: Organisation) -> Organisation:
        standing_in = state.standing_in.without_absence(self.person, self.last_day)
        return replace(state, version=self.originator_version, standing_in=standing_in)


class DeputyNamed(Event, frozen=True, kw_only=True, tag="organisation.deputy_named"):
    by: Named
    person: str
    deputy: str

    def apply(self, state: Organisation) -> Organisation:
        deputies = {**state.standing_in.deputies, self.person: self.deputy}
        standing_in = replace(state.standing_in, deputies=deputies)
        return replace(state, version=self.originator_version, standing_in=standing_in)


class SubstituteNamed(Event, frozen=True, kw_only=True, tag="organisation.substitute_named"):
    by: Named
    substitute: Substitute
    reason: Sealed

    def apply(self, state: Organisation) -> Organisation:
        standing_in = replace(state.standing_in, substitutes=(*state.standing_in.substitutes, self.substitute))
        return replace(state, version=self.originator_version, standing_in=standing_in)


class CrossCheckDrawn(Event, frozen=True, kw_only=True, tag="organisation.cross_check_drawn"):
    """The neighbours that were in the draw, and the draw itself: anybody can draw again and gets the same."""

    by: Named
    cross_check: CrossCheck
    frame: tuple[str, ...]
    drawn: Drawn
    reason: Sealed

    def apply(self, state: Organisation) -> Organisation:
        standing_in = replace(state.standing_in, cross_checks=(*state.standing_in.cross_checks, self.cross_check))
        return replace(state, version=self.originator_version, standing_in=standing_in)


class SubstituteEnded(Event, frozen=True, kw_only=True, tag="organisation.substitute_ended"):
    by: Named
    person: str
    node: str
    last_day: date

    def apply(self, state: Organisation) -> Organisation:
        standing_in = state.standing_in.without_substitute(self.person, self.node, self.last_day)
        return replace(state, version=self.originator_version, standing_in=standing_in)


class CrossCheckEnded(Event, frozen=True, kw_only=True, tag="organisation.cross_check_ended"):
    by: Named
    node: str
    last_day: date
    reason: Sealed

    def apply(self, state: Organisation) -> Organisation:
        standing_in = state.standing_in.without_cross_check(self.node, self.last_day)
        return replace(state, version=self.originator_version, standing_in=standing_in)


DEPUTISING_EVENTS: tuple[type[Event], ...] = (
    Delegated,
    DelegationEnded,
    AbsenceRecorded,
    AbsenceEnded,
    DeputyNamed,
    SubstituteNamed,
    CrossCheckDrawn,
    SubstituteEnded,
    CrossCheckEnded,
)

# --- decisions ----------------------------------------------------------------------------------------------------


def delegate(organisation: Organisation, command: Delegate, c: Circumstances) -> Iterator[NewEvent]:
    by_himself_or_his_head(command.person, "授权代签", c)
    somebody_else(organisation, command.person, command.trustee)
    since = command.since or c.today
    lasts_from(since, command.until, c)
    held = {role for post in organisation.person(command.person).posts_at(c.at) for role in post.roles}
    if not held or not held.issuperset(command.roles):
        raise Refused("nothing_to_lend", name=organisation.person(command.person).name)
    acts = tuple(c.act_named(act).name for act in command.acts)
    lent = Delegation(since, command.until, command.person, command.trustee, acts, command.roles)
    reason = c.seal(VAULT_SUBJECT, "授权理由", command.reason)
    yield Delegated, {"by": c.actor.named(), "delegation": lent, "reason": reason}


def end_delegation(organisation: Organisation, command: EndDelegation, c: Circumstances) -> Iterator[NewEvent]:
    by_himself_or_his_head(command.person, "收回授权", c)
    mine = [d for d in organisation.standing_in.delegations if (d.person, d.to) == (command.person, command.trustee)]
    if all(d.until < c.today for d in mine):
        raise Refused("nothing_to_end", name=organisation.person(command.person).name, what="授权")
    fields = {"person": command.person, "to": command.trustee, "last_day": c.today - timedelta(days=1)}
    yield DelegationEnded, {"by": c.actor.named(), **fields}


def record_absence(organisation: Organisation, command: RecordAbsence, c: Circumstances) -> Iterator[NewEvent]:
    by_himself_or_his_head(command.person, "登记不在岗", c)
    lasts_from(command.since, command.until, c)
    if command.deputy:
        somebody_else(organisation, command.person, command.deputy)
    absence = Absence(command.since, command.until, command.person, command.deputy)
    yield AbsenceRecorded, {"by": c.actor.named(), "absence": absence}


def end_absence(organisation: Organisation, command: EndAbsence, c: Circumstances) -> Iterator[NewEvent]:
    by_himself_or_his_head(command.person, "提前返岗", c)
    if all(a.until < c.today for a in organisation.standing_in.absences if a.person == command.person):
        raise Refused("nothing_to_end", name=organisation.person(command.person).name, what="不在岗")
    last_day = c.today - timedelta(days=1)
    yield AbsenceEnded, {"by": c.actor.named(), "person": command.person, "last_day": last_day}


def name_deputy(organisation: Organisation, command: NameDeputy, c: Circumstances) -> Iterator[NewEvent]:
    by_himself_or_his_head(command.person, "确定代行职责人", c)
    somebody_else(organisation, command.person, command.deputy)
    yield DeputyNamed, {"by": c.actor.named(), "person": command.person, "deputy": command.deputy}


def name_substitute(organisation: Organisation, command: NameSubstitute, c: Circumstances) -> Iterator[NewEvent]:
    looks_after(command.node, c)
    lasts_from(c.today, command.until, c)
    if not organisation.person(command.person).posts_at(c.at):
        raise Refused("holds_no_post", name=organisation.person(command.person).name)
    substitute = Substitute(c.today, command.until, command.person, command.node, names_of(acts_named(command, c)))
    reason = c.seal(VAULT_SUBJECT, "指定理由", command.reason)
    yield SubstituteNamed, {"by": c.actor.named(), "substitute": substitute, "reason": reason}


def draw_cross_check(organisation: Organisation, command: DrawCrossCheck, c: Circumstances) -> Iterator[NewEvent]:
    looks_after(command.node, c)
    lasts_from(c.today, command.until, c)
    acts = acts_named(command, c)
    drawn_before = [d for d in organisation.standing_in.cross_checks if d.node == command.node]
    for before in drawn_before:
        if before.holds_on(c.today) and set(names_of(acts)) & set(before.acts):
            raise Refused("cross_check_drawn", node=command.node, unit=before.unit, until=before.until)
    frame = tuple(
        unit for unit in neighbours(c.organisation, command.node) if all(has_roles_of(unit, act, c) for act in acts)
    )
    if not frame:
        raise Refused("no_neighbour", node=command.node)
    drawn = draw_one(command.node, frame, len(drawn_before) + 1)
    cross_check = CrossCheck(c.today, command.until, drawn.ids[0], command.node, names_of(acts))
    reason = c.seal(VAULT_SUBJECT, "交叉核验理由", command.reason)
    fields = {"cross_check": cross_check, "frame": frame, "drawn": drawn, "reason": reason}
    yield CrossCheckDrawn, {"by": c.actor.named(), **fields}


def end_substitute(organisation: Organisation, command: EndSubstitute, c: Circumstances) -> Iterator[NewEvent]:
    looks_after(command.node, c)
    person = organisation.person(command.person)
    mine = [s for s in organisation.standing_in.substitutes if (s.person, s.node) == (person.id, command.node)]
    if all(s.until < c.today for s in mine):
        raise Refused("nothing_to_end", name=person.name, what=f"在{command.node}的替代")
    fields = {"person": person.id, "node": command.node, "last_day": c.today - timedelta(days=1)}
    yield SubstituteEnded, {"by": c.actor.named(), **fields}


def end_cross_check(organisation: Organisation, command: EndCrossCheck, c: Circumstances) -> Iterator[NewEvent]:
    looks_after(command.node, c)
    drawn = [d for d in organisation.standing_in.cross_checks if d.node == command.node]
    if all(d.until < c.today for d in drawn):
        raise Refused("nothing_to_end", name=command.node, what="交叉核验")
    reason = c.seal(VAULT_SUBJECT, "终止交叉核验理由", command.reason)
    fields = {"node": command.node, "last_day": c.today - timedelta(days=1), "reason": reason}
    yield CrossCheckEnded, {"by": c.actor.named(), **fields}


# --- parts --------------------------------------------------------------------------------------------------------


def neighbours(organisation: Organisation, node: str) -> Iterator[str]:
    """The other units of the same kind under the same parent."""
    unit = organisation.unit(node)
    for code in organisation.below.get(unit.parent or "", ()):
        if code != node and code not in organisation.gone and organisation.unit(code).kind is unit.kind:
            yield code


def has_roles_of(unit: str, act: NamedAct, c: Circumstances) -> bool:
    """Whether anybody in the unit may do such an act at home."""
    holders = c.organisation.holders(c.organisation.bodies_of(unit), c.at)
    return any(role in post.roles for _, post in holders for role in act.roles)


def names_of(acts: tuple[NamedAct, ...]) -> tuple[str, ...]:
    return tuple(act.name for act in acts)


def draw_one(node: str, frame: tuple[str, ...], number: int) -> Drawn:
    """The seed follows from the node and from how often it was drawn for, so that nobody chooses it."""
    purpose = f"交叉核验/{node}/{number}"
    plan = DrawPlan(purpose, DrawRule("交叉核验", count=1))
    return draw(freeze(map(Entry, frame)), sha256(purpose.encode()).hexdigest(), plan)


# --- rules --------------------------------------------------------------------------------------------------------


def by_himself_or_his_head(person_id: str, act: str, c: Circumstances) -> None:
    if c.actor.person == person_id:
        return
    person, organisation = c.organisation.person(person_id), c.organisation
    units = [post.unit for post in person.posts_at(c.at)]
    for post in organisation.person(c.actor.person).posts_at(c.at):
        if Role.HEAD in post.roles and any(organisation.reaches(post.unit, unit) for unit in units):
            return
    raise Refused("not_for_another", name=c.actor.name, other=person.name, command=act)


def somebody_else(organisation: Organisation, person: str, other: str) -> None:
    if organisation.person(other).id == organisation.person(person).id:
        raise Refused("for_himself", name=organisation.person(person).name)


def lasts_from(since: date, until: date, c: Circumstances) -> None:
    if until < max(since, c.today):
        raise Refused("term_over", since=since, until=until)


def looks_after(node: str, c: Circumstances) -> None:
    """Who stands in for a node is said above it, or by the head of its leading group: not by those it stands in for."""
    c.organisation.standing_unit(node)
    if not c.organisation.reaches(c.actor.unit, node):
        raise Refused("out_of_reach", name=c.actor.name, acting=c.actor.unit, unit=node)
    if c.actor.role != Role.GROUP_HEAD and c.organisation.place_of(c.actor.unit).code == node:
        raise Refused("own_substitute", name=c.actor.name, node=node)


def acts_named(command: NameSubstitute | DrawCrossCheck, c: Circumstances) -> tuple[NamedAct, ...]:
    if not command.acts:
        raise Refused("text_missing", field="操作")
    return tuple(c.act_named(act) for act in command.acts)
