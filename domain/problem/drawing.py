"""抽查: the draw over a pool, of a layer or of the look-backs. Who is drawn owes a visit, who is not moves on, in one
append.

Source: domain reference, sections 3 and 4 (CHECK_3); R001-43, R002-28.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec

from domain.check_pool import LOOK_BACK, CheckPool, Member, PoolDrawn, SeedCommitted
from domain.circumstances import Circumstances
from domain.events import Elsewhere, NewEvent
from domain.owing import Obligation
from domain.policy import Duty, Policy
from domain.problem.closing import look_back_due
from domain.problem.looking_back import DrawnForLookBack, LookBackNotDrawn
from domain.problem.problem import Problem
from domain.problem.rechecking import DrawnForCheck, LayerNotDrawn, next_check
from domain.refusal import Refused
from domain.sampling.drawing import draw
from domain.sampling.frame import Entry, freeze, require_committed
from domain.sampling.rule import DrawPlan, DrawRule

# --- commands -----------------------------------------------------------------------------------------------------


class CommitSeed(msgspec.Struct, frozen=True):
    """封存随机种子: its commitment is published before anybody knows whom it draws."""

    commitment: str


class DrawPool(msgspec.Struct, frozen=True):
    """抽查, with the seed that was committed."""

    seed: str


# --- decisions ----------------------------------------------------------------------------------------------------


def commit_seed(pool: CheckPool, command: CommitSeed, c: Circumstances) -> Iterator[NewEvent]:
    if len(command.commitment) != 64 or set(command.commitment) - set("0123456789abcdef"):
        raise Refused("bad_commitment", commitment=command.commitment)
    yield SeedCommitted, {"by": c.actor.named(), "commitment": command.commitment}


def draw_pool(pool: CheckPool, command: DrawPool, c: Circumstances) -> Iterator[NewEvent]:
    require_committed(command.seed, pool.committed)
    if not pool.members:
        raise Refused("pool_empty", number=pool.number)
    drawn = draw(freeze(map(entry, pool.members)), command.seed, plan_of(pool, c.policy))
    chosen = tuple(member.case_id for member in pool.members if member.problem_no in drawn.ids)
    yield PoolDrawn, {"by": c.actor.named(), "drawn": drawn, "frame": pool.members, "chosen": chosen}
    for member in pool.members:
        yield fate(member, member.case_id in chosen, pool, c)


# --- parts --------------------------------------------------------------------------------------------------------


def entry(member: Member) -> Entry:
    return Entry(member.problem_no, attributes={"unit": member.unit})


def plan_of(pool: CheckPool, policy: Policy) -> DrawPlan:
    """So many percent of the pool, rounded up; every draw of a pool is a purpose of its own."""
    if pool.layer == LOOK_BACK:
        name, percent = "回头看", policy.look_back.share_percent
    else:
        layer = policy.layer(pool.layer)
        name, percent = layer.name, layer.rate_percent
    rule = DrawRule(name, percent=Decimal(percent), or_all=True)
    return DrawPlan(f"{pool.number}/{pool.draws + 1}", rule)


def fate(member: Member, is_drawn: bool, pool: CheckPool, c: Circumstances) -> NewEvent:
    """What the draw means for one problem of the pool."""
    of_pool = fate_of_closed if pool.layer == LOOK_BACK else fate_in_layer
    return of_pool(member, is_drawn, pool, c)


def fate_of_closed(member: Member, is_drawn: bool, pool: CheckPool, c: Circumstances) -> NewEvent:
    """What the draw of the look-backs means for a closed problem: its visit counts from the close, if that is ahead."""
    problem: Problem = c.look(member.case_id)
    told: dict[str, Any] = {"draw": pool.draws + 1}
    if not is_drawn:
        return Elsewhere(member.case_id, LookBackNotDrawn, told)
    assert problem.closed_at is not None
    first = c.policy.look_back.after_days[0]
    owed = look_back_due(c, first, problem.closed_at)
    if owed.due.on < c.today:
        owed = look_back_due(c, first, c.at)
    return Elsewhere(member.case_id, DrawnForLookBack, {**told, "arms": (owed,)})


def fate_in_layer(member: Member, is_drawn: bool, pool: CheckPool, c: Circumstances) -> NewEvent:
    """What the draw of a layer means for one problem of the pool."""
    layer, draw_number = c.policy.layer(pool.layer), pool.draws + 1
    if is_drawn:
        owed = Obligation(Duty.RECHECK, c.due(Duty.RECHECK), c.at, layer.number)
        return Elsewhere(member.case_id, DrawnForCheck, {"layer": layer.number, "draw": draw_number, "arms": (owed,)})
    problem: Problem = c.look(member.case_id)
    following = c.policy.layer_after(layer.number, problem.mode, problem.scope, problem.severity)
    passed = {
        "layer": layer.number,
        "draw": draw_number,
        "next_layer": following.number if following else None,
        "arms": next_check(problem, following, c),
    }
    return Elsewhere(member.case_id, LayerNotDrawn, passed)
