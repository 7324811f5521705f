"""A small round of real faults on the real machine, in every run of the tests; `make faults` is the large one."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.faults import rounds
from tests.faults.nemeses import ALL, KILL, LOST_ANSWER, LOST_DATABASE, POSTGRES, Blow, Blows, kills, names
from tests.faults.rounds import Plan, Result
from tests.faults.table import table


def show(result: Result) -> None:
    print(table([result]))
    for name in ("missed", "doubled", "early", "lost", "differing", "tables"):
        for words in getattr(result.verdict, name):
            print(name, words)


@pytest.mark.sqlite
@pytest.mark.requirement("X-10")
@pytest.mark.long
def test_whatever_is_killed_paused_deleted_or_set_wrong_nothing_is_missed_doubled_early_or_lost() -> None:
    blows = Blows("continuous").every_kind()
    result = rounds.run(Plan(number=0, seed=0, problems=24, households=3), blows)
    show(result)
    assert result.verdict.held
    assert Counter(result.faults) == Counter(blow.fault for blow in blows)
    assert result.verdict.moments >= 30
    assert result.verdict.unknown >= 1  # the answer that was lost


@pytest.mark.postgres
@pytest.mark.requirement("X-10")
@pytest.mark.long
def test_postgresql_killed_while_all_work_on_it_loses_nothing() -> None:
    plan = Plan(number=0, seed=0, problems=16, households=2, day=3.0, postgres=True)
    result = rounds.run(plan, [Blow(2.0, POSTGRES), Blow(0.5, f"{KILL}worker"), Blow(2.0, POSTGRES)])
    show(result)
    assert result.verdict.held
    assert result.faults[POSTGRES] == 2
    assert result.verdict.moments >= 10


def test_the_same_seed_draws_the_same_faults_and_a_round_kills_each_part_at_least_twice() -> None:
    for number in (1, 2, 3):
        drawn = Blows(f"7 {number}").of_round(number, postgres=False)
        assert drawn == Blows(f"7 {number}").of_round(number, postgres=False)
        faults = Counter(blow.fault for blow in drawn)
        assert kills(faults) == (28 if number % 2 else 14) + faults[LOST_ANSWER] + faults[LOST_DATABASE]
    assert Blows("8 1").of_round(1, postgres=False) != Blows("7 1").of_round(1, postgres=False)


def test_of_all_at_once_every_process_counts() -> None:
    assert kills(Counter({ALL: 2, f"{KILL}app": 1, POSTGRES: 1, "SIGSTOP 5 s worker": 4})) == 16


def test_every_fault_that_struck_has_a_row() -> None:
    struck = Counter(blow.fault for blow in Blows("1").every_kind())
    assert dict(names(struck)) == dict(struck)
