"""Ten thousand draws over changing frames and rules, each done again by hand, differ in nothing."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import msgspec
import pytest

from domain.sampling.drawing import Drawn, SubstitutionReason, draw, draw_one_more, sample, substitute
from domain.sampling.frame import Frame, frame_hash, freeze
from domain.sampling.rule import DrawPlan, DrawRule, Quota, Stratum
from tests.sampling.by_hand import hashed, redo, text_of
from tests.sampling.villages import seed, some_households

DRAWS = 10_000
STRATA = ("TO_BE_LIFTED", "NOT_LIFTED", "MONITORED", "DISABLED", "ELDERLY_ALONE")


def some_rule(chance: Random) -> DrawRule:
    quotas = tuple(Quota(code, code, chance.randint(1, 3)) for code in chance.sample(STRATA[:2], chance.randint(0, 2)))
    priority = tuple(Stratum(code, code) for code in chance.sample(STRATA[2:], chance.randint(0, 3)))
    return DrawRule(
        label="农户",
        count=chance.randint(1, 15),
        percent=Decimal(chance.choice((0, 0, 10, 20, 33))),
        quotas=quotas,
        priority=priority,
        per=chance.choice(("", "village")),
    )


def some_frame(chance: Random) -> Frame:
    likelihood = {stratum: chance.random() / 2 for stratum in STRATA}
    return freeze(some_households(chance, chance.randint(1, 40), likelihood, villages=chance.randint(1, 3)))


def by_hand(frame: Frame, a_seed: str, plan: DrawPlan) -> list[tuple[str, str]]:
    rule = plan.rule
    return redo(
        msgspec.to_builtins(frame.entries[::-1]),
        a_seed,
        plan.purpose,
        count=rule.count,
        percent=int(rule.percent),
        quotas=[(quota.code, quota.at_least) for quota in rule.quotas],
        priority=[stratum.code for stratum in rule.priority],
        per=rule.per,
    )


@pytest.mark.requirement("R000-24", "R000-25")
def test_ten_thousand_draws_are_those_done_by_hand() -> None:
    chance = Random(20230915)
    for number in range(DRAWS):
        frame, a_seed = some_frame(chance), seed(number)
        plan = DrawPlan(f"第{number}次", some_rule(chance))
        drawn = draw(frame, a_seed, plan)
        assert drawn.frame_hash == hashed(text_of(msgspec.to_builtins(frame.entries)))
        assert [(pick.id, pick.stratum) for pick in sample(frame, drawn)] == by_hand(frame, a_seed, plan)


@pytest.mark.requirement("R000-24")
def test_one_more_and_a_substitute_are_those_found_by_hand() -> None:
    chance = Random(20180919)
    for number in range(500):
        frame, a_seed = some_frame(chance), seed(number)
        plan = DrawPlan("增抽和替换", msgspec.structs.replace(some_rule(chance), per=""))
        drawn = draw(frame, a_seed, plan)
        if len(drawn.ids) < len(frame.entries):
            more = DrawPlan(plan.purpose, msgspec.structs.replace(plan.rule, count=len(drawn.ids) + 1))
            assert draw_one_more(frame, drawn).current == tuple(id for id, _ in by_hand(frame, a_seed, more))
        out = chance.choice(sample(frame, drawn))
        found = next_by_hand(frame, drawn, out.stratum)
        if found is not None:
            assert substitute(frame, drawn, out.id, SubstitutionReason.ABSENT).acts[-1].taken == found


def next_by_hand(frame: Frame, drawn: Drawn, stratum: str) -> str | None:
    """The first of the stratum in the order of their hashes that was not drawn."""
    prefix = f"{drawn.seed}\n{frame_hash(frame)}\n{drawn.plan.purpose}\n"
    left = [e for e in frame.entries if e.id not in drawn.ids and (not stratum or stratum in e.strata)]
    return min((hashed(prefix + entry.id), entry.id) for entry in left)[1] if left else None
