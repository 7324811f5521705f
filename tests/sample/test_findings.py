"""A county is no even noise: its towns, villages, matters and months differ, and stay the same for their names."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random

from adapters.packs import load_packs, packs_folder
from adapters.sample.county import county
from adapters.sample.findings import CAMPAIGN, MATTERS, some_finding, some_site
from adapters.sample.making import FIRST_DAY, LAST_DAY, share_of
from domain.problem.classification import Scope

COUNTY = county(20)


def test_twenty_towns_have_three_hundred_villages_each_with_its_people() -> None:
    villages = COUNTY.villages
    assert (len(COUNTY.towns), len(villages)) == (20, 300)
    assert len({village.name for village in villages}) == 300
    assert len({village.cadre for village in villages}) == 300


def test_every_matter_of_the_pack_is_found_and_no_other() -> None:
    taxonomy = load_packs(packs_folder())[CAMPAIGN].taxonomy
    assert [matter.code for matter in MATTERS] == [category.code for category in taxonomy]


def test_matters_have_their_shares_and_their_seasons() -> None:
    of_the_year, of_summer = found_on(date(2023, 10, 20)), found_on(date(2023, 7, 20))
    assert of_the_year["HABITAT"] > 5 * of_the_year["RELOCATION"] > 0
    assert of_summer["SEC.HOUSE"] > 1.4 * of_the_year["SEC.HOUSE"]


def test_large_towns_have_more_and_some_households_are_found_again() -> None:
    chance = Random("sites")
    findings = [(site.town, some_finding(site, 1, FIRST_DAY, chance)) for site in sites(chance)]
    of_town = Counter(town.unit.name for town, _ in findings)
    weights = {town.unit.name: town.weight for town in COUNTY.towns}
    [(most, number), *_, (_, least)] = of_town.most_common()
    assert weights[most] >= 15
    assert number > 2 * least
    households = Counter(finding.household_ref for _, finding in findings if finding.scope is Scope.HOUSEHOLD)
    assert households.most_common(1)[0][1] > 1


def test_a_household_lives_in_one_village() -> None:
    chance, where = Random("households"), {}
    for site in sites(chance):
        finding = some_finding(site, 1, FIRST_DAY, chance)
        if finding.household_ref:
            assert where.setdefault(finding.household_ref, finding.place) == finding.place


def test_units_are_late_to_different_degrees() -> None:
    late = sorted(town.unit.late for town in COUNTY.towns)
    assert late[-1] > 3 * late[0]
    assert late == sorted(town.unit.late for town in county(20).towns)


def test_most_is_found_in_the_weeks_of_the_campaign_and_little_at_the_end() -> None:
    usual = share_of(date(2023, 4, 12))
    assert share_of(FIRST_DAY) > 2 * usual > 4 * share_of(LAST_DAY - timedelta(days=5))
    assert share_of(date(2024, 2, 10)) < usual


def found_on(day: date) -> Counter[str]:
    chance = Random("matters")
    return Counter(some_finding(site, 1, day, chance).category for site in sites(chance))


def sites(chance: Random) -> list[object]:
    return [some_site(COUNTY, chance) for _ in range(4_000)]
