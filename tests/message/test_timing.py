"""When a message goes out: working hours in Shanghai, the calendar with 调休, digests, and trying again."""

from datetime import time

import pytest

from adapters.packs import packs_folder, shipped_calendar
from domain.message.contacts import Preferences
from domain.message.timing import BACK_OFF, again_at, awake, is_late, next_digest
from tests.problem.story import instant, written

CALENDAR = shipped_calendar(packs_folder())
USUAL = Preferences()


@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("2022-08-31 09:00", "2022-08-31 09:00"),
        ("2022-08-31 19:59", "2022-08-31 19:59"),
        ("2022-08-31 20:00", "2022-09-01 08:00"),
        ("2022-08-31 07:59", "2022-08-31 08:00"),
        ("2022-09-02 20:00", "2022-09-05 08:00"),  # Friday evening
        ("2022-09-03 12:00", "2022-09-05 08:00"),  # Saturday
        ("2022-09-30 21:00", "2022-10-08 08:00"),  # National Day; Saturday the 8th is worked (调休)
        ("2022-10-08 10:00", "2022-10-08 10:00"),
    ],
)
def test_it_waits_for_the_next_working_morning(at: str, then: str) -> None:
    assert written(awake(instant(at), USUAL, CALENDAR)) == then


@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("2022-08-31 12:30", "2022-08-31 14:00"),
        ("2022-08-31 14:00", "2022-08-31 14:00"),
        ("2022-08-31 22:00", "2022-08-31 22:00"),
        ("2022-09-03 22:00", "2022-09-05 08:00"),
    ],
)
def test_who_rests_at_noon_is_disturbed_in_the_evening(at: str, then: str) -> None:
    rests = Preferences(quiet_from=time(12), quiet_until=time(14))
    assert written(awake(instant(at), rests, CALENDAR)) == then


@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("2022-08-31 08:29", "2022-08-31 08:30"),
        ("2022-08-31 08:30", "2022-09-01 08:30"),
        ("2022-09-02 09:00", "2022-09-05 08:30"),
    ],
)
def test_a_digest_is_sent_once_on_each_working_day(at: str, then: str) -> None:
    assert written(next_digest(instant(at), USUAL, CALENDAR)) == then


@pytest.mark.parametrize(
    ("about", "now", "late"),
    [
        ("2022-08-31 09:00", "2022-09-01 09:00", False),
        ("2022-08-31 09:00", "2022-09-01 09:01", True),
        ("2022-09-02 09:00", "2022-09-05 09:00", False),  # over the weekend
        ("2022-09-02 09:00", "2022-09-05 09:01", True),
        ("2022-09-30 09:00", "2022-10-08 09:00", False),  # over National Day
    ],
)
def test_what_is_older_than_a_working_day_is_late(about: str, now: str, late: bool) -> None:
    assert is_late(instant(about), instant(now), CALENDAR) is late


def test_it_is_tried_again_later_and_later_in_working_hours_and_then_given_up() -> None:
    now = instant("2022-08-31 19:50")
    again = [again_at(attempts, now, USUAL, CALENDAR) for attempts in range(1, len(BACK_OFF) + 2)]
    assert [written(at) if at else None for at in again] == [
        "2022-08-31 19:51",
        "2022-08-31 19:55",
        "2022-09-01 08:00",
        "2022-09-01 08:00",
        "2022-09-01 08:00",
        "2022-09-01 08:00",
        "2022-09-01 19:50",
        None,
    ]


def test_a_machine_is_tried_again_at_night_too() -> None:
    at = again_at(3, instant("2022-08-31 19:50"), None, CALENDAR)
    assert at is not None
    assert written(at) == "2022-08-31 20:05"
