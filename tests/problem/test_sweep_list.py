"""逐户核查: a sweep over a list goes through it one by one, and is signed when all of it is verified."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from domain.casework import Casework
from domain.deputising import Delegate
from domain.item_checks import ItemCheck, ItemOutcome
from domain.organisation import Role, UnitKind
from domain.organising import AppointPerson, EstablishUnit
from domain.problem.deriving import (
    OpenSweep,
    ProblemDerived,
    RecordSweepCheck,
    SignSweep,
    SweepChecked,
    SweepOpened,
    SweepSigned,
)
from domain.problem.finding import Finding
from domain.problem.problem import Place, SweepTask
from domain.problem.registering import RegisterProblem
from domain.problem.sweep_list import SweptKind
from domain.sampling.frame import Entry
from projections.trail_words import sentence
from tests.problem.acts import DUE, HANDED_IN, claimed, closing, dispatched, finding, layer_passed, to_rectifying
from tests.problem.people import (
    CADRE,
    CHECKER,
    COUNTY,
    HEAD,
    LEADER,
    OFFICE,
    OTHER_CHECKER,
    OTHER_HEAD,
    OTHER_TOWN,
    PERSON,
    TOWN,
    VILLAGE,
)
from tests.problem.story import Act, Story, given, happened, packs, staffed_casework

WEST, WEST_CADRE = "西村", "西村干部"
CHECKED, FOUND, NOT_REACHED = ItemOutcome.CHECKED, ItemOutcome.FOUND, ItemOutcome.NOT_REACHED


def household(number: int, village: str = VILLAGE, year: str = "") -> Entry:
    return Entry(f"H-{number:02}", (), {"村": village} | ({"年份": year} if year else {}))


EAST_LIST = tuple(household(number) for number in range(1, 4))
WEST_LIST = (household(4, WEST),)


def two_villages() -> Casework:
    """West beside East, with a cadre of its own."""
    casework = staffed_casework()
    story = Story(casework)
    for command in (
        EstablishUnit(WEST, UnitKind.VILLAGE, TOWN),
        AppointPerson(WEST_CADRE, WEST_CADRE, "干部", WEST, (Role.VILLAGE,)),
    ):
        story.when(command, "导入员").accepted()
        story.case_id = None
    return casework


def listed(*entries: Entry, units: tuple[str, ...] = (TOWN,), **more: object) -> OpenSweep:
    return OpenSweep(units, "逐户查饮水", date(2022, 8, 26), entries=entries, **more)  # type: ignore[arg-type]


def swept(*entries: Entry, **more: object) -> Story:
    """A problem with a sweep of its town over a list, opened."""
    story = given(*to_rectifying(), casework=two_villages())
    story.when(listed(*(entries or (*EAST_LIST, *WEST_LIST)), **more), OFFICE).accepted()
    return story


def check(*refs: str, outcome: ItemOutcome = CHECKED, unit: str = TOWN) -> RecordSweepCheck:
    return RecordSweepCheck(unit, tuple(ItemCheck(ref, outcome, f"{ref}查看水龙头") for ref in refs))


def task(story: Story) -> SweepTask:
    return story.problem.sweeps[0]


# --- the list -----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R004-18", "R004-26")
def test_a_sweep_is_opened_over_a_list_whose_hash_stands_in_the_event_and_whose_text_does_not() -> None:
    story = given(*to_rectifying(), casework=two_villages())
    text = "".join(
        f"H-0{number}\t村={village}\n" for number, village in enumerate((VILLAGE, VILLAGE, VILLAGE, WEST), start=1)
    )
    story.when(listed(*WEST_LIST, *EAST_LIST), OFFICE).then(
        happened(
            SweepOpened,
            of_list={
                "what": SweptKind.HOUSEHOLDS,
                "frame_hash": hashlib.sha256(text.encode()).hexdigest(),
                "listed": 4,
                "count": 4,
                "frame": text.strip(),
                "before_year": 0,
            },
        )
    )
    assert task(story).items == {"H-01": VILLAGE, "H-02": VILLAGE, "H-03": VILLAGE, "H-04": WEST}


def test_each_unit_goes_through_what_lies_nearest_to_it() -> None:
    story = given(*to_rectifying(), casework=two_villages())
    story.when(listed(*EAST_LIST, *WEST_LIST, units=(TOWN, VILLAGE)), OFFICE).accepted()
    assert [(one.unit, sorted(one.items or {})) for one in story.problem.sweeps] == [
        (TOWN, ["H-04"]),
        (VILLAGE, ["H-01", "H-02", "H-03"]),
    ]


def test_a_list_that_is_not_whole_is_refused() -> None:
    story = given(*to_rectifying(), casework=two_villages())
    story.when(listed(*EAST_LIST, units=(VILLAGE, WEST)), OFFICE).refused("sweep_list_missing", units=WEST)
    story.when(listed(Entry("H-09")), OFFICE).refused("list_attribute_missing", id="H-09", attribute="村")
    story.when(listed(*EAST_LIST, units=(OTHER_TOWN,)), OFFICE).refused("sweep_item_outside", id="H-01")
    story.when(listed(*EAST_LIST, household(1)), OFFICE).refused("frame_doubled", id="H-01")
    story.when(listed(household(9, "没有的村")), OFFICE).refused("unknown_unit")


# --- works before a year ------------------------------------------------------------------------------------------

WORKS = (household(1, year="2014"), household(2, year="2015"), household(3, year="2016"), household(4, WEST, "2018"))


@pytest.mark.requirement("R004-32")
def test_works_are_narrowed_to_those_done_before_a_year() -> None:
    story = given(*to_rectifying(), casework=two_villages())
    outcome = story.when(listed(*WORKS, swept=SweptKind.WORKS, before_year=2016), OFFICE)
    outcome.accepted()
    assert sorted(task(story).items or {}) == ["H-01", "H-02"]
    [opened] = [event for event in story.history if isinstance(event, SweepOpened)]
    assert opened.of_list is not None
    assert (opened.of_list.listed, opened.of_list.count, opened.of_list.before_year) == (4, 2, 2016)
    assert "已实施项目2项（名单4项，限2016年以前）" in sentence(opened, lambda sealed: "")


@pytest.mark.requirement("R004-32")
def test_without_a_year_works_are_not_narrowed_and_without_a_filter_all_of_them_are_gone_through() -> None:
    story = given(*to_rectifying(), casework=two_villages())
    undated = (household(1, year="2014"), household(2), household(3, year="近年"))
    for command in (listed(*undated, before_year=2016), listed(*undated, swept=SweptKind.WORKS)):
        story.when(command, OFFICE).refused("sweep_year_missing", ids="H-02、H-03")
    story.when(listed(*WORKS, swept=SweptKind.WORKS, before_year=2010), OFFICE).refused("sweep_nothing_left")
    story.when(listed(before_year=2016), OFFICE).refused("sweep_list_missing")
    story.when(listed(*WORKS, swept=SweptKind.WORKS), OFFICE).accepted()
    assert len(task(story).items or {}) == 4


@pytest.mark.requirement("R004-32")
def test_the_pack_narrows_the_sweep_over_dwellings_by_itself() -> None:
    story = in_the_assessment()
    story.when(listed(sweep="HOUSING"), HEAD).refused("sweep_list_missing", units=TOWN)
    story.when(listed(*WORKS, sweep="HOUSING"), HEAD).accepted()
    assert sorted(task(story).items or {}) == ["H-01", "H-02"]


# --- item by item -------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R004-18", "R004-26")
def test_each_check_is_recorded_and_the_share_is_shown() -> None:
    story = swept()
    assert (task(story).verified, task(story).share) == (0, "0.0%")
    story.when(check("H-01", "H-02"), CADRE).then(
        happened(
            SweepChecked,
            unit=TOWN,
            by=CADRE,
            verified=2,
            listed=4,
            checks=(
                {"ref": "H-01", "outcome": CHECKED, "record": "H-01查看水龙头"},
                {"ref": "H-02", "outcome": CHECKED, "record": "H-02查看水龙头"},
            ),
        )
    )
    assert (task(story).verified, task(story).share, task(story).missing) == (2, "50.0%", ("H-03", "H-04"))
    said = sentence(story.history[-1], lambda sealed: "")
    assert said == "甲镇逐户核查：已核查2项（H-01、H-02）；累计已核查2/4项（50.0%）"


@pytest.mark.requirement("R004-18", "R004-26")
def test_it_is_signed_when_all_are_verified_and_not_one_sooner() -> None:
    story = swept()
    signed = SignSweep(TOWN, "逐户看过")
    story.when(signed, HEAD).refused("sweep_unverified", missing=4, of=4, share="0.0%")
    story.when(check("H-01", "H-02", "H-03"), CADRE).accepted()
    story.when(signed, HEAD).refused("sweep_unverified", missing=1, of=4, share="75.0%", refs="H-04")
    story.when(HANDED_IN, PERSON).accepted()
    story.doing(layer_passed()).when(closing(), OFFICE).refused("sweeps_open", units=TOWN)
    story.when(check("H-04"), WEST_CADRE).accepted()
    story.when(signed, HEAD).then(happened(SweepSigned, found=0))
    story.when(closing(), OFFICE).accepted()


@pytest.mark.requirement("R004-18", "R004-26")
def test_whoever_was_not_met_is_not_verified_and_is_asked_again() -> None:
    story = swept(*WEST_LIST)
    story.when(check("H-04", outcome=NOT_REACHED), WEST_CADRE).then(happened(SweepChecked, verified=0, listed=1))
    story.when(check("H-04", outcome=NOT_REACHED), WEST_CADRE).accepted()
    story.when(SignSweep(TOWN, "看过"), HEAD).refused("sweep_unverified", missing=1)
    story.when(check("H-04"), WEST_CADRE).then(happened(SweepChecked, verified=1, listed=1))
    story.when(SignSweep(TOWN, "看过"), HEAD).accepted()


def test_what_was_found_is_listed_when_it_is_signed() -> None:
    story = swept(*WEST_LIST)
    story.when(check("H-04", outcome=FOUND), WEST_CADRE).accepted()
    story.when(SignSweep(TOWN, "零报告"), HEAD).refused("sweep_found_unlisted", found=1)
    story.when(SignSweep(TOWN, "一户断水", (finding(),)), HEAD).then(
        happened(SweepSigned, found=1), happened(ProblemDerived, unit=TOWN)
    )


def test_a_check_is_of_something_on_the_list_once_and_by_somebody_of_the_place() -> None:
    story = swept()
    story.when(check("H-77"), CADRE).refused("item_not_listed", ref="H-77")
    story.when(check("H-01", "H-01"), CADRE).refused("item_twice")
    story.when(RecordSweepCheck(TOWN, ()), CADRE).refused("no_item_checked")
    story.when(check("H-04"), CADRE).refused("item_of_another_village", ref="H-04", unit=WEST)
    story.when(check("H-01"), OTHER_CHECKER).refused("item_of_another_village")
    story.when(check("H-01", unit=OTHER_TOWN), OTHER_CHECKER).refused("no_sweep_asked")
    story.when(check("H-01", outcome=FOUND), CHECKER).accepted()
    story.when(check("H-01"), CADRE).refused("item_checked_already", ref="H-01")
    no_record = RecordSweepCheck(TOWN, (ItemCheck("H-02", CHECKED, " "),))
    story.when(no_record, CADRE).refused("text_missing", field="核查记录")


def test_a_check_may_be_entered_late_with_a_reason() -> None:
    story = swept()
    story.when(check("H-01"), CADRE, "2022-08-24 10:00", occurred_at="2022-08-23 15:00", late_reason="停网").accepted()
    assert story.happened(SweepChecked) == ["2022-08-23 15:00"]


def test_a_sweep_without_a_list_is_signed_as_before() -> None:
    story = given(*to_rectifying())
    story.when(OpenSweep((OTHER_TOWN,), "查一遍"), OFFICE).accepted()
    assert (task(story).items, task(story).share) == (None, "-")
    story.when(check("H-01", unit=OTHER_TOWN), OTHER_CHECKER).refused("sweep_without_list", unit=OTHER_TOWN)
    story.when(SignSweep(OTHER_TOWN, "没有发现"), OTHER_CHECKER).accepted()


# --- the pack, and the head ---------------------------------------------------------------------------------------


def in_the_assessment() -> Story:
    """A problem of the assessment of 2020, claimed by the town."""
    taken = Finding("assessment_2020", "BASICS", "户档资料有空项", place=Place(COUNTY, TOWN))
    story = given(casework=two_villages())
    story.doing(Act(RegisterProblem(taken), OFFICE, "2022-08-08 09:00"), dispatched(), claimed())
    return story


@pytest.mark.requirement("R004-26")
def test_the_pack_wants_every_household_for_the_drinking_water() -> None:
    story = in_the_assessment()
    story.when(OpenSweep((TOWN,), "查饮水", sweep="WATER"), HEAD).refused("sweep_list_missing", units=TOWN)
    story.when(OpenSweep((TOWN,), "查饮水", sweep="RIVER"), HEAD).refused("unknown_sweep", sweep="RIVER")
    story.when(listed(*EAST_LIST, sweep="WATER"), HEAD).accepted()
    assert len(task(story).items or {}) == len(EAST_LIST)


@pytest.mark.requirement("R004-17")
def test_the_head_himself_signs_the_check_of_the_booklets() -> None:
    assert [one.code for one in packs()["assessment_2020"].screening.sweeps if one.head_signs] == ["BOOKLETS"]
    story = in_the_assessment()
    story.when(listed(*EAST_LIST, sweep="BOOKLETS"), OFFICE).accepted()
    story.when(check("H-01", "H-02", "H-03"), CADRE).accepted()
    story.when(SignSweep(TOWN, "逐册看过"), CHECKER).refused("sweep_head_signs", name=CHECKER, unit=TOWN)
    story.when(SignSweep(TOWN, "逐册看过"), HEAD).then(happened(SweepSigned, by=HEAD))


@pytest.mark.requirement("R004-17")
def test_nobody_signs_for_the_head_where_he_is_asked_for_not_even_with_his_right() -> None:
    story = given(*to_rectifying())
    story.when(OpenSweep((TOWN, OTHER_TOWN), "查一遍", head_signs=True), OFFICE).accepted()
    lent = Story(story.casework, now=story.now)
    lent.when(Delegate(HEAD, LEADER, DUE, "外出学习"), HEAD).accepted()
    story.now = lent.now
    story.when(SignSweep(TOWN, "没有发现"), LEADER).refused("sweep_head_signs", name=LEADER)
    story.when(SignSweep(OTHER_TOWN, "没有发现"), HEAD).refused("sweep_of_another_unit")
    story.when(SignSweep(TOWN, "没有发现"), HEAD).accepted()
    story.when(SignSweep(OTHER_TOWN, "没有发现"), OTHER_CHECKER).refused("sweep_head_signs")
    story.when(SignSweep(OTHER_TOWN, "没有发现"), OTHER_HEAD).accepted()
