"""规模性返贫风险: the density of clues in an area, and where it alarms."""

import pytest

from domain.area_risk import AreaRisk, area_risks


@pytest.mark.requirement("R001-62")
def test_the_densest_area_comes_first_and_alarms_from_the_figure_on() -> None:
    clues = ["东村"] * 3 + ["西村"] * 2 + ["南村"] * 2
    households = {"东村": 300, "西村": 150, "南村": 201, "北村": 90}
    assert area_risks(clues, households, alarm_per_thousand=10) == (
        AreaRisk("西村", 2, 150, "13.3", True),
        AreaRisk("东村", 3, 300, "10.0", True),
        AreaRisk("南村", 2, 201, "10.0", False),  # 9.95 prints as 10.0
        AreaRisk("北村", 0, 90, "0.0", False),
    )


def test_without_clues_nothing_alarms_and_without_households_there_is_no_density() -> None:
    assert area_risks([], {"东村": 0}, alarm_per_thousand=0) == (AreaRisk("东村", 0, 0, "-", False),)


def test_an_area_of_which_nothing_is_known_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        area_risks(["无名村"], {"东村": 10}, alarm_per_thousand=10)
