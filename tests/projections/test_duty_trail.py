"""履责情况: what a unit, a person or a post held, and how; no figure differs from the trails of the problems."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from adapters.play.words import EVENTS
from domain.problem.claiming import Claim, Reassign
from domain.refusal import Refused
from projections.duty_trail import DutyTrail, Entry, Kind, Subject
from projections.household_trail import HouseholdTrail
from tests.monitoring_case.people import TOWN_REVIEWER
from tests.problem.people import CHECKER, HEAD, INSPECTOR, LEADER, OFFICE, OTHER_HEAD, OTHER_TOWN, PERSON, TOWN
from tests.projections.chronicle import Chronicle
from tests.projections.every_kind import CAMPAIGN, HOUSEHOLD, HOUSEHOLDER, area, registered
from tests.projections.households import tell_the_ledger, tell_three_households
from tests.projections.scenarios import tell_s2, tell_s9


def duties(story: Chronicle, as_of: str | None = None, campaign: str = "", **of: str) -> DutyTrail:
    story.follower.catch_up()
    return story.ledgers.duty_trail(story.view(as_of), Subject(**of), campaign)


def of_kind(told: DutyTrail, kind: Kind) -> list[Entry]:
    return [entry for entry in told.entries if entry.kind is kind]


def test_a_unit_is_told_what_it_held_and_for_how_long(chronicle: Chronicle) -> None:
    tell_s2(chronicle)
    told = duties(chronicle, unit=TOWN)
    assert [entry.working_days for entry in of_kind(told, Kind.HELD)] == [1, 1, 5, 1]  # the last: the town's own check
    assert of_kind(told, Kind.HELD)[-1].answerable[0].name == CHECKER
    assert told.working_days[Kind.HELD] == 8
    [line] = told.problems
    assert (line.problem_no, line.counts[Kind.HELD], line.counts[Kind.LATE]) == (chronicle.number("P"), 4, 1)
    [late] = of_kind(told, Kind.LATE)
    [span] = chronicle.trail("P").overdue_spans
    assert late.working_days == span.wd == 4  # 10-08, 10-09, 10-10 and 10-11


def test_lateness_and_extensions_are_those_of_the_trail(chronicle: Chronicle) -> None:
    """S9: late from 2018-09-29 to 10-10, five working days; then extended, though asked for too late."""
    tell_s9(chronicle)
    told = duties(chronicle, unit=TOWN)
    [late] = of_kind(told, Kind.LATE)
    assert (late.problem_no, late.working_days) == (chronicle.number("E"), 5)
    assert late.says == "时限2018-09-28，逾期2018-09-29至2018-10-10"
    [extended] = of_kind(told, Kind.EXTENDED)
    assert extended.says.startswith("同意延期至2018-10-31")
    assert len(told.problems) == 10


def test_every_entry_cites_an_event_of_its_problem(every_kind: Chronicle) -> None:
    told = duties(every_kind, unit=TOWN)
    assert {entry.kind for entry in told.entries} >= {
        Kind.HELD,
        Kind.LATE,
        Kind.RETURNED,
        Kind.ESCALATED,
        Kind.REOPENED,
    }
    lines = {every_kind.number(case): every_kind.trail(case).lines for case in every_kind.cases}
    for entry in told.entries:
        cited = next(line for line in lines[entry.problem_no] if line.version == entry.version)
        if entry.kind in (Kind.RETURNED, Kind.REOPENED, Kind.EXTENDED):
            assert entry.says == cited.what
        if entry.kind is Kind.ESCALATED:
            assert cited.level


def test_the_counts_are_those_of_the_entries_and_of_the_problems(every_kind: Chronicle) -> None:
    told = duties(every_kind, unit=TOWN)
    for kind in Kind:
        assert told.counts[kind] == len(of_kind(told, kind)) == sum(one.counts[kind] for one in told.problems)
        assert told.working_days[kind] == sum(one.working_days[kind] for one in told.problems)


def test_what_was_returned_and_reopened_is_counted_against_the_people_named_then(every_kind: Chronicle) -> None:
    """water: sent back twice by the check and the office, once reopened; undated: its plan came back once."""
    told = duties(every_kind, person=PERSON)
    water, undated = every_kind.number("water"), every_kind.number("undated")
    counts = {one.problem_no: one.counts for one in told.problems}
    assert (counts[water][Kind.RETURNED], counts[water][Kind.REOPENED], counts[undated][Kind.RETURNED]) == (2, 1, 1)
    assert not any(entry.unit == OTHER_TOWN for entry in told.entries)


def test_a_post_narrows_a_person(every_kind: Chronicle) -> None:
    everything = duties(every_kind, person=PERSON)
    assert duties(every_kind, person=PERSON, post="干事").entries == everything.entries
    assert duties(every_kind, person=PERSON, post="镇长").entries == ()


def test_the_supervising_side_is_told_of_by_who_did_it_at_last(every_kind: Chronicle) -> None:
    """The silence of the third town was looked into a working day too late, by the inspector."""
    [late] = of_kind(duties(every_kind, person=INSPECTOR), Kind.SUPERVISOR_LATE)
    assert (late.problem_no, late.working_days) == (every_kind.number("silent"), 1)
    assert late.says == "不认领核实应于2022-08-15，2022-08-16办结"
    waited = of_kind(duties(every_kind, unit="丙镇"), Kind.KEPT_WAITING)
    assert [(entry.problem_no, entry.says) for entry in waited] == [(late.problem_no, late.says)]


def test_reassigning_takes_no_lateness_from_the_unit_that_was_late(chronicle: Chronicle) -> None:
    """Due on Friday 2022-08-19; passed on at noon on Wednesday 08-24 and closed by nobody until Friday 08-26."""
    registered(chronicle, "2022-08-08 09:00", area("BASICS", "资料缺漏"), "passed on", due=date(2022, 8, 19))
    chronicle.give("2022-08-08 10:00", HEAD, Claim(LEADER, PERSON), "passed on")
    chronicle.give("2022-08-24 12:00", OFFICE, Reassign(OTHER_TOWN, "职责调整"), "passed on")
    before = of_kind(duties(chronicle, "2022-08-26 24:00", unit=TOWN), Kind.LATE)
    after = of_kind(duties(chronicle, "2022-08-26 24:00", unit=OTHER_TOWN), Kind.LATE)
    assert [entry.working_days for entry in before] == [3]
    assert [entry.working_days for entry in after] == [2]
    [span] = chronicle.trail("passed on", as_of="2022-08-26 24:00").overdue_spans
    assert span.wd == 5


def test_of_an_earlier_moment_only_what_was_then_is_told(every_kind: Chronicle) -> None:
    told = duties(every_kind, "2022-08-18 12:00", unit=TOWN)
    assert told.counts[Kind.REOPENED] == 0
    assert told.counts[Kind.HELD] > 0
    assert all(entry.at <= told.basis.as_of for entry in told.entries)


def test_a_campaign_narrows_it(every_kind: Chronicle) -> None:
    assert duties(every_kind, unit=TOWN, campaign=CAMPAIGN).entries
    assert duties(every_kind, unit=TOWN, campaign="haogou_2023").entries == ()


def test_a_person_of_another_unit_is_not_told_of_what_he_never_held(every_kind: Chronicle) -> None:
    held = {entry.problem_no for entry in duties(every_kind, person=OTHER_HEAD).entries}
    assert held == {every_kind.number("unfounded")}


def household(
    story: Chronicle, ref: str = HOUSEHOLD, as_of: str | None = None, hidden: Sequence[str] = ()
) -> HouseholdTrail:
    story.follower.catch_up()
    kept = {story.cases[case] for case in hidden}
    return story.ledgers.household_trail(story.view(as_of), ref, EVENTS, lambda case_id: case_id not in kept)


def test_of_a_household_all_that_happened_is_told_in_time_order(every_kind: Chronicle) -> None:
    told = household(every_kind)
    assert [trail.problem_no for trail in told.problems] == [every_kind.number("water")]
    assert len(told.lines) == len(every_kind.trail("water").lines)
    assert [line.occurred_at for line in told.lines] == sorted(line.occurred_at for line in told.lines)
    assert all(HOUSEHOLDER not in line.what for line in told.lines)


def test_its_problem_and_its_monitoring_case_are_told_together(households: Chronicle) -> None:
    tell_three_households(households)
    told = household(households, "household/1")
    monitor_no = households.casework.load(households.cases["M1"]).state.number
    assert {(line.kind, line.number) for line in told.lines} >= {
        ("问题", households.problem("P9").problem_no),
        ("监测对象", monitor_no),
    }
    assert "入户核实" in "".join(line.what for line in told.lines if line.number == monitor_no)
    for line in told.lines:
        assert line.number not in (households.problem("P6").problem_no, households.problem("P3").problem_no)


def test_of_a_case_that_one_may_not_know_nothing_is_told(households: Chronicle) -> None:
    tell_three_households(households)
    told = household(households, "household/1", hidden=["M1"])
    assert {line.kind for line in told.lines} <= {"问题", "农户"}


def test_aid_beside_its_cases_is_told_as_well_and_nothing_before_it_happened(households: Chronicle) -> None:
    tell_the_ledger(households)
    [line] = household(households, "household/0010").lines
    assert (line.kind, line.version, line.who) == ("农户", 1, TOWN_REVIEWER)
    with pytest.raises(Refused, match="没有找到与农户"):
        household(households, "household/0010", as_of="2022-09-27 12:00")
    before = household(households, "household/0007", as_of="2022-08-30 24:00")
    assert len(before.lines) < len(household(households, "household/0007").lines)


def test_a_household_that_nobody_knows_is_refused(every_kind: Chronicle) -> None:
    with pytest.raises(Refused, match="没有找到与农户"):
        household(every_kind, "household/nobody")
    with pytest.raises(Refused, match="没有找到与农户"):
        household(every_kind, as_of="2022-08-07 12:00")
