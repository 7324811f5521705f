from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from adapters.clock import REAL_TIME
from adapters.temporal.lifecycles import pace_of
from workflows.clock import MILLISECOND, Pace

instants = st.integers(1_514_764_800_000_000, 1_893_456_000_000_000).map(
    lambda microseconds: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
)  # 2018 to 2029
paces = st.builds(Pace, instants, instants, st.floats(0.001, 1_000_000))


@given(paces, st.timedeltas(timedelta(0), timedelta(days=1)), st.timedeltas(timedelta(0), timedelta(days=400)))
def test_after_the_pause_the_business_instant_has_come_and_not_long_ago(
    pace: Pace, running: timedelta, ahead: timedelta
) -> None:
    real_now = pace.real_start + running
    due = pace.business(real_now) + ahead
    woken = pace.business(real_now + pace.pause(due, real_now))
    rounding = timedelta(microseconds=1 + pace.factor)
    assert due - rounding <= woken <= due + pace.factor * MILLISECOND + rounding


@given(paces, st.timedeltas(timedelta(0), timedelta(days=1)), st.timedeltas(timedelta(0), timedelta(days=400)))
def test_there_is_no_pause_for_what_is_past(pace: Pace, running: timedelta, ago: timedelta) -> None:
    real_now = pace.real_start + running
    assert pace.pause(pace.business(real_now) - ago, real_now) == timedelta(0)


@given(instants, st.timedeltas(timedelta(0), timedelta(days=4000)))
def test_in_production_business_time_is_real_time(now: datetime, ahead: timedelta) -> None:
    production = pace_of(REAL_TIME)
    assert production.business(now) == now
    assert ahead <= production.pause(now + ahead, now) < ahead + MILLISECOND


def test_a_day_of_business_can_pass_in_a_second() -> None:
    started = datetime(2026, 1, 1, tzinfo=UTC)
    pace = Pace(started, datetime(2020, 5, 1, tzinfo=UTC), 86_400)
    assert pace.business(started + timedelta(seconds=19)) == datetime(2020, 5, 20, tzinfo=UTC)
    assert pace.pause(datetime(2020, 5, 20, tzinfo=UTC), started) == timedelta(seconds=19)
