"""抽查: the draw of a layer over its pool. Who is drawn owes to be checked, who is not moves on, in one append.

Source: domain reference, section 4 (CHECK_3); R001-43.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from domain.check_pool import CheckPool, Member, PoolDrawn, SeedCommitted
from domain.circumstances import Circumstances
from domain.events import Elsewhere, NewEvent
from domain.owing import Obligation
from domain.policy import Duty, Layer
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
    layer = c.policy.layer(pool.layer)
    drawn = draw(freeze(map(entry, pool.members)), command.seed, plan_of(pool, layer))
    chosen = tuple(member.case_id for member in pool.members if member.problem_no in drawn.ids)
    yield PoolDrawn, {"by": c.actor.named(), "drawn": drawn, "frame": pool.members, "chosen": chosen}
    for member in pool.members:
        yield fate(member, member.case_id in chosen, pool, layer, c)


# --- parts --------------------------------------------------------------------------------------------------------


def entry(member: Member) -> Entry:
    return Entry(member.problem_no, attributes={"unit": member.unit})


def plan_of(pool: CheckPool, layer: Layer) -> DrawPlan:
    """So many percent of the pool, rounded up; every draw of a pool is a purpose of its own."""
    rule = DrawRule(layer.name, percent=Decimal(layer.rate_percent), or_all=True)
    return DrawPlan(f"{pool.number}/{pool.draws + 1}", rule)


def fate(member: Member, is_drawn: bool, pool: CheckPool, layer: Layer, c: Circumstances) -> NewEvent:
    """What the draw means for one problem of the pool."""
    draw_number = pool.draws + 1
    if is_drawn:
        owed = Obligation(Duty.RECHECK, c.due(Duty.RECHECK), c.at, layer.number)
        return Elsewhere(member.case_id, DrawnForCheck, {"layer": layer.number, "draw": draw_number, "arms": (owed,)})
    problem: Problem = c.look(member.case_id)
    following = c.policy.layer_after(layer.number, problem.mode, problem.scope, problem.severity)
    passed = {
        "layer": layer.number,
        "draw": draw_number,
        "next_layer": following.number if following else None,
        "arms": (next_check(following, c),),
    }
    return Elsewhere(member.case_id, LayerNotDrawn, passed)
