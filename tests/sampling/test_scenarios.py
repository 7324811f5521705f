"""The figures of two inspections, worked out by hand: the floor of fifteen, and the composition of two and one."""

from __future__ import annotations

import pytest

from domain.rates import percentage
from domain.refusal import Refused
from domain.sampling.drawing import draw, draw_one_more
from domain.sampling.frame import Frame, freeze
from domain.sampling.profile import (
    Visit,
    VisitedVillage,
    length_flag,
    reached,
    require_enough,
    shortfalls,
    village_samples,
)
from domain.sampling.rule import DrawPlan
from tests.sampling.villages import household, seed
from tests.sampling.visits import HAOGOU, HEYUAN, OFFICER, SECRETARY, haogou_village, heyuan_village, visit

# --- S1: 蒿沟 2023 -------------------------------------------------------------------------------------------------

VISITED = {"A": 15, "B": 15, "C": 18, "D": 15, "E": 16, "F": 15}


@pytest.mark.requirement("R000-20", "R000-24")
def test_s1_village_b_is_short_by_one_household_and_its_two_interviews_are_enough() -> None:
    """Fifteen were drawn and fourteen reached; a further one is drawn and visited on the same day."""
    frame = freeze(household(number) for number in range(60))
    assert HAOGOU.households is not None
    drawn = draw(frame, seed(1), DrawPlan("乙村入户调查 2023-09-15", HAOGOU.households))
    unreached = drawn.ids[6]

    def village_b(ids: tuple[str, ...]) -> Visit:
        village = haogou_village("B", 0, SECRETARY, OFFICER, team=False, households=reached(frame, drawn, ids))
        return visit(village)

    short = village_b(tuple(id for id in drawn.ids if id != unreached))
    with pytest.raises(Refused) as refused:
        require_enough(HAOGOU, short)
    assert refused.value.code == "sample_short"
    assert [str(lacking) for lacking in shortfalls(HAOGOU, short)] == ["SAMPLE needed=15 have=14"]
    drawn = draw_one_more(frame, drawn)
    require_enough(HAOGOU, village_b(tuple(id for id in drawn.current if id != unreached)))


@pytest.mark.requirement("R000-24")
def test_s1_six_villages_have_94_households_against_a_floor_of_90() -> None:
    assert HAOGOU.households is not None
    villages = [haogou_village(name, number) for name, number in VISITED.items()]
    lines = village_samples(HAOGOU.households, villages)
    assert [line.households for line in lines] == [15, 15, 18, 15, 16, 15]
    assert sum(line.households for line in lines) == 94
    assert sum(line.floor for line in lines) == 90
    assert [line.village for line in lines if line.short] == []


def test_s1_before_the_fifteenth_household_village_b_is_the_short_one() -> None:
    assert HAOGOU.households is not None
    villages = [haogou_village(name, 14 if name == "B" else number) for name, number in VISITED.items()]
    lines = village_samples(HAOGOU.households, villages)
    assert sum(line.households for line in lines) == 93
    assert [line.village for line in lines if line.short] == ["B"]


# --- S8: 河源 2018 -------------------------------------------------------------------------------------------------

POOR_2_1 = heyuan_village("一村", "POOR_VILLAGE", 2, 1)
OTHER_2_1 = heyuan_village("二村", "OTHER_VILLAGE", 2, 1)
OTHER_3_0 = heyuan_village("二村", "OTHER_VILLAGE", 3, 0)
GROUPS = 5


def inspected(other: VisitedVillage, first: str = "2018-09-19", last: str = "2018-09-20") -> Visit:
    return visit(POOR_2_1, other, first=first, last=last)


@pytest.mark.requirement("R003-10", "R003-11")
def test_s8_g3_has_six_households_and_is_valid() -> None:
    g3 = inspected(OTHER_2_1)
    assert shortfalls(HEYUAN, g3) == ()
    assert HEYUAN.households is not None
    lines = village_samples(HEYUAN.households, g3.villages)
    assert [(line.households, line.floor, line.short) for line in lines] == [(3, 3, False), (3, 3, False)]
    assert length_flag(HEYUAN, g3) is None


@pytest.mark.requirement("R003-11")
def test_s8_g4_is_invalid_for_want_of_one_household_not_lifted() -> None:
    g4 = inspected(OTHER_3_0, "2018-09-26", "2018-09-26")
    (missing,) = shortfalls(HEYUAN, g4)
    assert str(missing) == "NOT_LIFTED needed=1 have=0"
    assert missing.message == "二村未脱贫户应不少于1，实有0"
    with pytest.raises(Refused) as refused:
        require_enough(HEYUAN, g4)
    assert refused.value.code == "sample_short"
    assert refused.value.facts["what"] == "NOT_LIFTED"


@pytest.mark.requirement("R003-09", "R003-11")
def test_s8_three_of_five_groups_are_valid_and_four_after_g4_has_added_its_household() -> None:
    g4_completed = inspected(heyuan_village("二村", "OTHER_VILLAGE", 3, 1), "2018-09-26", "2018-09-27")
    by_26th = [inspected(OTHER_2_1), inspected(OTHER_2_1), inspected(OTHER_2_1), inspected(OTHER_3_0)]
    by_27th = [*by_26th[:3], g4_completed]
    assert coverage_of(by_26th) == "60.0%"
    assert coverage_of(by_27th) == "80.0%"


def coverage_of(visits: list[Visit]) -> str:
    return percentage(sum(shortfalls(HEYUAN, one) == () for one in visits), GROUPS)


@pytest.mark.requirement("R003-11")
def test_s8_the_household_that_g4_adds_is_drawn_from_those_not_lifted() -> None:
    frame = village_of(to_be_lifted=12, not_lifted=4)
    assert HEYUAN.households is not None
    drawn = draw(frame, seed(4), DrawPlan("二村入户调查 2018-09-26", HEYUAN.households))
    more = draw_one_more(frame, drawn, stratum="NOT_LIFTED")
    added = next(entry for entry in frame.entries if entry.id == more.current[-1])
    assert added.strata == ("NOT_LIFTED",)


def village_of(to_be_lifted: int, not_lifted: int) -> Frame:
    classes = ["TO_BE_LIFTED"] * to_be_lifted + ["NOT_LIFTED"] * not_lifted
    return freeze(household(number, of_it) for number, of_it in enumerate(classes))


@pytest.mark.requirement("R003-09")
def test_s8_a_visit_of_three_days_is_flagged() -> None:
    flag = length_flag(HEYUAN, inspected(OTHER_2_1, "2018-09-26", "2018-09-28"))
    assert flag is not None
    assert (flag.days, flag.limit.at_least, flag.limit.at_most) == (3, 1, 2)
