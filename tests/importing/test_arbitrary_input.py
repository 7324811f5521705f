"""Whatever stands in a file, a reader gives a result or an ImportRefused, never another error."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.importing import ImportRefused, read_plan
from adapters.importing.compound_file import SIGNATURE as COMPOUND_FILE
from adapters.importing.compound_file import holding_only
from adapters.importing.zip_package import SIGNATURE as ZIP
from tests.importing.bad_kinds import as_ledger, as_people, as_plan
from tests.importing.making import (
    OLD_HEADER,
    OLD_ROW,
    PLAN,
    SHEET,
    ledger_bytes,
    overwritten,
    with_part,
    word_bytes,
)
from tests.importing.workbooks import household_row
from tests.importing.xls_files import workbook_stream

READERS = (as_ledger, as_plan, as_people)
NAMES = st.sampled_from(["a.txt", "a.xlsx", "a.xls", "a.docx", "a.doc", "a.et"])
PLAN_PIECES = st.lists(
    st.sampled_from(
        [
            *PLAN.splitlines(),
            "(一)专项评估",
            "一、指导思想",
            "一是甲。二是乙。",
            "完成时限:**",
            "责任人",
            "①",
            "问题1：",
            "　",
        ]
    )
    | st.text(max_size=30),
    max_size=25,
)


def survives(data: bytes, name: str) -> None:
    """Read by every reader: a result or a refusal; anything else fails the test."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        for read in READERS:
            with suppress(ImportRefused):
                read(path)


@given(
    data=st.binary(max_size=3000), name=NAMES, head=st.sampled_from([b"", ZIP, COMPOUND_FILE, b"\xff\xfe", b"<?xml"])
)
def test_arbitrary_bytes(data: bytes, name: str, head: bytes) -> None:
    survives(head + data, name)


@given(text=st.text(max_size=500), encoding=st.sampled_from(["utf-8", "utf-16", "gb18030"]))
def test_arbitrary_text(text: str, encoding: str) -> None:
    survives(text.encode(encoding, errors="ignore"), "a.txt")


@given(pieces=PLAN_PIECES)
def test_lines_of_a_plan_in_any_order(pieces: list[str]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.txt"
        path.write_text("\n".join(pieces), encoding="utf-8", errors="ignore")
        with suppress(ImportRefused):
            plan = read_plan(path, 2020)
            lines = path.read_text(encoding="utf-8").count("\n") + 1
            assert all(1 <= item.place.line <= lines for item in plan.items)
            assert len({item.key for item in plan.items}) == len(plan.items)


_BOOK, _LETTER = ledger_bytes(household_row()), word_bytes()
_STREAM = workbook_stream([OLD_HEADER, OLD_ROW])
_OLD_BOOK = holding_only("Workbook", _STREAM)

BODY = "word/document.xml"
MUTATED: dict[str, Callable[[int, bytes], bytes]] = {
    "book.xlsx": lambda at, new: overwritten(_BOOK, at % len(_BOOK), new),
    "sheet.xlsx": lambda at, new: with_part(_BOOK, SHEET, lambda xml: overwritten(xml, at % len(xml), new)),
    "letter.docx": lambda at, new: overwritten(_LETTER, at % len(_LETTER), new),
    "body.docx": lambda at, new: with_part(
        _LETTER, "word/document.xml", lambda xml: overwritten(xml, at % len(xml), new)
    ),
    "book.xls": lambda at, new: overwritten(_OLD_BOOK, at % len(_OLD_BOOK), new),
    "stream.xls": lambda at, new: holding_only("Workbook", overwritten(_STREAM, at % len(_STREAM), new)),
}


@pytest.mark.parametrize("name", MUTATED)
@settings(deadline=None)
@given(at=st.integers(0, 100_000), new=st.binary(min_size=1, max_size=8))
def test_good_files_with_a_few_bytes_changed(name: str, at: int, new: bytes) -> None:
    survives(MUTATED[name](at, new), name)


def test_the_good_files_of_these_tests_are_good(tmp_path: Path) -> None:
    good = {"a.xlsx": (_BOOK, as_ledger), "a.docx": (_LETTER, as_plan), "a.xls": (_OLD_BOOK, as_ledger)}
    for name, (data, read) in good.items():
        (tmp_path / name).write_bytes(data)
        assert read(tmp_path / name)
