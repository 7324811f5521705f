"""职责分离: who may not do what, because of what he did in the same case. Hard guards, never relaxed.

Source: domain reference, section 2, SoD-1 to SoD-10.
"""

from __future__ import annotations

from domain.authorising import Separation, Subject
from domain.events import SYSTEM
from domain.organisation import Role
from domain.problem.problem import LAYER_OF
from domain.referral.referral import is_concerned
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


def not_of_the_reporting_unit(s: Subject) -> None:
    """A unit does not confirm that its own report has come in: whoever receives it stands above."""
    if s.case.unit in (s.post.unit, s.organisation.place_of(s.post.unit).code):
        raise Refused("own_report", name=s.name, unit=s.case.unit)


def not_who_proposed_it(s: Subject) -> None:
    """SoD-8: whoever drew up the list does not approve it."""
    if s.person == s.case.speakers_proposed_by:
        raise Refused("own_proposal", name=s.name)


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


def not_of_the_place_concerned(s: Subject) -> None:
    """Nor is a letter signed by the office of the very place that it is sent to."""
    not_of_the_unit_concerned(s)
    if s.organisation.same(s.organisation.place_of(s.post.unit).code, s.case.unit):
        raise Refused("own_level", name=s.name, unit=s.post.unit)


def not_ones_own_plan(s: Subject) -> None:
    if s.person in s.case.plan_by:
        raise Refused("own_work", name=s.name)


def not_concerned(s: Subject) -> None:
    """Nobody who belongs to a unit concerned, or leads it, decides on a referral or handles it: one level up does."""
    if is_concerned(s.case, s.post, s.organisation):
        raise Refused("concerned", name=s.name, command=s.command)


def a_second_signer(s: Subject) -> None:
    """The second signature under a decline is another person's."""
    not_concerned(s)
    if s.person == s.case.decline.signer.person:
        raise Refused("second_signature", name=s.name)


def not_who_handed_over(s: Subject) -> None:
    """Whoever handed a package over, or made up the year's, does not receive it."""
    if s.case.handed_over_by is not None and s.person == s.case.handed_over_by.person:
        raise Refused("own_hand_over", name=s.name)


def not_who_filled_it_in(s: Subject) -> None:
    """A table bears two names: who filled it in, and the head who answers for it."""
    if s.person in s.case.prepared_by.persons:
        raise Refused("filled_in_himself", name=s.name, number=s.case.number)


def not_who_drafted_it(s: Subject) -> None:
    """Nobody reviews or signs what he drafted."""
    if s.person in s.case.drafter.persons:
        raise Refused("drafted_it_himself", name=s.name, number=s.case.number)


def not_who_drafted_or_reviewed_it(s: Subject) -> None:
    not_who_drafted_it(s)
    if s.case.reviewer and s.person in s.case.reviewer.persons:
        raise Refused("reviewed_it_himself", name=s.name, number=s.case.number)


def not_in_the_inclusion(s: Subject) -> None:
    """SoD-10, and nobody's own work: who brought the clue, verified or reviewed it does not decide for the county."""
    if Role.COUNTY_APPROVER not in s.post.roles:
        return
    if s.person in (s.case.registered_by.person, s.case.reported_by):
        raise Refused("sod_10", name=s.name, command=s.command)
    if s.person in s.case.verifiers or s.person == s.case.town_reviewer:
        raise Refused("sod_own_case", name=s.name, command=s.command)


def not_in_the_clearance(s: Subject) -> None:
    """The same, and not who proposed it."""
    not_in_the_inclusion(s)
    if s.person == s.case.proposed_by:
        raise Refused("sod_own_case", name=s.name, command=s.command)


def only_who_was_told(s: Subject) -> None:
    """Nobody says in another's place that he has read what was told to that one."""
    if s.person not in s.case.answerable:
        raise Refused("not_addressed", name=s.name, number=s.case.number)


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
    not_of_the_place_concerned: "被督办单位及其办公室的人不能办理",
    not_ones_own_plan: "报送方案的人不能办理",
    not_of_the_reporting_unit: "报送单位的人不能办理",
    not_who_proposed_it: "拟定名单的人不能办理",
    not_concerned: "涉及单位的人、其领导须回避",
    a_second_signer: "涉及单位的人、其领导须回避；须第二人签字",
    not_who_filled_it_in: "填报人不能办理",
    not_who_drafted_it: "拟稿人不能办理",
    not_who_drafted_or_reviewed_it: "拟稿人、核稿人不能办理",
    not_who_handed_over: "移交档案的人不能办理",
    not_in_the_inclusion: "登记、核实、审核的人不能代表县级决定",
    not_in_the_clearance: "登记、核实、审核、提出消除的人不能代表县级决定",
    only_who_was_told: "须为通知的接收人本人",
}
"""Each guard in words, as the permission matrix prints it."""
