"""三级检查比对: what the self-check missed, unit by unit."""

from __future__ import annotations

from random import Random

import pytest

from domain.tiers import Found, compare_tiers


def test_a_miss_is_what_a_later_layer_found_and_the_self_check_did_not() -> None:
    found = [
        *(Found(f"Q{number}", "甲镇", 1) for number in range(12)),
        *(Found(f"Q{number}", "甲镇", 2) for number in range(10, 15)),
        *(Found(f"Q{number}", "甲镇", 3) for number in range(14, 18)),
        Found("Q99", "乙镇", 3),
    ]
    other, ours = compare_tiers(found)
    assert (ours.unit, ours.by_layer, ours.total) == ("甲镇", {1: 12, 2: 3, 3: 3}, 18)
    assert ours.missed == ("Q12", "Q13", "Q14", "Q15", "Q16", "Q17")
    assert ours.miss_rate == "33.3%"
    assert (other.unit, other.by_layer, other.miss_rate) == ("乙镇", {1: 0, 2: 0, 3: 1}, "100.0%")


def test_a_self_check_that_found_everything_missed_nothing() -> None:
    (only,) = compare_tiers([Found("Q1", "甲镇", 1), Found("Q1", "甲镇", 3)])
    assert (only.missed, only.miss_rate) == ((), "0.0%")


def test_where_nothing_was_found_there_is_nobody_to_compare() -> None:
    assert compare_tiers([]) == ()


def test_the_order_in_which_findings_come_changes_nothing() -> None:
    chance = Random(1)
    found = [Found(f"Q{chance.randrange(30):02}", "甲镇", chance.randint(1, 3)) for _ in range(60)]
    expected = compare_tiers(found)
    for _ in range(20):
        chance.shuffle(found)
        assert compare_tiers(found) == expected


def test_a_finding_of_a_layer_that_the_profile_has_not_is_an_error() -> None:
    with pytest.raises(KeyError):
        compare_tiers([Found("Q1", "甲镇", 4)])
