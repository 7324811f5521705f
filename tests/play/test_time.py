"""Between the steps everything that falls due happens by itself, in order, at its own instant."""

from datetime import UTC, datetime

import pytest

from adapters.play.instants import When, read_when, shown
from adapters.play.world import CAUSE
from domain.calendar import SHANGHAI
from domain.events import Channel
from tests.play.stage import E_RECTIFYING, played, player, timeline


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2018-10-09 09:30",
        "2018-10-09T09:30",
        "2018/10/9 9:30",
        "2018.10.09 09:30:00",
        "2018年10月9日 9：30",
    ],
)
def test_an_instant_is_read_in_any_usual_spelling(text: str) -> None:
    when = read_when(text)
    assert when is not None
    assert when.begins() == when.ends() == beijing("2018-10-09 09:30")


@pytest.mark.parametrize(
    "text", ["明天", "2018-02-30", "2018-10-09 24:30", "2018-10-09 9点", "10-09", "2018-10-09 10:00+08:00"]
)
def test_what_is_no_instant_is_not_guessed(text: str) -> None:
    assert read_when(text) is None


def test_a_day_begins_at_noon_for_whoever_acts_and_ends_at_midnight_for_whoever_asks() -> None:
    day = When(datetime(2018, 10, 9, tzinfo=SHANGHAI).date())
    assert shown(day.begins()) == "2018-10-09 12:00"
    assert shown(day.ends()) == "2018-10-09 24:00"
    assert day.covers(beijing("2018-10-09 23:59"))
    assert not day.covers(beijing("2018-10-10 00:00"))


def test_twenty_four_o_clock_covers_the_midnight_at_which_a_period_expires() -> None:
    midnight = read_when("2018-10-09 24:00")
    assert midnight is not None
    assert midnight.covers(beijing("2018-10-10 00:00"))
    assert midnight.begins() < beijing("2018-10-10 00:00"), "whoever acts at 24:00 acts before it expires"


def test_moments_happen_at_their_own_instants_oldest_first_over_all_problems() -> None:
    result = played(
        "- {at: 2018-09-10 09:00, problem: {case: E, unit: 甲镇, due: 2018-09-14}}\n"
        "- {at: 2018-09-10 09:00, problem: {case: F, unit: 乙镇, due: 2018-09-13}}\n"
        "- run_until: 2018-09-17 09:00\n"
    )
    assert [(shown(one.at), one.case, one.text[:6]) for one in result.steps[-1].moments] == [
        ("2018-09-11 09:00", "E", "临期提醒：整"),
        ("2018-09-13 09:00", "F", "临期提醒：整"),
        ("2018-09-14 09:00", "E", "临期提醒：整"),
        ("2018-09-14 09:00", "F", "达到“催办”"),
        ("2018-09-17 09:00", "E", "达到“催办”"),
    ]


def test_a_moment_is_recorded_at_its_instant_by_nobody_but_the_clock() -> None:
    stage = player(timeline(f"{E_RECTIFYING}- run_until: 2018-10-12\n"))
    stage.play()
    events = stage.world.events[stage.world.case_id("E")]
    moments = [event for event in events if event.envelope.channel is Channel.SYSTEM]
    assert len(moments) == 5
    assert all(event.timestamp == event.occurred_at for event in moments)
    assert {event.envelope.cause for event in moments} == {CAUSE}


def test_a_moment_at_the_very_instant_of_a_step_happens_before_it() -> None:
    result = played(f"{E_RECTIFYING}- {{at: 2018-09-29 09:00, check: {{event: WARN, times: 1}}}}\n")
    assert result.failures == ()
    assert [shown(one.at) for one in result.steps[1].moments][-1] == "2018-09-29 09:00"


def test_a_moment_that_a_step_makes_due_at_its_own_instant_happens_before_its_check() -> None:
    result = played(
        "- at: 2018-09-25 09:00\n"
        "  problem: {case: E, unit: 甲镇, due: 2018-09-28}\n"
        "  check: {event: REMIND, at: 2018-09-25 09:00}\n"
    )
    assert result.failures == ()
    assert [one.text for one in result.steps[0].after] == ["临期提醒：整改2018-09-28到期"]


def test_whoever_answers_at_twenty_four_o_clock_is_in_time() -> None:
    result = played(
        "- {at: 2018-09-10 09:00, problem: {case: E, unit: 甲镇, due: 2018-09-28, stage: DISPATCHED}}\n"
        "- {at: 2018-09-12 24:00, by: h, do: 认领, with: {leader: d, person: p}}\n"
        "- {run_until: 2018-09-13, check: [{claim_expired: false}, {event: 逾期未认领, times: 0}]}\n"
    )
    assert result.failures == ()


def test_steps_at_one_instant_are_taken_in_the_order_of_the_file() -> None:
    result = played(
        f"{E_RECTIFYING}"
        "- {at: 2018-09-20, by: p, do: 申请销号, "
        "with: {effect: 好, signed_by: d, measures_done: all, evidence: 照片}}\n"
        "- {at: 2018-09-20, by: i, do: 复核通过, with: {record: 看过}}\n"
        "- {at: 2018-09-20, by: o, do: 同意销号, with: {four_checks: 是}}\n"
        "- {at: 2018-09-20, check: {stage: CLOSED}}\n"
    )
    assert result.failures == ()


def test_playing_twice_gives_the_same_result() -> None:
    steps = f"{E_RECTIFYING}- {{at: 2018-10-09, case: E, bring_to: CLOSED}}\n- {{run_until: 2018-12-31}}\n"
    assert played(steps) == played(steps)
