"""回头看抽查: of what was closed a share is drawn, later and by a committed seed: nobody knows at the close."""

import math

import pytest

from domain.casework import Caller
from domain.check_pool import LOOK_BACK, CheckPool, PoolDrawn, pool_id, pool_name
from domain.policy import Duty, RetentionRule
from domain.problem.closing import ProblemClosed
from domain.problem.drawing import CommitSeed, DrawPool
from domain.problem.looking_back import DrawnForLookBack, LookBackNotDrawn, PassLookBack, ReportFalse, ReportRebound
from domain.problem.problem import Stage
from domain.sampling.frame import Entry, commitment, freeze
from domain.sampling.redrawing import redraw
from projections.as_of import Basis
from projections.trail import tell
from tests.problem.acts import PHOTO, closing, finding, to_close_pending, to_closed
from tests.problem.people import INSPECTOR, OFFICE, TEAM_LEAD
from tests.problem.story import Story, given, happened, instant, stored_events

SEED = "5" * 64
POOL = pool_id("xiaoxian_2022", LOOK_BACK)


def closed(number: int) -> list[Story]:
    """So many closed problems that are not looked back at in any case."""
    first = given(*to_closed())
    return [first, *(given(*to_closed(), casework=first.casework) for _ in range(number - 1))]


def pool(story: Story) -> CheckPool:
    state = story.casework.load(POOL, fresh=True).state
    assert isinstance(state, CheckPool)
    return state


def drawn(story: Story, seed: str = SEED, at: str = "2022-08-31 10:00") -> PoolDrawn:
    for step, command in enumerate((CommitSeed(commitment(seed)), DrawPool(seed))):
        caller = Caller(person=TEAM_LEAD, command_id=f"{at}/{step}", recorded_at=instant(at))
        story.casework.handle(command, caller, POOL)
    last = stored_events(story.casework, POOL)[-1]
    assert isinstance(last, PoolDrawn)
    return last


@pytest.mark.requirement("R002-28")
def test_at_the_close_nobody_knows_whether_it_is_looked_back_at() -> None:
    story = given(*to_close_pending())
    story.when(closing(), OFFICE, "2022-08-24 10:00").then(happened(ProblemClosed, arms=(), pooled=True))
    assert (story.problem.obligations, story.problem.waits_for_look_back) == ((), True)
    assert [member.problem_no for member in pool(story).members] == [story.problem.problem_no]
    assert pool(story).number == pool_name("xiaoxian_2022", LOOK_BACK) == "xiaoxian_2022/回头看抽查"


@pytest.mark.requirement("R002-28")
@pytest.mark.parametrize("number", [1, 10, 11])
def test_a_tenth_rounded_up_is_drawn_and_counts_from_its_close(number: int) -> None:
    stories = closed(number)
    draw = drawn(stories[0])
    assert len(draw.chosen) == math.ceil(number / 10)
    for story in stories:
        is_drawn = story.case in draw.chosen
        assert isinstance(story.history[-1], DrawnForLookBack if is_drawn else LookBackNotDrawn)
        assert story.due(Duty.LOOK_BACK) == ("2022-09-23" if is_drawn else None)
        assert not story.problem.waits_for_look_back
    assert pool(stories[0]).members == ()


@pytest.mark.requirement("R002-28")
def test_another_seed_draws_others_and_anybody_can_draw_again() -> None:
    draws = [drawn(closed(12)[0], seed * 64) for seed in "12345"]
    assert len({draw.drawn.frame_hash for draw in draws}) == 1, "the same problems were closed each time"
    numbers = {draw.drawn.ids for draw in draws}
    assert len(numbers) > 1, "the numbers of the problems alone say nothing"
    frame = freeze(Entry(member.problem_no, attributes={"unit": member.unit}) for member in draws[0].frame)
    assert redraw(frame, draws[0].drawn, commitment("1" * 64)) == ()


def test_drawn_after_the_days_are_over_it_counts_from_the_draw() -> None:
    [story] = closed(1)
    drawn(story, at="2022-10-10 10:00")
    assert story.due(Duty.LOOK_BACK) == "2022-11-09"
    story.when(PassLookBack("正常"), INSPECTOR, "2022-11-01 10:00").accepted()
    assert story.due(Duty.LOOK_BACK) == "2022-11-22", "the second one still counts from the close"


def test_what_came_back_or_was_false_leaves_the_pool() -> None:
    rebounded, untrue, left = closed(3)
    rebounded.when(ReportRebound("又发生了", (PHOTO,)), INSPECTOR).accepted()
    untrue.when(ReportFalse("照片是别处的", (PHOTO,)), INSPECTOR).accepted()
    assert [member.case_id for member in pool(left).members] == [left.case]
    assert (rebounded.problem.stage, rebounded.problem.waits_for_look_back) == (Stage.RECTIFYING, False)


def test_what_is_always_looked_back_at_is_in_no_draw() -> None:
    water = given(*to_closed(finding(category="SEC.WATER")))
    assert water.due(Duty.LOOK_BACK) == "2022-09-23"
    assert water.casework.load(POOL, fresh=True).state is None


def test_the_trail_says_what_the_draw_said() -> None:
    stories = closed(2)
    drawn(stories[0])
    basis = Basis(instant("2022-09-01 10:00"), instant("2022-09-01 10:00"), stories[0].log_position, provisional=False)
    said = set()
    for story in stories:
        told = tell(story.history, basis, story.casework.calendar, story.casework.vault.reveal, RetentionRule())  # type: ignore[arg-type]
        said.add(told.lines[-1].what)
    assert said == {"抽中回头看", "未抽中回头看"}
