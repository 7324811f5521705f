"""What was worked out by hand of scenarios and no check of theirs can say: hands, lateness parted, points."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest

from adapters.play.world import World
from domain.assessment import Compared
from domain.calendar import SHANGHAI
from projections.as_of import Viewpoint
from projections.duty_trail import Kind, entries
from projections.hands import hands
from projections.ledger_lines import Selection
from projections.standings import standings
from projections.trail import Reckoned, reckon, rows_after
from tests.ledgers.worlds import world_of
from tests.play.stage import PACKS

REASSIGNED = PACKS / "xiaoxian_2022" / "scenarios" / "reassigned.yaml"
SUSPENDED = PACKS / "xiaoxian_2022" / "scenarios" / "suspended.yaml"
DENIED = PACKS / "heyuan_2018" / "scenarios" / "extension_denied.yaml"
POINTS = PACKS / "heyuan_2018" / "scenarios" / "points_of_two_towns.yaml"


def in_hands(world: World, label: str) -> list[tuple[str, int]]:
    """In whose hands, for how many working days; stretches of none, and of the same hands in turn, are one."""
    events = world.events[world.cases[label]]
    told: list[tuple[str, int]] = []
    for hand in hands(events, list(rows_after(events)), world.now, world.casework.calendar):
        if told and told[-1][0] == hand.holder:
            told[-1] = (hand.holder, told[-1][1] + hand.working_days)
        else:
            told.append((hand.holder, hand.working_days))
    return told


def reckoned(world: World, label: str) -> Reckoned:
    basis = Viewpoint(now=world.now).basis(0, final=False)
    return reckon(world.events[world.cases[label]], basis, world.casework.calendar)


def late_of(world: World, label: str) -> dict[str, int]:
    """Working days late, by unit."""
    late: Counter[str] = Counter()
    for entry in entries(reckoned(world, label), world.casework.calendar, world.reveal):
        if entry.kind is Kind.LATE:
            late[entry.unit] += entry.working_days
    return dict(late)


@pytest.mark.requirement("R003-21")
def test_the_working_days_in_each_hand_of_a_problem_that_was_reassigned() -> None:
    """08-15 Monday to 09-15, with Mid-Autumn 09-10..12: 22 working days in all.

    甲镇 16, 17, 18, 19, 22; 乙镇 23, 24, 25, 26; the plan is read until 29; 乙镇 30, 31, 1, 2, 5, 6, 7, 8, 9, 13; the
    re-check until 14, the close until 15.
    """
    assert in_hands(world_of(REASSIGNED), "P") == [
        ("甲镇", 5),
        ("乙镇", 4),
        ("方案审批方", 1),
        ("乙镇", 10),
        ("第1层复核方", 1),
        ("销号审批方", 1),
    ]


def test_lateness_is_that_of_whoever_had_the_problem_on_the_day() -> None:
    """Due 08-18: 甲镇 19 and 22; 乙镇, to which it came on 22, the five days 23 to 26 and 29."""
    assert late_of(world_of(REASSIGNED), "Q") == {"甲镇": 2, "乙镇": 5}


def test_while_it_rests_a_problem_is_in_nobodys_hands() -> None:
    """P: the request of 09-13 is answered on 15 (14, 15); it rests until 10-12.

    09-16 to 30 without the weekends are 11 days, 10-08 to 12 five. Then 13, 14, 17 with the unit, 18 and 19 above it.
    """
    assert in_hands(world_of(SUSPENDED), "P") == [
        ("甲镇", 7),  # 09-02, 5 to 9, 13
        ("暂缓审批方", 2),
        ("甲镇（暂缓整改）", 16),
        ("甲镇", 3),
        ("第1层复核方", 1),
        ("销号审批方", 1),
    ]
    assert late_of(world_of(SUSPENDED), "P") == {}
    assert late_of(world_of(SUSPENDED), "Q") == {"甲镇": 10}, "15, 16, 19, 20; and 10-08 to 13 past the shifted date"


def test_an_answer_that_comes_late_is_late_on_the_side_that_owed_it() -> None:
    """Asked 09-12, to be answered by 09-14, denied on 19: 17, 18, 19. The unit is late from 09-15 to 28."""
    world = world_of(DENIED)
    assert late_of(world, "E") == {"甲镇": 9}
    told = list(entries(reckoned(world, "E"), world.casework.calendar, world.reveal))
    assert [(one.unit, one.working_days) for one in told if one.kind is Kind.SUPERVISOR_LATE] == [("县督查办", 3)]
    assert [(one.unit, one.working_days) for one in told if one.kind is Kind.KEPT_WAITING] == [("甲镇", 3)]


@pytest.mark.requirement("R003-26", "R003-27")
@pytest.mark.parametrize(
    ("day", "of_a", "of_b"),
    [
        # 10/10 and all on time: +1. 8/10 is below 90 %: -1
        ("2018-09-30", [("整改率达标且全部按期", 1)], [("整改率偏低", -1)]),
        # one 通报 of two problems is one criticism
        ("2018-10-12", [("整改率达标且全部按期", 1)], [("整改率偏低", -1), ("通报批评", -1)]),
        # and one that the head decided apart from the ladder is another
        ("2018-10-15", [("整改率达标且全部按期", 1)], [("整改率偏低", -1), ("通报批评", -1), ("通报批评", -1)]),
        # 10/10, but not all on time
        ("2018-10-30", [("整改率达标且全部按期", 1)], [("通报批评", -1), ("通报批评", -1)]),
        # 9/10 is not below 90 % and not 95 %; the false one takes two
        ("2018-11-06", [("虚假整改", -2)], [("通报批评", -1), ("通报批评", -1)]),
    ],
)
def test_points_of_two_towns(day: str, of_a: list[tuple[str, int]], of_b: list[tuple[str, int]]) -> None:
    world = world_of(POINTS)
    at = datetime.fromisoformat(day).replace(tzinfo=SHANGHAI) + timedelta(days=1)
    view = Viewpoint(world.now + timedelta(days=1), at, world.now)
    told = standings(world.source(view, Selection(campaign="heyuan_2018")), Compared.TOWN)
    lines = {one.standing.who: [(point.name, point.points) for point in one.points] for one in told}
    assert lines == {"甲镇": of_a, "乙镇": of_b}
    assert {one.standing.who: one.standing.score for one in told} == {
        who: sum(points for _, points in given) for who, given in lines.items()
    }
    assert all(point.case and point.version for one in told for point in one.points if "批评" in point.name)
