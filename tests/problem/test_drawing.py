"""抽查: a layer with a rate draws from a frozen pool, with a seed that was committed to before."""

import math
from dataclasses import dataclass

import pytest

from domain.case import Moment
from domain.casework import Caller
from domain.check_pool import CheckPool, PoolDrawn, pool_id
from domain.events import Event, topic
from domain.policy import Duty
from domain.problem.amending import ConfirmAmendment, RequestVoid
from domain.problem.closing import ProblemClosed
from domain.problem.drawing import CommitSeed, DrawPool
from domain.problem.looking_back import ReportFalse
from domain.problem.problem import Stage
from domain.problem.rechecking import DrawnForCheck, LayerNotDrawn, PassLayer
from domain.refusal import Refused
from domain.sampling.frame import Entry, commitment, freeze
from domain.sampling.redrawing import redraw
from tests.problem.acts import PHOTO, closing, finding, layer_passed, to_checking
from tests.problem.people import INSPECTOR, LEAD_DEPT, OFFICE, PERSON, SECOND_OFFICE, TEAM_LEAD
from tests.problem.story import DRAWN_LAYER, Act, Story, given, instant, stored_events, written

SEED = "5" * 64
TO_POOL = (*to_checking(finding(campaign=DRAWN_LAYER)), layer_passed(), layer_passed(LEAD_DEPT, "2022-08-24 10:00"))


@dataclass
class Office:
    """Who commits and draws, on the casework of a story."""

    story: Story
    given: int = 0

    def gives(self, command: CommitSeed | DrawPool, by: str = TEAM_LEAD, at: str = "2022-08-25 10:00") -> None:
        self.given += 1
        caller = Caller(person=by, command_id=f"office/{self.given}", recorded_at=instant(at))
        self.story.casework.handle(command, caller, pool_id(DRAWN_LAYER, 3))

    @property
    def pool(self) -> CheckPool:
        state = self.story.casework.load(pool_id(DRAWN_LAYER, 3), fresh=True).state
        assert isinstance(state, CheckPool)
        return state

    @property
    def events(self) -> list[Event]:
        return stored_events(self.story.casework, pool_id(DRAWN_LAYER, 3))

    @property
    def moments(self) -> list[Moment]:
        return self.story.casework.moments(self.pool)

    def settles(self, until: str) -> None:
        """Let everything happen that falls due until then."""
        while self.moments and self.moments[0].at <= instant(until):
            moment = self.moments[0]
            assert self.story.casework.let(self.pool.id, moment.key, moment.at, "a clock") == "acted"

    def draws(self, seed: str = SEED) -> PoolDrawn:
        self.gives(CommitSeed(commitment(seed)))
        self.gives(DrawPool(seed), at="2022-08-25 11:00")
        drawn = self.events[-1]
        assert isinstance(drawn, PoolDrawn)
        return drawn


def pooled(number: int) -> tuple[Office, list[Story]]:
    first = given(*TO_POOL)
    return Office(first), [first, *(given(*TO_POOL, casework=first.casework) for _ in range(number - 1))]


def test_what_passed_the_layer_before_waits_and_nobody_checks_it_yet() -> None:
    office, [story] = pooled(1)
    assert (story.problem.stage, story.problem.current.pooled) == (Stage.CHECK_3, True)
    assert story.problem.obligations == ()
    assert [member.problem_no for member in office.pool.members] == [story.problem.problem_no]
    story.when(PassLayer("看过了"), INSPECTOR).refused("wrong_stage")


@pytest.mark.requirement("R001-43")
@pytest.mark.parametrize("number", [1, 5, 6, 11])
def test_the_draw_takes_a_fifth_rounded_up_and_the_rest_moves_on_in_the_same_act(number: int) -> None:
    office, stories = pooled(number)
    drawn = office.draws()
    assert len(drawn.chosen) == math.ceil(number / 5)
    for story in stories:
        is_drawn = story.case in drawn.chosen
        assert story.problem.stage is (Stage.CHECK_3 if is_drawn else Stage.CLOSE_PENDING)
        assert isinstance(story.history[-1], DrawnForCheck if is_drawn else LayerNotDrawn)
        assert story.due(Duty.RECHECK if is_drawn else Duty.CLOSE) == "2022-08-30"
    assert office.pool.members == ()


