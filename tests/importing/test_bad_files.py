"""Bad files get the refusal that is due to them, quickly, within bounded memory, and nothing else happens."""

from collections import Counter
from pathlib import Path

import pytest

from adapters.importing.refusals import MESSAGES
from tests.importing.bad_files import Measure, Outcome, corpus, print_table, read_all
from tests.importing.bad_kinds import as_ledger
from tests.importing.workbooks import household_ledger, household_row

MOST_MEMORY = 200 * 1024 * 1024


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return read_all()


def test_there_are_two_hundred_bad_files_of_twenty_kinds_and_no_kind_fills_the_list() -> None:
    kinds = Counter(bad.kind for bad in corpus())
    assert sum(kinds.values()) >= 200
    assert len(kinds) >= 20
    assert max(kinds.values()) <= 15


def test_every_bad_file_gets_the_refusal_due_to_it(outcomes: list[Outcome]) -> None:
    print_table(outcomes)
    assert [(each.bad.kind, each.bad.name, each.bad.code) for each in outcomes if each.code != each.bad.code] == []


def test_every_refusal_says_in_chinese_what_to_do(outcomes: list[Outcome]) -> None:
    assert all(each.message.endswith("。") and len(each.message) > 10 for each in outcomes)


def test_every_code_of_the_catalogue_is_met(outcomes: list[Outcome]) -> None:
    assert {each.code for each in outcomes} == set(MESSAGES)


def test_no_bad_file_takes_much_memory_or_time(outcomes: list[Outcome]) -> None:
    assert max(each.peak for each in outcomes) < MOST_MEMORY
    assert sum(each.seconds for each in outcomes) < 60


def test_a_ledger_of_five_thousand_rows_is_read_within_bounded_memory(tmp_path: Path) -> None:
    rows = [household_row(number=at, content=f"房屋漏雨，编号{at}，" + "墙体开裂" * 30) for at in range(1, 5_001)]
    path = household_ledger(tmp_path / "ledger.xlsx", *rows)
    measure = Measure()
    as_ledger(path)
    assert measure.peak_and_seconds()[0] < MOST_MEMORY
