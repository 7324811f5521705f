"""A row of the authority table: in which states, in which roles, held where; how these are read of a case.

Who may act, by his own right or another way, is answered in permitting.py. Source: domain reference, sections 2 and 4.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec

from domain.case import Case, CaseKind
from domain.circumstances import Circumstances
from domain.organisation import Organisation, Post, Role, UnitKind
from domain.policy import Policy
from domain.refusal import Refused


class Where(StrEnum):
    """How the unit in which a role is held must lie to the unit of the case."""

    ANYWHERE = "不限单位"
    OWN_UNIT = "责任单位"
    ABOVE = "责任单位所在地或其上级"
    OWN_OR_ABOVE = "责任单位，或其所在地、上级"
    HOUSEHOLD = "农户所在村（含网格）或其上级"
    SELF = "本人，或其单位主要负责同志"  # his own right to act; which command it is about says whose
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

    @property
    def of_the_unit(self) -> bool:
        """Whether the post is held in the unit that answers for the case."""
        return self.organisation.same(self.post.unit, self.case.unit)


Separation = Callable[[Subject], None]
"""Raises Refused."""


@dataclass(frozen=True, slots=True)
class Act:
    """One row: a command, its names, the states it may be given in, and who may give it. No stages: it creates.

    ``fits`` narrows the states by what else the case says; ``roles_in`` narrows the roles by the case and the policy.
    ``least`` is the least place whose office may do it (分级). ``by_item`` narrows who may by the units that the pack
    names for the item of the case, or by what the case is about; it raises Refused. ``observation``: it may be entered
    later than it happened, with a reason.
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
    least: Callable[[Any, Policy], UnitKind | None] | None = None
    by_item: Callable[[Any, Circumstances], None] | None = None


UNIT = (Role.HEAD, Role.RESP_LEADER, Role.RESP_PERSON)
"""The responsible unit's own people."""

FIELD = (Role.VILLAGE, Role.RESIDENT_TEAM, Role.GRID_WORKER, Role.HELP_CONTACT)
"""Field roles: they act for the unit above them in what happens in their own village."""


def the_stage_fits(act: Act, case: Case, kind: CaseKind) -> None:
    if case.stage not in act.stages or (act.fits is not None and not act.fits(case)):
        elsewhere = (kind.stage_names[s] for s in act.stages if s is not case.stage)
        raise Refused(
            "wrong_stage",
            kind=kind.chinese,
            number=case.number,
            stage=kind.stage_names[case.stage],
            command=act.chinese,
            allowed="、".join(elsewhere) or "条件具备",
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
    return organisation.same(post.unit, case.unit) or (role in FIELD and organisation.is_within(post.unit, case.unit))
