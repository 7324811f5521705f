"""授权: who may do what to which case, in one table.

The same rows refuse a command, name it in Chinese, and print the permission matrix. Separation of duties is asked
before roles, so that whoever may not judge his own work is told so. Source: domain reference, sections 2 and 4.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import msgspec

from domain.events import Actor
from domain.organisation import ROLE_NAMES, Organisation, Post, Role
from domain.policy import Policy
from domain.problem import claiming, closing, looking_back, planning, rechecking, rectifying, registering
from domain.problem.problem import LAYER_OF, STAGE_NAMES, Mode, Problem, Stage
from domain.refusal import Refused


class Where(StrEnum):
    """How the unit in which a role is held must lie to the responsible unit."""

    ANYWHERE = "不限单位"
    OWN_UNIT = "责任单位"
    ABOVE = "责任单位所在地或其上级"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom separation of duties judges: the person, the post in which he would act, and the case."""

    person: str
    name: str
    post: Post
    problem: Problem
    organisation: Organisation
    command: str


Separation = Callable[[Subject], None]


# --- separation of duties -----------------------------------------------------------------------------------------


def not_the_submitter(s: Subject) -> None:
    """SoD-1, first half: who handed it in does not check it."""
    if s.person in s.problem.current.submitters:
        raise Refused("sod_1", name=s.name, acted="申请人", command=s.command)


def neither_submitter_nor_rechecker(s: Subject) -> None:
    """SoD-1, second half: who handed it in or checked it does not close it."""
    not_the_submitter(s)
    if s.person in s.problem.current.recheckers:
        raise Refused("sod_1", name=s.name, acted="复核人", command=s.command)


def a_third_rechecker(s: Subject) -> None:
    """SoD-1 and SoD-2: not the submitter; in layers 2 and 3 not of the responsible unit either."""
    not_the_submitter(s)
    layer = LAYER_OF.get(s.problem.stage, 1)
    if layer >= 2 and s.post.unit == s.problem.unit:
        raise Refused("sod_2", name=s.name, unit=s.post.unit, layer=layer)


def not_of_the_refusing_unit(s: Subject) -> None:
    """SoD-4."""
    if s.post.unit == s.problem.unit or s.person == s.problem.registered_by.person:
        raise Refused("sod_4", name=s.name)


def not_of_the_responsible_unit(s: Subject) -> None:
    """SoD-5."""
    if s.post.unit == s.problem.unit:
        raise Refused("sod_5", name=s.name, unit=s.post.unit)


def not_who_closed_it(s: Subject) -> None:
    """SoD-7."""
    if s.person == s.problem.closed_by:
        raise Refused("sod_7", name=s.name)


def not_ones_own_plan(s: Subject) -> None:
    if s.person == s.problem.plan_by:
        raise Refused("own_work", name=s.name)


# --- the table ----------------------------------------------------------------------------------------------------

FIELD = (Role.VILLAGE, Role.RESIDENT_TEAM, Role.GRID_WORKER, Role.HELP_CONTACT)
UNIT = (Role.HEAD, Role.RESP_LEADER, Role.RESP_PERSON)
CHECKERS = (Role.TOWN, Role.LEAD_DEPT, Role.INSPECTOR, Role.TEAM_LEAD)  # narrowed by the layer of the profile
CHECKING = tuple(LAYER_OF)
CLAIMED_AND_OPEN = (Stage.RECTIFYING, Stage.PLAN_REVIEW, Stage.CLAIMED, *CHECKING, Stage.CLOSE_PENDING)


@dataclass(frozen=True, slots=True)
class Act:
    """One row: a command, its names, the states it may be given in, and who may give it. No stages: it creates."""

    command: type[msgspec.Struct]
    name: str
    chinese: str
    stages: tuple[Stage, ...]
    roles: tuple[Role, ...]
    where: Where
    separation: Separation | None = None
    observation: bool = False  # may be entered later than it happened, with a reason


