"""综合问题: where the pack says so, what was derived from a problem counts in the summary, and it itself does not."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain.problem.deriving import DeriveProblem
from domain.problem.finding import Finding
from domain.problem.problem import Place
from projections.ledger_lines import Selection
from projections.ledgers import Ledgers
from projections.summary import Summary
from tests.problem.people import COUNTY, OFFICE, TOWN
from tests.projections.chronicle import Chronicle
from tests.projections.every_kind import registered

CAMPAIGN = "assessment_2020"
COMPOSITE = Finding(CAMPAIGN, "B1", "申请书涂改、住房裂缝", place=Place(COUNTY, TOWN), source="区级自查")


@pytest.fixture
def told(chronicle: Chronicle) -> Chronicle:
    """One composite problem with two derived from it, and another that nothing was derived from."""
    registered(chronicle, "2020-04-01 09:00", COMPOSITE, "composite", due=date(2020, 5, 30))
    registered(chronicle, "2020-04-01 09:10", COMPOSITE, "alone", due=date(2020, 5, 30))
    for category, at in (("BASICS", "2020-04-02 09:00"), ("SEC.HOUSE", "2020-04-02 09:10")):
        part = replace(COMPOSITE, category=category)
        chronicle.give(at, OFFICE, DeriveProblem(part, TOWN, date(2020, 5, 20)), "composite")
    return chronicle


def counts(table: Summary) -> dict[str, int]:
    return {row.code: row.found.count for row in table.rows if row.found.count} | {"": table.total.found.count}


def test_a_composite_problem_is_counted_by_what_was_derived_from_it(told: Chronicle) -> None:
    table = told.summary(CAMPAIGN)
    assert counts(table) == {"BASICS": 1, "SEC.HOUSE": 1, "B1": 1, "": 3}
    number = told.casework.problem(told.cases["composite"]).problem_no
    assert f"{number}为综合问题，按其派生的问题计数，本身不重复计入" in table.notes
    [row] = [row for row in table.rows if row.code == "B1"]
    assert row.found.problems == (told.casework.problem(told.cases["alone"]).problem_no,)


def test_before_anything_was_derived_it_counts_itself(told: Chronicle) -> None:
    assert counts(told.summary(CAMPAIGN, as_of="2020-04-01 24:00")) == {"B1": 2, "": 2}


def test_where_the_pack_does_not_say_so_each_counts_once(told: Chronicle) -> None:
    told.follower.catch_up()
    pack = told.casework.packs[CAMPAIGN]
    plain = replace(pack, taxonomy=tuple(replace(category, container=False) for category in pack.taxonomy))
    read = told.ledgers
    ledgers = Ledgers(told.engine, read.log, {CAMPAIGN: plain}, read.calendar, read.reveal)
    table = ledgers.summary(told.view(), Selection(campaign=CAMPAIGN))
    assert (counts(table), table.notes) == (
        {"BASICS": 1, "SEC.HOUSE": 1, "B1": 2, "": 4},
        told.summary(CAMPAIGN).notes[:1],
    )
