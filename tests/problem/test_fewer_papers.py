"""减负: the small problem takes three signed acts by three people; an idle office burdens itself, not the unit."""

import pytest

from domain.policy import Duty, Level
from domain.problem.problem import Stage
from domain.problem.rechecking import EscalationProposed, EscalationReached, PassLayer
from domain.problem.rectifying import SubmitForRecheck
from domain.problem.registering import RecordFixedOnSpot
from tests.problem.acts import (
    PHOTO,
    SCAN,
    claim_refused,
    closing,
    extension_asked,
    finding,
    to_checking,
    to_close_pending,
    to_dispatched,
    to_plan_review,
    to_rectifying,
)
from tests.problem.people import CHECKER, HEAD, LEADER, OFFICE, PERSON, TOWN
from tests.problem.story import Act, given, staffed_casework

TEN_WORKING_DAYS_LATER = "2022-09-09 18:00"


@pytest.mark.requirement("R001-46", "R004-40", "R004-43")
def test_thirty_small_problems_are_closed_by_three_signed_acts_each() -> None:
    casework = staffed_casework()
    for number in range(30):
        fixed = RecordFixedOnSpot(
            finding(content=f"第{number + 1}处资料漏填"), TOWN, LEADER, PERSON, "疏忽", "补填", "已补齐", (PHOTO, SCAN)
        )
        story = given(casework=casework)
        acts = (
            Act(fixed, PERSON, "2022-08-22 09:00"),
            Act(PassLayer("到场查看"), CHECKER, "2022-08-22 10:00"),
            Act(closing(), OFFICE, "2022-08-22 11:00"),
        )
        story.doing(*acts)
        assert story.problem.stage is Stage.CLOSED
        assert {event.envelope.actor.person for event in story.history} == {PERSON, CHECKER, OFFICE}
        assert len({event.envelope.command_id for event in story.history}) == 3


@pytest.mark.parametrize(
    ("waiting", "duty"),
    [
        ((*to_dispatched(), claim_refused()), Duty.REFUSAL_VERIFY),
        (to_plan_review(), Duty.PLAN_REVIEW),
        ((*to_rectifying(), extension_asked(at="2022-08-26 10:00")), Duty.EXT_DECISION),
        (to_checking(), Duty.RECHECK),
        (to_close_pending(), Duty.CLOSE),
    ],
    ids=lambda value: value.name if isinstance(value, Duty) else "",
)
def test_an_office_that_decides_nothing_for_ten_working_days_is_warned_and_the_unit_is_not(
    waiting: tuple[Act, ...], duty: Duty
) -> None:
    """The date of the unit, 31 August, passes meanwhile."""
    story = given(*waiting)
    story.when_time_passes_until(TEN_WORKING_DAYS_LATER).accepted()
    reached = [event for event in story.history if isinstance(event, EscalationReached | EscalationProposed)]
    assert [(event.level, event.duty) for event in reached] == [(Level.WARN, duty)]
    assert all(getattr(event, "supervising", False) for event in reached)
    assert story.problem.level <= Level.REMIND


def test_nobody_but_the_three_may_take_two_of_the_acts() -> None:
    fixed = RecordFixedOnSpot(finding(), TOWN, LEADER, PERSON, "疏忽", "补填", "已补齐", (PHOTO,))
    story = given(Act(fixed, PERSON, "2022-08-22 09:00"))
    story.when(PassLayer("到场查看"), PERSON).refused("sod_1")
    story.when(SubmitForRecheck("已改", evidence=(PHOTO,)), HEAD).refused("wrong_stage")
