"""How a row of the authority table answers: the state first, then separation of duties, then the role and its place.

Separation of duties is asked before roles, so that whoever may not judge his own work is told so.
Source: domain reference, sections 2 and 4.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from domain.case import Case, CaseKind
from domain.events import Actor
from domain.organisation import ROLE_NAMES, Organisation, Post, Role
from domain.policy import Policy
from domain.refusal import Refused


class Where(StrEnum):
    """How the unit in which a role is held must lie to the unit of the case."""

    ANYWHERE = "不限单位"
    OWN_UNIT = "责任单位"
    ABOVE = "责任单位所在地或其上级"
    OWN_OR_ABOVE = "责任单位，或其所在地、上级"
    HOUSEHOLD = "农户所在村（含网格）或其上级"
    MACHINE = "本机操作人员"  # the installation's own bookkeeping: no post is asked for


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom separation of duties judges: the person, the post in which he would act, and the case."""

    person: str
    name: str
    post: Post
    case: Any
    organisation: Organisation
    command: str


Separation = Callable[[Subject], None]
"""Raises Refused."""


@dataclass(frozen=True, slots=True)
class Act:
    """One row: a command, its names, the states it may be given in, and who may give it. No stages: it creates.

    ``fits`` narrows the states by what else the case says; ``roles_in`` narrows the roles by the case and the policy.
    ``observation``: it may be entered later than it happened, with a reason.
    """

    command: type[msgspec.Struct]
    name: str
    chinese: str
    stages: tuple[StrEnum, ...]
    roles: tuple[Role, ...]
    where: Where
    separation: Separation | None = None
    observation: bool = False
    fits: Callable[[Any], bool] | None = None
    roles_in: Callable[[Any, Policy], tuple[Role, ...]] | None = None


UNIT = (Role.HEAD, Role.RESP_LEADER, Role.RESP_PERSON)
"""The responsible unit's own people."""

FIELD = (Role.VILLAGE, Role.RESIDENT_TEAM, Role.GRID_WORKER, Role.HELP_CONTACT)
"""Field roles: they act for the unit above them in what happens in their own village."""


def authorise(
    act: Act,
    person_id: str,
    case: Case | None,
    organisation: Organisation,
    policy: Policy,
    at: datetime,
    kind: CaseKind,
) -> Actor:
    """The actor in the post that permits the act, or Refused."""
    if act.where is Where.MACHINE:
        return Actor(person=person_id, role="OPERATOR")
    person = organisation.person(person_id)
    posts = person.posts_at(at)
    if case is not None:
        the_stage_fits(act, case, kind)
        if act.separation is not None:
            for post in posts:
                act.separation(Subject(person.id, person.name, post, case, organisation, act.chinese))
    roles = wanted_roles(act, case, policy)
    for post in posts:
        role = next((r for r in roles if r in post.roles), None)
        if role is not None and lies_right(act, role, person_id, post, case, organisation):
            return Actor(person.id, person.name, post.title, post.unit, role)
    held = "、".join(f"{p.unit}{p.title}" for p in posts) or "目前无任职"
    who = f"{'、'.join(ROLE_NAMES[r] for r in roles)}（{act.where}）"
    raise Refused("not_permitted", name=person.name, roles=held, command=act.chinese, who=who)


def the_stage_fits(act: Act, case: Case, kind: CaseKind) -> None:
    if case.stage not in act.stages or (act.fits is not None and not act.fits(case)):
        raise Refused(
            "wrong_stage",
            kind=kind.chinese,
            number=case.number,
            stage=kind.stage_names[case.stage],
            command=act.chinese,
            allowed="、".join(kind.stage_names[s] for s in act.stages),
        )


def wanted_roles(act: Act, case: Case | None, policy: Policy) -> tuple[Role, ...]:
    """The roles of the row; where the row says so, those that the case and the policy leave of them."""
    if case is None or act.roles_in is None:
        return act.roles
    return act.roles_in(case, policy)


def lies_right(act: Act, role: Role, person: str, post: Post, case: Case | None, organisation: Organisation) -> bool:
    """Whether the post lies where the row wants it; whoever the case names as responsible may act in it.

    A case that no unit has yet lies nowhere: the role alone decides.
    """
    if case is None or act.where is Where.ANYWHERE or not case.unit:
        return True
    if act.where is Where.HOUSEHOLD:
        return organisation.touches(post.unit, case.unit)
    reaches = organisation.reaches(post.unit, case.unit)
    if act.where is Where.ABOVE or role is Role.GROUP_HEAD:
        return reaches
    if act.where is Where.OWN_OR_ABOVE and reaches and role not in UNIT:
        return True
    if person in case.answerable:
        return True
    return post.unit == case.unit or (role in FIELD and organisation.is_within(post.unit, case.unit))
