"""职责分离: who may not do what, because of what he did in the same case. Hard guards, never relaxed.

Source: domain reference, section 2, SoD-1 to SoD-10.
"""

from __future__ import annotations

from domain.authorising import Separation, Subject
from domain.events import SYSTEM
from domain.problem.problem import LAYER_OF
from domain.refusal import Refused

SOFTWARE_AGENT = "agent:"
"""Ids of programs that work at the machine begin like this; they are nobody who could sign."""


def a_named_human(person_id: str) -> None:
    """SoD-8: neither the system nor a program signs, whatever posts somebody gives it."""
    if person_id == SYSTEM.person or person_id.startswith(SOFTWARE_AGENT):
        raise Refused("sod_8", person=person_id)


def not_the_submitter(s: Subject) -> None:
    """SoD-1, first half: who handed it in does not check it."""
    if s.person in s.case.current.submitters:
        raise Refused("sod_1", name=s.name, acted="申请人", command=s.command)


def neither_submitter_nor_rechecker(s: Subject) -> None:
    """SoD-1, second half: who handed it in or checked it does not close it."""
    not_the_submitter(s)
    if s.person in s.case.current.recheckers:
        raise Refused("sod_1", name=s.name, acted="复核人", command=s.command)


def a_third_rechecker(s: Subject) -> None:
    """SoD-1 and SoD-2: not the submitter; in layers 2 and 3 not of the responsible unit either."""
    not_the_submitter(s)
    layer = LAYER_OF.get(s.case.stage, 1)
    if layer >= 2 and s.of_the_unit:
        raise Refused("sod_2", name=s.name, unit=s.post.unit, layer=layer)


def not_of_the_refusing_unit(s: Subject) -> None:
    """SoD-4."""
    if s.of_the_unit or s.person in s.case.registered_by.persons:
        raise Refused("sod_4", name=s.name)


def not_of_the_responsible_unit(s: Subject) -> None:
    """SoD-5."""
    if s.of_the_unit:
        raise Refused("sod_5", name=s.name, unit=s.post.unit)


def not_who_closed_it(s: Subject) -> None:
    """SoD-7."""
    if s.person in s.case.closed_by:
        raise Refused("sod_7", name=s.name)


def not_in_his_own_place(s: Subject) -> None:
    """SoD-3: an inspector is recused from his own unit and his own village (R000-13)."""
    place = getattr(s.case, "place", None)
    village = place.village if place is not None else ""
    if s.of_the_unit or (village and s.organisation.same(s.post.unit, village)):
        raise Refused("sod_3", name=s.name, unit=s.post.unit, post=s.post.title)


def an_impartial_visitor(s: Subject) -> None:
    """SoD-3 and SoD-7: whoever looks back is neither at home there nor who closed it."""
    not_who_closed_it(s)
    not_in_his_own_place(s)


def not_the_requester(s: Subject) -> None:
    """SoD-6: what takes two people is confirmed by another one than whoever asked for it."""
    if s.case.amendment is not None and s.person in s.case.amendment.asked_by:
        raise Refused("sod_6", name=s.name, command=s.command)


def not_of_the_unit_concerned(s: Subject) -> None:
    """A level of the ladder is not decided by the unit that it concerns."""
    if s.of_the_unit:
        raise Refused("own_level", name=s.name, unit=s.post.unit)


def not_ones_own_plan(s: Subject) -> None:
    if s.person in s.case.plan_by:
        raise Refused("own_work", name=s.name)


SEPARATION_NAMES: dict[Separation, str] = {
    not_the_submitter: "申请人不能办理",
    neither_submitter_nor_rechecker: "申请人、复核人不能办理",
    a_third_rechecker: "申请人不能办理；第二、三层责任单位的人不能办理",
    not_of_the_refusing_unit: "不认领单位的人、登记人不能办理",
    not_of_the_responsible_unit: "责任单位的人不能办理",
    not_who_closed_it: "签批销号的人不能办理",
    not_in_his_own_place: "本单位、本村的人须回避",
    an_impartial_visitor: "签批销号的人不能办理；本单位、本村的人须回避",
    not_the_requester: "申请人不能办理，须第二人",
    not_of_the_unit_concerned: "被督办单位的人不能办理",
    not_ones_own_plan: "报送方案的人不能办理",
}
"""Each guard in words, as the permission matrix prints it."""
