"""The drill: three rows are drilled here, and it tells a test that would not miss its rule from one that would."""

from pathlib import Path
from subprocess import TimeoutExpired
from time import monotonic, sleep

import pytest

from tests.requirements.drill import Drilled, NotSound, Verdict, drawn, drill
from tests.requirements.rows import Requirement, Switch, requirements
from tests.requirements.shown import Shown, pytest_in, shown_by_tests

CLOSING = "domain/problem/closing.py"
FOUR_CHECKS = "tests/problem/test_closing.py::test_none_of_the_four_checks_may_fail"
HOLD = Switch(file=CLOSING, function="the_four_checks_hold", returns="None")
ASKED = Switch(file=CLOSING, function="satisfaction_was_asked", returns="None")
BROKEN = Switch(file=CLOSING, old="import msgspec\n", new="import msgspeck\n")
MOVED = Switch(file=CLOSING, old="no such text", new="x")
SLEEPING = """
from subprocess import Popen

def test_it():
    with Popen(["sleep", "60"]) as sleeping, open("started", "w") as started:
        print(sleeping.pid, file=started, flush=True)
"""


def drilled(*off: Switch, tests: Shown | None = None) -> list[Drilled]:
    row = Requirement("R900-01", "rule", "Something is done.", off=off)
    return list(drill([row], tests or {"R900-01": {FOUR_CHECKS: 4}}))


@pytest.mark.long
def test_the_tests_of_three_rows_miss_their_rules() -> None:
    rows = [requirements()[row] for row in ("R000-07", "R004-45", "X-07")]
    outcomes = list(drill(rows, shown_by_tests()))
    assert {(one.row, one.verdict) for one in outcomes} == {(row.id, Verdict.FAILED) for row in rows}
    assert len(outcomes) == sum(len(row.off) for row in rows)


def test_a_test_that_does_not_miss_the_rule_still_passes_and_what_cannot_run_or_fit_decides_nothing() -> None:
    assert [one.verdict for one in drilled(ASKED, HOLD, BROKEN, MOVED, ASKED)] == [
        Verdict.PASSED,
        Verdict.FAILED,
        Verdict.UNDECIDED,
        Verdict.UNDECIDED,
        Verdict.PASSED,
    ], "each rule is back before the next one goes"


def test_tests_that_fail_with_every_rule_in_place_are_no_proof() -> None:
    with pytest.raises(NotSound, match="no_such_test"):
        drilled(HOLD, tests={"R900-01": {"tests/problem/test_closing.py::no_such_test": 1}})


def test_tests_that_never_end_are_ended_with_what_they_started(tmp_path: Path) -> None:
    (tmp_path / "test_sleeping.py").write_text(SLEEPING, encoding="utf-8")
    with pytest.raises(TimeoutExpired):
        pytest_in(tmp_path, "test_sleeping.py", seconds=10)
    process = Path("/proc", (tmp_path / "started").read_text().strip())
    deadline = monotonic() + 10  # a killed process may still be on its way out
    while not gone(process) and monotonic() < deadline:
        sleep(0.05)
    assert gone(process)


def gone(process: Path) -> bool:
    try:
        return "Z (zombie)" in (process / "status").read_text()
    except OSError:
        return True


def test_the_same_seed_draws_the_same_rows_in_the_order_of_the_list() -> None:
    rows = list(requirements().values())
    shown: Shown = {row.id: {"tests/test_a.py::test_it": 1} for row in rows[::2]}
    drawn_once = drawn(rows, shown, seed=7, count=40)
    assert drawn_once == drawn(rows, shown, seed=7, count=40) != drawn(rows, shown, seed=8, count=40)
    assert len(drawn_once) == 40
    assert [rows.index(row) for row in drawn_once] == sorted(rows.index(row) for row in drawn_once)
    assert {row.id for row in drawn_once} <= set(shown)
    assert len(drawn(rows, shown, seed=7, count=1000)) == len(shown)
