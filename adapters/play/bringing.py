"""设问题 办到: the real commands that bring a problem to a stage along the main path, each given by whoever may."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from uuid import UUID

from adapters.play.steps import Bring
from adapters.play.world import World
from domain.authority import ACT_OF
from domain.case import Command
from domain.check_pool import CheckPool, pool_id
from domain.organisation import Organisation, Role
from domain.permitting import authorise
from domain.problem.claiming import Claim
from domain.problem.classification import Mode, Scope
from domain.problem.closing import ApproveClose, Check, Satisfaction
from domain.problem.drawing import CommitSeed, DrawPool
from domain.problem.planning import ApprovePlan
from domain.problem.problem import LAYER_OF, STAGE_NAMES, Evidence, Problem, Stage
from domain.problem.rechecking import PassLayer
from domain.problem.rectifying import ReportProgress, SubmitForRecheck
from domain.refusal import Refused
from domain.sampling.frame import commitment
from domain.write_side import kind_of

HOLDS = Check(True, "依据见复核记录")


class CannotBring(Exception):
    """No command leads on from here, or nobody may give it; the message says which and why."""


def next_command(problem: Problem, bring: Bring, world: World) -> Command:
    """What leads from this stage to the next on the main path. Raises CannotBring."""
    match problem.stage:
        case Stage.REGISTERED if bring.dispatch is not None:
            return bring.dispatch
        case Stage.DISPATCHED:
            return claim(problem, bring, world)
        case Stage.CLAIMED if problem.mode is Mode.IMMEDIATE:
            return ReportProgress("立即整改")
        case Stage.CLAIMED:
            return bring.plan
        case Stage.PLAN_REVIEW:
            return ApprovePlan()
        case Stage.RECTIFYING:
            return submission(problem, world)
        case Stage.CLOSE_PENDING:
            return closing(problem)
    if problem.stage in LAYER_OF:
        return PassLayer("现场核实")
    raise CannotBring(f"从“{STAGE_NAMES[problem.stage]}”没有通向“{STAGE_NAMES[bring.to]}”的下一步")


def draw_of(problem: Problem, bring: Bring, world: World) -> Iterator[tuple[Command, str, UUID]]:
    """封存随机种子, 抽查: what lets a problem go on that waits for the draw of its layer, by whom, of which pool.

    Raises CannotBring.
    """
    pool = pool_id(problem.campaign, LAYER_OF[problem.stage])
    waiting = world.casework.load(pool, fresh=True).state
    seed = sha256(f"{waiting.number}/{waiting.draws + 1}".encode()).hexdigest()
    for command in (CommitSeed(commitment(seed)), DrawPool(seed)):
        waiting = world.casework.load(pool, fresh=True).state
        yield command, whoever_may(command, waiting, bring.preferred, world), pool


def claim(problem: Problem, bring: Bring, world: World) -> Claim:
    leader = bring.leader or holder(problem.unit, (Role.RESP_LEADER, Role.HEAD), world)
    person = bring.person or holder(problem.unit, (Role.RESP_PERSON, Role.RESP_LEADER, Role.HEAD), world)
    return Claim(leader, person)


def submission(problem: Problem, world: World) -> SubmitForRecheck:
    assert problem.leader is not None
    assert problem.person is not None
    rules = world.casework.rules(problem.campaign).measures
    unstated = rules.cause_before_close and problem.cause is None
    return SubmitForRecheck(
        effect="整改到位",
        signed_by=(problem.person.person, problem.leader.person),
        measures_done=tuple(range(1, len(problem.measures) + 1)),
        evidence=(Evidence(sha256(problem.problem_no.encode()).hexdigest()),),
        cause="原因已查明" if unstated else "",
        cause_class=rules.causes[-1].code if unstated else "",
    )


def closing(problem: Problem) -> ApproveClose:
    asked = None
    if problem.scope is Scope.HOUSEHOLD:
        asked = Satisfaction(problem.current.recheckers[-1], "当面")
    return ApproveClose(HOLDS, HOLDS, HOLDS, HOLDS, "不涉及责任问题", satisfaction=asked)


def holder(unit: str, roles: Iterable[Role], world: World) -> str:
    """The first person who holds one of these roles in the unit, in the order of the roles. Raises CannotBring."""
    for role in roles:
        for person in world.casework.organisation.people.values():
            if any(post.unit == unit and role in post.roles for post in person.posts_at(world.now)):
                return person.id
    raise CannotBring(f"{unit}没有人任责任领导或责任人，请在 people 中写明，或写 leader、person")


def whoever_may(command: Command, case: Problem | CheckPool | None, preferred: Iterable[str], world: World) -> str:
    """Who gives the command: the first of the preferred, else of all people, who may. Raises CannotBring."""
    organisation = world.casework.organisation
    candidates = dict.fromkeys((*preferred, *the_responsible(command, case), *organisation.people))
    refused = "没有人员"
    for person in candidates:
        try:
            may(command, person, case, organisation, world)
        except Refused as refusal:
            refused = refusal.message
        else:
            return person
    raise CannotBring(f"没有人可以{ACT_OF[type(command)].chinese}：{refused}")


def the_responsible(command: Command, case: Problem | CheckPool | None) -> tuple[str, ...]:
    """责任人 hands in himself (谁整改谁负责), so that nobody else becomes a submitter."""
    if isinstance(command, SubmitForRecheck) and isinstance(case, Problem) and case.person is not None:
        return (case.person.person,)
    return ()


def may(
    command: Command, person: str, case: Problem | CheckPool | None, organisation: Organisation, world: World
) -> None:
    """Raises Refused."""
    campaign = case.campaign if case is not None else command.finding.campaign  # type: ignore[attr-defined]
    policy = world.casework.rules(campaign).policy
    authorise(ACT_OF[type(command)], person, case, organisation, policy, world.now, kind_of(command))
