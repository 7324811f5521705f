"""What docs/import.md promises is what the readers do."""

import re
from pathlib import Path

import pytest

from adapters.importing.dates import read_date
from adapters.importing.due import Due
from adapters.importing.opening import MAX_FILE_BYTES
from adapters.importing.preview import due_text
from adapters.importing.refusals import WHOLE_FILE
from adapters.importing.sheet_limits import MAX_AREA

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "import.md").read_text(encoding="utf-8")
DATES = DOCUMENT.split("## Dates")[1].split("## Names")[0]
SPELLINGS = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", DATES, re.MULTILINE)[1:]


@pytest.mark.parametrize(("written", "expected"), SPELLINGS)
def test_the_table_of_dates_holds(written: str, expected: str) -> None:
    assert due_text(Due(written, read_date(written, 2022), WHOLE_FILE)) == expected


def test_the_table_of_dates_is_found() -> None:
    assert len(SPELLINGS) > 20


def test_the_limits_are_those_of_the_code() -> None:
    assert f"{MAX_FILE_BYTES // 2**20} MB, checked before reading" in DOCUMENT
    assert f"{MAX_AREA:,} cells" in DOCUMENT
