"""复核抽样: a true record passes; a false one is told apart from it entry by entry."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.refusal import Refused
from domain.sampling.drawing import Addition, Drawn, Substitution, SubstitutionReason, draw, draw_one_more, substitute
from domain.sampling.frame import commitment
from domain.sampling.redrawing import Difference, redraw
from tests.sampling.villages import NOT_LIFTED, PRIORITY, TO_BE_LIFTED, classed, plain, seed, taking

ANY_DURATION = settings(deadline=None)  # a busy machine is not a failure
FRAME = classed(MONITORED=5, TO_BE_LIFTED=5, NOT_LIFTED=5, rest=15)
PLAN = taking(6, quotas=(TO_BE_LIFTED, NOT_LIFTED), priority=PRIORITY)
COMMITTED = commitment(seed(1))
ABSENT = SubstitutionReason.ABSENT


def acted(acts: list[int], a_seed: str = seed(1)) -> Drawn:
    """The draw, and then an act for each number: -1 one more, -2 one more of a quota, else that place replaced."""
    drawn = draw(FRAME, a_seed, PLAN)
    for act in acts:
        if act < 0:
            drawn = draw_one_more(FRAME, drawn, stratum="NOT_LIFTED" if act == -2 else "")
        else:
            drawn = substitute(FRAME, drawn, drawn.current[act % len(drawn.current)], ABSENT)
    return drawn


RECORDED = acted([-1, 1, -2, 6])


def undrawn(drawn: Drawn) -> str:
    return next(entry.id for entry in FRAME.entries if entry.id not in drawn.used)


@pytest.mark.requirement("R000-24")
@ANY_DURATION
@given(st.integers(0, 10**6).map(seed), st.lists(st.integers(-2, 5), max_size=6))
def test_a_true_record_differs_in_nothing(a_seed: str, acts: list[int]) -> None:
    try:
        recorded = acted(acts, a_seed)
    except Refused:
        assume(False)
    assert redraw(FRAME, recorded, commitment(a_seed)) == ()


def test_an_exchanged_pick_is_the_one_difference() -> None:
    wanted = undrawn(RECORDED)
    for place in range(len(RECORDED.ids)):
        ids = (*RECORDED.ids[:place], wanted, *RECORDED.ids[place + 1 :])
        recorded = replace(RECORDED, ids=ids, acts=())
        assert redraw(FRAME, recorded, COMMITTED) == (Difference("pick", wanted, RECORDED.ids[place], place + 1),)


def test_a_missing_and_an_added_pick_are_differences() -> None:
    wanted = undrawn(RECORDED)
    fewer = replace(RECORDED, ids=RECORDED.ids[:-1], acts=())
    more = replace(RECORDED, ids=(*RECORDED.ids, wanted), acts=())
    assert redraw(FRAME, fewer, COMMITTED) == (Difference("pick", "", RECORDED.ids[-1], 6),)
    assert redraw(FRAME, more, COMMITTED) == (Difference("pick", wanted, "", 7),)
    assert redraw(FRAME, more, COMMITTED)[0].message == f"第7个抽中对象：记录为{wanted}，复核为无"


def test_picks_in_another_order_are_differences() -> None:
    first, second, *others = RECORDED.ids
    recorded = replace(RECORDED, ids=(second, first, *others), acts=())
    assert [difference.number for difference in redraw(FRAME, recorded, COMMITTED)] == [1, 2]


@pytest.mark.parametrize("number", range(4))
def test_a_false_act_is_the_one_difference(number: int) -> None:
    wanted = undrawn(RECORDED)
    act = RECORDED.acts[number]
    false = replace(act, id=wanted) if isinstance(act, Addition) else replace(act, into=wanted)
    recorded = replace(RECORDED, acts=(*RECORDED.acts[:number], false))
    assert redraw(FRAME, recorded, COMMITTED) == (Difference(act.kind, wanted, act.taken, number + 1),)


def test_a_substitute_for_somebody_who_was_not_drawn_is_a_difference() -> None:
    wanted = undrawn(RECORDED)
    recorded = replace(RECORDED, acts=(Substitution("H9999", wanted, ABSENT), *RECORDED.acts))
    assert redraw(FRAME, recorded, COMMITTED) == (Difference("substitution", wanted, "", 1),)


def test_an_act_that_takes_nobody_of_the_frame_is_a_difference() -> None:
    recorded = replace(RECORDED, acts=(Addition("H9999"), *RECORDED.acts))
    due = RECORDED.acts[0].taken
    assert redraw(FRAME, recorded, COMMITTED) == (Difference("addition", "H9999", due, 1),)


def test_an_act_that_takes_somebody_twice_is_a_difference() -> None:
    recorded = replace(RECORDED, acts=(*RECORDED.acts, Addition(RECORDED.ids[0])))
    difference, *others = redraw(FRAME, recorded, COMMITTED)
    assert (difference.what, difference.recorded, difference.number) == ("addition", RECORDED.ids[0], 5)
    assert others == []


def test_after_an_act_that_takes_somebody_twice_the_next_is_still_judged_by_what_is_true() -> None:
    drawn = replace(RECORDED, acts=())
    lifting, monitored = drawn.ids[0], drawn.ids[3]
    true = substitute(FRAME, drawn, monitored, ABSENT).acts[0]
    recorded = replace(drawn, acts=(Substitution(lifting, monitored, ABSENT), true))
    (difference,) = redraw(FRAME, recorded, COMMITTED)
    assert (difference.recorded, difference.number) == (monitored, 1)


def test_one_more_of_a_village_that_is_not_there_is_a_difference() -> None:
    wanted = undrawn(RECORDED)
    recorded = replace(RECORDED, acts=(Addition(wanted, group="丙村"),))
    assert redraw(FRAME, recorded, COMMITTED) == (Difference("addition", wanted, "", 1),)


def test_a_pick_from_outside_the_frame_is_a_difference_and_its_substitute_another() -> None:
    recorded = replace(
        RECORDED, ids=("H9999", *RECORDED.ids[1:]), acts=(Substitution("H9999", undrawn(RECORDED), ABSENT),)
    )
    assert [difference.what for difference in redraw(FRAME, recorded, COMMITTED)] == ["pick", "substitution"]


def test_a_seed_that_was_not_committed_to_is_a_difference_even_where_the_draw_is_true() -> None:
    assert redraw(FRAME, RECORDED, commitment(seed(2))) == (Difference("commitment", commitment(seed(2)), COMMITTED),)


def test_an_exchanged_seed_shows_in_the_commitment_and_in_the_picks() -> None:
    recorded = replace(RECORDED, seed=seed(3), acts=())
    kinds = {difference.what for difference in redraw(FRAME, recorded, COMMITTED)}
    assert kinds == {"commitment", "pick"}


@pytest.mark.parametrize("other", [plain(30), classed(MONITORED=6, TO_BE_LIFTED=5, NOT_LIFTED=5, rest=14)])
def test_another_frame_is_the_only_thing_said(other: object) -> None:
    (difference,) = redraw(other, RECORDED, COMMITTED)  # type: ignore[arg-type]
    assert (difference.what, difference.recorded) == ("frame", RECORDED.frame_hash)


def test_another_method_is_the_only_thing_said() -> None:
    (difference,) = redraw(FRAME, replace(RECORDED, method="dice"), COMMITTED)
    assert (difference.what, difference.recorded) == ("method", "dice")


def test_another_size_of_the_plan_shows_in_the_picks() -> None:
    recorded = replace(RECORDED, plan=taking(7, quotas=(TO_BE_LIFTED, NOT_LIFTED), priority=PRIORITY), acts=())
    assert [(d.what, d.recorded, d.number) for d in redraw(FRAME, recorded, COMMITTED)] == [("pick", "", 7)]


def test_another_purpose_of_the_plan_shows_in_the_picks() -> None:
    recorded = replace(RECORDED, plan=replace(PLAN, purpose="项目核查"), acts=())
    assert {difference.what for difference in redraw(FRAME, recorded, COMMITTED)} == {"pick"}


def test_a_record_with_a_malformed_seed_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        redraw(FRAME, replace(RECORDED, seed="1"), COMMITTED)
    assert refused.value.code == "seed_malformed"


def test_every_difference_is_told_in_chinese() -> None:
    ones = [Difference(what, "甲", "乙", 3).message for what in ("method", "commitment", "frame", "pick", "addition")]
    assert ones == [
        "抽样方法：记录为甲，复核为乙",
        "种子承诺：记录为甲，复核为乙",
        "抽样框哈希：记录为甲，复核为乙",
        "第3个抽中对象：记录为甲，复核为乙",
        "第3次变更（增抽）：记录为甲，复核为乙",
    ]