def test_anybody_can_draw_again_and_gets_the_same() -> None:
    office, _ = pooled(7)
    drawn = office.draws()
    frame = freeze(Entry(m.problem_no, attributes={"unit": m.unit}) for m in drawn.frame)
    assert redraw(frame, drawn.drawn, commitment(SEED)) == ()


@pytest.mark.requirement("R001-43")
def test_the_seed_is_the_one_that_was_committed_to() -> None:
    office, _ = pooled(2)
    with pytest.raises(Refused, match="wrong_stage"):
        office.gives(DrawPool(SEED))
    for none in ("随便", "a" * 63, "g" * 64):
        with pytest.raises(Refused, match="bad_commitment"):
            office.gives(CommitSeed(none))
    office.gives(CommitSeed(commitment(SEED)))
    with pytest.raises(Refused, match="seed_mismatch"):
        office.gives(DrawPool("6" * 64))
    with pytest.raises(Refused, match="not_permitted"):
        office.gives(DrawPool(SEED), by=PERSON)


def test_what_was_drawn_is_checked_and_closed_like_any_other() -> None:
    office, [story] = pooled(1)
    office.draws()
    story.when(PassLayer("看过了"), INSPECTOR, "2022-08-26 10:00").accepted()
    story.when(closing(), OFFICE, "2022-08-26 11:00").accepted()
    assert isinstance(story.history[-1], ProblemClosed)


def test_a_second_draw_is_another_one_over_what_came_since() -> None:
    office, [first] = pooled(1)
    office.draws()
    second = given(*TO_POOL, casework=first.casework)
    drawn = office.draws("7" * 64)
    assert drawn.chosen == (second.case,)
    assert drawn.drawn.plan.purpose.endswith("/2")
    assert [event.draw for event in second.history if isinstance(event, DrawnForCheck)] == [2]


def test_an_empty_pool_is_not_drawn() -> None:
    office, [_] = pooled(1)
    office.draws()
    office.gives(CommitSeed(commitment(SEED)))
    with pytest.raises(Refused, match="pool_empty"):
        office.gives(DrawPool(SEED))


def test_what_is_voided_or_found_false_leaves_the_pool() -> None:
    office, [first, second] = pooled(2)
    first.when(RequestVoid("登记错了", (PHOTO,)), OFFICE).accepted()
    first.when(ConfirmAmendment(), SECOND_OFFICE).accepted()
    second.when(ReportFalse("照片是别处的", (PHOTO,)), INSPECTOR).accepted()
    assert office.pool.members == ()
    assert second.problem.stage is Stage.RECTIFYING


def test_whoever_meets_the_pool_at_once_is_not_lost() -> None:
    """Two processes pass the layer before at the same moment: both problems are in the pool."""
    casework_story = given(*TO_POOL[:-1])
    other = given(*TO_POOL[:-1], casework=casework_story.casework)
    for story in (casework_story, other):
        story.doing(Act(PassLayer("核过"), LEAD_DEPT, "2022-08-24 10:00"))
    assert len(Office(other).pool.members) == 2


def test_the_draw_is_owed_from_the_first_that_waits_reminded_of_and_warned_about_once() -> None:
    office, [story] = pooled(1)
    given(*TO_POOL, casework=story.casework)
    assert {owed.duty: str(owed.due.on) for owed in office.pool.obligations} == {Duty.DRAW: "2022-08-31"}
    office.settles("2022-09-05 10:00")
    told = [(topic(type(event)), written(event.occurred_at)) for event in office.events[2:]]
    assert told == [("check_pool.reminded", "2022-08-31 09:00"), ("check_pool.overdue", "2022-09-01 09:00")]
    office.draws()
    assert (office.pool.obligations, office.moments) == ((), [])


def test_with_the_last_that_leaves_the_pool_nothing_is_owed_any_more() -> None:
    office, [story] = pooled(1)
    story.when(RequestVoid("错误登记", (PHOTO,)), OFFICE, "2022-08-25 10:00").accepted()
    story.when(ConfirmAmendment(), SECOND_OFFICE, "2022-08-25 11:00").accepted()
    assert (office.pool.members, office.pool.obligations, office.moments) == ((), (), [])