ACTS = (
    Act(registering.RegisterProblem, "register_problem", "登记问题", (),
        (Role.OFFICE, Role.INSPECTOR, Role.TEAM_LEAD, Role.LEAD_DEPT, Role.TOWN, *FIELD), Where.ANYWHERE, None, True),
    Act(registering.RegisterSelfFound, "register_self_found", "自查自纠登记", (),
        (Role.TOWN, Role.VILLAGE, *UNIT), Where.ANYWHERE),
    Act(registering.RecordFixedOnSpot, "record_fixed_on_spot", "当场整改登记", (),
        (Role.TOWN, Role.VILLAGE, Role.INSPECTOR, *UNIT), Where.ANYWHERE),
    Act(registering.RecordIssuedPlan, "record_issued_plan", "录入已印发整改方案", (),
        (Role.OFFICE, Role.GROUP_HEAD, Role.HEAD), Where.ANYWHERE),
    Act(registering.RecordOpening, "record_opening", "期初接管", (), (Role.OFFICE,), Where.ANYWHERE),
    Act(registering.Dispatch, "dispatch", "交办", (Stage.REGISTERED,),
        (Role.OFFICE, Role.TEAM_LEAD), Where.ANYWHERE),
    Act(claiming.Claim, "claim", "认领", (Stage.DISPATCHED, Stage.REFUSED), UNIT, Where.OWN_UNIT),
    Act(claiming.RefuseClaim, "refuse_claim", "不认领", (Stage.DISPATCHED,), (Role.HEAD,), Where.OWN_UNIT),
    Act(claiming.UpholdRefusal, "uphold_refusal", "认定不认领理由成立", (Stage.REFUSED,),
        (Role.OFFICE, Role.TEAM_LEAD, Role.INSPECTOR), Where.ABOVE, not_of_the_refusing_unit),
    Act(claiming.OverturnRefusal, "overturn_refusal", "责令认领", (Stage.REFUSED,),
        (Role.OFFICE, Role.TEAM_LEAD, Role.INSPECTOR), Where.ABOVE, not_of_the_refusing_unit),
    Act(planning.SubmitPlan, "submit_plan", "报送整改方案", (Stage.CLAIMED,), UNIT, Where.OWN_UNIT),
    Act(planning.ApprovePlan, "approve_plan", "同意整改方案", (Stage.PLAN_REVIEW,),
        (Role.OFFICE, Role.LEAD_DEPT), Where.ABOVE, not_ones_own_plan),
    Act(planning.ReturnPlan, "return_plan", "退回整改方案", (Stage.PLAN_REVIEW,),
        (Role.OFFICE, Role.LEAD_DEPT), Where.ABOVE, not_ones_own_plan),
    Act(rectifying.ReportProgress, "report_progress", "报告整改进展", (Stage.RECTIFYING, Stage.CLAIMED),
        (*UNIT, *FIELD, Role.LIAISON), Where.OWN_UNIT, None, True),
    Act(rectifying.AddEvidence, "add_evidence", "补充佐证材料", (Stage.RECTIFYING, Stage.CLAIMED),
        (*UNIT, *FIELD, Role.LIAISON), Where.OWN_UNIT, None, True),
    Act(rectifying.RequestExtension, "request_extension", "申请延期", (Stage.RECTIFYING, Stage.PLAN_REVIEW),
        (Role.HEAD, Role.GROUP_HEAD), Where.OWN_UNIT),
    Act(rectifying.GrantExtension, "grant_extension", "同意延期", CLAIMED_AND_OPEN,
        (Role.OFFICE, Role.GROUP_HEAD), Where.ABOVE, not_of_the_responsible_unit),
    Act(rectifying.DenyExtension, "deny_extension", "不予延期", CLAIMED_AND_OPEN,
        (Role.OFFICE, Role.GROUP_HEAD), Where.ABOVE, not_of_the_responsible_unit),
    Act(rectifying.SubmitForRecheck, "submit_for_recheck", "申请销号", (Stage.RECTIFYING, Stage.CLAIMED),
        UNIT, Where.OWN_UNIT),
    Act(rechecking.PassLayer, "pass_layer", "复核通过", CHECKING, CHECKERS, Where.ABOVE, a_third_rechecker),
    Act(rechecking.ReturnRectification, "return_rectification", "复核退回", CHECKING, CHECKERS, Where.ABOVE,
        a_third_rechecker),
    Act(closing.ApproveClose, "approve_close", "同意销号", (Stage.CLOSE_PENDING,), (Role.OFFICE,), Where.ABOVE,
        neither_submitter_nor_rechecker),
    Act(closing.RefuseClose, "refuse_close", "不同意销号", (Stage.CLOSE_PENDING,), (Role.OFFICE,), Where.ABOVE,
        neither_submitter_nor_rechecker),
    Act(looking_back.PassLookBack, "pass_look_back", "回头看正常", (Stage.CLOSED,),
        (Role.INSPECTOR, Role.TEAM_LEAD), Where.ABOVE, not_who_closed_it),
    Act(looking_back.ReportRebound, "report_rebound", "回头看发现反弹", (Stage.CLOSED,),
        (Role.INSPECTOR, Role.TEAM_LEAD), Where.ABOVE, not_who_closed_it),
)  # fmt: skip

ACT_OF: dict[type[msgspec.Struct], Act] = {act.command: act for act in ACTS}


# --- the question -------------------------------------------------------------------------------------------------


def authorise(
    act: Act, person_id: str, problem: Problem | None, organisation: Organisation, policy: Policy, at: datetime
) -> Actor:
    """The actor in the post that permits the act, or Refused: the state first, then separation, then the role."""
    person = organisation.person(person_id)
    posts = person.posts_at(at)
    if problem is not None:
        the_stage_fits(act, problem)
        if act.separation is not None:
            for post in posts:
                act.separation(Subject(person.id, person.name, post, problem, organisation, act.chinese))
    roles = wanted_roles(act, problem, policy)
    for post in posts:
        role = next((r for r in roles if r in post.roles), None)
        if role is not None and lies_right(act, role, person_id, post, problem, organisation):
            return Actor(person.id, person.name, post.title, post.unit, role)
    held = "、".join(f"{p.unit}{p.title}" for p in posts) or "目前无任职"
    who = f"{'、'.join(ROLE_NAMES[r] for r in roles)}（{act.where}）"
    raise Refused("not_permitted", name=person.name, roles=held, command=act.chinese, who=who)


def the_stage_fits(act: Act, problem: Problem) -> None:
    fits = problem.stage in act.stages
    if act.command is claiming.Claim and problem.stage is Stage.REFUSED:
        fits = problem.silent  # a refusal by statement waits for its verdict
    if act.command in (rectifying.SubmitForRecheck, rectifying.ReportProgress, rectifying.AddEvidence):
        fits = fits and (problem.stage is not Stage.CLAIMED or not needs_plan(problem))
    if not fits:
        raise Refused(
            "wrong_stage",
            problem_no=problem.problem_no,
            stage=STAGE_NAMES[problem.stage],
            command=act.chinese,
            allowed="、".join(STAGE_NAMES[s] for s in act.stages),
        )


def needs_plan(problem: Problem) -> bool:
    return problem.mode is Mode.TIME_LIMITED


def wanted_roles(act: Act, problem: Problem | None, policy: Policy) -> tuple[Role, ...]:
    """The roles of the row; at a layer of re-check those of the check profile."""
    if problem is not None and act.roles is CHECKERS:
        number = LAYER_OF[problem.stage]
        return next(layer.roles for layer in policy.layers if layer.number == number)
    return act.roles


def lies_right(
    act: Act, role: Role, person: str, post: Post, problem: Problem | None, organisation: Organisation
) -> bool:
    """Whether the post lies where the row wants it; whoever the case names as responsible may act in it."""
    if problem is None or act.where is Where.ANYWHERE:
        return True
    if act.where is Where.ABOVE or role is Role.GROUP_HEAD:
        return organisation.reaches(post.unit, problem.unit)
    if any(named is not None and named.person == person for named in (problem.leader, problem.person)):
        return True
    return post.unit == problem.unit or (role in FIELD and organisation.is_within(post.unit, problem.unit))
